"""Matches the words that describe somebody with people's notes.

"The woman who keeps bees" is compared with everybody's notes: how much of the description one
person's notes express as a whole, and how much one sentence of theirs does alone. Rare words tell
more than common ones, so each word weighs by how few of the compared people it fits. Everybody is
compared, in arrays: a `DescriptionIndex` knows the words of every sentence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.lexicon import Vocabulary, lexicon
from persona_assistant.language.question import Question
from persona_assistant.language.words import Word, sentences, stem, stems

FEATURES = ("bias", "whole", "sentence", "exact", "fullness", "telling")

NO_MATCH = (1.0,) + (0.0,) * (len(FEATURES) - 1)
"""Features of a person whose notes do not fit the description at all."""

_ASKING = frozenset(
    stem(word)
    for word in """job work profession occupation career employer living live house home birthday
    born birth age old phone telephone mobile cell number email mail address street postcode zip
    name call nickname surname colour color favourite favorite hobby like love hate enjoy prefer
    allergic allergy diet eat drink wear owe promise tell ask mention say want need plan meet see
    height tall size married single partner language speak smell music hair feet foot head hand
    beard shoe clothes favour favor complaint comment news advice animal pet children feel mood
    weather look bring lend""".split()
)
"""Stems that ask for something of a person where a question begins with what, where or when."""

_EXPRESSED = 0.5
"""A word counts as expressed from this relation on."""
_BESIDE = 0.3
"""What a word that is asked counts, where other words describe."""

Source = TypeVar("Source")
"""What a text is known by, chosen by the caller."""
Notes: TypeAlias = Mapping[int, Sequence[tuple[Source, str]]]
"""persona id -> [(what the text is known by, text)]"""


@dataclass(frozen=True)
class DescriptionMatch(Generic[Source]):
    """How one person's notes fit a description."""

    features: tuple[float, ...]
    source: Source
    """Of the text that holds the sentence that fits best."""
    sentence: str = ""
    completeness: float = 0.0
    """Share of the description that is expressed, in [0, 1], where a word counts by how much it
    tells: one that one of a thousand fits ten times as much as one that one of two does."""


def description_words(question: Question, *, with_media: bool) -> tuple[Word, ...]:
    """The words of a question that describe a person.

    Beside a picture or a voice only an explicit description counts: the words of "what is her job?"
    say nothing about who she is. Alone, every content word may that does not ask.
    """
    words = _without_user_seeing(question.cue)
    if not with_media:
        asking = bool(words) or question.wh not in ("who", "")
        words += tuple(each for each in question.anchors if not asking or each.stem not in _ASKING)
        if not words and not question.wh:
            # Keywords: all of them describe. A question without a description ("what is her
            # job?") describes nobody.
            words = question.ask
    if not question.cue and not question.wh and all(each.stem in _ASKING for each in words):
        return ()  # "birthday?" asks, and describes nobody
    return tuple(w for w in words if w.content and w.stem not in GENERIC)


def _without_user_seeing(cue: Sequence[Word]) -> tuple[Word, ...]:
    """ "The person I saw when it was humid": that the user saw them tells of nobody."""
    return tuple(
        word
        for at, word in enumerate(cue)
        if word.stem != "see" or (at and cue[at - 1].lower not in ("i", "we"))
    )


def description_weights(question: Question, words: Sequence[Word]) -> list[float]:
    """What each of the `description_words` counts: beside an explicit description, what is asked
    says little of who is meant."""
    cue = {word for word in question.cue if word.content and word.stem not in GENERIC}
    return [_BESIDE if cue and word not in cue else 1.0 for word in words]


def asks(word: str) -> bool:
    """Whether a word asks for something of a person: "birthday"."""
    return stem(word) in _ASKING


def expand_terms(words: Sequence[Word]) -> list[str]:
    """Search terms: the words, with synonyms and members of the kinds of things they name."""
    lex = lexicon()
    found = {w.lower: None for w in words}
    for word in words:
        synsets = lex.synsets.get((word.stem,), frozenset())
        kinds = lex.kinds.get((word.stem,), frozenset())
        for term, groups in (*lex.synsets.items(), *lex.members.items()):
            if len(term) == 1 and not (groups.isdisjoint(synsets) and groups.isdisjoint(kinds)):
                found[term[0]] = None
    return list(found)


