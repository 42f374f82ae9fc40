"""A face upright in a square of 112 pixels, as recognition networks were trained on it.

The five points of a face (eyes, nose, corners of the mouth) are laid on five fixed places by the
shift, turn and scale that fit best (least squares, Umeyama 1991). The places are those of ArcFace
(Deng et al., arXiv 1801.07698), which InsightFace made common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 112
PLACES = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ]
)
"""Eye on the left, eye on the right, nose, corners of the mouth; pixels of the chip."""


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """How a face lies in its picture: chip = matrix @ point + shift."""

    matrix: NDArray[np.float64]
    """(2, 2)"""
    shift: NDArray[np.float64]
    """(2,)"""
    scale: float
    """Pixels of the chip for one of the picture."""
    error: float
    """Root of the mean squared distance, in pixels of the chip, that the points keep from their
    places: about 1 to 3 for a face seen from the front, more from the side."""

    @property
    def roll(self) -> float:
        """Degrees by which the face is turned in the picture's plane, clockwise."""
        return float(np.degrees(np.arctan2(self.matrix[0, 1], self.matrix[0, 0])))


def place(points: NDArray[np.float64]) -> Placement:
    """The placement of five points (5, 2)."""
    middle, goal = points.mean(axis=0), PLACES.mean(axis=0)
    a, b = points - middle, PLACES - goal
    u, s, v = np.linalg.svd(b.T @ a)
    sign = np.array([1.0, np.sign(np.linalg.det(u @ v))])
    scale = float((s * sign).sum() / max((a**2).sum(), 1e-9))
    matrix = scale * u @ np.diag(sign) @ v
    error = float(np.sqrt(((a @ matrix.T - b) ** 2).sum(axis=1).mean()))
    return Placement(matrix, goal - matrix @ middle, scale, error)


def chip(image: Image.Image, placement: Placement) -> Image.Image:
    """The face as an RGB image of SIDE x SIDE. What lies beyond the picture is black.

    A larger face is scaled down first, so that no pixel of it is skipped.
    """
    inverse = np.linalg.inv(placement.matrix)
    origin = -inverse @ placement.shift
    if placement.scale < 1:
        corners = origin + np.array([[0, 0], [SIDE, 0], [0, SIDE], [SIDE, SIDE]]) @ inverse.T
        low = np.floor(corners.min(axis=0)).astype(int) - 2
        high = np.ceil(corners.max(axis=0)).astype(int) + 2
        cut = image.crop((int(low[0]), int(low[1]), int(high[0]), int(high[1])))
        size = np.maximum(np.rint((high - low) * placement.scale), 1).astype(int)
        ratio = size / (high - low)
        image = cut.resize((int(size[0]), int(size[1])), Image.Resampling.LANCZOS, reducing_gap=3)
        inverse, origin = ratio[:, None] * inverse, (origin - low) * ratio
    return image.transform(
        (SIDE, SIDE),
        Image.Transform.AFFINE,
        (*inverse[0], origin[0], *inverse[1], origin[1]),
        Image.Resampling.BICUBIC,
    )


def shown(size: tuple[int, int], placement: Placement) -> NDArray[np.bool_]:
    """(SIDE, SIDE): which pixels of the chip lie within a picture of that width and height."""
    inverse = np.linalg.inv(placement.matrix)
    steps = np.arange(SIDE) + 0.5
    at = (np.stack(np.meshgrid(steps, steps), axis=-1) - placement.shift) @ inverse.T
    within = (at >= 0) & (at < np.array(size))
    return np.asarray(within.all(axis=-1))
