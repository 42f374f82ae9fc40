"""Which of somebody's children is the youngest or the eldest."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.by_age import of_the_asked_end, youngest_or_eldest
from persona_assistant.reader.reading import Found

NOTES = ("Ana Roth. kids Otis (11) and Ida (8)", "Ana's baby, Liv, was born the same week")


def named(question, *texts):
    notes = [Note(text, datetime.date(2020 + at, 3, 1)) for at, text in enumerate(texts)]
    place = youngest_or_eldest(question, notes, "Ana Roth")
    return place and place.span


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("who is the youngest of Ana's kids", "Liv"),
        ("which of Ana's children is the eldest", "Otis"),
        ("who is older of Ana's kids", "Otis"),
        ("who is Ana's youngest", "Liv"),
        ("who is the youngest in the band", None),
    ],
)
def test_days_and_ages_put_children_in_order(question, who):
    assert named(question, *NOTES) == who


def test_where_one_may_be_the_older_nobody_can_tell():
    assert named("who is Ana's oldest child", "sons Otis and Ben, Otis is 4") is None


def test_a_word_of_the_note_goes_before():
    assert named("who is Ana's youngest kid", *NOTES, "Ana's youngest sings") is None


def test_what_speaks_of_the_other_end_is_no_answer():
    note = Note("her eldest, Otis, rows")
    place = Found(note, note.text, "Otis", 12, 0.9)
    assert of_the_asked_end("who is her youngest", [place]) == []
    assert of_the_asked_end("who is her eldest", [place]) == [place]
