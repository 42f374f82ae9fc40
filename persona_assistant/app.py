"""Wiring: settings in, a ready Assistant out. The only place that chooses implementations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.errors import EngineMissing, SettingsError
from persona_assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant, Gate
    from persona_assistant.encoders.base import Encoder
    from persona_assistant.encoders.transcriber import Transcriber
    from persona_assistant.engines.base import Cache, Engine
    from persona_assistant.memory import Store
    from persona_assistant.pmg import Clip, Picture


class _Named(Mapping[str, "Encoder"]):
    """The encoders that settings name, each opened when it is asked for: a question in words needs
    neither face nor voice."""

    def __init__(self, settings: Settings) -> None:
        self._names = {"image": settings.image_encoder, "voice": settings.voice_encoder}
        if settings.text_encoder is not None:
            self._names["text"] = settings.text_encoder
        self._settings = settings
        self._opened: dict[str, Encoder] = {}

    def __getitem__(self, modality: str) -> Encoder:
        if modality not in self._opened:
            self._opened[modality] = _encoder(modality, self._names[modality], self._settings)
        return self._opened[modality]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


_CLASSICAL = "classical"


def _encoder(modality: str, name: str, settings: Settings) -> Encoder:
    if name == _CLASSICAL and modality == "image":
        from persona_assistant.encoders.image import ClassicalImageEncoder

        return ClassicalImageEncoder()
    if name == _CLASSICAL and modality == "voice":
        from persona_assistant.encoders.voice import ClassicalVoiceEncoder

        return ClassicalVoiceEncoder()
    from persona_assistant.encoders.loader import open_encoder

    return open_encoder(name, modality, precision=settings.precision, threads=settings.threads)


def encoders(settings: Settings | None = None) -> Mapping[str, Encoder]:
    """The encoders the settings name, by modality; without settings the built-in ones. Taking one
    out may raise ModelError."""
    return _Named(settings or Settings())


def reopened(encoder_id: str, modality: str, settings: Settings) -> Encoder | None:
    """The encoder of exactly that id, if it is built in or still installed as it was."""
    from persona_assistant.errors import ModelError

    name, _, rest = encoder_id.partition("/")
    for named, precision in ((_CLASSICAL, settings.precision), (name, rest.partition("/")[0])):
        try:
            found = _encoder(modality, named, replace(settings, precision=precision))
        except (ModelError, SettingsError):
            continue
        if found.id == encoder_id:
            return found
    return None


def engine(settings: Settings) -> Engine:
    """The engine the settings name. Loads no model yet; raises EngineMissing when a path or URL
    lacks, ModelError for a model that is not installed or not whole."""
    if settings.engine == "extractive":
        from persona_assistant.engines.extractive import ExtractiveEngine

        return ExtractiveEngine()
    if settings.engine == "llama":
        if settings.model is None:
            raise EngineMissing(
                "--engine llama needs --model FILE.gguf (and --projector FILE.gguf to see and hear)"
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
        )
    if settings.base_url is None:
        raise EngineMissing("--engine endpoint needs --base-url URL, e.g. http://127.0.0.1:8080/v1")
    from persona_assistant.engines.endpoint import EndpointEngine

    return EndpointEngine(settings.base_url, settings.endpoint_model)


def assistant_over(
    memory: Store,
    settings: Settings,
    *,
    with_engine: Engine | None = None,
    with_encoders: Mapping[str, Encoder] | None = None,
) -> Assistant:
    """An Assistant over an open memory."""
    from persona_assistant.assistant import Assistant
    from persona_assistant.routing import Router
    from persona_assistant.routing.calibration import load

    chosen = with_encoders or encoders(settings)
    answering = with_engine or engine(settings)
    return Assistant(
        memory,
        chosen,
        Router(
            memory, chosen, load().with_library(memory.calibrations.get), search=settings.search
        ),
        answering,
        cache=_cache(answering, memory, settings),
        gates=GATES,
        transcriber=transcriber(settings),
        reopen=lambda encoder, modality: reopened(encoder, modality, settings),
        route=settings.route,
        top_k=settings.top_k,
        max_tokens=settings.max_tokens,
    )


def _check_picture(picture: Picture) -> None:
    from persona_assistant.quality import check_picture

    check_picture(picture)


def _check_clip(clip: Clip) -> None:
    from persona_assistant.quality import check_clip

    check_clip(clip)


GATES: Mapping[str, Gate] = {"image": _check_picture, "voice": _check_clip}
"""What an exemplar must pass, by modality; loaded when there is one."""


def transcriber(settings: Settings) -> Transcriber | None:
    """What writes down clips, if the settings name it. Loads no model yet; raises EngineMissing,
    ModelError."""
    if settings.transcriber is None:
        return None
    from persona_assistant.encoders.transcriber import open_transcriber

    return open_transcriber(settings.transcriber, threads=settings.threads)


def _cache(engine: Engine, memory: Store, settings: Settings) -> Cache | None:
    """The encrypted cache beside the memory, for an engine that keeps things there."""
    from persona_assistant.engines.base import caching

    keeper = caching(engine)
    if keeper is None or not settings.cache_mb:
        return None
    cache = memory.cache(settings.cache_mb << 20)
    if cache is not None:
        keeper.use_cache(cache)
    return cache


def open_assistant(
    settings: Settings | None = None, *, passphrase: str | None = None, create: bool = True
) -> Assistant:
    """Opens the memory in `settings.store` and wires everything to it."""
    from persona_assistant.memory import Store

    settings = settings or load_settings()
    chosen = engine(settings)
    memory = Store.open(
        settings.store, passphrase=passphrase, key_file=settings.key_file, create=create
    )
    return assistant_over(memory, settings, with_engine=chosen)


def open_memory(store: str | Path, *, passphrase: str | None = None, **flags: object) -> Library:
    """The library's door: an encrypted memory in the folder `store`, created when it is not there.

    `flags` are fields of `settings.Settings`, e.g. `engine="llama", model=Path(...)`.
    """
    if not str(store).strip():
        raise SettingsError("the store needs a folder name")
    return Library(open_assistant(load_settings(store=Path(store), **flags), passphrase=passphrase))


class Library:
    """An assistant that takes file paths: what an edge app wants."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.encoding = assistant.catch_up()
        """What is being encoded in the background since another encoder was chosen; None when
        nothing is."""

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.assistant.close()

    def add(self, name, *, images=(), voices=(), texts=(), consent=None, anyway=False):
        """Remembers a person from files and texts. See `Assistant.add`."""
        found = {"images": _images(images), "voices": _voices(voices), "texts": list(texts)}
        return self.assistant.add(name, **found, consent=consent, anyway=anyway)

    def reject(self, name: str, *, image=None, voice=None):
        """Remembers that a picture or a clip is not of this person. See `Assistant.reject`."""
        shown = query("", image, voice)
        return self.assistant.reject(name, image=shown.image, voice=shown.voice)

    def people(self):
        return self.assistant.people()

    def forget(self, name: str):
        return self.assistant.forget(name)

    def who(self, text: str = "", *, image=None, voice=None):
        """Who a picture, a clip or words are about: a `pmg.Edge`."""
        return self.assistant.who(query(text, image, voice))

    def ask(self, question: str, *, image=None, voice=None, on_text=None):
        """Answers a question: a `pmg.Answer`."""
        return self.assistant.ask(query(question, image, voice), on_text=on_text)


def query(text: str, image: str | Path | None = None, voice: str | Path | None = None):
    """A `pmg.Query` from files. Raises MediaError naming the file."""
    from persona_assistant.pmg import Query

    picture = _images([image])[0] if image else None
    return Query(text, picture, _voices([voice])[0] if voice else None)


def _images(paths) -> list:
    from persona_assistant.media import load_image

    return [load_image(Path(p)) for p in paths]


def _voices(paths) -> list:
    from persona_assistant.media import load_voice

    return [load_voice(Path(p)) for p in paths]
