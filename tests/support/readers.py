"""A reader that finds what a test says it finds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found, Reading

ANSWERS = 0.5


class ScriptedReader:
    """Finds given places: (pattern of the question, piece of the note, probability). The piece is
    the span, or "span | rest" marks its first part as the span; its sentence is the line or
    sentence of the note it stands in. Everything else is not stated.

    Keeps what it was asked in `asked` and how many people it read in `read_of`.
    """

    def __init__(self, *found: tuple[str, str] | tuple[str, str, float]) -> None:
        self._found = [(each[0], each[1], each[2] if len(each) == 3 else 0.9) for each in found]
        self.asked: list[str] = []
        self.read_of: list[int] = []

    def read(
        self,
        question: str,
        notes: Sequence[Note],
        *,
        name: str | None = None,
        today: datetime.date | None = None,
    ) -> Reading:
        self.asked.append(question)
        places = [
            _place(note, piece, probability)
            for pattern, piece, probability in self._found
            if re.search(pattern, question, re.IGNORECASE)
            for note in notes
            if piece in note.text
        ]
        places.sort(key=lambda each: -each.probability)
        if not places:
            return Reading(False, 0.1)
        best = places[0]
        return Reading(best.probability >= ANSWERS, best.probability, best.span, tuple(places[:4]))

    def read_people(
        self,
        question: str,
        people: Mapping[int, tuple[str, Sequence[Note]]],
        *,
        today: datetime.date | None = None,
    ) -> dict[int, Reading]:
        self.read_of.append(len(people))
        return {
            persona: self.read(question, notes, name=name, today=today)
            for persona, (name, notes) in people.items()
        }

    def relevance(
        self, question: str, notes: Sequence[Note], *, name: str | None = None
    ) -> list[float]:
        return [self.read(question, [note], name=name).probability for note in notes]


def _place(note: Note, piece: str, probability: float) -> Found:
    start = note.text.index(piece)
    before = max(note.text.rfind(mark, 0, start) for mark in (". ", "! ", "\n"))
    begin = 0 if before < 0 else before + (1 if note.text[before] == "\n" else 2)
    ends = [note.text.find(mark, start) for mark in (". ", "! ", "\n")]
    end = min((end for end in ends if end >= 0), default=len(note.text) - 1)
    sentence = note.text[begin : end + 1].strip()
    return Found(note, sentence, piece, start, probability)
