"""What other people's notes say of somebody."""

from __future__ import annotations

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Query
from tests.support.fakes import assistant
from tests.support.readers import ScriptedReader

READER = ScriptedReader(("allergic", "allergic to cats"), ("work", "chef"), ("work", "cooks"))


def ask(notes, question, of_mei="met on the ferry to Arran"):
    with assistant(ExtractiveEngine(READER), reader=READER) as opened:
        opened.add("Mei Tanaka", texts=[of_mei])
        opened.add("Carlos Ibarra", texts=notes)
        return opened.ask(Query(question))


@pytest.mark.parametrize(
    "note",
    [
        "he told me Mei is allergic to cats (!) so Tofu went to his sister",
        "sad today. Mei is allergic to cats",
    ],
)
def test_a_fact_under_a_known_name_answers_and_says_in_whose_note(note):
    answer = ask([note], "Is Mei allergic to anything?")
    assert not answer.abstained and answer.short == "allergic to cats"
    assert answer.text.endswith("It is in a note of Carlos Ibarra.")
    assert [each.name for each in answer.people] == ["Mei Tanaka"]
    assert [each.persona for each in answer.evidence] == ["Carlos Ibarra"]
    assert answer.evidence[0].detail in note


@pytest.mark.parametrize(
    "note",
    [
        "Mei's partner is allergic to cats",
        "lives with Mei. allergic to cats",
        "went to see Mei, he is allergic to cats",
        "Mei Wong is allergic to cats",
        "her brother is allergic to cats",
    ],
)
def test_what_is_said_of_others_beside_the_name_is_no_answer(note):
    assert ask([note], "Is Mei allergic to anything?").abstained


def test_the_persons_own_note_comes_first():
    answer = ask(["Mei is allergic to cats"], "Is Mei allergic to anything?", "allergic to cats")
    assert [each.persona for each in answer.evidence] == ["Mei Tanaka"]
