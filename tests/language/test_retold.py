"""What somebody said of themselves, told back to them."""

from __future__ import annotations

import pytest

from persona_assistant.language.retold import retold, wished


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Call me Sam.", "you asked to be called Sam"),
        ("Please call me Sam, please!", "you asked to be called Sam"),
        ("My name is Sam.", "you said that your name is Sam"),
        ("I live in Porto.", "you said that you live in Porto"),
        ("I'm 41 years old", "you said that you are 41 years old"),
        ("I was ill and I wasn’t asked", "you said that you were ill and you weren't asked"),
        ("Well, I've hurt myself", "you said that you have hurt yourself"),
        (
            "Remind me to call my sister about the boiler.",
            "you asked to be reminded to call your sister about the boiler",
        ),
        ("Don't forget that I am vegan", "you asked me not to forget that you are vegan"),
        ("Give me short answers.", "you asked me to give you short answers"),
        ("Please keep your answers short.", "you asked me to keep my answers short"),
        ("My cat is your friend.", None),
        ("We moved to Porto.", None),
        ("I told you about it", None),
        ('I said "my way"', None),
        ("The boiler is old.", None),
        ("Where do I live?", None),
        ("Remind me to call you", None),
    ],
)
def test_a_sentence_is_turned_where_it_is_sure_who_is_meant(said, told):
    assert retold(said) == told


def test_a_wish_is_told_from_a_statement():
    assert wished("Call me Sam.") == "you asked to be called Sam"
    assert wished("I live in Porto.") is None
