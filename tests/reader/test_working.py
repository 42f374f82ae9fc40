"""What somebody does for a living, by what the notes state of their work and of whom."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked_work import AsksWork, asked_work, asks_of_work
from persona_assistant.reader.cast import cast_of
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found
from persona_assistant.reader.subjects import subject_at
from persona_assistant.reader.works import stated_works

NOTES = (
    Note(
        "bea lowe, nurse at the General. her husband Rolf lays carpets. sister Una is a tailor",
        datetime.date(2021, 3, 1),
        1,
    ),
    Note(
        "bea left nursing at easter, rents a unit by the canal & mends clocks there. rolf found"
        " work at a quarry",
        datetime.date(2023, 5, 1),
        2,
    ),
    Note("rolf was laid off in june. bea is learning polish", datetime.date(2025, 8, 1), 3),
)


def read(question, *proposed, notes=NOTES, name="Bea Lowe"):
    """`proposed` is what the network found: (span, probability)."""
    found = []
    for span, probability in proposed:
        note = next(each for each in notes if span in each.text)
        start = note.text.index(span)
        sentence = next(each for each in note.text.split(". ") if span in each)
        found.append(Found(note, sentence, span, start, probability))
    return reading_of(question, found, notes, threshold=0.6, name=name)


# --- what is asked


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("what does bea do for a living", AsksWork.NOW),
        ("who pays bea's wages?", AsksWork.NOW),
        ("bea's line of work", AsksWork.NOW),
        ("how is bea earning her living these days", AsksWork.NOW),
        ("what was bea's job before the clocks", AsksWork.BEFORE),
        ("bea's first job", AsksWork.FIRST),
        ("has bea got a job", AsksWork.HAS),
        ("is bea self-employed", AsksWork.OWN),
        ("does bea like her job", None),
        ("when does bea start work", None),
        ("what does bea do at weekends", None),
        ("where does bea live", None),
    ],
)
def test_what_is_asked_of_work(question, asks):
    assert asked_work(question, {"bea", "lowe"}) is asks


def test_more_than_the_work_itself_is_asked_of_work_all_the_same():
    assert asks_of_work("which clinic did bea work at in her twenties")
    assert asked_work("which clinic did bea work at in her twenties", {"bea"}) is None


# --- of whom


@pytest.mark.parametrize(
    ("text", "place", "own", "names"),
    [
        ("her husband Rolf lays carpets", "carpets", False, {"rolf"}),
        ("rolf off the boats, hes a porter", "porter", False, {"rolf"}),
        ("rolf drives & she paints", "paints", True, set()),
        ("sister Una (a tailor) moved", "moved", False, {"una"}),
        ("bea & rolf moved to Ayr", "Ayr", True, {"rolf"}),
        ("met her sister Una who sews", "sews", False, {"una"}),
        ("una gave up the stall, she is a cook", "cook", False, {"una"}),
        ("bea's mate. works at a mill", "mill", True, set()),
    ],
)
def test_of_whom_a_place_speaks(text, place, own, names):
    subject = subject_at(text, text.index(place), cast_of(NOTES, "Bea Lowe"))
    assert (subject.own, set(subject.names)) == (own, names)


def test_what_a_note_states_of_work():
    cast = cast_of(NOTES, "Bea Lowe")
    told = [(each.tie.value, each.text) for note in NOTES for each in stated_works(note.text, cast)]
    assert told == [
        ("now", "nurse at the General"),
        ("now", "lays carpets"),
        ("now", "a tailor"),
        ("over", "left nursing at easter"),
        ("now", "mends clocks there"),
        ("now", "found work at a quarry"),
        ("over", "laid off in june"),
    ]


# --- what is answered


def test_the_newest_work_of_the_person_answers_and_not_a_partners():
    reading = read("where does bea work now", ("a quarry", 0.9), ("nurse", 0.8))
    assert (reading.answered, reading.answer) == (True, "mends clocks there")


def test_a_partner_has_work_of_his_own():
    before = NOTES[:2]
    reading = read("what's rolf's job", ("mends clocks", 0.9), ("a quarry", 0.4), notes=before)
    assert (reading.answered, reading.answer) == (True, "found work at a quarry")
    reading = read("what does bea's husband do", ("mends clocks", 0.9), notes=before)
    assert reading.answer == "found work at a quarry"


def test_work_that_is_over_is_told_as_over():
    assert read("has rolf got a job at the moment").answer == "no: laid off in june"
    assert read("does bea have a job").answer == "yes: mends clocks there"


def test_what_came_before_and_first():
    assert read("what was bea's job before the clocks").answer == "nurse at the General"
    assert read("rolf's first job").answer == "lays carpets"


def test_nothing_stated_is_no_answer():
    assert not read("what does bea's brother do", ("mends clocks", 0.9)).answered


def test_still_having_the_work_that_is_named():
    assert read("does bea still work as a nurse").answer == "no: mends clocks there"
    assert read("is bea still working with clocks").answer == "yes: mends clocks there"


def test_a_fact_of_somebody_else_is_none_of_the_one_asked_about():
    notes = (Note("bea's cat. nut allergy. her boy Tim is 4", datetime.date(2024, 1, 1), 1),)
    asked = "what is bea's son tim allergic to"
    assert not read(asked, ("nut", 0.9), notes=notes).answered
    assert read("what is bea allergic to", ("nut", 0.9), notes=notes).answered


def test_giving_something_up_says_no():
    notes = (Note("Ben is fine. He gave up smoking", datetime.date(2024, 1, 1), 1),)
    reading = read("does ben smoke", ("gave up smoking", 0.9), notes=notes, name="Ben")
    assert (reading.answered, reading.answer) == (True, "no: gave up smoking")
