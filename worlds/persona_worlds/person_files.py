"""Makes the files of one person of a world: pictures, clips and the line of people.jsonl.

The folder of a person gets its name when everything lies in it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL.Image import Resampling

from persona_assistant.errors import BadInput
from persona_worlds import events, faces, record, voices
from persona_worlds.record import Image, Note, Person, Said, SoundEvent, Voice
from persona_worlds.sampling import ClipPlan, PersonDraft, sample_person
from persona_worlds.scenes import clothes_phrase
from persona_worlds.world import MEDIA

DRAFTS = ".making"
"""Folder of a world in which people lie until they are complete."""
ROW = "row.json"
"""The line of people.jsonl, until everybody is there."""
_BLOCK = 480
"""Samples: clips are multiples of 30 ms long."""


def write_person(
    out: str,
    id: str,
    seed: int,
    split: str,
    index: int,
    count: int,
    partners: Mapping[int, str],
    options: Mapping[str, Any],
) -> None:
    """Make the files of person `index` of a split of `count` people, under the name `id`.

    Raises BadInput where the options leave no room for a sentence, EngineMissing, EngineCrashed.
    """
    size, seconds = options["size"], options["seconds"]
    drawn = sample_person(
        seed,
        split,
        index,
        count,
        images=options["images"],
        clips=options["clips"],
        sounds=options["sounds"],
        seconds=seconds,
    )
    home, draft = Path(out) / MEDIA / id, Path(out) / DRAFTS / id
    draft.mkdir()
    shutter = [
        _take_picture(drawn, look, draft / f"{k}.jpg", size) for k, look in enumerate(drawn.looks)
    ]
    spoken = [
        _record(drawn, take, draft / f"{k}.ogg", seconds) for k, take in enumerate(drawn.takes)
    ]
    noisy = [
        _record(drawn, take, draft / f"s{k}.ogg", seconds) for k, take in enumerate(drawn.sounds)
    ]
    row = record.to_json(_person(id, drawn, partners, shutter, spoken, noisy))
    (draft / ROW).write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    if home.exists():
        shutil.rmtree(home)
    draft.rename(home)


def _person(
    id: str,
    drawn: PersonDraft,
    partners: Mapping[int, str],
    images: list[Image],
    spoken: list[Voice],
    noisy: list[Voice],
) -> Person:
    profile, said = drawn.profile, drawn.profile.statement
    return Person(
        id=id,
        split=drawn.split,
        name=profile.name.full,
        images=tuple(images),
        voices=tuple(spoken),
        notes=tuple(Note(n.kind, n.text, dict(n.holds)) for n in drawn.notes),
        facts=dict(profile.facts),
        sounds=tuple(noisy),
        first_name=profile.name.first,
        presentation=drawn.face.presentation,
        mood=profile.mood,
        said=Said(said.spoken, said.reported, said.gold, said.kind),
        alike={
            what: None if other is None else partners[other] for what, other in drawn.alike.items()
        },
        face=_rounded(asdict(drawn.face)),
        voice=_rounded(asdict(drawn.voice)),
    )


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}


def _take_picture(drawn: PersonDraft, look: faces.FaceNuisance, draft: Path, size: int) -> Image:
    picture = faces.draw_face(drawn.face, look)
    if size != faces.SIZE:
        picture = picture.resize((size, size), Resampling.LANCZOS)
    draft.write_bytes(faces.jpeg_bytes(picture))
    light = "dim" if look.brightness < 0.9 else "bright" if look.brightness > 1.0 else "normal"
    return Image(_path(draft), clothes_phrase(look), look.background, look.expression, light)


def _record(drawn: PersonDraft, take: ClipPlan, draft: Path, seconds: float | None) -> Voice:
    samples, event = _spoken(drawn.voice, take, seconds), None
    if take.event is not None:
        rng = np.random.default_rng((take.sound.seed, 1))
        samples, start, end = events.mix(samples, take.event, rng, under=take.under)
        event = SoundEvent(take.event, start, end, take.under)
    draft.write_bytes(voices.clip_bytes(samples, "VORBIS"))
    length = round(len(samples) / voices.RATE, 2)
    return Voice(
        _path(draft), take.text, take.sound.mood, take.speed, take.speaks_fact, length, event
    )


def _spoken(identity: voices.VoiceIdentity, take: ClipPlan, seconds: float | None) -> voices.Signal:
    """The clip without its event, spoken as fast as it takes to stay under the cap."""
    for faster in (1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5):
        samples = voices.speak(
            identity, take.text, replace(take.sound, tempo=take.sound.tempo * faster), block=_BLOCK
        )
        if seconds is None or len(samples) <= seconds * voices.RATE:
            return samples
    raise BadInput(f'"{take.text}" takes longer than {seconds} seconds: allow more')


def _path(draft: Path) -> str:
    """As it stands in the record: the person's folder will have its name by then."""
    return f"{MEDIA}/{draft.parent.name}/{draft.name}"
