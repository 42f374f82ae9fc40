"""Who stands in a question: people who are alike, one who is meant, and a stranger like that one.

A scene is drawn before it is known what the label will be, and in the same way for every label: who
is meant is always among the people, and there is always a stranger of the same presentation, often
one who looks or sounds like the person meant. A question is then about the one or the other. So
nothing of a scene tells whether its question is about somebody who is there: not whether two of the
people are alike, nor their number of men and women, nor how long their notes are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from persona_worlds.record import Image, Note, Person, Voice
from persona_worlds.texts import choose

from persona_assistant.errors import BadInput

T = TypeVar("T")

_HARD = 0.6
"""How often a look-alike, or the like, of the person meant is among the people."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """A person on one occasion: what of them a context holds, as far as it is known."""

    person: Person
    image: Image | None
    voice: Voice | None
    note: Note | None

    @property
    def picture(self) -> Image:
        """Of somebody who was chosen for having one."""
        assert self.image is not None
        return self.image

    @property
    def clip(self) -> Voice:
        """Of somebody who was chosen for having one."""
        assert self.voice is not None
        return self.voice

    @property
    def noted(self) -> Note:
        """Of somebody who was chosen for having one."""
        assert self.note is not None
        return self.note


@dataclass(frozen=True, slots=True)
class Scene:
    encounters: tuple[Encounter, ...]
    meant: int
    """Index of the person who is meant, or who would be."""
    stranger: Person
    """Not among them, and like the one who is meant."""

    @property
    def target(self) -> Encounter:
        return self.encounters[self.meant]


class PeoplePool:
    """The people of a split. `alike` is taken both ways."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self._by_id = {person.id: person for person in self.people}
        self._like: dict[str, dict[str, list[Person]]] = defaultdict(lambda: defaultdict(list))
        self._of: dict[str | None, list[Person]] = defaultdict(list)
        for person in self.people:
            self._of[person.presentation].append(person)
            for by, other in person.alike.items():
                if other in self._by_id:
                    self._befriend(by, person, self._by_id[other])

    def _befriend(self, by: str, one: Person, other: Person) -> None:
        for a, b in ((one, other), (other, one)):
            if b not in self._like[by][a.id]:
                self._like[by][a.id].append(b)

    def scene(
        self,
        rng: np.random.Generator,
        count: int,
        by: str,
        meant: Encounter,
        at: int,
        choose_encounter: Callable[[Person], Encounter] | None = None,
    ) -> Scene:
        """`count` people with `meant` in place `at`; `by` "face", "voice" or "job" they should be
        alike.

        `choose_encounter` chooses what is shown of each companion, otherwise it is of the day.
        Raises BadInput for too small a world.
        """
        person = meant.person
        alike = [
            other
            for other in self._like[by][person.id]
            if other.presentation == person.presentation
        ]
        alike = shuffled(rng, alike)
        company: list[Person] = []
        if alike and rng.random() < _HARD:
            company.append(alike.pop())
        stranger = alike[0] if alike else self.another(rng, [person, *company], person.presentation)
        job = [other for other in self._like["job"][person.id] if other not in (*company, stranger)]
        if job and len(company) < count - 1 and rng.random() < 0.5:
            company.append(choose(rng, job))
        while len(company) < count - 1:
            taken = [person, stranger, *company]
            company.append(
                self.another(rng, taken, person.presentation if rng.random() < 0.6 else None)
            )
        encounters = [
            choose_encounter(other) if choose_encounter else of_the_day(rng, other)
            for other in shuffled(rng, company)
        ]
        encounters.insert(at, meant)
        return Scene(tuple(encounters), at, stranger)

    def another(
        self, rng: np.random.Generator, taken: Sequence[Person], presentation: str | None
    ) -> Person:
        """Somebody else, of that presentation if anybody is."""
        pool = self._of[presentation] if presentation is not None else self.people
        for _ in range(50):
            person = choose(rng, pool)
            if person not in taken:
                return person
        free = [person for person in self.people if person not in taken]
        if not free:
            raise BadInput(
                f"a world of {len(self.people)} people is too small for this corpus: make a "
                "larger one"
            )
        return choose(rng, free)


def of_the_day(rng: np.random.Generator, person: Person) -> Encounter:
    """The first picture and the first clip, which are of the day of the notes, and one of those."""
    note = choose(rng, person.notes) if person.notes else None
    return Encounter(person, next(iter(person.images), None), next(iter(person.voices), None), note)


def encounter(rng: np.random.Generator, person: Person) -> Encounter:
    """Any picture, clip and note."""
    image = choose(rng, person.images) if person.images else None
    voice = choose(rng, person.voices) if person.voices else None
    note = choose(rng, person.notes) if person.notes else None
    return Encounter(person, image, voice, note)


def another_picture(
    rng: np.random.Generator,
    scene: Scene,
    there: bool,
    wanted: Callable[[Image], bool] | None = None,
) -> Image:
    """Another picture of the one who is meant, or, when not `there`, a picture of the stranger.

    One as `wanted`, with other clothes and background, as far as there are such. Of the stranger
    that occasion is left out too which the context shows of the one meant, so that occasions tell
    nothing.
    """
    person, kept = _again(
        scene, there, scene.target.person.images, scene.target.picture, lambda p: p.images
    )
    options = [image for image in person.images if image != kept] or [kept]
    options = list(filter(wanted, options)) or options
    fresh = [i for i in options if i.clothes != kept.clothes and i.background != kept.background]
    return choose(rng, fresh or options)


def another_clip(
    rng: np.random.Generator,
    scene: Scene,
    there: bool,
    wanted: Callable[[Voice], bool] | None = None,
) -> Voice:
    """As `another_picture`: a clip as `wanted`, with other words, that tells nothing of the person,
    as far as there are such."""
    person, kept = _again(
        scene, there, scene.target.person.voices, scene.target.clip, lambda p: p.voices
    )
    if wanted and not there and wanted(kept):
        kept = next((voice for voice in person.voices if not wanted(voice)), kept)
    options = [voice for voice in person.voices if voice != kept] or [kept]
    options = list(filter(wanted, options)) or options
    fresh = [v for v in options if not v.speaks_fact and v.text != kept.text]
    return choose(rng, fresh or options)


def _again(
    scene: Scene,
    there: bool,
    shown: Sequence[T],
    kept: T,
    media_of: Callable[[Person], Sequence[T]],
) -> tuple[Person, T]:
    if there:
        return scene.target.person, kept
    theirs = media_of(scene.stranger)
    return scene.stranger, theirs[min(shown.index(kept), len(theirs) - 1)]


def balanced_draw(rng: np.random.Generator, options: Sequence[T], count: int) -> list[T]:
    """`count` of the options, each as often as the others to within one, shuffled."""
    whole, rest = divmod(count, len(options))
    return shuffled(rng, [*options] * whole + shuffled(rng, options)[:rest])


def shuffled(rng: np.random.Generator, options: Sequence[T]) -> list[T]:
    """The options in any order."""
    return [options[k] for k in rng.permutation(len(options))]


def apportion(count: int, weights: Sequence[float]) -> list[int]:
    """`count` shared out in proportion to the weights, to the last one."""
    total = sum(weights) or 1
    exact = [count * weight / total for weight in weights]
    found = [int(each) for each in exact]
    by_rest = sorted(range(len(weights)), key=lambda k: (found[k] - exact[k], k))
    for k in by_rest[: count - sum(found)]:
        found[k] += 1
    return found
