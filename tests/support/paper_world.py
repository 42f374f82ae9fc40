"""A world on paper: people as drawn, without their media. Clips are tones where asked
for."""

from __future__ import annotations

import numpy as np
import soundfile
from persona_worlds.record import Image, Note, Person, Said, SoundEvent, Voice
from persona_worlds.sampling import sample_person
from persona_worlds.scenes import clothes_phrase
from persona_worlds.world import World


def paper_world(folder, *, seed=0, tones=False, **sizes):
    """`sizes`: train=200, dev=40 ..."""
    people = [
        _person(seed, split, index, count)
        for split, count in sizes.items()
        for index in range(count)
    ]
    if tones:
        for k, clip in enumerate(clip for person in people for clip in person.voices):
            path = folder / clip.path
            path.parent.mkdir(parents=True, exist_ok=True)
            t = np.arange(8_000) / 16_000
            soundfile.write(path, 0.3 * np.sin(2 * np.pi * (150 + k) * t), 16_000)
    return World(folder, seed, sizes, {}, tuple(people))


def _person(seed, split, index, count):
    drawn = sample_person(seed, split, index, count)
    id, said, profile = f"{split[0]}{index:05d}", drawn.profile.statement, drawn.profile
    return Person(
        id=id,
        split=split,
        name=profile.name.full,
        images=tuple(
            Image(
                f"media/{id}/{k}.jpg",
                clothes_phrase(look),
                look.background,
                look.expression,
                "normal",
            )
            for k, look in enumerate(drawn.looks)
        ),
        voices=_clips(id, "", drawn.takes),
        notes=tuple(Note(note.kind, note.text, dict(note.holds)) for note in drawn.notes),
        facts=dict(profile.facts),
        sounds=_clips(id, "s", drawn.sounds),
        first_name=profile.name.first,
        presentation=drawn.face.presentation,
        mood=profile.mood,
        said=Said(said.spoken, said.reported, said.gold, said.kind),
        alike={
            what: None if k is None else f"{split[0]}{k:05d}" for what, k in drawn.alike.items()
        },
    )


def _clips(id, mark, takes):
    return tuple(
        Voice(
            f"media/{id}/{mark}{k}.flac",
            take.text,
            take.sound.mood,
            take.speed,
            take.speaks_fact,
            4.0,
            SoundEvent(take.event, 1.0, 2.0, take.under) if take.event else None,
        )
        for k, take in enumerate(takes)
    )
