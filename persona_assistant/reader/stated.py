"""Statements of one thing in the order in which they hold: those of today first, then the newer."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import written_out
from persona_assistant.language.words import STOP, words
from persona_assistant.reader.reading import Found
from persona_assistant.reader.standing import Holds, Standing

LONG_AGO = datetime.date.min
_ENDED = 0.5
"""What remains of the probability where all there is has ended and today is asked about."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The statements in the order in which they hold."""

    found: tuple[Found, ...]
    """The answer stands on the first one."""
    answer: str = ""
    """As a list, or with yes or no; "" where the first span says it all."""
    history: str = ""
    """Since when it holds and what was before: "since May 2024; Lyon before"."""
    earlier: Found | None = None
    """An older statement of the same thing that no longer holds."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A place with what its clause says of its time."""

    place: Found
    standing: Standing


def by_time(stated: Sequence[Statement]) -> list[Statement]:
    """What holds now first, then what was stated later."""
    return sorted(stated, key=when_stated, reverse=True)


def when_stated(each: Statement) -> tuple[bool, datetime.date, int, int, int, float]:
    """What tells of two statements which one holds, the greater one."""
    place, holds = each.place, each.standing.holds
    return (
        holds > Holds.NO,
        place.note.date or datetime.date.min,
        holds,
        place.note.triplet_id or 0,
        place.start,
        place.probability,
    )


def less_sure(each: Statement) -> Found:
    """Its place where all there is has ended and today is asked about."""
    return replace(each.place, probability=each.place.probability * _ENDED)


def at_once(one: Statement, other: Statement) -> bool:
    """Whether nothing tells two statements apart in time."""
    same_day = one.place.note.date == other.place.note.date
    return same_day and one.standing.holds == other.standing.holds


def history_of(current: Statement, before: Statement) -> str:
    """What is told after the current statement of since when it holds and what was before."""
    since = current.standing.since
    return history(since, current.place.note.date, before.place.span)


def history(since: str, written: datetime.date | None, before: str) -> str:
    """What is told after what holds: since when, or when it was noted, and what was before."""
    when = f"since {since}; " if since else f"noted on {written_out(written)}; " if written else ""
    return f"{when}{before} before"


def is_same(one: str, other: str) -> bool:
    """Whether two spans say the same: all content words of the shorter are in the longer."""
    first, second = (
        {word.stem for word in words(each) if word.lower not in STOP} or {plain(each)}
        for each in (one, other)
    )
    return first <= second or second <= first


def with_year(place: Found) -> str:
    """What a place says, with the year of its note."""
    return f"{place.span} ({place.note.date.year})" if place.note.date else place.span


def names(span: str, stems: set[str]) -> bool:
    """Whether a span has one of these words."""
    content = {word.stem for word in words(span) if word.lower not in STOP}
    return bool(content & stems)


def odds(place: Found) -> float:
    """How much likelier than not a place answers."""
    return place.probability / max(1 - place.probability, 1e-9)
