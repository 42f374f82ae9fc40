"""Ways to say the same of somebody."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.language.happened import happened, without_when
from persona_assistant.language.support import Support, in_known_ways, support

TODAY = datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Does she have facial hair?", "a huge moustache since the summer"),
        ("Did she get laid off?", "they let her go after nine years"),
        ("Did she get married?", "tied the knot in a barn"),
        ("Is she widowed?", "wife Berta died at Easter"),
        ("Did she break a bone?", "broke her left wrist"),
        ("Is she vegetarian or vegan?", "veggie since school"),
        ("Does she work nights?", "on the night shift till june"),
        ("Did she lose a parent?", "buried her dad on monday"),
        ("Does she play an instrument?", "plays a bit of banjo"),
        ("Is she allergic to a medication?", "allergic to penicillin, wears the bracelet"),
        ("Does she own a house?", "they bought a tiny cottage"),
        ("Does she have a bad back?", "off with sciatica again"),
        ("Does she keep fish?", "two goldfish and a snail"),
        ("Is she learning a language?", "duolingo every morning"),
    ],
)
def test_it_is_said_in_other_words(question, said):
    assert support(question, said) is Support.FULL
    assert in_known_ways(question, said) is not None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Does she have facial hair?", "dyes her hair plum"),
        ("Did she get married?", "best friends for years"),
        ("Does she have a dog?", "bitten by a dog"),
        ("Is she vegetarian?", "likes meat pies"),
        ("Does she keep fish?", "eats fish on fridays"),
        ("Does she play an instrument?", "plays football"),
        ("Is she allergic to a medication?", "allergic to cats"),
    ],
)
def test_what_is_merely_related_does_not_say_it(question, said):
    assert in_known_ways(question, said) is None


def test_the_place_is_told():
    said = "since May he has a big red beard"
    start, end = in_known_ways("Does he have facial hair?", said)
    assert said[start:end] == "beard"


def test_the_29th_of_february_happens_in_any_year():
    winter = datetime.date(2026, 2, 1), datetime.date(2026, 3, 31)
    assert happened("her party was on 29 feb", datetime.date(2026, 3, 5), winter)


def test_the_time_is_taken_out_of_a_question():
    asked, when = without_when("got laid off in 2023", TODAY)
    assert asked == "got laid off"
    assert when == (datetime.date(2023, 1, 1), datetime.date(2023, 12, 31))
    assert without_when("has a dog", TODAY) == ("has a dog", None)


@pytest.mark.parametrize(
    ("said", "written", "so"),
    [
        ("laid off in october", datetime.date(2023, 11, 9), True),
        ("laid off in december", datetime.date(2023, 2, 9), False),
        ("laid off, poor thing", datetime.date(2023, 2, 9), True),
        ("laid off, poor thing", datetime.date(2024, 2, 9), False),
        ("laid off in 2021", datetime.date(2023, 2, 9), False),
        ("laid off", None, False),
    ],
)
def test_when_it_happened(said, written, so):
    year = (datetime.date(2023, 1, 1), datetime.date(2023, 12, 31))
    assert happened(said, written, year) is so


@pytest.mark.parametrize("said", ["marine biologist in Faro", "sergeant in the army"])
def test_what_is_no_navy_is_none(said):
    assert support("Is she in the navy?", said) is not Support.FULL
    assert support("Is she in the navy?", "was a submariner for years") is Support.FULL
