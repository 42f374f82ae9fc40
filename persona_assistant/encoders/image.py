"""Portraits to vectors with classical image processing: no network, no torch, a few milliseconds.

The idea: put the head upright by looking for the axis about which it mirrors itself, describe what
stays when light, white balance and place change, and let one fitted linear map drop the rest.

    upright     mirror-symmetry search over tilt and shift in the middle of the picture
    colour      logarithmic opponent channels: a change of exposure or white balance only *adds* a
                constant there, which a linear map can remove
    layout      those channels averaged over a grid (what is where: hair, skin, glasses, beard)
    edges       gradient orientations over two grids (shapes: brows, jaw, hairline)
    palette     soft histograms of the channels over three overlapping bands of the head, blind to
                small shifts (which skin, hair, frames)

Measured on people that the map was not fitted on (`python -m persona_assistant.fitting.encoders
--evaluate`), it tells *drawn portraits* apart. It knows nothing of photos: two that show different
things may come as near as two drawings of one person. So it says which a picture is (`knows`;
`fitting/photographs.py` measures how often that goes wrong), and a photo is only recognised by
nearly itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from persona_assistant.encoders.projection import Projection
from persona_assistant.errors import MediaError
from persona_assistant.media import pixels
from persona_assistant.pmg import Picture

SIDE = 96
"""Side in pixels of the square everything is measured on."""
_COARSE = SIDE // 2
_TILTS = tuple(range(-14, 15, 2))
_HEAD = (slice(6, 86), slice(13, 83))
"""Rows and columns of the upright square in which the head lies."""
_FLAT = 0.02
"""Standard deviation of the log channels below which there is nothing to see."""


class ClassicalImageEncoder:
    """See the module's idea. float32 vectors of length 1; equal pictures give equal vectors."""

    id = "classical-image/1"
    family = "classical"
    modality: Literal["image"] = "image"

    def __init__(self) -> None:
        self._projection = Projection.load("image", self.id)
        self._photographs = Projection.load("photographs", self.id)
        self.dim = self._projection.dim

    def encode(self, items: Sequence[Picture]) -> NDArray[np.float32]:
        """float32 (len(items), dim). Raises MediaError for a picture of one flat colour."""
        vectors = np.empty((len(items), self.dim), np.float32)
        for row, picture in enumerate(items):
            vectors[row] = self._projection(measure(pixels(picture), picture.source or "picture"))
        return vectors

    def knows(self, item: Picture) -> bool:
        """Whether it is a drawing, and not a photo. Raises MediaError as `encode`."""
        measured = measure(pixels(item), item.source or "picture")
        score = float(self._photographs.reduced(measured)[0])
        return score + float(self._photographs.extras["bias"][0]) <= 0


def measure(rgb: NDArray[np.uint8], name: str = "picture") -> NDArray[np.float32]:
    """Raw measurements, float32 (d,), of uint8 (height, width, 3) RGB. Raises MediaError."""
    square = _square(rgb)
    if _opponent(np.asarray(square)).std(axis=(0, 1)).max() < _FLAT:
        raise MediaError(f"{name}: one flat colour, nobody can be seen; use another picture")
    channels = _opponent(np.asarray(_upright(square)))
    head = np.ascontiguousarray(channels[_HEAD].transpose(2, 0, 1))
    parts = (_grid(head, 16, 14), *_edges(head[0]), *_palette(channels))
    return np.concatenate([weight * part.ravel() for weight, part in zip(_WEIGHTS, parts)])


# Inverse spread of each part over drawn people, so that no part speaks louder than another.
_WEIGHTS = (0.075, 0.34, 0.28, *(1.0,) * 9)


def _square(rgb: NDArray[np.uint8]) -> Image.Image:
    """The largest square, centred; of a tall picture the upper part, where heads are."""
    height, width = rgb.shape[:2]
    side = min(height, width)
    left, top = (width - side) // 2, (height - side) // 3
    square = Image.fromarray(rgb[top : top + side, left : left + side])
    how = Image.Resampling.BOX if side >= SIDE else Image.Resampling.BICUBIC
    return square.resize((SIDE, SIDE), how)


