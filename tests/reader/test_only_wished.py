"""Advice about marrying tells nothing of whether somebody is married."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.only_wished import without_wishes
from persona_assistant.reader.reading import Found


def place(text: str) -> Found:
    return Found(Note(text), text, text, 0, 0.9)


@pytest.mark.parametrize(
    "text", ["says never marry a cellist", "she'd marry me if i could cook", "don't get married!"]
)
def test_what_is_only_wished_for_counts_less(text):
    assert without_wishes("is Bruna married", [place(text)])[0].probability < 0.5


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("is Bruna married", "bruna never married"),
        ("is Bruna married", "husband Otto, would marry him again"),
        ("what does Bruna advise", "says never marry a cellist"),
    ],
)
def test_other_places_and_questions_stay(question, text):
    assert without_wishes(question, [place(text)])[0].probability == 0.9
