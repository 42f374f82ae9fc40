"""A question for who it is gets a name, not its own words again."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.as_who import as_who
from persona_assistant.reader.reading import Found, Reading


@pytest.mark.parametrize(
    ("question", "note", "span", "answer"),
    [
        ("who does the hedges", "jan does our hedges", "does our hedges", "Jan Novak"),
        ("who is tilly's godfather", "Jan is Tilly's godfather", "Tilly's godfather", "Jan Novak"),
        ("who did the roof", "jan, the roofer who did the roof", "roofer who did the roof",
         "Jan Novak"),
        ("who did the roofer marry", "the roofer married Ada", "married Ada", "married Ada"),
        ("who does the roofer live with", "lives with his mum", "lives with his mum",
         "lives with his mum"),
        ("who is the roofer's wife", "his wife ada", "wife ada", "wife ada"),
        ("who is jan", "jan is a roofer", "a roofer", "a roofer"),
        ("what does the roofer charge", "the roofer charges 90", "charges 90", "charges 90"),
    ],
)  # fmt: skip
def test_the_words_of_the_question_give_way_to_the_name(question, note, span, answer):
    place = Found(Note(note), note, span, note.index(span), 0.9)
    assert as_who(question, Reading(True, 0.9, span, (place,)), "Jan Novak").answer == answer