class DescriptionIndex(Generic[Source]):
    """Everybody's notes, ready to be compared with descriptions."""

    def __init__(self, notes: Notes[Source]) -> None:
        self._vocabulary = Vocabulary()
        self._people = len(notes)
        self._sentences: list[tuple[Source, str]] = []
        owners: list[int] = []
        terms: list[int] = []
        starts: list[int] = []
        for person, texts in notes.items():
            for source, text in texts:
                for sentence in sentences(text):
                    held = self._vocabulary.terms(stems(sentence))
                    if held:
                        starts.append(len(terms))
                        terms += held
                        owners.append(person)
                        self._sentences.append((source, sentence))
        self._terms = np.array(terms, np.int64)
        self._starts = np.array(starts, np.int64)
        owner = np.array(owners, np.int64)
        self._first = np.flatnonzero(np.diff(owner, prepend=owner[:1] - 1))
        """Of each person who has a sentence, the place of the first one."""
        self._ids = owner[self._first]

    def match(
        self, words: Sequence[Word], weights: Sequence[float] | None = None
    ) -> dict[int, DescriptionMatch[Source]]:
        """How well the words, of these weights, fit whoever they fit at all; in the order of the
        notes."""
        if not words or not len(self._ids):
            return {}
        said = np.stack(
            [
                np.maximum.reduceat(self._vocabulary.relations(word)[self._terms], self._starts)
                for word in words
            ],
            axis=1,
        )
        best = np.maximum.reduceat(said, self._first, axis=0)
        weight = np.ones(len(words)) if weights is None else np.asarray(weights)
        rarity = weight * np.log1p(self._people / (0.5 + best.sum(axis=0)))
        rarity = rarity / max(rarity.sum(), 1e-9)
        # Words that fit nobody say that the person may be absent, but not who is meant among those
        # present.
        telling = rarity * (best.max(axis=0) > 0.0)
        telling = telling / max(telling.sum(), 1e-9)
        alone = said @ rarity
        completeness = self._completeness(best, weight)
        found = {}
        ends = np.append(self._first[1:], len(alone))
        for at in np.flatnonzero(best.max(axis=1) > 0.0).tolist():
            first = int(self._first[at])
            top = first + int(alone[first : ends[at]].argmax())
            whole = float(rarity @ best[at])
            features = (
                1.0,
                whole,
                float(alone[top]),
                float(rarity @ (best[at] == 1.0)),
                whole * math.log1p(float(weight @ (best[at] >= _EXPRESSED))),
                float(telling @ best[at]),
            )
            source, sentence = self._sentences[top]
            found[int(self._ids[at])] = DescriptionMatch(
                features, source, sentence, float(completeness[at])
            )
        return found

    def said(
        self,
        required: Sequence[Sequence[Word]],
        behind: Sequence[Sequence[Word]],
        keep: Callable[[str], bool],
        *,
        literally: bool = False,
    ) -> dict[int, int]:
        """Those of whom one sentence that is to be kept says all that is required, and of how many
        words of `behind`, from the first on, their notes say so too. Each word is given in the
        forms of which one is enough. Where nothing is required, the words behind decide, all up to
        a number among them. `literally`: no other word stands for what is required."""
        if not len(self._ids) or not (required or behind):
            return {}
        rows = np.repeat(True, len(self._starts))
        for forms in required:
            rows &= self._expressed(forms, 1.0 if literally else _EXPRESSED)
        if required:
            for at in np.flatnonzero(rows).tolist():
                rows[at] = keep(self._sentences[at][1])
        whole = np.logical_or.reduceat(rows, self._first)
        count = np.zeros(len(self._ids), np.int64)
        goes_on = whole.copy()
        for forms in behind:
            goes_on &= np.logical_or.reduceat(self._expressed(forms), self._first)
            count += goes_on
        numbers = [at for at, forms in enumerate(behind, 1) if forms[0].lower[:1].isdigit()]
        fitting = whole if required else count >= max(numbers, default=1)
        return {int(self._ids[at]): int(count[at]) for at in np.flatnonzero(fitting)}

    def _expressed(self, forms: Sequence[Word], least: float = _EXPRESSED) -> NDArray[Any]:
        """Which sentences say a word in one of these forms."""
        held = [
            np.maximum.reduceat(self._vocabulary.relations(each)[self._terms], self._starts)
            for each in forms
        ]
        said: NDArray[Any] = np.maximum.reduce(held) >= least
        return said

    def _completeness(self, best: NDArray[Any], weight: NDArray[Any]) -> NDArray[Any]:
        expressed = best >= _EXPRESSED
        fitting = expressed.sum(axis=0)
        told = np.log((self._people + 1.0) / np.maximum(fitting, 1.0))
        if fitting.any():
            # A word that fits nobody is as likely to ask as to describe.
            told[fitting == 0] = told[fitting > 0].mean()
        told *= weight
        result: NDArray[Any] = expressed @ (told / max(told.sum(), 1e-9))
        return result


def match_descriptions(
    words: Sequence[Word], notes: Notes[Source], weights: Sequence[float] | None = None
) -> dict[int, DescriptionMatch[Source]]:
    """As `DescriptionIndex.match`, for notes that are compared once."""
    return DescriptionIndex(notes).match(words, weights)
