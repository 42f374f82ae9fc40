"""What a completion is worth: read strictly, worth most when right, worth nothing when it is no
language."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.abstention import SENTENCE
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.errors import BadInput, JudgeError, RecordError
from persona_assistant.train import rewards
from persona_assistant.train.rewards import (
    ASYMMETRIC,
    BINARY,
    SCHEMES,
    WEIGHTED,
    Scheme,
    reward,
)

YES, NO = {"type": "yes_no", "value": True}, {"type": "yes_no", "value": False}
FIRST, NOBODY = {"type": "index", "value": 0}, {"type": "index", "value": None}
COAT, ABSENT = {"type": "answer", "value": "A red coat"}, {"type": "abstain", "value": None}


LABELS = [YES, NO, FIRST, NOBODY, COAT, ABSENT]


lexical = LexicalJudge().judge


def outcome(completion, label, contexts=3, **given_):
    return reward(completion, label, contexts, **{"judge": lexical, **given_}).outcome


@pytest.mark.parametrize(
    ("said", "label", "expected"),
    [
        ("Yes", YES, "TP"),
        ("yes, it is the same woman.", YES, "TP"),
        ("**No.**", NO, "TN"),
        ("No, there is no such person.", NO, "TN"),
        ("No", YES, "FN"),
        ("Yes.", NO, "FP"),
        ("The eyes differ, the hair does not.\nAnswer: No", NO, "TN"),
        ("The eyes differ.\nIs it yes or no? Yes", YES, "unparsed"),
        ("They look alike.", YES, "unparsed"),
        ("Yesterday she wore a hat", YES, "unparsed"),
        ("It is Yes-Man.", YES, "TP"),
        ("Nobody knows", NO, "unparsed"),
        ("I'd say so", YES, "unparsed"),
        ("Yes.\nNo.", YES, "unparsed"),
        ("Yes.\nBoth wear a scarf.", YES, "TP"),
        (r"\boxed{1}", YES, "unparsed"),
    ],
)
def test_yes_and_no(said, label, expected):
    assert outcome(said, label) == expected


@pytest.mark.parametrize(
    ("said", "label", "expected"),
    [
        (r"\boxed{1}", FIRST, "TP"),
        (r"Person 3? No: \boxed{3}, or rather \boxed{ 1 }.", FIRST, "TP"),
        (r"\boxed{1} and then \boxed{2}", FIRST, "wrong"),
        (r"\boxed{4}", FIRST, "FN"),
        (r"\boxed{4}", NOBODY, "TN"),
        (r"\boxed{2}", NOBODY, "FP"),
        (r"\boxed{5}", FIRST, "unparsed"),
        (r"\boxed{0}", FIRST, "unparsed"),
        (r"\boxed{1} \boxed{one}", FIRST, "unparsed"),
        (r"\boxed{-1}", FIRST, "unparsed"),
        (r"\boxed{1.0}", FIRST, "unparsed"),
        (
            r"\boxed{\N{ARABIC-INDIC DIGIT ONE}}".replace("\\N{ARABIC-INDIC DIGIT ONE}", "\u0661"),
            FIRST,
            "unparsed",
        ),
        ("1", FIRST, "unparsed"),
        ("Person 1", FIRST, "unparsed"),
        (SENTENCE, NOBODY, "unparsed"),
        ("none of them", NOBODY, "unparsed"),
    ],
)
def test_which_person(said, label, expected):
    assert outcome(said, label) == expected


@given(st.integers(1, 6), st.data())
def test_what_is_boxed_as_the_corpus_writes_it_is_read_back(contexts, data):
    index = data.draw(st.none() | st.integers(0, contexts - 1))
    label = {"type": "index", "value": index}
    assert outcome(rewards.boxed(index, contexts), label, contexts) == (
        "TN" if index is None else "TP"
    )


def test_an_answer_is_judged_and_declining_is_not():
    def never(gold, prediction):
        raise AssertionError("the judge was asked")

    assert outcome("She wears a red coat.", COAT) == "TP"
    assert outcome("She wears a blue hat.", COAT) == "wrong"
    assert outcome(SENTENCE, COAT, judge=never) == "FN"
    assert outcome(SENTENCE, ABSENT, judge=never) == "TN"
    assert outcome("She wears a red coat.", ABSENT, judge=never) == "FP"


@pytest.mark.parametrize(
    "quote", [f'I may say "{SENTENCE}"', f"{SENTENCE}", f"({SENTENCE})", f"Rule: {SENTENCE}\n\n"]
)
def test_declining_counts_in_the_last_sentence_only(quote):
    assert outcome(f"{quote} But it is a red coat.", COAT) == "TP"
    assert outcome(f"{quote} But it is a red coat.", ABSENT) == "FP"
    assert outcome(f"It may be a red coat. {quote}", ABSENT) == "TN"


@given(
    st.sampled_from(["He bakes bread.", "Let me look. The voice is deep.", "Who is it?"]),
    st.booleans(),
)
def test_the_sentence_before_another_never_declines(after, present):
    said = f"{SENTENCE} {after}"
    assert outcome(said, COAT if present else ABSENT) == ("wrong" if present else "FP")


@pytest.mark.parametrize("verdict", [None, 1, "CORRECT"])
def test_only_true_and_false_are_verdicts(verdict):
    with pytest.raises(JudgeError, match="no verdict"):
        reward("A red coat.", COAT, 3, judge=lambda gold, prediction: verdict)


def test_an_answer_without_a_judge_is_an_error():
    with pytest.raises(JudgeError, match="judge"):
        reward("A red coat.", COAT, 3)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        (None, "missing"),
        ({}, "missing"),
        ({"value": True}, "missing"),
        ({"type": "yes_no"}, "no value"),
        ({"type": "index"}, "no value"),
        ({"type": "yes_no", "value": None}, "true or false"),
        ({"type": "yes_no", "value": 1}, "true or false"),
        ({"type": "yes_no", "value": "yes"}, "true or false"),
        ({"type": "index", "value": 3}, "0 to 2"),
        ({"type": "index", "value": -1}, "0 to 2"),
        ({"type": "index", "value": True}, "0 to 2"),
        ({"type": "answer", "value": " "}, "empty"),
        ({"type": "answer", "value": None}, "empty"),
        ({"type": "text", "value": "a caption"}, "no reward"),
        ({"type": "colour", "value": "red"}, "no reward"),
    ],
)
@pytest.mark.parametrize("said", ["Yes.", "", SENTENCE])
def test_a_missing_or_impossible_label_is_an_error_and_never_a_zero(label, told, said):
    with pytest.raises(RecordError, match=told):
        reward(said, label, 3, judge=lexical)


def test_a_label_may_be_an_object():
    assert outcome("Yes", SimpleNamespace(type="yes_no", value=True)) == "TP"


FINE = [
    "Yes",
    r"\boxed{2}",
    SENTENCE,
    "She is a nurse.",
    "0171 555 0000",
    "No, no.",
    "Person 1 is not the speaker. Person 2 is not the speaker. Person 3 is not the speaker. It "
    "is the last.",
    "The picture shows a man with a green scarf before a lake, while the recording is of a "
    "woman who speaks slowly and sounds tired; the notes say that she came back from a night at "
    "the hospital where she works. So it is the second person, and the scarf is what the third "
    "one wears.",
]


NONSENSE = {
    "": "nothing",
    " \n": "nothing",
    "...?!": "nothing",
    "aaaaaaaaaaaa": "diversity",
    "ha ha ha ha ha": "diversity",
    "well well well well": "same word",
    "the red coat " * 8: "4-grams",
    "He bakes and sells bread. " * 2: "sentences",
    "I see a hat. I see a hat. Or so. I see a hat.": "sentences",
    "No. Well. No. I see a hat. No. I see a hat. Well. I see a hat.": "sentences",
    "She is a nurse and here is why: " + "abcabc" * 20: "diversity",
}


@pytest.mark.parametrize("text", FINE)
def test_plain_answers_are_no_nonsense(text):
    assert rewards.degenerate(text) is None


@pytest.mark.parametrize(("text", "why"), NONSENSE.items())
@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_nonsense_is_worth_nothing_whatever_it_says(text, why, scheme):
    assert why in rewards.degenerate(text)
    for label in LABELS:
        given_ = reward(text, label, 3, scheme=scheme, judge=lambda gold, prediction: True)
        assert (given_.value, given_.outcome) == (0.0, "degenerate") and why in given_.why


@given(
    st.sampled_from(["yes", "red coat", "she is a nurse at night", r"\boxed{1}"]),
    st.integers(12, 40),
)
def test_saying_it_over_and_over_is_worth_nothing(text, times):
    assert rewards.degenerate(f"{text} " * times)


def test_the_published_schemes():
    every = ("TP", "TN", "FP", "FN", "wrong", "unparsed", "degenerate")
    assert [BINARY.worth(each) for each in every] == [1, 1, 0, 0, 0, 0, 0]
    assert [ASYMMETRIC.worth(each) for each in every] == [1, 1, -0.5, -0.5, 0, 0, 0]


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_what_cannot_be_read_is_worth_nothing_and_a_right_answer_one(scheme):
    for label, right in ((YES, "Yes"), (NOBODY, r"\boxed{4}"), (FIRST, r"\boxed{1}")):
        assert reward("It is her, perhaps.", label, 3, scheme=scheme).value == 0
        assert reward(right, label, 3, scheme=scheme).value == 1
    assert reward(r"\boxed{2}", FIRST, 3, scheme=scheme).value == scheme.wrong


def test_declining_what_is_there_costs_more_and_more_and_never_less_than_trying():
    prices = [WEIGHTED.at(step / 100).fn for step in range(101)]
    assert prices == sorted(prices, reverse=True) and prices[0] > prices[-1]
    assert prices[50] == prices[-1] == pytest.approx(WEIGHTED.fn_end)
    assert all(0 < price < WEIGHTED.wrong < WEIGHTED.tp for price in prices)


def test_the_table_of_when_answering_pays_is_that_of_the_numbers():
    text = Path(rewards.__file__).read_text(encoding="utf-8")
    rows = re.findall(
        r"^    (0\.\d\d) +(0\.\d\d) +(0\.\d\d) +(0\.\d\d) +(0\.\d\d)$", text, re.MULTILINE
    )
    assert len(rows) == 4
    for right, *told in ([float(cell) for cell in row] for row in rows):
        for scheme, says in zip(
            (BINARY, ASYMMETRIC, WEIGHTED.at(0), WEIGHTED.at(1)), told, strict=True
        ):
            unanswerable = scheme.tn - scheme.fp
            answerable = right * scheme.tp + (1 - right) * scheme.wrong - scheme.fn
            assert unanswerable / (unanswerable + answerable) == pytest.approx(says, abs=0.0051)


worth = st.floats(-2, 2, allow_nan=False)


@given(
    st.builds(dict, tp=worth, tn=worth, fp=worth, fn=worth, wrong=worth, fn_end=st.none() | worth),
    st.floats(0, 1),
)
def test_a_scheme_is_refused_or_being_right_is_worth_most(numbers, progress):
    try:
        scheme = Scheme("mine", **numbers)
    except BadInput:
        ends = [
            numbers["fn"],
            numbers["wrong"],
            0.0,
            *([] if numbers["fn_end"] is None else [numbers["fn_end"]]),
        ]
        assert numbers["tp"] <= max(ends) or numbers["tn"] <= max(numbers["fp"], 0.0)
        return
    now, (least, most) = scheme.at(progress), scheme.range
    for label, right in (
        (YES, "Yes"),
        (NO, "No"),
        (FIRST, r"\boxed{1}"),
        (NOBODY, r"\boxed{4}"),
        (ABSENT, SENTENCE),
    ):
        best = reward(right, label, 3, scheme=now)
        assert best.outcome in ("TP", "TN")
        for said in (
            "Yes",
            "No",
            r"\boxed{1}",
            r"\boxed{2}",
            r"\boxed{4}",
            "Perhaps.",
            SENTENCE,
            "",
            "ha " * 9,
        ):
            other = reward(said, label, 3, scheme=now)
            assert least - 1e-9 <= other.value <= most + 1e-9
            assert other.outcome == best.outcome or other.value < best.value


@given(
    st.sampled_from(
        [
            "yes.",
            "no, not her",
            r"\boxed{1}",
            r"so \boxed{4}",
            SENTENCE,
            "a red coat",
            "a hat",
            "ha " * 9,
        ]
    ),
    st.sampled_from(LABELS),
    st.text(" \t\n", max_size=4),
    st.text(" \t\n", max_size=4),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_white_space_around_and_letter_case_change_nothing(said, label, before, after, cased):
    assert reward(before + cased(said) + after, label, 3, judge=lexical) == reward(
        said, label, 3, judge=lexical
    )


def test_a_scheme_by_name_takes_numbers_and_refuses_names_it_does_not_know():
    assert rewards.scheme("weighted", fn_end=0.1).fn_end == 0.1
    with pytest.raises(BadInput, match="binary, asymmetric, weighted"):
        rewards.scheme("ternary")
    with pytest.raises(BadInput, match="'tpp'"):
        rewards.scheme("binary", tpp=1)
