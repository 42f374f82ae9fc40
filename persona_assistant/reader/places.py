"""Where in its note a place stands: its sentence, and which other place is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.words import sentences
from persona_assistant.reader.reading import Found


def bounds_of(place: Found) -> tuple[int, int]:
    """From where to where the sentence of a place stands in its note."""
    text, sentence = place.note.text, place.sentence
    start = text.rfind(sentence, 0, place.start + len(sentence))
    return (start, start + len(sentence)) if start >= 0 else (0, len(text))


def holds(place: Found, thing: Found) -> bool:
    """Whether a thing stands in the sentence of a place."""
    start, end = bounds_of(place)
    return place.note == thing.note and start <= thing.start < end


def seen(thing: Found, found: Sequence[Found]) -> float:
    """How probable the network holds the sentence of a thing."""
    return max((each.probability for each in found if holds(each, thing)), default=0.0)


def first_of(thing: Found, found: Sequence[Found]) -> tuple[Found, ...]:
    """A thing that is known to answer before the places of other sentences."""
    sure = max(seen(thing, found), thing.probability)
    rest = (each for each in found if not holds(each, thing))
    return (replace(thing, probability=sure), *rest)


def sentence_at(text: str, position: int) -> str:
    """The sentence that a place of a note stands in."""
    at = 0
    for sentence in sentences(text):
        at = text.index(sentence, at)
        if position < at + len(sentence):
            return sentence
        at += len(sentence)
    return text
