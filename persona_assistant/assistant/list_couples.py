"""Whom another's note names beside them: "Gaz and Nerys are expecting" puts both on a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from persona_assistant.pmg import Note, PersonAnswer
from persona_assistant.reader.claimed import FRAGMENT

_COUPLE = re.compile(
    r"\b(?:engaged|marr(?:y|ied)|wedding|wed|t(?:ie|ied) the knot|hitched|newlyweds|expecting|"
    r"divorced?|split up)\b",
    re.I,
)
"""What is so of both of a couple."""
_TOGETHER = re.compile(r"([^\W\d_]+)\s*(?:and|und|y|et|&|\+)\s*([^\W\d_]+)")


def said_of_both(
    question: str,
    stating: Mapping[int, PersonAnswer],
    people: Mapping[int, tuple[str, Sequence[Note]]],
    called: Callable[[str], frozenset[int]],
) -> dict[int, PersonAnswer]:
    """Those of whom another's note states it too: "Gaz and Nerys are expecting"."""
    couple = _COUPLE.search(question) is not None
    found: dict[int, PersonAnswer] = {}
    for persona, told in stating.items():
        text = "\n".join(
            match.group()
            for match in FRAGMENT.finditer(told.sentence)
            if told.answer in match.group() or (couple and _COUPLE.search(match.group()))
        )
        for pair in _TOGETHER.finditer(text):
            first, second = map(called, pair.groups())
            if persona not in first | second and pair[1].lower() not in ("she", "he", "they"):
                continue
            for other in (first | second) & people.keys() - stating.keys():
                found.setdefault(other, replace(told, persona_id=other, name=people[other][0]))
    return found
