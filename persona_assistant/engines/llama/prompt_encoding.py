"""Prompt parts as they travel to the child: text as it is, media as keys, their bytes only on
demand.

A medium's key says all that its soft tokens depend on, so that whoever has them needs no pixels.
Where the bytes are needed, pictures are brought to the size Gemma 4's own processor uses: as many
whole squares of 48 px as the budget of soft tokens allows, the aspect kept as nearly as they
permit, bicubic. Left to itself llama.cpp spends up to four times as many tokens on a photo. Other
projectors resize on their own.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from persona_assistant import media
from persona_assistant.engines.llama import soft_tokens
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Part, Prompt

Medium = Picture | Clip


@dataclass(frozen=True, slots=True)
class PictureSize:
    """How large pictures are made: squares of `square` px (None: as they come), at most
    `tokens`."""

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


@dataclass(frozen=True, slots=True)
class MediaEncoding:
    """How media become soft tokens: `projector` is its file's fingerprint, `version`
    llama.cpp's."""

    size: PictureSize
    projector: str
    version: str

    def key(self, medium: Medium) -> str:
        """SHA-256 over the medium and everything else that its soft tokens depend on."""
        about = [soft_tokens.FORMAT, self.projector, self.version, medium.sha256]
        if isinstance(medium, Picture):
            about += ["image", str(self.size.square), str(self.size.tokens)]
        else:
            about += ["audio", str(media.MAX_SECONDS)]
        return hashlib.sha256("|".join(about).encode()).hexdigest()

    def part(self, medium: Medium) -> dict[str, Any]:
        return {
            "key": self.key(medium),
            "kind": "image" if isinstance(medium, Picture) else "audio",
        }

    def raw(self, medium: Medium) -> tuple[dict[str, Any], bytes]:
        """Pixels, uint8 RGB, with {"shape": [width, height]}, or samples, float32, with {"shape":
        [n]}.

        Raises MediaError.
        """
        if isinstance(medium, Picture):
            pixels = _pixels(medium, self.size)
            return {"kind": "image", "shape": [pixels.shape[1], pixels.shape[0]]}, pixels.tobytes()
        samples = media.samples(medium)[: int(media.MAX_SECONDS * media.SAMPLE_RATE)]
        return {"kind": "audio", "shape": [len(samples)]}, np.ascontiguousarray(
            samples, np.float32
        ).tobytes()


def prompt_headers(prompt: Prompt, encoding: MediaEncoding) -> tuple[list[dict[str, Any]], int]:
    """Headers of the whole conversation, and how many of them stand before the query.

    {"turn"}, the role, before the parts of each turn; nothing where there is only the user's one.
    """
    headers: list[dict[str, Any]] = []
    for turn in prompt.before:
        headers += [{"turn": turn.role}, *part_headers(turn.parts, encoding)]
    if headers:
        headers.append({"turn": "user"})
    head = len(headers) + prompt.head
    return headers + part_headers(prompt.parts, encoding), head


def part_headers(parts: Sequence[Part], encoding: MediaEncoding) -> list[dict[str, Any]]:
    """One header per part: {"text"}, or {"key", "kind"} of a medium.

    White space at the outer ends of a turn is dropped, as chat templates do.
    """
    headers = [{"text": part} if isinstance(part, str) else encoding.part(part) for part in parts]
    for ordered, strip in ((headers, str.lstrip), (headers[::-1], str.rstrip)):
        for header in ordered:
            if "text" in header:
                header["text"] = strip(header["text"])
            if header.get("text") != "":
                break
    return headers


def _pixels(picture: Picture, size: PictureSize) -> np.ndarray:
    pixels = media.pixels(picture)
    target = size.fit(pixels.shape[1], pixels.shape[0])
    if target != (pixels.shape[1], pixels.shape[0]):
        pixels = np.asarray(Image.fromarray(pixels).resize(target, Image.Resampling.BICUBIC))
    return np.ascontiguousarray(pixels)
