"""Folders of people with small pictures that pass the quality gate, and encoders that take their
time."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Picture


def draw(path: Path, seed: int, side: int = 72) -> Path:
    """A picture of coloured blocks, another one for every seed."""
    blocks = np.random.default_rng(seed).integers(0, 256, (side // 8, side // 8, 3), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(blocks).resize((side, side), Image.Resampling.NEAREST).save(path)
    return path


def speak(path: Path, seed: int, seconds: float = 2.0) -> Path:
    """A clip that passes for speech: a tone with overtones that comes and goes."""
    import soundfile

    at = np.arange(int(16000 * seconds)) / 16000
    tone = sum(np.sin(2 * np.pi * (110 + 7 * seed) * k * at) / k for k in range(1, 9))
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(
        path, (0.2 * tone * (np.sin(2 * np.pi * 1.5 * at) > -0.3)).astype(np.float32), 16000
    )
    return path


def people(folder: Path, count: int, pictures: int) -> Path:
    """`count` people with so many pictures each."""
    for person in range(count):
        for number in range(pictures):
            draw(folder / f"Person {person:02}" / f"{number}.png", 1000 * person + number)
    return folder


class Slow:
    """Vectors that follow from the bytes of the media, after a while; remembers whom it saw."""

    family = "fake"

    def __init__(
        self, modality: str, id: str = "", dim: int = 8, seconds: float = 0.0, blind_to: str = "?"
    ) -> None:
        self.modality, self.id, self.dim = modality, id or f"slow-{modality}/1", dim
        self.seconds, self.blind_to = seconds, blind_to
        self.seen: list[str] = []
        self._lock = threading.Lock()

    def encode(self, items: Sequence[Picture | Clip | str]) -> np.ndarray:
        rows = []
        for item in items:
            time.sleep(self.seconds)
            text = isinstance(item, str)
            with self._lock:
                self.seen.append(item if text else item.sha256)
            if not text and item.source == self.blind_to:
                raise MediaError(f"{item.source}: there is nothing to recognise in it")
            seed = hashlib.sha256(
                self.id.encode() + (item.encode() if text else item.data)
            ).digest()
            row = np.random.default_rng(list(seed)).standard_normal(self.dim)
            rows.append(row / np.linalg.norm(row))
        return np.stack(rows).astype(np.float32)


def slow(seconds: float = 0.0, version: int = 1, **options) -> dict[str, Slow]:
    return {
        modality: Slow(modality, f"slow-{modality}/{version}", seconds=seconds, **options)
        for modality in ("image", "voice")
    }


def contents(memory) -> dict:
    """All that can be known of a memory, without its ids: two with equal contents are the same."""
    found = {}
    for persona in memory.people.all():
        held = [
            (
                t.image and (t.image.sha256, t.image.source),
                t.voice and (t.voice.sha256, t.voice.source),
                t.text,
            )
            for t in memory.media.triplets(persona.id)
        ]
        found[persona.name] = (persona.consent, held)
    names = memory.people.names()
    for encoder in ("slow-image/1", "slow-voice/1", "slow-image/2"):
        vectors = memory.media.vectors(encoder)
        rows = [
            (names[p], row.tolist()) for p, row in zip(vectors.persona_ids.tolist(), vectors.matrix)
        ]
        found[encoder] = rows
    found["taken in"] = memory.people.ingested()
    return found
