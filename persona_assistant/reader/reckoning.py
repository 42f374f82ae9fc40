"""What is reckoned from what a note says: an age from a birthday, a day from "yesterday"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.contacts import Detail
from persona_assistant.language.date_words import MONTH_NAMES
from persona_assistant.language.dates import FoundDate, written_out

_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Dated:
    """A detail, and the day its note was written."""

    detail: Detail
    written: datetime.date | None


def age(said: Sequence[Dated], today: datetime.date) -> str:
    """How old somebody is today, by a birthday, a year of birth or an age that was noted; the
    surest counts, then the newest. "" where nothing tells."""
    newest = sorted(said, key=lambda each: each.written or datetime.date.min, reverse=True)
    ways = (_from_birthday, _from_parts, _from_age, _from_year)
    return next((text for way in ways for each in newest if (text := way(each, said, today))), "")


def ages(named: Mapping[str, Dated], asked: str, today: datetime.date) -> str:
    """How old several who are told by their names are: "Isla 9 and Mhairi 6"; of the one of them
    that is asked for as the younger or the older. "" where there are not several."""
    said = {name: each for name, each in named.items() if each.detail.number is not None}
    if len(said) < 2:
        return ""
    order = sorted(said, key=lambda name: said[name].detail.number or 0)
    if re.search(r"\b(?:young(?:er|est)|little|baby)\b", asked):
        return age([said[order[0]]], today)
    if re.search(r"\b(?:old(?:er|est)|eldest|big)\b", asked):
        return age([said[order[-1]]], today)
    in_text = sorted(said, key=lambda name: said[name].detail.start)
    told = [f"{name.title()} {age([said[name]], today)}" for name in in_text]
    return f"{', '.join(told[:-1])} and {told[-1]}"


def next_age(age: str) -> str:
    """One year more than an age in words: "about 47" is about 48."""
    return re.sub(r"\d+", lambda match: str(int(match.group()) + 1), age)


def _from_birthday(each: Dated, _: Sequence[Dated], today: datetime.date) -> str:
    born = each.detail.date
    if each.detail.kind != "birthday" or born is None or born.year is None or born.day is None:
        return ""
    return "" if born.first is None or born.first > today else str(_years(born.first, today))


def _from_parts(each: Dated, said: Sequence[Dated], today: datetime.date) -> str:
    """Born in 1990, and her birthday is 1 December."""
    born = each.detail.date
    if each.detail.kind != "birthday" or born is None or born.year is None or born.day is not None:
        return ""
    birthday = _day_without_year(said)
    if birthday is None:
        return ""
    return str(today.year - born.year - ((today.month, today.day) < _month_day(birthday)))


def _day_without_year(said: Sequence[Dated]) -> FoundDate | None:
    dates = (one.detail.date for one in said if one.detail.kind == "birthday")
    return next((each for each in dates if each is not None and each.month and each.day), None)


def _from_age(each: Dated, said: Sequence[Dated], today: datetime.date) -> str:
    if each.detail.kind != "age":
        return ""
    if each.detail.number is None:
        return each.detail.text
    number, written = int(each.detail.number), each.written
    reached = each.detail.date
    if reached is not None and written is not None and reached.month is not None:
        return _from_turning(number, reached, written, today)
    if reached is not None and reached.year is not None:  # "turns 40 this year"
        return _in_year(reached.year - number, _day_without_year(said), today)
    if written is None or written >= today:
        return str(number)
    birthday = _day_without_year(said)
    if birthday is not None:
        year = written.year - number - ((written.month, written.day) < _month_day(birthday))
        return str(today.year - year - ((today.month, today.day) < _month_day(birthday)))
    passed = (today - written).days / _YEAR
    return str(number) if passed < 0.5 else f"about {number + round(passed)}"


def _in_year(year: int, birthday: FoundDate | None, today: datetime.date) -> str:
    """How old somebody is who was born in a year; exactly where the birthday is known."""
    oldest = today.year - year
    if birthday is None:
        return f"{oldest - 1} or {oldest}" if oldest > 0 else ""
    return str(oldest - ((today.month, today.day) < _month_day(birthday)))


def _from_turning(
    number: int, reached: FoundDate, written: datetime.date, today: datetime.date
) -> str:
    """ "Turning 40 in May": the first such day from the day of writing on."""
    month, day = reached.month or 1, reached.day or 1
    year = reached.year or written.year + ((month, day) < (written.month, written.day))
    months = 12 * (today.year - year) + today.month - month
    if reached.day is None and months % 12 == 0 and months >= 0:
        return f"{number + months // 12 - 1} or {number + months // 12}"
    months -= months % 12 == 0 and today.day < day
    return str(number + months // 12)


def _from_year(each: Dated, _: Sequence[Dated], today: datetime.date) -> str:
    born = each.detail.date
    if each.detail.kind != "birthday" or born is None or born.year is None:
        return ""
    oldest = today.year - born.year
    if born.precision == "month" and oldest < 2 and (told := age_of_child(born, today)):
        return told
    if born.month is not None and born.month != today.month:
        return str(oldest - (today.month < born.month))
    return f"{oldest - 1} or {oldest}" if oldest > 0 else ""


def age_of_child(born: FoundDate, today: datetime.date) -> str:
    """In years, of a baby in months; "" where the year is not known."""
    if born.year is None or born.first is None or born.first > today:
        return ""
    months = 12 * (today.year - born.year) + today.month - born.first.month
    months -= born.day is not None and today.day < born.day
    return str(months // 12) if months >= 12 else _counted(max(0, months), "month")


def age_in(year: int, said: Sequence[Dated]) -> str:
    """How old somebody was, or will be, in a year; "" where the year of birth is not told."""
    born = [int(each) for each in re.findall(r"\d{4}", year_of_birth(said))]
    if not born or year < max(born):
        return ""
    first, last = year - max(born) - 1, year - min(born)
    if year == max(born):
        return "born that year"
    return f"{first} or {last}" if last - first == 1 else f"about {first + 1}"


def turning(number: int, born: FoundDate) -> FoundDate | None:
    """The day on which somebody who was born on a day is so old; None without the year."""
    if born.year is None or born.month is None or born.day is None:
        return None
    year = born.year + number
    try:
        day = datetime.date(year, born.month, born.day)
    except ValueError:  # 29 February
        day = datetime.date(year, 3, 1)
    return replace(born, first=day, last=day, year=year, month=day.month, day=day.day)


def year_of_birth(said: Sequence[Dated]) -> str:
    """By a birthday with its year, or by an age and the day the note was written; "" where nothing
    tells."""
    newest = sorted(said, key=lambda each: each.written or datetime.date.min, reverse=True)
    for each in newest:
        if each.detail.kind == "birthday" and each.detail.date and each.detail.date.year:
            return str(each.detail.date.year)
    for each in newest:
        if each.detail.kind != "age" or each.detail.number is None:
            continue
        reached, number = each.detail.date, int(each.detail.number)
        if reached is not None and reached.year is not None:
            return str(reached.year - number)
        birthday = _day_without_year(said)
        if each.written is not None and birthday is not None:
            before = (each.written.month, each.written.day) < _month_day(birthday)
            return str(each.written.year - number - before)
        if each.written is not None:
            year = each.written.year - number
            return f"{year - 1} or {year}"
    return ""


def fullest(dates: Sequence[FoundDate]) -> FoundDate:
    """Of several dates of one birth that with its day and its year; the year may be told apart:
    "born in 1990, bday dec 1"."""
    best = max(dates, key=lambda each: (each.day is not None, each.year is not None))
    year = next((each.year for each in dates if each.year is not None), None)
    if best.year is not None or year is None or not (best.day and best.month):
        return best
    try:
        born = datetime.date(year, best.month, best.day)
    except ValueError:
        return best
    return replace(best, first=born, last=born, year=year)


def asks_for_year(question: str) -> bool:
    """Whether a question, in plain words, asks for a year of birth."""
    years = r"\b(?:year(?! older)|jahr|geburtsjahr|ano|annee|anno)\b"
    return re.search(years, question) is not None


def _month_day(date: FoundDate) -> tuple[int, int]:
    return date.month or 1, date.day or 1


def _years(born: datetime.date, today: datetime.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# --- dates


_EVERY = (
    r"(?i)\b(?:every|each|alternate|weekly|other|most|(?:mon|tues|wednes|thurs|fri|satur|sun)days"
    r"|(?:first|second|third|fourth|1st|2nd|3rd|4th)\s(?:mon|tue|wed|thu|fri|sat|sun)\w*)\b"
)


def is_no_single_day(said: str) -> bool:
    """Whether a day of the week is every such one."""
    return re.search(_EVERY, said) is not None


def on_weekday(date: FoundDate, written: datetime.date | None, *, ahead: bool) -> FoundDate | None:
    """The next such day after the day of writing, or the last one before; None where the date says
    more than a day of the week."""
    bare = date.first is None and not (date.month or date.day)
    if date.weekday is None or written is None or not bare:
        return None
    days = (date.weekday - written.weekday() - 1) % 7 + 1
    day = written + datetime.timedelta(days=days if ahead else days - 7 or -7)
    return replace(
        date, precision="day", first=day, last=day, year=day.year, month=day.month, day=day.day
    )


def in_full(date: FoundDate, written: datetime.date | None) -> str:
    """A date in words that hold on any day; one that was said from the day of writing ("yesterday")
    comes with what was said. As it stands where it says no more than that."""
    resolved = _resolved(date)
    if not date.relative:
        return resolved or date.text
    if not resolved or written is None:
        return date.text
    return f'{resolved} ("{date.text}" in a note of {written_out(written)})'


def _resolved(date: FoundDate) -> str:
    if date.precision == "day":
        if date.first is not None:
            return written_out(date.first)
        return f"{date.day} {MONTH_NAMES[date.month - 1]}" if date.day and date.month else ""
    if date.first is None or date.last is None:
        return ""
    if date.precision == "month":
        return f"{MONTH_NAMES[date.first.month - 1]} {date.first.year}"
    if date.precision == "year":
        return str(date.first.year)
    if date.precision == "week" or (date.relative and date.precision == "range"):
        return f"{written_out(date.first)} to {written_out(date.last)}"
    return ""


def how_long_ago(date: FoundDate, today: datetime.date) -> str:
    """Three weeks ago, as exactly as the date is known; "" for what is open or not past."""
    if date.first is None or date.first > today:
        return ""
    if date.precision in ("year", "season", "decade"):
        years = today.year - date.first.year
        return f"about {_counted(years, 'year')} ago" if years else "this year"
    days = (today - date.first).days
    if date.precision == "day" and days < 14:
        return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    if days < 60:
        return f"{_counted(max(1, round(days / 7)), 'week')} ago"
    months = round(days / (_YEAR / 12))
    return f"{_counted(months, 'month')} ago" if months < 24 else f"{days / _YEAR:.0f} years ago"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")
