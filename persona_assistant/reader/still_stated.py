"""Whether something is still so, by the newest statement of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.words import STOP, words
from persona_assistant.reader.reading import Found
from persona_assistant.reader.same_thing import lacks
from persona_assistant.reader.standing import Holds
from persona_assistant.reader.stated import (
    LONG_AGO,
    Settled,
    Statement,
    at_once,
    history_of,
    less_sure,
    names,
    when_stated,
    with_year,
)

LINE = 0.5
"""The least probability of a statement that counts."""


def still_stated(asked: str, stated: Sequence[Statement], rest: Sequence[Found]) -> Settled:
    """No, where the newest statement says that it ended or names something else."""
    ordered = (*(each.place for each in stated), *rest)
    asked_of = {word.stem for word in words(asked)}
    thing = asked.rpartition("still")[2]
    content = {word.stem for word in words(thing) if word.lower not in STOP} - _STILL_WORDS
    newest = max(stated, key=lambda each: when_stated(each)[1:])
    named = any(names(each.place.sentence, content) for each in stated)
    before = any(names(each.sentence, content) for each in rest)
    over = _surely_over(newest) or (before and _left(newest))
    if content - _TOGETHER and not named and not over:
        return Settled((*map(less_sure, stated), *rest))
    if re.search(r"\bstill (?:not|no|doesn['’]?t)\b", asked):  # "still not eat fish"
        return Settled(ordered)
    if newest.standing.holds is Holds.NO or (not named and over):
        places = (newest.place, *(each for each in ordered if each is not newest.place))
        return Settled(places, f"no: {newest.place.span}", earlier=newest.place)
    current = stated[0]
    others = [each for each in stated[1:] if names(each.place.span, asked_of)]
    if others and not names(current.place.span, asked_of) and not at_once(current, others[0]):
        told = history_of(current, others[0])
        return Settled(ordered, f"no: {current.place.span}", told, others[0].place)
    if doubt := _overtaking(current, rest):
        return Settled(ordered, ", ".join(map(with_year, (current.place, doubt))))
    if names(current.place.span, asked_of):
        over = lacks(current.place, ordered, content - _TOGETHER)
        return Settled(ordered, f"{'no' if over else 'yes'}: {current.place.span}")
    return Settled(ordered)


def _surely_over(newest: Statement) -> bool:
    """Whether it says that something ended, in other words than the question: "left the bookshop",
    where "still selling books" is asked."""
    return newest.standing.holds is Holds.NO and newest.place.probability >= _SURE


_SURE = 0.85


def _left(newest: Statement) -> bool:
    """Whether it begins with what ends work: "left law altogether"."""
    return re.match(_LEFT, newest.place.span, re.IGNORECASE) is not None


_LEFT = r"(?:has |have |had )?(?:left|quit|retired|resigned|gave up|packed in|stopped)\b"


def _overtaking(current: Statement, rest: Sequence[Found]) -> Found | None:
    """A less sure place in a newer note that may say something else of today."""
    for each in rest:
        newer = (each.note.date or LONG_AGO) > (current.place.note.date or LONG_AGO)
        changed = re.search(r"\b(?:again|now|instead|these days)\b", each.sentence, re.I)
        if newer and each.probability >= (_MAY_CHANGE if changed else LINE):
            return each
    return None


_MAY_CHANGE = 0.3
"""The probability from which on a newer place counts that says that something changed."""
_TOGETHER = frozenset(word.stem for word in words("couple together married engaged dating item"))
_STILL_WORDS = frozenset(word.stem for word in words("still anymore any more these days now"))
