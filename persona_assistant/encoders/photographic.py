"""Is that a photographed face or a drawn one?

Face recognition networks have only ever seen photos. They find faces in drawings too, but they take
all of them for one family: on nine drawn people the cosine of different ones was .46 in the middle
and .75 at most, where photographed strangers keep below .42. A drawn face is therefore no sample of
the face sense, and the picture as a whole is compared instead.

Two things tell. *Texture*: light models a photographed face everywhere, while a drawing is flat
colour within sharp lines, so the weak gradients of a chip are much weaker there than the strong
ones, whatever the contrast; the profile of gradients is measured after smoothing, which takes away
noise and the marks of compression. *Vector*: the network's own vectors of drawings point the same
way. A logistic regression puts both together; its numbers are in models/face/photographic.json,
with what they were fitted on and how often they err.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.face_alignment import SIDE
from persona_assistant.errors import ModelError

_QUANTILES = (5, 15, 30, 50, 75, 97)
_AGAINST = 90
_DEVIATIONS = (1.0, 2.0)
"""Standard deviations of the smoothing, in pixels of the chip."""
_FAINT = 0.03
"""Grey levels a pixel: weaker gradients than that are none."""
_FEWEST = 200


def _oval(x: float, y: float, width: float, height: float) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:SIDE, :SIDE]
    inside: NDArray[np.bool_] = ((columns - x) / width) ** 2 + ((rows - y) / height) ** 2 < 1
    return inside


def _smoothed(chip: NDArray[np.float32], deviation: float) -> NDArray[np.float32]:
    """(SIDE, SIDE), smoothed by a Gaussian. Sums of shifted copies, not a matrix product: that
    would start threads for a thousandth of a second's work."""
    reach = round(3 * deviation)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    for axis in (0, 1):
        padding = [(reach, reach) if each == axis else (0, 0) for each in (0, 1)]
        padded = np.pad(chip, padding, mode="edge")
        shifted = (
            weight * (padded[at : at + SIDE] if axis == 0 else padded[:, at : at + SIDE])
            for at, weight in enumerate(kernel)
        )
        chip = np.sum(list(shifted), axis=0, dtype=np.float32)
    return chip


_REGIONS = (_oval(56, 68, 34, 42), _oval(56, 82, 32, 24))
"""The face, and its part below the eyes, where no glasses are."""
TEXTURES = len(_DEVIATIONS) * len(_REGIONS) * len(_QUANTILES)


def gradients(chip: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """(SIDE, SIDE) of grey levels a pixel for each of the two smoothings of a chip."""
    grey = chip.astype(np.float32).mean(axis=-1)
    magnitudes = []
    for deviation in _DEVIATIONS:
        down, across = np.gradient(_smoothed(grey, deviation))
        magnitudes.append(np.hypot(down, across))
    return magnitudes


def texture(magnitudes: list[NDArray[np.float32]], shown: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(TEXTURES,): logarithms of the gradients' quantiles against their 90th percentile, of what
    lies within the picture."""
    clear = _smoothed(shown.astype(np.float32), _DEVIATIONS[-1]) > 0.97
    profile = []
    for magnitude in magnitudes:
        for region in _REGIONS:
            seen = region & clear
            values = magnitude[seen if seen.sum() >= _FEWEST else region]
            levels = np.log(np.percentile(values, (*_QUANTILES, _AGAINST)) + _FAINT)
            profile.append(levels[:-1] - levels[-1])
    return np.concatenate(profile)


class PhotographicTest:
    """See the module's idea."""

    def __init__(self, path: Path) -> None:
        """Raises ModelError for a file that is missing or damaged."""
        try:
            numbers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            self._drawn = np.asarray(numbers["drawn"], np.float32)
            self._weights = np.asarray(numbers["weights"], np.float64)
            self._bias = float(numbers["bias"])
            if self._drawn.ndim != 1 or self._weights.shape != (TEXTURES + 1,):
                raise ValueError("other numbers")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{path} is missing or damaged; install persona-assistant again"
            ) from error

    def __call__(self, profile: NDArray[np.float64], vector: NDArray[np.float32]) -> float:
        """Log odds of a photo: above 0 for a photo, below for a drawing."""
        likeness = float(vector @ self._drawn)
        return float(profile @ self._weights[:-1] + likeness * self._weights[-1] + self._bias)
