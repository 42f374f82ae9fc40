r"""Questions of who it is, by face or by voice, and of what is heard: labels that a rule can check.

    verification   one person, and a picture or clip that is theirs or a stranger's: Yes or No
    localization   three people with all that is kept of them, and one of them again,
                   or none: \boxed{n}

What the query shows or plays is always another file than the contexts hold. Companions and
strangers are look-alikes or sound-alikes where the world has some (`scenes`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from persona_worlds.events import EVENTS
from persona_worlds.record import Person, Voice
from persona_worlds.texts import choose

from persona_assistant.train.corpus.conversations import conversation
from persona_assistant.train.corpus.records import Entry, Label
from persona_assistant.train.corpus.scenes import (
    Encounter,
    PeoplePool,
    Scene,
    another_clip,
    another_picture,
    encounter,
    shuffled,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question before it has an id. `answer` where more is to be said than the label."""

    sample: str
    contexts: tuple[Entry, ...]
    query: Entry
    label: Label
    answer: str | None = None
    absent: str | None = None
    """"persona" or "attribute", where something that is asked about is not there."""


def entry(each: Encounter, parts: tuple[str, ...] = ("image", "audio", "text")) -> Entry:
    """A person as a context."""
    return Entry(
        each.image.path if each.image and "image" in parts else None,
        each.voice.path if each.voice and "audio" in parts else None,
        each.note.text if each.note and "text" in parts else None,
    )


def verify(rng: np.random.Generator, pool: PeoplePool, by: str, same: bool) -> Question:
    """`by` "face" or "voice"."""
    scene = pool.scene(rng, 1, by, encounter(rng, choose(rng, pool.people)), 0)
    part = "image" if by == "face" else "audio"
    query = _again(rng, scene, by, there=same)
    return Question(
        scene.target.person.id,
        (entry(scene.target, (part,)),),
        query,
        Label("yes_no", same),
        None,
        None if same else "persona",
    )


def localize(
    rng: np.random.Generator, pool: PeoplePool, by: str, count: int, at: int, there: bool
) -> Question:
    """`at`: where the person stands who is meant, or whom the stranger is like."""
    scene = pool.scene(rng, count, by, encounter(rng, choose(rng, pool.people)), at, _any(rng))
    return _located(
        scene, tuple(map(entry, scene.encounters)), _again(rng, scene, by, there), there
    )


def localize_emotion(
    rng: np.random.Generator, pool: PeoplePool, count: int, at: int, there: bool
) -> Question:
    """Each context is a clip in some mood; the query is calm."""

    def moody(person: Person) -> Encounter:
        strong = [voice for voice in person.voices if voice.mood != "neutral"]
        return Encounter(person, None, choose(rng, strong or person.voices), None)

    scene = pool.scene(rng, count, "voice", moody(choose(rng, pool.people)), at, moody)
    query = _again(rng, scene, "voice", there, lambda voice: voice.mood == "neutral")
    return _located(
        scene, tuple(entry(each, ("audio",)) for each in scene.encounters), query, there
    )


def localize_conversation(
    rng: np.random.Generator, pool: PeoplePool, folder: Path, count: int, at: int, there: bool
) -> Question:
    """The query is two people, one of whom is in the contexts, or neither. Raises MediaError."""
    scene = pool.scene(rng, count, "voice", encounter(rng, choose(rng, pool.people)), at, _any(rng))
    speaker = another_clip(rng, scene, there).path
    among = [each.person for each in scene.encounters]
    partner = pool.another(rng, [*among, scene.stranger], None)
    first, second = shuffled(rng, [speaker, choose(rng, partner.voices).path])
    query = Entry(audio=conversation(folder, first, second))
    return _located(
        scene, tuple(entry(each, ("audio",)) for each in scene.encounters), query, there
    )


def choose_sound(
    rng: np.random.Generator, pool: PeoplePool, count: int, at: int, there: bool
) -> Question:
    """Which sound is beside the voice, of `count` choices. The pool is of people with `sounds`."""
    person = choose(rng, pool.people)
    clip = choose(rng, person.sounds)
    assert clip.event is not None
    choices = shuffled(rng, [each for each in EVENTS if each != clip.event.name])[:count]
    if there:
        choices[at] = clip.event.name
    contexts = tuple(Entry(text=each[:1].upper() + each[1:]) for each in choices)
    return Question(
        person.id, contexts, Entry(audio=clip.path), Label("index", at if there else None)
    )


def _any(rng: np.random.Generator) -> Callable[[Person], Encounter]:
    return lambda person: encounter(rng, person)


def _again(
    rng: np.random.Generator,
    scene: Scene,
    by: str,
    there: bool,
    wanted: Callable[[Voice], bool] | None = None,
) -> Entry:
    """The one who is meant, or the stranger, in another picture or clip."""
    if by == "face":
        return Entry(image=another_picture(rng, scene, there).path)
    return Entry(audio=another_clip(rng, scene, there, wanted).path)


def _located(scene: Scene, contexts: tuple[Entry, ...], query: Entry, there: bool) -> Question:
    label = Label("index", scene.meant if there else None)
    return Question(
        scene.target.person.id, contexts, query, label, None, None if there else "persona"
    )
