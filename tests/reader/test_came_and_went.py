"""A number in a note is brought up to date by what came and went."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of


def number(question, *texts):
    notes = [Note(text, date(2020 + at, 1, 1)) for at, text in enumerate(texts)]
    reading = reading_of(question, [], notes, threshold=0.5, name="Nadia Brandt")
    return reading.answer if reading.answered else None


CATS = "two cats, Miso and Tofu"


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        ((CATS, "Miso died in spring"), "1"),
        ((CATS, "miso died in the summer so just tofu now"), "1"),
        ((CATS, "nadia's cat Miso died. got a kitten, Nori"), "2"),
        ((CATS, "Nadia adopted another cat"), "3"),
        ((CATS, "she wants a third cat"), "2"),
        ((CATS, "her sister got a cat"), "2"),
        (("got a cat, Miso",), None),
    ],
)
def test_animals_come_and_go(texts, left):
    assert number("how many cats does Nadia have now", *texts) == left


@pytest.mark.parametrize(
    "question", ["number of children Nadia has", "how many kids has Nadia got"]
)
def test_births_are_counted(question):
    assert number(question, "baby girl, Ida, born 3 may", "baby boy, Jon, born 9 june") == "2"
    assert number(question, "two kids, Ida and Jon", "had a boy on sunday, Max") == "3"
    assert number(question, "two kids, Ida and Jon", "pregnant, baby due in may") == "2"
