"""The whole product as an answerer: the item's people in a memory of their own, then
`Assistant.ask`.

Nothing is done for the benchmark that is not done for a user. The contexts of an item become the
people of a temporary memory, under names that no question can contain; the router decides who is
meant and the engine answers from that person alone. The questions of one source sample share their
media, so vectors are cached by the content of the media.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from persona_assistant import __version__, app, resources
from persona_assistant.bench.answerer import MAX_TOKENS, OverEngine, Reply, reply_of
from persona_assistant.encoders.base import Encoder, Examiner, Specialist
from persona_assistant.engines.base import (
    Capabilities,
    Engine,
    Event,
    Finished,
    GenerateOptions,
    Usage,
)
from persona_assistant.memory import Store
from persona_assistant.pmg import Clip, Picture
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt
from persona_assistant.samples import Sample
from persona_assistant.settings import Settings

_ROUTING_PACKAGES = ("encoders", "language", "routing")
"""Packages whose code and data decide who is meant and which sentence answers."""

Made = TypeVar("Made")

_CACHE_SIZE = 4096
"""Vectors of each encoder, about 10 MB."""


class AssistantRoute(OverEngine):
    """`settings` are the product's, with the assistant's route whatever they say."""

    name = "assistant"
    max_tokens = MAX_TOKENS

    def __init__(self, engine: Engine, settings: Settings) -> None:
        super().__init__(engine)
        self._product = replace(settings, route="assistant", max_tokens=MAX_TOKENS)
        self._encoders = {
            sense: encoder if sense == "text" else _cached(encoder)
            for sense, encoder in app.encoders(self._product).items()
        }
        self.settings: Mapping[str, str] = {
            "version": __version__,
            **{f"{sense} encoder": encoder.id for sense, encoder in self._encoders.items()},
            "fitted": _digest(_fitted_files()),
            "deciding": _digest(_routing_files()),
        }

    def answer(self, prompt: Prompt, cancel: CancelToken | None = None) -> Reply:
        """Ask the prompt's query about its contexts; the product words its own prompt. Raises
        MediaError for media in which there is nothing to recognise, EngineError."""
        engine = _Metered(self._engine)
        names = [f"Persona_{number}" for number in range(1, len(prompt.contexts) + 1)]
        # The engine outlives the item, so the memory is closed here and not the assistant.
        with Store.temporary() as memory:
            assistant = app.assistant_over(
                memory, self._product, with_engine=engine, with_encoders=self._encoders
            )
            for name, context in zip(names, prompt.contexts, strict=True):
                if not (context.image or context.voice or context.texts):
                    continue  # all modalities are left out: there is nothing to add
                assistant.add(
                    name,
                    images=filter(None, [context.image]),
                    voices=filter(None, [context.voice]),
                    texts=context.texts,
                    anyway=True,
                )
            answer = assistant.ask(prompt.query, cancel=cancel)
        meant = answer.edge.persona
        return reply_of(
            answer.text,
            answer.seconds,
            engine.usage,
            routed=None if meant is None else names.index(meant),
            outcome=answer.edge.outcome.value,
        )


class _Metered:
    """The engine as one question sees it, with the tokens that it counted for that question."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.name = engine.name
        self.capabilities = Capabilities(engine.capabilities.modalities)
        self.usage: Usage | None = None
        """None where the engine was not asked, or does not count."""

    @property
    def identity(self) -> Mapping[str, str]:
        return self._engine.identity

    def check(self) -> None:
        self._engine.check()

    def generate(
        self,
        prompt: Prompt,
        *,
        options: GenerateOptions | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        for event in self._engine.generate(prompt, options=options, cancel=cancel):
            if isinstance(event, Finished):
                self.usage = event.usage
            yield event

    def close(self) -> None:
        """The engine outlives the question."""


def _cached(encoder: Encoder) -> Encoder:
    if isinstance(encoder, Examiner):
        return _CachingExaminer(encoder, encoder)
    if isinstance(encoder, Specialist):
        return _CachingSpecialist(encoder, encoder)
    return _CachingEncoder(encoder)


class _Cache(Generic[Made]):
    """What was made of equal media, as long as it is there."""

    def __init__(self, make: Callable[[Picture | Clip], Made]) -> None:
        self._make = make
        self._kept: OrderedDict[str, Made] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, item: Picture | Clip) -> Made:
        name = item.sha256
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        made = self._make(item)
        with self._lock:
            self._kept[name] = made
            if len(self._kept) > _CACHE_SIZE:
                self._kept.popitem(last=False)
        return made


class _CachingEncoder:
    """An encoder that encodes equal media once, as long as they are in its cache."""

    def __init__(self, encoder: Encoder) -> None:
        self.id, self.family = encoder.id, encoder.family
        self.modality, self.dim = encoder.modality, encoder.dim
        self._vector = _Cache[NDArray[np.float32]](lambda item: encoder.encode([item])[0])

    def encode(self, items: Sequence[Picture | Clip]) -> NDArray[np.float32]:
        return np.stack([self._vector(item) for item in items])


class _CachingSpecialist(_CachingEncoder):
    def __init__(self, encoder: Encoder, specialist: Specialist) -> None:
        super().__init__(encoder)
        self.knows = _Cache[bool](specialist.knows)


class _CachingExaminer(_CachingEncoder):
    def __init__(self, encoder: Encoder, examiner: Examiner) -> None:
        super().__init__(encoder)
        self.quality_names = examiner.quality_names
        self.examine = _Cache[Sequence[Sample]](examiner.examine)


def _fitted_files() -> Iterator[Path]:
    for part in ("classical", "face", "voice"):
        yield from sorted(resources.data_path("models", part).iterdir())
    yield resources.data_path("models", "joint.json")


def _routing_files() -> Iterator[Path]:
    for package in _ROUTING_PACKAGES:
        (folder,) = import_module(f"persona_assistant.{package}").__path__
        yield from sorted(
            path
            for path in Path(folder).rglob("*")
            if path.suffix in (".py", ".json", ".toml", ".txt")
        )


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
