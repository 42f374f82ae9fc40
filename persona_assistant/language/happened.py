"""When something happened by a note: "laid off in october", noted in November 2023, was in 2023.

A date in the words themselves decides; without one, the day of the note does.
"""

from __future__ import annotations

import datetime
import re
from typing import TypeAlias

from persona_assistant.language.dates import FoundDate, find_dates
from persona_assistant.language.numbers import number_in

When: TypeAlias = tuple[datetime.date, datetime.date]
"""The first and the last day."""

_BEFORE_IT = re.compile(r"\s*\b(?:back )?(?:in|on|during|at|over|around|since|from)?\s*$", re.I)
_SINCE = re.compile(r"\bsince\s*$", re.I)


_THE_LAST = re.compile(
    r",? (?:in|over|within|during) the (?:last|past) (?:(?P<n>\d{1,2}|[a-z]+) )?"
    r"(?P<unit>years?|months?|weeks?|decades?)$",
    re.I,
)
_DAYS = {"year": 365.25, "month": 30.5, "week": 7.0, "decade": 3652.5}
_NEW_YEAR = re.compile(r",? (?:early )?(?:in|for|with) the new year$", re.I)


def without_when(asked: str, today: datetime.date) -> tuple[str, When | None]:
    """A question without the time that it names, and that time."""
    if new := _NEW_YEAR.search(asked):
        year = today.year + 1
        first = datetime.date(year, 1, 1), datetime.date(year, 3, 31)
        return asked[: new.start()] + asked[new.end() :], first
    if past := _THE_LAST.search(asked):
        number = number_in(past["n"]) if past["n"] else 1.0
        days = _DAYS[past["unit"].lower().rstrip("s")] * (number or 1.0)
        begin = today - datetime.timedelta(days=round(days))
        return (asked[: past.start()] + asked[past.end() :]).strip(), (begin, today)
    for date in reversed(find_dates(asked, today)):
        span = _span(date, today)
        before, after = asked[: date.start], asked[date.end :]
        if span is None or not before.strip():
            continue
        if _SINCE.search(before):
            span = span[0], max(span[1], today)
        rest = _BEFORE_IT.sub("", before) + after
        return " ".join(rest.split()), span
    return asked, None


def happened(text: str, written: datetime.date | None, when: When) -> bool:
    """Whether what the words tell, `written` on a day, happened within a time."""
    to_come = written is not None and when[0] > datetime.date.today()
    found = spans(text, written, to_come=to_come)
    if to_come and not found:
        return False
    if not found:
        return written is not None and when[0] <= written <= when[1]
    return any(first <= when[1] and when[0] <= last for first, last in found)


def spans(text: str, written: datetime.date | None, *, to_come: bool = False) -> list[When]:
    """The times that words name which were written on a day, of what was `to_come` then."""
    return [span for each in find_dates(text, written) if (span := _span(each, written, to_come))]


def _span(date: FoundDate, written: datetime.date | None, to_come: bool = False) -> When | None:
    """From when to when; a day without a year is the last one before the day of writing, or the
    next one where it was `to_come`."""
    if date.first is not None and date.last is not None:
        return date.first, date.last
    if date.year is not None and date.month is None:
        return datetime.date(date.year, 1, 1), datetime.date(date.year, 12, 31)
    if date.month is None or (date.year is None and written is None):
        return None
    year = date.year
    if year is None and written is not None:
        year = written.year - (date.month > written.month)
        if to_come:
            year = written.year + (date.month < written.month)
    try:
        first = datetime.date(year or 1, date.month, date.day or 1)
    except ValueError:  # 29 February of a year that has none
        first = datetime.date(year or 1, date.month, 28)
    following = (first.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return first, first if date.day else following - datetime.timedelta(days=1)
