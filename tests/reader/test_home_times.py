"""Which home answers on a day: one bought or planned is none before somebody moves in."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked_home import Asks, asked_of_home
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.home_times import begins
from persona_assistant.reader.homes import stated_homes

OCTOBER, NOVEMBER, MARCH = (
    datetime.date(2025, 10, 5),
    datetime.date(2025, 11, 20),
    datetime.date(2026, 3, 20),
)
BOUGHT = (
    Note("Vera: cellist. lives in Hove", datetime.date(2021, 1, 5), 1),
    Note("Vera bought 8 Gull Lane, Lewes, moving in february", OCTOBER, 2),
)
PLANNED = (
    Note("still in the cottage on Mill Hill with his dog", datetime.date(2024, 2, 2), 1),
    Note("Vera & Jan are relocating to Ghent on 3 january", OCTOBER, 2),
)
TOWN = (
    Note("vera got a flat in Hove, 3 Sea Rd", datetime.date(2021, 1, 5), 1),
    Note("Vera moved to Lewes", datetime.date(2023, 1, 5), 2),
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("they bought 3 Elm Close, Diss, moving in jan.", datetime.date(2026, 1, 15)),
        ("apartment in Duluth from dec 1", datetime.date(2025, 12, 1)),
        ("going to live w/ Rolf in Melk in spring", datetime.date(2026, 4, 15)),
        ("going back to Cork after new years", datetime.date(2026, 1, 2)),
        ("moved to Cork in june", None),
        ("lives in Diss, moving to Cork in may", None),
    ],
)
def test_a_note_says_from_when_on_a_home_is_one(text, day):
    first = stated_homes(text)[0]
    assert begins(text, first.said_at, first.end, first.tie, OCTOBER) == day


@pytest.mark.parametrize(
    ("notes", "question", "today", "answer"),
    [
        (BOUGHT, "where does vera live now", NOVEMBER, "Hove"),
        (BOUGHT, "where does vera live now", MARCH, "8 Gull Lane, Lewes"),
        (BOUGHT, "is vera still in hove or has she gone", NOVEMBER, "yes: Hove"),
        (BOUGHT, "has vera moved to lewes yet", NOVEMBER, "no: Hove"),
        (BOUGHT, "has vera moved to lewes yet", MARCH, "yes: 8 Gull Lane, Lewes"),
        (BOUGHT, "what will vera's new address be", NOVEMBER, "8 Gull Lane, Lewes"),
        (BOUGHT, "where do i mail vera's parcel in march", NOVEMBER, "8 Gull Lane, Lewes"),
        (PLANNED, "which city did vera end up in", MARCH, "Ghent"),
        (PLANNED, "where is vera moving to", NOVEMBER, "Ghent"),
        (TOWN, "vera's own address pls", MARCH, "Lewes"),
        (TOWN, "what was vera's address in hove", MARCH, "Hove, 3 Sea Rd"),
    ],
)
def test_the_home_of_the_day_answers(notes, question, today, answer):
    reading = reading_of(question, [], notes, threshold=0.5, name="Vera", today=today)
    assert reading.answered
    assert reading.answer.removeprefix("a flat in ") == answer


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("where did vera end up", Asks.NOW),
        ("which town has vera settled in", Asks.NOW),
        ("what country's vera in now", Asks.NOW),
        ("which town do i send vera's card to", Asks.NOW),
        ("where will vera live after the wedding", Asks.NEXT),
        ("has vera moved yet", Asks.MOVED),
        ("what was vera's living situation before hove", Asks.BEFORE),
        ("where did vera end up working", None),
        ("where do i send vera's invoice", None),
        ("has vera gone", None),
    ],
)
def test_what_is_asked_of_homes_in_other_words(question, asks):
    assert asked_of_home(question) is asks


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lives on crisps and tea", []),
        ("lives on a narrowboat", ["lives on a narrowboat"]),
        ("back at his mum's in Yate", ["lives his mum's in Yate"]),
        ("in the care home at Rye since may", ["lives the care home at Rye"]),
        ("moved into Tom's annexe in Bath", ["lives Tom's annexe in Bath"]),
        ("ist nach Kiel gezogen", ["lives Kiel"]),
        ("moved to the ground floor", []),
        ("coming to stay with us at easter", ["visit easter"]),
        ("holiday: cottage in Wales", []),
        ("Oda zieht im mai nach Kiel, Gaarden", ["moving Kiel, Gaarden"]),
        ("now in a caravan near Rye", ["lives a caravan near Rye"]),
        ("renting the flat out to her aunt", []),
        ("they've a house near Crewe", ["lives near Crewe"]),
    ],
)
def test_other_ways_to_tell_of_a_home(text, told):
    assert [f"{each.tie.value} {each.text}" for each in stated_homes(text)] == told
