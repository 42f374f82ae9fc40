"""What the animal was called that somebody had before."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.former_pet import former_pet

OLD = Note("tom has a black lab called Duke, a cat Pip", datetime.date(2024, 1, 1))
GONE = Note("duke had to be put down :(", datetime.date(2024, 6, 1))
NEW = Note("tom's got a rescue greyhound, Flo", datetime.date(2025, 1, 1))


@pytest.mark.parametrize(
    ("question", "notes", "wanted"),
    [
        ("what was tom's old dog called", (OLD, GONE, NEW), "Duke"),
        ("what's the name of tom's previous dog", (OLD, GONE, NEW), "Duke"),
        ("what was tom's dog called before", (OLD, NEW), "Duke"),
        ("what was tom's old cat called", (OLD, GONE, NEW), None),
        ("what's tom's dog called", (OLD, GONE, NEW), None),
        ("how old is tom's dog", (OLD, GONE, NEW), None),
    ],
)
def test_the_one_before_is_named(question, notes, wanted):
    found = former_pet(question, notes)
    assert (found and found.span) == wanted
