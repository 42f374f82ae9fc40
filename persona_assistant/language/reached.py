"""The day on which somebody reaches an age: "he's 36 on 1 april", "her 72nd was on the 29th".

Such a sentence tells the day of birth with its year, though it names neither. What the date leaves
out is found from the day of writing: "was 46 on the 18th" is the latest such day before, "turns 46"
the next one, and "his 46th on the 18th" the nearest; so with "on friday". "Turns 46 this year"
tells the year alone.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.date_words import CARDINAL, cardinal
from persona_assistant.language.dates import DateOrder, FoundDate, Precision, find_dates
from persona_assistant.language.kin import ANY
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import stem

_N = (
    rf"(?:the\sbig\s)?(?P<n>(?<=big\s)[1-9]-[0o]|[1-9]\d?|1[01]\d|{CARDINAL})"
    r"(?![\w%€£$°]|[.,:/-]\d)"
)
_OVER = r"(?:turned|hit|reached|celebrated|had|was|were|made|cumplió|wurde|ha compiuto|a eu|fez)"
_AHEAD = (
    r"(?:turn(?:s|ing)?|(?:will|['’]ll|gonna|going to|to) be|becomes?|hits|hitting|reaches|is|are"
    r"|cumple|compie|faz|fait|fera|f[êe]te(?:ra)? ses|wird|ist)"
)
_UNIT = r"(?:\s(?:years? old|años|ans|anni|anos|jahre))?"
_NOW = r"(?:(?:now|just|only|finally|already)\s)?"
_NO_OWNER = (
    r"(?:no|nr|number|room|flat|unit|apt|bus|plot|route|gate|size|platform|train|tram|line|row|desk"
    r"|page|level|section|about|around|and|owes?|paid|pays|lent|at|by|for|from|of|on|in|to|with)"
)
_BY_VERB = rf"\b(?:(?P<over>{_OVER})|{_AHEAD})\s{_NOW}{_N}{_UNIT}|['’]s\s{_NOW}(?P<n2>[1-9]\d?)\b"
_BARE = (
    rf"(?:^|(?<=[.,;:!?(\n]\s)|(?<=\n))(?:(?!{_NO_OWNER}\b)[^\W\d_][\w'’-]*\s"
    rf"(?:(?!{_NO_OWNER}\b)[^\W\d_][\w'’-]*\s)?)?(?P<n>[1-9]\d)(?![\w%€£$°]|[.,:/]\d)"
)
_BY_ORDINAL = (
    r"\b(?:[^\W\d_]+['’]?s|[^\W\d_]+['’]s?|his|her|my|their|your|our|big)\s(?:big\s|whole\s)?"
    r"(?P<n>[1-9]\d|1[01]\d)(?:st|nd|rd|th)\b"
)
_AND = r"(?:\band|&)\s*$"
"""Before "Jo's 25th" it is of two: a wedding day."""
_BIG = r"\bbig\s(?P<n>[1-9]-?[0o])\b"
""" "The big 5-0 in june"."""
_UNTIL = (
    r"\b(?:s?he(?:['’]s|\sis)|they(?:['’]re|\sare)|still|only|just)\s(?:(?:still|only|just)\s)?"
    r"(?P<n>[1-9]\d?)\s"
    r"(?:un)?til+\b"
)
""" "Still 24 till october"."""
_LINK = (
    r"\s*[,(–—-]?\s*"
    r"(?:(?:on|in|el|il|le|am|im|no|em|en|dia|día|at|this|next|last|coming|the)\b\s*)*"
)
_PARTY = (
    r"(?:\s*(?:[,(–—-]|birth-?\s?day|b-?day|bbq|party|bash|do|drinks?|dinner|lunch|meal|celebrations?"
    r"|is|was|were|on|in|falls|coming up|this|the|big|had|we|to)(?![^\W\d_])\s*)*\s*"
)
_BIRTHDAY = r"(?i)birth-?\s?day|b-?day|party|bash"
_AND_THE = r"\s*[,(]?\s*(?:that is|i\.e\.|so)?\s*(?:on\s)?"
_THEN = (
    r"\s*[,:–—-]?\s*(?:(?:and|when)\s)?(?:[^\W\d_]+\s?){0,2}?"
    r"(?:['’]ll be|\bwill be|\bturn(?:s|ed|ing)?|\bhits?)\s" + _N
)
_N_THEN = rf"\s*,\s*(?:[^\W\d_]+\s)?{_N}(?=\s(?:then|that day)\b)"
_WIRD = (
    r"\bwird\s(?P<day>(?:am|im|diese[nsrm]?|nächste[nsrm]?)\s(?:\d{1,2}\.\s)?[^\W\d_]+)"
    r"\s(?P<n>\d{1,3})(?!\d)"
)
_EXACTLY = (
    r"\b(?:turn(?:s|ed|ing)?|hit(?:s|ting)?|reach(?:es|ed)|will be|['’]ll be|wird|becomes?)\b"
)
"""What says that an age is reached in a year, and not that somebody had it then."""
_GROWN = 16
"""From this on "tam 88 on thursday", with which a note begins, is no bus."""
_ALONE = rf"(?:^|[.,;:!?(\n]\s*)(?:(?:my|his|her)\s)?(?:(?:{ANY})\s)?$"
"""What may stand before "60 on friday": other things happen on a Friday too."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An age, where it is told, and the day it is reached."""

    start: int
    """Of the number, in characters."""
    end: int
    number: int
    day: FoundDate
    """With its year where the day of writing is known."""

    @property
    def born(self) -> FoundDate:
        """The day of birth, as far as it is known."""
        at = self.day
        if at.year is not None and at.precision == "year":
            year = at.year - self.number
            ends = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
            return replace(at, first=ends[0], last=ends[1], year=year, relative=False)
        if at.year is None or at.month is None:
            return replace(at, relative=False, first=None, last=None, year=None)
        year = at.year - self.number
        leapless = (at.month, at.day) == (2, 29) and not calendar.isleap(year)
        at = replace(at, day=28) if leapless else at
        first = datetime.date(year, at.month or 1, at.day or 1)
        last = first if at.day else first.replace(day=calendar.monthrange(year, first.month)[1])
        return replace(at, first=first, last=last, year=year, relative=False)


