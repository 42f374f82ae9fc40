"""Answers that run in circles are cut back, those that are in earnest are left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.engines.repetition import RepetitionGuard
from persona_assistant.train.degenerate import degenerate

WORDS = st.sampled_from("Ana Ben sails boats often with the old dog in May for 12 years".split())
SENTENCES = st.lists(WORDS, min_size=4, max_size=9, unique=True).map(lambda w: " ".join(w) + ".")


def guarded(text: str, size: int = 3) -> tuple[str, bool]:
    guard, shown = RepetitionGuard(), ""
    for start in range(0, len(text), size):
        shown += guard.feed(text[start : start + size])
        assert text.startswith(shown)
        if guard.found:
            break
    return shown + guard.finish(), guard.found


@given(
    st.lists(SENTENCES, min_size=1, max_size=4, unique=True), st.integers(2, 9), st.integers(1, 30)
)
def test_sentences_over_and_over_are_said_once(said, times, size):
    once = " ".join(said)
    text, found = guarded(" ".join([once] * times), size)
    assert found and text.strip() == once and degenerate(text) in (None, "repeated 4-grams")


@given(st.lists(WORDS, min_size=1, max_size=5, unique=True), st.integers(30, 60), st.integers(1, 9))
def test_a_few_words_over_and_over_end_soon(words, times, size):
    unit = " ".join(words) + " "
    text, found = guarded("She said " + unit * times, size)
    assert found and len(text) <= len("She said ") + len(unit) + 24


@given(st.lists(SENTENCES, min_size=1, max_size=6, unique=True), st.integers(1, 9))
def test_different_sentences_come_out_as_they_are(said, size):
    text = " ".join(said)
    assert guarded(text, size) == (text, False)


@pytest.mark.parametrize(
    "text",
    [
        "She lives in Porto. She lives in Porto with Ben.",
        "Yes. Yes. Yes.",
        "No, no, no, no! She does not.",
        "The code is 00 00 00 00 11.",
        "1\n2\n3\n4\n5",
        "Ana: nuts\nBen: nuts\nCarla: milk",
        "He waited and waited and waited, then he left. He waited and waited.",
        "She lives in Bora Bora. Duran Duran played \u201cRio, Rio\u201d there.",
    ],
)
@pytest.mark.parametrize("size", [1, 4, 100])
def test_what_people_say_in_earnest_is_left_alone(text, size):
    assert guarded(text, size) == (text, False)


def test_answers_of_the_benchmark_are_left_alone():
    items = Path(__file__).parents[2] / "bench" / "mini" / "omni_persona_mini.jsonl"
    for line in items.read_text(encoding="utf-8").splitlines():
        for context in json.loads(line)["contexts"]:
            assert guarded(context["text"]) == (context["text"], False)


def test_scripts_without_spaces_have_sentences_too():
    said = "她住在波尔图并且喜欢猫和狗。"
    assert guarded(said * 5) == (said, True)


def test_what_was_shown_is_never_taken_back():
    guard = RepetitionGuard()
    assert guard.feed("Ana sails. She is ") == "Ana sails. She is "
    assert guard.feed("old now. ") == "old now. "
    assert guard.feed("She is") == ""
    assert guard.feed(" kind.") == "She is kind."


def test_an_answer_that_may_repeat_itself_does():
    guard = RepetitionGuard(may_repeat=True)
    text = "Ana sails old boats. " * 9
    assert guard.feed(text) + guard.finish() == text and not guard.found
