"""Somebody whom only another's notes name, in a question about two people: "are Ana and Leo a
couple", "which of Leo and Mia is a roofer", where Leo and Mia are nobody of the memory but Ana's
notes tell of her husband Leo.

What those notes say of Leo by name is what is known of him. Where the question is what he is to
Ana herself, it stands in her own notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from persona_assistant.assistant.known import Named, all_of, names_of_others
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.spoken_of import is_named_in, spoken_of, without_owner
from persona_assistant.assistant.told_of import known_through
from persona_assistant.language.countries import is_country
from persona_assistant.language.ordinary import is_no_name, is_ordinary
from persona_assistant.language.pair_questions import PairKind, PairQuestion, pair_question
from persona_assistant.language.spelling import fold
from persona_assistant.language.words import STOP
from persona_assistant.pmg import Note, PersonAnswer

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OF_TWO = re.compile(r"\b(?:and|or|vs|versus|than|with|to|n)\b|[&/,+]", re.I)
"""What stands between two people."""
_OF_EACH_OTHER = (PairKind.COUPLE, PairKind.BETWEEN, PairKind.RELATION, PairKind.JOINT)
_COMPARING = (
    PairKind.CHOICE,
    PairKind.AGE,
    PairKind.MORE,
    PairKind.EARLIER,
    PairKind.SAME,
    PairKind.COMMON,
)
_SHORTEST, _MOST = 3, 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What is asked of people of whom one at least has no notes; their ids are below 0."""

    asked: PairQuestion
    named: Sequence[Named]
    notes: Mapping[int, Sequence[Note]]
    """What others' notes say of those without."""
    holders: Mapping[int, int]
    """In whose notes it stands."""


def with_others(services: Services, text: str, known: Sequence[Named]) -> Beside | None:
    """What is asked of the one who is known, if any, and of others whom somebody's notes name;
    None where the question is of no two such people."""
    if len(known) == 1 and (found := _of_each_other(services, text, known[0])):
        return found
    if not _OF_TWO.search(text):
        return None
    notes: dict[int, Sequence[Note]] = {}
    holders: dict[int, int] = {}
    others: list[Named] = []
    for word in _unknown(text, known):
        if is_ordinary(fold(word)) or is_country(word) or len(word) < _SHORTEST:
            continue
        if (through := known_through(services, word)) and len(others) < _MOST:
            other = Named(-1 - len(others), word.capitalize(), word)
            others.append(other)
            holders[other.persona_id] = through[0]
            notes[other.persona_id] = list(spoken_of(word, through[1]))
    named = sorted((*known, *others), key=lambda each: text.find(each.typed))
    asked = pair_question(text, [each.typed for each in named]) if len(named) > 1 else None
    if asked is None or not others:
        return None
    apart = len({*(each.persona_id for each in known), *holders.values()}) == len(named)
    if asked.kind in _COMPARING or (asked.kind is PairKind.EACH and apart):
        return Beside(asked, named, notes, holders)
    return None


def _of_each_other(services: Services, text: str, known: Named) -> Beside | None:
    """What somebody is to the one who is known, whose notes name them."""
    for word in _unknown(text, [known]):
        other = _remembered(services, word) or Named(-1, word.capitalize(), word)
        named = sorted((known, other), key=lambda each: text.find(each.typed))
        asked = pair_question(text, [each.typed for each in named])
        if asked is None or asked.kind not in _OF_EACH_OTHER:
            continue
        if other.persona_id >= 0:
            return Beside(asked, named, {}, {})
        if asked.kind is PairKind.JOINT and not is_ordinary(fold(word)):
            return Beside(asked, named, {}, {})  # how they met is not how somebody else met them
        notes = all_of(services, [known.persona_id])
        if any(is_named_in(note.text, other.name) for note in notes[known.persona_id]):
            return Beside(asked, named, {}, {})
    return None


def _remembered(services: Services, word: str) -> Named | None:
    """Who alone has an everyday word for a first name: "hank" in small letters."""
    found = [
        Named(each, name, word)
        for each, name in names_of_others(services).items()
        if fold(name.split()[0]) == fold(word)
    ]
    return found[0] if len(found) == 1 else None


def _unknown(text: str, known: Sequence[Named]) -> Iterator[str]:
    """The words that may name somebody else than those who are known."""
    own = {fold(part) for each in known for part in f"{each.typed} {each.name}".split()}
    for match in _WORD.finditer(text):
        word = without_owner(match.group())
        if len(word) > 1 and not (fold(word) in STOP | own or is_no_name(fold(word))):
            yield word


def names_beside(named: Sequence[Named], text: str) -> list[frozenset[int]]:
    """Those whose name a text has, who have no notes of their own, or whose name is an everyday
    word that stands for them as an owner: "hank's"."""
    return [
        frozenset({each.persona_id})
        for each in named
        if (each.persona_id < 0 and is_named_in(text, each.name))
        or re.search(rf"\b{re.escape(each.name.split()[0])}['’]s\b", text, re.I)
    ]


def notes_of_each(
    services: Services, named: Sequence[Named], those: Beside | None
) -> Mapping[int, Sequence[Note]]:
    """Everybody's notes; of somebody who has none what others' say."""
    known = [each.persona_id for each in named if each.persona_id >= 0]
    said = {} if those is None else those.notes
    return {**{each.persona_id: () for each in named}, **said, **all_of(services, known)}


def whole_notes(services: Services, those: Beside) -> dict[int, tuple[str, Sequence[Note]]]:
    """Of each without notes of their own the name and all notes of the one who tells of them."""
    names, notes = services.store.people.names(), all_of(services, [*those.holders.values()])
    return {each: (names[by], notes[by]) for each, by in those.holders.items()}


def with_holders(
    services: Services, people: Sequence[PersonAnswer], those: Beside
) -> list[PersonAnswer]:
    """The answers, those about somebody without notes by whose note has them."""
    names = services.store.people.names()
    found = []
    for each in people:
        if each.persona_id >= 0:
            found.append(each)
        elif each.sentence and (holder := those.holders.get(each.persona_id)) is not None:
            found.append(replace(each, persona_id=holder, name=names[holder]))
    return found
