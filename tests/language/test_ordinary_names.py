"""Everyday words that what follows makes a name."""

from __future__ import annotations

import pytest

from persona_assistant.language.names import NameIndex

INDEX = NameIndex({1: "Rose Kelly", 2: "Rose Hale"})


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("i want to write rose k a card", {1}),
        ("what has rose h got planned for her holiday", {2}),
        ("rose from the bakery - what did he give her", {1, 2}),
        ("i gave her a rose", set()),
        ("prices rose by a third", set()),
    ],
)
def test_an_initial_or_a_place_behind_it(text, people):
    assert set(INDEX.mentioned(text)) == people
