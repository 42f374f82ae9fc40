"""Whose name it is that stands in a note: the word beside it says so."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.named_as import named_as_asked
from persona_assistant.reader.reading import Found


def kept(question: str, text: str, span: str) -> bool:
    place = Found(Note(text), text, span, text.index(span), 0.9)
    return bool(named_as_asked(question, [place], "Hester Quaid"))


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("what's the name of hester's daughter", "her sister Maud sells tiles", "Maud"),
        ("what is Hester's dog called", "she has a budgie called Rufus", "Rufus"),
        ("hester's baby, name?", "three hives & a goat named Brenda", "Brenda"),
        ("who is hester's brother", "Colm (her uncle) has the key; Ned, her nephew, too", "Ned"),
    ],
)
def test_the_name_of_another_is_no_answer(question: str, text: str, span: str) -> None:
    assert not kept(question, text, span)


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("what's the name of hester's daughter", "her girl Maud sells tiles", "Maud"),
        ("what's the name of hester's kid", "son Kit is 18, gap year", "Kit"),
        ("what is Hester's dog called", "her terrier Rufus bit the vicar", "Rufus"),
        ("what is Hester's pet called", "she has a budgie called Rufus", "Rufus"),
        ("what is her dog called", "Rufus sleeps on the sofa", "Rufus"),
        ("where does hester's sister live", "her brother Ned lives in Hull", "Hull"),
    ],
)
def test_a_name_that_may_be_theirs_stays(question: str, text: str, span: str) -> None:
    assert kept(question, text, span)
