"""Fits the classical encoders' linear maps on invented people, and measures them on others.

    python -m persona_assistant.encoders.fit               refit models/classical/*.npz
    python -m persona_assistant.encoders.fit --evaluate    print the table (see evaluate.py)

The map must not learn one world by heart. So every picture and clip is also shown damaged (noise,
blur, compression, telephone, cut short), and every person also as somebody else in another world:
recoloured and stretched, or with a resampled voice. Fitting people come from one seed of the
calibration crowd that nothing else uses; the same seeds give the same maps.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import Iterator

import numpy as np
from PIL import Image, ImageFilter

from persona_assistant.encoders import image as pictures
from persona_assistant.encoders import voice as voices
from persona_assistant.encoders.projection import Projection
from persona_assistant.media import SAMPLE_RATE

FIT_SEED = 7000
"""Of the calibration crowd: never calibrate scores on these people."""
PEOPLE = 320
PER_PERSON = 4
KINDS_OF_SOUND = 32
IMAGE_DIM, VOICE_DIM = 128, 128
KEPT = 600
"""Principal components that discriminant analysis looks at."""
SHRINK = 0.04
_OTHER_WORLD = 1_000_000


def fit(folder: Path | None = None) -> list[Path]:
    """Write both maps; `folder` keeps the generated media. Returns the files written."""
    from persona_assistant.train.world.calibration import calibration_set

    seen, heard, who_seen, who_heard = [], [], [], []
    for person, faces, clips in calibration_set(FIT_SEED, PEOPLE, PER_PERSON, PER_PERSON, folder=folder):
        rng = np.random.default_rng((FIT_SEED, person))
        for who, face in _faces(person, faces, rng):
            seen.append(pictures.measure(np.asarray(face)))
            who_seen.append(who)
        for who, clip in _clips(person, clips, rng):
            heard.append(voices.measure(clip))
            who_heard.append(who)

    mean, matrix = discriminant(np.stack(seen), np.array(who_seen), IMAGE_DIM)
    image_file = Projection(mean, matrix, {}).save("image", pictures.ClassicalImageEncoder.id)

    frames = np.concatenate([cepstra[::11] for _, cepstra in heard]) / voices.CEPSTRAL_SCALE
    codebook = kinds_of_sound(frames, KINDS_OF_SOUND)
    rows = np.stack([np.append(stats, voices.by_sound(cepstra, codebook)) for stats, cepstra in heard])
    mean, matrix = discriminant(rows, np.array(who_heard), VOICE_DIM)
    extras = {"codebook": codebook}
    return [image_file, Projection(mean, matrix, extras).save("voice", voices.ClassicalVoiceEncoder.id)]


def discriminant(rows: np.ndarray, who: np.ndarray, dim: int) -> tuple[np.ndarray, np.ndarray]:
    """Linear discriminant analysis: mean (d,) and matrix (d, dim).

    After it, differences within a person have unit variance in every direction; directions are
    weighted by how much of what is seen in them tells people apart.
    """
    rows = rows.astype(np.float64)
    mean = rows.mean(axis=0)
    centred = rows - mean
    _, principal = np.linalg.eigh(centred.T @ centred)
    basis = principal[:, ::-1][:, :KEPT]
    reduced = centred @ basis
    people, index = np.unique(who, return_inverse=True)
    counts = np.bincount(index)[:, None]
    centres = np.zeros((len(people), reduced.shape[1]))
    np.add.at(centres, index, reduced)
    centres /= counts
    inside = reduced - centres[index]
    within = inside.T @ inside / (len(rows) - len(people))
    within += SHRINK * np.trace(within) / len(within) * np.eye(len(within)) - SHRINK * within
    whiten = np.linalg.inv(np.linalg.cholesky(within)).T
    white = centres @ whiten
    spread, directions = np.linalg.eigh(np.cov(white.T))
    spread, directions = spread[::-1][:dim], directions[:, ::-1][:, :dim]
    # What averaging leaves of within-person scatter also spreads the centres; it tells nothing.
    between = np.maximum(spread - 1 / counts.mean(), 1e-3)
    return mean, basis @ whiten @ directions * np.sqrt(between / (between + 1))


def kinds_of_sound(frames: np.ndarray, kinds: int, rounds: int = 15) -> np.ndarray:
    """k-means centres, float32 (kinds, d), of speech frames (n, d)."""
    centres = frames[np.random.default_rng(FIT_SEED).choice(len(frames), kinds, replace=False)]
    for _ in range(rounds):
        distance = (centres**2).sum(axis=1) - 2 * frames @ centres.T
        nearest = distance.argmin(axis=1)
        for kind in range(kinds):
            if (mine := frames[nearest == kind]).size:
                centres[kind] = mine.mean(axis=0)
    return centres.astype(np.float32)


# --- pictures ------------------------------------------------------------------------------------


def _faces(
    person: int, faces: list[Image.Image], rng: np.random.Generator
) -> Iterator[tuple[int, Image.Image]]:
    recolour, stretch = _other_palette(rng), rng.uniform(0.85, 1.18)
    for face in faces:
        yield person, face
        yield person, damaged_picture(face, rng)
        yield person + _OTHER_WORLD, damaged_picture(_elsewhere(face, recolour, stretch), rng)


def _other_palette(rng: np.random.Generator) -> np.ndarray:
    """A colour matrix that turns one world's skins and hairs into another's."""
    matrix = np.eye(3) + rng.normal(0, 0.22, (3, 3))
    return matrix / matrix.sum(axis=1, keepdims=True) * rng.uniform(0.8, 1.15, (3, 1))


def _elsewhere(face: Image.Image, recolour: np.ndarray, stretch: float) -> Image.Image:
    """The same drawing in another palette, wider or narrower."""
    colours = (np.asarray(face, np.float32) @ recolour.T).clip(0, 255)
    changed = Image.fromarray(np.rint(colours).astype(np.uint8))
    side = face.width
    around = side / 2
    matrix = (1 / stretch, 0, around * (1 - 1 / stretch), 0, 1, 0)
    return changed.transform((side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


def damaged_picture(face: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A worse picture of the same scene: moved, relit, blurred, noisy, small, compressed."""
    side = face.width
    scale, turn = rng.uniform(0.9, 1.12), np.radians(rng.uniform(-5, 5))
    dx, dy = rng.uniform(-0.04, 0.04, 2) * side
    c, s, m = np.cos(turn) / scale, np.sin(turn) / scale, side / 2
    matrix = (c, -s, m - c * (m + dx) + s * (m + dy), s, c, m - s * (m + dx) - c * (m + dy))
    face = face.transform((side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    if rng.random() < 0.5:
        face = face.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 3)))
    if rng.random() < 0.3:
        small = side // int(rng.integers(2, 4))
        face = face.resize((small, small), Image.Resampling.BOX)
        face = face.resize((side, side), Image.Resampling.BICUBIC)
    light = np.asarray(face, np.float32) * rng.uniform(0.75, 1.2) * rng.uniform(0.93, 1.07, 3)
    light = 255 * (light.clip(0, 255) / 255) ** rng.uniform(0.85, 1.18)
    light += rng.normal(0, rng.uniform(0, 9), light.shape)
    buffer = io.BytesIO()
    shown = Image.fromarray(np.rint(light.clip(0, 255)).astype(np.uint8))
    shown.save(buffer, "JPEG", quality=int(rng.integers(25, 92)))
    return Image.open(buffer).convert("RGB")


