"""Concerns: what wants a look, and what finds it in any text."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from persona_assistant.language.dates import find_dates, written_out
from persona_assistant.language.words import sentences

Kind = Literal["double", "near double", "contradiction", "overtaken", "secret", "people"]

NEAR = 0.85
"""Of the words of two texts, the share they have in common from which on one may be a double."""
SHORT = 5
"""Texts of fewer words are doubles only when they are equal."""
_WORD = re.compile(r"[\w']+")
_TO_COME = re.compile(
    r"\b(?:will|going to|gonna|plans?|planning|wants? to|starts?|starting|due|expecting|applying"
    r"|hears back|moves|moving|leaves|leaving|opens|opening|getting married|next|soon|will be"
    r"|wird|will sich|va a|va|quiere|vuole|vai|quer)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to look at."""

    kind: Kind
    people: tuple[str, ...]
    items: tuple[int, ...]
    """Their numbers in `show` of the first person."""
    sentence: str
    command: str
    """What mends it, should it be wrong; never run by itself."""
    memory: int | None = None
    """The id of a memory of the user; None where it is about people."""


def words(text: str | None) -> list[str]:
    return _WORD.findall((text or "").casefold())


def overtaken(text: str, written: datetime.date, today: datetime.date) -> datetime.date | None:
    """The day that a text looks forward to and that is over; None where there is none."""
    for sentence in sentences(text):
        if found := overtaken_sentence(sentence, written, today):
            return found
    return None


def overtaken_sentence(
    sentence: str, written: datetime.date, today: datetime.date
) -> datetime.date | None:
    """See `overtaken`."""
    if not _TO_COME.search(sentence):
        return None
    days = [
        each.last
        for each in find_dates(sentence, written)
        if each.last is not None and written < each.last < today
    ]
    return max(days, default=None)


def day(month: int, number: int) -> str:
    """For example "3 May"."""
    return written_out(datetime.date(2000, month, number)).removesuffix(" 2000")


def short(sentence: str) -> str:
    """In quotation marks, cut where it is long."""
    line = " ".join(sentence.split())
    return f'"{line if len(line) <= 70 else line[:69].rstrip() + "…"}"'
