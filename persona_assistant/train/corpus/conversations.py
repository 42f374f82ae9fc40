"""Clips of two people in conversation, made of a world's own clips.

A world has one person in each clip. A conversation is two clips, brought to one level, one after
the other with a pause in between. It is written below the world's `media/talks/` under a name that
depends on both, so that the same corpus finds it there again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt

from persona_assistant import media
from persona_assistant.atomic import write_bytes

FOLDER = "media/talks"
_LONGEST = 12.0
"""Seconds of each clip that enter a conversation."""
_LEVEL = 0.08
"""RMS that each is brought to (full scale = 1)."""
_PAUSE = 0.25
"""Seconds between the speakers."""


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
        pause = np.zeros(int(_PAUSE * media.SAMPLE_RATE), np.float32)
        clip = media.voice_from_samples(np.concatenate([parts[0], pause, parts[1]]), place.name)
        write_bytes(place, clip.data, sync=False)
    return relative


def _below(world: Path, relative: str) -> Path:
    return world.joinpath(*PurePosixPath(relative).parts)


def _levelled(x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    x = x[: int(_LONGEST * media.SAMPLE_RATE)]
    x = x * (_LEVEL / max(float(np.sqrt((x**2).mean())), 1e-6))
    return (x / max(1.0, float(np.abs(x).max()) / 0.95)).astype(np.float32)