# --- clips ---------------------------------------------------------------------------------------


def _clips(
    person: int, clips: list[np.ndarray], rng: np.random.Generator
) -> Iterator[tuple[int, np.ndarray]]:
    import soxr

    speed = rng.uniform(0.8, 1.25)
    for clip in clips:
        yield person, clip
        yield person, damaged_clip(clip, rng)
        other = soxr.resample(clip, SAMPLE_RATE * speed, SAMPLE_RATE)
        yield person + _OTHER_WORLD, damaged_clip(other, rng)


def damaged_clip(clip: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A worse recording of the same words: shorter, noisier, through another line."""
    length = int(len(clip) * rng.uniform(0.45, 1))
    start = int(rng.integers(0, len(clip) - length + 1))
    clip = clip[start : start + length].astype(np.float64)
    hz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    knots = np.log([150, 500, 1500, 4000, 7500])
    gain = 10 ** (np.interp(np.log(np.maximum(hz, 1)), knots, rng.normal(0, 1.5, 5)) / 20)
    if rng.random() < 0.35:
        low, high, steep = rng.uniform(200, 400), rng.uniform(3000, 3900), rng.uniform(6, 30)
        gain /= np.sqrt((1 + (low / np.maximum(hz, 1)) ** steep) * (1 + (hz / high) ** steep))
    clip = np.fft.irfft(np.fft.rfft(clip) * gain, length)
    colour = np.maximum(hz, 40) ** -rng.uniform(0, 1)
    noise = np.fft.irfft(np.fft.rfft(rng.normal(size=length)) * colour, length)
    snr = rng.uniform(10, 35)
    clip += noise * np.sqrt((clip**2).mean() / (noise**2).mean()) * 10 ** (-snr / 20)
    return (0.5 * clip / np.abs(clip).max()).astype(np.float32)


def main() -> None:
    name, idea = "python -m persona_assistant.encoders.fit", __doc__.split("\n")[0]
    parser = argparse.ArgumentParser(prog=name, description=idea)
    parser.add_argument("--evaluate", action="store_true", help="measure the shipped maps on other people")
    parser.add_argument("--folder", type=Path, help="keep generated media here for the next time")
    options = parser.parse_args()
    if options.evaluate:
        from persona_assistant.encoders.evaluate import report

        print(report(options.folder))
        return
    for path in fit(options.folder):
        print(f"{path}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
