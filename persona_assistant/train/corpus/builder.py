"""Asks so many questions of a task about the people of a world.

Half of all verifications are Yes; each place among the people is right as often as any other and as
none of them. In text QA each of the 18 tasks has the same share of unanswerable questions, of an
absent persona (face and voice) and of an absent attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from persona_worlds.record import Person
from persona_worlds.scenes import TASKS as QUESTIONS
from persona_worlds.world import World

from persona_assistant.errors import BadInput
from persona_assistant.train.corpus import captions, perception
from persona_assistant.train.corpus.kinds import CONTEXTS, Kind
from persona_assistant.train.corpus.own_media import OWN
from persona_assistant.train.corpus.own_text_qa import ask_own
from persona_assistant.train.corpus.perception import Question, entry
from persona_assistant.train.corpus.profiling import read_queries
from persona_assistant.train.corpus.records import TASKS, Entry, Label
from persona_assistant.train.corpus.scenes import PeoplePool, apportion, balanced_draw, shuffled
from persona_assistant.train.corpus.text_qa import (
    ABSENT_ATTRIBUTE,
    ABSENT_PERSONA,
    ANSWERABLE,
    TextQuestion,
    ask,
    attributes_of,
)

_FRESH = 30
"""Tries to ask a question that was not asked yet."""
_SHOWN = ("visual", "voice")
"""Queries that can show or play somebody who is not there."""
_FEWEST = 8
"""People with what it takes, for a task to be more than a guess among the same few."""


class CorpusBuilder:
    """Asks about the people of one split. Raises BadInput where too few of them fit a task."""

    def __init__(
        self,
        world: World,
        split: str,
        kind: Kind,
        rng: np.random.Generator,
        contexts: int = CONTEXTS,
    ) -> None:
        self.world, self.split, self.kind, self.rng, self.contexts = (
            world,
            split,
            kind,
            rng,
            contexts,
        )
        self.people = world.of(split)
        self.own = world.options.get("source") == OWN

    def make(self, task: str, count: int) -> Iterator[tuple[Question, dict[str, str]]]:
        if task == "text_qa":
            for asked in self.asked(count):
                yield _question_of(asked)
            return
        make = self._makers(task)
        labels: Sequence[Any] = [None] * count
        if TASKS[task].labels == ("yes_no",):
            labels = balanced_draw(self.rng, (True, False), count)
        elif TASKS[task].labels == ("index",):
            labels = balanced_draw(self.rng, (*range(self.contexts), None), count)
        seen: set[tuple[tuple[Entry, ...], Entry]] = set()
        for label in labels:
            question = make(label)
            for _ in range(_FRESH):  # a small world repeats itself rather than to come short
                if (question.contexts, question.query) not in seen:
                    break
                question = make(label)
            seen.add((question.contexts, question.query))
            yield question, {"absent": question.absent} if question.absent else {}

    def _makers(self, task: str) -> Callable[[Any], Question]:
        rng, count, folder = self.rng, self.contexts, self.world.folder

        def place(label: int | None) -> tuple[int, bool]:
            """Where the person stands, or would; and whether it is that person."""
            return (int(rng.integers(count)), False) if label is None else (label, True)

        def required(question: Question | None) -> Question:
            if question is None:
                raise self._lacking(task)
            return question

        return {
            "image_verification": lambda same: perception.verify(rng, self.faces, "face", same),
            "audio_verification": lambda same: perception.verify(rng, self.speakers, "voice", same),
            "image_localization": lambda at: perception.localize(
                rng, self.faces, "face", count, *place(at)
            ),
            "audio_localization": lambda at: perception.localize(
                rng, self.speakers, "voice", count, *place(at)
            ),
            "emotion_speaker_localization": lambda at: perception.localize_emotion(
                rng, self.moody, count, *place(at)
            ),
            "conversation_speaker_localization": lambda at: perception.localize_conversation(
                rng, self.speakers, folder, count, *place(at)
            ),
            "event_sound_choice": lambda at: perception.choose_sound(
                rng, self.noisy, count, *place(at)
            ),
            "event_transcription": lambda _: captions.transcribe_event(rng, self.noisy),
            "transcription": lambda _: captions.transcribe(rng, self.spoken),
            "visual_description": lambda _: captions.describe(rng, self.seen),
            "contextual_caption": lambda _: captions.caption(
                rng, self.noted, count, int(rng.integers(count))
            ),
            "missing_image_description": lambda _: required(
                captions.describe_missing(rng, self.noted, count, int(rng.integers(count)))
            ),
        }[task]

    # --- who can be asked about ---

    def _pool(self, of: str, fits: Callable[[Person], bool]) -> PeoplePool:
        people = [person for person in self.people if fits(person)]
        if len(people) < _FEWEST:
            raise BadInput(
                f"{self.world.folder}: {len(people)} people of the split {self.split} have {of}, "
                f"and at least {_FEWEST} are needed: more people, or people of whom more is known"
            )
        return PeoplePool(people)

    @cached_property
    def faces(self) -> PeoplePool:
        return self._pool("two pictures", lambda person: len(person.images) > 1)

    @cached_property
    def speakers(self) -> PeoplePool:
        return self._pool("two clips", lambda person: len(person.voices) > 1)

    @cached_property
    def moody(self) -> PeoplePool:
        def fits(person: Person) -> bool:
            calm = {clip.mood == "neutral" for clip in person.voices}
            return len(calm) == 2 and all(clip.mood for clip in person.voices)

        return self._pool("a calm clip and one in some mood", fits)

    @cached_property
    def noisy(self) -> PeoplePool:
        return self._pool(
            "a clip with another sound in it", lambda person: bool(person.sounds and person.voices)
        )

    @cached_property
    def spoken(self) -> PeoplePool:
        return self._pool(
            "clips of which the words are known",
            lambda p: bool(p.voices) and all(v.text for v in p.voices),
        )

    @cached_property
    def seen(self) -> PeoplePool:
        return self._pool(
            "pictures that are described",
            lambda p: bool(p.images) and all(i.clothes for i in p.images),
        )

    @cached_property
    def noted(self) -> PeoplePool:
        def fits(person: Person) -> bool:
            known = len(person.images) > 1 and all(image.clothes for image in person.images)
            return known and bool(person.notes) and all(note.holds for note in person.notes)

        return self._pool("two described pictures and notes of which the content is known", fits)

    def _lacking(self, what: str) -> BadInput:
        return BadInput(
            f"{self.world.folder}: nobody of the split {self.split} fits a question of {what}: "
            "more people are needed"
        )

    # --- text QA ---

    def asked(self, count: int) -> Iterator[TextQuestion]:
        """`count` questions: of each task as many, and of each task the same share without an
        answer."""
        if self.own:
            yield from self._asked_own(count)
            return
        places = iter(balanced_draw(self.rng, range(self.contexts), count))
        tasks = balanced_draw(self.rng, tuple(QUESTIONS), count)
        totals = [tasks.count(task) for task in QUESTIONS]
        answerable = apportion(round(count * self.kind.answerable), totals)
        shown = [
            n - a if QUESTIONS[t][1] in _SHOWN else 0
            for t, n, a in zip(QUESTIONS, totals, answerable, strict=True)
        ]
        of_shown = sum(
            n for t, n in zip(QUESTIONS, totals, strict=True) if QUESTIONS[t][1] in _SHOWN
        )
        strangers = apportion(min(sum(shown), round(of_shown * self.kind.absent_persona)), shown)
        for task, number, a, s in zip(QUESTIONS, totals, answerable, strangers, strict=True):
            yield from self._asked_of(task, a, s, number - a - s, places)

    def _asked_of(
        self, task: str, answerable: int, strangers: int, lacking: int, places: Iterator[int]
    ) -> Iterator[TextQuestion]:
        """Every attribute of a task comes with an answer as often as the others."""
        attributes, rng = attributes_of(task), self.rng
        wanted = [
            (ANSWERABLE, attribute) for attribute in balanced_draw(rng, attributes, answerable)
        ]
        without = balanced_draw(rng, attributes, strangers + lacking)
        # Clothes are on every picture: only with somebody who is not there can they be absent.
        without.sort(key=lambda attribute: attribute != "clothes")
        wanted += zip(
            [ABSENT_PERSONA] * strangers + [ABSENT_ATTRIBUTE] * lacking, without, strict=True
        )
        for (kind, attribute), at in zip(wanted, places, strict=False):
            for each in (
                attribute,
                *shuffled(rng, [other for other in attributes if other != attribute]),
            ):
                found = ask(rng, self.noted, self.split, task, each, kind, self.contexts, at)
                if found is not None:
                    yield found
                    break
            else:
                raise self._lacking(f"{task}, {kind}")

    def _asked_own(self, count: int) -> Iterator[TextQuestion]:
        """Questions that were written about people who exist."""
        queries = read_queries(self.world)
        if not queries:
            raise BadInput(
                f"{self.world.folder}: there are no questions about its people yet: profile "
                "them first",
                code="world_not_profiled",
            )
        answerable = self.kind.answerable
        weights = (answerable, self.kind.absent_persona, 1 - answerable - self.kind.absent_persona)
        kinds = [
            kind
            for kind, number in zip(
                (ANSWERABLE, ABSENT_PERSONA, ABSENT_ATTRIBUTE),
                apportion(count, weights),
                strict=True,
            )
            for _ in range(number)
        ]
        places = balanced_draw(self.rng, range(self.contexts), count)
        for kind, modality, at in zip(
            kinds, balanced_draw(self.rng, _SHOWN, count), places, strict=True
        ):
            pool = self.faces if modality == "visual" else self.speakers
            found = ask_own(self.rng, pool, queries, modality, kind, self.contexts, at)
            if found is None:
                raise self._lacking(
                    f"text QA, {kind}, by {'face' if modality == 'visual' else 'voice'}"
                )
            yield found


def _question_of(asked: TextQuestion) -> tuple[Question, dict[str, str]]:
    about = {"subtask": asked.task, "attribute": asked.attribute}
    if asked.gold is None:
        about["absent"] = "persona" if asked.kind == ABSENT_PERSONA else "attribute"
    label = Label("abstain") if asked.gold is None else Label("answer", asked.gold)
    query = Entry(
        asked.image.path if asked.image else None,
        asked.voice.path if asked.voice else None,
        asked.text,
    )
    return Question(
        asked.scene.target.person.id, tuple(map(entry, asked.scene.encounters)), query, label
    ), about
