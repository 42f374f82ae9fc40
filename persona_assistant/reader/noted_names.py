"""How names stand in notes: with a capital, and not where a capital says something else."""

from __future__ import annotations

import re
from collections.abc import Collection

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ALIKE
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import stem

NAME = r"(?-i:[A-ZÀ-Þ][\w’'-]*[^\W\d_])"
FULL = rf"{NAME}(?:\s{NAME})?"

_NO_NAMES = frozenset(
    "i me she he it they this that there her his their who my our the and but not no she's he's"
    " it's i'm today yesterday off".split()
)
_CALENDAR = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)(?:s|rs|urs"
    r"|day|nesday|rsday|urday|uary|ruary|ch|il|e|y|ust|tember|ober|ember)?"
)


def no_name(word: str) -> bool:
    """Whether a word in lower case is nobody's name, whatever its capital."""
    return word in _NO_NAMES or word in ALIKE or _CALENDAR.fullmatch(word) is not None


def is_nationality(word: str) -> bool:
    """Whether a word in lower case says where somebody is from: "french"."""
    return is_member(stem(word), "nationality")


_NAMED_ANOTHER = (
    r"(?:\b(?:called|named|met|seeing|dating|(?:married|engaged) to|someone|somebody)(?:\s\w+)?\s"
    r"?[-–—:,]?\s?)(?-i:(?P<name>[A-ZÀ-Þ][^\W\d_]+)),\s\(?$"
)


def is_behind_another(before: str, own: Collection[str]) -> bool:
    """Whether an age stands behind the name of somebody just spoken of: "met someone online -
    Denise, 52"."""
    match = compiled(_NAMED_ANOTHER).search(before)
    return match is not None and plain(match["name"]) not in own


def written_by(text: str, names: set[str]) -> bool:
    """Whether the note is a message of the person's own: "Hello, it's Katrin", or signed."""
    said = plain(text)
    last = re.findall(r"[^\W\d_]+", said)[-2:]
    return any(
        each in last or re.search(rf"\b(?:it's|this is|i'm|i am|from:?)\s+{each}\b", said)
        for each in names
        if len(each) > 1
    )
