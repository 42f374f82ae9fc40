"""How much of a gold answer's wording an answer has: by order (ROUGE-L) and by shared words (token
F1).

Both compare lower-case words without punctuation, as `lexical.words` finds them. ROUGE-L is its
recall form: the longest common subsequence as a share of the gold answer's words.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from persona_assistant.bench.lexical import words


def rouge_l(gold: str, prediction: str) -> float:
    """Longest common subsequence of words, as a share of the gold answer's words (0..1)."""
    expected = words(gold)
    return common_subsequence(expected, words(prediction)) / len(expected) if expected else 0.0


def token_f1(gold: str, prediction: str) -> float:
    """Harmonic mean of precision and recall of shared words, counted with repeats (0..1)."""
    expected, said = Counter(words(gold)), Counter(words(prediction))
    total = expected.total() + said.total()
    return 2 * (expected & said).total() / total if total else 0.0


def common_subsequence(first: list[str], second: list[str]) -> int:
    """Length of the longest common subsequence.

    A row of the usual table is kept as the bits of one number, set where the length does not grow;
    a word of `second` updates the whole row with one addition (Hyyro 2004), which makes long
    answers cheap.
    """
    places: defaultdict[str, int] = defaultdict(int)
    for index, word in enumerate(first):
        places[word] |= 1 << index
    whole = (1 << len(first)) - 1
    row = whole
    for word in second:
        matched = row & places.get(word, 0)
        row = ((row + matched) | (row - matched)) & whole
    return len(first) - row.bit_count()
