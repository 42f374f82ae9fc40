"""Wiring: settings in, a ready Assistant out. The only place that chooses implementations."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.errors import EngineMissing, ModelError, SettingsError
from persona_assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant, Gate, Options
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.encoders.transcriber import Transcriber
    from persona_assistant.engines.base import Engine
    from persona_assistant.memory import Store
    from persona_assistant.memory.backups import Restored
    from persona_assistant.memory.cache import DerivedCache
    from persona_assistant.memory.locking import Locked, Unlocked
    from persona_assistant.pmg import Clip, Picture
    from persona_assistant.reader.reading import AnyReader
    from persona_assistant.routing import Calibration
    from persona_assistant.samples import Sample

_BUILTIN, _CLASSICAL, _NONE = "builtin", "classical", "none"


# --- encoders


class _Named(Mapping[str, "Encoder"]):
    """The encoders that settings name, by sense, each opened when it is asked for: a question in
    words needs neither face nor voice."""

    def __init__(self, settings: Settings) -> None:
        self._names = _names(settings)
        self._settings = settings
        self._opened: dict[str, Encoder] = {}
        self._opening = threading.Lock()

    def __getitem__(self, sense: str) -> Encoder:
        with self._opening:
            if sense not in self._opened:
                self._opened[sense] = _encoder(sense, self._names[sense], self._settings)
            return self._opened[sense]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, sense: object) -> bool:
        return sense in self._names  # without opening it, as `Mapping` would


def _names(settings: Settings) -> dict[str, str]:
    """Sense -> what the settings name for it."""
    names = {"image": settings.image_encoder, "voice": settings.voice_encoder}
    if settings.face_encoder != _NONE:
        names["face"] = settings.face_encoder
    if settings.voice_encoder == _BUILTIN:
        names["synthetic"] = _CLASSICAL
    if settings.text_encoder is not None:
        names["text"] = settings.text_encoder
    return names


def _encoder(sense: str, name: str, settings: Settings) -> Encoder:
    if sense == "face":
        from persona_assistant.encoders.face import FaceEncoder

        return FaceEncoder(threads=settings.threads)
    if sense == "image" and name in (_BUILTIN, _CLASSICAL):
        from persona_assistant.encoders.image import ClassicalImageEncoder

        return ClassicalImageEncoder()
    if sense == "voice" and name == _BUILTIN:
        from persona_assistant.encoders.speaker import SpeakerEncoder

        return SpeakerEncoder(threads=settings.threads)
    if sense in ("voice", "synthetic") and name == _CLASSICAL:
        from persona_assistant.encoders.voice import ClassicalVoiceEncoder

        return ClassicalVoiceEncoder()
    from persona_assistant.encoders.loader import open_encoder

    return open_encoder(name, sense, precision=settings.precision, threads=settings.threads)


def encoders(settings: Settings | None = None) -> Mapping[str, Encoder]:
    """The encoders the settings name, by sense; without settings the built-in ones. Taking one out
    may raise ModelError."""
    return _Named(settings or Settings())


def reopened(encoder_id: str, sense: str, settings: Settings) -> Encoder | None:
    """The encoder of exactly that id, if it is built in or still installed as it was, and of that
    sense."""
    name, _, rest = encoder_id.partition("/")
    choices = [(_BUILTIN, settings.precision), (_CLASSICAL, settings.precision)]
    if sense in ("image", "voice"):
        choices.append((name, rest.partition("/")[0]))
    for named, precision in choices:
        try:
            encoder = _encoder(sense, named, replace(settings, precision=precision))
        except (ModelError, SettingsError):
            continue
        if encoder.id == encoder_id:
            return encoder
    return None


def _check(medium: Picture | Clip, samples: Sequence[Sample] = ()) -> None:
    from persona_assistant.enrolment.examining import check_exemplar

    check_exemplar(medium, samples)


GATES: Mapping[str, Gate] = {"image": _check, "voice": _check}
"""What an exemplar must pass, by kind of medium; loaded when there is one."""


def transcriber(settings: Settings) -> Transcriber | None:
    """What writes down clips, if the settings name it. Loads no model yet; raises EngineMissing,
    ModelError."""
    if settings.transcriber is None:
        return None
    from persona_assistant.encoders.transcriber import open_transcriber

    return open_transcriber(settings.transcriber, threads=settings.threads)


# --- the engine


def engine(settings: Settings) -> Engine:
    """The engine the settings name. Loads no model yet; raises EngineMissing when a path or URL is
    not given, ModelError for a model that is not installed or not whole."""
    if settings.engine == "extractive":
        from persona_assistant.engines.extractive import ExtractiveEngine

        return ExtractiveEngine(_reader(settings))
    if settings.engine == "llama":
        return _llama(settings)
    if settings.base_url is None:
        raise EngineMissing(
            "The engine endpoint needs the URL of an OpenAI-compatible server, "
            "e.g. http://127.0.0.1:8080/v1",
            code="endpoint_url_missing",
        )
    from persona_assistant.engines.endpoint import EndpointEngine

    return EndpointEngine(
        settings.base_url,
        settings.endpoint_model,
        takes=settings.endpoint_takes and settings.endpoint_takes.split(", "),
        window=settings.context_tokens,
    )


def _reader(settings: Settings) -> AnyReader:
    from persona_assistant.reader.bundled import bundled_reader

    return bundled_reader(settings.date_order)


def _llama(settings: Settings) -> Engine:
    if settings.model is None:
        raise EngineMissing(
            "The engine llama needs a language model: name a GGUF file or an installed model",
            code="model_missing",
        )
    from persona_assistant import weights
    from persona_assistant.engines.llama import LlamaEngine

    model, projector = weights.resolve(settings.model)
    return LlamaEngine(
        model,
        settings.projector or projector,
        n_ctx=settings.context_tokens,
        image_tokens=settings.image_tokens,
        threads=settings.threads,
        chat_template=settings.chat_template or weights.chat_template_of(settings.model),
    )


def _cache(engine: Engine, store: Store, settings: Settings) -> DerivedCache | None:
    """The encrypted cache beside the store, for an engine that keeps things there."""
    from persona_assistant.engines.base import caching

    keeper = caching(engine)
    if keeper is None or not settings.cache_mb:
        return None
    cache = store.cache(settings.cache_mb << 20)
    if cache is not None:
        keeper.use_cache(cache)
    return cache


# --- the assistant


def assistant_of(
    settings: Settings,
    *,
    passphrase: str | None = None,
    on_recovery: Callable[[], None] | None = None,
) -> Assistant:
    """An assistant that opens everything when it is needed: the store is not touched yet, and is
    created only when there is something to put into it. `on_recovery` is called when a recovery key
    opened it."""
    from persona_assistant.assistant import Assistant, Services

    given = [passphrase]

    def open_store(create: bool, typed: str | None = None) -> Store:
        from persona_assistant.memory import Store

        # What is typed to unlock it stands in place of anything else.
        store = Store.open(
            settings.store,
            passphrase=given[0] if typed is None else typed,
            key_file=settings.key_file if typed is None else None,
            create=create,
        )
        given[0] = None
        if store.key.opened_by_recovery and on_recovery is not None:
            on_recovery()
        return store

    return Assistant(
        Services(
            open_store,
            encoders(settings),
            _calibration,
            lambda: engine(settings),
            _options(settings),
            bulk_encoders=encoders(replace(settings, threads=1)),
            gates=GATES,
            transcriber=lambda: transcriber(settings),
            reopen=lambda encoder_id, sense: reopened(encoder_id, sense, settings),
            open_cache=lambda engine, store: _cache(engine, store, settings),
            may_precompute=settings.engine == "llama",
            unlock_store=lambda passphrase: open_store(False, passphrase),
        )
    )


def work_by(settings: Settings, assistant: Assistant) -> None:
    """Has this assistant work by other settings of encoders, engine and answers. Its store stays
    open, and so do its conversations. Raises EngineError; then it works as before."""
    other = assistant_of(settings)
    other.services.load_engine()
    assistant.services.work_as(other.services)


def restore(backup: Path, settings: Settings, *, passphrase: str | None = None) -> Restored:
    """Puts a backup in the place of the memory, which is kept beside it under another name.

    Raises as `memory.backups.restore` does; then all is as it was.
    """
    from persona_assistant.memory import backups
    from persona_assistant.memory.store import FILE_NAME

    return backups.restore(
        settings.store / FILE_NAME, backup, passphrase=passphrase, key_file=settings.key_file
    )


def lock(settings: Settings) -> Locked:
    """Takes the key of the memory out of the OS keyring. Raises as `memory.locking.lock` does."""
    from persona_assistant.memory import locking

    return locking.lock(settings.store)


def unlock(
    settings: Settings, *, passphrase: str | None = None, recovery: bool = False
) -> Unlocked:
    """Has the OS keyring hold the key of the memory, with `recovery` by the recovery key that is
    asked for. Raises as `memory.locking.unlock` does."""
    from persona_assistant.memory import keys, locking

    if recovery:
        passphrase = keys.ask_recovery(settings.store)
    return locking.unlock(settings.store, passphrase=passphrase)


def recovered(settings: Settings) -> Assistant:
    """As `assistant_of`, opened by the recovery key, which is asked for now. Raises WrongKey,
    KeyUnavailable."""
    from persona_assistant.memory import keys

    typed = keys.ask_recovery(settings.store)
    return assistant_of(replace(settings, key_file=None), passphrase=typed)


def _calibration() -> Calibration:
    """What the shipped calibration says of scores."""
    from persona_assistant.routing.calibration import load

    return load()


def _options(settings: Settings) -> Options:
    from persona_assistant.assistant import Options

    return Options(
        route=settings.route,
        top_k=settings.top_k,
        date_order=settings.date_order,
        max_tokens=settings.max_tokens,
        search=settings.search,
        me=settings.me,
        personality=settings.longterm.personality,
        personality_skip=settings.longterm.personality_skip,
        prompt_tokens=settings.longterm.prompt_tokens,
        reasoning=settings.longterm.reasoning,
        remember=settings.longterm.remember,
        workers=settings.threads,
    )


def assistant_over(
    store: Store,
    settings: Settings,
    *,
    with_engine: Engine | None = None,
    with_encoders: Mapping[str, Encoder] | None = None,
) -> Assistant:
    """An assistant over an open store. Raises EngineMissing, ModelError."""
    from persona_assistant.assistant import Assistant, Services

    answering = with_engine or engine(settings)
    return Assistant(
        Services(
            lambda create: store,
            with_encoders or encoders(settings),
            _calibration,
            lambda: answering,
            _options(settings),
            gates=GATES,
            transcriber=lambda: transcriber(settings),
            reopen=lambda encoder_id, sense: reopened(encoder_id, sense, settings),
            open_cache=lambda engine, store: _cache(engine, store, settings),
        )
    )


def open_assistant(
    settings: Settings | None = None, *, passphrase: str | None = None, create: bool = True
) -> Assistant:
    """Opens the store in `settings.store` and wires everything to it. Raises StoreError,
    EngineError."""
    assistant = assistant_of(settings or load_settings(), passphrase=passphrase)
    assistant.open(create=create)
    return assistant


def open_memory(store: str | Path, *, passphrase: str | None = None, **settings: Any) -> Assistant:
    """The library's door: an encrypted store in the folder `store`, created when it is not there.

    `settings` are fields of `settings.Settings`, e.g. `engine="llama", model="gemma-4-e4b"`. What
    the encoders have not seen yet is encoded in the background. Raises SettingsError, StoreError,
    EngineError.
    """
    if not str(store).strip():
        raise SettingsError("the store needs a folder name")
    assistant = open_assistant(load_settings(store=Path(store), **settings), passphrase=passphrase)
    assistant.catch_up()
    return assistant
