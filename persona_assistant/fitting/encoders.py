"""Fits the classical encoders' maps on invented people, and measures them on others.

    python -m persona_assistant.fitting.encoders               refit models/classical/*.npz
    python -m persona_assistant.fitting.encoders --only voice  refit one of them
    python -m persona_assistant.fitting.encoders --evaluate    print the table (see recognition.py)

The map must not learn one world by heart. So every picture and clip is also shown damaged (noise,
blur, compression, telephone, cut short), and every person also as somebody else in another world:
recoloured and stretched, or with a resampled voice. The colour of a line is damaged less than it
differs between voices, or the map would learn to overlook timbre. Fitting people come from one seed
of the calibration population that nothing else uses; the same seeds give the same maps.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from persona_assistant.encoders import image as pictures
from persona_assistant.encoders import voice as voices
from persona_assistant.encoders.projection import LAYERS, Projection, residual_mlp
from persona_assistant.fitting.command import exit_code
from persona_assistant.media import SAMPLE_RATE
from persona_assistant.train.generator import require_generator

FIT_SEED = 7000
"""Of the calibration population: never calibrate scores on these people."""
PEOPLE, VOICES = 320, 1000
PER_PERSON = 4
KINDS_OF_SOUND = 64
IMAGE_DIM, VOICE_DIM = 128, 128
VOICE_REDUCED, VOICE_HIDDEN = 200, 256
"""What discriminant analysis leaves of a clip, and the rectified units behind it."""
KEPT = 600
"""Principal components that discriminant analysis looks at."""
SHRINK = 0.04
_OTHER_WORLD = 1_000_000


def fit_image(folder: Path | None = None) -> Path:
    """Write the map of pictures; `folder` keeps the generated media. Returns the file written."""
    require_generator()
    from persona_worlds.calibration import calibration_set

    seen, who = [], []
    for person, faces, _ in calibration_set(
        FIT_SEED, PEOPLE, PER_PERSON, PER_PERSON, folder=folder
    ):
        for one, face in _faces(person, faces, np.random.default_rng((FIT_SEED, person))):
            seen.append(pictures.measure(np.asarray(face)))
            who.append(one)
    mean, matrix = discriminant(np.stack(seen), np.array(who), IMAGE_DIM)
    return Projection(mean, matrix, {}).save("image", pictures.ClassicalImageEncoder.id)


def fit_voice(folder: Path | None = None) -> Path:
    """Write the map of clips; `folder` keeps the generated media. Returns the file written."""
    require_generator()
    from persona_worlds.calibration import calibration_set

    everybody = calibration_set(FIT_SEED, VOICES, 0, PER_PERSON, folder=folder)
    heard: list[tuple[int, np.ndarray, np.ndarray]] = []
    with ProcessPoolExecutor(2) as pool:
        for measured in pool.map(_measured, ((person, clips) for person, _, clips in everybody)):
            heard += measured
    who = np.array([one for one, _, _ in heard])
    frames = np.concatenate([cepstra[::17] for _, _, cepstra in heard]) / voices.CEPSTRAL_SCALE
    kinds = kinds_of_sound(frames, KINDS_OF_SOUND)
    rows = np.stack(
        [np.append(stats, voices.mixture_offsets(cepstra, kinds)) for _, stats, cepstra in heard]
    )
    mean, matrix = discriminant(rows, who, VOICE_REDUCED)
    reduced = ((rows - mean) @ matrix).astype(np.float32)
    layers = bend(reduced, who, VOICE_HIDDEN, VOICE_DIM)
    extras = kinds._asdict() | {
        name: layer.astype(np.float16) for name, layer in zip(LAYERS, layers)
    }
    return Projection(mean, matrix, extras).save("voice", voices.ClassicalVoiceEncoder.id)


FITS: dict[str, Callable[[Path | None], Path]] = {"image": fit_image, "voice": fit_voice}


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


def kinds_of_sound(frames: np.ndarray, kinds: int, rounds: int = 8) -> voices.SoundMixture:
    """Gaussian mixture of speech frames (n, d): k-means, then expectation maximisation."""
    centre = frames[np.random.default_rng(FIT_SEED).choice(len(frames), kinds, replace=False)]
    for _ in range(rounds):
        nearest = ((centre**2).sum(axis=1) - 2 * frames @ centre.T).argmin(axis=1)
        for kind in range(kinds):
            if (mine := frames[nearest == kind]).size:
                centre[kind] = mine.mean(axis=0)
    found = voices.SoundMixture(
        np.full(kinds, 1 / kinds, np.float32), centre, np.full_like(centre, frames.var() / 4)
    )
    for _ in range(rounds):
        belongs = found.responsibilities(frames)
        weight = belongs.sum(axis=0)[:, None] + 1e-3
        centre = belongs.T @ frames / weight
        variance = np.maximum(belongs.T @ frames**2 / weight - centre**2, 0.05)
        found = voices.SoundMixture(weight[:, 0] / weight.sum(), centre, variance)
    return voices.SoundMixture(*(array.astype(np.float32) for array in found))


def bend(
    rows: np.ndarray, who: np.ndarray, hidden: int, dim: int, epochs: int = 6, margin: float = 0.3
) -> list[np.ndarray]:
    """Layers of `residual_mlp` that tell the people of rows (n, k) apart: softmax with a margin.

    Everybody gets a direction; a row's cosine to its own person's must beat the one to anybody
    else's by `margin`. It starts as the linear map, sees rows with noise and with a third of their
    numbers missing, and stops early: more rounds learn these people by heart. Adam, cosine
    schedule.
    """
    rng = np.random.default_rng(FIT_SEED)
    k, batch, scale = rows.shape[1], 256, 24.0
    people, index = np.unique(who, return_inverse=True)
    inward = rng.normal(0, k**-0.5, (k, hidden)).astype(np.float32)
    zero = np.zeros((hidden, dim), np.float32)
    layers = [np.eye(k, dim, dtype=np.float32), inward, np.zeros(hidden, np.float32), zero]
    own = np.zeros((len(people), dim), np.float32)
    np.add.at(own, index, residual_mlp(rows, layers))
    learned = [*layers, _unit(own)[0]]
    first, second = ([np.zeros_like(one) for one in learned] for _ in range(2))
    steps = epochs * (len(rows) // batch)
    for step in range(steps):
        if step % (len(rows) // batch) == 0:
            order = rng.permutation(len(rows))
        some = order[step % (len(rows) // batch) * batch :][:batch]
        x = rows[some] + rng.normal(0, 0.5, (batch, k)).astype(np.float32)
        x *= (rng.random(x.shape) > 0.3) / np.float32(0.7)
        straight, inward, offset, outward, own = learned
        before = x @ inward + offset
        passed = (before > 0) * (rng.random(before.shape) > 0.2) / np.float32(0.8)
        unit, length = _unit(x @ straight + (before * passed) @ outward)
        towards, spans = _unit(own)
        logit = scale * (unit @ towards.T)
        logit[np.arange(batch), index[some]] -= scale * margin
        error = np.exp(logit - logit.max(axis=1, keepdims=True))
        error /= error.sum(axis=1, keepdims=True)
        error[np.arange(batch), index[some]] -= 1
        error *= scale / batch
        back = _across(error @ towards, unit) / length
        inside = (back @ outward.T) * passed
        slopes = (
            x.T @ back,
            x.T @ inside,
            inside.sum(axis=0),
            (before * passed).T @ back,
            _across(error.T @ unit, towards) / spans,
        )
        pace = 0.5 * (1 + np.cos(np.pi * step / steps)) * min(1, (step + 1) / 100)
        rates = (1e-3, 1e-3, 1e-3, 1e-3, 3e-3)
        for value, slope, m, v, rate in zip(learned, slopes, first, second, rates):
            m += 0.1 * (slope - m)
            v += 0.001 * (slope**2 - v)
            mean, square = m / (1 - 0.9 ** (step + 1)), v / (1 - 0.999 ** (step + 1))
            value -= (rate * pace * mean / (np.sqrt(square) + 1e-8)).astype(np.float32)
    return learned[:4]


def _unit(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / length, length


def _across(slope: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """What of a slope turns the unit vectors instead of stretching them."""
    across: np.ndarray = slope - (slope * unit).sum(axis=1, keepdims=True) * unit
    return across


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
    palette: np.ndarray = matrix / matrix.sum(axis=1, keepdims=True)
    return palette * rng.uniform(0.8, 1.15, (3, 1))


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


def _measured(job: tuple[int, list[np.ndarray]]) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """Who is heard, statistics and cepstra, of every version of a person's clips."""
    person, clips = job
    versions = _clips(person, clips, np.random.default_rng((FIT_SEED, person, 2)))
    return [(who, *voices.measure(clip)) for who, clip in versions]


