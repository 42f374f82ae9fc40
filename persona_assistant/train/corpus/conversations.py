"""Clips of two people in conversation, made of a world's own clips.

A world records one person a clip. A conversation is two of them, levelled, one after the other,
with a breath in between; it is written below the world's `media/talks/`, named after what it is
made of, so that the same corpus finds it there again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

import numpy as np

from persona_assistant import media

FOLDER = "media/talks"
_LONGEST = 12.0
"""Seconds of each clip that enter a conversation."""
_LEVEL = 0.08
"""RMS that each is brought to (full scale = 1)."""
_BREATH = 0.25


def conversation(world: Path, first: str, second: str) -> str:
    """The path in the world of a clip made of the clips `first` and `second`. Raises MediaError."""
    name = hashlib.sha256(f"{first}\0{second}".encode()).hexdigest()[:20]
    relative = f"{FOLDER}/{name}.flac"
    place = _below(world, relative)
    if not place.is_file():
        parts = [
            _levelled(media.samples(media.load_voice(_below(world, each))))
            for each in (first, second)
        ]
        breath = np.zeros(int(_BREATH * media.SAMPLE_RATE), np.float32)
        clip = media.voice_from_samples(np.concatenate([parts[0], breath, parts[1]]), place.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".part")
        draft.write_bytes(clip.data)
        os.replace(draft, place)
    return relative


def _below(world: Path, relative: str) -> Path:
    return world.joinpath(*PurePosixPath(relative).parts)


def _levelled(x: np.ndarray) -> np.ndarray:
    x = x[: int(_LONGEST * media.SAMPLE_RATE)]
    x = x * (_LEVEL / max(float(np.sqrt((x**2).mean())), 1e-6))
    return (x / max(1.0, float(np.abs(x).max()) / 0.95)).astype(np.float32)
