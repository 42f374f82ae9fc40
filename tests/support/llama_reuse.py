"""People, a cache with a look inside, and engines that say how much they computed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from persona_assistant.engines.base import Finished
from persona_assistant.pmg import Context, Picture, Query
from persona_assistant.prompt import Prompt, build_prompt
from tests.support.made_media import clip, square
from tests.support.watched_engine import WatchedEngine

CANCELLED = [Finished("cancelled", abstained=False)]
SOFT, STATE = "soft tokens", "kv state"


class MemoryCache:
    """A cache as an engine may expect it, with a look inside."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], bytes] = {}
        self.about: dict[tuple[str, str], tuple[int, ...]] = {}
        self.full = False

    def get(self, kind: str, key: str) -> bytes | None:
        return self.entries.get((kind, key))

    def put(self, kind: str, key: str, data: bytes, *, about: Iterable[int] = ()) -> None:
        if self.full:
            return
        self.entries[kind, key], self.about[kind, key] = data, tuple(about)

    def of(self, kind: str) -> list[bytes]:
        return [data for (each, _), data in self.entries.items() if each == kind]

    def without(self, kind: str) -> MemoryCache:
        other = MemoryCache()
        other.entries = {entry: data for entry, data in self.entries.items() if entry[0] != kind}
        return other


ADA = Context("Ada", square(1), clip(220), ("Ada keeps a tortoise.", "She lives in Bath."), 1)
BOB = Context("Bob", square(2), clip(900), ("Bob plays the oboe.",), 2)
CYD = Context("Cyd", square(3), None, ("Cyd bakes.",), 3)
DOT = Context("Dot", None, clip(500), (), 4)


def ask(
    *contexts: Context, text: str = "What does she keep?", image: Picture | None = None
) -> Prompt:
    return build_prompt(Query(text, image), contexts)


class Engines:
    """Engines on the tiny model, closed at the end of a test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: list[WatchedEngine] = []
        self._cold: dict[str, WatchedEngine] = {}

    def __call__(
        self, cache: MemoryCache | None = None, model: str = "", **settings
    ) -> WatchedEngine:
        settings = {"n_ctx": 2048, "image_tokens": 70, "threads": 1, "cache": cache, **settings}
        names = (
            (f"{model}.gguf", f"{model}-projector.gguf")
            if model
            else ("model.gguf", "projector.gguf")
        )
        self._open.append(WatchedEngine(*(self._folder / name for name in names), **settings))
        return self._open[-1]

    def cold(self, *prompts: Prompt, model: str = "") -> list[np.ndarray]:
        """Logits of each prompt, computed by a process that was made to forget all before."""
        if model not in self._cold:
            self._cold[model] = self(model=model)
            self._open.pop()
        engine, found = self._cold[model], []
        for prompt in prompts:
            engine.forget()
            found.append(engine.logits(prompt))
            assert engine.last.computed == engine.last.tokens
        return found

    def close(self) -> None:
        while self._open:
            self._open.pop().close()

    def close_cold(self) -> None:
        for engine in self._cold.values():
            engine.close()


def same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype == np.float32 and len(a) > 100 and np.array_equal(a, b)
