"""Pictures and clips for archives, and taking an archive in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from persona_assistant.importers import Choices, importer_of
from persona_assistant.media import image_from_pixels, voice_from_samples
from persona_assistant.memory import Store


def picture(number: int, source: str = "at the beach.jpg"):
    pixels = np.random.default_rng(number).integers(0, 255, (20, 24, 3), np.uint8)
    return image_from_pixels(pixels, source)


def clip(number: int):
    noise = np.random.default_rng(number).standard_normal(8000).astype(np.float32)
    return voice_from_samples(0.1 * noise, f"{number}.ogg")


PICTURES = [picture(1), picture(2, "..\\..\\CON"), picture(3, "a" * 250 + ".png"), picture(4, "")]
CLIPS = [clip(1), clip(2)]


def taken(store: Store, path: Path, **choices: Any) -> None:
    importer = importer_of(path)
    plan = importer.preview(path, store, Choices(**choices))
    importer.carry_out(plan, store)
