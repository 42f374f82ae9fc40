"""Whom a question means without their full name: by a role, a description or what it is about."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Outcome
from tests.support.fakes import assistant
from tests.support.readers import ScriptedReader

PEOPLE = {
    "Orla Fenwick": ["orla, new headteacher. orla@hill.example", "orla hates fish"],
    "Tess Quayle": ["tess is deputy headteacher since may. 01 555 0133", "tess eats fish too"],
    "Bo Lindahl": ["bo the fish guy at the market. 01 555 0166"],
    "Nan Ellery": [
        "nan ellery drives a blue van. her boyfriend Kofi bakes",
        "from Kilburn she says",
    ],
    "Nan Osric": ["nan osric plays the tuba. lives in Leith"],
    "Ezra Holm": [
        "ezra's son Milo is a diver, his wife Ada sings. he lost his hat",
        "her son Pip is 7 and calls him captain",
    ],
    "Una Brook": ["una, Kurt's piano tuner, laid our patio too"],
    "Vik Rao": ["vik is a dentist in Hull"],
    "Me": ["i share the allotment w/ my cousin Greta. dentist 4 march 9.15"],
}


@pytest.fixture(scope="module")
def opened():
    reader = ScriptedReader(
        ("allotment", "my cousin Greta"),
        ("wife", "Ada"),
        ("my dentist", "4 march 9.15"),
        ("van|drive", "a blue van"),
        ("from", "Kilburn"),
        ("live", "Leith"),
    )
    with assistant(ExtractiveEngine(reader), reader=reader) as ready:
        for name, texts in PEOPLE.items():
            ready.add(name, texts=texts, dates=[datetime.date(2024, 1, 1)] * len(texts))
        yield ready, reader


def who(opened, question):
    edge = opened[0].who(question)
    return edge.persona if edge.outcome is Outcome.MATCHED else None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("i have to email the headteacher", "Orla Fenwick"),
        ("ring the deputy headteacher", "Tess Quayle"),
        ("how do i reach the freshly appointed deputy headteacher", "Tess Quayle"),
        ("need to ring the fish man", "Bo Lindahl"),
        ("what did my brother say", None),
        ("where does my aunt live", None),
    ],
)
def test_somebody_is_meant_by_what_they_are(opened, question, name):
    assert who(opened, question) == name


def test_one_of_a_name_is_meant_by_what_is_asked(opened):
    answer = opened[0].ask("what van does nan drive")
    assert [each.name for each in answer.people] == ["Nan Ellery"]


def test_what_anybody_may_have_tells_nobody_apart(opened):
    assert opened[0].ask("where does nan live").abstained


def test_a_pronoun_stands_for_whom_the_question_describes(opened):
    assert not opened[0].ask("the dentist, where does he live").text.endswith("show a photo.")


def test_a_role_is_read_as_the_name(opened):
    opened[0].ask("what does the fish man live on")
    assert opened[1].asked[-1] == "what does Bo live on"


def test_another_sentence_is_not_about_whom_only_the_first_names(opened):
    assert opened[0].ask("where's kofi from").abstained


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("who's milo", "Ezra Holm's son"),
        ("who on earth is ada again", "Ezra Holm's wife"),
        ("who is pip", "her son Pip"),
    ],
)
def test_who_is_only_spoken_of_is_told_by_what_they_are(opened, question, short):
    assert opened[0].ask(question).short == short


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("boes wife", "boes wife"),
        ("does ezra have a captian", "does ezra have a captain"),
        ("wher is ezra frm orignally", "where is ezra from originally"),
        ("does ezra have a budgie", "does ezra have a budgie"),
        ("ezras wife", "Ezra's wife"),
        ("ezra the hat guy, his wifes name", "what is Ezra's wifes name"),
        ("where would i find ezra now", "where does ezra live now"),
    ],
)
def test_hasty_owners_are_read_as_owners(opened, typed, read):
    opened[0].ask(typed)
    assert opened[1].asked[-1] == read


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what's the headteachers name", "Orla Fenwick"),
        ("what is the headteacher called", "Orla Fenwick"),
        ("who is kofi's girlfriend", "Nan Ellery"),
        ("who is kurt's tuner", "Una Brook"),
        ("the piano tuner", "Una Brook"),
    ],
)
def test_the_name_of_whom_a_question_describes(opened, question, name):
    assert opened[0].ask(question).text.startswith(name)


def test_whom_a_note_only_names_is_told_in_its_words(opened):
    answer = opened[0].ask("who is greta")
    assert "cousin Greta" in answer.text


@pytest.mark.parametrize("asked", ["birthday?", "the number?", "age"])
def test_what_is_asked_of_nobody_picks_nobody(opened, asked):
    assert opened[0].ask(asked).abstained


def test_who_somebody_has_is_not_who_they_are(opened):
    answer = opened[0].ask("who is the wife of ezra")
    assert answer.short == "Ada"


def test_the_users_company_is_told_by_their_own_notes(opened):
    assert opened[0].ask("who do i share the allotment with").short == "my cousin Greta"


def test_what_the_user_does_is_not_answered_from_another(opened):
    assert opened[0].ask("what do i drive").abstained


def test_the_users_appointment_is_none_of_somebody_in_the_role(opened):
    assert opened[0].ask("when's my dentist").short == "4 march 9.15"


def test_a_description_asks_for_a_name(opened):
    assert "Bo Lindahl" in opened[0].ask("the guy with the fish, what's he called").text
