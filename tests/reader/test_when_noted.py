"""What happened without a date was when it was noted; of two prices the newer one holds."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.lasting import asked_of_beginning
from persona_assistant.reader.reading import Found

EARLY, LATE = datetime.date(2024, 3, 2), datetime.date(2026, 5, 11)
TODAY = datetime.date(2026, 11, 30)


def read(question, *told):
    """The answer from (text, span, chance, day) of each place; "" where there is none."""
    found = []
    for text, span, chance, day in told:
        sentence = next(each for each in text.split("; ") if span in each)
        found.append(Found(Note(text, day), sentence, span, text.index(span), chance))
    found.sort(key=lambda each: -each.probability)
    notes = list(dict.fromkeys(each.note for each in found))
    reading = reading_of(question, found, notes, threshold=0.67, name="Nell Voss", today=TODAY)
    return f"{reading.answer} {reading.history}".strip() if reading.answered else ""


@pytest.mark.parametrize(
    ("question", "text", "span", "wanted"),
    [
        ("when did nell qualify", "Nell qualified!", "qualified", "noted on 11 May 2026"),
        ("when did nell fall", "nell had a fall", "a fall", "noted on 11 May 2026"),
        ("when did i meet nell", "met nell at the pool", "at the pool", "noted on 11 May 2026"),
        ("when did nell retire", "Nell is a retired baker", "retired", ""),
        ("when did nell retire", "her dad retired", "retired", ""),
        ("when did nell qualify", "Nell qualified, works at Hull now", "Nell qualified",
         "noted on 11 May 2026"),
        ("when did nell leave for Leeds", "nell lives in Leeds", "Leeds", ""),
    ],
)  # fmt: skip
def test_what_happened_without_a_date_was_when_it_was_noted(question, text, span, wanted):
    assert read(question, (text, span, 0.4, LATE)) == wanted


def test_the_day_of_something_else_is_not_that_of_what_is_asked():
    other = ("Hip operation 12 september", "12 september", 0.8, EARLY)
    assert read("when did nell fall", other, ("nell had a fall", "a fall", 0.4, LATE)) == (
        "noted on 11 May 2026"
    )


def test_how_long_the_user_knows_somebody_is_told_by_the_note_of_their_meeting():
    question = "how long have i known nell"
    assert asked_of_beginning(question) == "when did i meet nell?"
    told = ("met nell at the pool", "at the pool", 0.9, EARLY)
    assert read(question, told) == "since 2 March 2024, 2 years"


def test_how_long_two_are_married_may_be_told_in_years():
    told = ("Married to Ines for fifty years this June", "fifty years", 0.9, EARLY)
    assert read("how long has nell been married", told) == "since 1974, 52 years"


def test_of_two_prices_of_which_neither_is_sure_the_newer_holds():
    old = ("nell does lessons, 38 quid a lesson", "38 quid", 0.6, EARLY)
    new = ("nells lessons gone up to £42", "£42", 0.55, LATE)
    assert read("how much does nell charge", old, new).startswith("£42 noted on 11 May 2026")
    assert read("how much did nell charge before", old, new) == "38 quid"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [("how much does nell charge", "52"), ("what was nells rate before", "45")],
)
def test_a_price_that_was_put_up_is_told_by_half_of_what_changed(question, wanted):
    text = "nell put her rate up from 45 quid to 52 an hour"
    answer = read(question, (text, "from 45 quid to 52 an hour", 0.7, LATE))
    assert answer.removesuffix(" quid") == wanted


def test_a_price_of_all_that_is_named_is_sure():
    told = ("Paid 640 for the car insurance", "640", 0.5, LATE)
    assert read("how much was the car insurance", told) == "640"
    assert read("how much was the boat insurance", told) == ""


@pytest.mark.parametrize(
    ("question", "text", "span", "wanted"),
    [
        ("what time does the carer come", "carer comes at 8, 12.30 and 6", "12.30",
         "8, 12.30 and 6"),
        ("what days does nell work", "nell works mon and wed", "works mon", "works mon and wed"),
        ("when is book group", "book group last weds of month", "weds of month",
         "last weds of month"),
        ("when does the council meet", "meets on the second Monday at 7 pm", "Monday",
         "second Monday"),
        ("what time is the class", "class tuesdays 7pm and saturdays 9am", "7pm",
         "tuesdays 7pm and saturdays 9am"),
    ],
)  # fmt: skip
def test_of_several_days_or_hours_all_are_told(question, text, span, wanted):
    assert read(question, (text, span, 0.9, LATE)) == wanted


@pytest.mark.parametrize(
    ("question", "newer", "span"),
    [
        ("what does nell do", "Nell runs the Great North in 2h04", "runs the Great North"),
        ("what does nell do", "new number 07700 900511 (work)", "work"),
        ("what does nell do", "Nell cycles to work, forty minutes", "cycles to work"),
        ("what is nell studying", "Nell wants to be a teacher", "wants to be a teacher"),
    ],
)
def test_a_race_or_a_wish_is_no_newer_work(question, newer, span):
    older = ("Nell is an engineer at Arup", "an engineer", 0.95, EARLY)
    assert read(question, older, (newer, span, 0.7, LATE)) == "an engineer"
