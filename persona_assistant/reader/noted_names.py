"""How names stand in notes: with a capital, and not where a capital says something else."""

from __future__ import annotations

import re

from persona_assistant.language.kin import ALIKE
from persona_assistant.language.lexicon import is_member
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
