"""What a date is made of: the days it may mean, and the parts that were said."""

from __future__ import annotations

import calendar
import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from persona_assistant.language import date_words as words

DateOrder = Literal["auto", "dmy", "mdy", "ymd"]
Precision = Literal["day", "week", "month", "season", "year", "decade", "range"]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text."""

    start: int
    """In characters."""
    end: int
    text: str
    """`text[start:end]` of what was read."""
    precision: Precision
    first: datetime.date | None = None
    """The first day it may mean; None where that is open."""
    last: datetime.date | None = None
    """The last one; equal to `first` for a day."""
    year: int | None = None
    """Of a range, year, month and day are those of its beginning."""
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """From 0 for Monday, where the text names one."""
    relative: bool = False
    """Said from the day of writing."""


def locale_order(environment: Mapping[str, str] = os.environ) -> DateOrder:
    """The order in which the user's locale writes a date."""
    named = next(
        (value for key in ("LC_ALL", "LC_TIME", "LANG") if (value := environment.get(key))), ""
    )
    tag = named.partition(".")[0].replace("-", "_")
    if tag.startswith(("en_US", "en_PH", "es_PR")):
        return "mdy"
    return "ymd" if tag.startswith(("zh", "ja", "ko", "hu", "lt", "mn", "sv", "en_CA")) else "dmy"


@dataclass(frozen=True)
class Reader:
    """What a date is read by."""

    written: datetime.date | None
    order: DateOrder

    def year(self, digits: str | None) -> int | None:
        """Of two digits the latest year that is not later than the next one."""
        if digits is None:
            return None
        digits = digits.strip("'’ ")
        if not digits.isdigit():
            return _year_in_words(digits)
        if len(digits) == 4:
            return int(digits)
        latest = (self.written or datetime.date.today()).year + 1
        return latest - (latest - int(digits)) % 100


def day_of(year: int | None, month: int | None, day: int, weekday: int | None = None) -> FoundDate:
    """A day, its year and month known or not; raises ValueError when there is none."""
    if month is not None:
        whole = datetime.date(year or 2000, month, day)
        resolved = whole if year is not None else None
    elif not 1 <= day <= 31:
        raise ValueError(day)
    else:
        resolved = None
    return FoundDate(0, 0, "", "day", resolved, resolved, year, month, day, weekday)


def known_day(day: datetime.date | None, weekday: int | None = None) -> FoundDate:
    """A day said from the day of writing."""
    if day is None:
        return FoundDate(0, 0, "", "day", weekday=weekday, relative=True)
    return replace(day_of(day.year, day.month, day.day, weekday), relative=True)


def month_of(year: int | None, month: int) -> FoundDate:
    if year is None:
        return FoundDate(0, 0, "", "month", month=month)
    last = calendar.monthrange(year, month)[1]
    first = datetime.date(year, month, 1)
    return FoundDate(0, 0, "", "month", first, first.replace(day=last), year, month)


def years_from(first: int, last: int, precision: Precision) -> FoundDate:
    begin, end = datetime.date(first, 1, 1), datetime.date(last, 12, 31)
    if end < begin:
        raise ValueError(last)
    return FoundDate(0, 0, "", precision, begin, end, first)


def days_from(first: datetime.date | None, count: int, precision: Precision) -> FoundDate:
    if first is None:
        return FoundDate(0, 0, "", precision, relative=True)
    last = first + datetime.timedelta(count - 1)
    return FoundDate(0, 0, "", precision, first, last, first.year, first.month, relative=True)


def moved(day: datetime.date, count: int, unit: str) -> datetime.date:
    """So many days, weeks, months or years later; the 31st becomes the 30th where it must."""
    if unit in ("day", "week"):
        return day + datetime.timedelta(count * (7 if unit == "week" else 1))
    months = 12 * day.year + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def in_order(reader: Reader, first: int, second: int, dotted: bool) -> tuple[int, int]:
    """(day, month) of two numbers; dots put the day first, as no American does."""
    american = reader.order == "mdy" and not dotted
    day, month = (second, first) if american else (first, second)
    return (month, day) if month > 12 >= day and not dotted else (day, month)


def _year_in_words(spelt: str) -> int:
    """nineteen eighty-nine, two thousand and nine."""
    plain = spelt.lower().replace("-", " ")
    if plain.startswith("two thousand"):
        rest = plain.removeprefix("two thousand").replace(" and ", " ").strip()
        return 2000 + (words.cardinal(rest) if rest else 0)
    century, _, rest = plain.partition(" ")
    return 100 * words.CARDINALS[century] + words.cardinal(rest.removeprefix("oh "))
