"""Ages as of today, whatever words ask for them, and of nobody but whom they name."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.own_kin import under_the_name
from persona_assistant.reader.reading import Found

TODAY = datetime.date(2026, 11, 30)
WRITTEN = datetime.date(2024, 5, 10)
"""A Friday."""


def read(question, *texts, name="Lou Bergman", seen=""):
    """The answer; "" where there is none. `seen` is what the network is sure of."""
    notes = under_the_name([Note(text, WRITTEN) for text in texts], name)
    found = [
        Found(each, each.text, seen, each.text.index(seen), 0.9)
        for each in notes
        if seen and seen in each.text
    ]
    reading = reading_of(question, found, notes, threshold=0.5, name=name, today=TODAY)
    return reading.answer if reading.answered else ""


@pytest.mark.parametrize(
    "question",
    [
        "lou must be what, fifty something?", "how old would lou be at this point",
        "how many years has lou got on her now", "how many years does lou have under her belt",
        "what would lou's age be at present", "lou should be about fifty by now",
        "is lou over forty, how old exactly", "how old was lou again",
    ],
)  # fmt: skip
def test_an_age_of_today_is_asked_for_in_many_ways(question):
    assert read(question, "lou was 46 on saturday, cake") == "48"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("is lou in her forties", "yes, 48"), ("is lou in her fifties", "no, 48"),
        ("has lou turned forty-nine yet", "no, 48"), ("is lou over forty five", "yes, 48"),
    ],
)  # fmt: skip
def test_numbers_in_words_are_compared_too(question, wanted):
    assert read(question, "lou was 46 on saturday, cake") == wanted


def test_an_age_that_the_network_finds_is_told_as_of_today():
    note = "lou hit the big 5-0 on thursday"
    assert read("our treasurer lou, how old roughly", note, seen="5-0 on thursday") == "52"
    assert read("how old was lou when they met", note, seen="5-0 on thursday") != "52"


def test_the_year_in_which_an_age_is_reached_tells_the_year_of_birth():
    note = "lou turns 40 this year, bday 5 august"
    assert read("when is lou's birthday", note) == "5 August 1984"
    assert read("how old is lou", note) == "42"
    assert read("how old is lou", "lou turns 40 this year") == "41 or 42"
    assert read("what year was lou born", "lou turns 40 this year") == "1984"


def test_a_month_of_birth_is_asked_for_as_a_birthday():
    assert read("lou's bday month?", "lou turned 60 on the 3rd") == "3 May 1964"
    assert read("lou's birth month, lou the landlord i mean", "lou was 60 on the 3rd")


@pytest.mark.parametrize(
    "note",
    [
        "my brother lou turned 30 yesterday", "lou, my godmother, 30 yesterday",
        "my old flatmate lou was 30 yesterday",
    ],
)  # fmt: skip
def test_what_the_user_calls_the_person_leaves_the_age_theirs(note):
    assert read("how old is lou", note) == "32"


def test_the_users_mum_has_the_age_that_her_notes_tell():
    notes = ("mum's 66th today", "mum has a new hip")
    assert read("how old is lou", *notes) == "68"
    assert read("how old is lou", "his mum's 66th today", "mum has a new hip") == ""


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("date of birth of astrid", "lou's 40th last night. his mum Astrid flew over"),
        ("how old is lou", "lou got engaged to Piet, he turned 40 on 1 april"),
        ("how old is lou", "lou lives w/ her gf Nina, she's 29"),
        ("how old was arne when he passed", "lou lost Arne in nov. 66, retired nurse"),
        ("how old is ida", "lou lost her aunt. Ida died in march, 91, so sad"),
        ("how old is lou", "lou is sad. Ida died in march, 91, so sad"),
    ],
)
def test_nobody_elses_age_and_none_of_a_death_answers(question, note):
    assert (
        read(question, note, seen=next(each for each in note.split() if each[:2].isdigit())) == ""
    )


def test_an_age_at_a_death_is_told_where_that_is_asked_for():
    note = "lou is sad. Ida died in march, 91, so sad"
    assert read("how old was ida when she died", note) == "91"


def test_a_day_of_another_is_none_of_somebody_who_is_named_behind_it():
    note = "dan's 40th last night. his mum Astrid flew over"
    assert read("astrid's date of birth", note, name="Astrid") == ""
    assert read("dan's date of birth", note, name="Dan") == "9 May 1984"


def test_a_lad_is_a_son():
    note = "lou had a boy, Piet, on 22 april"
    assert read("lous lad, how many years old is he now", note) == "2"
    assert read("lou's lass, how old is she", note) == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("lou just had her 30th, riot of a night", "about 33"),
        ("lou's 30th was a riot", "about 33"), ("lou, mid forties, darts", "mid forties"),
        ("went to lou's surprise 70th. she cried", "about 73"),
        ("lou, fifty next birthday", "about 52"), ("lou still 24 till october", "27"),
        ("lou says at 66 she's done with ladders", "about 69"),
        ("lou retired at 58 last week", "about 61"), ("lou b 3 april 1990", "36"),
    ],
)  # fmt: skip
def test_an_age_is_told_in_many_ways(text, wanted):
    assert read("how old is lou", text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "lou is 3 yrs older than me", "lou ran at her 40th attempt", "lou won her 21st race",
        "lou's mum's 80th was lovely", "lou's parents had their 50th, big do",
        "the bus is 40 till october, lou says", "lou works here. early 90s indie is her thing",
    ],
)  # fmt: skip
def test_other_numbers_are_no_age_of_the_person(text):
    assert read("how old is lou", text) == ""


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("how old was lou in 2010", "26 or 27"), ("how old will lou be in 2040", "56 or 57"),
        ("when does lou turn 50", "12 May 2033"), ("what year does lou hit fifty", "2033"),
        ("which year did lou turn 21", "2004"),
    ],
)  # fmt: skip
def test_an_age_of_another_year_and_the_year_of_another_age_are_reckoned(question, wanted):
    assert read(question, "lou born 12 may 1983") == wanted


def test_nobody_has_an_age_before_the_birth():
    assert read("how old was lou in 1980", "lou born 12 may 1983") == ""


def test_a_rent_that_reaches_a_number_is_no_birthday():
    assert asked_kind("when does lou turn 50") == "birthday"
    assert asked_kind("when does lou's rent hit 50") != "birthday"
