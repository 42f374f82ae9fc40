"""Where somebody is right now, and with whom they live or lived."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found

NOTES = (
    Note("ben lives in Leith with his friend Al. likes tea", datetime.date(2022, 1, 5), 1),
    Note("Ben and Ida moved to Porto", datetime.date(2024, 2, 5), 2),
    Note("ben in Rome till 12 october for work", datetime.date(2025, 9, 5), 3),
)


def read(question, *proposed, today=datetime.date(2025, 10, 1)):
    found = []
    for span, probability in proposed:
        note = next(each for each in NOTES if span in each.text)
        found.append(Found(note, note.text, span, note.text.index(span), probability))
    return reading_of(question, found, NOTES, threshold=0.5, name="Ben", today=today)


@pytest.mark.parametrize(
    ("today", "place"),
    [(datetime.date(2025, 10, 1), "Rome"), (datetime.date(2025, 11, 1), "Porto")],
)
@pytest.mark.parametrize("question", ["where is ben right now", "wheres ben at the moment?"])
def test_somebody_away_is_at_home_again_when_the_time_is_over(question, today, place):
    assert read(question, ("Leith", 0.9), ("Rome", 0.8), today=today).answer == place


def test_where_a_thing_of_theirs_is_has_to_do_with_no_home():
    assert read("where is ben's tea", ("tea", 0.9)).answer == "tea"


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("who does ben live with", "Ida"),
        ("who's ben living with these days", "Ida"),
        ("who did ben live with in leith", "his friend Al"),
    ],
)
def test_company_is_that_of_the_home_which_is_asked_for(question, who):
    assert read(question, ("his friend Al", 0.9)).answer == who
