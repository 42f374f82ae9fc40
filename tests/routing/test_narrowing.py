"""Among many people notes are narrowed down before they are compared, and the best is not lost."""

from __future__ import annotations

import pytest

from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import Query, Triplet
from persona_assistant.routing import Router
from tests.support.fakes import calibration, encoders


@pytest.mark.parametrize("people", [30, 120])
@pytest.mark.parametrize("beekeepers", [5, 20])
def test_whoever_the_search_lists_late_is_compared_all_the_same(people, beekeepers):
    """Ana's long note holds one word of two, so that full-text search puts every short one about
    bees before it. The other word is in the family of one she uses, which only comparing shows."""
    with Store.temporary() as memory:
        for number in range(people):
            text = "Keeps bees." if number < beekeepers else "Collects stamps."
            memory.people.add(f"P{number}", [Entry(Triplet(text=text))])
        long = " ".join(f"On day {day} it was quiet and nothing else went on." for day in range(40))
        memory.people.add("Ana", [Entry(Triplet(text=f"Keeps bees and is an organist. {long}"))])
        edge = Router(memory, encoders(), calibration()).decide(
            Query("the person who keeps bees and plays the organ")
        )
        assert edge.candidates[0].name == "Ana" and "text" in edge.candidates[0].scores
        assert edge.candidates[0].scores["text"] > edge.candidates[1].scores["text"]
