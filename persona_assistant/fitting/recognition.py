"""How well the classical encoders tell people apart who took no part in fitting them.

Each condition enrols people as they are and asks with media of that condition. Reported are the
equal error rate over all pairs of different media, how often the right one of 4 and of 14 enrolled
people (one exemplar each) is nearest, and how often things that are nobody score like somebody.
Two conditions come from worlds the fit never saw: portraits by a cruder hand, and speech in
languages other than English.
"""

from __future__ import annotations

import io
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from persona_assistant.encoders.image import ClassicalImageEncoder
from persona_assistant.encoders.voice import ClassicalVoiceEncoder
from persona_assistant.media import SAMPLE_RATE, image_from_pixels, voice_from_samples
from persona_assistant.train.generator import require_generator

EVALUATION_SEED = 901
"""Of the calibration population; no map is fitted on it."""
PEOPLE, PICTURES, CLIPS = 40, 5, 6


@dataclass(frozen=True, slots=True)
class Row:
    """One condition. `strangers` is the share of non-people scoring above the threshold."""

    condition: str
    eer: float
    threshold: float
    of_4: float
    of_14: float


def report(folder: Path | None = None) -> str:
    """The whole table as text."""
    require_generator()
    from persona_worlds.calibration import calibration_set

    faces, clips = [], []
    for _, its_faces, its_clips in calibration_set(
        EVALUATION_SEED, PEOPLE, PICTURES, CLIPS, folder=folder
    ):
        faces += [np.asarray(face) for face in its_faces]
        clips += its_clips
    lines = [f"{PEOPLE} people, none of them fitted on, {PICTURES} pictures and {CLIPS} clips each"]
    for title, rows, strangers, speed in (image_table(faces), voice_table(clips)):
        lines += ["", f"{title:24} {'EER':>6} {'4-way':>7} {'14-way':>7}"]
        lines += [f"{r.condition:24} {r.eer:6.1%} {r.of_4:7.1%} {r.of_14:7.1%}" for r in rows]
        at = rows[0].threshold
        lines += [f"nobody taken for a person: {strangers:.2%} of pairs at cosine {at:.2f}", speed]
    return "\n".join(lines)


def image_table(faces: Sequence[np.ndarray]) -> tuple[str, list[Row], float, str]:
    encoder = ClassicalImageEncoder()

    def encode(arrays: Sequence[np.ndarray]) -> np.ndarray:
        return encoder.encode([image_from_pixels(array) for array in arrays])

    who = np.repeat(np.arange(PEOPLE), PICTURES)
    enrolled = encode(faces)
    rows = [score("as made", enrolled, enrolled, who)]
    for name, harm in PICTURE_HARM.items():
        rows.append(score(name, encode([harm(face) for face in faces]), enrolled, who))
    crude = np.repeat(np.arange(60), 4)
    drawn = encode([doodle(person, view) for person in range(60) for view in range(4)])
    rows.append(score("drawn by a cruder hand", drawn, drawn, crude))
    things = encode([texture(seed) for seed in range(60)])
    pictures = [image_from_pixels(face) for face in faces[:50]]
    start = time.perf_counter()
    encoder.encode(pictures)
    speed = f"{(time.perf_counter() - start) / len(pictures) * 1000:.1f} ms per picture of 256 px"
    return encoder.id, rows, float((things @ enrolled.T > rows[0].threshold).mean()), speed


def voice_table(clips: Sequence[np.ndarray]) -> tuple[str, list[Row], float, str]:
    encoder = ClassicalVoiceEncoder()

    def encode(arrays: Sequence[np.ndarray]) -> np.ndarray:
        return encoder.encode([voice_from_samples(array) for array in arrays])

    who = np.repeat(np.arange(PEOPLE), CLIPS)
    enrolled = encode(clips)
    rows = [score("as made", enrolled, enrolled, who)]
    for name, harm in CLIP_HARM.items():
        rows.append(score(name, encode([harm(clip) for clip in clips]), enrolled, who))
    spoken, speakers = other_languages()
    foreign = encode(spoken)
    rows.append(score("other languages", foreign, foreign, speakers))
    things = encode([sound(seed) for seed in range(60)])
    five = [voice_from_samples(np.tile(clip, 3)[: 5 * SAMPLE_RATE]) for clip in clips[:30]]
    start = time.perf_counter()
    encoder.encode(five)
    speed = f"{(time.perf_counter() - start) / len(five) * 1000:.1f} ms per clip of 5 s"
    return encoder.id, rows, float((things @ enrolled.T > rows[0].threshold).mean()), speed


# --- measures ------------------------------------------------------------------------------------


def score(condition: str, asked: np.ndarray, enrolled: np.ndarray, who: np.ndarray) -> Row:
    """Row i of `asked` and of `enrolled` show the same medium of person who[i]; it never meets
    itself."""
    cosine = asked @ enrolled.T
    other = ~np.eye(len(who), dtype=bool)
    same = who[:, None] == who[None, :]
    rate, threshold = equal_error(cosine[same & other], cosine[~same])
    return Row(condition, rate, threshold, identified(cosine, who, 4), identified(cosine, who, 14))


