"""Sounds that are not speech, made with numpy: a door knock, a bell, rain ... and how they are
shuffled into a clip.

`sound(name, rng)` draws one variant of an event; `mix` lays it after the speech or under it and
says from when to when it is heard. Levels are relative to the speech: an event under speech stays
below it, one after it is about as loud.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from persona_worlds.voices import RATE, Signal

GAP = 0.2
"""Seconds between the speech and an event after it."""

Rng = np.random.Generator


def _times(seconds: float) -> Signal:
    return np.arange(int(seconds * RATE)) / RATE


def _ring(t: Signal, frequencies: Signal, decays: Signal, gains: Signal) -> Signal:
    """Partials that die away: a struck thing."""
    partials = [
        g * np.sin(2 * np.pi * f * t) * np.exp(-t / d)
        for f, d, g in zip(frequencies, decays, gains)
    ]
    struck: Signal = np.sum(partials, axis=0)
    return struck


def _hiss(rng: Rng, n: int, low: float, high: float) -> Signal:
    """Noise between two frequencies, RMS 1."""
    spectrum = np.fft.rfft(rng.normal(size=n))
    f = np.fft.rfftfreq(n, 1 / RATE)
    x = np.fft.irfft(
        spectrum / np.sqrt((1 + (low / np.maximum(f, 1)) ** 4) * (1 + (f / high) ** 4)), n
    )
    hiss: Signal = x / np.sqrt((x**2).mean())
    return hiss


def _series(hits: list[Signal], starts: Signal) -> Signal:
    out = np.zeros(max(int(s * RATE) + len(h) for h, s in zip(hits, starts)))
    for hit, start in zip(hits, starts):
        at = int(start * RATE)
        out[at : at + len(hit)] += hit
    return out


def _knock(rng: Rng) -> Signal:
    n, gap, f = int(rng.integers(3, 6)), rng.uniform(0.16, 0.26), rng.uniform(120, 210)
    t = _times(0.12)
    hits = [
        _ring(
            t, f * np.array([1, 1.9, 3.1]), np.array([0.02, 0.012, 0.006]), np.array([1, 0.6, 0.4])
        )
        + 0.25 * _hiss(rng, len(t), 300, 3000) * np.exp(-t / 0.004)
        for _ in range(n)
    ]
    return _series(hits, gap * np.arange(n) + rng.uniform(0, 0.015, n))


def _doorbell(rng: Rng) -> Signal:
    f = rng.uniform(560, 720)
    tones = [
        _ring(
            _times(s),
            g * np.array([1, 2, 3.01]),
            np.array([0.45, 0.25, 0.12]),
            np.array([1, 0.35, 0.15]),
        )
        for g, s in ((f, 0.55), (f * 0.794, 1.0))
    ]
    return _series(tones, np.array([0.0, rng.uniform(0.4, 0.5)]))


def _kettle(rng: Rng) -> Signal:
    t = _times(rng.uniform(1.3, 1.9))
    rise = np.minimum(t / (0.6 * t[-1]), 1.0)
    f = rng.uniform(1900, 2500) * (0.72 + 0.28 * rise) + 12 * np.sin(2 * np.pi * 7 * t)
    phase = 2 * np.pi * np.cumsum(f) / RATE
    whistle = rise**2 * (np.sin(phase) + 0.3 * np.sin(2 * phase))
    steam: Signal = 0.15 * _hiss(rng, len(t), 1500, 6000) * rise
    both: Signal = whistle + steam
    return both


def _rain(rng: Rng) -> Signal:
    n = int(rng.uniform(1.8, 2.6) * RATE)
    x = 0.35 * _hiss(rng, n, 900, 7000)
    for at in rng.integers(0, n - 400, 90):
        t = _times(0.02)
        x[at : at + len(t)] += (
            rng.uniform(0.4, 1.4)
            * np.sin(2 * np.pi * rng.uniform(1500, 5000) * t)
            * np.exp(-t / 0.004)
        )
    return _edges(x, 0.15)


def _footsteps(rng: Rng) -> Signal:
    n, gap = int(rng.integers(4, 7)), rng.uniform(0.36, 0.48)
    hits = []
    for _ in range(n):
        t = _times(0.16)
        heel = _ring(
            t,
            rng.uniform(70, 95) * np.array([1, 2.3]),
            np.array([0.03, 0.02]),
            np.array([1.2, 0.5]),
        )
        hits.append(heel + 0.35 * _hiss(rng, len(t), 400, 2500) * np.exp(-np.abs(t - 0.05) / 0.02))
    return _series(hits, gap * np.arange(n))


def _clock(rng: Rng) -> Signal:
    n, gap, f = int(rng.integers(4, 7)), rng.uniform(0.34, 0.5), rng.uniform(2300, 3200)
    t = _times(0.05)
    hits = [
        _ring(
            t,
            (f if k % 2 else 0.78 * f) * np.array([1, 1.7]),
            np.array([0.006, 0.004]),
            np.array([1, 0.5]),
        )
        for k in range(n)
    ]
    return _series(hits, gap * np.arange(n))


def _telephone(rng: Rng) -> Signal:
    f = rng.uniform(420, 480)
    t = _times(0.4)
    ring = (np.sin(2 * np.pi * f * t) + np.sin(2 * np.pi * 1.14 * f * t)) * (
        np.sin(2 * np.pi * 25 * t) > 0
    )
    return _series([_edges(ring, 0.01)] * 3, np.array([0.0, 0.5, 1.4]))


def _horn(rng: Rng) -> Signal:
    f = rng.uniform(330, 430)
    t = _times(rng.uniform(0.35, 0.6))
    tone = sum(np.sin(2 * np.pi * k * g * t) / k for g in (f, 1.26 * f) for k in range(1, 8))
    return _series([_edges(tone, 0.02)] * 2, np.array([0.0, t[-1] + 0.15]))


def _applause(rng: Rng) -> Signal:
    n = int(rng.uniform(1.6, 2.2) * RATE)
    x = np.zeros(n)
    t = _times(0.03)
    for at in rng.integers(0, n - len(t), 150):
        x[at : at + len(t)] += (
            rng.uniform(0.3, 1) * _hiss(rng, len(t), 700, 3500) * np.exp(-t / 0.005)
        )
    return _edges(x, 0.3)


def _glass(rng: Rng) -> Signal:
    f = rng.uniform(2100, 2900)
    hits = [
        _ring(
            _times(0.7),
            g * f * np.array([1, 2.32, 2.9]),
            np.array([0.25, 0.12, 0.06]),
            np.array([1, 0.6, 0.3]),
        )
        for g in (1.0, 1.07)
    ]
    return _series(hits, np.array([0.0, 0.03]))


def _typing(rng: Rng) -> Signal:
    n = int(rng.integers(9, 15))
    t = _times(0.03)
    hits = [
        rng.uniform(0.5, 1) * _hiss(rng, len(t), 1200, 5000) * np.exp(-t / 0.004) for _ in range(n)
    ]
    return _series(hits, np.cumsum(rng.uniform(0.08, 0.19, n)))


def _siren(rng: Rng) -> Signal:
    t = _times(rng.uniform(1.8, 2.4))
    f = rng.uniform(650, 800) * 2 ** (0.55 * np.sin(2 * np.pi * rng.uniform(0.6, 0.9) * t))
    phase = 2 * np.pi * np.cumsum(f) / RATE
    return _edges(np.sin(phase) + 0.4 * np.sin(3 * phase), 0.2)


def _edges(x: Signal, seconds: float) -> Signal:
    """Faded in and out."""
    n = min(int(seconds * RATE), len(x) // 2)
    ramp = np.ones(len(x))
    ramp[:n] = np.linspace(0, 1, n)
    ramp[len(x) - n :] = np.linspace(1, 0, n)
    return x * ramp


_MAKERS: dict[str, Callable[[Rng], Signal]] = {
    "door knock": _knock,
    "doorbell": _doorbell,
    "kettle whistle": _kettle,
    "rain": _rain,
    "footsteps": _footsteps,
    "clock ticking": _clock,
    "telephone ringing": _telephone,
    "car horn": _horn,
    "applause": _applause,
    "glasses clinking": _glass,
    "typing": _typing,
    "siren": _siren,
}
EVENTS = tuple(_MAKERS)
"""Names of the events."""


def sound(name: str, rng: Rng) -> Signal:
    """One variant of an event: float64, (samples,), 16 kHz, peak 1."""
    x = _MAKERS[name](rng)
    sounding: Signal = x / np.abs(x).max()
    return sounding


def mix(speech: Signal, name: str, rng: Rng, *, under: bool) -> tuple[Signal, float, float]:
    """The clip with the event in it, and the seconds from when to when the event is heard.

    After the speech the event has its own time; under it, the clip keeps its length (and a long
    event is cut).
    """
    x = sound(name, rng)
    peak, loud = float(np.abs(speech).max()), float(np.sqrt((speech**2).mean()))
    # Steady sounds are as loud as the speech; short knocks, whose mean is small, may have nearly
    # its peak.
    x *= min(0.8 * loud / float(np.sqrt((x**2).mean())), 0.9 * peak)
    if under:
        x = _edges(x[: len(speech)], 0.03)
        start = int(rng.integers(0, len(speech) - len(x) + 1))
        out = speech.astype(np.float64)
        out[start : start + len(x)] += 0.5 * x
    else:
        start = len(speech) + int(GAP * RATE)
        hush = np.random.default_rng(int(rng.integers(2**31))).normal(
            0, 0.002 * peak, start - len(speech) + len(x)
        )
        out = np.concatenate([speech, hush])
        out[start:] += x
    out = out / max(1.0, np.abs(out).max() / 0.97)
    return out.astype(np.float32), round(start / RATE, 2), round((start + len(x)) / RATE, 2)
