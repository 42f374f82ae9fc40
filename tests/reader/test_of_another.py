"""An age or a birthday of somebody else is none of the one who is asked for."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found, Reading


def read(question: str, text: str, span: str, name: str) -> Reading:
    note = Note(text, datetime.date(2026, 3, 5))
    place = Found(note, text, span, text.index(span), 0.95)
    today = datetime.date(2026, 6, 1)
    return reading_of(question, [place], [note], threshold=0.6, name=name, today=today)


@pytest.mark.parametrize(
    ("question", "text", "span", "name"),
    [
        ("when is sam's birthday", "daughter Ivy born 4 may 2024", "4 may 2024", "Sam Otto"),
        ("how old is sam", "his brother is 52, runs a pub", "52", "Sam Otto"),
        ("how old is nora's dad", "nora is 41, loves cake", "41", "Nora Quist"),
        ("when's her mum's birthday", "nora's birthday is 3 march", "3 march", "Nora Quist"),
    ],
)
def test_what_is_somebody_elses_does_not_answer(
    question: str, text: str, span: str, name: str
) -> None:
    assert not read(question, text, span, name).answered


@pytest.mark.parametrize(
    ("question", "text", "span", "name"),
    [
        ("when is ivy's birthday", "daughter Ivy born 4 may 2024", "4 may 2024", "Sam Otto"),
        ("how old is sam's brother", "his brother is 52, runs a pub", "52", "Sam Otto"),
        ("how old is nora", "nora is 41, loves cake", "41", "Nora Quist"),
        ("how old is he", "with his brother to Rome. He is 44 by now", "44", "Sam Otto"),
    ],
)
def test_what_is_theirs_does(question: str, text: str, span: str, name: str) -> None:
    assert read(question, text, span, name).answered
