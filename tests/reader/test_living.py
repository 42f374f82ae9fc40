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
        ("lessons moved to Sundays at 11", []),
        ("moved out 30 sept", []),
        ("The class has moved to the Phoenix Centre", []),
        ("they have left Ghent for Bonn", ["lived Ghent", "lives Bonn"]),
        ("a job at a school in Ghent, she moved there in May", ["lives Ghent"]),
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
        ("moving to the Leeds office in feb", []),
        ("new flat near the canal, Granary Wharf 22.", ["lives near the canal, Granary Wharf 22"]),
        ("Pete next door at 18. retired", ["lives 18"]),
        ("next door at 6pm", []),
        ("lives on his own in the annexe in Yate", ["lives the annexe in Yate"]),
        (
            "got a flat in Poole harbour, 2nd floor, Flat 8 Gull House BH15 1AA",
            ["lives Poole harbour, 2nd floor, Flat 8 Gull House BH15 1AA"],
        ),
        ("moved out end of june, gone to Bergen", ["lives Bergen"]),
        ("works in Turin now, shares a flat with two Swiss, 9 Elm Rd", ["lives 9 Elm Rd"]),
        ("moved to Turin, address Ponte Nuovo 8", ["lives Turin", "lives Ponte Nuovo 8"]),
        ("selling up, moving to be near her son in Yate", ["moving Yate"]),
        ("lives with mum since her op", ["lives with mum"]),
        ("Before that he was in Yate for years", ["lived Yate"]),
        ("the Elms nursing home", []),
        ("ada is in the Elms nursing home, 1st floor", ["lives the Elms nursing home, 1st floor"]),
        ("moved to a room on the ground floor, room 5", []),
        ("ada's moved - now 3 The Rise, Yate", ["lives 3 The Rise, Yate"]),
        ("retired to Spain 2017, Nerja", ["lives Spain"]),
        ("volunteers at the hospice shop", []),
        ("she's back at her parents in Yate", ["lives her parents in Yate"]),
        ("moving out there in spring 2026", []),
        ("ida is buying a house in Yate", ["moving Yate"]),
        ("sold up in Oban, moved to Yate", ["lived Oban", "lives Yate"]),
        ("ida & ben getting a flat in Yate, Elm Row 7", ["lives Yate, Elm Row 7"]),
        ("cook. from Beirut via Lyon, 26", ["from Beirut"]),
        (
            "house is done! Ty Mawr, Mill Road, Yate BS37 1AA",
            ["lives Ty Mawr, Mill Road, Yate BS37 1AA"],
        ),
        (
            "living in a barn while they build the new house in Yate",
            ["lives a barn", "moving Yate"],
        ),
        ("his wife threw him out, he's sleeping in the van", ["lives the van"]),
        ("luc stays home w/ the kid. she pays", []),
        ("sleeping on Al's sofa in Yate for now", ["lives Yate"]),
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
    assert read(asked, ("Porto", 0.95)).answer == "Rome"


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
        ("what town did ulla move to when she retired", None),
        ("where have ulla and jens moved to", Asks.NOW),
        ("what is the place where i got to know ulla", None),
        ("where do i know ulla from", None),
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


def in_order(*texts):
    return [Note(each, datetime.date(2020 + at, 3, 5), at + 1) for at, each in enumerate(texts)]


def test_a_street_is_told_with_its_town():
    notes = in_order("ben lives in Leith with his mum, 22 Elm Rd", "ben moved to Porto")
    now = read("where does ben live", notes=notes)
    assert (now.answer, now.history.split("; ")[-1]) == ("Porto", "Leith, 22 Elm Rd before")
    assert read("where did ben use to live", notes=notes).answer == "Leith, 22 Elm Rd"
    assert read("does ben still live in leith", notes=notes).answer == "no: Porto"


def test_the_home_in_a_place_or_year_that_is_named():
    notes = in_order("ben works in Turin, rents a flat in Borgo", "ben moved to Porto")
    assert read("where in turin did ben live", notes=notes).answer == "Borgo"
    assert read("where did ben live in 2020", notes=notes).answer == "Borgo"
    assert read("where did ben live in 2022", notes=notes).answer == "Porto"


def test_work_in_a_town_tells_a_former_home_where_nothing_else_does():
    notes = in_order("ben: nurse in Leith, single", "ben moved to Porto for love")
    assert read("where did ben live before", notes=notes).answer == "Leith"


def test_a_name_that_sounds_like_a_relative_is_the_persons():
    notes = in_order("uncle ben lives in Leith", "ben is in a home now, Elm Court, room 12")
    asked = "where does uncle ben live"
    now = read(asked, ("Leith", 0.9), notes=notes, name="Uncle Ben")
    assert now.answer == "Elm Court, room 12"
    room = read("what room is uncle ben in", notes=notes, name="Uncle Ben")
    assert room.answer == "room 12"
    home = read("what's uncle ben's care home called", notes=notes, name="Uncle Ben")
    assert home.answer == "Elm Court, room 12"


