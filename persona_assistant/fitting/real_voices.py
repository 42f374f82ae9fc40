"""Recorded people, and what becomes of their clips on the way to a phone.

A folder holds a sub-folder for each person with clips inside. Few people can be had, so each clip
is also heard cut short, over a telephone, in noise, in a room, compressed, a little faster or
slower: what a voice goes through, never another voice.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import MediaError
from persona_assistant.media import SAMPLE_RATE, load_voice, samples

Signal = NDArray[np.float32]
SOUNDS = (".flac", ".wav", ".ogg", ".mp3", ".m4a", ".opus")


def read_people(folder: Path) -> dict[str, list[Signal]]:
    """Name of each sub-folder -> its clips, at 16 kHz. Raises MediaError where there are none."""
    people = {
        each.name: [
            samples(load_voice(file))
            for file in sorted(each.iterdir())
            if file.suffix.lower() in SOUNDS
        ]
        for each in sorted(folder.iterdir())
        if each.is_dir()
    }
    people = {name: clips for name, clips in people.items() if clips}
    if len(people) < 2:
        raise MediaError(f"{folder}: needs a sub-folder with clips for each of at least two people")
    return people


def cut(signal: Signal, seconds: float, at: float = 0.0) -> Signal:
    """So many seconds that begin at `at`, 0 for the beginning, 1 for the last that there are."""
    length = min(len(signal), int(seconds * SAMPLE_RATE))
    start = int((len(signal) - length) * at)
    return signal[start : start + length]


def band(signal: Signal, low: float, high: float, order: int | None = 4) -> Signal:
    """Butterworth's response without its delays; None cuts off sharply."""
    hertz = np.fft.rfftfreq(len(signal), 1 / SAMPLE_RATE)
    if order is None:
        gain = ((hertz >= low) & (hertz <= high)).astype(float)
    else:
        above = (low / np.maximum(hertz, 1)) ** (2 * order)
        gain = 1 / np.sqrt((1 + above) * (1 + (hertz / high) ** (2 * order)))
    return np.fft.irfft(np.fft.rfft(signal) * gain, len(signal)).astype(np.float32)


def with_noise(signal: Signal, snr: float, rng: np.random.Generator, colour: float = 0.0) -> Signal:
    """`colour` 0 is white noise, 1 falls with frequency by 6 dB an octave."""
    noise = rng.normal(size=len(signal))
    if colour:
        hertz = np.fft.rfftfreq(len(signal), 1 / SAMPLE_RATE)
        noise = np.fft.irfft(np.fft.rfft(noise) * np.maximum(hertz, 40) ** -colour, len(signal))
    level = np.sqrt((signal**2).mean() / (noise**2).mean() / 10 ** (snr / 10))
    return np.asarray(signal + level * noise, np.float32)


def in_room(signal: Signal, wet: float, seconds: float, rng: np.random.Generator) -> Signal:
    """With an echo that dies away in `seconds`."""
    count = int(seconds * SAMPLE_RATE)
    tail = rng.normal(size=count) * np.exp(-4.5 * np.arange(count) / count)
    tail[: SAMPLE_RATE // 200] = 0
    size = 1 << (len(signal) + count).bit_length()
    echo = np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(tail, size))[: len(signal)]
    echo /= np.sqrt((tail**2).sum())
    return np.asarray((1 - wet) * signal + wet * echo, np.float32)


def compressed(
    signal: Signal, kind: str = "OGG", codec: str = "OPUS", level: float = 0.95
) -> Signal:
    """Written and read again; `level` 1 is the smallest file."""
    import soundfile

    file = io.BytesIO()
    soundfile.write(
        file, signal.clip(-1, 1), SAMPLE_RATE, format=kind, subtype=codec, compression_level=level
    )
    file.seek(0)
    read, _ = soundfile.read(file, dtype="float32")
    return np.asarray(read[: len(signal)], np.float32)


def at_speed(signal: Signal, factor: float) -> Signal:
    import soxr

    return np.asarray(soxr.resample(signal, SAMPLE_RATE * factor, SAMPLE_RATE), np.float32)


CONDITIONS: Mapping[str, Callable[[Signal, np.random.Generator], Signal]] = {
    "whole": lambda x, rng: x,
    "5 s": lambda x, rng: cut(x, 5),
    "3 s": lambda x, rng: cut(x, 3),
    "2 s": lambda x, rng: cut(x, 2),
    "1 s": lambda x, rng: cut(x, 1),
    "0.5 s": lambda x, rng: cut(x, 0.5),
    "telephone": lambda x, rng: band(x, 300, 3400),
    "telephone, sharp": lambda x, rng: band(x, 300, 3400, None),
    "noise 10 dB": lambda x, rng: with_noise(x, 10, rng),
}
"""What a benchmark asks with."""


def as_heard(signal: Signal, rng: np.random.Generator) -> Signal:
    """One way, drawn at random, in which a phone may hear it."""
    x = cut(signal, float(rng.choice([1, 1.5, 2, 3, 4, 6, 10])), float(rng.random()))
    if rng.random() < 0.3:
        x = in_room(x, float(rng.uniform(0.1, 0.4)), float(rng.uniform(0.05, 0.3)), rng)
    if rng.random() < 0.3:
        x = at_speed(x, float(rng.uniform(0.93, 1.07)))
    line = rng.random()
    if line < 0.35:
        low, high = rng.uniform(80, 300), rng.uniform(3400, 3900)
        x = band(x, low, high, None if line < 0.1 else 4)
    if rng.random() < 0.5:
        x = with_noise(x, float(rng.uniform(5, 35)), rng, float(rng.random()))
    x = x * np.float32(10 ** (rng.uniform(-15, 0) / 20) / max(1e-6, np.abs(x).max()))
    coded = rng.random()
    if coded < 0.3:
        x = compressed(x, level=float(rng.uniform(0.8, 1)))
    elif coded < 0.45:
        x = compressed(x, "MP3", "MPEG_LAYER_III", float(rng.uniform(0.6, 0.95)))
    return x
