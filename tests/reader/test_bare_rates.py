"""What somebody charges or earns, told as a bare rate."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.rates import rate
from persona_assistant.reader.reading import Reading

NOTES = [
    Note("asa left the shop, locum now, 28/hr. smokes 20 a day", datetime.date(2024, 9, 1)),
    Note("her husband Tom is a plumber, 60 an hour", datetime.date(2025, 1, 1)),
]
NOTHING = Reading(False, 0.0)


@pytest.mark.parametrize(
    "question",
    [
        "how much does asa charge",
        "what's asa's rate",
        "what does asa earn an hour",
        "how much is asa on",
    ],
)
def test_a_bare_rate_answers(question):
    told = rate(question, NOTHING, NOTES, "Asa Berg")
    assert told is not None
    assert told.answer == "28/hr"


@pytest.mark.parametrize(
    "question",
    ["what did asa earn before", "how much do i owe asa", "how much does asa pay for the flat"],
)
def test_another_sum_is_no_rate(question):
    assert rate(question, NOTHING, NOTES, "Asa Berg") is None
