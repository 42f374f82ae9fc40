"""Follow-ups in few words, where the answer before told of a child or of a home."""

from __future__ import annotations

import pytest

from persona_assistant.assistant.followups import resolved
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant

PEOPLE = {
    "Hedda Lorne": "hedda lorne is a potter. she had a boy, Piet, on 3 may. lives in Leith",
    "Corin Ashe": "corin ashe drives a crane. his wife is Tilde. one son, Emil, who is 8",
    "Samira Kole": "samira kole, baker. husband Tarek is a tiler. tarek has his own van now",
}


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine(["Piet or Emil."])) as opened:
        for name, note in PEOPLE.items():
            opened.add(name, texts=[note])
        yield opened


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        ("does hedda have kids", "how old is he", "how old is Hedda Lorne's boy Piet"),
        ("does corin have kids", "how old is he now", "how old is Corin Ashe's son Emil now"),
        ("does corin have kids", "where does he work", "where does Corin Ashe work"),
        (
            "how many kids does samira have",
            "which one's at sea",
            "which of Samira Kole's kids is at sea",
        ),
        (
            "does samira have kids",
            "how old is the younger one",
            "how old is Samira Kole's youngest child",
        ),
        ("where does hedda live", "where was she before", "where did hedda live before"),
        ("what does samira do", "and her husband?", "what does Samira Kole's husband Tarek do"),
        ("is hedda a potter", "does she have a kiln too", "does Hedda Lorne have a kiln"),
    ],
)
def test_a_short_question_in_full(memory, first, then, asked):
    talk = memory.conversation()
    talk.ask(first)
    assert resolved(memory.services, talk.id, Query(then)).text == asked
