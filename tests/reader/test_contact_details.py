"""Numbers, addresses and diets as notes tell them, of the one and of the sort that is asked for."""

from __future__ import annotations

import datetime
import re

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.couples import in_a_couple
from persona_assistant.reader.homes import stated_homes
from persona_assistant.reader.reading import Found
from persona_assistant.reader.yes_or_no import with_yes_or_no

WRITTEN = datetime.date(2024, 5, 10)


def read(question, *texts, name="Theo Barr"):
    """The answer; "" where there is none."""
    notes = [Note(text, WRITTEN) for text in texts]
    reading = reading_of(question, [], notes, threshold=0.5, name=name)
    return reading.answer if reading.answered else ""


REACHED = "theo's works line 0131 496 0456 ext 12, mob 07700 900123. theo@leaks.example"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("theo's work number", "0131 496 0456 ext 12"), ("theo's extension", "12"),
        ("theo's mobile", "07700 900123"), ("where do i email theo", "theo@leaks.example"),
        ("how can i email theo", "theo@leaks.example"),
    ],
)  # fmt: skip
def test_the_number_of_the_sort_that_is_asked_for(question, wanted):
    assert read(question, REACHED) == wanted


def test_what_stands_behind_an_address_of_another_is_theirs():
    note = "theo's wife does the books: Ruth, ruth@leaks.example 07700 900460"
    assert read("theo's number", note) == ""
    assert read("theo's wife's number", note) == "07700 900460"
    assert read("ruth's number", note) == "07700 900460"


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("theo lives at flat 2/1, 48 Broughton St, Edinburgh EH1 3SA", "2/1"),
        ("theo lives at apt 4b, 9 Lime Ave", "4b"),
    ],
)
def test_a_flat_before_the_street_belongs_to_the_address(text, flat):
    assert read("which flat is theo in", text) == flat
    assert read("theo's address", text) == text.removeprefix("theo lives at ")


def test_a_yard_that_is_moved_is_no_home():
    text = "theo's moved the yard to 11 Station Rd, Ilkley. home is The Old Forge, Weeton"
    homes = [each.text for each in stated_homes(text) if each.tie.value == "lives"]
    assert homes == ["The Old Forge, Weeton"]
    assert stated_homes("home is where the heart is") == ()


@pytest.mark.parametrize(
    ("question", "told", "wanted"),
    [
        ("can theo have milk", "theo is bad w/ dairy", "no"),
        ("can theo eat pasta", "theo avoids gluten", "no"),
        ("can theo eat prawns", "theo can't have shellfish", "no"),
        ("can theo have cheese", "theo's off dairy since jan", "no"),
    ],
)
def test_who_is_bad_with_dairy_can_have_no_milk(question, told, wanted):
    notes = [Note(told, WRITTEN)]
    reading = reading_of(question, [], notes, threshold=0.5, name="Theo Barr")
    assert with_yes_or_no(question, reading, notes, "Theo Barr").answer.split(":")[0] == wanted


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("when did theo give up coffee", "theo gave up coffee on sunday", "5 May 2024"),
        ("when does theo start at ikea", "theo starts at ikea on monday", "13 May 2024"),
        ("when does theo start at ikea", "theo starts at ikea a week on monday", "20 May 2024"),
        ("when does theo start at ikea", "theo starts at ikea on thurs 10.40", "16 May 2024"),
        ("when does theo start at ikea", "theo starts at ikea on sat fortnight", "25 May 2024"),
        ("when does theo start at ikea", "theo starts at ikea on the coming sat", "11 May 2024"),
        ("when did theo fall ill", "theo is ill since tues", "7 May 2024"),
        ("when does theo go to choir", "theo goes to choir every monday", ""),
        ("when did theo quit the gym", "theo quit the gym, starts yoga on monday", "noted on"),
    ],
)
def test_a_weekday_is_the_one_before_or_after_the_note(question, text, wanted):
    day = re.split(r" on | since | (?=every )", text)[-1]
    note = Note(text, WRITTEN)
    found = [Found(note, text, day, text.index(day), 0.9)]
    answer = reading_of(question, found, [note], threshold=0.5, name="Theo Barr").answer
    assert answer.startswith(wanted) if wanted else "2024" not in answer


def test_a_band_that_split_is_no_couple():
    note = Note("theo's band split, he's doing a podcast now", WRITTEN)
    assert in_a_couple("Does she have a girlfriend?", [note], "Theo Barr") is None
    note = Note("theo split with Ana", WRITTEN)
    answer = in_a_couple("Does she have a girlfriend?", [note], "Theo Barr")
    assert answer is not None and answer.answer.startswith("no")
