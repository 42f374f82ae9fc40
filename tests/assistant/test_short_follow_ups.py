"""Follow-ups in few words, where the answer before told of a child or of a home."""

from __future__ import annotations

import pytest

from persona_assistant.assistant.followups import resolved
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant

PEOPLE = {
    "Hedda Lorne": "hedda lorne is a potter. she had a boy, Piet, on 3 may. lives in Leith",
    "Corin Ashe": "corin ashe drives a crane. his wife is Tilde. one son, Emil, who is 8",
    "Samira Kole": "samira kole, baker. she sings. husband Tarek is a tiler. he has his own van",
    "Orin Vale": "orin vale keeps his van in the yard. he met Bodil on a ferry",
    "Orin Hask": "orin hask plays the tuba",
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
        ("where does samira live", "and who is tarek > who is he", "who is Tarek?"),
        ("how old is piet", "where does his mum live", "where does Hedda Lorne live"),
        ("how old is piet", "who is his mum", "who is Piet's mum?"),
        ("what is tarek's job", "and his wife's?", "what is Samira Kole's job"),
        ("who is bodil", "what does she drive", "what does Bodil drive"),
        ("when does hedda go on holiday", "for what?", "For what does hedda go on holiday?"),
        ("where does orin live", "vale i mean", "where does Orin Vale live"),
        (
            "which of orin vale and orin hask has the van",
            "the other one, what does he play",
            "what does Orin Hask play",
        ),
        (
            "what's orin vale's new lady called",
            "what does she do",
            "what does Orin Vale's new lady do",
        ),
        ("where does hedda live", "when can i visit?", "when can i visit Hedda Lorne?"),
        (
            "where does corin live",
            "who's filling in for him meanwhile",
            "who's filling in for Corin Ashe meanwhile",
        ),
        (
            "who is corin's girlfriend",
            "what was the one before called",
            "what was Corin Ashe's previous girlfriend called",
        ),
        ("what does corin do", "who's the new woman", "who's Corin Ashe's new partner"),
        (
            "does samira still have her parrot",
            "who looks after him",
            "who looks after Samira Kole's parrot",
        ),
        ("what is samira's number", "and her dog?", "What is Samira Kole's dog?"),
        ("how old is piet", "whose son is he", "who is Piet?"),
        ("what does samira's husband do", "whose husband is he", "who is Tarek?"),
        ("is hedda a potter", "does she have a kiln too", "does Hedda Lorne have a kiln"),
    ],
)
def test_a_short_question_in_full(memory, first, then, asked):
    talk = memory.conversation()
    *between, last = then.split(" > ")
    for each in (first, *between):
        talk.ask(each)
    assert resolved(memory.services, talk.id, Query(last)).text == asked


@pytest.mark.parametrize(
    "asked", ["since when?", "who with?", "who else?", "and before that?", "the other one"]
)
def test_a_fragment_before_anything_was_asked_is_about_nobody(memory, asked):
    meant = resolved(memory.services, None, Query(asked)).meant
    assert meant is not None and not meant.personas


@pytest.mark.parametrize("asked", ["kit's teacher, what's her name", "kits coach - is he single"])
def test_somebody_of_anothers_is_whom_the_pronoun_means(memory, asked):
    assert resolved(memory.services, None, Query(asked)).meant is None
