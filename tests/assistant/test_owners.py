"""The apostrophe of an owner who is only spoken of, put back where typing left it out."""

from __future__ import annotations

import pytest

from persona_assistant.assistant.owners import with_owners
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine()) as opened:
        opened.add(
            "Vik Lund", texts=["Vik is the coach of Milo's rugby team, has nerves of steel."]
        )
        opened.add("Ada Sand", texts=["Ada has lots of nerve, and boys of 3 and 5."])
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phone number of milos coach", "phone number of Milo's coach"),
        ("who is Milos coach?", "who is Milo's coach?"),
        ("what do the boys like", "what do the boys like"),
        ("does vik have nerves again", "does vik have nerves again"),
        ("where is viks house", "where is viks house"),
        ("wer ist Milos Trainer", "wer ist Milos Trainer"),
    ],
)
def test_a_name_of_the_notes_gets_its_apostrophe(memory, typed, meant):
    assert with_owners(memory.services, Query(typed)).text == meant
