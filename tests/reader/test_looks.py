"""What somebody looks like, from all that the notes tell of it."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.looks import looks

NOTES = (
    Note(
        "ivor, tree surgeon, tall, ginger beard, tattoo of an oak on his forearm. drives a red "
        "van. his wife Bet has green hair",
        datetime.date(2024, 2, 8),
    ),
    Note("ivor shaved the beard off for charity. works on a tall ship", datetime.date(2024, 9, 1)),
)


@pytest.mark.parametrize(
    "question",
    [
        "what does ivor look like",
        "what's ivor look like these days?",
        "how would i recognise ivor",
        "describe ivor so tess can spot him",
        "what is ivor like to look at",
    ],
)
def test_all_of_the_looks_are_told_and_what_came_after(question):
    reading = looks(question, NOTES, "Ivor Pugh")
    assert reading is not None
    told = "tall, ginger beard, tattoo of an oak on his forearm; shaved the beard off for charity"
    assert reading.answer == told
    assert reading.found[0].note == NOTES[0]


@pytest.mark.parametrize(
    "question",
    ["describe ivor's tattoo", "what does ivor do", "does ivor look tired", "who looks like ivor"],
)
def test_other_questions_are_left_alone(question):
    assert looks(question, NOTES, "Ivor Pugh") is None


def test_without_a_word_of_it_nothing_is_told():
    assert looks("what does ivor look like", [Note("ivor has short hours")], "Ivor Pugh") is None
