"""Who is to go away, how many have a birthday when, and questions that only look like something
told."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import list_trips
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.language.claims import Stance
from persona_assistant.language.group_questions import group_question
from persona_assistant.language.telling import tells
from persona_assistant.pmg import Note
from tests.support.fakes import assistant

TODAY = datetime.date.today()
AGO = TODAY - datetime.timedelta(days=20)
LONG_AGO = TODAY - datetime.timedelta(days=400)
SOON = TODAY + datetime.timedelta(days=25)


def goes(question: str, text: str, date: datetime.date = AGO) -> bool:
    people = {1: ("Nell Ward", [Note(text=text, date=date, triplet_id=1)])}
    told = list_trips.with_trips(question, {}, people, None)
    return any(how is Stance.STATES for how, _ in told.get(1, []))


@pytest.mark.parametrize(
    ("question", "text", "date", "there"),
    [
        ("Is she going to japan?", f"nell's off to Japan on {SOON:%d %B %Y}", AGO, True),
        ("Is she off to japan?", "booked flights to Tokyo, can't wait", AGO, True),
        ("Is she going abroad?", "nell is flying to Spain in a month", AGO, True),
        ("Is she going abroad?", "nell is off to the shops", AGO, False),
        ("Is she going to japan?", "nell's off to Peru next week", AGO, False),
        ("Is she going to japan?", "nell went to Japan, loved it", AGO, False),
        ("Is she going to japan?", "nell would love a trip to Japan", AGO, False),
        ("Is she going to japan?", "her cousin Ivo is off to Japan", AGO, False),
        ("Is she going to japan?", "nell's off to Japan", LONG_AGO, False),
    ],
)
def test_who_is_to_go_away_is_told_by_place_and_day(question, text, date, there):
    assert goes(question, text, date) is there


@pytest.mark.parametrize(
    "question", ["Is she going to be 40?", "Is she going to the wedding?", "Is she off work?"]
)
def test_what_is_no_place_is_no_trip(question):
    assert not goes(question, f"nell's off to Japan on {SOON:%d %B %Y}")


@pytest.fixture(scope="module")
def memory():
    with assistant(ExtractiveEngine()) as opened:
        opened.add("Owen Trask", texts=["owen's bday is 3 feb"])
        opened.add("Mira Holt", texts=["mira, b. 14 feb 1988, wife Jo"])
        opened.add("Joao Reis", texts=["joao is from Porto, chef"])
        opened.add("Fern Adair", texts=["fern is seeing someone!"])
        yield opened


@pytest.mark.parametrize(
    "question",
    [
        "how many people have a birthday in february", "how many were born in february",
        "how many in my notes have a birthday in february", "how many birthdays are in february",
    ],
)  # fmt: skip
def test_birthdays_are_counted(memory, question):
    assert memory.ask(question).short == "2"


def test_presents_are_no_birthdays():
    assert group_question("how many presents did i get for my birthday in may") is None


@pytest.mark.parametrize("question", ["who's in a relationship", "which friends have partners"])
def test_who_is_with_somebody(memory, question):
    assert {each.name for each in memory.ask(question).people} == {"Mira Holt", "Fern Adair"}


def test_who_is_known_from_a_country_comes_from_there(memory):
    assert memory.ask("who do i know from portugal").short == "Joao Reis"


def test_how_old_she_will_be_is_the_next_age(memory):
    now = int(memory.ask("how old is mira").short)
    assert memory.ask("how old will mira be").short == str(now + 1)
    talk = memory.conversation()
    talk.ask("when is mira's birthday")
    assert talk.ask("how old will she be").short == str(now + 1)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("and dev, has he got my drill", False), ("tom came round, is he ok", False),
        ("tom came round, was he angry!", True), ("Tom is a nurse, so is he", True),
        ("Tom broke his arm last weekend", True),
    ],
)  # fmt: skip
def test_a_question_behind_a_name_tells_nothing(sentence, told):
    assert tells(sentence) is told
