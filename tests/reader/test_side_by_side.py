"""The likeliest sentences side by side."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.pmg import Note
from persona_assistant.reader.joint import BESIDE, side_by_side, weighed
from persona_assistant.reader.network import Place

DAY = datetime.date(2024, 5, 12)
LINES = st.lists(st.text("ab .\n", min_size=1, max_size=12), min_size=1, max_size=5)


class Scripted:
    """A network that gives each line of a passage the logit in its last word."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def places(self, question, notes, name):
        self.read += [note.text for note in notes]
        found = []
        for note in notes:
            at, places = 0, []
            for line in note.text.split("\n"):
                places.append(Place(at, at + len(line), (at, at + 1), float(line.split()[-1])))
                at += len(line) + 1
            found.append(places)
        return found


def place(text: str, logit: float) -> tuple[Note, Place]:
    return Note(text, DAY), Place(0, len(text), (0, 2), logit)


@given(LINES)
def test_every_sentence_begins_where_the_passage_says(lines):
    passage = side_by_side([(line, Note(line, DAY)) for line in lines])
    for line, start in zip(lines, passage.starts, strict=True):
        assert passage.note.text[start : start + len(line)] == line.replace("\n", " ")
    assert passage.note.date == DAY


def test_the_mean_of_both_readings_decides():
    network = Scripted()
    found = weighed(network, "q", "Ana", [place("first 1", 4.0), place("second 5", 3.0)])
    assert network.read == ["first 1\nsecond 5"]
    assert [(note.text, each.logit) for note, each in found] == [
        ("second 5", 4.0),
        ("first 1", 2.5),
    ]


def test_only_the_likeliest_are_compared_and_the_others_stay_below():
    network = Scripted()
    places = [place(f"line {at} 9", 5.0 - at) for at in range(BESIDE)]
    others = [place(f"other {at} 9", 0.9 - at) for at in range(3)]
    found = weighed(network, "q", None, [*others, *places])
    assert network.read[0].count("\n") == BESIDE - 1
    assert all("line" in note.text for note, _ in found[:BESIDE])
    assert [each.logit for _, each in found[BESIDE:]] == pytest.approx([0.9, -0.1, -1.1])
    assert np.all(np.diff([each.logit for _, each in found]) <= 0)


def test_a_single_sentence_is_compared_with_nothing():
    network = Scripted()
    alone = place("one 3", 1.0)
    assert weighed(network, "q", "Ana", [alone, alone]) == [alone, alone]
    assert network.read == []
