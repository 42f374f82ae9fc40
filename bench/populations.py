"""The people of recognition.py: those of bench/mini, and those of a second generated world."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from persona_worlds import espeak
from persona_worlds.cartoon_world import cartoon_world

from persona_assistant.bench.omni_persona.records import read_records
from persona_assistant.media import load_image, load_voice
from persona_assistant.pmg import Clip, Picture
from persona_assistant.resources import data_path

MEDIA = 5
"""Pictures and clips of everybody in the second world."""

Media = Picture | Clip
People = list[list[Media]]
"""Everybody's media of one kind."""


def mini_people() -> dict[str, People]:
    """bench/mini: everybody's context and the queries about them; absent personas have a query
    alone. Samples that show the same media are about the same people."""
    folder = data_path("bench", "mini")
    everybody: dict[str, dict[tuple[Path, str], list[str]]] = {"image": {}, "voice": {}}
    for item in read_records(folder / "omni_persona_mini.jsonl").items:
        shown = (path for each in item.contexts for path in (each.image, each.audio) if path)
        sample = Path(next(shown)).parent
        for context in item.contexts:
            for modality, path in (("image", context.image), ("voice", context.audio)):
                if path:
                    media = everybody[modality].setdefault((sample, context.concept_id), [])
                    media += [path] if path not in media else []
        for modality, path in (("image", item.query_image), ("voice", item.query_audio)):
            if path and item.ground_truth:
                who = item.ground_truth.target_concept_id or item.augmented_id
                everybody[modality].setdefault((sample, who), []).append(path)
    read: dict[str, Callable[[Path], Media]] = {"image": load_image, "voice": load_voice}
    return {
        modality: [[read[modality](folder / path) for path in paths] for paths in people.values()]
        for modality, people in everybody.items()
    }


def second_people(count: int, folder: Path | None) -> tuple[dict[str, People], str | None]:
    """The second world's people, and why its voices are left out where they are."""
    problem = None
    if not espeak.installed():
        problem = (
            "espeak-ng is not installed, so that nobody can speak: pip install espeakng-loader"
        )
    found: dict[str, People] = {"image": [], "voice": []}
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)

        def loaded(read: Any, name: str, data: bytes) -> Media:
            (place / name).write_bytes(data)
            medium: Media = read(place / name)
            return medium

        for number, (pictures, clips) in enumerate(
            cartoon_world(count, MEDIA, 0 if problem else MEDIA, folder=folder)
        ):
            found["image"].append(
                [loaded(load_image, f"{number}_{k}.jpg", d) for k, d in enumerate(pictures)]
            )
            found["voice"].append(
                [loaded(load_voice, f"{number}_{k}.ogg", d) for k, d in enumerate(clips)]
            )
            for file in place.iterdir():
                file.unlink()
    return found, problem
