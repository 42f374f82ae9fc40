"""Recovery keys: however one is written down it is read again, and a slip of the pen is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.memory import recovery

KEYS = st.binary(min_size=32, max_size=32)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(KEYS)
def test_a_recovery_key_is_eleven_groups_that_read_as_the_key(key):
    spelt = recovery.spell(key)
    groups = spelt.split("-")
    assert [len(group) for group in groups] == [5] * 11 and set("".join(groups)) <= {*LETTERS}
    assert recovery.read(spelt) == key and recovery.looks_like_one(spelt)


@given(KEYS, st.data())
def test_it_may_be_typed_as_people_type(key, data):
    spelt = recovery.spell(key)
    for letter, others in (("1", "IiLl1"), ("0", "Oo0")):
        spelt = "".join(
            data.draw(st.sampled_from(others)) if each == letter else each for each in spelt
        )
    spelt = data.draw(st.sampled_from([spelt.lower(), spelt, spelt.replace("-", " ")]))
    assert recovery.read(data.draw(st.sampled_from(["", " ", "\t"])) + spelt + "\n") == key


@given(KEYS, st.integers(0, 54), st.sampled_from(LETTERS))
def test_a_wrong_letter_is_noticed(key, place, letter):
    letters = [*recovery.spell(key).replace("-", "")]
    wrong = letters[place] != letter
    letters[place] = letter
    assert (recovery.read("".join(letters)) is None) == wrong
    assert recovery.looks_like_one("".join(letters))


@given(KEYS, st.integers(0, 53))
def test_letters_that_changed_places_are_noticed(key, place):
    letters = [*recovery.spell(key).replace("-", "")]
    differ = letters[place] != letters[place + 1]
    letters[place : place + 2] = reversed(letters[place : place + 2])
    assert (recovery.read("".join(letters)) is None) == differ


@given(st.text(max_size=80))
def test_other_text_is_no_recovery_key(text):
    assert recovery.read(text) is None


def test_a_passphrase_does_not_look_like_one():
    assert not recovery.looks_like_one("correct horse battery staple")
