"""How much of the gold answer's wording an answer has: in order (ROUGE-L), and as shared words
(token F1).

Both compare lower-case words without punctuation, as `lexical.words` splits them. ROUGE-L is its
recall form: the longest common subsequence as a share of the gold answer's words.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from persona_assistant.bench.lexical import words


def rouge_l(gold: str, prediction: str) -> float:
    """Longest common subsequence of words, as a share of the gold answer's words (0..1)."""
    expected = words(gold)
    return lcs_length(expected, words(prediction)) / len(expected) if expected else 0.0


def token_f1(gold: str, prediction: str) -> float:
    """Harmonic mean of precision and recall of shared words, counted with repeats (0..1)."""
    expected, predicted = Counter(words(gold)), Counter(words(prediction))
    total = expected.total() + predicted.total()
    return 2 * (expected & predicted).total() / total if total else 0.0


def lcs_length(first: list[str], second: list[str]) -> int:
    """Length of the longest common subsequence.

    A row of the usual table is kept as the bits of one number, set where the length does not grow;
    a word of `second` updates the whole row with one addition (Hyyro 2004), which makes long
    answers cheap.
    """
    positions: defaultdict[str, int] = defaultdict(int)
    for index, word in enumerate(first):
        positions[word] |= 1 << index
    full_mask = (1 << len(first)) - 1
    row = full_mask
    for word in second:
        matched = row & positions.get(word, 0)
        row = ((row + matched) | (row - matched)) & full_mask
    return len(first) - row.bit_count()
