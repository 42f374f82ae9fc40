"""The estimate of a passphrase's strength."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.memory.passphrase_strength import strength


@pytest.mark.parametrize(
    ("passphrase", "grade"),
    [
        ("", "weak"),
        ("hunter2", "weak"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "weak"),
        ("123456789012345", "weak"),
        ("Password1!", "weak"),
        ("correct horse battery staple", "fair"),
        ("five old goats sing under blue lamps at noon", "strong"),
        ("8f#Kq2!vXz7$Lm4p%Tr9", "strong"),
    ],
)
def test_grades(passphrase, grade):
    assert strength(passphrase).grade == grade


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=10))
def test_more_letters_never_make_it_weaker(passphrase, more):
    assert strength(passphrase + more).bits >= strength(passphrase).bits >= 0


@settings(max_examples=40)
@given(st.characters(), st.integers(1, 60))
def test_one_letter_over_and_over_is_weak(letter, times):
    assert strength(letter * times).grade == "weak"
