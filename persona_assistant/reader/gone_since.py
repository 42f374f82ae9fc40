"""What a newer note says to be over is no answer to what somebody has: the dog that died.

The network points at all dogs that the notes tell of. Where a newer note names one of them and says
that it is gone, it holds no longer.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence, Set
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import Word
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_relative import asked_relative
from persona_assistant.reader.asked_still import things_in
from persona_assistant.reader.asked_time import BEFORE, OF_WORK, SINGLE, STILL, asks_for_first, says
from persona_assistant.reader.asked_work import asks_for_work
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.reading import Found
from persona_assistant.reader.still import ended_since
from persona_assistant.reader.swapped import swapped_for

_ASKS = r"^\W*(?:and |so |but )?(?:what|which|who|where)\b"
_OF_THEN = r"\b(?:did|was|were|had|happen\w*|stop\w*|end\w*|sold?|lost|die[ds]?|favou?rite)\b"
_LEAST = 0.3


def without_gone(
    question: str,
    found: Sequence[Found],
    notes: Sequence[Note],
    name: str | None,
    today: datetime.date,
) -> tuple[Found, ...]:
    """The places for a question of what is so today; less probable those whose thing a newer note
    says to be over."""
    asked = plain(question)
    if name is None or not compiled(_ASKS).search(asked) or compiled(_OF_THEN).search(asked):
        return tuple(found)
    if says(f"{STILL}|{BEFORE}|{OF_WORK}", asked) or asks_for_first(asked):
        return tuple(found)
    if asks_for_work(question, name):
        return tuple(found)  # what somebody retired from is what they did
    kin = asked_relative(question, name)
    if kin is not None and "pet" not in kin.words:
        return tuple(found)  # a husband who retired is the husband
    own = own_names(notes, name)
    known = own | {each.lower for each in things_in(asked, own)}
    one = says(SINGLE, asked)

    def gone(place: Found) -> bool:
        if one and any(_may_follow(each, place) for each in found):
            return False
        return _is_gone(place, notes, own, known, today) and not swapped_for(
            question, place, notes, name
        )

    left = [each.unfit if gone(each) else each for each in found]
    best, first = found[0], left[0]
    if first is not best:
        # That something of the kind is so is known from the first one.
        left = [_as_sure(each, best) if _is_later(each, best) else each for each in left]
    return tuple(sorted(left, key=lambda each: -each.probability))


def _is_later(newer: Found, place: Found) -> bool:
    dates = newer.note.date, place.note.date
    return dates[0] is not None and dates[1] is not None and dates[0] > dates[1]


def _as_sure(place: Found, best: Found) -> Found:
    if place.probability < _NEXT:
        return place
    return replace(place, probability=max(place.probability, best.probability))


_NEXT = 0.5
"""How probable a newer place must be to answer in the place of what is over."""


def _may_follow(newer: Found, place: Found) -> bool:
    """Whether a newer place may tell what came after it: `timeline` says which of the two holds."""
    return _is_later(newer, place) and newer.probability >= _LEAST


def _is_gone(
    place: Found, notes: Sequence[Note], own: Set[str], known: Set[str], today: datetime.date
) -> bool:
    if place.probability < _LEAST:
        return False
    things = _called(place, known)
    return bool(things) and ended_since(things, place.note, notes, own, today) is not None


def _called(place: Found, known: Set[str]) -> tuple[Word, ...]:
    """What a place calls the thing: its one name, or all its words where it has none."""
    things = [each for each in things_in(place.span, known) if not each.surface[:1].isdigit()]
    names = [each for each in things if each.surface[:1].isupper()]
    if len(names) > 1 and not _is_one(place.span, names):
        return tuple(each for each in things if each not in names)  # "ferrets Bill and Ben"
    return tuple(names or things)


def _is_one(span: str, names: Sequence[Word]) -> bool:
    """Whether several capitalised words are one name: "Foster & Hale", not "Salt and Pepper"."""
    return " and " not in span and "," not in span
