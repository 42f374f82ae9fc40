"""Of prices, doses and times the newest holds, also where it only tells of a change."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found


def read(question, *told, name="Bo Lund"):
    """What is read of (sentence, span, probability), each in a note of its own, a year apart."""
    notes = [Note(text, date(2021 + at, 3, 1)) for at, (text, _, _) in enumerate(told)]
    places = [
        Found(note, note.text, span, note.text.index(span), probability)
        for note, (_, span, probability) in zip(notes, told)
    ]
    places.sort(key=lambda each: -each.probability)
    today = date(2026, 6, 1)
    return reading_of(question, places, notes, threshold=0.75, name=name, today=today)


MOWS = ("bo mows our lawn mondays 9am, £40", "£40", 0.95)


@pytest.mark.parametrize(
    ("question", "told", "answer"),
    [
        ("how much do i pay bo", [MOWS, ("Bo put his price up to £55", "£55", 0.8)], "£55"),
        ("how much is bo", [MOWS, ("bo £55 an hour, dog", "£55 an hour", 0.9)], "£55 an hour"),
        ("how much is bo", [MOWS, ("rates go up to £55 in april", "£55", 0.3)], "£55"),
        (
            "what day does bo come",
            [("bo mows mondays 9am", "mondays 9am", 0.9), ("moved to fridays", "fridays", 0.7)],
            "fridays",
        ),
        (
            "what time is drumming",
            [("Una drums, tuesdays at 4", "4", 0.6), ("unas lesson moved to 6pm", "6pm", 0.6)],
            "6pm",
        ),
        (
            "what dose is bo on",
            [("bo on 5mg ramipril", "5mg", 0.7), ("up from 5mg to 10mg", "5mg to 10mg", 0.6)],
            "10mg",
        ),
        (
            "which grade is bo in",
            [("bo is in grade 3", "grade 3", 0.9), ("bo started grade 5", "grade 5", 0.8)],
            "grade 5",
        ),
        (
            "how often does bo come",
            [("bo comes weekly", "weekly", 0.9), ("only comes once a month", "once a month", 0.7)],
            "once a month",
        ),
    ],
)  # fmt: skip
def test_the_newer_figure_holds(question, told, answer):
    assert read(question, *told).answer == answer


def test_the_hour_is_told_with_its_day():
    new = ("bo changed it to thursdays at 6", "6", 0.6)
    old = ("bo teaches me drums, tuesdays 5pm", "5pm", 0.9)
    assert read("what time is bo", old, new).answer == "thursdays at 6"


@pytest.mark.parametrize(
    ("question", "told", "answer"),
    [
        ("how much do i pay bo", [MOWS, ("gave bo £90 for the shed roof", "£90", 0.8)], "£40"),
        ("how much is the lawn", [MOWS, ("bo's hedges are £70 now", "£70", 0.7)], "£40"),
        ("how much do i pay bo", [MOWS, ("bo might go up to £55", "£55", 0.8)], "£40"),
        ("how much is bo", [MOWS, ("bo goes up to £55 in march 2027", "£55", 0.8)], "£40"),
        ("what's bo's bill", [("bill is £40", "£40", 0.9), ("owes £5 now", "£5", 0.8)], "£40"),
    ],
)  # fmt: skip
def test_what_is_of_something_else_or_not_yet_so_holds_not(question, told, answer):
    assert read(question, *told).answer.startswith(answer)


def test_what_was_before_is_the_figure_before_the_newest():
    notes = [MOWS, ("bo's price is up to £55", "£55", 0.9), ("bo now charges £60", "£60", 0.9)]
    assert read("how much was bo before", *notes).answer == "£55"
    both = ("dose went from 5mg to 10mg", "5mg to 10mg", 0.8)
    assert read("what was the dose before", both).answer == "5mg"


def test_a_range_is_no_change():
    hours = ("visiting is from 2pm to 5pm", "2pm to 5pm", 0.9)
    assert read("when can i visit bo", hours).answer == "2pm to 5pm"


def test_a_newer_place_without_a_time_is_no_newer_time():
    old = ("bo's class is mondays at 7", "mondays at 7", 0.95)
    assert read("when is bo's class", old, ("bo now in group 4", "group 4", 0.8)).answer == (
        "mondays at 7"
    )


def test_the_dog_that_died_is_none_that_somebody_has():
    old = ("has a collie called Fly", "a collie called Fly", 0.95)
    gone = ("they had to put Fly to sleep", "put Fly to sleep", 0.1)
    new = ("got a pup, Moss", "Moss", 0.9)
    assert read("what dog does bo have", old, gone, new).answer == "Moss"
    assert read("what was bo's dog called", old, gone).answer == "a collie called Fly"


@pytest.mark.parametrize(
    ("question", "told", "answer"),
    [
        ("is bo still £40", [MOWS, ("bo put it to £55", "£55", 0.5)], "no: bo put it to £55"),
        ("is bo still £55", [MOWS, ("bo put it to £55", "£55", 0.5)], "yes: bo put it to £55"),
        (
            "does bo still come on mondays",
            [MOWS, ("comes on Fridays rather than Mondays", "on Fridays", 0.8)],
            "no: comes on Fridays rather than Mondays",
        ),
        (
            "is bo still on 5mg",
            [("bo on 5mg ramipril", "5mg", 0.9), ("ramipril went from 5mg to 10mg", "10mg", 0.5)],
            "no: ramipril went from 5mg to 10mg",
        ),
    ],
)  # fmt: skip
def test_whether_a_figure_still_holds_is_told_by_the_newest(question, told, answer):
    assert read(question, *told).answer == answer


def test_the_figure_beside_the_thing_answers():
    both = ("bo takes 10mg ramipril, 40mg simvastatin", "40mg", 0.9)
    less = ("ramipril cut to 5mg", "5mg", 0.9)
    assert read("what dose of ramipril is bo on", both, less).answer == "5mg"
    assert read("how much ramipril did bo take before", both, less).answer == "10mg"


def test_a_dog_is_gone_also_by_its_name_alone():
    old = ("a terrier called Fly", "terrier", 0.95)
    gone = ("Fly had to be put to sleep", "Fly", 0.1)
    assert read("what dog does bo have", old, gone, ("new pup Moss", "Moss", 0.9)).answer == "Moss"


def test_what_the_reader_finds_begun_again_is_not_over():
    notes = [("drinks a lot", "drinks", 0.7), ("gave up drinking", "gave up drinking", 0.6)]
    again = ("bo back on the beer", "back on the beer", 0.9)
    assert read("does bo drink", *notes, again).answer == "back on the beer"
    assert read("does bo drink", *notes).answer == "no: gave up drinking"
