"""How the user met somebody, told apart from how others met."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.meeting import of_the_meeting
from persona_assistant.reader.reading import Found


def places(*told: tuple[str, str, float]) -> list[Found]:
    return [
        Found(Note(text), text, span, text.index(span), probability)
        for text, span, probability in told
    ]


RIVAL = ("odile runs a kiosk in Lyon", "Lyon", 0.95)


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("where did i first come across odile", "met her at a barn dance", "barn dance"),
        ("how'd i meet odile", "we met over a flat tyre", "over a flat tyre"),
        ("where did we get talking, odile and me", "got talking to her on the ferry", "the ferry"),
        ("how do i know odile", "met when she sold me a bike", "sold me a bike"),
    ],
)
def test_what_tells_of_the_meeting_comes_first(question, text, span):
    found = of_the_meeting(question, places(RIVAL, (text, span, 0.4)), "Odile Roux")
    assert found[0].span == span
    assert found[0].probability > 0.9


def test_the_clause_before_how_we_met_is_the_answer():
    text = "her son takes drums, thats how we met"
    found = of_the_meeting("how did i meet odile", places((text, "how we met", 0.3)), "Odile Roux")
    assert found[0].span == "her son takes drums"


@pytest.mark.parametrize(
    "question", ["how did odile meet Bastien", "where did odile meet her husband"]
)
def test_how_the_user_met_them_is_not_how_they_met_others(question):
    found = of_the_meeting(
        question, places(("met her at a barn dance", "barn dance", 0.9)), "Odile"
    )
    assert found[0].probability < 0.5


def test_a_sentence_that_names_the_other_tells_how_they_met():
    met = ("odile met a roofer at a ceilidh, Bastien", "at a ceilidh", 0.5)
    home = ("odile & bastien live in Nantes", "Nantes", 0.9)
    found = of_the_meeting("where did odile meet bastien", places(home, met), "Odile Roux")
    assert found[0].span == "at a ceilidh"
    assert found[1].probability < 0.5


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("where did i meet odile's Bastien", "met her at a barn dance"),
        ("where did i meet odile", "odile met a baker in Nice"),
        ("where does odile work", "met her at a barn dance"),
        ("how did me & odile meet", "met her at a barn dance"),
        ("where did odile and i meet", "met her at a barn dance"),
    ],
)
def test_other_questions_and_meetings_are_left_as_they_are(question, text):
    found = places((text, text.split()[-1], 0.6))
    assert list(of_the_meeting(question, found, "Odile Roux")) == found


def test_a_meeting_with_a_relative_is_told_by_what_speaks_of_one():
    asked = "where did i meet odile's sister"
    assert not of_the_meeting(
        asked, places(("odile and her sister moved to Lyon", "Lyon", 0.9)), "Odile Roux"
    )
    assert of_the_meeting(
        asked, places(("met odile's sister in Lyon", "in Lyon", 0.9)), "Odile Roux"
    )


def test_where_two_met_is_told_by_a_place_and_not_by_a_person():
    asked = "where did odile and Remy meet"
    someone = places(("odile met a man, Remy Blanc, tall", "met a man, Remy Blanc", 0.85))
    found = of_the_meeting(asked, someone, "Odile Roux")
    assert found[0].probability < 0.5
    dance = places(("odile met Remy Blanc at a dance", "at a dance", 0.5))
    assert of_the_meeting(asked, dance, "Odile Roux")[0].probability > 0.7


def test_a_meeting_without_a_subject_is_with_whom_the_words_before_name():
    text = "odile got engaged to Remy! met on a night ferry"
    met = Found(Note(text), "met on a night ferry", "on a night ferry", 31, 0.9)
    found = of_the_meeting("how did odile meet remy", [met], "Odile Roux")
    assert found[0].probability > 0.7


def test_somebody_from_a_class_was_met_there():
    found = of_the_meeting(
        "where did i meet odile", places(("odile from pottery class, vet", "vet", 0.4)), "Odile"
    )
    assert found[0].span == "pottery class"
    town = places(("odile from Lyon, vet", "Lyon", 0.4))
    assert of_the_meeting("where did i meet odile", town, "Odile")[0].probability < 0.5


def test_when_they_met_is_not_where():
    told = ("Odile from pottery class, met her at the open day in May", "May", 0.9)
    assert of_the_meeting("when did i meet odile", places(told), "Odile Roux")[0].span == "May"
    where = of_the_meeting("where did i meet odile", places(told), "Odile Roux")[0].span
    assert where == "pottery class"
