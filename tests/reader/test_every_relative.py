"""All of somebody's children, each named in a note of its own, and the old one of two pets."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reader import Reader

NOTES = [
    Note("Fabiola had a girl, Ines, in spring", datetime.date(2020, 6, 1)),
    Note("fabiola's second is here, baby Tomas", datetime.date(2023, 2, 9)),
    Note("her brother Rui has moved to Faro", datetime.date(2024, 2, 9)),
    Note("the budgie is called Kiwi, drives her mad", datetime.date(2021, 3, 3)),
    Note("kiwi died. Fabiola has another budgie, Limon", datetime.date(2025, 3, 3)),
]


def answer(question: str) -> str:
    reading = Reader().read(question, NOTES, name="Fabiola Reis")
    return reading.answer if reading.answered else ""


@pytest.mark.parametrize(
    "question",
    [
        "what are fabiola's kids called",
        "names of fabiola's children",
        "what are Fabiola's children?",
        "fabiolas kids, names?",
    ],
)
def test_children_of_several_notes_are_all_named(question: str) -> None:
    assert answer(question) == "Ines and Tomas"


def test_one_child_is_one() -> None:
    assert answer("what is fabiola's daughter called") == "Ines"


def test_the_old_one_is_that_of_the_earlier_note() -> None:
    assert answer("what was fabiola's old budgie called") == "Kiwi"
    assert answer("what is fabiola's new budgie called") == "Limon"
