"""Text QA about people who exist: the questions that `profiling` had written, put to a scene.

They name nobody; who is meant is shown or heard, as in the tasks of Omni-Persona by face and by
voice. The entry of the one who is meant holds the note that the question was written for, which
tells the answer or is known not to.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from persona_worlds.biographies import GROUPS
from persona_worlds.texts import choose
from persona_worlds.word_bank import fill_choices, load_words

from persona_assistant.train.corpus.profile_steps import ProfileQuery
from persona_assistant.train.corpus.scenes import (
    Encounter,
    PeoplePool,
    another_clip,
    another_picture,
)
from persona_assistant.train.corpus.text_qa import (
    ABSENT_ATTRIBUTE,
    ABSENT_PERSONA,
    ANSWERABLE,
    TextQuestion,
)

_GROUP = {attribute: group for group, attributes in GROUPS.items() for attribute in attributes}
_VOICE_TO = {"appearance": "image"}
"""Omni-Persona's own name for what a voice query asks of looks."""


def ask_own(
    rng: np.random.Generator,
    pool: PeoplePool,
    queries: Sequence[ProfileQuery],
    modality: str,
    kind: str,
    count: int,
    at: int,
) -> TextQuestion | None:
    """A question with `count` people, the one meant in place `at`. `modality` is "visual" or
    "voice".

    None where nobody of the pool is asked about in such a way.
    """
    people = {person.id: person for person in pool.people}
    wanted = [
        q
        for q in queries
        if q.person in people and (q.answer is None) == (kind == ABSENT_ATTRIBUTE)
    ]
    if not wanted:
        return None
    query = choose(rng, wanted)
    person = people[query.person]
    meant = Encounter(
        person,
        next(iter(person.images), None),
        next(iter(person.voices), None),
        person.notes[query.note],
    )
    scene = pool.scene(rng, count, "face" if modality == "visual" else "voice", meant, at)
    there = kind != ABSENT_PERSONA
    group = _GROUP[query.attribute]
    if modality == "visual":
        task, image, voice = f"visual_to_{group}", another_picture(rng, scene, there), None
    else:
        task, image, voice = (
            f"voice_to_{_VOICE_TO.get(group, group)}",
            None,
            another_clip(rng, scene, there),
        )
    frames = load_words("train").templates["who_shown" if modality == "visual" else "who_heard"]
    text = query.question.replace("{who}", fill_choices(rng, choose(rng, frames)))
    gold = query.answer if kind == ANSWERABLE else None
    return TextQuestion(task, kind, query.attribute, scene, text, image, voice, gold)
