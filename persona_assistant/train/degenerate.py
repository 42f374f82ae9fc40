"""Text that is no answer, however it is judged: a policy that finds it must never be paid for it.

The limits are wide of what people and models write in earnest; the tests hold both sides.
"""

from __future__ import annotations

import re
from collections import Counter

WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")

GRAM, GRAMS, REPEATED_GRAMS = 4, 12, 1 / 3
"""At most this share of a text's 4-grams may be repeats, once it has at least a dozen of them."""
SAME_WORD = 4
WINDOW, CHARACTERS = 60, 8
"""So many characters in a row, white space aside, hold at least 8 different ones: English has about
18."""
SHORT, SHORT_CHARACTERS = 8, 3
SENTENCE, SENTENCES = 3, 3
"""Words that make a sentence worth counting, and how often one is too often (twice, without
another)."""


def degenerate(text: str) -> str | None:
    """Why `text` is degenerate, or None: it is empty, runs in circles or hardly varies its
    characters."""
    words = [word.casefold() for word in WORD.findall(text)]
    if not words:
        return "says nothing"
    characters = "".join(text.split()).casefold()
    if len(characters) >= SHORT and len(set(characters)) < SHORT_CHARACTERS:
        return "low character diversity"
    for start in range(0, max(0, len(characters) - WINDOW) + 1, WINDOW // 2):
        window = characters[start : start + WINDOW]
        if len(window) == WINDOW and len(set(window)) < CHARACTERS:
            return "low character diversity"
    if any(len(set(words[at : at + SAME_WORD])) == 1 for at in range(len(words) - SAME_WORD + 1)):
        return "the same word over and over"
    grams = [tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)]
    if len(grams) >= GRAMS and 1 - len(set(grams)) / len(grams) > REPEATED_GRAMS:
        return "repeated 4-grams"
    spoken = (tuple(WORD.findall(part.casefold())) for part in _SENTENCES.split(text))
    sentences = Counter(part for part in spoken if part)
    often = SENTENCES if len(sentences) > 1 else 2
    if any(len(said) >= SENTENCE and times >= often for said, times in sentences.items()):
        return "repeated sentences"
    return None