def _opponent(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Log lightness, red-green and yellow-blue: float32 of the same shape."""
    r, g, b = _LOG[rgb[..., 0]], _LOG[rgb[..., 1]], _LOG[rgb[..., 2]]
    return np.stack([(r + g + b) / 3, r - g, (r + g) / 2 - b], axis=-1)


_LOG = np.log(np.arange(256, dtype=np.float32) / 255 + 0.08)


# --- upright -------------------------------------------------------------------------------------


def _mirror_pairs() -> tuple[NDArray[Any], NDArray[np.intp], NDArray[np.intp]]:
    """Pixel pairs that face each other: shifts (s,), then indices (tilts, s, pairs) left and
    right."""
    shifts = np.arange(-4, 4.01, 0.5)
    rows, away = np.mgrid[-28:2, 0.5:14:1.0]
    tables = []
    for side in (-1, 1):
        across = shifts[:, None] + side * away.ravel()
        down = np.broadcast_to(rows.ravel(), across.shape)
        x, y = zip(*(_turned(across, down, tilt) for tilt in _TILTS))
        pivot_x, pivot_y = _PIVOT
        column = np.rint(np.stack(x) + pivot_x).astype(int).clip(0, _COARSE - 1)
        row = np.rint(np.stack(y) + pivot_y).astype(int).clip(0, _COARSE - 1)
        tables.append(row * _COARSE + column)
    return shifts, tables[0], tables[1]


def _turned(x: NDArray[Any], y: NDArray[Any], tilt: float) -> tuple[NDArray[Any], NDArray[Any]]:
    c, s = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    return c * x - s * y, s * x + c * y


_PIVOT = ((_COARSE - 1) / 2, 0.73 * _COARSE)
"""Heads turn about the neck, here in pixels of the coarse square."""
_SHIFTS, _LEFT, _RIGHT = _mirror_pairs()


def _upright(square: Image.Image) -> Image.Image:
    """Turn and shift the square so that the head mirrors itself about the middle column."""
    coarse = _opponent(np.asarray(square.resize((_COARSE, _COARSE), Image.Resampling.BOX))).reshape(
        -1, 3
    )
    coarse = coarse * np.array([1.0, 1.5, 1.5], np.float32)

    def asymmetry(tilts: Sequence[int]) -> NDArray[np.float32]:
        rows = list(tilts)
        return np.asarray(np.abs(coarse[_LEFT[rows]] - coarse[_RIGHT[rows]]).mean(axis=(2, 3)))

    every_other = range(1, len(_TILTS), 2)
    best = every_other[int(asymmetry(every_other).min(axis=1).argmin())]
    near = (best - 1, best, best + 1)
    tilt, shift = np.unravel_index(asymmetry(near).argmin(), (3, len(_SHIFTS)))
    angle, offset = _TILTS[near[tilt]], 2 * _SHIFTS[shift]
    px, py = 2 * _PIVOT[0] + 0.5, 2 * _PIVOT[1] + 0.5
    a, b = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    # Where each pixel of the upright square comes from.
    matrix = (a, -b, px - a * (px - offset) + b * py, b, a, py - b * (px - offset) - a * py)
    return square.transform(square.size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


# --- measurements --------------------------------------------------------------------------------


def _cells(size: int, cells: int) -> NDArray[np.float32]:
    """(cells, size) weights of overlapping triangular windows, each summing to 1."""
    centre = (np.arange(cells) + 0.5) * size / cells
    reach = 1.2 * size / cells
    weights = np.maximum(0.0, 1 - np.abs(np.arange(size) + 0.5 - centre[:, None]) / reach)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


_POOLS = {
    (rows, columns): (_cells(80, rows), _cells(70, columns).T.copy())
    for rows, columns in ((16, 14), (13, 11), (8, 7))
}


def _grid(planes: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """Planes (p, 80, 70) averaged over a grid: (p, rows, columns)."""
    down, across = _POOLS[rows, columns]
    return np.asarray(down @ planes @ across)


def _edges(lightness: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Gradient strength by orientation (8 of half a turn) over a coarse and a fine grid."""
    padded = np.pad(lightness, 1, mode="edge")
    gx = padded[1:-1, 2:] - padded[1:-1, :-2]
    gy = padded[2:, 1:-1] - padded[:-2, 1:-1]
    strength = np.hypot(gx, gy) + 1e-6
    cos2, sin2 = (gx * gx - gy * gy) / strength**2, 2 * gx * gy / strength**2
    angles = np.arange(8, dtype=np.float32) * np.float32(2 * np.pi / 8)
    towards = np.cos(angles)[:, None, None] * cos2 + np.sin(angles)[:, None, None] * sin2
    # One strong outline must not drown a face full of soft ones.
    planes = np.minimum(strength, 0.6) * np.maximum(towards, 0) ** 2
    return np.sqrt(_grid(planes, 8, 7)), np.sqrt(_grid(planes, 13, 11))


_RANGES = ((-2.4, 0.1, 16), (-0.5, 1.0, 12), (-0.4, 1.3, 12))
_BANDS = (slice(8, 30), slice(26, 56), slice(52, 80))
_ROW, _COLUMN = np.mgrid[0:SIDE, 0:SIDE]
_WINDOW = np.exp(-((((_COLUMN - 47.5) / 22) ** 2 + ((_ROW - 44) / 26) ** 2) ** 2))


def _palette(channels: NDArray[Any]) -> list[NDArray[np.float32]]:
    """Square roots of nine soft histograms: three channels over hair, eyes and mouth bands."""
    out = []
    for channel, (low, high, bins) in enumerate(_RANGES):
        place = ((channels[..., channel] - low) * ((bins - 1) / (high - low))).clip(0, bins - 1.001)
        lower = place.astype(np.intp)
        upper = place - lower
        for band in _BANDS:
            weight, index, part = _WINDOW[band].ravel(), lower[band].ravel(), upper[band].ravel()
            counts = np.bincount(index, weight * (1 - part), bins)
            counts += np.bincount(index + 1, weight * part, bins)
            out.append(np.sqrt(counts / counts.sum()).astype(np.float32))
    return out
