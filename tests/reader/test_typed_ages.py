"""Ages, birthdays, numbers and doors that notes tell in passing, and whose they are."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found
from persona_assistant.reader.typed import refine

TODAY = datetime.date(2026, 11, 30)
EARLY, LATE = datetime.date(2022, 5, 10), datetime.date(2025, 5, 10)
NAME = "Lou Bergman"


def read(question, early, late="", proposed=()):
    """The answer from one or two notes; "" where there is none."""
    notes = [Note(text, day) for text, day in ((early, EARLY), (late, LATE)) if text]
    found = [
        Found(note, note.text, span, note.text.index(span), chance)
        for span, chance in proposed
        for note in notes
        if span in note.text
    ]
    reading = reading_of(question, found, notes, threshold=0.5, name=NAME, today=TODAY)
    return reading.answer if reading.answered else ""


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("how old is lou these days", "lou was 46 on the 4th", "50"),
        ("how old is lou right now, before the birthday", "born in 1990, bday dec 1", "35"),
        ("lou, how many birthdays has she had", "her bday is 30 june, she's 37", "42"),
        ("what's lou, 44? 45?", "lou turned 40 today", "44"),
        ("has lou hit 50 yet", "lou was 46 on the 4th", "yes, 50"),
        ("is lou over 50", "lou was 46 on the 4th", "no, 50"),
        ("what year's lou from", "her bday is 30 june, she's 37", "1984"),
        ("when does lou turn a year older", "lou's 60th was on the 2nd", "2 May 1962"),
        ("when's lou's birthday", "born in 1990, bday dec 1", "1 December 1990"),
        ("how old is lou", "2 yrs above me, b. 1979", "46 or 47"),
        ("how old is lou", "lou, dad's sister, 68.", "about 73"),
        ("how old is lou", "Twenty-six, a student from Hull.", "about 31"),
        ("how old is pia", "lou had the baby 12 march, girl Pia.", "4"),
        ("what's lou's extension", "lou is our payroll officer, extension 4417.", "4417"),
        ("lou's work number", "07700 900511 (work) 07700 900512 (home)", "07700 900511"),
        ("what's lou's insta", "insta lou_b_makes, 14 Mill Road", "lou_b_makes"),
        ("how old is lou", "lou's 75th birthday do was lovely", "about 80"),
        ("how old is lou", "Lou (Gethin's dad) turned 75 today", "79"),
        ("how old is lou", "rang lou for her 80th today", "84"),
        ("how old is lou", "lou has plot 12, next to mine (13)", ""),
        ("how old is lou", "lou is fostering a 16 yo called Milo", ""),
        ("how old is lou", "his apprentice is called Kyle, 17", ""),
        ("how old is ted", "lou's grandson Ted 6 months old already", "4 or 5"),
    ],
)
def test_an_age_is_told_by_what_was_said_in_passing(question, text, wanted):
    assert read(question, text) == wanted


def test_a_baby_is_told_in_months_where_it_is_not_yet_two():
    note = Note("her grandson Ted is 6 months old", datetime.date(2026, 9, 4))
    reading = reading_of("how old is ted", (), [note], threshold=0.5, name=NAME, today=TODAY)
    assert reading.answer == "8 months"


BABY = "lou had a baby girl on 2 april, Wanda. lou turned 31 today"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("how old is wanda", "4"), ("how old is lou's daughter", "4"), ("lou's age please", "35"),
        ("when was wanda born", "2 April 2022"), ("when is lou's birthday", "10 May 1991"),
        ("how old is lou's son", ""),
    ],
)  # fmt: skip
def test_a_child_and_its_parent_have_their_own_days(question, wanted):
    assert read(question, BABY) == wanted


def test_a_baby_is_counted_in_months():
    assert read("how old is piet", "", "") == ""
    notes = [Note("lou had a boy, Piet, on 2 june", datetime.date(2026, 7, 1))]
    refined = refine("how old is piet", [], notes, name=NAME, today=TODAY)
    assert refined is not None and refined.answer == "5 months"


def test_an_age_in_brackets_is_of_the_name_before_it():
    text = "lou lives with the boys, Ida's Rolf (6) and Finn (3)"
    assert read("how old is lou", text, proposed=[("3", 0.3)]) == ""


def test_a_surer_place_that_is_somebody_elses_age_gives_way():
    early, late = "lou's 40th on 5 may, big party", "daughter Ida is 3"
    assert read("how old is lou", early, late, proposed=[("3", 0.97)]) == "44"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("lou's current number", "07700 900688"),
        ("what was lou's old number", "07700 900120"),
    ],
)
def test_an_old_number_is_not_told_with_the_new_one(question, wanted):
    assert read(question, "new number 07700 900688, the old 07700 900120 is dead") == wanted


def test_a_number_is_told_apart_by_a_word_beside_it():
    text = "lou opened a studio, Studio Berg, 0131 496 0909. her private mobile is 07700 900615"
    assert read("the phone of the studio, lou's", text) == "0131 496 0909"


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("which apartment is lou's", "lou took an apt on Elm Hill, #1102", "1102"),
        ("house number of lou on our road", "lou lives on our road at no 58", "58"),
        (
            "where do i send lou a postcard",
            "moved, now 3 Alder Ave. lou@berg.example",
            "3 Alder Ave",
        ),
    ],
)
def test_the_door_of_somebody(question, text, wanted):
    assert read(question, text) == wanted


def test_a_house_number_in_another_town_is_none():
    text = "lou moved to Malmo, 5 Alder Ave"
    assert read("lou's house number in Lund", text, proposed=[("5 Alder Ave", 0.9)]) == ""


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("age", "is ben 40 yet"), ("age", "what age would ben be"), ("unit", "ben's house number"),
        ("address", "where do i post ben's card"), ("email", "how do i write to ben online"),
        ("birthday", "when does ben turn 40"), ("birthday", "which year is ben from"),
    ],
)  # fmt: skip
def test_what_is_asked_for_in_other_words(kind, question):
    assert asked_kind(question) == kind


@pytest.mark.parametrize(
    ("note", "age"),
    [
        ("from Leeds, born 3.3.1955, plays chess", "71"),
        ("kommt aus Regensburg, geb. 3.3.1955. spielt schach", "71"),
        ("her birthday is 6 october. 33, two cats", "38"),
        ("b. 6 oct. 80, two cats", "46"),
    ],
)
def test_a_birth_behind_a_town_and_an_age_behind_a_birthday(note, age):
    assert read("how old is Lou", note) == age


def test_the_day_a_child_was_born_is_no_birthday_of_a_parent():
    note = "Lou hat am 9. Mai einen Sohn bekommen, Emil."
    proposed = [("am 9. Mai", 0.9)]
    assert read("wann hat Lou geburtstag", note, proposed=proposed) == ""
    assert read("when is the birthday of Emil", note, proposed=proposed) == "9 May 2022"
