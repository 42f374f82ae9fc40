"""Token F1 of short answers, with LoCoMo's published normalisation.

Lower case; commas, punctuation, articles and "and" are dropped; words are stemmed by Porter's
algorithm (the published scorer stems with a variant of it, which differs in a few words).
"""

from __future__ import annotations

import re
import string
from collections import Counter
from functools import lru_cache

import snowballstemmer

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_DROPPED = re.compile(r"\b(?:a|an|the|and)\b")


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("porter").stemWord(word))


def tokens(text: str) -> list[str]:
    bare = text.lower().translate(_PUNCTUATION)
    return [_stem(word) for word in _DROPPED.sub(" ", bare).split()]


def f1(prediction: str, gold: str) -> float:
    """0..1: the harmonic mean of precision and recall over tokens, with repetitions."""
    predicted, expected = tokens(prediction), tokens(gold)
    same = sum((Counter(predicted) & Counter(expected)).values())
    if not same:
        return 0.0
    precision, recall = same / len(predicted), same / len(expected)
    return 2 * precision * recall / (precision + recall)


def f1_of_list(prediction: str, gold: str) -> float:
    """Of answers with commas between them: for each in `gold` the best in `prediction`."""
    predicted = prediction.split(",")
    expected = gold.split(",")
    return sum(max(f1(each, one) for each in predicted) for one in expected) / len(expected)
