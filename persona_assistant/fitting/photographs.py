"""Fits the test by which the classical picture encoder knows photos from drawings.

    python -m persona_assistant.fitting.photographs FOLDER

Drawings are those of both generated worlds, photos the files below FOLDER, each also cut and
compressed at random. A ridge regression on the encoder's raw measurements tells them apart. Photos
of one file, and pictures of one drawn person, are never on both sides when the error is measured.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from persona_assistant.encoders import image as pictures
from persona_assistant.encoders.projection import Projection
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.fitting.command import exit_code
from persona_assistant.train.generator import require_generator

SEED, DRAWN, CUTS, FOLDS = 7100, 200, 12, 6
_RIDGE = 50.0


def drawings() -> Iterator[tuple[str, Image.Image]]:
    """(who, picture) of people of both worlds."""
    require_generator()
    from persona_worlds.calibration import calibration_set
    from persona_worlds.cartoon_world import cartoon_world

    for person, faces, _ in calibration_set(SEED, DRAWN, 2, 0):
        yield from ((f"first {person}", face) for face in faces)
    for person, (files, _) in enumerate(cartoon_world(DRAWN, 2, 0)):
        for file in files:
            yield f"second {person}", Image.open(io.BytesIO(file)).convert("RGB")


def photos(folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """(file, cut) of every picture below a folder."""
    rng = np.random.default_rng(SEED)
    files = sorted(f for f in folder.rglob("*") if f.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not files:
        raise BadInput(f"{folder} holds no photos; name a folder of JPEG or PNG files")
    for file in files:
        image = Image.open(file).convert("RGB")
        for cut in range(CUTS):
            side = int(min(image.size) * rng.uniform(0.35, 1))
            left, top = (int(rng.integers(0, length - side + 1)) for length in image.size)
            square = image.crop((left, top, left + side, top + side))
            if cut % 3 == 0:
                buffer = io.BytesIO()
                square.save(buffer, "JPEG", quality=30)
                square = Image.open(buffer).convert("RGB")
            yield str(file), square


def _measured(
    shown: Iterator[tuple[str, Image.Image]],
) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    rows, groups = [], []
    for group, image in shown:
        try:
            rows.append(pictures.measure(np.asarray(image)))
        except MediaError:  # a cut of plain sky
            continue
        groups.append(group)
    return np.stack(rows).astype(np.float64), np.array(groups)


def ridge(rows: NDArray[Any], photo: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any], float]:
    """Mean (d,), weights (d,) and bias of a score that is above 0 for photos."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled, sign = (rows - mean) / spread, np.where(photo, 1.0, -1.0)
    weight = np.where(photo, 1 / photo.sum(), 1 / (~photo).sum()) * len(rows)
    root = np.sqrt(weight)
    kernel = root[:, None] * (scaled @ scaled.T) * root + _RIDGE * len(rows) * np.eye(len(rows))
    weights = scaled.T @ (root * np.linalg.solve(kernel, root * sign))
    bias = float((weight * (sign - scaled @ weights)).sum() / weight.sum())
    return mean, weights / spread, bias


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("photos", type=Path)
    folder = parser.parse_args().photos
    drawn, drawn_groups = _measured(drawings())
    taken, taken_groups = _measured(photos(folder))
    rows, groups = np.concatenate([drawn, taken]), np.concatenate([drawn_groups, taken_groups])
    photo = np.arange(len(rows)) >= len(drawn)
    names = np.random.default_rng(SEED).permutation(np.unique(groups))
    score = np.empty(len(rows))
    for fold in range(FOLDS):
        held = np.isin(groups, names[fold::FOLDS])
        mean, weights, bias = ridge(rows[~held], photo[~held])
        score[held] = (rows[held] - mean) @ weights + bias
    print(
        f"{int((score[photo] <= 0).sum())} of {int(photo.sum())} cuts of "
        f"{len(np.unique(taken_groups))} photos taken for drawings, "
        f"{int((score[~photo] > 0).sum())} of {int((~photo).sum())} drawings for photos"
    )
    mean, weights, bias = ridge(rows, photo)
    Projection(mean, weights[:, None], {"bias": np.array([bias], np.float32)}).save(
        "photographs", pictures.ClassicalImageEncoder.id
    )


if __name__ == "__main__":
    sys.exit(exit_code(main))
