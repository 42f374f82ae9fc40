"""BERTScore F1: how near an answer's words are in meaning to the gold answer's (Zhang et al. 2020).

Each word piece of one text is matched with the nearest of the other by the cosine of their vectors;
the mean over the gold answer's is recall, over the answer's precision. No weights by rarity and no
rescaling by a baseline. The vectors are those of the sentence encoder that is installed, so the
numbers belong to that encoder and stand beside its name: they are not those of a paper that used
another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class TokenVectors(Protocol):
    """What an encoder has to give; `encoders.sentence.SentenceEncoder` does."""

    id: str

    def tokens(self, texts: Sequence[str]) -> list[np.ndarray]:
        """For each text, its tokens' vectors (n, d) of length 1, control tokens left out."""
        ...


def bertscores(pairs: Sequence[tuple[str, str]], encoder: TokenVectors) -> list[float]:
    """F1 of each (gold, prediction), 0..1. A text without any token scores 0. Raises ModelError."""
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    vectors = dict(zip(texts, encoder.tokens(texts)))
    return [_f1(vectors[gold], vectors[prediction]) for gold, prediction in pairs]


def _f1(gold: np.ndarray, said: np.ndarray) -> float:
    if not len(gold) or not len(said):
        return 0.0
    near = gold @ said.T
    recall, precision = float(near.max(axis=1).mean()), float(near.max(axis=0).mean())
    # Vectors may point apart: texts less alike than unrelated ones are simply not alike.
    if recall <= 0 or precision <= 0:
        return 0.0
    return min(1.0, 2 * precision * recall / (precision + recall))