def reached(
    text: str, written: datetime.date | None = None, order: DateOrder = "auto"
) -> list[Reached]:
    """Every age of which a text tells the day or the month it is reached, in order."""
    dates = find_dates(text, written, order)
    if not dates:
        return []
    found: list[Reached] = []
    for each in _told(text, dates, written, order):
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def _told(
    text: str, dates: Sequence[FoundDate], written: datetime.date | None, order: DateOrder
) -> Iterator[Reached]:
    for match in compiled(_WIRD).finditer(text):
        days = find_dates(match["day"], written, order)
        moved = [replace(day, start=match.start("day"), end=match.end("day")) for day in days]
        yield from _of(match, "n", moved, _in_year(moved, written, "next"))
    for match in compiled(_UNTIL).finditer(text):
        until = _behind(text, match.end(), dates, _LINK)
        if until and until[0].month is not None:
            precision: Precision = "day" if until[0].day else "month"
            until = [replace(until[0], precision=precision, year=None)]
            for still in _of(match, "n", until, _in_year(until, written, "next")):
                yield replace(still, number=still.number + 1)
    ways = ((_BY_VERB, _LINK), (_BY_ORDINAL, _PARTY), (_BIG, _PARTY), (_BARE, _LINK))
    for pattern, link in ways:
        for match in compiled(pattern).finditer(text):
            group = "n2" if match.groupdict().get("n2") else "n"
            if any(each.start <= match.start(group) < each.end for each in dates):
                continue
            if pattern == _BY_ORDINAL and compiled(_AND).search(text[: match.start()]):
                continue
            behind = _behind(text, match.end(), dates, link)
            if behind and not _may_follow(match, group, behind[0], pattern):
                continue
            between = text[match.end() : behind[0].start] if behind else ""
            over = match.groupdict().get("over") or re.search(r"(?i)\b(?:was|were|had)\b", between)
            bare_day = pattern == _BARE and behind and behind[0].day is not None
            # "85 on 19 jan", noted on 26 January
            nearest = pattern in (_BY_ORDINAL, _BIG) or bare_day
            which = "last" if over else "nearest" if nearest else "next"
            day = _in_year(behind, written, which)
            if day is not None and pattern == _BY_ORDINAL and not over and day.day is None:
                birthday = re.search(_BIRTHDAY, between) is not None or _is_round(match)
                day = day if birthday else None  # "her 20th in May"
            yield from _of(match, group, behind, day)
    for each in dates:
        told = compiled(_THEN).match(text, each.end) or compiled(_N_THEN).match(text, each.end)
        if told is not None and each.month is not None:
            over = re.search(r"(?i)\b(?:turned|hit)\b", told.group())
            day = _in_year([each], written, "last" if over else "next")
            yield from _of(told, "n", [each], day)


def _is_round(match: re.Match[str]) -> bool:
    """Whether "Pete's 60th" is a birthday though nothing says so, and "our 20th" none."""
    ours = re.match(r"(?:our|their|your|the|\w+s['’])\s", match.group(), re.IGNORECASE)
    return ours is None and match["n"] in "18 21 30 40 50 60 70 80 90 100".split()


