"""Lists of those who married: "who got married in 2024", "who has tied the knot since I know them".

A wedding is told on its day ("tied the knot on saturday") or before it ("wedding 4 june"), and has
been held once that day is past. That somebody is divorced, widowed or has a wife tells no wedding.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from persona_assistant.assistant.list_marital import Status, told_of
from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, spans
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.reading import AnyReader, Found

People = Mapping[int, tuple[str, Sequence[Note]]]
Stances = list[tuple[Stance, Found]]
Finder = Callable[[AnyReader, People], dict[int, Stances]]

_ASKED = re.compile(
    r"^(?:did|has) she (?:just |recently |also )?(?:(?:get|got|gotten|been) (?:re)?"
    r"(?:married|wed|hitched)|(?:re)?(?:marry|married|wed)|tie(?:d)? the knot|"
    r"(?:have|had) (?:a |her )?wedding)(?: again)?\?$",
    re.I,
)
_WEDS = re.compile(
    r"\b(?:got|getting|just|newly|been|were) (?:re)?(?:married|wed|hitched)\b|"
    r"\btied the knot\b|\btying the knot\b|\beloped\b|\bnewly-?weds?\b|\bhoneymoon|\bwedding\b|"
    r"\b(?:re)?married (?:again|in|on|at|last|this|him|her|his|(?-i:[A-ZÀ-Þ])|\d)|\bwed\b|"
    r"\b(?:marr(?:y|ies|ying)|get(?:s|ting)? married)\b|\bmarried[!,]",
    re.I,
)
_FEAST = re.compile(
    r"\b(?:ruby|silver|gold(?:en)?|diamond|pearl|coral|wooden|tin) (?:wedding|anniversary)\b"
    r"|\banniversar\w+",
    re.I,
)
"""Is kept years later."""


def finder(question: str, when: When | None) -> Finder | None:
    """What finds out who married, within a time if one is named; None for another question."""
    if _ASKED.match(question) is None:
        return None
    return lambda _, people: {i: _weddings(when, *each) for i, each in people.items()}


def _weddings(when: When | None, name: str, notes: Sequence[Note]) -> Stances:
    today = datetime.date.today()
    found: Stances = []
    for status, place in told_of(name, notes):
        said = in_english(_words_of(place))
        if status is not Status.MARRIED or not _WEDS.search(said) or _FEAST.search(said):
            continue
        day = _day(said, place.note.date, today)
        within = when is None or (day is not None and day[0] <= when[1] and when[0] <= day[1])
        if within:
            found.append((Stance.STATES, place))
    return found


def _words_of(place: Found) -> str:
    """The fragment that holds a place, and a short one behind it: "married!! dec 8"."""
    pieces = list(FRAGMENT.finditer(place.note.text))
    for at, piece in enumerate(pieces):
        if piece.start() <= place.start < piece.end():
            behind = pieces[at + 1].group() if at + 1 < len(pieces) else ""
            return f"{piece.group()}, {behind}" if 0 < len(behind) <= _SHORT else piece.group()
    return place.sentence


_SHORT = 16


def _day(said: str, written: datetime.date | None, today: datetime.date) -> When | None:
    """When the wedding was: the day that the words name, or that of the note."""
    to_come = re.search(r"\b(?:wedding (?:is|on|in)\b|getting|marrying|gets?)", said, re.I)
    named = spans(said, written, to_come=to_come is not None)
    past = [each for each in named if each[0] <= today]
    if past:
        return past[0]
    return None if written is None else (written, written)


__all__ = ["finder"]
