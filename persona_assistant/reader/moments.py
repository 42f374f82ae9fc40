"""When something happened that somebody tells of: "yesterday", told on 8 May, is 7 May.

What is said by the day is that day; what is said by the week or the weekday is said from the day of
telling, "the week before 9 June 2023", since more was not said.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from persona_assistant.language.dates import FoundDate, find_dates, written_out

_COUNT = (
    r"(?P<count>a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|a few|few|several"
    r"|a couple(?: of)?|couple(?: of)?)"
)
_AGO = re.compile(
    rf"\b(?:about |around |like |just |over )?{_COUNT}\s+"
    r"(?P<unit>day|night|week|weekend|month|year)s?\s+(?:ago|back|earlier|before)\b",
    re.I,
)
_LAST_WEEKDAY = re.compile(
    r"\b(?:(?P<which>last|this past|past|this|next|on|the other)\s+)?(?P<day>mon|tues?|wed(?:nes)?|"
    r"thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b",
    re.I,
)
_WEEK = re.compile(
    r"\b(?P<which>last|this past|past|the past|this|next|the other|over the)\s+"
    r"(?P<unit>week(?:end)?)\b",
    re.I,
)
_SEASON = re.compile(
    r"\b(?P<which>last|this|next|this past)\s+(?P<season>spring|summer|autumn|fall|winter)\b", re.I
)
_VAGUE = re.compile(r"\b(?:the other day|recently|lately|not long ago|a while ago)\b", re.I)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten".split(), start=1
    )
} | {"a": 1}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in words, and where it was said."""

    text: str
    """For example "7 May 2023", "June 2023", "the week before 9 June 2023"."""
    said: str
    """As it was said: "yesterday"; "" where nothing was said of it."""
    first: datetime.date | None = None
    last: datetime.date | None = None


def moments(text: str, told: datetime.date) -> list[Moment]:
    """Every time of which a text that was told on a day speaks, in order."""
    found: list[tuple[int, int, Moment]] = []
    for pattern, read in ((_AGO, _ago), (_WEEK, _week), (_SEASON, _season), (_LAST_WEEKDAY, _day)):
        for match in pattern.finditer(text):
            moment = read(match, told)
            if moment is not None and not _overlaps(found, *match.span()):
                found.append((*match.span(), moment))
    for date in find_dates(text, told):
        moment = _dated(date, told)
        if moment is not None and not _overlaps(found, date.start, date.end):
            found.append((date.start, date.end, moment))
    return [moment for _, _, moment in sorted(found, key=lambda each: each[0])]


def told_then(told: datetime.date) -> Moment:
    """The day of telling itself, where no other time was said."""
    return Moment(written_out(told), "", told, told)


def _overlaps(found: list[tuple[int, int, Moment]], start: int, end: int) -> bool:
    return any(start < last and first < end for first, last, _ in found)


def _ago(match: re.Match[str], told: datetime.date) -> Moment | None:
    count, unit = match["count"].lower(), match["unit"].lower()
    number = int(count) if count.isdigit() else _NUMBERS.get(count)
    if unit in ("day", "night") and number is not None:
        day = told - datetime.timedelta(days=number)
        return Moment(written_out(day), match.group(), day, day)
    if unit == "year" and number is not None:
        year = told.year - number
        return Moment(
            str(year), match.group(), datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        )
    if unit == "month" and number is not None:
        return _month(_months_before(told, number), match.group())
    few = "a couple of" if "couple" in count else "a few" if number is None else count
    if number == 1:
        return _before(f"the {unit}", told, match.group())
    return _before(f"{few} {unit}s", told, match.group())


def _week(match: re.Match[str], told: datetime.date) -> Moment | None:
    unit, which = match["unit"].lower(), match["which"].lower()
    if which == "next":
        return Moment(f"the {unit} after {written_out(told)}", match.group())
    if which == "this" and unit == "week":
        return Moment(f"the week of {written_out(told)}", match.group())
    return _before(f"the {unit}", told, match.group())


def _season(match: re.Match[str], told: datetime.date) -> Moment | None:
    which, season = match["which"].lower(), match["season"].lower()
    year = told.year + (which == "next")
    begins = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[season]
    if which in ("last", "this past") and told.month < begins + 3:
        year -= 1
    return Moment(f"{season} {year}", match.group())


def _day(match: re.Match[str], told: datetime.date) -> Moment | None:
    if match["which"] is None:
        return None
    beginning = match["day"].lower()[:3]
    number = next(n for n, name in enumerate(_WEEKDAYS) if name.startswith(beginning))
    name, which = _WEEKDAYS[number].capitalize(), match["which"].lower()
    if which in ("next", "this"):
        ahead = (number - told.weekday()) % 7 or 7
        day = told + datetime.timedelta(days=ahead)
        return Moment(f"{written_out(day)}, the {name} after {written_out(told)}", match.group())
    day = told - datetime.timedelta(days=(told.weekday() - number) % 7 or 7)
    text = f"{written_out(day)}, the {name} before {written_out(told)}"
    return Moment(text, match.group(), day, day)


def _dated(date: FoundDate, told: datetime.date) -> Moment | None:
    first, last = date.first, date.last
    if date.precision == "day":
        if first is None and date.month and date.day:
            first = last = _nearest(date.month, date.day, told)
        return None if first is None else Moment(written_out(first), date.text, first, first)
    if date.precision == "week":
        back = first is not None and first < told
        how = "before" if back else "after"
        return Moment(f"the week {how} {written_out(told)}", date.text, first, last)
    if date.precision == "month":
        if first is None and date.month:
            year = told.year - (date.month > told.month)
            first = datetime.date(year, date.month, 1)
        return None if first is None else _month(first, date.text)
    if first is None:
        return None
    if date.precision == "year":
        return Moment(str(first.year), date.text, first, last)
    return Moment(f"since {first.year}" if last is None else date.text, date.text, first, last)


def _nearest(month: int, day: int, told: datetime.date) -> datetime.date | None:
    """The day without a year that is nearest to the telling."""
    found = []
    for year in (told.year - 1, told.year, told.year + 1):
        try:
            found.append(datetime.date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda each: abs((each - told).days), default=None)


def _month(day: datetime.date, said: str) -> Moment:
    first = day.replace(day=1)
    after = (first + datetime.timedelta(days=32)).replace(day=1)
    last = after - datetime.timedelta(days=1)
    return Moment(f"{_MONTHS[first.month - 1]} {first.year}", said, first, last)


def _months_before(day: datetime.date, count: int) -> datetime.date:
    months = day.year * 12 + day.month - 1 - count
    return datetime.date(months // 12, months % 12 + 1, 1)


def _before(what: str, told: datetime.date, said: str) -> Moment:
    return Moment(f"{what} before {written_out(told)}", said)
