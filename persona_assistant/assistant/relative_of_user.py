"""Which of several people is one of the user's family: their notes call them "my cousin"."""

from __future__ import annotations

import re

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.sides import Pair
from persona_assistant.language.relations_to_user import is_relative
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import FRAGMENT, PLAIN
from persona_assistant.reader.reading import Found

_ASKS = re.compile(
    r"\b(?:related to (?:me|us)|(?:relative|relation) of (?:mine|ours)|(?:my|our) relative"
    r"|(?:in|of|part of) (?:my|our) family|(?:my|our) (?:kin|family))\b",
    re.I,
)


def asks(question: str) -> bool:
    return _ASKS.search(question) is not None


def answer_of(pair: Pair, each: Named) -> PersonAnswer:
    """The place that says so, with a yes; without one nothing is known."""
    for note in pair.notes[each.persona_id]:
        for match in FRAGMENT.finditer(note.text):
            if is_relative(match.group(), pair.names_of(each)):
                found = Found(note, match.group().strip(), match.group(), match.start(), PLAIN)
                return pair.of(each, found, "yes")
    return pair.of(each, None)
