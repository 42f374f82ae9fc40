"""Relatives by name: children whose birth is announced, and the partner before the present one."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked_relative import asked_relative
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.relatives import relatives
from persona_assistant.reader.yes_or_no import with_yes_or_no


def named(question, *texts):
    notes = [Note(text, datetime.date(2020 + at, 3, 1), at) for at, text in enumerate(texts, 1)]
    asked = asked_relative(question, "Ana Roth")
    return [] if asked is None else [each.span for each in relatives(asked, notes, "Ana Roth")]


@pytest.mark.parametrize(
    ("question", "note", "name"),
    [
        ("what's Ana's baby called", "her baby was born 4 june, Liv", "Liv"),
        ("what's Ana's son called", "baby arrived on 4 june, Otis. all well", "Otis"),
        ("what are Ana's kids called", "Ana's twins arrived 3 may, Ole & Kai", "Ole & Kai"),
        ("what is Ana's daughter called", "Ana had a baby girl on 9 july, Ida", "Ida"),
    ],
)
def test_a_birth_names_the_child(question, note, name):
    assert named(question, note) == [name]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("what are Ana's kids called", ["Ida", "Otis"]),
        ("what's Ana's son called", ["Otis"]),
        ("what's Ana's daughter called", ["Ida"]),
    ],
)
def test_each_birth_of_its_own_note_names_one(question, names):
    notes = "ana had a boy!! called Otis, born 4 june", "no 2 is here: little girl, Ida, 9 feb"
    assert named(question, *notes) == names


def test_a_sentence_behind_names_the_child():
    text = "Ana had a baby boy on 4 June! They've named him Otis. Tired"
    assert named("what's Ana's son called", text) == ["Otis"]


def test_who_had_a_girl_has_one_still():
    note = Note("ana's a grandma, otis had a girl Liv", datetime.date(2026, 3, 1))
    place = Found(note, note.text, "otis had a girl Liv", 17, 0.9)
    reading = Reading(True, 0.9, place.span, (place,))
    told = with_yes_or_no("does Ana have grandkids", reading, [note], "Ana Roth")
    assert not told.answer.startswith("no")


def test_children_of_a_partner_are_not_theirs():
    text = "Ana has a new fella, Ulf. He sings and has a son of his own, Jon, 14."
    assert named("what's Ana's son called", text) == []


def test_a_birth_in_another_family_names_none_of_theirs():
    assert named("what's Ana's son called", "her sister had a boy on 4 june, Otis") == []


def test_an_ex_is_whoever_it_is_over_with():
    assert named("who is Ana's ex", "husband Ulf cooks", "Ulf left Ana for a singer") == ["Ulf"]
    assert named("who is Ana's ex", "married to Ulf", "ana and ulf have split up")[0] == "ulf"


def test_the_one_before_is_not_the_latest():
    notes = ("boyfriend Ulf is a cook", "she's seeing Jon, a vet")
    assert named("who was Ana's boyfriend before", *notes) == ["Ulf"]
    assert named("who was Ana's husband before", "her husband Ulf cooks") == []
    assert named("who was Ana's previous husband", "her husband Ulf", "split from Ulf") == ["Ulf"]
