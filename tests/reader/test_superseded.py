"""A newer statement in the place of an older one, a debt the right way round, and where somebody
does something and does not live."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.owing import owed_that_way
from persona_assistant.reader.reading import Found, Reading

OLD, NEW = datetime.date(2021, 3, 1), datetime.date(2024, 9, 1)
LINE = 0.7


def place(text: str, span: str, day: datetime.date, probability: float) -> Found:
    return Found(Note(text, day), text, span, text.index(span), probability)


def read(question: str, *found: Found) -> Reading:
    notes = list({each.note.text: each.note for each in found}.values())
    ordered = sorted(found, key=lambda each: -each.probability)
    return reading_of(question, ordered, notes, threshold=LINE, name="Ivo Tan", today=NEW)


BAKER = place("Ivo bakes at Crumb & Co.", "bakes at Crumb & Co", OLD, 0.97)


def test_a_newer_job_answers_though_the_reader_is_surer_of_the_older_one():
    newer = place("ivo has a new job, he drives a tram", "drives a tram", NEW, 0.45)
    found = read("what is Ivo's job", BAKER, newer)
    assert found.answered and found.answer == "drives a tram"
    assert found.earlier is not None and found.earlier.span == "bakes at Crumb & Co"


def test_what_is_hardly_an_answer_takes_nobodys_place():
    newer = place("ivo fixed our tap on sunday", "fixed our tap", NEW, 0.15)
    assert read("what is Ivo's job", BAKER, newer).answer == "bakes at Crumb & Co"


def test_an_older_statement_takes_nobodys_place():
    older = place("ivo sold shoes", "sold shoes", datetime.date(2019, 1, 1), 0.5)
    assert read("what is Ivo's job", BAKER, older).answer == "bakes at Crumb & Co"


def test_a_statement_that_a_newer_note_ends_is_not_what_holds():
    over = place(
        "ivo no longer works at Crumb, since may he's with the fire brigade",
        "with the fire brigade",
        NEW,
        0.5,
    )
    found = read("where does Ivo work", BAKER, over)
    assert found.answered and found.answer == "with the fire brigade"


def test_a_newer_price_of_what_goes_on_answers():
    old = place("Ivo's lessons cost $40.", "$40", OLD, 0.95)
    new = place("ivo takes $55 a lesson", "$55", NEW, 0.4)
    assert read("how much are Ivo's lessons", old, new).answer == "$55"
    assert read("how much did I pay for Ivo's lessons in 2021", old, new).answer == "$40"


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("how much does Ivo owe me", ["ivo owes me 30"]),
        ("what do I owe Ivo", ["I owe Ivo 12 euros"]),
        ("does ivo owe us anything", ["ivo owes me 30"]),
        ("what did Ivo cook", ["ivo owes me 30", "I owe Ivo 12 euros"]),
    ],
)
def test_a_debt_the_other_way_round_is_no_answer(question, kept):
    found = [
        place("ivo owes me 30", "30", OLD, 0.9),
        place("I owe Ivo 12 euros", "12 euros", OLD, 0.8),
    ]
    assert [each.sentence for each in owed_that_way(question, found)] == kept


@pytest.mark.parametrize(
    ("text", "span", "answered"),
    [
        ("ivo married Lea in Kelso Woods", "Kelso Woods", False),
        ("Ivo's gone back to eating meat", "eating meat", False),
        ("ivo runs a kiosk in Marl", "Marl", False),
        ("ivo has a flat in Marl", "Marl", True),
    ],
)
def test_where_something_is_done_is_no_home(text, span, answered):
    found = read("where does Ivo live", place(text, span, OLD, 0.9))
    assert found.answered is answered


@pytest.mark.parametrize("question", ["how old is Otis", "how old is her son"])
def test_a_relative_whose_birth_is_noted_has_an_age(question):
    note = Note("Ana is a nurse. Her boy Otis (born 3 May 2019) is shy.", NEW)
    today = datetime.date(2026, 11, 30)
    found = reading_of(question, [], [note], threshold=LINE, name="Ana Ruiz", today=today)
    assert found.answered and found.answer == "7"
