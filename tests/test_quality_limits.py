"""Where the limits of the gate for exemplars are: what is just within passes, what is just beyond
is refused."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.errors import MediaError
from persona_assistant.media import SAMPLE_RATE, image_from_pixels, voice_from_samples
from persona_assistant.quality import check_clip, check_picture

SIDE = 128
"""The gate looks at a copy of this size, so these pictures are judged as they are."""


def picture(grey: np.ndarray) -> None:
    rgb = np.repeat(np.rint(grey).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    check_picture(image_from_pixels(rgb))


def noise(low: float, high: float, side: int = SIDE) -> np.ndarray:
    """Grey levels evenly between two, so 90 % of the range lies between the 5th and the 95th
    percentile."""
    return (
        np.random.default_rng(0)
        .permutation(np.linspace(low, high, side * side))
        .reshape(side, side)
    )


def waves(length: float) -> np.ndarray:
    """Stripes as soft as a sine of `length` pixels: its Laplacian has the amplitude 2 - 2 cos(2 pi
    / length), its standard deviation is 1 / sqrt(2)."""
    return np.tile(128 + 100 * np.sin(2 * np.pi * np.arange(SIDE) / length), (SIDE, 1))


def partly_white(share: float) -> np.ndarray:
    grey = noise(0, 200)
    grey.flat[: round(share * grey.size)] = 255
    return grey


PICTURES = {
    "too few": (noise(0, 255, 64), noise(0, 255, 63)),
    "too dark": (noise(0, 47 / 0.95), noise(0, 43 / 0.95)),
    "overexposed": (partly_white(0.78), partly_white(0.82)),
    "flat": (noise(128, 128 + 22 / 0.9), noise(128, 128 + 18 / 0.9)),
    "blurred": (waves(14.5), waves(17.5)),  # sharpness 0.26 and 0.18
}


@pytest.mark.parametrize("reason", PICTURES)
def test_the_limits_of_a_picture(reason):
    within, beyond = PICTURES[reason]
    picture(within)
    with pytest.raises(MediaError, match=reason):
        picture(beyond)


def buzz(seconds: float, decibel: float = -20) -> np.ndarray:
    """A voice-like sound of that RMS level, in dBFS."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = sum(np.sin(2 * np.pi * 120 * k * time) / k for k in range(1, 9))
    return sound * 10 ** (decibel / 20) / np.sqrt((sound**2).mean())


def hiss(seconds: float, decibel: float) -> np.ndarray:
    sound = np.random.default_rng(1).normal(size=round(seconds * SAMPLE_RATE))
    return sound * 10 ** (decibel / 20) / np.sqrt((sound**2).mean())


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE))


def overdriven(share: float) -> np.ndarray:
    """That share of the samples is cut off at one level."""
    sound = np.concatenate([buzz(3), quiet(1)])
    return sound.clip(*np.array([-1, 1]) * np.quantile(np.abs(sound), 1 - share))


CLIPS = {
    "s of speech": ([quiet(1), buzz(1.1), quiet(1)], [quiet(1), buzz(0.9), quiet(1)]),
    "nearly silent": ([buzz(2, -53), quiet(1)], [buzz(2, -57), quiet(1)]),
    "overdriven": ([overdriven(0.05)], [overdriven(0.09)]),
    "only noise": ([buzz(2), hiss(2, -29)], [buzz(2), hiss(2, -27)]),
}


@pytest.mark.parametrize("reason", CLIPS)
def test_the_limits_of_a_clip(reason):
    within, beyond = (np.concatenate(parts).astype(np.float32) for parts in CLIPS[reason])
    check_clip(voice_from_samples(within))
    with pytest.raises(MediaError, match=reason):
        check_clip(voice_from_samples(beyond))
