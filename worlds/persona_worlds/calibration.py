"""People to fit score calibration on: nobody of the demo memory or of the benchmark is among them.

Identities come from a seed range of their own (`people.SEEDS`), texts from a template split of
their own (`texts`). Pictures cost about 0.1 s each and clips about 0.05 s, so a set can be kept in
a folder: the first call writes it, later calls read it.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from persona_worlds import faces, voices
from persona_worlds.identities import SEEDS, person_rng, sample_identity
from persona_worlds.scenes import KINDS, TASKS, ask_question, draw_scene
from persona_worlds.small_talk import small_talk


def _media(seed: int, index: int, images: int, clips: int) -> tuple[list[bytes], list[bytes]]:
    rng = person_rng("calibration", seed, index)
    face, voice = sample_identity(rng)
    pictures = [
        faces.jpeg_bytes(faces.draw_face(face, faces.face_nuisance(rng)), 92) for _ in range(images)
    ]
    sounds = [
        voices.clip_bytes(voices.speak(voice, small_talk(rng), voices.voice_nuisance(rng)))
        for _ in range(clips)
    ]
    return pictures, sounds


def _write(folder: str, seed: int, index: int, images: int, clips: int) -> None:
    pictures, sounds = _media(seed, index, images, clips)
    place = Path(folder) / f"person_{index}"
    draft = Path(folder) / f".person_{index}.{os.getpid()}"
    draft.mkdir(parents=True, exist_ok=True)
    for k, data in enumerate(pictures):
        (draft / f"{k}.jpg").write_bytes(data)
    for k, data in enumerate(sounds):
        (draft / f"{k}.ogg").write_bytes(data)
    if place.exists():
        shutil.rmtree(place)
    draft.rename(place)


def calibration_set(
    seed: int,
    people: int,
    images: int = 3,
    clips: int = 3,
    *,
    folder: Path | None = None,
    workers: int = 2,
) -> Iterator[tuple[int, list[Image.Image], list[np.ndarray]]]:
    """Yield (person index, `images` RGB pictures of 256 x 256, `clips` float32 clips at 16 kHz).

    Media have passed through JPEG and Opus, as a user's would. With `folder` they are kept there
    and read again next time; without, they are made in memory. Raises EngineMissing without
    espeak-ng when clips have to be made.
    """
    if folder is None:
        for index in range(people):
            yield index, *_decode(*_media(seed, index, images, clips))
        return
    home = Path(folder) / f"seed{seed}_{images}i{clips}c"
    missing = [i for i in range(people) if not (home / f"person_{i}").is_dir()]
    if missing:
        home.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(workers) as pool:
            for job in [pool.submit(_write, str(home), seed, i, images, clips) for i in missing]:
                job.result()
    for index in range(people):
        place = home / f"person_{index}"
        yield (
            index,
            *_decode(
                [(place / f"{k}.jpg").read_bytes() for k in range(images)],
                [(place / f"{k}.ogg").read_bytes() for k in range(clips)],
            ),
        )


def _decode(
    pictures: list[bytes], sounds: list[bytes]
) -> tuple[list[Image.Image], list[np.ndarray]]:
    import soundfile

    return (
        [Image.open(io.BytesIO(data)).convert("RGB") for data in pictures],
        [soundfile.read(io.BytesIO(data), dtype="float32")[0] for data in sounds],
    )


@dataclass(frozen=True, slots=True)
class TextItem:
    """A question over notes, for fitting text scores."""

    contexts: tuple[str, ...]
    question: str
    answerable: bool
    gold_sentence: str | None
    """The sentence of the target's note that holds the answer."""
    gold: str | None
    target: int | None
    """Index of the person asked about; None when nobody of the four is."""
    attribute: str
    by: str
    """"visual", "voice" (the person is shown, not described), "text_semantic" or
    "dialogue_semantic"."""


def text_calibration_set(seed: int, n: int) -> Iterator[TextItem]:
    """`n` questions over four notes each, about half of them unanswerable, in calibration
    wordings."""
    rng = np.random.default_rng((SEEDS["calibration"], 9, seed))
    made = index = 0
    while made < n:
        scene = draw_scene("calibration", seed, index)
        index += 1
        for task in [str(t) for t in rng.permutation(tuple(TASKS))[:4]]:
            modality = TASKS[task][1]
            absent = KINDS[1:] if modality in ("visual", "voice") else KINDS[2:]
            kind = KINDS[0] if rng.random() < 0.5 else absent[int(rng.integers(len(absent)))]
            question = ask_question(rng, scene, task, kind, "calibration")
            if question is None or made == n:
                continue
            made += 1
            sentence = None
            if question.gold is not None and question.target is not None:
                sentence = scene[question.target].note.sentence(question.attribute)
            yield TextItem(
                tuple(p.note.text for p in scene),
                question.question,
                question.gold is not None,
                sentence,
                question.gold,
                question.target,
                question.attribute,
                modality,
            )
