"""A question is read with the name that the notes know somebody by."""

from __future__ import annotations

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from tests.support.fakes import assistant
from tests.support.readers import ScriptedReader


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Where does Alba also work?", "Where does Albertina also work?"),
        ("does she also know alba", "does she also know Albertina"),
        ("what's Alba's job", "what's Albertina's job"),
        ("where does albertina work", "where does albertina work"),
        ("where does Albertina Ross work", "where does Albertina work"),
        ("does balba know alba", "does balba know Albertina"),
        ("what are albas kids called", "what are Albertina's kids called"),
        ("albertinas choir, where", "Albertina's choir, where"),
        ("albertina rooss phone", "Albertina phone"),
        ("where did i come across alba", "where did i come across Albertina"),
    ],
)
def test_a_nickname_becomes_the_name_and_nothing_else_changes(typed, read):
    reader = ScriptedReader(("", "baker"))
    with assistant(ExtractiveEngine(reader), reader=reader) as opened:
        opened.add("Albertina Ross", texts=["Albertina is a baker."])
        opened.edit("Albertina Ross", aliases=["Alba"])
        opened.ask(typed)
    assert reader.asked[-1] == read


def test_a_nickname_that_ends_in_s_is_nobodys_possessive():
    reader = ScriptedReader(("", "baker"))
    with assistant(ExtractiveEngine(reader), reader=reader) as opened:
        opened.add("Thandeka Ross", texts=["thands is from yoga, a baker"])
        opened.edit("Thandeka Ross", aliases=["Thands"])
        opened.ask("how do i know thands from")
    assert reader.asked[-1] == "how do i know Thandeka from"
