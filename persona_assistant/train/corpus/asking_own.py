"""Text QA about people who exist: the questions that `profiling` had written, put to a scene.

They name nobody; who is meant is shown or heard, as in the tasks of Omni-Persona by face and by
voice. The entry of the one who is meant holds the note that the question was written for, which
tells the answer or is known not to.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from persona_worlds.bank import bank, spin
from persona_worlds.lives import GROUPS
from persona_worlds.texts import one

from persona_assistant.train.corpus.asking import (
    ABSENT_ATTRIBUTE,
    ABSENT_PERSONA,
    ANSWERABLE,
    Asked,
)
from persona_assistant.train.corpus.casting import Cast, Shot, heard_again, seen_again
from persona_assistant.train.corpus.profile_steps import Asked as Query

_GROUP = {attribute: group for group, attributes in GROUPS.items() for attribute in attributes}
_VOICE_TO = {"appearance": "image"}
"""Omni-Persona's own name for what a voice query asks of looks."""


def ask_own(
    rng: np.random.Generator,
    cast: Cast,
    queries: Sequence[Query],
    modality: str,
    kind: str,
    count: int,
    at: int,
) -> Asked | None:
    """A question with `count` people, the one meant in place `at`. `modality` is "visual" or
    "voice".

    None where nobody of the cast is asked about in such a way.
    """
    people = {person.id: person for person in cast.people}
    wanted = [
        q
        for q in queries
        if q.person in people and (q.answer is None) == (kind == ABSENT_ATTRIBUTE)
    ]
    if not wanted:
        return None
    query = one(rng, wanted)
    person = people[query.person]
    meant = Shot(
        person,
        next(iter(person.images), None),
        next(iter(person.voices), None),
        person.notes[query.note],
    )
    scene = cast.scene(rng, count, "face" if modality == "visual" else "voice", meant, at)
    there = kind != ABSENT_PERSONA
    group = _GROUP[query.attribute]
    if modality == "visual":
        task, image, voice = f"visual_to_{group}", seen_again(rng, scene, there), None
    else:
        task, image, voice = (
            f"voice_to_{_VOICE_TO.get(group, group)}",
            None,
            heard_again(rng, scene, there),
        )
    frames = bank("train").frames["who_shown" if modality == "visual" else "who_heard"]
    text = query.question.replace("{who}", spin(rng, one(rng, frames)))
    gold = query.answer if kind == ANSWERABLE else None
    return Asked(task, kind, query.attribute, scene, text, image, voice, gold)
