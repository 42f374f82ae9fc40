"""People without faces: encoders whose vectors a test chooses, a calibration it can reckon with, an
engine it can watch.

A picture or a clip of these people holds its own vector as bytes, so that a test says how alike two
of them are: `picture(angle)` and `picture(angle + 20)` are 20 degrees apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from persona_assistant import abstention
from persona_assistant.assistant import Assistant, Options, Services
from persona_assistant.engines.base import (
    Capabilities,
    Event,
    Finished,
    GenerateOptions,
    TextPiece,
    Usage,
)
from persona_assistant.errors import MediaError
from persona_assistant.language.descriptions import FEATURES
from persona_assistant.memory import Store
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Prompt
from persona_assistant.routing import Calibration
from persona_assistant.routing.calibration import Evidence

DIM = 8


def around(angle: float, plane: int = 0) -> np.ndarray:
    """A unit vector at `angle` degrees in one of four planes; other planes are at right angles to
    it."""
    vector = np.zeros(DIM, dtype=np.float32)
    vector[2 * plane : 2 * plane + 2] = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return vector


def picture(angle: float, plane: int = 0, source: str = "") -> Picture:
    return picture_of(around(angle, plane), source or f"{plane}-{angle:g}.jpg")


def picture_of(vector: np.ndarray, source: str = "face.jpg") -> Picture:
    return Picture(vector.astype("<f4").tobytes(), 1, 1, source)


def clip(angle: float, plane: int = 0, source: str = "") -> Clip:
    return Clip(
        around(angle, plane).astype("<f4").tobytes(), 1.0, source or f"{plane}-{angle:g}.ogg"
    )


class FakeEncoder:
    """Reads the vector out of the media; counts how often it is asked."""

    def __init__(self, modality: str, dim: int = DIM) -> None:
        self.modality, self.id, self.family, self.dim = modality, f"fake-{modality}/1", "fake", dim
        self.calls = 0

    def encode(self, items: Sequence[Picture | Clip]) -> np.ndarray:
        self.calls += 1
        rows = [np.frombuffer(item.data, "<f4") for item in items]
        for item, row in zip(items, rows, strict=True):
            if not np.linalg.norm(row):
                raise MediaError(f"{item.source}: there is nothing to recognise in it")
        return np.stack(rows).astype(np.float32)


class FakeReader:
    """A sentence encoder to which texts mean what a test says: pieces of text -> angle, anything
    else a plane of its own."""

    family, modality, dim = "sentence", "text", DIM

    def __init__(
        self, meanings: dict[str, tuple[float, int]], id: str = "fake-reader/fp32/0"
    ) -> None:
        self._meanings, self.id = meanings, id

    def encode(self, items: Sequence[str]) -> np.ndarray:
        found = [
            next((at for piece, at in self._meanings.items() if piece in item), (0, 3))
            for item in items
        ]
        return np.stack([around(*at) for at in found])


EVERYTHING = frozenset({"text", "image", "voice"})


def events(pieces: Iterable[str], usage: Usage | None = None) -> Iterator[Event]:
    """What an engine that says these pieces yields; it judges itself by the abstention rule."""
    text = ""
    for piece in pieces:
        text += piece
        yield TextPiece(piece)
    yield Finished("stop", abstention.is_abstention(text), usage)


class ScriptedEngine:
    """An engine whose pieces a subclass makes in `pieces`."""

    name = "scripted"
    capabilities = Capabilities(EVERYTHING)
    identity: Mapping[str, str] = {}

    def check(self) -> None:
        pass

    def pieces(self, prompt: Prompt, options: GenerateOptions, cancel) -> Iterable[str]:
        raise NotImplementedError

    def generate(self, prompt: Prompt, *, options=None, cancel=None) -> Iterator[Event]:
        return events(self.pieces(prompt, options or GenerateOptions(), cancel))

    def close(self) -> None:
        pass


class FakeEngine(ScriptedEngine):
    """Says given pieces and keeps the prompts it was asked; without pieces, being asked is an
    error."""

    name = "fake"

    def __init__(
        self,
        pieces: Sequence[str] | Callable[[Prompt], Sequence[str]] = (),
        modalities: frozenset[str] = EVERYTHING,
    ) -> None:
        self._pieces, self.capabilities = pieces, Capabilities(modalities)
        self.prompts: list[Prompt] = []
        self.closed = False

    def pieces(self, prompt, options, cancel) -> Sequence[str]:
        self.prompts.append(prompt)
        pieces = self._pieces(prompt) if callable(self._pieces) else self._pieces
        assert pieces, "the engine was woken for somebody unknown"
        return pieces

    def close(self) -> None:
        self.closed = True


class FakeModel(FakeEngine):
    """An engine that keeps what it made, and works ahead."""

    def __init__(self, pieces: Sequence[str] = ()) -> None:
        super().__init__(pieces)
        self.capabilities = Capabilities(EVERYTHING, cache=True, prepare=True, encode=True)
        self.encoded: list[tuple[list, list[int]]] = []
        self.prepared: list[Prompt] = []

    def encode(self, media: Sequence[Picture | Clip], about: Sequence[int], cancel=None) -> None:
        self.encoded.append((list(media), list(about)))

    def prepare(self, prompt: Prompt, cancel=None) -> None:
        self.prepared.append(prompt)

    def use_cache(self, cache) -> None:
        pass

    def forget(self) -> None:
        pass


class FakeCache:
    """Only that it is closed can be seen of it."""

    closed = False

    def close(self) -> None:
        self.closed = True


def encoders() -> dict[str, FakeEncoder]:
    return {"image": FakeEncoder("image"), "voice": FakeEncoder("voice")}


def calibration(*, match: float = 0.75, prior_unknown: float = 0.5) -> Calibration:
    """Even at 45 degrees; from 0 to 20 degrees clearly the same person, from 60 on clearly another.

    Words: evidence grows with the share of a description that a person's notes express.
    """
    weights = dict.fromkeys(FEATURES, 0.0) | {"bias": -10.0, "whole": 20.0}
    return Calibration(
        image=Evidence("fake-image/1", 30.0, -21.2, -10.0, 10.0, match),
        voice=Evidence("fake-voice/1", 30.0, -21.2, -10.0, 10.0, match),
        text_weights=tuple(weights[name] for name in FEATURES),
        text_prior=0.0,
        name_ratio=9.0,
        prior_unknown=prior_unknown,
        text_match=match,
    )


def assistant(
    engine: Any,
    store: Store | None = None,
    *,
    chosen: Mapping[str, Any] | None = None,
    known: Calibration | None = None,
    cache: Any = None,
    transcriber: Any = None,
    reopen: Any = None,
    reader: Any = None,
    **options: Any,
) -> Assistant:
    """An assistant over fakes; `options` are those of `Options`."""
    return Assistant(
        Services.over(
            store or Store.temporary(),
            chosen or encoders(),
            known or calibration(),
            engine,
            Options(**options),
            cache=cache,
            transcriber=transcriber,
            reopen=reopen,
            reader=reader,
        )
    )
