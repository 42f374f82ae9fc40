"""With whom somebody lives, or lived in a place: by the notes that tell of that home.

Who shared the flat before the last one is told in as plain words as who lives there now.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.home_history import SURE, Home, history_of, stems
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_WITH = (
    r"^who(?:m|['’]?s)?(?: all| else)? (?:(?:does|do|did|is|was|are|were|has|had) )?"
    r"(?:[\w-]+ ){1,3}?(?:been )?(?:liv(?:e[sd]?|ing)|shar(?:e[sd]?|ing)|stay(?:s|ed|ing)?|rooming)"
    r"(?: a (?:flat|house|place|room))? with"
    r"(?: (?:in|at|when (?:s?he|they) lived in) (?P<place>.+))?"
    r"(?: (?:now|nowadays|these days|at the moment|currently|atm|again))?$"
)
_LIKELY = 0.4
"""The probability from which on a place of the network tells the company."""


@dataclass(frozen=True, slots=True)
class Company:
    """What is asked of somebody's company at home."""

    place: str
    """ "in Leeds": the home that is meant; "" for the present one."""


def asked_company(question: str) -> Company | None:
    """None where a question asks for no company."""
    asked = compiled(_WITH).match(" ".join(plain(question).rstrip(" ?!.").split()))
    return None if asked is None else Company(asked["place"] or "")


def company(
    asked: Company,
    own: Sequence[Home],
    found: Sequence[Found],
    names: Collection[str],
) -> Found | None:
    """Where the notes tell it; None where the other places are as good. `names` are what the
    person is called."""
    _, current = history_of(own)
    if asked.place:
        meant = stems(asked.place)
        homes = [each for each in own if meant & stems(each.stated.text)]
        told = [each for each in found if any(each.note == home.note for home in homes)]
        told = [each for each in told if meant & stems(each.sentence)] or told
    elif current is not None:
        homes = [current]
        since = current.note.date or datetime.date.min
        told = [each for each in found if (each.note.date or datetime.date.min) >= since]
    else:
        return None
    best = max(told, key=lambda each: each.probability, default=None)
    if best is not None and best.probability >= _LIKELY:
        return best
    return next((place for each in homes if (place := _said_beside(each, names))), None)


def _said_beside(home: Home, names: Collection[str]) -> Found | None:
    """Who moved there too: "Luca and Freja moved to ...", where one of them is meant."""
    text = home.note.text
    for match in compiled(_BOTH).finditer(text):
        if not 0 <= home.stated.start - match.end() < _NEAR:
            continue
        pair = [plain(match["one"]) in names, plain(match["other"]) in names]
        if pair[0] is not pair[1]:
            group = "other" if pair[0] else "one"
            at = match.start(group)
            return Found(home.note, sentence_at(text, at), match[group], at, SURE)
    return None


_NEAR = 80
_BOTH = (
    r"\b(?P<one>[\w'’]+)\s(?:and|&|\+)\s(?P<other>(?:(?:the|her|his|their)\s)?[\w'’]+)"
    r"\s(?:(?:have|has|are|just|both|now|finally)\s)*"
    r"(?:moved|moving|bought|live|living|got|rent|renting|share|sharing|settled|closed|signed|found)\b"
)
