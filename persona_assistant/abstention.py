"""The one place that knows how abstaining is said and how it is recognised.

The assistant speaks the canonical sentence, the benchmark scores with the rule and the training
reward calls the same function. Sentence and rule are those of Omni-Persona (arXiv 2605.09996,
table S.11): lower-case, collapse white space, look for any of the markers.
"""

from __future__ import annotations

import re

SENTENCE = "I cannot determine that from the provided context."

MARKERS = (
    "cannot determine",
    "cannot be determined",
    "not enough information",
    "insufficient information",
    "cannot answer",
    "unable to determine",
    "don't know from",
    "do not know from",
    "the provided context does not",
    "not provided in the context",
    "no information in the context",
    "context does not contain",
    "cannot identify",
    "i cannot tell",
)

_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019\u00bb)\]*_]*\s+|\n\s*\n")
"""A closing quotation mark belongs to the sentence it closes; a blank line ends one too."""


def normalise(text: str) -> str:
    """Lower-case with single spaces: the form the markers are looked for in."""
    return _SPACE.sub(" ", text.lower()).strip()


def is_abstention(text: str, *, last_sentence_only: bool = False) -> bool:
    """Whether `text` abstains, by table S.11.

    `last_sentence_only` is the form used inside training, where reasoning before the answer may
    quote the sentence without meaning it.
    """
    if last_sentence_only:
        said = [
            sentence
            for sentence in _SENTENCE_END.split(text.strip())
            if any(map(str.isalnum, sentence))
        ]
        text = said[-1] if said else ""
    text = normalise(text)
    return any(marker in text for marker in MARKERS)
