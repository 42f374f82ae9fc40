r"""Questions of who it is, by face or by voice, and of what is heard: labels that a rule can check.

    verification   one person, and a picture or clip that is theirs or a stranger's: Yes or No
    localization   three people with all that is kept of them, and one of them again, or none:
    \boxed{n}

What the query shows or plays is always another file than the contexts hold. Companions and
strangers are look-alikes or sound-alikes where the world has some (`casting`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from persona_worlds.events import EVENTS
from persona_worlds.record import Person, Voice
from persona_worlds.texts import one

from persona_assistant.train.corpus.casting import (
    Cast,
    Scene,
    Shot,
    heard_again,
    mixed,
    seen_again,
    shot,
)
from persona_assistant.train.corpus.format import Entry, Label
from persona_assistant.train.corpus.talks import conversation


@dataclass(frozen=True, slots=True)
class Posed:
    """A question before it has an id. `answer` where more is to be said than the label."""

    sample: str
    contexts: tuple[Entry, ...]
    query: Entry
    label: Label
    answer: str | None = None
    absent: str | None = None
    """"persona" or "attribute", where something that is asked about is not there."""


def entry(each: Shot, parts: tuple[str, ...] = ("image", "audio", "text")) -> Entry:
    """A person as a context."""
    return Entry(
        each.image.path if each.image and "image" in parts else None,
        each.voice.path if each.voice and "audio" in parts else None,
        each.note.text if each.note and "text" in parts else None,
    )


def verify(rng: np.random.Generator, cast: Cast, by: str, same: bool) -> Posed:
    """`by` "face" or "voice"."""
    scene = cast.scene(rng, 1, by, shot(rng, one(rng, cast.people)), 0)
    part = "image" if by == "face" else "audio"
    query = _again(rng, scene, by, there=same)
    return Posed(scene.target.person.id, (entry(scene.target, (part,)),), query, Label("yes_no", same), None,
                 None if same else "persona")  # fmt: skip


def localize(
    rng: np.random.Generator, cast: Cast, by: str, count: int, at: int, there: bool
) -> Posed:
    """`at`: where the person stands who is meant, or whom the stranger is like."""
    scene = cast.scene(rng, count, by, shot(rng, one(rng, cast.people)), at, _any(rng))
    return _located(scene, tuple(map(entry, scene.shots)), _again(rng, scene, by, there), there)


def localize_emotion(
    rng: np.random.Generator, cast: Cast, count: int, at: int, there: bool
) -> Posed:
    """Each context is a clip in some mood; the query is calm."""

    def moody(person: Person) -> Shot:
        strong = [voice for voice in person.voices if voice.mood != "neutral"]
        return Shot(person, None, one(rng, strong or person.voices), None)

    scene = cast.scene(rng, count, "voice", moody(one(rng, cast.people)), at, moody)
    query = _again(rng, scene, "voice", there, lambda voice: voice.mood == "neutral")
    return _located(scene, tuple(entry(each, ("audio",)) for each in scene.shots), query, there)


def localize_conversation(
    rng: np.random.Generator, cast: Cast, folder: Path, count: int, at: int, there: bool
) -> Posed:
    """The query is two people, one of whom is in the contexts, or neither. Raises MediaError."""
    scene = cast.scene(rng, count, "voice", shot(rng, one(rng, cast.people)), at, _any(rng))
    speaker = _again(rng, scene, "voice", there).audio
    among = [each.person for each in scene.shots]
    partner = cast.another(rng, [*among, scene.stranger], None)
    first, second = mixed(rng, [speaker, one(rng, partner.voices).path])
    query = Entry(audio=conversation(folder, first, second))
    return _located(scene, tuple(entry(each, ("audio",)) for each in scene.shots), query, there)


def choose_sound(rng: np.random.Generator, cast: Cast, count: int, at: int, there: bool) -> Posed:
    """Which sound is beside the voice, of `count` choices. The cast is of people with `sounds`."""
    person = one(rng, cast.people)
    clip = one(rng, person.sounds)
    choices = mixed(rng, [each for each in EVENTS if each != clip.event.name])[:count]
    if there:
        choices[at] = clip.event.name
    contexts = tuple(Entry(text=each[:1].upper() + each[1:]) for each in choices)
    return Posed(person.id, contexts, Entry(audio=clip.path), Label("index", at if there else None))


def _any(rng: np.random.Generator) -> Callable[[Person], Shot]:
    return lambda person: shot(rng, person)


def _again(
    rng: np.random.Generator,
    scene: Scene,
    by: str,
    there: bool,
    wanted: Callable[[Voice], bool] | None = None,
) -> Entry:
    """The one who is meant, or the stranger, in another picture or clip."""
    if by == "face":
        return Entry(image=seen_again(rng, scene, there).path)
    return Entry(audio=heard_again(rng, scene, there, wanted).path)


def _located(scene: Scene, contexts: tuple[Entry, ...], query: Entry, there: bool) -> Posed:
    label = Label("index", scene.meant if there else None)
    return Posed(scene.target.person.id, contexts, query, label, None, None if there else "persona")
