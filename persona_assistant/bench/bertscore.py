"""BERTScore F1: how close an answer is in meaning to the gold answer (Zhang et al. 2020).

Each word piece of one text is matched with the nearest one of the other text by cosine similarity.
The mean over the gold answer's pieces is recall, over the answer's pieces precision. There are no
weights by rarity and no rescaling by a baseline. The vectors come from the installed sentence
encoder, so the numbers are shown with its name: they are not those of a paper that used another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class TokenVectors(Protocol):
    """What an encoder has to offer, as `encoders.sentence.SentenceEncoder` does."""

    id: str

    def tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """For each text, its tokens' vectors (n, d) of length 1, control tokens left out."""
        ...


def bertscores(pairs: Sequence[tuple[str, str]], encoder: TokenVectors) -> list[float]:
    """F1 of each (gold, prediction), 0..1. A text without any token scores 0. Raises ModelError."""
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    vectors = dict(zip(texts, encoder.tokens(texts)))
    return [_f1(vectors[gold], vectors[prediction]) for gold, prediction in pairs]


def _f1(gold: Vectors, predicted: Vectors) -> float:
    if not len(gold) or not len(predicted):
        return 0.0
    similarity = gold @ predicted.T
    recall, precision = float(similarity.max(axis=1).mean()), float(similarity.max(axis=0).mean())
    # Cosines may be negative; texts less alike than unrelated ones are simply not alike.
    if recall <= 0 or precision <= 0:
        return 0.0
    return min(1.0, 2 * precision * recall / (precision + recall))
