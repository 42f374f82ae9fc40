"""Follow-ups that ask of a relative by what the notes call them, and of a namesake."""

from __future__ import annotations

import pytest

from persona_assistant.assistant.followups import resolved
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant

PEOPLE = {
    "Otto Brand": "Otto Brand, Hilda's brother, mends clocks. wife Greta sells flowers.",
    "Hilda Brand": "Hilda Brand drives a tram. her dog is Flip.",
    "Rosa Lind": "Rosa Lind teaches maths. her sister Pia Lind lives in Porto.",
    "Rosa Maier": "Rosa Maier drives a bus. she has a cat, Minka.",
    "Pia Lind": "Pia Lind, Rosa Lind's sister, bakes.",
}


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine(["Fine."])) as opened:
        for name, note in PEOPLE.items():
            opened.add(name, texts=[note])
        yield opened


@pytest.mark.parametrize(
    ("first", "then", "asked", "about"),
    [
        (
            "What does Otto do?",
            "and his wife?",
            "What does Otto Brand's wife Greta do?",
            "Otto Brand",
        ),
        ("What does Otto do?", "and his sister?", "What does Hilda Brand do?", "Hilda Brand"),
        (
            "What is Otto's dog called?",
            "and his sister's dog?",
            "What is Hilda Brand's dog called?",
            "Hilda Brand",
        ),
        (
            "What does Rosa Lind do?",
            "& the other Rosa?",
            "What does Rosa Maier do?",
            "Rosa Maier",
        ),
        (
            "Does Rosa Maier have a cat?",
            "what's it called?",
            "what's Rosa Maier's cat called?",
            "Rosa Maier",
        ),
    ],
)
def test_a_question_in_full(memory, first, then, asked, about):
    talk = memory.conversation()
    talk.ask(first)
    query = resolved(memory.services, talk.id, Query(then))
    names = memory.store.people.names()
    assert query.text == asked
    assert query.meant and [names[each] for each in query.meant.personas] == [about]


def test_them_may_be_those_whom_the_question_itself_names(memory):
    talk = memory.conversation()
    text = "Nils or Declan, which of them is a roofer?"
    assert resolved(memory.services, talk.id, Query(text)).meant is None
