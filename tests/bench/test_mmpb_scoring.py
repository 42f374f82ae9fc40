"""MMPB's rules for reading an answer, against a table made by hand from the release's rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.bench.mmpb import metrics
from persona_assistant.bench.mmpb.metrics import (
    parse_answer,
    parse_choice,
    parse_yes_no,
    persistency,
)
from persona_assistant.bench.suite import Case, Reply, Row

BARNS = {"A": "A red barn", "B": "A lake", "C": "Two boats", "D": "A lake in winter"}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Yes", "Yes"),
        ("yes.", "Yes"),
        ("  YES, that is <sks>.", "Yes"),
        ("**Yes**", "Yes"),
        ("Yeah!", "Yes"),
        ("Y", "Yes"),
        ("Sure, it is.", "Yes"),
        ("Okay", "Yes"),
        ("ok", "Yes"),
        ("Affirmative.", "Yes"),
        ("No", "No"),
        ("no\nnot at all", "No"),
        ("'No', I think. Yes would be wrong.", "No"),
        ("Nope", "No"),
        ("N", "No"),
        ("Nah...", "No"),
        ("Negative", "No"),
        # Only the first word counts, and it must be one of these.
        ("The answer is yes.", None),
        ("Answer: No", None),
        ("Yes/No", None),
        ("Yes,it is", None),
        ("Not really", None),
        ("- yes", None),
        ("Ja", None),
        ("...", None),
        ("", None),
        ("   \n", None),
    ],
)
def test_yes_or_no_is_told_by_the_first_word(said, read):
    assert parse_yes_no(said) == read == parse_answer(said, {})


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("B", "B"),
        ("B.", "B"),
        ("(C)", "C"),
        ("[D]", "D"),
        ("Answer: C", "C"),
        ("The answer is D, because of the snow.", "D"),
        ("{B}#", "B"),
        ("*A*", "A"),
        ("B B", "B"),
        ("C. Two boats", "C"),
        # A letter that stands by itself goes before any text.
        ("B. Two boats", "B"),
        ("A barn is to be seen", "A"),
        # No letter, or several: the one option whose text occurs, in any case.
        ("two boats", "C"),
        ("I see TWO BOATS there", "C"),
        ("A or B: Two boats", "C"),
        ("a red barn, surely", "A"),
        # Several texts, one inside the other among them.
        ("a red barn with two boats", None),
        ("a lake in winter", None),
        ("a lake", "B"),
        ("A or B", None),
        # Letters count in upper case, and alone.
        ("b", None),
        ("BD", None),
        ("B/C", None),
        ("E", None),
        ("Z", None),
        ("Z: two boats", None),
        ("Z. No, rather C", "C"),
        ("", None),
        # Refusals, whatever comes after.
        ("Sorry, I cannot help with images of people. B", None),
        ("I can't process that file. A", None),
        ("I can\u2019t process this file", None),
        ("I'm sorry, but without an image I would say C", None),
        ("Cannot determine the answer; two boats", None),
        ("I cannot see the shore, but it is B", "B"),
    ],
)
def test_a_choice_is_told_by_one_letter_or_one_text(said, read):
    assert parse_choice(said, BARNS) == read == parse_answer(said, BARNS)


def test_only_the_options_there_are_can_be_chosen():
    assert parse_choice("C", {"A": "x1", "B": "x2"}) is None
    assert parse_choice("A or C", {"A": "x1", "B": "x2"}) == "A"


CHOICES = st.dictionaries(st.sampled_from("ABCD"), st.text(min_size=1), min_size=2)


@given(st.text(), CHOICES | st.just({}))
def test_any_answer_can_be_read_and_says_something_there_is_or_nothing(said, options):
    assert parse_answer(said, options) in (None, *(options or ("Yes", "No")))


@given(CHOICES, st.data(), st.sampled_from(["{}", " {}\n", "({})", "{}.", "{}:", "**{}**"]))
def test_a_letter_alone_is_always_read(options, data, shape):
    letter = data.draw(st.sampled_from(sorted(options)))
    assert parse_choice(shape.format(letter), options) == letter


@given(st.sampled_from(["Yes", "No"]), st.text(), st.sampled_from([". ", ", ", " ", "\n", "! "]))
def test_whatever_comes_after_yes_or_no_changes_nothing(said, after, between):
    assert parse_yes_no(said + between + after) == said


def row(said: str, gold: str, options: dict[str, str]) -> Row:
    return Row(Case("1", "Tilda", {}, "?", gold, facts={"options": options}), Reply(said))


def test_counts_and_metrics():
    rows = [
        row("Yes", "Yes", {}),
        row("No", "Yes", {}),
        row("Perhaps", "No", {}),
        row("C", "C", BARNS),
    ]
    counts = [metrics.count(each) for each in rows]
    total = {name: sum(each[name] for each in counts) for name in counts[0]}
    assert total == {"n": 4, "right": 2, "unparsed": 1}
    assert metrics.metrics(total) == {"n": 4, "Accuracy": 50.0, "unparsed": 25.0}
    assert metrics.metrics(dict.fromkeys(total, 0)) == {"n": 0, "Accuracy": None, "unparsed": None}
    arrays = metrics.metrics(
        {"n": np.array([4, 0]), "right": np.array([3, 0]), "unparsed": np.array([1, 0])}
    )
    assert (
        arrays["Accuracy"][0] == 75
        and np.isnan(arrays["Accuracy"][1])
        and arrays["unparsed"][0] == 25
    )


def test_what_ten_turns_cost():
    assert persistency({0: 66.6, 10: 62.9}) == pytest.approx(3.7)
    assert persistency({0: 66.6, 5: 60.0}) is None
