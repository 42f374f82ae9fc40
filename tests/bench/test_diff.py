"""Two runs compared: known answers, symmetry, and what must not be compared."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from published_rules import ABSTENTION_SENTENCE
from rich.console import Console
from run_folders import Quiz, quiz_case, quiz_run, write_run

from persona_assistant.bench.diff import Diff, compare
from persona_assistant.bench.outcome import outcome_of
from persona_assistant.bench.paired_tests import binomial_p
from persona_assistant.bench.suite import Reply, Row
from persona_assistant.bench.terminal.diff import render_diff
from persona_assistant.errors import BadInput

QUIZ = Quiz()


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        (0, 0, 1.0),
        (0, 1, 1.0),
        (0, 5, 2 / 32),
        (1, 5, 2 * (1 + 6) / 64),
        (8, 1, 2 * (1 + 9) / 512),
        (3, 3, 1.0),
    ],
)
def test_mcnemar_is_the_exact_binomial_worked_out_by_hand(one, other, p):
    assert binomial_p(one, other) == p == binomial_p(other, one)


def test_mcnemar_holds_for_more_flips_than_floats_can_count():
    by_normal = math.erfc((200 - 1) / math.sqrt(2 * 2000))
    assert binomial_p(900, 1100) == pytest.approx(by_normal, rel=0.03)
    assert 0 < binomial_p(0, 1000) < 1e-300


def test_who_got_what_right_and_what_flipped(tmp_path):
    a = quiz_run(tmp_path / "a", {0: True, 1: True, 2: False, 3: False, 4: True})
    b = quiz_run(tmp_path / "b", {0: True, 1: False, 2: True, 3: False, 4: False})
    found = compare(a, b, suite=QUIZ)
    test = found.mcnemar
    assert (test.both, test.only_a, test.only_b, test.neither) == (1, 2, 1, 1)
    assert test.p == 1.0
    assert [flip.id for flip in found.flips] == ["q1", "q2", "q4"]
    first = found.flips[0]
    assert (first.question, first.gold, first.a, first.b) == ("Question 1?", "yes", "yes", "oh no")
    assert (first.outcome_a, first.outcome_b) == ("right", "wrong")


def test_differences_and_intervals_of_a_case_worked_out_by_hand(tmp_path):
    # Ten samples of one item; b gets two more right than a, in different samples, and loses none.
    a = quiz_run(tmp_path / "a", {at: at < 5 for at in range(10)})
    b = quiz_run(tmp_path / "b", {at: at < 7 for at in range(10)})
    change = compare(a, b, suite=QUIZ, resamples=20_000).metrics["accuracy"]
    assert (change.a, change.b) == (50.0, 70.0)
    assert change.difference == 20.0
    # 10 x the difference is binomial(10, 0.2): 2.5 % and 97.5 % of it are 0 and 5 ...
    assert change.interval == (0.0, 50.0)
    # Of the four ways to exchange the two samples that differ, two give a difference as large.
    assert change.p == 0.5 == binomial_p(0, 2)


def test_all_items_of_a_sample_count(tmp_path):
    # As above, and every sample has a second question, which both get right.
    seconds = dict.fromkeys(range(1, 20, 2), True)
    a = quiz_run(tmp_path / "a", {at: at < 10 for at in range(0, 20, 2)} | seconds, per_sample=2)
    b = quiz_run(tmp_path / "b", {at: at < 14 for at in range(0, 20, 2)} | seconds, per_sample=2)
    change = compare(a, b, suite=QUIZ, resamples=20_000).metrics["accuracy"]
    assert (change.difference, change.interval, change.p) == (10.0, (0.0, 25.0), 0.5)


def test_p_is_mcnemars_where_every_sample_is_one_item(tmp_path):
    right_a = {at: at % 2 == 0 for at in range(60)}
    right_b = right_a | dict.fromkeys(range(1, 22, 2), True) | {0: False, 2: False}
    a, b = quiz_run(tmp_path / "a", right_a), quiz_run(tmp_path / "b", right_b)
    found = compare(a, b, suite=QUIZ, resamples=20_000)
    assert (found.mcnemar.only_a, found.mcnemar.only_b) == (2, 11)
    assert found.metrics["accuracy"].p == pytest.approx(found.mcnemar.p, abs=0.005)
    assert found.mcnemar.p == 2 * (1 + 13 + 78) / 2**13


def test_p_is_never_zero_and_exact_for_up_to_twelve_samples(tmp_path):
    """b gets every item right that a gets wrong. Only exchanging none or all gives so much; among
    random exchanges the measured one counts as well."""
    for samples, p in ((12, 2 / 2**12), (40, 1 / 4001)):
        a = quiz_run(tmp_path / f"a{samples}", dict.fromkeys(range(samples), False))
        b = quiz_run(tmp_path / f"b{samples}", dict.fromkeys(range(samples), True))
        assert compare(a, b, suite=QUIZ).metrics["accuracy"].p == p


def test_one_sample_tells_nothing_of_how_samples_differ(tmp_path):
    a = quiz_run(tmp_path / "a", {0: True, 1: True}, per_sample=2)
    b = quiz_run(tmp_path / "b", {0: False, 1: False}, per_sample=2)
    change = compare(a, b, suite=QUIZ).metrics["accuracy"]
    assert (change.difference, change.interval, change.p) == (-100.0, None, None)


def test_samples_are_resampled_whole(tmp_path):
    """The same differences, in fewer and larger samples, are less sure."""
    right_a = {at: at >= 20 for at in range(40)}
    right_b = dict.fromkeys(range(40), True)
    widths = []
    for per_sample in (1, 10):
        a = quiz_run(tmp_path / f"a{per_sample}", right_a, per_sample=per_sample)
        b = quiz_run(tmp_path / f"b{per_sample}", right_b, per_sample=per_sample)
        found = compare(a, b, suite=QUIZ)
        low, high = found.metrics["accuracy"].interval
        widths.append(high - low)
        assert found.samples == 40 / per_sample
    assert widths[1] > 2.5 * widths[0]


def test_pairing_is_what_makes_it_sharp(tmp_path):
    """Nine of ten samples agree item by item: the interval is that of the one that does not."""
    rng = np.random.default_rng(0)
    hard = {at: bool(rng.integers(2)) for at in range(200)}
    a = quiz_run(tmp_path / "a", hard)
    b = quiz_run(tmp_path / "b", hard | {0: not hard[0]})
    low, high = compare(a, b, suite=QUIZ).metrics["accuracy"].interval
    assert high - low <= 1.5


def test_the_other_way_round_changes_signs_and_nothing_else(tmp_path):
    rng = np.random.default_rng(1)
    rights = [{at: bool(rng.integers(2)) for at in range(30)} for _ in "ab"]
    a, b = (
        quiz_run(tmp_path / name, right, per_sample=3, topics=("birds", "boats"))
        for name, right in zip("ab", rights)
    )
    there, back = compare(a, b, suite=QUIZ), compare(b, a, suite=QUIZ)
    for metric, change in there.metrics.items():
        other = back.metrics[metric]
        assert (change.a, change.b, change.difference) == (other.b, other.a, -other.difference)
        assert change.interval == pytest.approx((-other.interval[1], -other.interval[0]))
        assert change.p == other.p
    assert there.mcnemar.p == back.mcnemar.p
    assert there.mcnemar.only_a == back.mcnemar.only_b
    assert [flip.id for flip in there.flips] == [flip.id for flip in back.flips]
    boats, others = (found.slices["topic"]["boats"] for found in (there, back))
    assert boats["n"] == others["n"] == 15
    assert boats["metrics"]["accuracy"].difference == -others["metrics"]["accuracy"].difference
    assert compare(a, b, suite=QUIZ) == there, "the same question has the same answer"


@pytest.mark.parametrize(("share", "expected"), [(0, "wrong"), (50, "wrong"), (100, "right")])
def test_an_item_is_right_only_with_the_whole_headline_metric(share, expected):
    class Graded(Quiz):
        def metrics(self, counts):
            return {"accuracy": share}

    assert outcome_of(Graded(), Row(quiz_case(0, 0), Reply("half of it"))) == expected


def test_a_run_and_itself_do_not_differ(tmp_path):
    right = {at: at % 3 == 0 for at in range(12)}
    a, b = quiz_run(tmp_path / "a", right), quiz_run(tmp_path / "b", right)
    found = compare(a, b, suite=QUIZ)
    assert found.conditions == [] and found.flips == []
    assert found.mcnemar.p == 1.0
    for change in found.metrics.values():
        assert (change.difference, change.interval, change.p) == (0.0, (0.0, 0.0), 1.0)
    assert "Nothing that was recorded differs" in shown(found)


def test_the_same_difference_everywhere_has_no_interval_and_is_not_certain(tmp_path):
    a = quiz_run(tmp_path / "a", dict.fromkeys(range(3), False))
    b = quiz_run(tmp_path / "b", dict.fromkeys(range(3), True))
    change = compare(a, b, suite=QUIZ).metrics["accuracy"]
    assert (change.difference, change.interval, change.p) == (100.0, None, 0.25)


def test_items_that_only_one_answered_are_counted_and_left_out(tmp_path):
    a = quiz_run(tmp_path / "a", {0: True, 1: True, 2: True})
    b = quiz_run(tmp_path / "b", {1: False, 2: True, 3: True, 4: True})
    found = compare(a, b, suite=QUIZ)
    assert (found.n, found.only_a, found.only_b, found.changed) == (2, 1, 2, 0)
    assert found.metrics["accuracy"].difference == -50.0
    assert "1 answered by A alone" in shown(found) and "2 answered by B alone" in shown(found)


def test_the_same_id_over_another_question_is_another_item(tmp_path):
    a = quiz_run(tmp_path / "a", {0: True, 1: True})
    cases = [quiz_case(0, 0), replace(quiz_case(1, 1), question="What else?")]
    b = write_run(tmp_path / "b", cases, {"q0": Reply("yes"), "q1": Reply("no")}, scores={})
    found = compare(a, b, suite=QUIZ)
    assert (found.n, found.changed, found.metrics["accuracy"].difference) == (1, 1, 0.0)


def test_what_was_not_judged_is_in_no_comparison(tmp_path):
    cases = [quiz_case(at, at, judged=True, facts={"answerable": True}) for at in range(2)]
    yes = {"q0": Reply("yes"), "q1": Reply("oh yes")}
    no = {"q0": Reply("no"), "q1": Reply("oh no")}
    a = write_run(tmp_path / "a", cases, yes, verdicts={"q0": True, "q1": True}, scores={})
    b = write_run(tmp_path / "b", cases, no, verdicts={"q0": False}, scores={})
    found = compare(a, b, suite=QUIZ)
    assert (found.n, found.only_a) == (1, 1)
    assert [flip.id for flip in found.flips] == ["q0"]


def test_it_says_what_was_asked_differently(tmp_path):
    def about(sha, drop):
        return {"run": {"suite": "quiz", "data": {"sha256": sha}, "conditions": {"drop": drop}}}

    a = quiz_run(tmp_path / "a", {0: True}, about=about("1" * 64, []))
    others = {"engine": "engine-b", "route": "assistant"}
    b = quiz_run(tmp_path / "b", {0: True}, about=about("2" * 64, ["image"]), scores=others)
    found = compare(a, b, suite=QUIZ)
    assert {one["what"]: (one["a"], one["b"]) for one in found.conditions} == {
        "engine": ("engine-a", "engine-b"),
        "route": ("model", "assistant"),
        "data sha256": ("1" * 64, "2" * 64),
        "drop": ([], ["image"]),
    }
    page = shown(found)
    assert "engine: engine-a -> engine-b" in page and "drop: none -> image" in page


def test_abstaining_is_right_only_where_nothing_can_be_answered(tmp_path):
    """Two runs of Omni-Persona, in the words of its error analysis."""
    facts = {"absent_persona": False, "target": 0}
    cases = []
    for at in range(6):
        known = {
            "judged": at < 3,
            "facts": {"answerable": at < 3, **facts},
            "labels": {"group": "I2I"},
        }
        cases.append(replace(quiz_case(at, at), **known))
    answers = {case.id: Reply(f"It is so, {case.id}.") for case in cases}
    abstains = {case.id: Reply(f"{ABSTENTION_SENTENCE} {case.id}") for case in cases}
    kind = {"suite": "omni-persona", "scores": {}}
    a = write_run(
        tmp_path / "a", cases, answers, verdicts={"q0": True, "q1": False, "q2": True}, **kind
    )
    b = write_run(
        tmp_path / "b", cases, abstains, verdicts={"q0": False, "q1": False, "q2": True}, **kind
    )
    found = compare(a, b)
    assert {flip.id: (flip.outcome_a, flip.outcome_b) for flip in found.flips} == {
        "q0": ("right", "false abstention"),
        "q2": ("right", "false abstention"),
        "q3": ("hallucination", "right"),
        "q4": ("hallucination", "right"),
        "q5": ("hallucination", "right"),
    }
    assert found.metrics["1-FA"].difference == -100.0 and found.metrics["TA"].difference == 100.0
    assert found.metrics["routing"].difference is None, "neither decides whom a question is about"
    assert found.slices["group"]["I2I"]["metrics"]["Cal"].difference == pytest.approx(100 / 3)
    assert found.slices["task"] == {}


@pytest.mark.parametrize(
    ("scores", "right", "says"),
    [
        ({"suite": "other"}, {0: True}, "give two runs of one benchmark"),
        ({}, {7: True}, "no item in common"),
        (None, {0: True}, "not scored yet; score it first"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path, scores, right, says):
    a = quiz_run(tmp_path / "a", {0: True})
    b = quiz_run(tmp_path / "b", right, scores=scores)
    with pytest.raises(BadInput, match=says):
        compare(a, b, suite=QUIZ)


def test_it_is_read_in_a_narrow_terminal_and_by_programs(tmp_path):
    long = "A long answer\nwith \x1b[31mcolour and [bold]marks[/bold], " + "going on " * 30
    topics = ("a topic with quite a long name indeed", "birds")
    cases = [quiz_case(at, at, topics[at % 2]) for at in range(20)]
    a = write_run(tmp_path / "a", cases, {case.id: Reply(long) for case in cases}, scores={})
    b = write_run(tmp_path / "b", cases, {case.id: Reply("yes") for case in cases}, scores={})
    found = compare(a, b, suite=QUIZ)
    page = shown(found)
    assert max(map(len, page.splitlines())) <= 80
    assert "\x1b" not in page and "[bold]marks[/bold]" in page
    assert "+100.0" in page and "accuracy" in page and "exact: p < 0.001" in page
    again = json.loads(json.dumps(found.to_json()))
    assert again["metrics"]["accuracy"]["difference"] == 100.0
    assert again["slices"]["topic"]["birds"]["n"] == 10
    assert len(again["flips"]) == 20 and again["flips"][0]["b"] == "yes"


def shown(found: Diff) -> str:
    out = io.StringIO()
    render_diff(found, Console(file=out, width=100))
    return out.getvalue()
