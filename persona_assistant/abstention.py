"""The one place that knows how abstaining is worded and how it is recognised.

The assistant says the canonical sentence, the benchmark scores with the rule, the training reward
calls the same function, and engines on language models judge their own answers by it. Sentence and
rule are those of Omni-Persona (arXiv 2605.09996, table S.11): lower-case, collapse white space,
look for any of the markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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


def several(names: Sequence[str]) -> str:
    """What is said where two or more known people are shown or heard and one could be meant."""
    *most, last = names
    return f"{SENTENCE} I recognise {', '.join(most)} and {last}; which of them do you mean?"


def one_of(names: Sequence[str], others: int = 0) -> str:
    """What is said where it is open which of some known people is meant; `others` are more of them,
    who are not named."""
    *most, last = [*names, f"one of {others} others"] if others > 0 else names
    return f"{SENTENCE} It may be {', '.join(most)} or {last}."


def unclear(names: Sequence[str] = ()) -> str:
    """What is said where a conversation leaves open which of these is meant, or names nobody."""
    if not names:
        return f"{SENTENCE} Who do you mean? Name the person, or show a photo."
    *most, last = names
    return f"{SENTENCE} Who do you mean, {', '.join(most)} or {last}?"


def abstains(text: str, notes: Iterable[str]) -> bool:
    """Whether a model that was shown `notes` abstains in words of its own, by table S.11.

    Sentences of the notes that it repeats are left out: a note may hold a marker and still be the
    answer ("Lina cannot answer the phone before noon.").
    """
    own = normalise(text)
    for note in notes:
        for sentence in _SENTENCE_END.split(note):
            quoted = normalise(sentence).rstrip(".!?\"'")
            if is_abstention(quoted) and quoted not in SENTENCE.lower():
                own = own.replace(quoted, " ")
    return is_abstention(own)


def is_abstention(text: str, *, last_sentence_only: bool = False) -> bool:
    """Whether `text` abstains, by table S.11.

    `last_sentence_only` is the form used inside training, where reasoning before the answer may
    quote the sentence without meaning it.
    """
    if last_sentence_only:
        sentences = [
            sentence
            for sentence in _SENTENCE_END.split(text.strip())
            if any(map(str.isalnum, sentence))
        ]
        text = sentences[-1] if sentences else ""
    text = normalise(text)
    return any(marker in text for marker in MARKERS)
