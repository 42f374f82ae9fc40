"""Photos of stripes that stand for faces, and an encoder that finds them."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from people_in_folders import slow
from PIL import Image

from persona_assistant.pmg import Box, Picture
from persona_assistant.samples import Sample

WIDTH = 24
"""Pixels of a stripe."""


def draw_faces(path: Path, *people: int, seed: int = 0) -> Path:
    """One stripe for each of these people (1 to 9), from left to right; without people none."""
    chance = np.random.default_rng(seed)
    image = np.zeros((72, WIDTH * max(len(people), 1), 3), np.uint8)
    for at, person in enumerate(people):
        image[:, at * WIDTH : (at + 1) * WIDTH] = (25 * person, 25 * person, 200)
    image[60:] = chance.integers(0, 40, image[60:].shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(path)
    return path


def groups(folder: Path, people: int, photos: int) -> Path:
    """`people` folders of photos of that person, most of them with others, and a few of others
    alone."""
    chance = np.random.default_rng(1)
    for person in range(1, people + 1):
        for number in range(photos):
            others = chance.permutation([each for each in range(1, 10) if each != person])[:2]
            shown = chance.permutation([person, *others[: number % 3]]).tolist()
            seed = 100 * person + number
            draw_faces(folder / f"Person {person}" / f"{number:02}.png", *shown, seed=seed)
    return folder


class StripedFaces:
    family, modality, quality_names, dim = "fake", "image", ("width",), 16
    id = "striped-face/1"

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.seen: list[str] = []
        self._lock = threading.Lock()

    def examine(self, item: Picture) -> Sequence[Sample]:
        time.sleep(self.seconds)
        with self._lock:
            self.seen.append(item.sha256)
        with Image.open(io.BytesIO(item.data)) as image:
            row = np.asarray(image.convert("RGB"))[30, WIDTH // 2 :: WIDTH].astype(int)
        people = [round(red / 25) for red, _, blue in row.tolist() if blue > 150]
        return [self._sample(at, person, len(people)) for at, person in enumerate(people)]

    def _sample(self, at: int, person: int, count: int) -> Sample:
        vector = np.random.default_rng(person).standard_normal(self.dim).astype(np.float32)
        vector[-1] += 0.1 * at
        vector /= np.linalg.norm(vector)
        quality = np.array([1 / count], np.float32)
        return Sample(vector, quality, Box(at / count, 0, 1 / count, 1))

    def encode(self, items: Sequence[Picture]) -> np.ndarray:
        return np.stack([self.examine(item)[0].vector for item in items])


def with_faces(seconds: float = 0.0) -> dict[str, object]:
    return {"face": StripedFaces(seconds), **slow(seconds)}


def choices(memory) -> dict:
    """By person and picture, how many faces were found and which was chosen."""
    found = {}
    for persona in memory.people.all():
        stored = memory.media.examinations(persona.id, StripedFaces.id)
        sources = memory.media.sources(stored)
        found[persona.name] = {
            sources[media][1]: (len(each.samples), each.chosen) for media, each in stored.items()
        }
    return found
