"""A secret is answered by what was told in confidence, not by the words that say so."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found
from persona_assistant.reader.secrets import told_in_confidence

_OTHER = Found(Note("gave me his old bike"), "gave me his old bike", "his old bike", 8, 0.9)


@pytest.mark.parametrize(
    ("text", "span", "told"),
    [
        (
            "uwe hopes to leave the navy, told only me",
            "told only me",
            "uwe hopes to leave the navy",
        ),
        ("uwe confessed he can't swim", "he can't swim", "he can't swim"),
        ("dont tell: uwe failed the test", "uwe failed the test", "uwe failed the test"),
    ],
)
@pytest.mark.parametrize("question", ["what secret did uwe tell me", "what did uwe confide in me"])
def test_what_is_told_in_confidence_comes_first(question, text, span, told):
    place = Found(Note(text), text, span, text.index(span), 0.5)
    first, *rest = told_in_confidence(question, [_OTHER, place])
    assert first.span == told
    assert text[first.start :].startswith(told)
    assert all(each.probability <= first.probability for each in rest)


def test_another_question_is_left_as_it_is():
    text = "uwe hopes to leave the navy, told only me"
    found = [_OTHER, Found(Note(text), text, "told only me", text.index("told"), 0.5)]
    assert told_in_confidence("what did uwe give me", found) == found


def test_a_sentence_that_only_says_that_it_is_a_secret_tells_none():
    told = Found(Note("uwe hopes to leave"), "uwe hopes to leave", "hopes to leave", 4, 0.9)
    secret = Found(Note("told me in confidence"), "told me in confidence", "in confidence", 8, 0.8)
    assert told_in_confidence("what did uwe tell me in confidence", [told, secret])[0] == told
