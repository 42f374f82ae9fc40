"""The judge that needs no model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_rules import ABSTENTION_SENTENCE

from persona_assistant.bench.lexical import LexicalJudge

lexical = LexicalJudge()


@pytest.mark.parametrize(
    ("gold", "prediction", "right"),
    [
        ("She repairs old clocks.", "old clocks are what she is repairing", True),
        ("A blue jacket", "a red jacket", False),
        ("She has twenty-one hens", "21 hens", True),
        ("3,500 steps", "about 3500 steps each day", True),
        ("He works as a nurse in Lyon", "He works as a plumber in Oslo", False),
        ("Anna\u2019s brother", "the brother of Anna", True),
        ("Yes", "No", False),
        ("in the", "in the", True),
        ("The harbour", "", False),
        ("The harbour", ABSTENTION_SENTENCE, False),
        # Three of five words are enough, two of four are not; two of three are.
        ("a tall red brick tower nearby", "a tall brick tower", True),
        ("a tall red brick tower", "a brick tower", False),
        ("a tall brick tower", "a brick tower", True),
        ("a tall brick tower", "a tower", False),
        ("She teaches", "teaching, all day", True),
        ("She tested stories", "testing a story", True),
        ("Bread", "breeding", False),
        ("?!", "?!", True),
        ("?!", "the harbour", False),
    ],
)
def test_lexical_verdicts(gold, prediction, right):
    assert lexical.judge(gold, prediction) is right


@given(st.text(min_size=1).filter(str.strip))
def test_a_prediction_equal_to_the_gold_answer_is_right_and_an_empty_one_is_not(gold):
    assert lexical.judge(gold, gold) is True
    assert lexical.judge(gold, "") is False


plain = st.text(st.characters(min_codepoint=32, max_codepoint=126))


@given(plain, plain)
def test_case_and_surrounding_space_do_not_matter(gold, prediction):
    assert lexical.judge(gold, prediction) == lexical.judge(gold, f"  {prediction.upper()}\n")


def test_the_lexical_judge_says_what_it_is():
    for word in ("lexical", "token recall", "no language model"):
        assert word in lexical.name
