"""Follow-ups that do not say whose daughter, which of two pets or whom they mean."""

from __future__ import annotations

import pytest

from persona_assistant.assistant.followups import resolved
from persona_assistant.pmg import ConversationTurn, Query
from tests.support.fakes import FakeEngine, assistant

PEOPLE = {
    "Gerda Holm": "Gerda keeps bees, she is shy. Her daughter Liv builds boats. Cat called Mops.",
    "Emil Sand": "Emil is a baker, he sings. Emil is seeing a woman called Runa. He lives in Sor.",
    "Tarik Aydin": "my nephew Tarik is a nurse. his girlfriend Selin studies law.",
}


@pytest.fixture(scope="module")
def memory():
    with assistant(FakeEngine()) as opened:
        for name, note in PEOPLE.items():
            opened.add(name, texts=[note])
        yield opened


def asked(memory, who: str, before: str, question: str, answer: str = "") -> str:
    ids = {each.name: each.id for each in memory.people()}
    talk = memory.conversations.begin().id
    about = (ids[who],) if who else ()
    memory.store.conversations.append(
        talk,
        ConversationTurn("user", before, about),
        ConversationTurn("assistant", answer or "No.", about, abstained=not answer),
    )
    return resolved(memory.services, talk, Query(question)).text


@pytest.mark.parametrize(
    ("who", "before", "question", "full"),
    [
        ("Gerda Holm", "does gerda have children", "what's the daughter up to",
         "what's Gerda Holm's daughter up to"),
        ("Gerda Holm", "when's gerda's baby due", "who's the dad then",
         "who's Gerda Holm's partner then"),
        ("Gerda Holm", "what pets does gerda have", "what was the old one called",
         "what was Gerda Holm's old pet called"),
        ("Gerda Holm", "who was gerda's first cat", "and the present one",
         "who is gerda's present cat"),
        ("Gerda Holm", "what did gerda sell", "for how much", "For how much did gerda sell?"),
        ("Gerda Holm", "what's Gerda's shop called", "which part of town",
         "Where is Gerda's shop?"),
        ("Gerda Holm", "where does gerda live", "any idea of her mobile",
         "What is Gerda Holm's mobile?"),
        ("Emil Sand", "where does emil live", "with whom", "Who does emil live with?"),
        ("Emil Sand", "where does emil live", "since when", "Since when does emil live there?"),
        ("Emil Sand", "when's emil's wedding", "who's the bride", "who's Emil Sand's partner"),
        ("Emil Sand", "which town did emil move to", "why", "Why did emil move?"),
        ("Emil Sand", "who is emil seeing", "and his house?", "What is Emil Sand's house?"),
        ("Emil Sand", "who does emil live with", "what's her job",
         "what's Emil Sand's girlfriend Runa's job"),
        ("Emil Sand", "who did emil have the baby with", "where's she from",
         "where's Emil Sand's girlfriend Runa from"),
        ("Tarik Aydin", "who does tarik live with", "where does she study",
         "where does Tarik Aydin's girlfriend Selin study"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_filled_in(
    memory, who: str, before: str, question: str, full: str
) -> None:
    assert asked(memory, who, before, question) == full


def test_a_relative_whom_the_question_before_asked_for_by_name_is_meant(memory) -> None:
    answer = "a woman. It is in a note of Emil Sand."
    for before in ("who is runa", "where is runa from"):
        assert asked(memory, "", before, "what does she do", answer) == (
            "what does Emil Sand's girlfriend Runa do"
        )
