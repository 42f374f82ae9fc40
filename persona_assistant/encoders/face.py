"""Photographed faces to vectors: every face of a picture, from left to right.

The idea: find the faces, put each upright by its eyes, nose and mouth, and let MobileFaceNet (Chen
et al., arXiv 1804.07573) say what it looks like. The face and its mirror image are described and
the two vectors added, which takes away some of what light and pose do. Drawn faces are left to the
encoder of whole pictures: they would all be alike here (see `photographic`).

A picture in which no face is sure may be a photo that lies on its side, because the program that
sent it dropped the note of how the camera was held. It is looked at turned, and the faces are
reported where they are in the picture as it is.

One face costs 15 ms in the network and 3 beside it, finding the faces of a picture 45, of a group
250 (one thread). The networks are in `models/face`, with where they come from and what they were
measured on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from persona_assistant.encoders import face_quality
from persona_assistant.encoders.face_alignment import SIDE, chip, place, shown
from persona_assistant.encoders.face_detector import Detections, FaceDetector
from persona_assistant.encoders.onnx_session import OnnxSession, normalized
from persona_assistant.encoders.photographic import PhotographicTest, gradients, texture
from persona_assistant.errors import MediaError, ModelError
from persona_assistant.media import pixels
from persona_assistant.pmg import Box, Picture
from persona_assistant.resources import data_path
from persona_assistant.samples import FACE_MEASURES, Sample

BATCH = 2
"""Chips that go through the network at once, each with its mirror image: more takes memory (8 of
them 60 MB) and is not faster."""
_QUARTERS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)
SURE = 0.9
"""Score of a face from which a picture is taken to be upright."""


class FaceEncoder:
    """See the module's idea. Equal pictures give equal faces, whatever else is examined."""

    family = "mobilefacenet"
    modality: Literal["image"] = "image"
    quality_names = FACE_MEASURES

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        """`folder` with the networks; None takes those that ship with the package.

        Raises ModelError for a file that is missing or damaged.
        """
        folder = folder or data_path("models", "face")
        self._network = OnnxSession(folder / "mobilefacenet.onnx", threads=threads)
        self._detector = FaceDetector(
            folder / "detector.onnx", folder / "landmarks.onnx", threads=threads
        )
        self._photographic = PhotographicTest(folder / "photographic.json")
        given = next(iter(self._network.input_specs.values())).shape
        returned = next(iter(self._network.output_specs.values())).shape
        if given[1:] != (SIDE, SIDE, 3) or len(returned) != 2 or returned[1] is None:
            raise ModelError(
                f"{self._network.path} is no face recognition network; install persona-assistant "
                "again"
            )
        self.dim: int = returned[1]
        self.id = f"mobilefacenet/1/{_digest(self._network.path)}"

    def encode(self, items: Sequence[Picture]) -> NDArray[np.float32]:
        """float32 (len(items), dim): the largest face of each picture. Raises MediaError for a
        picture that shows none."""
        rows = np.empty((len(items), self.dim), np.float32)
        for row, picture in enumerate(items):
            samples = self.examine(picture)
            if not samples:
                raise MediaError(
                    f"{picture.source or 'picture'}: no photographed face was found; use a photo "
                    "in which the face is larger"
                )
            rows[row] = max(samples, key=_area).vector
        return rows

    def examine(self, item: Picture) -> Sequence[Sample]:
        """The photographed faces from left to right. Raises MediaError for a damaged picture."""
        image = Image.fromarray(pixels(item))
        found, quarter = self._detected(image)
        if quarter is not None:
            image = image.transpose(quarter)
        if not len(found):
            return ()
        samples = self._samples(image, found)
        if quarter is not None:
            samples = [_turned_back(each, quarter) for each in samples]
        return tuple(sorted(samples, key=_middle))

    def _detected(self, image: Image.Image) -> tuple[Detections, Image.Transpose | None]:
        """The faces, and how the image had to be turned to find them."""
        upright = self._detector.detect(image)
        if _surest(upright) >= SURE:
            return upright, None
        sure, turned_by = max(SURE, _surest(upright)), None
        for quarter in _QUARTERS:
            turned = _surest(self._detector.detect(image.transpose(quarter), roughly=True))
            if turned >= sure:
                sure, turned_by = turned, quarter
        if turned_by is None:
            return upright, None
        return self._detector.detect(image.transpose(turned_by)), turned_by

    def _samples(self, image: Image.Image, found: Detections) -> list[Sample]:
        placements = [place(points) for points in found.points]
        chips = np.stack([np.asarray(chip(image, placement)) for placement in placements])
        vectors = self._vectors(chips)
        samples = []
        for face, placement in enumerate(placements):
            magnitudes = gradients(chips[face])
            within = shown(image.size, placement)
            profile = texture(magnitudes, within)
            if self._photographic(profile, vectors[face]) <= 0:
                continue
            quality = face_quality.measure(
                chips[face], magnitudes, found.points[face], placement, float(found.scores[face])
            )
            samples.append(
                Sample(
                    vectors[face],
                    quality=quality,
                    box=_box(found.boxes[face], image.size),
                    doubts=face_quality.doubts(quality, float(within.mean())),
                )
            )
        return samples

    def _vectors(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, dim) of chips (n, SIDE, SIDE, 3), each with its mirror image."""
        rows = np.empty((len(chips), self.dim), np.float32)
        for start in range(0, len(chips), BATCH):
            batch = (chips[start : start + BATCH].astype(np.float32) - 127.5) / 128
            both = self._network.run(np.concatenate([batch, batch[:, :, ::-1]]))
            added = both[: len(batch)] + both[len(batch) :]
            rows[start : start + BATCH] = normalized(added, self._network.path)
        return rows


def _surest(found: Detections) -> float:
    return float(found.scores.max()) if len(found) else 0.0


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def _box(corners: NDArray[np.float64], size: tuple[int, int]) -> Box:
    """Of left, top, right, bottom in pixels, cut at the edges of the picture."""
    left, top, right, bottom = np.clip(corners / np.array([*size, *size]), 0, 1).tolist()
    return Box(left, top, right - left, bottom - top)


def _area(sample: Sample) -> float:
    box = sample.box
    return box.width * box.height if box else 0.0


def _middle(sample: Sample) -> tuple[float, float]:
    box = sample.box
    return (box.left + box.width / 2, box.top) if box else (0.0, 0.0)


def _turned_back(sample: Sample, quarter: Image.Transpose) -> Sample:
    """A sample of a picture that was turned, where it is in the picture as it was."""
    box = sample.box
    assert box is not None
    if quarter is Image.Transpose.ROTATE_90:
        before = Box(1 - box.top - box.height, box.left, box.height, box.width)
    else:
        before = Box(box.top, 1 - box.left - box.width, box.height, box.width)
    return Sample(sample.vector, sample.quality, before, sample.spans, sample.doubts)
