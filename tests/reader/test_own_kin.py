"""Notes that call their person by what they are to the user."""

from __future__ import annotations

import datetime

from persona_assistant.pmg import Note
from persona_assistant.reader.own_kin import OwnKinReader, own_kin
from persona_assistant.reader.reading import Found, Reading

NOTES = (
    Note("gran's 90th today, we had cake", datetime.date(2020, 5, 1), 1),
    Note("gran moved to Oban. tess's gran came too", datetime.date(2022, 5, 1), 2),
)


class Inner:
    """Finds "Oban" where the note it is handed has it, and keeps what it was handed."""

    def read(self, question, notes, *, name=None, today=None):
        self.texts = [each.text for each in notes]
        note = notes[1]
        start = note.text.index("Oban")
        found = Found(note, note.text.split(". ")[0] + ".", "Oban", start, 0.9)
        return Reading(True, 0.9, "Oban", (found,))

    def read_people(self, question, people, *, today=None):
        return {each: self.read(question, notes) for each, (_, notes) in people.items()}

    def relevance(self, question, notes, *, name=None):
        return [1.0 for _ in notes]


def test_most_notes_begin_with_the_word():
    texts = [each.text for each in NOTES]
    assert own_kin(texts, "Morag Bell") is not None
    assert own_kin(["Morag lives here", "Morag has a cat", "gran is 90"], "Morag Bell") is None
    assert own_kin(["my gran morag moved"], "Morag Bell") is None


def test_such_notes_are_read_under_the_name_and_given_back_as_written():
    inner = Inner()
    reading = OwnKinReader(inner).read("where does Morag live", NOTES, name="Morag Bell")
    assert inner.texts == [
        "Morag's 90th today, we had cake",
        "Morag moved to Oban. tess's gran came too",
    ]
    (found,) = reading.found
    assert found.note == NOTES[1]
    assert found.sentence == "gran moved to Oban."
    assert found.note.text[found.start : found.start + 4] == found.span == "Oban"


def test_other_notes_are_read_as_they_are():
    inner = Inner()
    notes = (Note("Morag has a cat"), Note("Morag moved to Oban. gran came"))
    reading = OwnKinReader(inner).read_people("where", {7: ("Morag Bell", notes)})[7]
    assert inner.texts == [each.text for each in notes]
    assert reading.found[0].note == notes[1]