def test_somebody_out_of_hospital_has_a_home_since():
    notes = in_order("ben in hospital, ward 4", "ben moved to Elm Court")
    assert read("is ben still in hospital", ("ward 4", 0.9), notes=notes).answer == "no: Elm Court"


def test_a_move_that_a_newer_note_tells_is_over():
    notes = in_order("ben is moving to Porto", "ben moved to Porto last week! 4 Rua Nova")
    assert read("has ben moved yet", notes=notes).answer.startswith("yes: Porto")


def test_where_others_live_is_told_in_so_many_words():
    notes = in_order("ben's sister Ida lives 2 doors down. he moved to Porto")
    assert read("where does ida live", ("Porto", 0.9), notes=notes).answer == "2 doors down"
    told = in_order("ben is thinking of moving to be near his cousin Alf in Yate")
    assert read("where does alf live", ("Yate", 0.5), notes=told).answer == "Yate"


def test_three_who_move_together_have_one_home():
    notes = in_order("ben lives in Leith", "ben, Ida & Odo moved to Yate in july")
    assert read("where's ben living", ("Leith", 0.9), notes=notes).answer == "Yate"


def test_the_home_before_what_only_a_newer_note_tells():
    notes = in_order("shares a house in Leith", "she moved to a caravan at Yate", "off to Bath")
    asked = "where did ben live before bath"
    assert read(asked, ("Bath", 0.3), notes=notes).answer == "a caravan at Yate"


def test_another_of_the_notes_lives_where_their_own_words_say():
    notes = in_order("ben & Ida moved to Yate", "ben and Ida split up, he's back in his flat")
    assert read("where does ida live", notes=notes).answer != "his flat"


def test_a_relative_who_is_visited_lives_there():
    notes = in_order("ben flying to Oslo to see his son Odo in Bergen, back in may")
    asked = "where does odo live"
    assert read(asked, ("Bergen", 0.9), notes=notes).answer == "Bergen"


def test_of_two_houses_the_one_named_in_full_is_meant():
    notes = in_order("ben lives in Ty Gwyn, Leith", "ben moved to Ty Mawr, Yate")
    assert read("does ben still live at ty gwyn", notes=notes).answer.startswith("no: Ty Mawr")
    assert read("does ben still live at ty mawr", notes=notes).answer.startswith("yes: Ty Mawr")


def test_a_clause_goes_on_from_what_the_person_has():
    note = Note("he has the boys at weekends, renting in Yate", datetime.date(2024, 3, 1))
    assert reading_of("where is colm living", [], [note], threshold=0.5, name="Colm Reid").answer
    note = Note("auntie jean, dads sister, lives in Ayr. hates flying", datetime.date(2024, 3, 1))
    for name in ("Auntie Jean", "Jean Muir"):
        told = reading_of("where does jean live", [], [note], threshold=0.5, name=name)
        assert told.answer == "Ayr"


def test_lives_behind_the_parents_is_said_of_the_person():
    notes = in_order("Her parents are from Oslo, lives in Yate", "ben bought a flat in Leith")
    asked = "where did ben live before"
    assert read(asked, ("Leith", 0.9), ("Yate", 0.8), notes=notes).answer == "Yate"


def test_the_present_home_is_no_former_one():
    notes = in_order("ben bought a flat in Leith")
    assert not read("where did ben live before", ("Leith", 0.9), notes=notes).answered


def test_mia_is_a_name_and_not_mine():
    notes = in_order("Mia bought her own flat in Yate")
    assert read("where does mia live", notes=notes, name="Mia Lund").answer == "Yate"


def test_where_they_live_is_no_company():
    notes = in_order("ben moved to Yate to live with his friend Odo")
    assert read("where does ben live", notes=notes).answer == "Yate"


def test_a_place_beside_the_former_home_is_left_with_it():
    notes = in_order("ben came to Leeds, shares a house in Hyde Park", "ben moved to Yate")
    assert read("does ben still live in leeds", notes=notes).answer == "no: Yate"


def test_a_couple_is_asked_of_as_the_person():
    notes = in_order("ben lives in Leith with Odo", "Ben and Odo are buying a house in Yate")
    assert read("where are ben and odo moving to", notes=notes).answer == "Yate"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("ida's flat, address?", "a sheltered flat, 9 Elm Court"),
        ("what flat number is ida's", ""),
    ],
)
def test_a_flat_is_a_home_and_its_number_a_part_of_it(question, answer):
    notes = in_order("ida moved to a sheltered flat, 9 Elm Court")
    assert read(question, notes=notes, name="Ida Lund").answer == answer
