"""The words of reading: a place in a note that may answer, and what a reader makes of it all."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from persona_assistant.pmg import Note


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a note that may answer."""

    note: Note
    sentence: str
    """As it stands in the note."""
    span: str
    """The fewest words that answer, as they stand in the note."""
    start: int
    """Where the span begins in `note.text`, in characters."""
    probability: float
    """That it answers."""

    @property
    def unfit(self) -> Found:
        """The place where something tells that it does not answer: far less probable, and only
        given where nothing else is left."""
        return replace(self, probability=self.probability * _UNFIT)


_UNFIT = 0.3
"""What remains of the probability of a place that does not fit."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the notes say to a question."""

    answered: bool
    """Whether the probability is high enough to answer."""
    probability: float
    """That the best place answers; 0 where there is nothing to read."""
    answer: str = ""
    """The answer in the fewest words: a span, or what was reckoned from it ("36")."""
    found: tuple[Found, ...] = ()
    """The places, most probable first. The answer stands on the first one."""
    earlier: Found | None = None
    """An older statement of the same thing that no longer holds."""
    history: str = ""
    """What is told after the answer: "since May 2024; Lyon before"."""
    instead: str = ""
    """Where nothing answers, what is known in its place: "only the year is noted: 1985"."""


class AnyReader(Protocol):
    """Reads notes. Safe to use from several threads."""

    def read(
        self,
        question: str,
        notes: Sequence[Note],
        *,
        name: str | None = None,
        today: datetime.date | None = None,
    ) -> Reading:
        """Reads one person's notes for the answer. `name` is who they are about; `today` is what
        ages are reckoned from, by default the current day."""

    def read_people(
        self,
        question: str,
        people: Mapping[int, tuple[str, Sequence[Note]]],
        *,
        today: datetime.date | None = None,
    ) -> dict[int, Reading]:
        """The same question read in several people's (name, notes), by persona id: faster than one
        by one."""

    def relevance(
        self, question: str, notes: Sequence[Note], *, name: str | None = None
    ) -> list[float]:
        """How likely each note helps to answer, in [0, 1]: what to leave out of a prompt that
        cannot hold them all."""
