"""From when on a home is one: "bought 3 Lark Close, moving in jan" is no home before January.

A note tells of a move before it happens. Who is asked for a home later is told the one that has
begun by then, and until then the one before it.
"""

from __future__ import annotations

import datetime
import re

from persona_assistant.language.date_words import MONTH_NAMES, plain
from persona_assistant.language.dates import DateOrder, FoundDate, find_dates
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.home_ties import Tie

_CUE = (
    r"^[^.;\n]{0,60}?(?:\b(?:mov(?:e|es|ing)(?: (?:in|over|there|down|up))?|gets? (?:the )?keys"
    r"|(?:be|get) in|keys|complet(?:e|es|ing|ion)|starting|handover|exchange)\b"
    r"(?! (?:to|out|away|back|from|house)\b)"
    r"|^[\s,(]{1,3}(?:as )?(?:from|of)\b)"
)
"""What says that a home that is theirs begins later."""
_PAST = (
    r"\b(?:moved|since|last|ago|was|were|went|gone|left|ended up|settled|lives?|living"
    r"|based|stay\w*|rents|still|back)\b"
)
_SEASONS = {"spring": 4, "summer": 7, "autumn": 10, "fall": 10, "winter": 1}
_FEASTS = (
    (r"\b(?:new year(?:['’]?s)?|the new year|hogmanay)\b", (1, 2)),
    (r"\b(?:xmas|christmas)\b", (12, 27)),
    (r"\beaster\b", (4, 10)),
    (r"\bthanksgiving\b", (11, 27)),
)
_MIDDLE = 15
"""The day of a month that is meant by the month."""
_MONTHS = [each.lower() for each in MONTH_NAMES]
_SOON = 60
"""Days ahead of "next summer": a nearer summer is "this summer"."""


def begins(
    text: str,
    said_at: int,
    end: int,
    tie: Tie,
    written: datetime.date | None,
    order: DateOrder = "auto",
) -> datetime.date | None:
    """The day from which on `text[:end]` speaks of a home; None where it says no such day."""
    if written is None or tie not in (Tie.MOVING, Tie.LIVES):
        return None
    behind = re.split(r"[;\n]|[.!?](?=\s|$)", text[end:])[0]
    if tie is Tie.MOVING:
        return day_ahead(text[said_at:end] + behind, written, order)
    said = text[said_at:end]
    if compiled(_PAST).search(said):
        return None
    if day := _told_before(text[:said_at], said, written, order):
        return day
    cue = compiled(_CUE).search(behind)
    if cue is None or compiled(r"\b(?:since|ago|last)\b").search(behind[: cue.end() + 15]):
        return None
    day = day_ahead(behind[cue.start() : cue.end() + 30], written, order)
    return day if day is not None and day > written else None


def _told_before(
    text: str, said: str, written: datetime.date, order: DateOrder
) -> datetime.date | None:
    """ "They're moving in february, new place is in Belper": the day of the move before it."""
    if not compiled(r"\b(?:new|bought|buying|got|place|house|flat)\b").search(said):
        return None
    sentence = re.split(r"[.;\n!?]", text)[-1]
    move = compiled(_MOVING).search(sentence)
    if move is None or compiled(_PAST).search(sentence[: move.end() + 15]):
        return None
    day = day_ahead(sentence[move.end() : move.end() + 30], written, order)
    return day if day is not None and day > written else None


_MOVING = r"\b(?:moving|moves?|complet(?:e|es|ing|ion)|keys)\b(?!\s(?:out|away|from)\b)"


def day_ahead(text: str, written: datetime.date, order: DateOrder = "auto") -> datetime.date | None:
    """The first day of which a text speaks that lies ahead of the day of writing."""
    for each in find_dates(text, written, order):
        day = _ahead(text, each, written)
        if day is not None:
            return day
    said = plain(text)
    for pattern, (month, number) in _FEASTS:
        if re.search(pattern, said):
            return _next(month, number, written)
    if named := re.search(rf"\b(?:come|by|in|of|mid|late|early) ({'|'.join(_MONTHS)})\b", said):
        return _next(_MONTHS.index(named[1]) + 1, _MIDDLE, written)
    return None


def _ahead(text: str, date: FoundDate, written: datetime.date) -> datetime.date | None:
    said = plain(date.text)
    season = next((each for each in _SEASONS if each in said), None)
    if season is not None:
        soon = datetime.timedelta(days=_SOON if "next" in said else 0)
        named = re.search(r"\b(20\d\d)\b", said)
        if named:
            return datetime.date(int(named[1]), _SEASONS[season], _MIDDLE)
        begun = _next(_SEASONS[season], _MIDDLE, written)
        return begun.replace(year=begun.year + 1) if begun and begun < written + soon else begun
    if re.search(r"\b(?:last|ago|yesterday)\b", said):
        return None
    if date.precision == "year":
        return date.last
    if date.month is None or date.relative:
        return date.last if date.relative else None
    before = plain(text[: date.start])
    part = re.search(r"\b(end|late|mid|start|early|beginning)\b[\w ]{0,8}$", before)
    of_part = {"end": 28, "late": 25, "start": 3, "early": 5, "beginning": 3}
    middle = of_part.get(part[1], _MIDDLE) if part else _MIDDLE
    day = date.day or middle
    if date.year is not None and re.search(r"\b(?:20\d\d|\d\d$)", said) and date.first is not None:
        return date.first.replace(day=min(day, 28)) if date.day is None else date.first
    return _next(date.month, day, written)


def _next(month: int, day: int, written: datetime.date) -> datetime.date | None:
    """The next such day from a day on; of the very month of writing the one in it."""
    year = written.year + (month < written.month)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
