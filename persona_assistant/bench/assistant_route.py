"""The whole product as an answerer: the item's people in a memory of their own, then `Assistant.ask`.

Nothing is done for the benchmark that is not done for a user. The contexts of an item become the
people of a temporary memory, under names that no question can contain; the router decides who is
meant and the engine answers from that person alone. The three questions of one source sample share
their media, so vectors are remembered by content.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Iterator, Mapping, Sequence

import numpy as np

from persona_assistant import __version__, app, resources
from persona_assistant.bench.answerer import MAX_TOKENS, OverEngine, Reply
from persona_assistant.bench.records import Item
from persona_assistant.encoders.base import Encoder
from persona_assistant.engines.base import Engine
from persona_assistant.memory import Memory
from persona_assistant.pmg import Context, Query
from persona_assistant.prompt import Wording
from persona_assistant.settings import Settings

_DECIDING = ("encoders", "language", "routing")
"""Packages whose code and data decide who is meant and which sentence answers."""


class AssistantRoute(OverEngine):
    """`settings` are the product's; its route is always the assistant's here."""

    name = "assistant"
    max_tokens = MAX_TOKENS

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.wording = Wording()
        super().__init__(engine)
        self._product = replace(settings, route="assistant", max_tokens=MAX_TOKENS)
        self._encoders = {
            modality: encoder if modality == "text" else _Remembering(encoder)
            for modality, encoder in app.encoders(self._product).items()
        }
        self.settings: Mapping[str, str] = {
            "version": __version__,
            **{f"{modality} encoder": encoder.id for modality, encoder in self._encoders.items()},
            "fitted": _digest(sorted(resources.data_path("models", "classical").iterdir())),
            "deciding": _digest(_deciding_files()),
        }

    def answer(self, item: Item, query: Query, contexts: Sequence[Context]) -> Reply:
        """Raises MediaError for media in which there is nothing to recognise, EngineError."""
        names = [f"Persona_{number}" for number in range(1, len(contexts) + 1)]
        # The engine outlives the item, so the memory is closed here and not the assistant.
        with Memory.temporary() as memory:
            assistant = app.assistant_over(
                memory, self._product, with_engine=self._engine, with_encoders=self._encoders
            )
            for name, context in zip(names, contexts, strict=True):
                assistant.add(
                    name,
                    images=filter(None, [context.image]),
                    voices=filter(None, [context.voice]),
                    texts=context.texts,
                    anyway=True,
                )
            answer = assistant.ask(query)
        meant = answer.edge.persona
        return Reply(
            text=answer.text,
            routed=None if meant is None else names.index(meant),
            outcome=answer.edge.outcome.value,
            seconds=answer.seconds,
        )


class _Remembering:
    """An encoder that encodes equal media once."""

    def __init__(self, encoder: Encoder) -> None:
        self.id, self.family = encoder.id, encoder.family
        self.modality, self.dim = encoder.modality, encoder.dim
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}

    def encode(self, items: Sequence) -> np.ndarray:
        for item in items:
            if item.sha256 not in self._known:
                self._known[item.sha256] = self._encoder.encode([item])[0]
        return np.stack([self._known[item.sha256] for item in items])


def _deciding_files() -> Iterator[Path]:
    for package in _DECIDING:
        folder = Path(import_module(f"persona_assistant.{package}").__file__).parent
        yield from sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".json", ".toml"))


def _digest(paths) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
