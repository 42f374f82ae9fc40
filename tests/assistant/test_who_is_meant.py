"""Whom a question means without their full name: by a role, a description or what it is about."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Outcome
from tests.support.fakes import assistant
from tests.support.readers import ScriptedReader

PEOPLE = {
    "Orla Fenwick": ["orla, new headteacher. orla@hill.example", "orla hates fish"],
    "Tess Quayle": ["tess is deputy headteacher since may. 01 555 0133", "tess eats fish too"],
    "Bo Lindahl": ["bo the fish guy at the market. 01 555 0166"],
    "Nan Ellery": [
        "nan ellery drives a blue van. her boyfriend Kofi bakes",
        "from Kilburn she says",
    ],
    "Nan Osric": ["nan osric plays the tuba. lives in Leith"],
}


@pytest.fixture(scope="module")
def opened():
    reader = ScriptedReader(("van|drive", "a blue van"), ("from", "Kilburn"), ("live", "Leith"))
    with assistant(ExtractiveEngine(reader), reader=reader) as ready:
        for name, texts in PEOPLE.items():
            ready.add(name, texts=texts, dates=[datetime.date(2024, 1, 1)] * len(texts))
        yield ready, reader


def who(opened, question):
    edge = opened[0].who(question)
    return edge.persona if edge.outcome is Outcome.MATCHED else None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("i have to email the headteacher", "Orla Fenwick"),
        ("ring the deputy headteacher", "Tess Quayle"),
        ("how do i reach the freshly appointed deputy headteacher", "Tess Quayle"),
        ("need to ring the fish man", "Bo Lindahl"),
        ("what did my brother say", None),
        ("where does my aunt live", None),
    ],
)
def test_somebody_is_meant_by_what_they_are(opened, question, name):
    assert who(opened, question) == name


def test_one_of_a_name_is_meant_by_what_is_asked(opened):
    answer = opened[0].ask("what van does nan drive")
    assert [each.name for each in answer.people] == ["Nan Ellery"]


def test_what_anybody_may_have_tells_nobody_apart(opened):
    assert opened[0].ask("where does nan live").abstained


def test_a_role_is_read_as_the_name(opened):
    opened[0].ask("what does the fish man live on")
    assert opened[1].asked[-1] == "what does Bo live on"


def test_another_sentence_is_not_about_whom_only_the_first_names(opened):
    assert opened[0].ask("where's kofi from").abstained
