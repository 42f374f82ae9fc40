"""How long something lasts: a stay from one day to another, and since when two are married.

"How long is she staying" asks for "dec 30 to jan 3" or "till easter", which the network sees but is
not sure of; "how long have they been married" is told by the day on which they married.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.date_words import CARDINAL, plain
from persona_assistant.language.dates import DateOrder, FoundDate, find_dates, written_out
from persona_assistant.language.numbers import number_in
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.home_times import day_ahead
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_STAYS = (
    r"\bhow long (?:is|are|am|was|were|will|did|does|do)\b.*\b(?:stay\w*|here|over|away|visit\w*"
    r"|gone|off|abroad|with (?:me|us)|in town)\b|\b(?:until|till|til) when\b"
    r"|\bfrom when (?:to|till)\b"
)
_LENGTH = (
    r"\b(?:un)?til+\b|\bthrough\b|\bthru\b"
    rf"|\b(?:\d{{1,2}}|{CARDINAL}|an?|couple of|few)\s(?:whole\s)?"
    r"(?:days?|nights?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?)\b"
)
_LIKELY = 0.3
"""The least probability of a place of the network that tells a length and so answers."""
_SURE = 0.8
_MARRIED = (
    r"^(?P<lead>.*?)\b(?:how long|since when) (?P<verb>have|has|are|is) (?P<who>[\w'’& -]+?)"
    r"(?: been)? (?P<what>married|engaged|divorced|separated)\b"
)
_FOR_YEARS = (
    r"\b(?:married|engaged|known|together|friends)\b[^.;]{0,40}?\b(?P<n>\d{1,2}|[a-z]+(?:-[a-z]+)?)"
    r"\s(?:years|yrs)\b(?! ago)"
)
_UNTIL = (
    r"^(?:so |and )?(?:how long|how many (?:more )?(?:days|weeks|months|sleeps))(?: is it| is there"
    r"| have (?:i|we) got| do (?:i|we) have)?(?: to go)?(?: now)? (?:un)?til+ (?P<what>.+?)\W*$"
)
_ARRIVED = (
    r"^(?:so |and )?(?:how long|since when) (?:has|have) (?P<who>[\w'’& -]+?) (?:lived|been living"
    r"|been) (?P<where>here|there|(?:in|at) .+?)(?: for| now)?\W*$"
)
_KNOWN = (
    r"^(?:so |and )?(?:how long|since when) (?:have|has|['’]?ve) (?P<who>i|we) (?:known"
    r"|been (?:friends|mates) with) (?P<whom>.+?)(?: for| now)?\W*$"
)


def of_its_length(question: str, found: Sequence[Found], order: DateOrder) -> tuple[Found, ...]:
    """The places; where a question asks how long somebody stays, the one that tells a length is
    sure enough, and one that tells none is not."""
    if not compiled(_STAYS).search(plain(question)):
        return tuple(found)
    found = [_whole_range(each, order) for each in found]
    weighed = [
        replace(each, probability=max(each.probability, _SURE))
        if _tells_length(each, order) and each.probability >= _LIKELY
        else each
        for each in found
    ]
    return tuple(sorted(weighed, key=lambda each: -each.probability))


def _whole_range(place: Found, order: DateOrder) -> Found:
    """The place with all of the range of dates that it cuts: "12 to 26 july"."""
    end = place.start + len(place.span)
    for each in find_dates(place.note.text, place.note.date, order):
        if each.precision == "range" and each.start <= place.start and end <= each.end:
            return replace(place, span=each.text, start=each.start)
    return place


def _whole_date(place: Found, order: DateOrder) -> Found:
    """The place with all of the date that it tells a part of: "14 august" of "14 august 2027"."""
    end = place.start + len(place.span)
    for each in find_dates(place.note.text, place.note.date, order):
        if each.start < end and place.start < each.end:
            return replace(place, span=each.text, start=each.start)
    return place


def _tells_length(place: Found, order: DateOrder) -> bool:
    if compiled(_LENGTH).search(plain(place.span)):
        return True
    dates = find_dates(place.span, place.note.date, order)
    return any(each.precision == "range" for each in dates)


def asked_of_beginning(question: str) -> str:
    """ "When did they get married" for "how long have they been married": so the network asks."""
    if until := compiled(_UNTIL).search(question):
        return f"when is {until['what']}?"
    if known := compiled(_KNOWN).search(question):
        return f"when did {known['who']} meet {known['whom']}?"
    asked = compiled(_MARRIED).search(question)
    if asked is None:
        return question
    got = "separate" if asked["what"].lower() == "separated" else f"get {asked['what']}"
    return f"when did {asked['who']} {got}?"


def asked_of_arrival(question: str) -> str:
    """ "When did Ana move here" for "how long has Ana lived here"; "" for another question."""
    asked = compiled(_ARRIVED).search(question)
    if asked is None:
        return ""
    where = re.sub(r"^(?:in|at) ", "to ", asked["where"])
    return f"when did {asked['who']} move {where}?"


def until_told(question: str, place: Found, today: datetime.date, order: DateOrder) -> str:
    """How long it still is until the day that a place tells; "" for another question, and where no
    day ahead is told."""
    noted = place.note.date
    if not compiled(_UNTIL).search(question) or noted is None:
        return ""
    place = _whole_date(place, order)
    day = day_ahead(place.span, noted, order)
    if day is None or day < today:
        return ""
    if day == today:
        return "today"
    whole = any(each.day for each in find_dates(place.span, noted, order))
    days = (day - today).days
    if whole and days < _FEW_DAYS:
        return f"{days} day{'' if days == 1 else 's'}, {written_out(day)}"
    if whole and days < _FEW_WEEKS:
        return f"about {round(days / 7)} weeks, {written_out(day)}"
    months = round(days / _MONTH)
    told = written_out(day) if whole else f"{day:%B} {day.year}"
    return f"about {months} month{'' if months == 1 else 's'}, {told}" if months else told


_FEW_DAYS, _FEW_WEEKS, _MONTH = 22, 75, 30.44
"""Days that are counted one by one, those counted as weeks, and those of a month."""


def since_told(question: str, place: Found, today: datetime.date, order: DateOrder) -> str:
    """Since when, and how many years that is: "since 2 November 2024, 2 years"; "" for another
    question, and where no day is told."""
    known = compiled(_KNOWN).search(question) is not None
    arrived = compiled(_ARRIVED).search(question) is not None
    if not known and not arrived and not compiled(_MARRIED).search(question):
        return ""
    sentence = sentence_at(place.note.text, place.start)
    long = compiled(_FOR_YEARS).search(sentence)
    if long is not None and place.note.date is not None:
        number = number_in(long["n"])
        year = place.note.date.year - int(number) if number else 0
        return f"since {year}, {today.year - year} years" if number else ""
    dates = find_dates(place.note.text, place.note.date, order)
    begin = place.note.text.find(sentence)
    near = [each for each in dates if begin <= each.start < begin + len(sentence)]
    near = [each for each in near if each.month is not None or each.first is not None]
    if not near:
        first = place.note.date if known and compiled(_MET).search(sentence) else None
        return _since(written_out(first), first, today) if first and first <= today else ""
    date = min(near, key=lambda each: abs(each.start - place.start))
    first = _first(date, place.note.date)
    if first is None or first > today:
        return ""
    told = written_out(first) if date.day or date.relative else f"{first:%B} {first.year}"
    return _since(str(first.year) if date.precision == "year" else told, first, today)


_MET = r"\b(?:met|meet|introduced|got to know|got talking)\b"


def _since(told: str, first: datetime.date, today: datetime.date) -> str:
    years = today.year - first.year - ((today.month, today.day) < (first.month, first.day))
    long = f"{years} year{'' if years == 1 else 's'}" if years else "less than a year"
    return f"since {told}, {long}"


def _first(date: FoundDate, written: datetime.date | None) -> datetime.date | None:
    """The first day of a date, the latest before the day of writing where no year is said."""
    if date.first is not None:
        return date.first
    if written is None or date.month is None:
        return None
    year = written.year - ((date.month, date.day or 1) > (written.month, written.day))
    try:
        return datetime.date(year, date.month, date.day or 1)
    except ValueError:
        return None
