"""Relatives by name: children whose birth is announced, and the partner before the present one."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.relatives import asked_relative, relatives


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


def test_the_one_before_is_not_the_latest():
    notes = ("boyfriend Ulf is a cook", "she's seeing Jon, a vet")
    assert named("who was Ana's boyfriend before", *notes) == ["Ulf"]
    assert named("who was Ana's husband before", "her husband Ulf cooks") == []
    assert named("who was Ana's previous husband", "her husband Ulf", "split from Ulf") == ["Ulf"]
