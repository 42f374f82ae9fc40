"""Whether a statement in a note still holds: what its clause says of then and now.

"Used to", "no longer", "until 2018", "moved from" say that it does not; "now", "since May",
"correction" that it does. A past tense alone ("lived in Lyon") says so only where something else is
known of today.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import IntEnum

from persona_assistant.language.date_words import MONTH_NAMES
from persona_assistant.language.dates import DateOrder, FoundDate, find_dates, written_out
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.reading import Found


class Holds(IntEnum):
    """From what no longer holds to what is said to hold now."""

    NO = 0
    PAST_TENSE = 1
    PLAIN = 2
    NOW = 3
    CORRECTED = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """What a clause says of the time of its statement."""

    holds: Holds
    since: str = ""
    """From when on, in words: "May 2024"; "" where that is not said."""


def standing(place: Found, order: DateOrder = "auto") -> Standing:
    """Of the statement a place makes."""
    before, after = _clause(place)
    since = _since(place, before, after, order)
    ended = compiled(_ENDED_BEFORE).search(before) or compiled(_ENDED_AFTER).match(after)
    if ended or compiled(_ENDING).match(place.span) or _is_over(place, before, after, order):
        return Standing(Holds.NO)
    if compiled(_CORRECTION).search(place.note.text[: place.start].rpartition("\n")[2][-80:]):
        return Standing(Holds.CORRECTED, since)
    if since or compiled(_NOW_BEFORE).search(before) or compiled(_NOW_AFTER).search(after):
        return Standing(Holds.NOW, since)
    if compiled(_PAST_TENSE).search(before):
        return Standing(Holds.PAST_TENSE)
    return Standing(Holds.PLAIN)


_DOES = (
    r"(?:\w{2,}ed|is|has|was|got|took|went|made|set|began|bought|runs|eats|works|lives|drives|does"
    r"|goes|teaches|makes|drinks|keeps|takes|wears|uses|sells|walks|rides|swims|writes|studies)"
)
_CUT = re.compile(
    r"[,;.!?\n—–(]|\s-\s|\sbut\s|\s(?:and|&) now\s|\saber\s|\spero\s|\smais\s|\sma\s|\smas\s"
    rf"|\s(?:and|&)\s(?={_DOES}\s\w)"
)
_END = re.compile(
    r"[;.\n—–]|\s-\s|\sbut\s|,\s(?:now|then|but|and|he|she|they)\b|\sand\s(?:now|he|she)\b"
    r"|,\s(?:was|were|used to|lived|worked|formerly|previously|before)\b"
)


def _clause(place: Found) -> tuple[str, str]:
    """What its clause says before a place and behind it."""
    text, end = place.note.text, place.start + len(place.span)
    ends = (match.end() for match in _CUT.finditer(text))
    cuts = [each for each in ends if each <= place.start]
    stop = _END.search(text, end)
    return text[cuts[-1] if cuts else 0 : place.start], text[end : stop.start() if stop else None]


_OF_HIM = (
    r"(?!\s(?:[\w-]+\s)?(?-i:[A-ZÀ-Þ][\w'’-]+)\s(?:has|is|was|now|lives|works|moved|got|runs)\b)"
)
"""An "ex Carly has moved to Spain" is somebody who has, and nothing that is over."""
_ENDED_BEFORE = (
    r"\b(?:used to|no longer|no more(?! than)|not any ?more|never again|formerly|previously"
    r"|(?:swapped|traded in|exchanged)(?!.*\b(?:for|with|to)\b)"
    rf"|(?:former|ex|old)\b{_OF_HIM}"
    r"|gave up|given up|gives up|quits?|stopped|finished (?:at|as|with)|left|sold"
    r"|lost(?! (?:the |her |his )?(?:hearing|sight|vision|weight))|split (?:up )?(?:with|from)"
    r"|broke up with|divorced|separated from"
    r"|retired from|dropped out of|before that|originally|back then|in the past|early on|at first"
    r"|früher|ehemalige?r?|nicht mehr|ya no|antes|antiguo|autrefois|ancien(?:ne)?|prima|non più"
    r"|já não|antigamente)\b(?!\s(?:to|for)\s)|\bex-$"
    r"|\b(?:not|instead of|rather than|isn['’]?t|wasn['’]?t|doesn['’]?t|statt)\s(?:\w+\s){0,2}$"
    r"|\b(?:moved|switched|changed|went)\s(?:away\s)?from\s(?:\w+\s)?$|\bfrom\s$(?<=moved from )"
)
_ENDING = (
    r"(?:(?:has|have|had|is|was)\s)?(?:used to|no longer|no more(?! than)|gave up|given up|quit"
    r"|stopped|shaved|sold|swapped|traded in"
    r"|left (?:the|her|his|their|in|for|at|after|last)|moved out"
    r"|out of the|got rid of|ditched|binned|scrapped|gave away"
    r"|given away|cut off|chopped off"
    r"|wound up|cancelled|dropped|formerly|former|ex|not any ?more|never again|(?:does|is|do"
    r"|can)(?:n['’]?t| not)"
    r"(?=.*\bany ?more))\b"
)
_ENDED_AFTER = (
    r"(?:\W|\w+\s){0,6}(?:any ?more|no longer|formerly|back then|in the past|before that|ended"
    r"|is over|given up|nicht mehr)\b|\s+(?:before|previously|earlier)\s*(?:$|[.,;!)\n])"
    r"|\s*\(?(?:ex|former|old)\b\)?"
    r"|\s(?:has |have )?(?:retired|left|died|moved on),? (?:so |and )?(?:it['’]?s )?now\b"
)
_NOW_BEFORE = (
    r"\b(?:now|currently|these days|nowadays|meanwhile|by now|moved (?:in)?to|moves to|new|newly"
    r"|switched to|changed to|just (?:started|moved|bought|got)|recently|jetzt|inzwischen|ahora"
    r"|maintenant|adesso|ora|agora)\b"
)
_NOW_AFTER = (
    r"\b(?:now|currently|these days|nowadays|at the moment|jetzt|ahora|maintenant|adesso|agora)\b"
)
_CORRECTION = (
    r"\b(?:correction|corrected|actually|i was wrong|my mistake|edit|update|korrektur)\b[:,]?"
)
_PAST_TENSE = (
    r"\b(?:(?:came|joined|moved)(?: over| across| here| to us| us)? from"
    r"|lived|worked|was|were|had|studied|dated|drove|owned|played|went|lebte|wohnte|war)\b"
)
_UNTIL = r"\b(?:until|till|bis|hasta)\s$"
_BEGAN = (
    r"\b(?:moved|moves|joined|started|starts|began|switched|changed|married|bought|got|since|new"
    r"|as of"
    r"|took over|became|seit|desde|depuis|dal?)\b"
)

_BEGINS = r"\b(?:starts|starting|begins|beginning|moves|moving|joins|joining)\b"


def _dates(place: Found, before: str, after: str, order: DateOrder) -> list[FoundDate]:
    """The dates of its clause, apart from the span itself."""
    start, end = place.start - len(before), place.start + len(place.span) + len(after)
    found = find_dates(place.note.text, place.note.date, order)
    inside = place.start, place.start + len(place.span)
    return [
        each
        for each in found
        if start <= each.start
        and each.end <= end
        and not (inside[0] <= each.start and each.end <= inside[1])
    ]


def _is_over(place: Found, before: str, after: str, order: DateOrder) -> bool:
    written = place.note.date
    for each in _dates(place, before, after, order):
        if each.precision != "range":
            continue
        if each.last is not None:
            return written is None or each.last <= written
        if each.first is None and compiled(_UNTIL).search(place.note.text[: each.start]):
            return True
    return False


def _since(place: Found, before: str, after: str, order: DateOrder) -> str:
    """Since May 2024; moved there in May 2024."""
    begun = compiled(_BEGAN).search(before) or compiled(_BEGAN).search(after)
    if not begun:
        return ""
    for each in _dates(place, before, after, order):
        ahead = compiled(_BEGINS).search(before) or compiled(_BEGINS).search(after)
        first = each.first or _nearest(each, place.note.date, ahead=bool(ahead))
        if first is None or (each.last is not None and each.precision == "range"):
            continue
        if each.day is not None:
            return written_out(first)
        if each.month is not None:
            return f"{MONTH_NAMES[first.month - 1]} {first.year}"
        return str(first.year)
    return ""


def _nearest(
    date: FoundDate, written: datetime.date | None, *, ahead: bool
) -> datetime.date | None:
    """Of a day or month without a year, the latest one up to the day of writing; the next one
    `ahead` of it where something "starts" then."""
    if written is None or date.month is None:
        return None
    try:
        day = datetime.date(written.year, date.month, date.day or 1)
        if ahead:
            this_month = date.day is None and day.month == written.month
            return day if day >= written or this_month else day.replace(year=written.year + 1)
        return day if day <= written else day.replace(year=written.year - 1)
    except ValueError:
        return None
