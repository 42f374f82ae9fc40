"""Where somebody lives, lived before and comes from: what a note states, and of whom."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked_home import Asks, asked_of_home
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.homes import stated_homes
from persona_assistant.reader.reading import Found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lives in Leith w her sister", ["lives Leith"]),
        ("Got the keys to her own place!! 9A Mill Rd, Hove BN3", ["lives 9A Mill Rd, Hove BN3"]),
        ("they bought a townhouse in Kent, 4 Oak Ave.", ["lives Kent, 4 Oak Ave"]),
        ("moved from Lyon to a flat in Porto", ["lived Lyon", "lives a flat in Porto"]),
        ("he's moved back w/ his dad Ed in Yate. van's dead", ["lives Yate"]),
        ("moved out of leith in may", ["lived leith"]),
        ("Helped Ben move to Cardiff on saturday", ["lives Cardiff"]),
        ("may move to Oban one day", ["wish Oban"]),
        ("she's moving to Rome in march", ["moving Rome"]),
        ("stays in a hotel in Rome for work", ["visit a hotel in Rome"]),
        ("born in Cork, grew up in Bray", ["born Cork", "raised Bray"]),
        ("nurse. from Derry. drives a van", ["from Derry"]),
        ("odd chap from the chess club", []),
        ("next door at no. 9, deaf", ["lives no. 9"]),
        ("Her salon is at 12 Hay St, open till 6", ["work 12 Hay St"]),
        ("back from 3 months in Houston", []),
        ("moved to Leeds for a job at the port", ["lives Leeds"]),
        ("moved to Leeds for work", ["lives Leeds"]),
        ("moved to Leeds for the summer", ["visit Leeds"]),
        ("ada's in a home now, Elm Lodge, bed 4", ["lives a home now, Elm Lodge"]),
        ("works in a home office", []),
    ],
)
def test_what_ties_somebody_to_a_place(text, told):
    assert [f"{each.tie.value} {each.text}" for each in stated_homes(text)] == told


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("wheres ben living these days", Asks.NOW),
        ("ben lives where now?", Asks.NOW),
        ("ben adress", Asks.NOW),
        ("where can i post ben's card to?", Asks.NOW),
        ("house number of ben", Asks.NOW),
        ("where did ben live before Porto", Asks.BEFORE),
        ("ben's old flat?", Asks.BEFORE),
        ("does ben still live in Porto", Asks.STILL),
        ("where's ben from", Asks.ORIGIN),
        ("what town did ben grow up in", Asks.ORIGIN),
        ("where does ben work", None),
        ("where did we meet", None),
        ("ben's email address", None),
        ("who lives with ben", None),
        ("what did ben do before the bakery", None),
    ],
)
def test_what_is_asked_of_a_home(question, asks):
    assert asked_of_home(question) is asks


NOTES = (
    Note("Ben: plumber, from Hull. lives in Leith.", datetime.date(2022, 1, 5), 1),
    Note(
        "Ben moved to Porto, 4 Rua Nova. his brother Al lives in Rome", datetime.date(2023, 2, 5), 2
    ),
    Note("Ben may be sent to Denver. Al wants him in Rome", datetime.date(2024, 3, 5), 3),
)


def read(question, *proposed, notes=NOTES, name="Ben"):
    """`proposed` is what the network found: (span, probability)."""
    found = []
    for span, probability in proposed:
        note = next(each for each in notes if span in each.text)
        found.append(Found(note, note.text, span, note.text.index(span), probability))
    return reading_of(question, found, notes, threshold=0.5, name=name)


def test_a_plan_and_another_persons_home_are_no_home():
    now = read("where does ben live", ("Denver", 0.95), ("Rome", 0.93))
    assert now.answer == "Porto, 4 Rua Nova"
    assert now.history == "noted on 5 February 2023; Leith before"
    assert now.earlier is not None and now.earlier.span == "Leith"


def test_the_place_before_the_origin_and_whether_it_still_is():
    assert read("where did ben live before", ("Porto", 0.9)).answer == "Leith"
    assert read("where did ben live before porto").answer == "Leith"
    assert read("where is ben from", ("Porto", 0.9)).answer == "Hull"
    assert read("does ben still live in Leith").answer == "no: Porto, 4 Rua Nova"
    assert read("does ben still live in Porto").answer == "yes: Porto, 4 Rua Nova"


def test_a_part_of_an_address_comes_from_the_home_that_has_it_or_from_nowhere():
    assert read("ben's house number").answer == "Porto, 4 Rua Nova"
    assert not read("ben's postcode").answered
    assert not read("ben's postcode", ("4 Rua Nova", 0.95)).answered
    number = (Note("Ben: plumber, Leith. 07700 900321"),)
    assert not read("ben street", ("07700 900321", 0.95), notes=number).answered
    town = (Note("Ben lives in Leith."),)
    assert not read("which street does ben live in", notes=town).answered


def test_with_a_plan_alone_nothing_is_known_of_a_home():
    wish = (Note("Ben dreams of moving to Oban."),)
    assert not read("where does ben live", ("Oban", 0.9), notes=wish).answered


def test_the_home_of_a_relative_is_told_where_the_note_speaks_of_them():
    asked = "where does ben's brother live"
    assert read(asked, ("Rome", 0.9), ("Porto", 0.95)).answer == "Rome"
    assert not read(asked, ("Porto", 0.95)).answered


def test_my_home_is_not_that_of_somebody_i_know():
    mine = (Note("moved to 7 Carr Rd on friday"),)
    assert read("my address", notes=mine, name="Me").answer == "7 Carr Rd"
    assert not read("where does my cousin live", notes=mine, name="Me").answered


def test_a_dwelling_and_where_it_is_tell_a_home():
    assert [each.text for each in stated_homes("he is in a flat at Corn Quay")] == [
        "a flat at Corn Quay"
    ]
    assert not stated_homes("ana is in a cottage in Wales for a week")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("where was ulla before the care home", Asks.BEFORE),
        ("where were ulla and jens before they moved", Asks.BEFORE),
        ("where was ulla before the concert", None),
        ("which bit of the coast has ulla ended up at", Asks.NOW),
        ("where would i find ulla these days", Asks.NOW),
        ("where can i find ulla's umbrella", None),
    ],
)
def test_more_ways_to_ask_for_a_home(question, asks):
    assert asked_of_home(question) is asks


def test_a_home_of_the_other_one_of_a_couple_is_not_the_persons():
    notes = [
        Note("ana is a vet so she is busy. house is 12 Elm Row, Leith", datetime.date(2022, 3, 1)),
        Note("ana & colm separated, he moved to yate.", datetime.date(2024, 3, 1)),
    ]
    reading = reading_of("where does ana live", [], notes, threshold=0.5, name="Ana Reid")
    assert reading.answer == "12 Elm Row, Leith"


def test_a_dwelling_may_begin_a_clause_with_in():
    told = [each.text for each in stated_homes("sold the farm, in a condo in Truro")]
    assert told == ["Truro"]
