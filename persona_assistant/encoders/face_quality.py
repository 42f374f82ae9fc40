"""How much of a face there is to go by, as numbers and in words.

Each measure is about 1 for a good photo and 0 where next to nothing is left, so that calibration
can be linear in it. They were set on real photos damaged step by step (`FaceEncoder` lists what a
step costs); none of them knows who is shown.

    size        pixels between the eyes, on a logarithmic scale: 6 and fewer are 0, 40 and more 1
    sharpness   how much finer detail there is than coarser: a blurred chip has none
    frontal     how far from the middle the nose is between the eyes, and how far up or down
    light       spread of grey levels in the face
    purity      how little noise there is, measured against that spread
    certainty   the detector's score
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.face_alignment import PLACES, Placement
from persona_assistant.samples import FACE_MEASURES

_EYES = float(np.linalg.norm(PLACES[1] - PLACES[0]))
"""Pixels of a chip between the eyes."""
_CORE = np.s_[34:104, 26:86]
"""Rows and columns of a chip from brow to chin."""


def measure(
    chip: NDArray[np.uint8],
    magnitudes: list[NDArray[np.float32]],
    points: NDArray[np.float64],
    placement: Placement,
    score: float,
) -> NDArray[np.float32]:
    """(len(FACE_MEASURES),) of a face: its chip, that chip's gradients, its five points in the
    picture."""
    eyes = _EYES / placement.scale
    size = np.log2(eyes / 6) / np.log2(40 / 6)
    fine, coarse = (float(np.sqrt((each[_CORE] ** 2).mean())) for each in magnitudes)
    sharpness = (fine / max(coarse, 1e-6) - 1.05) / 0.45
    grey = chip[_CORE].astype(np.float32).mean(axis=-1)
    low, high = np.percentile(grey, (5, 95))
    spread = float(high - low)
    purity = 1 - 8 * _noise(grey) / max(spread, 1.0)
    frontal = 1 - turned(points) / 0.6
    values = (size, sharpness, frontal, spread / 100, purity, (score - 0.6) / 0.4)
    return np.clip(np.array(values, np.float32), 0, 1)


def _noise(grey: NDArray[np.float32]) -> float:
    """Standard deviation of the noise, after Immerkær (1996) but by the median, which the features
    of a face do not move."""
    down = grey[:-2] - 2 * grey[1:-1] + grey[2:]
    both = down[:, :-2] - 2 * down[:, 1:-1] + down[:, 2:]
    return float(np.median(np.abs(both))) / (0.6745 * 6)


def turned(points: NDArray[np.float64]) -> float:
    """How far a face is turned from the camera: 0 from the front, about .3 half to the side or
    looking well up or down, .6 in profile."""
    left, right, nose = points[0], points[1], points[2]
    mouth = points[3:].mean(axis=0)
    middle = (left + right) / 2
    down = mouth - middle
    height = max(float(np.linalg.norm(down)), 1e-6)
    across = np.array([down[1], -down[0]]) / height
    width = max(abs(float((right - left) @ across)), 0.4 * height)
    sideways = float((nose - (middle + mouth) / 2) @ across) / width
    upwards = float((nose - middle) @ down) / height**2 - 0.5
    return max(abs(sideways), 0.8 * abs(upwards) - 0.05, 0.0)


def doubts(quality: NDArray[np.float32], shown: float) -> tuple[str, ...]:
    """What is poor about a face of that quality, of whose chip that share lies within the
    picture."""
    values: dict[str, Any] = dict(zip(FACE_MEASURES, quality.tolist()))
    named = {
        "small": values["size"] < 0.55,
        "blurred": values["sharpness"] < 0.3,
        "from the side": values["frontal"] < 0.45,
        "dark": values["light"] < 0.3,
        "partly outside the picture": shown < 0.75,
    }
    return tuple(word for word, holds in named.items() if holds)
