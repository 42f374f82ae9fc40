"""The work of today where a newer note tells of a change in a few words."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.new_work import new_work
from persona_assistant.reader.reading import Found, Reading

OLD = Note("ines is a pharmacist at Boots, married to Tariq", datetime.date(2024, 3, 3))
PLACE = Found(OLD, OLD.text, "Boots", OLD.text.index("Boots"), 0.9)
TODAY = datetime.date(2025, 2, 1)


def work_now(newer: str, question: str = "where does ines work") -> str:
    notes = [OLD, Note(newer, datetime.date(2024, 9, 28))]
    reading = Reading(True, 0.9, "Boots", (PLACE,))
    told = new_work(question, reading, notes, "Ines Malik", TODAY)
    return "" if told is None else told.answer


@pytest.mark.parametrize(
    ("newer", "wanted"),
    [
        ("ines left boots, locum now", "locum now"),
        ("left Boots! starting at the hospital in january", "starting at the hospital in january"),
        ("finished at boots on friday", "finished at boots on friday"),
        ("made redundant in july", "made redundant in july"),
        ("Boots let her go", "Boots let her go"),
        ("she's not at boots any more, at Superdrug now", "at Superdrug now"),
        ("quit her job, training as an electrician", "training as an electrician"),
    ],
)
def test_work_that_is_over_answers_no_more(newer, wanted):
    assert work_now(newer) == wanted


@pytest.mark.parametrize(
    "newer",
    [
        "Tariq lost his job, a gardener now",
        "her sister left Boots, a nurse now",
        "left the choir, happy now",
        "off sick from boots",
        "she's a mum now",
        "I left Boots with a headache, better now",
    ],
)
def test_what_others_left_and_what_is_no_work_changes_nothing(newer):
    assert work_now(newer) == ""


@pytest.mark.parametrize(
    "question",
    [
        "where did ines work before",
        "when did ines leave boots",
        "what does ines's husband do",
        "where does ines live",
    ],
)
def test_other_questions_are_left_alone(question):
    assert work_now("ines left boots, locum now", question) == ""


def test_the_work_before_is_told_with_it():
    notes = [OLD, Note("left boots, locum now", datetime.date(2024, 9, 28))]
    told = new_work("what does ines do", Reading(True, 0.9, "", (PLACE,)), notes, "Ines", TODAY)
    assert told is not None
    assert told.history == "noted on 28 September 2024; Boots before"
    assert told.found[0].note == notes[1]


@pytest.mark.parametrize(
    ("newer", "question", "wanted"),
    [
        ("ines had flu. tariq's been laid off", "what does ines's husband do", "laid off"),
        ("tariq quit the garage, driving a taxi", "what does tariq do", "driving a taxi"),
        ("ines quit boots, driving a taxi", "what does tariq do", ""),
    ],
)
def test_a_relative_s_work_changes_where_the_note_names_them(newer, question, wanted):
    note = Note("ines's husband Tariq is a mechanic at the garage", datetime.date(2024, 3, 3))
    place = Found(note, note.text, "a mechanic", note.text.index("a mechanic"), 0.9)
    notes = [note, Note(newer, datetime.date(2024, 9, 28))]
    told = new_work(question, Reading(True, 0.9, "", (place,)), notes, "Ines Malik", TODAY)
    assert (told.answer if told else "") == wanted
