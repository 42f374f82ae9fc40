"""Pictures with several faces, for encoders whose vectors a test chooses.

`group` is a picture of faces as `fakes.around` makes them; one that is longer than 1 is larger.
`scenery` shows no face. `FakeFaces` finds the faces, `FakeWhole` sees such pictures as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from persona_assistant.errors import MediaError
from persona_assistant.pmg import Box, Picture
from persona_assistant.samples import Sample
from tests.support.fakes import DIM, FakeEncoder, around

_FACE = 4 * DIM
_NONE = b"none"
"""At the end of a picture that shows no face."""


def group(*faces: tuple[float, int] | tuple[float, int, float], source: str = "") -> Picture:
    """Of each face angle, plane and perhaps size; from left to right."""
    rows = [around(angle, plane) * (size[0] if size else 1.0) for angle, plane, *size in faces]
    return Picture(np.stack(rows).astype("<f4").tobytes(), 1, 1, source or "group.jpg")


def scenery(angle: float, plane: int = 0, source: str = "scenery.jpg") -> Picture:
    return Picture(around(angle, plane).astype("<f4").tobytes() + _NONE, 1, 1, source)


class FakeFaces:
    """An examiner; counts how often it looks. Blurred where the face is smaller than .5."""

    family, modality, dim, quality_names = "fake", "image", DIM, ("size",)

    def __init__(self, id: str = "fake-face/1") -> None:
        self.id = id
        self.calls = 0

    def examine(self, item: Picture) -> Sequence[Sample]:
        self.calls += 1
        if len(item.data) % _FACE:
            return ()
        faces = np.frombuffer(item.data, "<f4").reshape(-1, DIM)
        sizes = np.linalg.norm(faces, axis=1)
        if not sizes.all():
            raise MediaError(f"{item.source}: there is nothing in it")
        widths = sizes / (2 * sizes.sum())
        return [
            Sample(
                (face / size).astype(np.float32),
                np.array([size], np.float32),
                Box(float(i / len(faces)), 0.1, float(width), float(width)),
                doubts=("blurred",) if size < 0.5 else (),
            )
            for i, (face, size, width) in enumerate(zip(faces, sizes, widths, strict=True))
        ]

    def encode(self, items: Sequence[Picture]) -> np.ndarray:
        rows = []
        for item in items:
            found = self.examine(item)
            if not found:
                raise MediaError(f"{item.source}: there is no face in it")
            rows.append(max(found, key=lambda each: each.quality[0]).vector)
        return np.stack(rows)


class FakeWhole(FakeEncoder):
    """Sees the first face, or the scenery."""

    def __init__(self) -> None:
        super().__init__("image")

    def encode(self, items: Sequence[Picture]) -> np.ndarray:
        first = [Picture(item.data[:_FACE], 1, 1, item.source) for item in items]
        rows = super().encode(first)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def encoders() -> dict[str, object]:
    """All senses of pictures, and voices."""
    return {"face": FakeFaces(), "image": FakeWhole(), "voice": FakeEncoder("voice")}
