"""Pictures and clips that are made of numbers: coloured squares and tones."""

from __future__ import annotations

import numpy as np

from persona_assistant import media
from persona_assistant.pmg import Clip, Picture


def picture(seed: int, width: int = 160, height: int = 120) -> Picture:
    """Random colours in squares of 20 pixels."""
    pixels = np.random.default_rng(seed).integers(
        0, 255, (height // 20, width // 20, 3), dtype=np.uint8
    )
    return media.image_from_pixels(np.kron(pixels, np.ones((20, 20, 1), np.uint8)))


def square(seed: int, side: int = 160) -> Picture:
    return picture(seed, side, side)


def clip(hertz: float, seconds: float = 1.0) -> Clip:
    return media.voice_from_samples(
        0.4 * np.sin(2 * np.pi * hertz * np.arange(int(16000 * seconds)) / 16000)
    )
