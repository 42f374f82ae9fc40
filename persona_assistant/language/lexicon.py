"""How one word can stand for another.

`data/` holds two kinds of knowledge: synonym sets, and fields (a kind of thing with its members). A question's word is compared with a whole sentence and gets the best of the relations it
has to any word there: the same stem, the same family of words ("biology", "biologist"), a synonym,
a member of the kind that was named ("pet" - "spaniel").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from persona_assistant.language.data_files import kinds, synonym_sets
from persona_assistant.language.words import STOP, Word, stem, words

SAME, SYNONYM, MEMBER, FAMILY, KIND = 1.0, 0.75, 0.7, 0.65, 0.35
"""Strength of a relation. KIND is the weakest: "spaniel" asked, "dog" noted."""

_LONGEST_TERM = 3
_FAMILY_PREFIX = 5

Term = tuple[str, ...]
"""Stems of one to three neighbouring words."""


@dataclass(frozen=True)
class Lexicon:
    """Which sets and fields a term is in."""

    synsets: dict[Term, frozenset[int]]
    kinds: dict[Term, frozenset[str]]
    """Fields a term names: ("pet",) -> {"animal"}."""
    members: dict[Term, frozenset[str]]
    """Fields a term belongs to: ("spaniel",) -> {"animal"}."""

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


def _gather(pairs: Iterable[tuple[Term, object]]) -> dict:
    found: dict[Term, frozenset] = {}
    for term, value in pairs:
        known = found.get(term)
        found[term] = _only(value) if known is None else known | {value}
    return found


@cache
def _only(value: object) -> frozenset:
    """Most words are in one set, most sets hold many words: one object for all of them."""
    return frozenset((value,))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    fields = kinds().items()
    return Lexicon(
        synsets=_gather((_term(w), i) for i, synset in enumerate(synonym_sets()) for w in synset),
        kinds=_gather((_term(w), name) for name, field in fields for w in field["names"]),
        members=_gather((_term(w), name) for name, field in fields for w in field["words"]),
    )


@lru_cache(maxsize=16384)
def sense(sentence: str) -> Sense:
    """The sense of one sentence; function words relate to nothing on their own."""
    lex = lexicon()
    tokens = words(sentence)
    stopped = {w.stem for w in tokens if not w.content}
    terms = {t for t in lex.terms([w.stem for w in tokens]) if len(t) > 1 or t[0] not in stopped}
    none: frozenset = frozenset()
    return Sense(
        stems=frozenset(w.stem for w in tokens if w.content),
        synsets=frozenset().union(*(lex.synsets.get(t, none) for t in terms)),
        members=frozenset().union(*(lex.members.get(t, none) for t in terms)),
        kinds=frozenset().union(*(lex.kinds.get(t, none) for t in terms)),
    )


def is_member(term: str, field: str) -> bool:
    return field in lexicon().members.get((term,), ())


@lru_cache(maxsize=65536)
def _same_family(a: str, b: str) -> bool:
    """Derivations of one root: physics - physicist, Portugal - Portuguese."""
    prefix = 0
    for x, y in zip(a, b):
        if x != y:
            break
        prefix += 1
    return prefix >= _FAMILY_PREFIX and prefix >= 0.6 * max(len(a), len(b))


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


__all__ = ["STOP", "Lexicon", "Sense", "is_member", "lexicon", "relation", "sense"]
