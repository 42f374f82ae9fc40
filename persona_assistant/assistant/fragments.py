"""The fragments of notes, and places in them: what lists by facts look through."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.reading import Found, Reading


def fragments(notes: Sequence[Note]) -> Iterator[tuple[Note, int, str]]:
    """Every fragment of the notes, and where it begins."""
    for note in notes:
        at = 0
        for sentence in sentences(note.text):
            at = note.text.find(sentence, at)
            for match in FRAGMENT.finditer(sentence):
                yield note, at + match.start(), match.group()


def probability_of(reading: Reading, note: Note, start: int, text: str) -> float:
    """How probable the reader holds a fragment."""
    return max(
        (
            each.probability
            for each in reading.found
            if each.note == note and start <= each.start < start + len(text)
        ),
        default=0.0,
    )


def place_at(note: Note, start: int, end: int, probability: float) -> Found:
    """Characters of a note as a place."""
    return Found(note, sentence_at(note, start), note.text[start:end], start, probability)


def sentence_at(note: Note, start: int) -> str:
    """The sentence of a note in which a character stands."""
    at = 0
    for sentence in sentences(note.text):
        at = note.text.find(sentence, at)
        if start < at + len(sentence):
            return sentence
        at += len(sentence)
    return note.text


def day_of(note: Note) -> datetime.date:
    """When it was written; of one without a date, long ago."""
    return note.date or datetime.date.min
