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
        ("email for rose with the bees", {1, 2}),
        ("i gave her a rose", set()),
        ("prices rose by a third", set()),
    ],
)
def test_an_initial_or_a_place_behind_it(text, people):
    assert set(INDEX.mentioned(text)) == people


def test_a_letter_that_is_a_word_too_is_an_initial_before_a_comma():
    index = NameIndex({1: "Tess Abbey", 2: "Tess Quint"})
    assert set(index.mentioned("tess a, where is she living")) == {1}
    assert set(index.mentioned("is tess a vet")) == {1, 2}
