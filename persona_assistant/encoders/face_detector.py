"""Faces in a picture: where they are, and where their eyes, noses and mouths.

Two small networks share the work. A *proposer* (a tiny YOLO) looks at the whole picture at two
sizes and marks what may be a face, rather too much than too little. A *verifier* (the last stage of
MTCNN) looks at each mark twice, the second time where the first look put the face: it throws out
what is none, moves the box and finds the five points by which a face is aligned.

Measured on 29 faces in 13 photos, each whole and damaged in eleven ways (small, dark, noisy,
blurred, turned, grey, JPEG quality 20), 348 in all; time is of one thread per photo of 1600 px:

                                        found   false   ms    weights, fp16
    tiny YOLO at 512, 68 landmarks       274      2     17        1.1 MB
    SSD MobileNet, 68 landmarks          327      0     81       11.8 MB
    MTCNN, all three stages              329      6     95        1.0 MB
    this (YOLO at 416 and 800, O-Net)    324      0     63        1.0 MB

Where the faces are was marked with MTCNN's help, which favours it, and this module's sizes and
scores were chosen on the same photos, out of some fifteen settings: on others it will find fewer.
What SSD finds it aligns worse: the cosine of a face in the dark to the same in good light is under
.57 for the worst tenth, with the points of O-Net under .81.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.errors import ModelError

SIDES = (416, 800)
"""Longer sides in pixels at which the proposer sees a picture. It finds faces of some 40 to 400
pixels, so 80 in a picture of 1600."""
SMALL = 0.09
"""Part of the longer side: where half of the faces found are smaller, as in the photo of a group,
or none was found, the proposer looks at the picture in its full size too. Of 64 faces each of 64,
50, 40 and 32 pixels in pictures of 1600 it then finds 64, 64, 63 and 33, otherwise 32, 9, 0 and
0."""
PART, OVERLAP = 896, 112
"""Pixels. A face that lies across two parts is as large as the overlap or was found before."""
SAME = 0.6
"""Two boxes that share more than that part of the smaller one are one face."""
PROPOSED = 0.15
"""Score from which a mark is looked at."""
VERIFIED = 0.6
"""Score from which a mark is a face."""
MOST = 200
"""Marks that are looked at, the best ones: a crowd shall not take minutes."""

_CELL = 32
"""Pixels of a side of the proposer's cells."""
_ANCHORS = np.array(
    [
        [1.603231, 2.094468],
        [6.041143, 7.080126],
        [2.882459, 3.518061],
        [4.266906, 5.178857],
        [9.041765, 10.66308],
    ]
)
"""Widths and heights, in cells, that the proposer was trained with."""
_CROP = 48
_BRIGHT = 160
"""Grey level that the brightest twentieth of a picture reaches; a darker one is brightened, at most
fivefold, for the detector alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """Faces, the surest first."""

    boxes: NDArray[np.float64]
    """(n, 4): left, top, right, bottom in pixels; may reach beyond the picture."""
    scores: NDArray[np.float64]
    """(n,), VERIFIED to 1."""
    points: NDArray[np.float64]
    """(n, 5, 2): x and y of the eye on the left, that on the right, nose, corners of the mouth."""

    def __len__(self) -> int:
        return len(self.scores)


class FaceDetector:
    """See the module's idea. Equal pictures give equal faces."""

    def __init__(self, proposer: Path, verifier: Path, *, threads: int | None = None) -> None:
        """Raises ModelError for files that are missing or other networks."""
        self._proposer = OnnxSession(proposer, threads=threads)
        self._verifier = OnnxSession(verifier, threads=threads)
        _check(self._proposer, numbers=25)
        _check(self._verifier, numbers=15)

    def detect(self, image: Image.Image, *, roughly: bool = False) -> Detections:
        """The faces of an RGB image; `roughly` leaves out those that are small in it."""
        image = _brightened(image)
        levels = _pyramid(image)
        sides = SIDES[:1] if roughly else SIDES
        marks = np.concatenate([self._proposed(image, side) for side in sides])
        found = self._found(levels, marks)
        longer = max(image.size)
        if not roughly and longer > SIDES[-1] and _small(found, longer):
            return _merged(found, self._found(levels, self._closely(image)))
        return found

    def _found(self, levels: list[Image.Image], marks: NDArray[np.float64]) -> Detections:
        marks = marks[_best(marks[:, :4], marks[:, 4], 0.4)][:MOST]
        return self._verified(levels, marks[:, :4])

    def _closely(self, image: Image.Image) -> NDArray[np.float64]:
        """What is proposed of an image in its full size, part by part: the whole would take half a
        gigabyte."""
        marks = []
        for left, right in _parts(image.width):
            for top, bottom in _parts(image.height):
                part = image.crop((left, top, right, bottom))
                found = self._proposed(part, max(part.size))
                marks.append(found + np.array([left, top, left, top, 0.0]))
        return np.concatenate(marks)

    def _proposed(self, image: Image.Image, side: int) -> NDArray[np.float64]:
        """(n, 5): boxes in pixels, and their scores."""
        scale = side / max(image.size)
        width, height = (max(1, round(length * scale)) for length in image.size)
        columns, rows = -(-width // _CELL), -(-height // _CELL)
        pixels = np.zeros((1, rows * _CELL, columns * _CELL, 3), np.float32)
        scaled = image.resize((width, height), Image.Resampling.BILINEAR)
        pixels[0, :height, :width] = np.asarray(scaled)
        grid = self._proposer.run(pixels).reshape(rows, columns, len(_ANCHORS), 5)
        scores = _sigmoid(grid[..., 4].astype(np.float64))
        row, column, anchor = np.nonzero(scores >= PROPOSED)
        found = grid[row, column, anchor].astype(np.float64)
        centre = np.stack([column, row], axis=1) + _sigmoid(found[:, :2])
        half = np.exp(np.clip(found[:, 2:4], -5, 5)) * _ANCHORS[anchor] / 2
        boxes = np.concatenate([centre - half, centre + half], axis=1) * (_CELL / scale)
        return np.concatenate([boxes, scores[row, column, anchor][:, None]], axis=1)

    def _verified(self, levels: list[Image.Image], marks: NDArray[np.float64]) -> Detections:
        boxes, scores = marks, np.ones(len(marks))
        points = np.empty((len(marks), 5, 2))
        for _ in range(2):
            if len(boxes):
                boxes, scores, points = self._looked_at(levels, _squared(boxes))
        sure = np.flatnonzero(scores >= VERIFIED)
        boxes, scores, points = boxes[sure], scores[sure], points[sure]
        best = _best(boxes, scores, SAME, smaller=True)
        return Detections(boxes[best], scores[best], points[best])

    def _looked_at(
        self, levels: list[Image.Image], squares: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Boxes (n, 4), scores (n,) and points (n, 5, 2) of what the squares show."""
        crops = np.stack([_crop(levels, square) for square in squares])
        seen = self._verifier.run(crops).astype(np.float64)
        corner, side = squares[:, None, :2], (squares[:, 2] - squares[:, 0])[:, None]
        points = corner + np.stack([seen[:, 5:10], seen[:, 10:15]], axis=2) * side[:, :, None]
        return squares + seen[:, 1:5] * side, seen[:, 0], points


def _small(found: Detections, longer: int) -> bool:
    """Whether there may be more faces than were found, because those that were are small."""
    if not len(found):
        return True
    return float(np.median(found.boxes[:, 3] - found.boxes[:, 1])) < SMALL * longer


def _parts(length: int) -> list[tuple[int, int]]:
    """Equal parts of a side, at most PART long, that overlap."""
    count = max(1, -(-(length - OVERLAP) // (PART - OVERLAP)))
    size = -(-(length + (count - 1) * OVERLAP) // count)
    starts = np.linspace(0, max(length - size, 0), count).round().astype(int).tolist()
    return [(start, min(start + size, length)) for start in starts]


def _merged(one: Detections, other: Detections) -> Detections:
    boxes = np.concatenate([one.boxes, other.boxes])
    scores = np.concatenate([one.scores, other.scores])
    best = _best(boxes, scores, SAME, smaller=True)
    return Detections(boxes[best], scores[best], np.concatenate([one.points, other.points])[best])


def _check(session: OnnxSession, *, numbers: int) -> None:
    """Raises ModelError unless it takes pixels and returns so many numbers for each thing."""
    given = next(iter(session.input_specs.values())).shape
    returned = next(iter(session.output_specs.values())).shape
    if len(session.input_specs) != 1 or given[-1:] != (3,) or returned[-1:] != (numbers,):
        raise ModelError(
            f"{session.path} is no network of this face detector; install persona-assistant again"
        )


def _brightened(image: Image.Image) -> Image.Image:
    """A dark image with its levels raised."""
    histogram = np.cumsum(image.convert("L").resize((64, 64)).histogram())
    bright = int(np.searchsorted(histogram, 0.95 * histogram[-1]))
    if bright >= _BRIGHT:
        return image
    gain = min(_BRIGHT / max(bright, 1), 5.0)
    return image.point([min(255, round(level * gain)) for level in range(256)] * 3)


def _pyramid(image: Image.Image) -> list[Image.Image]:
    """The image, its half, its quarter and so on: a large face is cut from a small copy."""
    levels = [image]
    while min(levels[-1].size) >= 4 * _CROP:
        levels.append(levels[-1].reduce(2))
    return levels


def _crop(levels: list[Image.Image], square: NDArray[np.float64]) -> NDArray[Any]:
    """(48, 48, 3) of what the square shows; black where it reaches beyond the picture."""
    side = square[2] - square[0]
    level = int(np.clip(np.log2(max(side / _CROP, 1)), 0, len(levels) - 1))
    left, top, right, bottom = square / 2**level
    corner = (int(np.floor(left)), int(np.floor(top)))
    cut = levels[level].crop((*corner, int(np.ceil(right)) + 1, int(np.ceil(bottom)) + 1))
    box = (left - corner[0], top - corner[1], right - corner[0], bottom - corner[1])
    return np.asarray(cut.resize((_CROP, _CROP), Image.Resampling.BILINEAR, box), np.float32)


def _squared(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squares about the same middle, as large as the longer side."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = np.maximum((boxes[:, 2:] - boxes[:, :2]).max(axis=1, keepdims=True), 2) / 2
    return np.concatenate([middle - half, middle + half], axis=1)


def _best(
    boxes: NDArray[np.float64],
    scores: NDArray[np.float64],
    overlap: float,
    *,
    smaller: bool = False,
) -> NDArray[np.intp]:
    """Indices, the best first, of boxes that overlap no better one by more than that share of both
    together, or of the smaller one."""
    area = np.maximum(boxes[:, 2:] - boxes[:, :2], 0).prod(axis=1)
    left = np.argsort(-scores, kind="stable")
    kept = []
    while len(left):
        first, left = left[0], left[1:]
        kept.append(first)
        low = np.maximum(boxes[left, :2], boxes[first, :2])
        high = np.minimum(boxes[left, 2:], boxes[first, 2:])
        shared = np.maximum(high - low, 0).prod(axis=1)
        of = np.minimum(area[left], area[first])
        if not smaller:
            of = area[left] + area[first] - shared
        left = left[shared <= overlap * of]
    return np.array(kept, np.intp)


def _sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))
