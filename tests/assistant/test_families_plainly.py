"""Families as people note them and ask about them: twins, gran, a sister's husband."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.engines.base import TextPiece
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Context
from tests.support.fakes import assistant

LATELY = datetime.date.today() - datetime.timedelta(days=30)
GWEN = (
    "gwen's husband Alun drives a bus. kids: Megan (12) and twins Rhys & Tomos, 8. her mum Beti,"
    " 84, lives w/ them"
)
ME = "my sister Tess had her second, Orla, 9 march 2023. dad retired from the railway"


@pytest.fixture(scope="module")
def memory():
    with assistant(ExtractiveEngine()) as opened:
        opened.add("Gwen Pryce", texts=[GWEN], dates=[LATELY])
        opened.add("Gwen Pryce", texts=["beti passed away"], same=True)
        opened.add("Kofi Mensah", texts=["kofi, dad of Ama from nursery. wife Efua"])
        opened.add("Lena Vogt", texts=["lena's dating a vet called Paul"])
        opened.add(
            "Me", texts=[ME, "tess bought in Hove. gran Iris is 93 on 5 may"], dates=[LATELY] * 2
        )
        yield opened


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("how many kids has gwen got", "3"),
        ("what are gwen's kids called", "Megan (12) and twins Rhys & Tomos, 8"),
        ("who are the twins", "Rhys & Tomos, 8"), ("what are the twins called", "Rhys & Tomos, 8"),
        ("how old are gwen's kids", "Megan 12, Rhys 8 and Tomos 8"),
        ("how old are the twins", "Rhys 8 and Tomos 8"),
        ("when's gran's birthday", "5 May"),
        ("what did dad do", "the railway"), ("when was orla born", "9 March 2023"),
        ("who is lena seeing", "Paul"),
    ],
)  # fmt: skip
def test_a_family_answers(memory, question, wanted):
    assert memory.ask(question).short.startswith(wanted)


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("what is lena's husband called", "dating a vet"), ("who is my sister's husband", ""),
        ("what does my dad earn", ""),
    ],
)  # fmt: skip
def test_whom_no_note_tells_nobody_else_answers(memory, question, near):
    answer = memory.ask(question)
    assert answer.abstained and near in answer.text
    assert "a person named" not in answer.text


def test_how_old_gran_is_goes_by_her_birthday(memory):
    assert memory.ask("how old is gran").short in ("92", "93")


def test_whose_child_she_is(memory):
    assert "Kofi" in memory.ask("who is ama").text


def test_dad_of_somebody_is_not_the_users(memory):
    assert memory.ask("is my dad retired").people[0].name == "Me"


def test_whom_a_picture_shows_may_be_the_baby(memory):
    engine, texts = ExtractiveEngine(), (GWEN,)
    context = Context("Gwen Pryce", texts=texts, dates=(LATELY,))
    said = [
        "".join(event.text for event in found if isinstance(event, TextPiece))
        for found in (
            engine.answer("who are the twins", context),
            engine.answer("who is the baby", context, with_image=True),
        )
    ]
    assert said[0].startswith("Rhys & Tomos") and said[1] == "This is Gwen Pryce."


def test_weds_is_no_wedding(memory):
    memory.add("Ines Dahl", texts=["ines is seeing Bo, choir weds. her tutor is Mr Hale"])
    assert memory.ask("who is ines's husband").abstained
