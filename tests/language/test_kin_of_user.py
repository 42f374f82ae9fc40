"""Relatives of the user's in questions and in notes."""

from __future__ import annotations

import pytest

from persona_assistant.language.kin_of_user import (
    GROUP,
    begins_with_kin,
    is_plural,
    kin_of_user,
    named_as_kin,
)


@pytest.mark.parametrize(
    ("question", "said", "word"),
    [
        ("where's mum staying", "mum", "mother"),
        ("grans bad knee, which one", "grans", "grandmother"),
        ("my uncles boat", "my uncles", "uncle"),
        ("which street's dad on", "dad", "father"),
        ("Dad's new car", "Dad's", "father"),
        ("wie geht es meiner Schwester", "meiner Schwester", "sister"),
        ("come sta la mia mamma", "la mia mamma", "mother"),
        ("our little girl's school", "our little girl's", "daughter"),
    ],
)
def test_the_words_that_call_a_relative_of_the_users(question, said, word):
    (found,) = kin_of_user(question)
    assert question[found.start : found.end] == said
    assert found.kinds == {GROUP[word]}


@pytest.mark.parametrize(
    "question",
    [
        "tess's mum",
        "how old is tesses mum",
        "her dad",
        "a new mum",
        "my mother-in-law",
        "my ex wife",
        "a stepmum",
        "the girl with the dog",
    ],
)
def test_somebody_elses_relative_is_not_the_users(question):
    assert list(kin_of_user(question)) == []


def test_several_may_be_meant():
    question = "what do my brothers do"
    (found,) = kin_of_user(question)
    assert found.many
    assert is_plural(question, found)
    (kids,) = kin_of_user("which of my two kids is older")
    assert kids.kinds == {GROUP["son"], GROUP["daughter"]}


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("my girl tess passed", "daughter"),
        ("son Tess's in Oslo", "son"),
        ("lunch, cousin Tess came", "cousin"),
    ],
)
def test_a_note_says_which_relative_its_person_is(note, word):
    assert list(named_as_kin(note, {"tess"})) == [GROUP[word]]


@pytest.mark.parametrize(
    "note", ["kit's sister Tess", "her son Tess", "new girl tess at work", "bonnies aunt tess"]
)
def test_a_relative_of_anothers_is_none_of_the_users(note):
    assert list(named_as_kin(note, {"tess"})) == []


def test_a_note_may_begin_with_the_word():
    assert begins_with_kin("gran's 90th today") == "gran"
    assert begins_with_kin("my aunt moved") == "aunt"
    assert begins_with_kin("aunt and uncle came") == ""
    assert begins_with_kin("her gran is 90") == ""
