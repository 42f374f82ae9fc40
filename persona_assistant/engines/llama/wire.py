"""Prompt parts as they travel to the child: text, pixels and samples, nothing left to decode there.

Pictures are brought to the size Gemma 4's own processor uses: as many whole squares of 48 px as
the budget of soft tokens allows, the aspect kept as nearly as they permit, bicubic. Left to itself
llama.cpp spends up to four times as many tokens on a photo. Other projectors resize on their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np
from PIL import Image

from persona_assistant import media
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Part


@dataclass(frozen=True, slots=True)
class PictureSize:
    """How large pictures are made: squares of `square` px (None: as they come), at most `tokens`."""

    square: int | None
    tokens: int

    def fit(self, width: int, height: int) -> tuple[int, int]:
        """The size in pixels for a picture of this width and height."""
        if self.square is None:
            return width, height
        scale = math.sqrt(self.tokens * self.square**2 / (width * height))
        columns = max(1, int(scale * width // self.square))
        rows = max(1, int(scale * height // self.square))
        # A strip narrower than one square would break the budget by its other side.
        return min(columns, self.tokens) * self.square, min(rows, self.tokens) * self.square


def encode_parts(parts: Sequence[Part], size: PictureSize) -> tuple[list[dict[str, Any]], bytes]:
    """The headers of the parts and the bytes of their media, one after another.

    Neighbouring texts become one (tokens may span them); white space at the outer ends is dropped,
    as chat templates do. Raises MediaError.
    """
    headers: list[dict[str, Any]] = []
    payload: list[bytes] = []
    for part in parts:
        if isinstance(part, Picture):
            pixels = _pixels(part, size)
            headers.append({"image": [pixels.shape[1], pixels.shape[0]]})
            payload.append(pixels.tobytes())
        elif isinstance(part, Clip):
            samples = media.samples(part)[: int(media.MAX_SECONDS * media.SAMPLE_RATE)]
            headers.append({"audio": len(samples)})
            payload.append(np.ascontiguousarray(samples, np.float32).tobytes())
        elif headers and "text" in headers[-1]:
            headers[-1]["text"] += part
        else:
            headers.append({"text": part})
    if headers and "text" in headers[0]:
        headers[0]["text"] = headers[0]["text"].lstrip()
    if headers and "text" in headers[-1]:
        headers[-1]["text"] = headers[-1]["text"].rstrip()
    return headers, b"".join(payload)


def _pixels(picture: Picture, size: PictureSize) -> np.ndarray:
    pixels = media.pixels(picture)
    target = size.fit(pixels.shape[1], pixels.shape[0])
    if target != (pixels.shape[1], pixels.shape[0]):
        pixels = np.asarray(Image.fromarray(pixels).resize(target, Image.Resampling.BICUBIC))
    return np.ascontiguousarray(pixels)
