"""Lists of people whose notes say it in words of their own, when the reader is of no help."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import several
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Query
from tests.support.noted_people import memory_of
from tests.support.readers import ScriptedReader

NOBODY = ScriptedReader()
NOTES = {
    "Aldo Ferri": [
        ("2024-02-10", "Aldo, big walrus moustache. let go in january, whole team."),
        ("2025-03-01", "aldo has a spaniel called Fritz."),
    ],
    "Bea Lund": [
        ("2023-04-01", "Bea + Carl got married today! rain all day. smokes cigars"),
        ("2025-01-05", "no more cigars for bea. retired in may."),
    ],
    "Carl Lund": [("2023-01-01", "Carl has a beard. younger than Bea. allergic to wasps")],
    "Dora Vance": [
        ("2022-05-05", "dora lives in Perth. laid off in 2021. daughter Mina, 17"),
        ("2025-09-01", "Mina got into Durham for law. might be moving to Spain"),
    ],
}


@pytest.fixture(scope="module")
def memory():
    with memory_of(NOTES) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who has facial hair", {"Aldo Ferri", "Carl Lund"}),
        ("not counting me, who's got an allergy", {"Carl Lund"}),
        ("who's already retired?", {"Bea Lund"}),
        ("who got laid off in 2024", {"Aldo Ferri"}),
        ("who lost their job in 2021", {"Dora Vance"}),
        ("which of my friends tied the knot in 2023", {"Bea Lund", "Carl Lund"}),
        ("who used to smoke", {"Bea Lund"}),
        ("who smokes these days", set()),
        ("whose daughter or granddaughter got a place at uni?", {"Dora Vance"}),
        ("who is or may be moving abroad", {"Dora Vance"}),
        ("anyone who's got a dog", {"Aldo Ferri"}),
        ("who got married in 2025", set()),
    ],
)
def test_who_is_on_the_list(memory, question, names):
    answer = several.answer(memory.services, Query(question), NOBODY)
    assert {each.name for each in answer.people} == names
    assert answer.abstained is not bool(names)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("what are bea and carl to each other", "Bea Lund"),
        ("did Bea and Carl go through with it?", "Yes"),
        ("who is younger, Bea or Carl?", "Carl Lund is younger."),
        ("who is older, bea or carl", "Bea Lund is older."),
        ("out of bea and aldo, which one has a dog?", "Aldo Ferri"),
        ("of aldo and carl who's allergic to wasps", "Carl Lund"),
        ("how are the Lunds related", "Bea Lund"),
    ],
)
def test_two_people_are_compared_by_the_words_of_their_notes(memory, question, begins):
    answer = several.answer(memory.services, Query(question), NOBODY)
    assert not answer.abstained
    assert answer.text.startswith(begins)


def test_nothing_is_made_up_between_two_who_share_no_note(memory):
    answer = several.answer(memory.services, Query("what is Aldo to Dora?"), NOBODY)
    other = several.answer(memory.services, Query("what are aldo and dora to each other"), NOBODY)
    assert answer is None or answer.abstained
    assert other.abstained


def test_what_two_have_together_stands_in_the_notes_of_either(memory):
    reader = ScriptedReader(("wedding", "got married today", 0.9))
    answer = several.answer(memory.services, Query("when was bea and carl's wedding"), reader)
    assert answer.text.startswith("got married today")
    reader = ScriptedReader(("name", "rain all day", 0.9))
    asked = Query("what did bea and carl call their baby")
    assert several.answer(memory.services, asked, reader).abstained


def test_what_was_told_in_a_conversation_counts_too(memory):
    persona = memory.show("Aldo Ferri").persona.id
    told = Memory("semantic", "Aldo has a cat called Muz", about=(persona,))
    kept = memory.services.store.memories.add(told)
    answer = several.answer(memory.services, Query("who has a cat?"), NOBODY)
    assert [each.name for each in answer.people] == ["Aldo Ferri"]
    pair = several.answer(memory.services, Query("who has a cat, Aldo or Bea?"), NOBODY)
    assert pair.text.startswith("Aldo Ferri")
    memory.services.store.memories.erase(kept.id)
