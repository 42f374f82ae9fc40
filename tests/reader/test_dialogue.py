"""Answers from a long dialogue: when it happened, whose it is, and that it was not said."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.reader.dialogue import Dialogue, DialogueTurn
from persona_assistant.reader.moments import moments

TOLD = datetime.date(2024, 5, 8)  # a Wednesday


def dialogue() -> Dialogue:
    talk = Dialogue(("Nora", "Emil"))
    sessions = [
        (
            TOLD,
            ("Nora", "Hi Emil! I joined a rowing club yesterday."),
            ("Emil", "Great! I bought a red bicycle last week."),
            ("Nora", "Where do you ride it?"),
            ("Emil", "Mostly along the canal to the old mill."),
        ),
        (
            datetime.date(2024, 7, 1),
            ("Emil", "My sister visited me last Friday and we baked plum cake."),
            ("Nora", "Lovely. I am learning the cello at the moment."),
            ("Emil", "How long have you played?"),
            ("Nora", "I began two years ago, my aunt gave me hers."),
        ),
    ]
    for number, (told, *turns) in enumerate(sessions):
        talk.take_in(
            [
                DialogueTurn(f"D{number}:{at}", speaker, text, told=told)
                for at, (speaker, text) in enumerate(turns)
            ]
        )
    return talk


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did Nora join a rowing club?", "7 May 2024"),
        ("When did Emil buy a red bicycle?", "the week before 8 May 2024"),
        ("When did Emil's sister visit him?", "28 June 2024, the Friday before 1 July 2024"),
        ("When did Nora begin to play?", "2022"),
    ],
)
def test_a_time_is_reckoned_from_the_day_of_telling(question, answer):
    assert dialogue().read(question).text == answer


@pytest.mark.parametrize(
    ("question", "turn"),
    [
        ("What instrument is Nora learning?", "D1:1"),
        ("What did Emil bake with his sister?", "D1:0"),
        ("What colour is the bicycle that Emil bought?", "D0:1"),
        ("What did Emil bake in June 2024?", "D1:0"),
    ],
)
def test_an_answer_stands_on_the_turn_that_says_it(question, turn):
    found = dialogue().read(question)
    assert turn in [each.id for each in found.turns] and found.text


@pytest.mark.parametrize(
    "question",
    [
        "What did Nora bake with her sister?",
        "What colour is the bicycle that Nora bought?",
        "Which rowing club did Emil join?",
        "What is Emil's shoe size?",
        "What did Emil bake in March 2023?",
    ],
)
def test_what_the_other_one_said_or_nobody_said_is_not_known(question):
    found = dialogue().read(question)
    assert (found.text, found.turns) == ("", ())


def test_what_comes_later_is_known_from_then_on():
    talk = dialogue()
    assert talk.read("What is the name of Nora's hamster?").text == ""
    talk.take_in([DialogueTurn("D2:0", "Nora", "My hamster is called Pim.", told=TOLD)])
    assert "Pim" in talk.read("What is the name of Nora's hamster?").text


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("yesterday", "7 May 2024"),
        ("two days ago", "6 May 2024"),
        ("a few weeks ago", "a few weeks before 8 May 2024"),
        ("two weekends ago", "two weekends before 8 May 2024"),
        ("last weekend", "the weekend before 8 May 2024"),
        ("next week", "the week after 8 May 2024"),
        ("last Sunday", "5 May 2024, the Sunday before 8 May 2024"),
        ("last month", "April 2024"),
        ("next month", "June 2024"),
        ("three months ago", "February 2024"),
        ("last year", "2023"),
        ("ten years ago", "2014"),
        ("last summer", "summer 2023"),
        ("on 3 March", "3 March 2024"),
        ("on 30 December", "30 December 2023"),
    ],
)
def test_times_in_words(said, when):
    assert [each.text for each in moments(f"I went there {said}.", TOLD)] == [when]


def test_no_time_is_made_up():
    assert moments("I may march on with the sun in my eyes.", TOLD) == []
