"""An encoder's id stands for its numbers: stored vectors are compared with new ones of that id.

What a classical encoder computes of a made-up picture and clip is written down here. A change that
moves these numbers needs a new id, or memories would compare what cannot be compared.
"""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.encoders.image import ClassicalImageEncoder
from persona_assistant.encoders.voice import ClassicalVoiceEncoder
from persona_assistant.media import SAMPLE_RATE, image_from_pixels, voice_from_samples


def portrait() -> np.ndarray:
    """A tilted head in a tall picture: uint8 (150, 110, 3)."""
    row, column = np.mgrid[0:150, 0:110].astype(float)
    tilt = np.radians(11)
    x = (np.cos(tilt) * (column - 58) + np.sin(tilt) * (row - 62)) / 30
    y = (-np.sin(tilt) * (column - 58) + np.cos(tilt) * (row - 62)) / 42
    rgb = np.stack([90 + 0.4 * row, 120 - 0.3 * column, 150 - 0.2 * row], axis=-1)
    for inside, colour in (
        (x**2 + (y + 0.25) ** 2 < 1.2, (70, 40, 20)),
        (x**2 + y**2 < 1, (220, 170, 140)),
        ((abs(x) - 0.4) ** 2 + (y + 0.2) ** 2 < 0.02, (40, 60, 90)),
        (x**2 / 4 + (y - 0.5) ** 2 < 0.02, (170, 60, 70)),
    ):
        rgb[inside] = colour
    return rgb.astype(np.uint8)


def speech() -> np.ndarray:
    """Syllables of a buzz through three resonances, with pauses and a little noise: 2 s."""
    seconds = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    pitch = 130 + 15 * np.sin(2 * np.pi * 0.7 * seconds)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    glide = 1 + 0.3 * np.sin(2 * np.pi * 1.3 * seconds)
    wave = np.zeros_like(seconds)
    for harmonic in range(1, 28):
        hertz = harmonic * pitch
        gain = sum(
            level / (1 + ((hertz - centre * glide) / 110) ** 2)
            for centre, level in ((560, 1.0), (1400, 0.5), (2600, 0.25))
        )
        wave += gain * np.sin(harmonic * phase)
    loudness = np.clip(np.sin(2 * np.pi * 2.1 * seconds), 0, None) ** 0.5
    noise = np.random.default_rng(0).normal(0, 0.004, len(seconds))
    return (0.1 * wave * loudness + noise).astype(np.float32)


@pytest.mark.parametrize(
    ("encoder", "medium", "identity", "first", "checksum"),
    [
        (
            ClassicalImageEncoder,
            lambda: image_from_pixels(portrait()),
            "classical-image/1",
            [0.0552, 0.1244, -0.1784, -0.0628, -0.0362, -0.0718],
            -0.6322,
        ),
        (
            ClassicalVoiceEncoder,
            lambda: voice_from_samples(speech()),
            "classical-voice/2",
            [0.0546, 0.0263, -0.0055, 0.0954, 0.0674, -0.0044],
            0.1251,
        ),
    ],
    ids=["image", "voice"],
)
def test_equal_ids_mean_equal_numbers(encoder, medium, identity, first, checksum):
    loaded = encoder()
    assert loaded.id == identity
    (vector,) = loaded.encode([medium()])
    assert vector[:6] == pytest.approx(first, abs=2e-3)
    assert float(vector @ np.cos(np.arange(len(vector)))) == pytest.approx(checksum, abs=5e-3)
