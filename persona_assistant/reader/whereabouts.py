"""Where somebody is right now: at home, unless a newer note has them somewhere else.

"In Lisbon till the end of October" tells it up to that day; from then on they are at home again.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import FoundDate, find_dates
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.home_history import Home, history_of
from persona_assistant.reader.home_ties import Tie
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_IS = (
    r"^where(?:abouts)?(?: is| are|['’]?s) (?P<who>[\w'-]+(?: [\w-]+){0,2}?)"
    r"(?: at| to)?(?: (?:right now|rn|now|just now|at the moment|atm|at present|currently|today"
    r"|these days|nowadays|this week))?$"
)
_MARK = 0.5
"""The probability from which on a newer place may be where they are."""
_AWAY = r"\b(?:in|at|to|on|near|back)\b"
_UNITS = {"day": 1, "night": 1, "week": 7, "wk": 7, "fortnight": 14, "month": 31, "year": 366}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "few": 4,
    "couple of": 2, "a couple of": 2,
}  # fmt: skip
_LASTING = (
    rf"\bfor (?:the |another )?(?P<number>\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
    rf"\s(?P<unit>{'|'.join(_UNITS)})s?\b"
)


def asks_where_now(question: str, names: str) -> bool:
    """Whether it asks where the person of these names is."""
    asked = compiled(_IS).match(" ".join(plain(question).rstrip(" ?!.").split()))
    if asked is None:
        return False
    known = set(re.findall(r"\w+", plain(names)))
    return set(asked["who"].split()) <= known


def where_now(found: Sequence[Found], own: Sequence[Home], today: datetime.date) -> Found | None:
    """The place where they are; None where the notes know of no home to be at."""
    _, home = history_of(own)
    if home is None:
        return None
    others = [each for each in own if each.stated.tie is not Tie.VISIT]
    newer = [
        each
        for each in found
        if each.probability >= _MARK
        and (each.note.date or datetime.date.min) > home.when[0]
        and compiled(_AWAY).search(sentence_at(each.note.text, each.start))
        and not any(other.overlaps(each) for other in others)
        and not _is_over(each, today)
    ]
    newest = max(newer, key=lambda each: each.note.date or datetime.date.min, default=None)
    return home.place(found) if newest is None else newest


def _is_over(place: Found, today: datetime.date) -> bool:
    """Whether the sentence says until when, and that day has passed."""
    written, said = place.note.date, sentence_at(place.note.text, place.start)
    if written is None:
        return False
    if long := compiled(_LASTING).search(said):
        number = long["number"].lower()
        days = (int(number) if number.isdigit() else _NUMBERS[number]) * _UNITS[
            long["unit"].lower()
        ]
        return written + datetime.timedelta(days=days) < today
    dates = find_dates(said, written)
    ends = [day for each in dates if (day := _last_day(each, written)) and day >= written]
    return bool(ends) and max(ends) < today


def _last_day(date: FoundDate, written: datetime.date) -> datetime.date | None:
    if date.last is not None or date.first is not None:
        return date.last or date.first
    if date.month is None:
        if date.day is None:
            return None
        later = written + datetime.timedelta(days=31 if date.day < written.day else 0)
        return later.replace(day=min(date.day, 28))
    year = written.year + (date.month < written.month)
    if date.day is not None and date.precision != "range":
        return datetime.date(year, date.month, min(date.day, 28))
    end = datetime.date(year + date.month // 12, date.month % 12 + 1, 1)
    return end - datetime.timedelta(days=1)
