"""Of whom a clause speaks: what is told of somebody's people is not theirs."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found

WEDDING = "Ines married Paulo in may. "


def read(question, text, span, *, name="Ines Prado"):
    note = Note(text, date(2024, 3, 1))
    sentence = next(each for each in text.split(". ") if span in each)
    place = Found(note, sentence, span, text.index(span), 0.9)
    return reading_of(question, [place], [note], threshold=0.7, name=name)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (WEDDING + "Paulo broke his leg, no more football, sorts mail at the depot.", "sorts mail"),
        ("husband Paulo is out of work. Paulo, fitter before, drives a van", "drives a van"),
        ("off to Rome w/ her sister Tilde (baker in Porto)", "baker in Porto"),
        ("her mum ran a kiosk in Braga, she loved it", "ran a kiosk"),
        (WEDDING + "engaged before to Paulo, a tiler in Lagos", "tiler in Lagos"),
    ],
)
def test_the_work_of_a_relative_is_no_answer(text, span):
    assert not read("what is Ines's job", text, span).answered


@pytest.mark.parametrize(
    "text",
    [
        "Ines sorts mail at the depot",
        WEDDING + "she and Paulo sorts mail at the depot",
        "lives w/ her sister Tilde, sorts mail at the depot",
        "her brother lent her the van. sorts mail at the depot",
    ],
)
def test_what_is_told_of_the_person_answers(text):
    assert read("what is Ines's job", text, "sorts mail").answered


def test_a_relative_who_is_asked_about_answers():
    text = WEDDING + "Paulo sorts mail at the depot."
    assert read("what does Paulo do", text, "sorts mail").answered


def test_what_happened_to_a_relative_may_be_the_reason():
    text = "Ines is worn out, her mum fell down the stairs"
    assert read("why is Ines worn out", text, "fell down the stairs").answered


def test_the_one_named_by_a_first_name_and_the_same_last_name_is_spoken_of():
    text = "their girl Lia is a pilot. Ines drives a van now"
    note = Note(text, date(2024, 3, 1))
    own = Found(note, "Ines drives a van now", "drives a van", text.index("drives"), 0.9)
    girl = Found(note, "their girl Lia is a pilot.", "a pilot", text.index("a pilot"), 0.8)
    reading = reading_of("lia prado's job", [own, girl], [note], threshold=0.7, name="Ines Prado")
    assert reading.answer == "a pilot"


def test_a_wedding_is_as_much_somebodys_as_their_partners():
    text = "she's dating a fitter, Paulo. Paulo proposed on the pier, wedding june 2027"
    assert read("when is Ines getting married", text, "june 2027").answered
    sister = "her sister Tilde got engaged on the pier, wedding june 2027"
    assert not read("when is Ines getting married", sister, "june 2027").answered


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("what does Ines's son want to be", "beto is taller than her, wants to fly", "to fly"),
        ("what are Ines's twins called", "wife Ada teaches, twins Jon and Malte", "Jon and Malte"),
    ],
)
def test_what_is_told_of_those_who_are_asked_of_answers(question, text, span):
    assert read(question, text, span).answered


def test_a_participle_is_nobody_who_is_called_so():
    notes = [Note("a new knee, left one"), Note("the shed is done")]
    knee = Found(notes[0], notes[0].text, "left one", 12, 0.9)
    asked = "which of Ines's knees was done"
    assert reading_of(asked, [knee], notes, threshold=0.7, name="Ines Prado").answer == "left one"