def equal_error(genuine: np.ndarray, impostor: np.ndarray) -> tuple[float, float]:
    """Equal error rate and the threshold it lies at."""
    thresholds = np.sort(genuine)
    missed = np.arange(len(thresholds)) / len(thresholds)
    fooled = 1 - np.searchsorted(np.sort(impostor), thresholds) / len(impostor)
    at = np.abs(missed - fooled).argmin()
    return float(missed[at] + fooled[at]) / 2, float(thresholds[at])


def identified(cosine: np.ndarray, who: np.ndarray, enrolled: int) -> float:
    """Chance that a query is nearest to its own person among `enrolled` random people.

    Everybody is enrolled with one random exemplar. Exact: the mean over all queries, exemplars and
    choices of rivals, which is an elementary symmetric polynomial of each rival's chance to lose.
    """
    query, own = np.nonzero((who[:, None] == who[None, :]) & ~np.eye(len(who), dtype=bool))
    bar = cosine[query, own][:, None]
    people = np.unique(who)
    ways = np.zeros((enrolled, len(query)))
    ways[0] = 1
    for person in people:
        loses = (cosine[query][:, who == person] < bar).mean(axis=1)
        loses[who[query] == person] = 0
        ways[1:] += ways[:-1] * loses
    return float(ways[-1].mean()) / math.comb(len(people) - 1, enrolled - 1)


# --- conditions for pictures ---------------------------------------------------------------------


def _on_image(change: Callable[[Image.Image], Image.Image]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda array: np.asarray(change(Image.fromarray(array)))


def _noisy(array: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(array.sum()).normal(0, 12, array.shape)
    noisy: np.ndarray = np.rint((array + noise).clip(0, 255)).astype(np.uint8)
    return noisy


def _compressed(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=30)
    return Image.open(buffer).convert("RGB")


PICTURE_HARM: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "noise, sd 12": _noisy,
    "blur, 2 px": _on_image(lambda image: image.filter(ImageFilter.GaussianBlur(2))),
    "JPEG quality 30": _on_image(_compressed),
    "half the size": _on_image(lambda image: image.resize((128, 128), Image.Resampling.BOX)),
    "a quarter of the size": _on_image(lambda image: image.resize((64, 64), Image.Resampling.BOX)),
    "three times the size": _on_image(
        lambda image: image.resize((768, 768), Image.Resampling.BICUBIC)
    ),
    "dim and bluish": lambda array: np.rint(array * np.array([0.62, 0.68, 0.76])).astype(np.uint8),
}


def doodle(person: int, view: int) -> np.ndarray:
    """A crude portrait that shares no code, palette or proportions with the fitted world's."""
    who, how = np.random.default_rng((5, person)), np.random.default_rng((6, person, view))
    skin = tuple(int(v) for v in who.integers((90, 60, 40), (255, 215, 195)))
    hair, eyes, lips = (tuple(int(v) for v in who.integers(15, 225, 3)) for _ in range(3))
    wide, high, gap, size, mouth = who.uniform((52, 66, 16, 5, 12), (74, 90, 28, 11, 28))
    fringe, side = who.uniform(0.35, 0.75), who.uniform(0, 1.1)
    beard, glasses = who.random() < 0.3, who.random() < 0.35
    image = Image.new("RGB", (320, 320), tuple(int(v) for v in how.integers(60, 250, 3)))
    draw = ImageDraw.Draw(image)
    for _ in range(5):
        x, y, r = how.uniform(0, 320), how.uniform(0, 320), how.uniform(15, 60)
        draw.rectangle(
            (x - r, y - r, x + r, y + r), fill=tuple(int(v) for v in how.integers(60, 250, 3))
        )
    draw.ellipse((70, 245, 250, 420), fill=tuple(int(v) for v in how.integers(20, 250, 3)))
    x, y = 160, 150
    draw.ellipse((x - wide - 10, y - high - 14, x + wide + 10, y + side * high), fill=hair)
    draw.rectangle(
        (x - 22, y + high - 20, x + 22, y + high + 30), fill=tuple(int(0.8 * v) for v in skin)
    )
    draw.ellipse((x - wide, y - high, x + wide, y + high), fill=skin)
    if beard:
        draw.chord((x - wide, y - high, x + wide, y + high), 25, 155, fill=hair)
    draw.chord(
        (x - wide, y - high, x + wide, y + high), 270 - 130 * fringe, 270 + 130 * fringe, fill=hair
    )
    for s in (-1, 1):
        draw.ellipse((x + s * gap - size, y - size, x + s * gap + size, y + size), fill="white")
        draw.ellipse(
            (x + s * gap - size / 2, y - size / 2, x + s * gap + size / 2, y + size / 2), fill=eyes
        )
        if glasses:
            draw.ellipse(
                (x + s * gap - 17, y - 17, x + s * gap + 17, y + 17), outline=(30, 30, 30), width=4
            )
    draw.arc(
        (x - mouth, y + 25, x + mouth, y + 35 + how.uniform(5, 20)), 0, 180, fill=lips, width=6
    )
    turn, (dx, dy) = how.uniform(-10, 10), how.uniform(-9, 9, 2)
    image = image.rotate(turn, Image.Resampling.BICUBIC, center=(160, 240), translate=(dx, dy))
    light = np.asarray(image) * how.uniform(0.8, 1.15) * how.uniform(0.95, 1.05, 3)
    drawn: np.ndarray = np.rint((light + how.normal(0, 3, light.shape)).clip(0, 255))
    return drawn.astype(np.uint8)


def texture(seed: int) -> np.ndarray:
    """Nobody: cloudy or striped colour of a random scale."""
    rng = np.random.default_rng((8, seed))
    cells = int(rng.integers(2, 40))
    base = rng.integers(0, 256, (cells, cells, 3), dtype=np.uint8)
    if seed % 3 == 0:
        base[:] = base[:1]
    how = Image.Resampling.BICUBIC if seed % 2 else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(base).resize((256, 256), how))


