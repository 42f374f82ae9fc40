"""A clause without the person it begins with, where it begins with nobody else."""

from __future__ import annotations

import re
from collections.abc import Set

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ANY
from persona_assistant.language.patterns import compiled

_OTHERS = (
    rf"(?i)(?:(?:his|her|their|my|our|the|[^\W\d_]+['’]s)\s(?:\w+\s)?)?(?:{ANY})\b"
    r"|(?:i|we|my|our)\b|i['’]"
)
_PRONOUNS = frozenset("she he they shes hes".split())


def without_subject(clause: str, own: Set[str]) -> str | None:
    """A clause without the name, of `own`, or the pronoun that it begins with; None where it
    begins with a relative or the user."""
    if compiled(_OTHERS).match(clause):
        return None
    first = re.match(r"([^\W\d_]+)(?:['’]s)?\s+", clause)
    if first and plain(first[1]) in own | _PRONOUNS:
        return clause[first.end() :].strip() or None
    return clause
