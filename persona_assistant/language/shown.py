"""What somebody says of a picture that they show: "This is my new bike"."""

from __future__ import annotations

import re

from persona_assistant.language.words import sentences

_SHOWS = re.compile(
    r"^(?:(?:look|see|hey|hi|oh|and|so)[,!:]? )*"
    r"(?:(?:this|that|here) (?:is|was)|(?:these|those|here) (?:are|were)|(?:this|that|here)['’]s)"
    r"\s+(?P<what>.+?)[.!]*$",
    re.I,
)
_MINE = re.compile(r"\b(?:my|mine|our|ours|i|we)\b|\bi['’](?:ve|m|d)\b", re.I)
_POINTS = re.compile(r"\b(?:this|that|it|these|those)\b(?: (?:one|thing|picture|photo)\b)?", re.I)


def shown(text: str) -> tuple[str, ...]:
    """The sentences of a text that say what of the speaker's a picture shows."""
    return tuple(each for each in map(str.strip, sentences(text)) if what_is_shown(each))


def what_is_shown(sentence: str) -> str:
    """For example "my new bike"; "" where a sentence says nothing of that."""
    match = _SHOWS.match(sentence.strip())
    if match is None or sentence.rstrip().endswith("?") or not _MINE.search(match["what"]):
        return ""
    return match["what"]


def pointed_at(question: str, what: str) -> str:
    """The question with what it points at in words: "When did I buy my new bike?"."""
    return _POINTS.sub(lambda _: what, question, count=1)
