"""Questions that speak of "I" and are about somebody else, and titles of two words."""

from __future__ import annotations

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.language.contacts import find_details
from tests.support.fakes import assistant


@pytest.fixture(scope="module")
def memory():
    with assistant(ExtractiveEngine()) as opened:
        opened.add(
            "Rosa Klein",
            texts=[
                "met rosa at the library in 2019. tall, silver plait. she's reading War and Peace"
            ],
            dates=["2024-04-02"],
        )
        opened.add(
            "Tunde Bello",
            texts=[
                "tunde is a teaching assistant at St Anne's",
                "tunde works at Moor Lane school now",
            ],
            dates=["2024-06-01", "2026-10-10"],
        )
        opened.add(
            "Me", texts=["swimming weds w/ Rosa, xmas at Rosa's this year"], dates=["2026-11-20"]
        )
        yield opened


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("when did i meet rosa", "in 2019"), ("how would i recognise rosa", "tall"),
        ("how could we spot rosa in a crowd", "tall"), ("what is rosa reading", "War and Peace"),
        ("where does tunde teach", "Moor Lane"),
    ],
)  # fmt: skip
def test_it_is_told_in_their_notes(memory, question, wanted):
    answer = memory.ask(question)
    assert answer.short.startswith(wanted) and answer.edge.persona != "Me"


@pytest.mark.parametrize("text", ["teaches privately 35/hr", "charges 35 an hour", "35 per lesson"])
def test_an_amount_for_a_time(text):
    assert [each.number for each in find_details(text, "amount")] == [35.0]
