"""What was before and what came after: former work, who took over from whom, what has changed."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Note
from persona_assistant.reader.changed_since import changed_since
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.former_work import former_work
from persona_assistant.reader.reading import Found, Reading
from tests.support.fakes import assistant


def places(*told):
    """(sentence, span, probability), each in a note of its own, a year apart."""
    notes = [Note(text, date(2021 + at, 3, 1)) for at, (text, _, _) in enumerate(told)]
    found = [
        Found(note, note.text, span, note.text.index(span), probability)
        for note, (_, span, probability) in zip(notes, told)
    ]
    return notes, sorted(found, key=lambda each: -each.probability)


def before(question, *told):
    notes, found = places(*told)
    told_before = former_work(question, Reading(False, 0.4, found=tuple(found)), notes, "Nia Boyd")
    return told_before.answer if told_before is not None else ""


def read(question, *told):
    notes, found = places(*told)
    reading = reading_of(
        question, found, notes, threshold=0.75, name="Nia Boyd", today=date(2026, 6, 1)
    )
    return reading.answer if reading.answered else ""


WEAVES = ("used to drive a tram, retrained in 2019, now teaches weaving", "teaches weaving", 0.7)


@pytest.mark.parametrize(
    ("question", "told", "answer"),
    [
        ("what was nias job before teaching", [WEAVES], "drive a tram"),
        ("what did nia do before she was a teacher", [WEAVES], "drive a tram"),
        (
            "what did nia do before gardening",
            [("before gardening she was a welder for six years", "gardening", 0.9)],
            "welder",
        ),
        (
            "what did nia do before she retired",
            [("ex-miner, then a school cook till she retired", "ex-miner", 0.9)],
            "school cook",
        ),
        (
            "what did nia do before teaching",
            [
                ("works as a printer in Hull", "a printer", 0.7),
                ("nia teaches latin now", "teaches latin", 0.7),
            ],
            "a printer",
        ),
        ("what did nia do before fishing", [WEAVES], ""),
        ("what does nia do", [WEAVES], ""),
        (
            "what did nia do before",
            [WEAVES, ("now nia works as a baker", "a baker", 0.6)],
            "teaches weaving",
        ),
    ],
)
def test_the_work_before(question, told, answer):
    assert before(question, *told) == answer


OVER = ("took over from Mrs Cole who left", "Mrs Cole", 0.95)
HANDED = ("nia handed the shop over to Uma", "Uma", 0.9)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("who took over from nia", "Uma"),
        ("who did nia take over from", "Mrs Cole"),
        ("who ran the shop before nia", "Mrs Cole"),
    ],
)
def test_who_came_before_and_who_after(question, answer):
    assert read(question, OVER, HANDED) == answer


@pytest.mark.parametrize(
    ("question", "note", "answer"),
    [
        ("who took over from nia", "her friend Grace has taken over", "Grace"),
        ("who was head before nia", "Nia Moss is head now, took over from Mr Dow", "Mr Dow"),
    ],
)
def test_who_took_over_is_told_where_the_reader_is_unsure(question, note, answer):
    assert read(question, (note, "Nia Moss" if "Nia" in note else "friend", 0.2)) == answer


def test_what_is_left_without_what_came_then_was_before():
    old = ("has the yacht Tern", "the yacht Tern", 0.55)
    new = ("new boat is called Nordlys with a diesel", "a diesel", 0.84)
    assert read("what boat did nia have before the nordlys", old, new) == "the yacht Tern"


def test_nobody_came_before_somebody_else():
    assert read("who ran the shop before Uma", (OVER[0], "Mrs Cole", 0.2)) == ""


@pytest.mark.parametrize(
    ("question", "now", "answer"),
    [
        ("has nia changed jobs", "what does Nia do for a living", "yes: a baker"),
        ("has nia got a new car", "what car does Nia drive", "yes: a baker"),
        ("has nia moved house", "where does Nia live", "yes: a baker"),
        ("has nia changed the beds", "", ""),
        ("has nia moved in with ben", "", ""),
    ],
)
def test_whether_something_has_changed(question, now, answer):
    _, (newest, older) = places(("a welder", "a welder", 0.8), ("a baker", "a baker", 0.9))
    asked = []

    def reader(other):
        asked.append(other)
        return Reading(
            True, 0.9, "a baker", (newest, older), older, "noted lately; a welder before"
        )

    told = changed_since(question, "Nia Boyd", Reading(False, 0.2), reader)
    assert (told.answer if told is not None else "") == answer
    assert asked == ([now] if now else [])


def test_what_was_so_all_along_is_no_change():
    _, found = places(("a welder", "a welder", 0.9))
    same = Reading(True, 0.9, "a welder", tuple(found))
    assert (
        changed_since("has nia changed jobs", "Nia Boyd", Reading(False, 0.2), lambda _: same)
        is None
    )


@pytest.mark.parametrize(
    ("question", "told", "answer"),
    [
        ("what car does nia drive", ("sold the Fiat, has a red Kia", "the Fiat", 0.9), "a red Kia"),
        (
            "who is nias dentist",
            ("dentist Mr Orr retired, now its Ms Bell", "Mr Orr", 0.9),
            "Ms Bell",
        ),
        (
            "what day did nia use to come",
            ("comes fridays now not mondays", "fridays", 0.9),
            "mondays",
        ),
        ("what day does nia come", ("comes fridays now not mondays", "fridays", 0.9), "fridays"),
        (
            "when did nia put her prices up",
            ("nia put her prices up", "prices up", 0.8),
            "noted on 1 March 2021",
        ),
        (
            "where does nia's ex rob live",
            ("nia's ex Rob has moved to Malta", "Malta", 0.9),
            "Malta",
        ),
        (
            "when did nia retire",
            ("a school caretaker till she retired in 2016", "in 2016", 0.9),
            "in 2016",
        ),
    ],
)
def test_what_one_sentence_says_of_then_and_now(question, told, answer):
    assert read(question, told) == answer


def test_the_old_dose():
    dose = [("nia on 20mg of statins", "20mg", 0.8), ("statins upped to 40mg", "40mg", 0.9)]
    assert read("what was nias old dose of statins", *dose) == "20mg"


def test_what_has_moved_is_told_by_nothing_newer_of_something_else():
    moved = ("the clinic moved to Station Road", "moved to Station Road", 0.94)
    later = ("nia retiring in october", "retiring in october", 0.5)
    assert "Station Road" in read("has the clinic moved", moved, later)


def test_what_is_new():
    with assistant(ExtractiveEngine()) as memory:
        for day, text in (
            ("2023-02-01", "Ivo keeps bees."),
            ("2024-05-01", "Ivo broke a toe."),
            ("2025-07-01", "Ivo moved to Bath."),
            ("2026-01-01", "Ivo has a twin."),
        ):
            memory.add("Ivo Lang", texts=[text], dates=[date.fromisoformat(day)])
        newest = memory.ask("what's new with Ivo?").text
        assert "twin" in newest and "Bath" in newest and "bees" not in newest
        since = memory.ask("what has changed since 2024 with Ivo").text
        assert "toe" in since and "twin" in since and "bees" not in since
        year = memory.ask("what happened with Ivo in 2025").text
        assert "Bath" in year and "twin" not in year
