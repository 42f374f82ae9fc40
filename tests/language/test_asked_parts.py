"""A fragment that asks for a part of what the question before was about."""

from __future__ import annotations

import pytest

from persona_assistant.language.ellipsis import asks_more, asks_part
from persona_assistant.language.rewriting import with_part


@pytest.mark.parametrize(
    ("fragment", "part"),
    [
        ("on which street?", "on which street"),
        ("what breed", "what breed"),
        ("whose boat is that", "whose boat"),
        ("which of them", ""),
        ("which one", ""),
        ("what does she sell", ""),
        ("what else", ""),
    ],
)
def test_what_is_asked_of_the_same_thing(fragment, part):
    assert asks_part(fragment) == part


@pytest.mark.parametrize(
    ("question", "part", "changed"),
    [
        ("where is tess's shop", "on which street", "On which street is tess's shop?"),
        ("what does Luis do", "at which firm", "At which firm does Luis work?"),
        ("what is tess's dog called", "what breed", ""),
    ],
)
def test_the_question_before_is_asked_for_it(question, part, changed):
    assert with_part(question, part) == changed


def test_when_did_that_happen_is_understood_in_short():
    assert asks_more("when'd that happen") == "when"
