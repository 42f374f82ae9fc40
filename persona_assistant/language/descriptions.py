"""Matches the words that describe somebody with people's notes.

"The woman who keeps bees" is compared with everybody's notes: how much of the description one
person's notes express as a whole, and how much one sentence of theirs does alone. Rare words tell
more than common ones, so each word weighs by how few of the compared people it fits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.lexicon import lexicon
from persona_assistant.language.question import Question
from persona_assistant.language.reading import related
from persona_assistant.language.words import Word, sentences

FEATURES = ("bias", "whole", "sentence", "exact", "fullness", "telling")

NO_MATCH = (1.0,) + (0.0,) * (len(FEATURES) - 1)
"""Features of a person whose notes do not fit the description at all."""

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


def description_words(question: Question, *, with_media: bool) -> tuple[Word, ...]:
    """The words of a question that describe a person.

    Beside a picture or a voice only an explicit description counts: the words of "what is her job?"
    say nothing about who she is. Alone, every content word may.
    """
    words = question.cue if with_media else question.cue + question.anchors
    if not words and not with_media and not question.wh:
        # Keywords: all of them describe. A question without a description ("what is her job?")
        # describes nobody.
        words = question.ask
    return tuple(w for w in words if w.content and w.stem not in GENERIC)


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


def match_descriptions(
    words: Sequence[Word], notes: Notes[Source]
) -> dict[int, DescriptionMatch[Source]]:
    """Fits the description against everybody's notes."""
    if not words or not notes:
        return {}
    best: dict[int, NDArray[Any]] = {}
    per_sentence: dict[int, list[tuple[Source, str, NDArray[Any]]]] = {}
    for persona, texts in notes.items():
        rows = [
            (source, s, np.array([related(w, s) for w in words]))
            for source, text in texts
            for s in sentences(text)
        ]
        per_sentence[persona] = rows
        best[persona] = np.max([r for _, _, r in rows], axis=0) if rows else np.zeros(len(words))
    everybody = np.array(list(best.values()))
    rarity = np.log1p(len(everybody) / (0.5 + everybody.sum(axis=0)))
    rarity = rarity / max(rarity.sum(), 1e-9)
    # Words that fit nobody say that the person may be absent, but not who is meant among those
    # present.
    telling = rarity * (everybody.max(axis=0) > 0.0)
    telling = telling / max(telling.sum(), 1e-9)
    found = {}
    for persona, rows in per_sentence.items():
        if not rows:
            continue
        source, sentence, strengths = max(rows, key=lambda row: float(rarity @ row[2]))
        whole = float(rarity @ best[persona])
        alone = float(rarity @ strengths)
        exact = float(rarity @ (best[persona] == 1.0))
        evidence = math.log1p(float((best[persona] >= 0.5).sum()))
        found[persona] = DescriptionMatch(
            (1.0, whole, alone, exact, whole * evidence, float(telling @ best[persona])),
            source,
            sentence,
        )
    return found
