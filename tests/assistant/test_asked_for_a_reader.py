"""What a reader of the notes is asked: without what tells namesakes apart, and with whose relative
is meant."""

from __future__ import annotations

import pytest

from persona_assistant.assistant.own_name import for_a_reader
from persona_assistant.pmg import Candidate, Edge, Outcome, Query
from tests.support.fakes import FakeEngine, assistant

PEOPLE = {
    "Tess Marlow": "Tess Marlow sells bread at the bakery. her boy Luis is a welder.",
    "Tess Quint": "Tess Quint plays the drum.",
    "Otto Brand": "Otto Brand mends clocks. his mum Vera sings.",
}


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine()) as opened:
        for name, note in PEOPLE.items():
            opened.add(name, texts=[note])
        yield opened


def asked(memory, question, name):
    (persona,) = (each for each, known in memory.store.people.names().items() if known == name)
    edge = Edge(Outcome.MATCHED, (Candidate(persona, name, 1.0, {}),), 1.0)
    return for_a_reader(memory.services, Query(question), edge).text


@pytest.mark.parametrize(
    ("question", "name", "read"),
    [
        ("tess m's number", "Tess Marlow", "tess's number"),
        ("where did tess q go", "Tess Quint", "where did tess go"),
        ("tess at the bakery - her number", "Tess Marlow", "tess her number"),
        ("call tess with the drum on what", "Tess Quint", "call tess on what"),
        ("what does tess with the drum teach", "Tess Quint", "what does tess with the drum teach"),
        ("luis marlow's job", "Tess Marlow", "Tess's boy Luis's job"),
        ("date of birth of vera", "Otto Brand", "date of birth of Otto's mum Vera"),
        ("where does otto live", "Otto Brand", "where does otto live"),
    ],
)
def test_the_question_that_is_read(memory, question, name, read):
    assert asked(memory, question, name) == read
