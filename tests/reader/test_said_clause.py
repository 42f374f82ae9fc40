"""The words of an answer tell what the note says: no denial is left out of them."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.said_clause import whole


@pytest.mark.parametrize(
    ("text", "span", "told"),
    [
        ("mo not coping too well, on leave", "coping too well", "not coping too well"),
        ("Mo isn't happy at the bank", "happy", "isn't happy"),
        ("mo doesnt really drive", "drive", "doesnt really drive"),
        ("mo never smoked", "smoked", "never smoked"),
        ("lives at Mill Road, no 14", "14", "14"),
        ("he is not well. happy in Hull", "happy in Hull", "happy in Hull"),
        ("mo not here but content", "content", "content"),
    ],
)
def test_the_denial_before_the_words_is_told_with_them(text, span, told):
    place = Found(Note(text), text, span, text.index(span), 0.9)
    reading = whole(Reading(True, 0.9, span, (place,)))
    assert reading.answer == told
    assert reading.found[0].note.text[reading.found[0].start :].startswith(told)
