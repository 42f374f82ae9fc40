"""What came for something else is what somebody has now."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found
from persona_assistant.reader.swapped import swapped_for

OLD = Note("plays oboe in a band. drives a saab", datetime.date(2021, 2, 1))


def now(question: str, span: str, *later: str) -> str | None:
    notes = [OLD, *(Note(each, datetime.date(2023 + at, 5, 1)) for at, each in enumerate(later))]
    found = Found(OLD, OLD.text, span, OLD.text.index(span), 0.9)
    newer = swapped_for(question, found, notes, "Hester Quaid")
    return None if newer is None else newer.span


@pytest.mark.parametrize(
    ("question", "span", "later", "answer"),
    [
        (
            "what does hester play",
            "oboe",
            ["swapped the oboe for the flute last year"],
            "the flute",
        ),
        ("what does hester play", "oboe", ["she switched from oboe to flute"], "flute"),
        ("which car has she got", "a saab", ["hester traded in the saab for a van"], "a van"),
        (
            "what does hester play",
            "oboe",
            ["swapped the oboe for the flute", "swapped the flute for drums"],
            "drums",
        ),
        ("what did hester play before", "oboe", ["swapped the oboe for the flute"], None),
        ("does hester play the oboe", "oboe", ["swapped the oboe for the flute"], None),
        ("what does hester play", "oboe", ["her brother swapped the oboe for drums"], None),
        ("what does hester play", "oboe", ["swapped the saab for a van"], None),
    ],
)
def test_what_came_for_it(question, span, later, answer):
    assert now(question, span, *later) == answer