def _clips(
    person: int, clips: list[np.ndarray], rng: np.random.Generator
) -> Iterator[tuple[int, np.ndarray]]:
    import soxr

    speed = rng.uniform(0.8, 1.25)
    for clip in clips:
        yield person, clip
        yield person, _cut(clip, rng.uniform(0.35, 0.8), rng)
        yield person, damaged_clip(clip, rng)
        other = soxr.resample(clip, SAMPLE_RATE * speed, SAMPLE_RATE)
        yield person + _OTHER_WORLD, damaged_clip(other, rng)


def _cut(clip: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    length = int(len(clip) * share)
    start = int(rng.integers(0, len(clip) - length + 1))
    return clip[start : start + length]


def damaged_clip(clip: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A worse recording of the same words: shorter, noisier, through another line."""
    clip = _cut(clip, rng.uniform(0.45, 1), rng).astype(np.float64)
    length = len(clip)
    hz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    knots = np.log([150, 500, 1500, 4000, 7500])
    gain = 10 ** (np.interp(np.log(np.maximum(hz, 1)), knots, rng.normal(0, 0.7, 5)) / 20)
    if rng.random() < 0.3:
        low, high, steep = rng.uniform(200, 400), rng.uniform(3000, 3900), rng.uniform(6, 30)
        gain /= np.sqrt((1 + (low / np.maximum(hz, 1)) ** steep) * (1 + (hz / high) ** steep))
    clip = np.fft.irfft(np.fft.rfft(clip) * gain, length)
    colour = np.maximum(hz, 40) ** -rng.uniform(0, 1)
    noise = np.fft.irfft(np.fft.rfft(rng.normal(size=length)) * colour, length)
    snr = rng.uniform(10, 35)
    clip += noise * np.sqrt((clip**2).mean() / (noise**2).mean()) * 10 ** (-snr / 20)
    damaged: np.ndarray = (0.5 * clip / np.abs(clip).max()).astype(np.float32)
    return damaged


def parser() -> argparse.ArgumentParser:
    name, idea = "python -m persona_assistant.fitting.encoders", (__doc__ or "").split("\n")[0]
    found = argparse.ArgumentParser(prog=name, description=idea)
    found.add_argument(
        "--evaluate", action="store_true", help="measure the shipped maps on other people"
    )
    found.add_argument("--folder", type=Path, help="keep generated media here for the next time")
    found.add_argument("--only", choices=FITS, help="refit one map")
    return found


def main() -> None:
    options = parser().parse_args()
    if options.evaluate:
        from persona_assistant.fitting.recognition import report

        print(report(options.folder))
        return
    for modality, fit in FITS.items():
        if options.only in (None, modality):
            path = fit(options.folder)
            print(f"{path}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    sys.exit(exit_code(main))