def _of(
    match: re.Match[str], group: str, dates: Sequence[FoundDate], day: FoundDate | None
) -> Iterator[Reached]:
    said = match[group].lower()
    said = said.replace("-o", "0").replace("-0", "0") if said[0].isdigit() else said
    number = int(said) if said.isdigit() else cardinal(said)
    if day is not None and 0 < number <= 115:
        text, start, end = match.string, dates[0].start, dates[-1].end
        day = replace(day, start=start, end=end, text=text[start:end])
        yield Reached(*match.span(group), number, day)


def _may_follow(match: re.Match[str], group: str, date: FoundDate, pattern: str) -> bool:
    """Whether a date behind an age may be the one on which it is reached: a year only where a verb
    says so, and a mere weekday behind a bare number only where that is all that is said."""
    if date.precision == "year":
        before = match.string[: match.start(group)]
        return (
            date.relative or compiled(rf"{_EXACTLY}\W+(?:the\sbig\s)?$").search(before) is not None
        )
    if pattern == _BARE and _is_weekday(date):
        before = match.string[: match.start(group)]
        first = re.fullmatch(r"\s*[^\W\d_]+\s", before) and int(match[group]) >= _GROWN
        named = first and stem(before.strip()) == before.strip().lower()  # not "sold 40 on friday"
        return bool(named) or compiled(_ALONE).search(before) is not None
    return True


def _is_weekday(date: FoundDate) -> bool:
    return date.weekday is not None and date.month is None and date.day is None


def _behind(text: str, end: int, dates: Sequence[FoundDate], link: str) -> list[FoundDate]:
    """The date that follows with nothing but `link` between, and one that says it once more:
    "yesterday, the 24th"."""
    found: list[FoundDate] = []
    for each in dates:
        if each.start < end:
            continue
        if not compiled(link if not found else _AND_THE).fullmatch(text, end, each.start):
            break
        found.append(each)
        end = each.end
        if len(found) == 2:
            break
    return found


def _in_year(
    dates: Sequence[FoundDate], written: datetime.date | None, which: str
) -> FoundDate | None:
    """The one day of which one or two dates speak; None where no day and no month is said."""
    if not dates:
        return None
    first, last = dates[0], dates[-1]
    if first is not last and last.precision == "day" and last.day is not None:
        near = first.first or written
        last = replace(last, weekday=first.weekday)
        if first.precision == "month" and first.first is not None and last.month is None:
            return _on(last, first.first.year, first.first.month)
        if near is not None:
            return _resolved(last, near, "nearest" if first.first else which)
        return last
    if first.precision == "week" and first.first is not None:  # "turned 70 last week"
        first = replace(first, precision="month")
    if first.precision == "year" and first.year is not None:  # "turns 40 this year"
        return first if which != "nearest" or first.relative else None
    if first.precision == "day" and _is_weekday(first):
        return _on_weekday(first, written, which)
    if first.precision not in ("day", "month") or (first.month is None and first.day is None):
        return None
    return _resolved(first, written, which)


def _on_weekday(date: FoundDate, written: datetime.date | None, which: str) -> FoundDate | None:
    """The last, the next or the nearest such day of the week."""
    if written is None or date.weekday is None:
        return None
    ahead = (date.weekday - written.weekday() - 1) % 7 + 1
    over = ahead - 7 or -7
    by = {"last": over, "next": ahead}.get(which, min(over, ahead, key=abs))
    day = written + datetime.timedelta(days=by)
    return replace(_on(replace(date, day=day.day), day.year, day.month) or date, relative=True)


def _resolved(date: FoundDate, written: datetime.date | None, which: str) -> FoundDate | None:
    if date.year is not None or written is None:
        return date if date.month is not None else None
    if date.month is None:
        months = [(written.year + (written.month + by - 1) // 12, (written.month + by - 1) % 12 + 1)
                  for by in (-1, 0, 1)]  # fmt: skip
        days = [_on(date, *each) for each in months]
    else:
        days = [_on(date, written.year + by, date.month) for by in (-1, 0, 1)]
    known = [each for each in days if each is not None and each.first is not None]
    named = [each for each in known if each.first and each.first.weekday() == date.weekday]
    known = named if date.day and named else known  # "saturday the 25th"
    over = [each for each in known if each.first and each.first <= written]
    ahead = [each for each in known if each.last and each.last >= written]
    if which == "nearest":
        return min(known, key=lambda each: abs((_middle(each) - written).days), default=None)
    return (over[-1] if over else None) if which == "last" else (ahead[0] if ahead else None)


def _on(date: FoundDate, year: int, month: int) -> FoundDate | None:
    try:
        first = datetime.date(year, month, date.day or 1)
    except ValueError:
        return None
    last = first if date.day else first.replace(day=calendar.monthrange(year, month)[1])
    return replace(date, first=first, last=last, year=year, month=month, relative=False)


def _middle(date: FoundDate) -> datetime.date:
    return date.first or datetime.date.min
