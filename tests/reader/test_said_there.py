"""The place that "there" stands for."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found


@pytest.mark.parametrize(
    ("text", "span", "question", "meant"),
    [
        ("Ben and Ida moved to Porto! Ida is from there", "from there", "why", "Porto"),
        ("works in Bergen and met him there", "there", "why", "Bergen"),
        ("Ben runs the snug bar. met him in there", "in there", "why", "Ben runs the snug bar"),
        ("There are two of them", "There are two", "why", "There are two"),
    ],
)
def test_there_is_the_place_named_before(text, span, question, meant):
    at = text.rindex(span)
    sentence = text[text.index(".") + 2 :] if "." in text else text
    sentence = text[text.index("!") + 2 :] if "!" in text else sentence
    found = [Found(Note(text), sentence, span, at, 0.9)]
    assert reading_of(question, found, [Note(text)], threshold=0.5, name="Ben").answer == meant
