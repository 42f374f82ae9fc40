"""A question about the user's own relatives is about whom the memory knows as them."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant.ages import Ages
from persona_assistant.assistant.kin_by_name import with_kin_by_name
from persona_assistant.pmg import Note, Query
from tests.support.fakes import FakeEngine, assistant

PEOPLE = {
    "Morag Bell": ("gran's 90th today", "gran moved to Oban"),
    "Ines Bell": ("Ines retired",),
    "Piet Bell": ("my brother piet turned 30",),
    "Lotte Bell": ("my girl lotte starts school",),
    "Finn Bell": ("son Finn's 12 today",),
    "Tess Ruiz": ("tess's mum Carmen is 80. brother Luis",),
}


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine()) as opened:
        for name, notes in PEOPLE.items():
            opened.add(name, texts=list(notes))
        opened.edit("Ines Bell", aliases=["Mum"])
        yield opened


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("where's mum now", "where's Ines Bell now"),
        ("date of mums eye test", "date of Ines Bell's eye test"),
        ("wo wohnt meine Mutter", "wo wohnt Ines Bell"),
        ("grans address", "Morag Bell's address"),
        ("my brothers flat", "Piet Bell's flat"),
        ("my daughter's age", "Lotte Bell's age"),
        ("which of my kids is older", "which of Lotte Bell and Finn Bell is older"),
        ("who is my brother married to", "who is Piet Bell married to"),
    ],
)
def test_the_name_stands_in_place_of_the_relative(memory, question, named):
    assert with_kin_by_name(memory.services, Query(question)).text == named


@pytest.mark.parametrize(
    "question",
    [
        "how old is tess's mum",
        "how old is tesses mum",
        "tess mum, age",
        "mum Carmen's age",
        "who is my brother",
        "what are my kids called",
        "what do my brothers do",
        "my uncle's boat",
    ],
)
def test_others_and_those_nobody_knows_stay(memory, question):
    assert with_kin_by_name(memory.services, Query(question)).text == question


def test_an_age_that_a_note_tells_of_gran_is_hers():
    notes = [Note("gran's 90th today", datetime.date(2020, 5, 1), 1)]
    born = Ages(today=datetime.date(2024, 1, 1)).born(1, "Morag Bell", notes)
    assert born is not None
    assert born.first.year == 1930
    assert born.told.sentence == "gran's 90th today"
