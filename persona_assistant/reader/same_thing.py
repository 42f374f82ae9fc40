"""Whether two statements are of one thing, so that the newer takes the place of the older.

The rent is no newer word on the price of the flat, and "Wren starts nursery" none on where her
father works: only what tells of the thing asked for can be the newer statement of it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from persona_assistant.language.dates import DateOrder
from persona_assistant.language.kin import ALIKE
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import words
from persona_assistant.language.working import is_work_at
from persona_assistant.reader.home_ties import is_wished
from persona_assistant.reader.home_times import day_ahead
from persona_assistant.reader.reading import Found

_SEEN = 0.3
"""How probable a place must be that tells of newer work."""
_LESS = 0.5
"""What remains of the probability of a place that tells of something else."""


def of_the_thing(
    asked: str, found: Sequence[Found], least: float, name: str | None
) -> Sequence[Found]:
    """The places, where some of those that answer name the thing asked for ("rent"), the others
    less sure."""
    own = {word.stem for word in words(name or "")}
    thing = {word.stem for word in words(asked) if word.content} - own
    naming = {
        id(each)
        for each in found
        if each.probability >= least and thing & {word.stem for word in words(each.sentence)}
    }
    if not naming:
        return found
    return [each if id(each) in naming else _less(each) for each in found]


def _less(place: Found) -> Found:
    return replace(place, probability=place.probability * _LESS)


def is_no_wish(place: Found) -> bool:
    """Any place will do but what is only wished for: "wants to be a teacher"."""
    return not is_wished(place.note.text, place.start) and not _WISHES.match(place.span)


_WISHES = re.compile(r"\W*(?:wants?|hop(?:es|ing)|wishes|dreams)\b", re.IGNORECASE)


def like(best: Found, asked: str, name: str | None) -> Callable[[Found], bool]:
    """What tells whether a place speaks of the thing asked for, or of what the best one does."""
    own = {word.stem for word in words(name or "")}
    thing = {word.stem for word in words(f"{asked} {best.sentence}") if word.content} - own

    def fits(place: Found) -> bool:
        return bool(thing & {word.stem for word in words(place.sentence) if word.content})

    return fits


_KEPT = frozenset(ALIKE) - frozenset(
    "husband wife partner boyfriend girlfriend fiance fiancé fiancée bf gf ex missus hubby".split()
)
"""Words for relatives whom no newer one takes the place of."""


def of_whom(best: Found, asked: str, name: str | None) -> Callable[[Found], bool]:
    """What tells whether a place is of the relative whom a question and the best place name: the
    person's own newer job is none of "her brother Ivo"."""
    own = {word.lower for word in words(name or "")}
    named = {word.lower for word in words(asked)} & {word.lower for word in words(best.sentence)}
    named = {each for each in named - own if each in _KEPT or not is_ordinary(fold(each))}

    def fits(place: Found) -> bool:
        return not named or bool(named & {word.lower for word in words(place.sentence)})

    return fits


def is_of_work(place: Found) -> bool:
    """Whether the clause of a place tells of work."""
    return is_work_at(place.note.text, place.start, place.start + len(place.span))


def is_newer_work(place: Found, other: Found) -> bool:
    """Whether a place tells of work in a newer note than another one."""
    dates = place.note.date, other.note.date
    newer = (dates[0] or datetime.date.min) > (dates[1] or datetime.date.max)
    return newer and place.probability >= _SEEN and is_of_work(place)


def is_of_year(asked: str, place: Found) -> bool:
    """Whether it was noted in the year that a question names; of any where it names none."""
    years = re.findall(r"\b(?:19|20)\d\d\b", asked)
    return not years or (place.note.date is not None and str(place.note.date.year) in years)


def lacks(newest: Found, others: Sequence[Found], asked: set[str]) -> bool:
    """Whether the newest statement has some of what is asked and an older one all of it: of "blue
    hair" the hair alone."""
    has = {word.stem for word in words(newest.sentence)}
    if not asked & has or asked <= has:
        return False
    return any(asked <= {word.stem for word in words(each.sentence)} for each in others)


_COMES = re.compile(
    r"\b(?:leav(?:es|ing)|start(?:s|ing)|begin(?:s|ning)|going|goes|join(?:s|ing)|mov(?:es|ing)"
    r"|open(?:s|ing)|tak(?:es|ing) (?:over|up)|will|off to|gets|lined up|offered)\b",
    re.IGNORECASE,
)


def is_ahead(place: Found, order: DateOrder, today: datetime.date | None = None) -> bool:
    """Whether a place tells of what begins on a day that lies ahead: "leaving in january for a job
    in Leeds"."""
    text, end = place.note.text, place.start + len(place.span)
    before = re.split(r"[(.,;\n!?]", text[: place.start])[-1]
    clause = before + place.span + re.split(r"[).;\n!?]", text[end:])[0]
    if place.note.date is None or not _COMES.search(clause):
        return False
    day = day_ahead(clause, place.note.date, order)
    return day is not None and day > (today or datetime.date.today())


def may_be_work(place: Found, found: Sequence[Found]) -> bool:
    """Whether a place tells of work, or is older than one that does."""
    if is_of_work(place):
        return True
    day = place.note.date or datetime.date.min
    days = [each.note.date or datetime.date.min for each in found if is_of_work(each)]
    return not days or day < max(days)