# --- conditions for clips ------------------------------------------------------------------------


def _hiss(clip: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(len(clip)).normal(size=len(clip))
    mixed = clip + noise * np.sqrt((clip**2).mean()) * 10 ** (-15 / 20)
    limited: np.ndarray = mixed / max(1, np.abs(mixed).max())
    return limited


def _telephone(clip: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(clip)
    hz = np.fft.rfftfreq(len(clip), 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum * ((hz > 300) & (hz < 3400)), len(clip)).clip(-1, 1)


CLIP_HARM: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "white noise, 15 dB SNR": _hiss,
    "telephone band": _telephone,
    "only two seconds": lambda clip: clip[SAMPLE_RATE // 2 : SAMPLE_RATE * 5 // 2],
    "only one second": lambda clip: clip[SAMPLE_RATE // 2 : SAMPLE_RATE * 3 // 2],
    "20 dB quieter": lambda clip: clip * 0.1,
}

_SENTENCES = {
    "de": (
        "Der Zug nach Hamburg steht heute auf Gleis neun.",
        "Gestern haben wir lange am Fluss gesessen.",
        "Bring bitte noch etwas Brot und Butter mit.",
    ),
    "fr": (
        "Le marché ouvre à huit heures sur la place.",
        "Nous avons marché longtemps sous la pluie.",
        "Il reste encore du café dans la cuisine.",
    ),
    "es": (
        "La biblioteca cierra temprano los viernes.",
        "Mañana iremos a la playa con los amigos.",
        "El perro duerme debajo de la mesa grande.",
    ),
    "it": (
        "La finestra della camera non si chiude bene.",
        "Domani mattina partiamo presto per il lago.",
        "Mi piace leggere il giornale in giardino.",
    ),
}


def other_languages() -> tuple[list[np.ndarray], np.ndarray]:
    """Clips of 32 speakers of four languages, and who speaks. Raises EngineMissing without
    espeak-ng."""
    require_generator()
    from persona_worlds.voices import VoiceIdentity, VoiceNuisance, speak

    clips: list[np.ndarray] = []
    who: list[int] = []
    rng = np.random.default_rng(17)
    for speaker in range(32):
        language = list(_SENTENCES)[speaker % 4]
        variant = ("m1", "f1", "m3", "f2", "m5", "f4", "m7", "f5")[speaker // 4]
        pitch, pitch_range = int(rng.integers(25, 75)), int(rng.integers(60, 140))
        tempo, shift = float(rng.uniform(130, 175)), float(rng.uniform(0.86, 1.16))
        flat = (0.0, 0.0, 0.0, 0.0, 0.0)
        identity = VoiceIdentity("m", language, variant, pitch, pitch_range, tempo, shift, flat)
        for sentence in _SENTENCES[language]:
            clips.append(speak(identity, sentence, VoiceNuisance(snr=25, seed=len(clips))))
            who.append(speaker)
    return clips, np.array(who)


def sound(seed: int) -> np.ndarray:
    """Nobody: a chord, a sweep, hiss or clicks, 3 s."""
    rng = np.random.default_rng((9, seed))
    t = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    if seed % 4 == 0:
        wave = sum(np.sin(2 * np.pi * hz * t) for hz in rng.uniform(80, 3000, 4)) / 5
    elif seed % 4 == 1:
        low, high = rng.uniform(80, 400), rng.uniform(600, 7000)
        wave = np.sin(2 * np.pi * (low * t + (high - low) * t**2 / 6))
    elif seed % 4 == 2:
        wave = np.convolve(rng.normal(size=len(t)), np.ones(int(rng.integers(1, 30))), "same")
    else:
        wave = np.sign(np.sin(2 * np.pi * rng.uniform(2, 200) * t)) * rng.uniform(0.5, 1, len(t))
    sounding: np.ndarray = 0.4 * wave / np.abs(wave).max()
    return sounding
