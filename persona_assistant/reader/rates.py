"""What somebody charges or earns, where a note tells it as a bare rate: "locum now, 28/hr"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.genders import gender_of
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.measures import thing_asked
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.subject import is_said_of_another

_ASKED = (
    r"\b(?:charg(?:es?|ing)|rates?|earn(?:s|ing)?|get(?:s|ting)? paid|paid|hourly|making"
    r"|makes?|(?:is|are|am) \w+ on)\b"
)
_MONEY = r"\b(?:how much|what)\b"
_OF_THEN = r"\b(?:did|was|were|had|used to|before|owe[sd]?|lent|borrow(?:ed)?|cost)\b"
_RATE = (
    r"(?<![\w.,:/-])(?P<all>[£$€]?\d+(?:[.,]\d{1,2})?\s?(?:quid|pounds|euros?|[£$€])?\s?"
    r"(?:/\s?|p/|an\s|per\s|a\s)(?:hr|h|hour|day|lesson|session|visit|walk|wk|week|month|go|time"
    r"|cut|head)\b)|\b(?:charges|takes|asks)\s(?P<sum>[£$€]?\d+(?:[.,]\d{1,2})?)(?=\s?(?:[,;.!]|$|now\b"
    r"|for\b|each\b|quid\b))"
)
_NO_MONEY = r"(?i)^\d+\s?(?:a|per)\s(?:day|week|month|session)\b"
""" "20 a day" may be cigarettes."""
_IN_FRAME = frozenset("earn charg rate paid hour make take go".split())
_SURE = 0.75


def rate(
    question: str, reading: Reading, notes: Sequence[Note], name: str | None
) -> Reading | None:
    """The newest rate that the notes tell of the person; None for another question, where it asks
    what something costs, and where the notes have none, or the reading a newer answer."""
    asked = plain(question)
    if name is None or not (compiled(_ASKED).search(asked) and compiled(_MONEY).search(asked)):
        return None
    thing = thing_asked(asked, name) - _IN_FRAME
    if compiled(_OF_THEN).search(asked) or not all(_is_their_work(each, notes) for each in thing):
        return None
    own = own_names(notes, name)
    gender = gender_of([each.text for each in notes], name)
    others = called_by(notes, name) - own
    for note in sorted(notes, key=_day, reverse=True):
        for match in compiled(_RATE).finditer(note.text):
            group = "all" if match["all"] else "sum"
            start, said = match.start(group), match[group]
            if compiled(_NO_MONEY).match(said):
                continue
            sentence = next((it for it in sentences(note.text) if said in it), note.text)
            place = Found(note, sentence, said, start, _SURE)
            if is_said_of_another(place, own, others, gender):
                continue
            if reading.answered and _day(reading.found[0].note) > _day(note):
                return None
            return None if reading.history else Reading(True, _SURE, said, (place,))
    return None


def _is_their_work(thing: str, notes: Sequence[Note]) -> bool:
    """Whether the notes have a word like it: "tuning" of a piano tuner."""
    return any(re.search(rf"\b{re.escape(thing[:4])}", plain(each.text)) for each in notes)


def _day(note: Note) -> datetime.date:
    return note.date or datetime.date.min


__all__ = ["rate"]
