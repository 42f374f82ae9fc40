"""Of several statements of one thing the one that was before."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.words import STOP, words
from persona_assistant.reader.reading import Found
from persona_assistant.reader.same_thing import is_newer_work
from persona_assistant.reader.standing import Holds
from persona_assistant.reader.stated import Settled, Statement, at_once, is_same, less_sure, names

_HINT = 0.05
"""The probability from which on a place may be what was before."""


def former(
    stated: Sequence[Statement], rest: Sequence[Found], then: str, *, arrived: bool
) -> Settled:
    """The latest statement that no longer holds; else the one before the newest. `then` is what
    came after it: "an instructor". What somebody did before they `arrived` is
    nothing that holds today."""
    came = {word.stem for word in words(then) if word.lower not in STOP} - _ENDING
    came = set() if arrived else came
    later = [each for each in stated if came and _tells_of(then, came, each.place)]
    rest = [*(each.place for each in later), *rest]
    if later and len(later) == len(stated):
        others = rest[len(later) :]
        if (best := _only_other(later, others)) is not None:
            sure = replace(best, probability=max(each.place.probability for each in later))
            return Settled((sure, *map(less_sure, later), *(it for it in others if it is not best)))
        return Settled((*map(less_sure, later), *others))
    stated = [each for each in stated if each not in later]
    ended = [each for each in stated if each.standing.holds is Holds.NO]
    past = [each for each in stated if each.standing.holds is Holds.PAST_TENSE]
    older = [
        each
        for each in stated[1:]
        if not is_same(each.place.span, stated[0].place.span) and not at_once(stated[0], each)
    ]
    if came and not later and any(_came_then(each, stated[0], came) for each in rest):
        return Settled((stated[0].place, *(each.place for each in stated[1:]), *rest))
    since_then = any(is_newer_work(each, stated[0].place) for each in rest)
    unsure = not (ended or past or older or since_then)
    if unsure and any(_is_older(each, stated[0]) for each in rest):
        return Settled((*map(less_sure, stated), *rest))
    if arrived and not (ended or past):
        return Settled((*map(less_sure, stated), *rest))
    former = (ended or past or older or list(stated))[0]
    others = [each.place for each in stated if each is not former]
    return Settled((former.place, *others, *rest))


_LIKELY, _CLEARER = 0.45, 0.75


def _only_other(later: Sequence[Statement], rest: Sequence[Found]) -> Found | None:
    """Of what is left without what came then, the one older place that the network holds likely."""
    day = min(each.place.note.date or datetime.date.min for each in later)
    older = [each for each in rest if (each.note.date or datetime.date.max) < day]
    if not older or older[0].probability < _LIKELY:
        return None
    best = max(older, key=lambda each: each.probability)
    near = [each for each in rest if each.probability > _CLEARER * best.probability]
    return best if near == [best] else None


_ENDING = frozenset(word.stem for word in words("retired retiring retirement pension ex former"))


def _tells_of(then: str, came: set[str], place: Found) -> bool:
    """Whether the clause of a place tells of what came then: a courier by bike does not yet tell of
    "fixed bikes"."""
    head = next((each.stem for each in words(then) if each.stem in came), "")
    return names(_clause_of(place), {head})


def _clause_of(place: Found) -> str:
    """What its clause says, up to the next one."""
    end = place.start + len(place.span)
    before = re.split(r"[,.;\n!?]", place.note.text[: place.start])[-1]
    after = re.split(r"[,.;\n!?(]|\s(?:and|but|before|after|since)\s", place.note.text[end:])[0]
    return before + place.span + after


def _came_then(place: Found, newest: Statement, came: set[str]) -> bool:
    """Whether a less sure place names what came then, in a newer note than the newest statement."""
    dates = place.note.date, newest.place.note.date
    if None in dates or not names(_clause_of(place), came):
        return False
    return (dates[0] or datetime.date.min) > (dates[1] or datetime.date.max)


def _is_older(place: Found, newest: Statement) -> bool:
    """Whether an older note may say something else: then the newest statement is no former one."""
    dates = place.note.date, newest.place.note.date
    if place.probability < _HINT or None in dates or is_same(place.span, newest.place.span):
        return False
    return (dates[0] or datetime.date.max) < (dates[1] or datetime.date.min)
