"""Photos of real people (see portraits/README.md), and what becomes of photos on their way."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from persona_assistant.media import image_from_pixels
from persona_assistant.pmg import Picture

FOLDER = Path(__file__).with_name("portraits")
OBAMA = ("obama_2012", "obama_2009_speech", "obama_oval_office")
BIDEN = "biden_2013"


def portrait(name: str) -> Image.Image:
    return Image.open(FOLDER / f"{name}.jpg").convert("RGB")


def picture(image: Image.Image, source: str = "photo.jpg") -> Picture:
    return image_from_pixels(np.asarray(image), source)


def group(names: list[str], *, side: int = 300, width: int = 1600, height: int = 1000):
    """Portraits side by side on a grey wall, each `side` pixels high."""
    wall = Image.new("RGB", (width, height), (120, 118, 110))
    for place, name in enumerate(names):
        one = portrait(name)
        one.thumbnail((side, side), Image.Resampling.LANCZOS)
        left = (2 * place + 1) * width // (2 * len(names)) - one.width // 2
        wall.paste(one, (left, height // 3 + 40 * (place % 2)))
    return wall


def harmed(image: Image.Image, harm: str) -> Image.Image:
    if harm == "small":
        return image.resize((image.width // 3, image.height // 3), Image.Resampling.LANCZOS)
    if harm == "blurred":
        return image.filter(ImageFilter.GaussianBlur(image.height / 300))
    if harm == "compressed":
        file = io.BytesIO()
        image.save(file, "JPEG", quality=15)
        return Image.open(file).convert("RGB")
    levels = np.asarray(image, np.float32)
    noise = np.random.default_rng(0).normal(0, 1, levels.shape)
    if harm == "dark":
        levels = levels * 0.25 + 3 * noise
    elif harm == "noisy":
        levels = levels + 20 * noise
    elif harm == "grey":
        levels = levels.mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    elif harm == "turned":
        return image.rotate(15, Image.Resampling.BICUBIC, fillcolor=(110, 110, 110))
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


HARMS = ("small", "blurred", "compressed", "dark", "noisy", "grey", "turned")
