"""The day of it, where a question asks for that besides."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.and_when import with_its_day
from persona_assistant.reader.reading import Found, Reading


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ida is marrying Per on 3 may", "Per, 3 may"),
        ("ida got engaged to Per. Wedding 12 June 2027 at the mill", "Per, 12 June 2027"),
        ("ida got engaged to Per. her mum came on 3 may", "Per"),
    ],
)
def test_the_day_stands_in_the_sentence_or_right_behind_it(text, answer):
    note = Note(text, datetime.date(2026, 3, 1))
    sentence = text.split(". ")[0]
    place = Found(note, sentence, "Per", text.index("Per"), 0.9)
    reading = Reading(True, 0.9, "Per", (place,))
    assert with_its_day("who is ida marrying and when", reading).answer == answer
    assert with_its_day("who is ida marrying", reading) is reading
