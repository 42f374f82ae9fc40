"""How one word can stand for another.

`data/` holds two kinds of knowledge: synonym sets, and kinds of things with their members. A
question's word is compared with a whole sentence and gets the best of the relations it has to any
word there: the same stem, the same family of words ("biology", "biologist"), a synonym, a member of
the kind that was named ("pet" - "spaniel").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from persona_assistant.language.data_files import kinds, synonym_sets
from persona_assistant.language.words import STOP, Word, stem, words

SAME, SYNONYM, MEMBER, FAMILY, KIND = 1.0, 0.75, 0.7, 0.65, 0.35
"""Strength of a relation. KIND is the weakest: "spaniel" asked, "dog" noted."""

_LONGEST_TERM = 3
_FAMILY_PREFIX = 5

Term: TypeAlias = tuple[str, ...]
"""Stems of one to three neighbouring words."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Lexicon:
    """Which synonym sets and kinds a term is in."""

    synsets: dict[Term, frozenset[int]]
    kinds: dict[Term, frozenset[str]]
    """Kinds a term names: ("pet",) -> {"animal"}."""
    members: dict[Term, frozenset[str]]
    """Kinds a term belongs to: ("spaniel",) -> {"animal"}."""

    def terms(self, stems: Sequence[str]) -> set[Term]:
        """Every single stem, and every longer run the lexicon knows."""
        found: set[Term] = {(s,) for s in stems}
        for size in range(2, _LONGEST_TERM + 1):
            for start in range(len(stems) - size + 1):
                term = tuple(stems[start : start + size])
                if term in self.synsets or term in self.members or term in self.kinds:
                    found.add(term)
        return found


@dataclass(frozen=True)
class Sense:
    """What a sentence offers for words to be related to."""

    stems: frozenset[str]
    synsets: frozenset[int]
    members: frozenset[str]
    kinds: frozenset[str]


def _term(text: str) -> Term:
    return (stem(text),) if text.isalpha() else tuple(map(stem, text.split()))


def _gather(pairs: Iterable[tuple[Term, Value]]) -> dict[Term, frozenset[Value]]:
    gathered: dict[Term, frozenset[Value]] = {}
    # Most words are in one set, most sets hold many words: one object for all of them.
    singles: dict[Value, frozenset[Value]] = {}
    for term, value in pairs:
        known = gathered.get(term)
        if known is None:
            gathered[term] = singles.setdefault(value, frozenset((value,)))
        else:
            gathered[term] = known | {value}
    return gathered


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    known = kinds().items()
    return Lexicon(
        synsets=_gather((_term(w), i) for i, synset in enumerate(synonym_sets()) for w in synset),
        kinds=_gather((_term(w), kind) for kind, lists in known for w in lists["names"]),
        members=_gather((_term(w), kind) for kind, lists in known for w in lists["words"]),
    )


@lru_cache(maxsize=16384)
def sense(sentence: str) -> Sense:
    """The sense of one sentence; function words relate to nothing on their own."""
    lex = lexicon()
    tokens = words(sentence)
    stopped = {w.stem for w in tokens if not w.content}
    terms = {t for t in lex.terms([w.stem for w in tokens]) if len(t) > 1 or t[0] not in stopped}
    return Sense(
        stems=frozenset(w.stem for w in tokens if w.content),
        synsets=frozenset(i for t in terms for i in lex.synsets.get(t, ())),
        members=frozenset(kind for t in terms for kind in lex.members.get(t, ())),
        kinds=frozenset(kind for t in terms for kind in lex.kinds.get(t, ())),
    )


def is_member(term: str, kind: str) -> bool:
    """Whether a stem is a member of a kind: ("spaniel", "animal")."""
    return kind in lexicon().members.get((term,), ())


@lru_cache(maxsize=65536)
def _same_family(a: str, b: str) -> bool:
    """Derivations of one root: physics - physicist, Portugal - Portuguese."""
    prefix = 0
    for x, y in zip(a, b):
        if x != y:
            break
        prefix += 1
    return prefix >= _FAMILY_PREFIX and prefix >= 0.6 * max(len(a), len(b))


class Vocabulary:
    """The terms of many sentences, each with a number, to be related to a word all at once."""

    def __init__(self) -> None:
        self._numbers: dict[Term, int] = {}
        self._longer = {
            term[0]
            for known in (lexicon().synsets, lexicon().kinds, lexicon().members)
            for term in known
            if len(term) > 1
        }

    def terms(self, sentence: Sequence[tuple[str, bool]]) -> list[int]:
        """The numbers of the terms of a sentence, given as `words.stems`."""
        numbers, found = self._numbers, []
        for at, (each, content) in enumerate(sentence):
            if content:
                found.append(numbers.setdefault((each,), len(numbers)))
            if each in self._longer:
                run = [other for other, _ in sentence[at : at + _LONGEST_TERM]]
                found += [
                    numbers.setdefault(tuple(run[:size]), len(numbers))
                    for size in range(2, len(run) + 1)
                    if self._known(tuple(run[:size]))
                ]
        return found

    @staticmethod
    def _known(term: Term) -> bool:
        lex = lexicon()
        return term in lex.synsets or term in lex.members or term in lex.kinds

    def relations(self, word: Word) -> NDArray[np.float64]:
        """Shape (terms,): how strongly each term expresses the word, as `relation` has it."""
        lex, own = lexicon(), (word.stem,)
        synsets, kinds = lex.synsets.get(own), lex.kinds.get(own)
        members = lex.members.get(own)
        start = word.stem[:_FAMILY_PREFIX] if len(word.stem) >= _FAMILY_PREFIX else None
        none: frozenset[object] = frozenset()
        strengths = np.zeros(len(self._numbers))
        for term, number in self._numbers.items():
            if term == own:
                strengths[number] = SAME
            elif synsets and not synsets.isdisjoint(lex.synsets.get(term, none)):
                strengths[number] = SYNONYM
            elif kinds and not kinds.isdisjoint(lex.members.get(term, none)):
                strengths[number] = MEMBER
            elif (
                start is not None
                and len(term) == 1
                and term[0].startswith(start)
                and _same_family(word.stem, term[0])
            ):
                strengths[number] = FAMILY
            elif members and not members.isdisjoint(lex.kinds.get(term, none)):
                strengths[number] = KIND
        return strengths


def relation(word: Word, to: Sense) -> float:
    """How strongly `word` is expressed in a sentence of that sense, in [0, 1]."""
    if word.stem in to.stems:
        return SAME
    lex, term = lexicon(), (word.stem,)
    if not lex.synsets.get(term, frozenset()).isdisjoint(to.synsets):
        return SYNONYM
    if not lex.kinds.get(term, frozenset()).isdisjoint(to.members):
        return MEMBER
    if len(word.stem) >= _FAMILY_PREFIX and any(
        _same_family(word.stem, other) for other in to.stems
    ):
        return FAMILY
    if not lex.members.get(term, frozenset()).isdisjoint(to.kinds):
        return KIND
    return 0.0


__all__ = ["STOP", "Lexicon", "Sense", "Vocabulary", "is_member", "lexicon", "relation", "sense"]
