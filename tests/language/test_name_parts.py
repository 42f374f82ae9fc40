"""Which part of somebody's own name a question asks for."""

from __future__ import annotations

import pytest

from persona_assistant.language.name_parts import asked_part_of_name
from persona_assistant.language.names import NameIndex


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("what's hanna's surname?", "Voss"),
        ("surname of hanna again", "Voss"),
        ("voss - first name?", "Hanna"),
        ("what was hanna's surname before", None),
        ("hanna's mum's surname", None),
        ("why did hanna change her surname", None),
        ("what's hanna's real name", None),
        ("what is hanna's proper first name", "Hanna"),
        ("whats hanna called", "Hanna Voss"),
        ("what is hanna's full name", "Hanna Voss"),
        ("what's hanna's dog called", None),
    ],
)
def test_a_part_of_the_own_name(question, part):
    assert asked_part_of_name(question, "Hanna Voss") == part


def test_a_name_of_one_word_has_no_parts():
    assert asked_part_of_name("what's hanna's surname", "Hanna") is None


def test_a_small_initial_tells_namesakes_apart():
    index = NameIndex({1: "Hanna Voss", 2: "Hanna Okoro"})
    for question, people in {
        "when did hanna o move": {2},
        "what does hanna v do": {1},
        "hanna o's number": {2},
        "is hanna a nurse": {1, 2},
        "where does hanna live": {1, 2},
    }.items():
        (found,) = index.mentions(question)
        assert set(found.people) == people, question


def test_whom_i_want_to_reach_is_named_though_the_name_is_a_word():
    index = NameIndex({1: "Kit Voss", 2: "Anna Roe"})
    for question in ("i want to text kit, what's the mobile", "i need to email kit"):
        (found,) = index.mentions(question)
        assert found.people == {1}


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("where does su-rain work", True),
        ("Su-rain's number", True),
        ("is surain back", True),
        ("when did Su-rain Park move", False),
        ("was the rain bad", False),
    ],
)
def test_a_first_name_with_a_hyphen_is_one_name(question, called):
    index = NameIndex({1: "Su-rain Choi", 2: "Hanna Voss"})
    assert [each.people for each in index.mentions(question)] == [{1}] * called


def test_what_happened_to_somebody_is_asked_of_a_person():
    index = NameIndex({1: "Rose Quaid"})
    assert [each.people for each in index.mentions("what happened to rose in may")] == [{1}]
    assert not index.mentions("what happened to the rose in may")
