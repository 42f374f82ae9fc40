"""Somebody whom only another's notes name, beside that other one: "are Ana and Leo a couple", where
Leo is nobody of the memory but Ana's notes tell of her husband Leo.

What Ana's notes say of him by name is what is known. He stands in the pair without notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from persona_assistant.assistant.known import Named, all_of
from persona_assistant.assistant.services import Services
from persona_assistant.language.ordinary import is_no_name
from persona_assistant.language.pair_questions import PairKind, PairQuestion, pair_question
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import STOP
from persona_assistant.pmg import Note

STRANGER = -1
"""The id of somebody who has no notes."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OWNED = re.compile(r"['’]s?$")
_KINDS = (PairKind.COUPLE, PairKind.BETWEEN, PairKind.RELATION)


def with_somebody(
    services: Services, text: str, known: Named
) -> tuple[PairQuestion, Sequence[Named]] | None:
    """What is asked of the one who is known and of somebody whom that one's notes name; None where
    the question is of no two such people."""
    for match in _WORD.finditer(text):
        word = _OWNED.sub("", match.group())
        if fold(word) in STOP or len(word) < 2 or is_no_name(fold(word)):
            continue
        if any(fold(part) == fold(word) for part in f"{known.typed} {known.name}".split()):
            continue
        other = Named(STRANGER, word.capitalize(), word)
        named = sorted((known, other), key=lambda each: text.find(each.typed))
        asked = pair_question(text, [each.typed for each in named])
        if asked is None or asked.kind not in _KINDS:
            continue
        notes = all_of(services, [known.persona_id])
        if any(is_named_in(note.text, other.name) for note in notes[known.persona_id]):
            return asked, named
    return None


def is_named_in(text: str, name: str) -> bool:
    """Whether a word of a text is that name. People write names in small letters too."""
    return any(fold(_OWNED.sub("", each.group())) == fold(name) for each in _WORD.finditer(text))


def names_beside(named: Sequence[Named], text: str) -> list[frozenset[int]]:
    """The one without notes, where a text has their name."""
    return [
        frozenset({STRANGER})
        for each in named
        if each.persona_id == STRANGER and is_named_in(text, each.name)
    ]


def notes_of_each(services: Services, named: Sequence[Named]) -> Mapping[int, Sequence[Note]]:
    """Everybody's notes; none of somebody who has none."""
    known = [each.persona_id for each in named if each.persona_id != STRANGER]
    return {**{each.persona_id: () for each in named}, **all_of(services, known)}
