"""The code follows the published rules to the letter: see `published_rules`."""

from __future__ import annotations

import json

import published_rules as rules
import pytest
from bench_items import GOLDS, Scripted, make_record, run, write_lines
from stage_fakes import Referee

from persona_assistant.bench import export_for_release, score_run
from persona_assistant.bench.judges import QUESTION, JudgePrompt
from persona_assistant.bench.mmpb.metrics import parse_choice, parse_yes_no
from persona_assistant.bench.mmpb.suite import MMPB
from persona_assistant.bench.omni_persona.metrics import count, metrics
from persona_assistant.bench.omni_persona.records import parse_record, read_records
from persona_assistant.bench.omni_persona.suite import OmniPersona
from persona_assistant.bench.suite import Case, Reply, Row


@pytest.mark.parametrize("marker", rules.ABSTENTION_MARKERS)
def test_every_published_marker_makes_an_abstention(marker):
    for text in (marker, f"Well, {marker} it.", marker.upper(), marker.replace(" ", " \n ")):
        assert Reply(text).abstained, text


@pytest.mark.parametrize("marker", rules.ABSTENTION_MARKERS)
def test_no_marker_works_without_its_last_word(marker):
    """Only whole markers count, and none is the beginning of a shorter one."""
    shorter = marker.rsplit(" ", 1)[0]
    assert Reply(shorter).abstained == any(
        other in shorter for other in rules.ABSTENTION_MARKERS if other != marker
    )


@pytest.mark.parametrize(
    "answer",
    ["She could not tell.", "I am not sure.", "Unknown", "No.", "She repairs clocks.", "", "   "],
)
def test_other_words_are_answers(answer):
    assert not Reply(answer).abstained


def test_the_canonical_sentence_abstains():
    assert Reply(rules.ABSTENTION_SENTENCE).abstained


def test_groups_and_tasks_are_the_published_ones(tmp_path):
    suite = OmniPersona()
    assert suite.slices["group"] == tuple(rules.GROUPS.values())
    assert suite.slices["task"] == tuple(task for group in rules.TASKS.values() for task in group)
    for scenario, group in rules.GROUPS.items():
        for number, task in enumerate(rules.TASKS[group]):
            record = make_record(0, number, group, task=task) | {"scenario": scenario}
            assert suite.case(parse_record(record)).labels == {"group": group, "task": task}


@pytest.mark.parametrize(("contexts", "readable"), [(2, False), (3, True), (4, True), (5, False)])
def test_records_have_three_or_four_contexts(tmp_path, contexts, readable):
    record = make_record(0, 0, "I2I", contexts=4)
    record["contexts"] = [
        {**record["contexts"][at % 4], "concept_id": f"concept_{at}"} for at in range(contexts)
    ]
    records = read_records(write_lines(tmp_path / "items.jsonl", [record]))
    assert bool(records.items) == readable


def test_avg_is_the_mean_of_the_nine_metrics_of_the_paper():
    facts = {"answerable": True, "absent_persona": False, "target": 0}
    yes = Row(Case("a", "a", {}, "?", "old clocks", True, facts), Reply("old bells"), True)
    no = Row(
        Case("b", "b", {}, "?", "", False, facts | {"answerable": False}),
        Reply(rules.ABSTENTION_SENTENCE),
    )
    counts = [count(row) for row in (yes, yes, no)]
    result = metrics(
        {name: sum(each[name] for each in counts) for name in counts[0]} | {"bertscore": 0.7}
    )
    assert result["Avg"] == pytest.approx(sum(result[name] for name in rules.MEAN_OF_NINE) / 9)


def test_verdicts_are_one_word_each():
    assert "CORRECT or INCORRECT" in QUESTION
    own = JudgePrompt()
    assert own.parse_verdict("CORRECT") is True and own.parse_verdict("INCORRECT") is False
    assert own.parse_verdict("WRONG") is None and own.parse_verdict("yes") is None


# --- MMPB


def test_mmpb_has_the_published_attributes_and_tasks():
    suite = MMPB()
    assert suite.slices["attribute"] == rules.MMPB_ATTRIBUTES
    assert suite.slices["l2-category"] == tuple(rules.MMPB_TASKS)
    assert suite.slices["task"] == tuple(rules.MMPB_TASKS.values())


@pytest.mark.parametrize(
    ("words", "answer"), [(rules.MMPB_YES, "Yes"), (rules.MMPB_NO, "No")], ids=["yes", "no"]
)
def test_mmpb_reads_the_first_word(words, answer):
    for word in words:
        for text in (word, word.upper(), f"{word}.", f"{word}, whatever"):
            assert parse_yes_no(text) == answer, text


# --- a blank reply


@pytest.mark.parametrize("blank", ["", " ", "\n", " \n\t "])
def test_a_blank_reply_is_wrong_everywhere(items, blank):
    """It answers nothing and does not abstain: an error of both kinds, never a right answer."""
    scores = run(items.data, Scripted(default=blank))
    assert scores.errors == 0
    assert (scores.overall["Ans"], scores.overall["TA"], scores.overall["Cal"]) == (0, 0, 0)
    assert scores.overall["1-FA"] == 100
    assert (scores.overall["wrong_answers"], scores.overall["hallucinations"]) == (4, 4)
    assert parse_yes_no(blank) is None
    assert parse_choice(blank, {"A": "x", "B": GOLDS[0]}) is None
    unparsed = Row(Case("1", "s", {}, "?", "Yes", facts={"options": {}}), Reply(blank))
    assert MMPB().count(unparsed) == {"n": 1, "right": False, "unparsed": True}


def test_a_blank_reply_stays_wrong_when_a_run_is_scored_again(items, tmp_path):
    """The log of verdicts has no line for it: no judge is asked about nothing."""
    referee = Referee()
    out = tmp_path / "out"
    run(items.data, Scripted(default=" \n"), referee, out=out)
    again = score_run(out)
    assert referee.asked == [] and again.judge == "referee"
    assert again.errors == 0 and again.n == 8 and again.overall["Ans"] == 0
    export_for_release(out, tmp_path / "release")
    results = (tmp_path / "release" / "judge_results.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in results.splitlines()]
    assert {(row["judge_verdict"], row["correct"], row["abstained"]) for row in rows} == {
        ("WRONG", False, False)
    }
    assert len(rows) == 8
