"""What a match of each way of writing a date says."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

from persona_assistant.language import date_words as words
from persona_assistant.language.date_parts import (
    FoundDate,
    Reader,
    day_of,
    days_from,
    in_order,
    known_day,
    month_of,
    moved,
    years_from,
)
from persona_assistant.language.patterns import compiled

Read = Callable[[Reader, "re.Match[str]"], FoundDate | None]

_MONTHS = words.by_plain(words.MONTHS)
_WEEKDAYS = words.by_plain({**words.WEEKDAYS, **words.SHORT_WEEKDAYS})
_NEAR_DAYS = words.by_plain(words.NEAR_DAYS)
_COUNTS = words.by_plain(words.COUNTS)
_UNITS = {words.plain(name): unit for name, unit in words.UNITS.items()}
_WEEKENDS = frozenset(words.plain(name) for name in words.WEEKENDS)


# --- day and month in digits


def numeric(reader: Reader, match: re.Match[str]) -> FoundDate:
    dotted = match["sep"] == "."
    first, second, last = match["a"], match["b"], match["y"]
    if reader.order == "ymd" and len(last) == 2 and not dotted and int(last) <= 31:
        return day_of(reader.year(first.zfill(2)), int(second), int(last))
    day, month = in_order(reader, int(first), int(second), dotted)
    return day_of(reader.year(last), month, day)


def iso(_: Reader, match: re.Match[str]) -> FoundDate:
    return day_of(int(match["y"]), int(match["m"]), int(match["d"]))


def iso_month(_: Reader, match: re.Match[str]) -> FoundDate:
    return month_of(int(match["y"]), int(match["m"]))


_FRACTIONS = frozenset({(24, 7), (50, 50)})


def yearless_numeric(reader: Reader, match: re.Match[str]) -> FoundDate | None:
    first, second = int(match["a"]), int(match["b"])
    led = match["lead"] is not None
    decimal = match["sep"] == "." and not match["all"].endswith(".")
    if not led and (decimal or max(first, second) <= 12 or (first, second) in _FRACTIONS):
        return None
    return day_of(None, *reversed(in_order(reader, first, second, match["sep"] == ".")))


# --- days and months in words


def _weekday(name: str | None) -> int | None:
    return None if name is None else _WEEKDAYS[words.plain(name)]


def _month_number(name: str) -> int:
    return _MONTHS[words.plain(name)]


def _day_number(match: re.Match[str]) -> int:
    spelt = match["word"]
    return int(match["d"]) if spelt is None else words.ORDINALS[re.sub(r"\s", "-", spelt.lower())]


def named_day(reader: Reader, match: re.Match[str]) -> FoundDate:
    year = reader.year(match["y"] or match["short"])
    return day_of(year, _month_number(match["m"]), _day_number(match), _weekday(match["w"]))


def named_month(reader: Reader, match: re.Match[str]) -> FoundDate:
    return month_of(reader.year(match["y"]), _month_number(match["m"]))


def led_month(_: Reader, match: re.Match[str]) -> FoundDate:
    return month_of(None, _month_number(match["m"]))


def days_of_month(reader: Reader, match: re.Match[str]) -> FoundDate:
    """3-5 May 2024."""
    year, month = reader.year(match["y"]), _month_number(match["m"])
    begin = day_of(year, month, int(match["d"]))
    end = day_of(year, month, int(match["d2"]))
    if int(match["d2"]) <= int(match["d"]):
        raise ValueError(match["d2"])
    return replace(begin, last=end.last, precision="range")


def the_day(_: Reader, match: re.Match[str]) -> FoundDate:
    return day_of(None, None, int(match["d"]), _weekday(match["w"]))


# --- years


def one_year(reader: Reader, match: re.Match[str]) -> FoundDate:
    year = reader.year(match["y"])
    assert year is not None
    return years_from(year, year, "year")


def spelt_year(reader: Reader, match: re.Match[str]) -> FoundDate:
    return one_year(reader, match)


def two_years(_: Reader, match: re.Match[str]) -> FoundDate:
    first = int(match["y"])
    end = match["y2"]
    last = int(end) if len(end) == 4 else first - first % 100 + int(end)
    return years_from(first, last, "range")


def decade(_: Reader, match: re.Match[str]) -> FoundDate:
    first = int(match["y"]) if len(match["y"]) == 4 else 1900 + int(match["y"])
    return years_from(first, first + 9, "decade")


def season(reader: Reader, match: re.Match[str]) -> FoundDate:
    """Which months those are depends on where: the year is known, if anything is."""
    year = reader.year(match["y"])
    written = reader.written
    if year is None and written is not None and (which := match["which"]):
        shift = {"last": -1, "next": 1}.get(which.lower(), 0)
        # "last summer" said in autumn is this year's: the two years that it may be.
        years = sorted((written.year, written.year + shift))
        return replace(years_from(years[0], years[1], "season"), year=None, relative=True)
    return FoundDate(0, 0, "", "season") if year is None else years_from(year, year, "season")


# --- said from the day of writing


_FRENCH = r"\b(?:je|j['’]|il|elle|nous|on|est|était|les?|la|avec|du|au|et|mon|ma)\b"


def near_day(reader: Reader, match: re.Match[str]) -> FoundDate | None:
    name = words.plain(match["name"])
    if name == "hier" and not compiled(_FRENCH).search(match.string):
        return None  # "here" in German
    shift = _NEAR_DAYS[re.sub(r"\s+", " ", name)]
    day = None if reader.written is None else reader.written + datetime.timedelta(shift)
    return known_day(day)


WHICH = {
    which: words_of.split()
    for which, words_of in {
        "last": "last past previous letzten letzte letzter letztes vorige vorigen pasado pasada "
        "dernier derniere scorso scorsa passado passada ultimo ultima",
        "this": "this diesen diese dieser dieses este esta ce cette questo questa",
        "next": "next coming nachsten nachste nachster nachstes kommenden kommende proximo proxima "
        "prochain prochaine prossimo prossima",
    }.items()
}


def _which(match: re.Match[str]) -> str:
    given = words.plain(match["which"] or match["which2"])
    return next(which for which, forms in WHICH.items() if given in forms)


def that_weekday(reader: Reader, match: re.Match[str]) -> FoundDate:
    weekday, which = _weekday(match["w"]), _which(match)
    assert weekday is not None
    day = reader.written
    if day is not None:
        if which == "last":
            day -= datetime.timedelta((day.weekday() - weekday - 1) % 7 + 1)
        elif which == "this":
            day += datetime.timedelta((weekday - day.weekday()) % 7)
        elif words.plain(match["which"] or "") == "coming":
            day += _days_until(day, weekday)
        else:
            day += datetime.timedelta(7 - day.weekday() + weekday)
    return known_day(day, weekday)


def weekday_after(reader: Reader, match: re.Match[str]) -> FoundDate:
    """A week on Monday, Saturday fortnight: so long after the next such day."""
    weekday = _weekday(match["w"])
    assert weekday is not None
    if (day := reader.written) is None:
        return known_day(None, weekday)
    weeks = 2 if match["unit"].lower() == "fortnight" else 1
    return known_day(day + _days_until(day, weekday) + datetime.timedelta(7 * weeks), weekday)


def _days_until(day: datetime.date, weekday: int) -> datetime.timedelta:
    return datetime.timedelta((weekday - day.weekday() - 1) % 7 + 1)


def this_month(reader: Reader, _: re.Match[str]) -> FoundDate:
    """The end of the month."""
    if reader.written is None:
        return FoundDate(0, 0, "", "month", relative=True)
    return replace(month_of(reader.written.year, reader.written.month), relative=True)


def that_month(reader: Reader, match: re.Match[str]) -> FoundDate:
    """Last May, next June, this March: the nearest one on that side."""
    month, which = _month_number(match["m"]), _which(match)
    if reader.written is None:
        return replace(month_of(None, month), relative=True)
    year = reader.written.year
    year -= which == "last" and month >= reader.written.month
    year += which == "next" and month <= reader.written.month
    return replace(month_of(year, month), relative=True)


def that_period(reader: Reader, match: re.Match[str]) -> FoundDate:
    """This week, last month, next year, the coming weekend."""
    unit = _period(match["unit"])
    shift = {"last": -1, "this": 0, "next": 1}[_which(match)]
    day = reader.written
    if unit in ("week", "weekend"):
        monday = None if day is None else day + datetime.timedelta(7 * shift - day.weekday())
        if unit == "week":
            return days_from(monday, 7, "week")
        return days_from(None if monday is None else monday + datetime.timedelta(5), 2, "range")
    if day is None:
        return FoundDate(0, 0, "", "month" if unit == "month" else "year", relative=True)
    day = moved(day.replace(day=1), shift, unit)
    found = (
        month_of(day.year, day.month) if unit == "month" else years_from(day.year, day.year, "year")
    )
    return replace(found, relative=True)


def _period(name: str) -> str:
    plain = words.plain(name)
    return "weekend" if plain in _WEEKENDS else _UNITS[plain]


def away(reader: Reader, match: re.Match[str]) -> FoundDate:
    """Two years ago, in three weeks: as exact as its unit."""
    number, unit = match["n"], _UNITS[words.plain(match["unit"])]
    count = int(number) if number.isdigit() else _COUNTS[words.plain(number)]
    count = -count if match["ahead"] is None else count
    if reader.written is None:
        return FoundDate(0, 0, "", unit, relative=True)  # type: ignore[arg-type]
    day = moved(reader.written, count, unit)
    if unit == "day":
        return known_day(day)
    if unit == "week":
        return days_from(day - datetime.timedelta(day.weekday()), 7, "week")
    found = (
        month_of(day.year, day.month) if unit == "month" else years_from(day.year, day.year, "year")
    )
    return replace(found, relative=True)


def named_weekday(_: Reader, match: re.Match[str]) -> FoundDate:
    return FoundDate(0, 0, "", "day", weekday=_weekday(match["w"]))
