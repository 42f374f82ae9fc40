"""Dates in running text, as people write them, with what they leave out left open.

A date is a place in the text and the days it may mean. "14 June" names no year and "the 14th" no
month, so neither is resolved to a day. What is said from the day of writing ("last Tuesday", "in
three weeks") is resolved when that day is known. Weeks begin on Mondays; "last Tuesday" is the
latest one before, "this Friday" the first one from the day on, "next Friday" that of next week.

Where the order of day and month is open (3/4/89), it is that of an unambiguous date in the same
text, else that of the setting; "auto" is the order of the locale.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from functools import lru_cache

from persona_assistant.language import date_words as words
from persona_assistant.language.date_parts import (
    DateOrder,
    FoundDate,
    Precision,
    Reader,
    locale_order,
    moved,
)
from persona_assistant.language.date_patterns import MAY_HOLD_ONE, NEEDS, NUMERIC, WAYS
from persona_assistant.language.date_readings import Read
from persona_assistant.language.patterns import compiled

__all__ = [
    "DateOrder",
    "FoundDate",
    "Precision",
    "find_dates",
    "locale_order",
    "moved",
    "written_out",
]


@lru_cache(maxsize=8192)
def find_dates(
    text: str, written: datetime.date | None = None, order: DateOrder = "auto"
) -> tuple[FoundDate, ...]:
    """The dates in a text, in order, without overlap. `written` is the day it was written."""
    if not compiled(MAY_HOLD_ONE).search(text):
        return ()
    reader = Reader(written, _order_in(text, order))
    taken: list[FoundDate] = []
    held: dict[str, bool] = {}
    for pattern, read in WAYS:
        need = NEEDS.get(read, r"\d")
        if need not in held:
            held[need] = compiled(need).search(text) is not None
        if not held[need]:
            continue
        for match in compiled(pattern).finditer(text):
            if any(match.start() < each.end and each.start < match.end() for each in taken):
                continue
            found = _read(reader, read, match)
            if found is not None:
                taken.append(found)
    return tuple(_ranges(text, sorted(taken, key=lambda each: each.start), written))


def written_out(day: datetime.date) -> str:
    """14 June 1989, whatever the locale."""
    return f"{day.day} {words.MONTH_NAMES[day.month - 1]} {day.year}"


def _read(reader: Reader, read: Read, match: re.Match[str]) -> FoundDate | None:
    try:
        found = read(reader, match)
    except (ValueError, OverflowError):  # no such day: 31 June
        return None
    if found is None:
        return None
    start, end = match.span("all") if "all" in match.re.groupindex else match.span()
    end -= match.string[start:end].endswith(".")  # of the sentence
    return replace(found, start=start, end=end, text=match.string[start:end])


def _order_in(text: str, order: DateOrder) -> DateOrder:
    if order != "auto":
        return order
    orders: set[DateOrder] = set()
    for match in compiled(NUMERIC).finditer(text):
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            orders.add("dmy")
        elif second > 12 >= first:
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else locale_order()


# --- ranges of two dates, and open ones


def _ranges(text: str, found: list[FoundDate], written: datetime.date | None) -> list[FoundDate]:
    """Joins "May" and "July" of "from May to July", and opens "since May"."""
    joined: list[FoundDate] = []
    for each in found:
        before = joined[-1] if joined else None
        if before and _linked(text, before, each) and _join(before, each):
            start = before.start
            begun = before.first or (_in_year(before, each.year) if each.year else None)
            joined[-1] = replace(
                before,
                end=each.end,
                text=text[start : each.end],
                first=begun,
                last=each.last,
                year=before.year or (begun.year if begun else None),
                precision="range",
            )
            continue
        joined.append(each)
    return [_opened(text, each, written) for each in joined]


def _linked(text: str, before: FoundDate, after: FoundDate) -> bool:
    link = text[before.end : after.start]
    if link.strip().lower() == "and":
        return text[: before.start].rstrip().lower().endswith("between")
    return _BETWEEN.fullmatch(link) is not None


def _join(before: FoundDate, after: FoundDate) -> bool:
    if before.precision == "range" or after.precision == "range":
        return False
    return not (before.last and after.last) or before.last <= after.last


def _in_year(found: FoundDate, year: int) -> datetime.date | None:
    if found.month is None:
        return None
    try:
        return datetime.date(year, found.month, found.day or 1)
    except ValueError:
        return None


def _opened(text: str, found: FoundDate, written: datetime.date | None) -> FoundDate:
    """Since May 2024: from its first day on; until 2018: to its last one."""
    if found.precision == "range":
        return found
    before = text[max(0, found.start - 20) : found.start]
    if _SINCE.search(before):
        first = found.first
        if first is None and written is not None and found.month is not None:
            first = _in_year(found, written.year)
            if first is not None and first > written:
                first = _in_year(found, written.year - 1)
        year = found.year or (first.year if first else None)
        return replace(found, first=first, last=None, year=year, precision="range")
    if _UNTIL.search(before):
        return replace(found, first=None, precision="range")
    return found


_BETWEEN = re.compile(
    r"\s*(?:-|–|—|to|and|until|till|til|through|bis|a|al|hasta|à|au|jusqu['’]en|até|fino a)\s*"
    r"(?:the\s+)?",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|ever since|from|as of|starting|seit|ab|desde|depuis|dal?|a partir de)\s+"
    r"(?:the\s+)?(?:early\s+|mid[- ]|late\s+|about\s+|around\s+)?$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|til|up to|through|bis|hasta|jusqu['’](?:en|au)|até|fino a)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
