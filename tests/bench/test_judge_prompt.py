"""A language model's verdict is one word, parsed strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.bench.judges import JudgePrompt
from persona_assistant.errors import (
    BadInput,
)

own = JudgePrompt()


@pytest.mark.parametrize(
    "said",
    [
        "CORRECT",
        "correct",
        " Correct.\n",
        "**CORRECT**",
        "**Correct**.\n",
        "__correct.__",
        "`CORRECT`",
        '"Correct"',
        "<think>Is it INCORRECT?</think>\nCORRECT",
        "<think>It is **INCORRECT**</think>\n*CORRECT*",
    ],
)
def test_correct_is_the_one_word(said):
    assert own.parse_verdict(said) is True


@pytest.mark.parametrize(
    "said",
    [
        "INCORRECT",
        "incorrect.",
        " Incorrect\n",
        "**INCORRECT**",
        "***incorrect***",
        "_Incorrect_.",
        "<think>\nCORRECT\n</think>INCORRECT",
    ],
)
def test_incorrect_is_never_taken_for_correct(said):
    assert own.parse_verdict(said) is False


NO_VERDICT = [
    "",
    "CORRECT!",
    "The answer is CORRECT",
    "NOT CORRECT",
    "CORRECT INCORRECT",
    "**CORRECT",
    "CORRECT**",
    "**CORRECT*",
    "**COR**RECT",
    "**CORRECT** and **INCORRECT**",
    "**CORRECT.**.",
    "yes",
    "CORRECT..",
    "<think>CORRECT",
    "CORRECT</think>",
    "Well. <think>hm</think> CORRECT",
    "<think>a</think><think>b</think> CORRECT",
]


@pytest.mark.parametrize("said", NO_VERDICT)
def test_anything_else_is_no_verdict(said):
    assert own.parse_verdict(said) is None


@given(st.text(st.sampled_from("CORETINcorretin.! \n<>/think*_`"), max_size=30))
def test_what_is_cut_off_could_not_have_become_a_verdict(said):
    """Reading piece by piece gives the verdict of the whole, whatever is said."""
    assert own.parse_verdict(own.collect(said)) == own.parse_verdict(said)


def test_who_says_something_else_is_not_listened_to_any_longer():
    def rambling():
        yield "The answer"
        yield " is CORRECT"
        raise AssertionError("listened on")

    assert own.parse_verdict(own.collect(rambling())) is None


def test_a_wording_of_other_words():
    other = JudgePrompt(
        question="{gold}|{prediction}", correct_word="yes", incorrect_words=("no", "partly")
    )
    assert [other.parse_verdict(word) for word in ("YES", "no", "Partly.", "CORRECT")] == [
        True,
        False,
        False,
        None,
    ]


def test_what_is_graded_fills_the_gaps_and_nothing_else():
    wording = JudgePrompt(question='{"a": 1} {gold} {prediction}')
    assert wording.render("{prediction}", "{gold} {x}") == '{"a": 1} {prediction} {gold} {x}'


def test_every_word_of_a_wording_is_in_its_fingerprint_and_its_source_is_not():
    same = JudgePrompt(source="elsewhere")
    others = [
        JudgePrompt(system="Be strict."),
        JudgePrompt(question=own.question + " "),
        JudgePrompt(correct_word="RIGHT"),
        JudgePrompt(incorrect_words=("WRONG",)),
        JudgePrompt(incorrect_words=("INCORRECT", "WRONG")),
    ]
    assert same.fingerprint == own.fingerprint
    assert len({own.fingerprint, *(each.fingerprint for each in others)}) == 6


def test_a_wording_without_a_gap_or_with_one_word_for_both_is_refused():
    with pytest.raises(BadInput, match="{prediction}"):
        JudgePrompt(question="{gold}?")
    with pytest.raises(BadInput, match="both"):
        JudgePrompt(correct_word="yes", incorrect_words=("Yes",))
