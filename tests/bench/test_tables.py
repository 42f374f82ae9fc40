import io
import re
from dataclasses import replace

import pytest
from published_rules import ABSTENTION_SENTENCE, TASKS
from rich.console import Console

from persona_assistant.bench.comparison import comparisons
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.run import Entry
from persona_assistant.bench.scoring import score
from persona_assistant.bench.suite import Case, Reply
from persona_assistant.bench.suites import find
from persona_assistant.bench.terminal.scores import render_scores, render_summary

SUITE = find("omni-persona")
OPTIONS = {"injection": "image", "turns": "10"}


@pytest.fixture
def scores():
    """All 18 tasks, each a sample of four answers: right; right in 8 tasks; abstaining;
    inventing."""
    entries, said, verdicts = [], {}, {}
    for group, tasks in TASKS.items():
        for number, task in enumerate(tasks):
            for at, text in enumerate(("a baker", "boats", ABSTENTION_SENTENCE, "bees")):
                facts = {"answerable": at < 3, "absent_persona": False, "target": 0}
                gold = "a baker" if at < 3 else ""
                case = Case(
                    f"{task} {at}",
                    f"{group} {number}",
                    {"group": group, "task": task},
                    "?",
                    gold,
                    at < 3,
                    facts,
                )
                entries.append(Entry(case, case.id))
                said[case.id] = Reply(text, at % 2, "matched")
                verdicts[case.id] = at == 0 or (at == 1 and number % 2 == 1)
    found = score(SUITE, entries, said, verdicts)
    found.judge, found.engine, found.route, found.wording = (
        LexicalJudge.name,
        "an engine",
        "model",
        "persona-assistant",
    )
    return found


def printed(scores, **more):
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    render_scores(scores, console, **more)
    return console.file.getvalue()


def words(text):
    return " ".join(text.split())


def test_scores_with_their_ranges_fit_80_characters(scores):
    text = printed(scores, tasks=True)
    assert "\n\n\n" not in text
    assert max(map(len, text.splitlines())) <= 80 and "\u2026" not in text
    head, low = text[text.index("\nall ") + 1 :].splitlines()[:2]
    n, ans = head.split()[1:3]
    assert (n, ans) == ("72", "48.1") and re.match(r"\s+\d+-\d+\s", low)
    assert (
        all(word in text for word in ("I2I", "T2Any", "Abs-P"))
        and text.count("\nsemantic to ") == 4
    )
    assert "semantic to" not in printed(scores), "tasks are shown on demand"


def test_scores_stand_beside_what_they_were_made_with(scores):
    scores.engine, scores.notes = "weird [bold]engine[/bold] \x1b[31m", ["nothing [red]here"]
    strata = {"voice_to_bio / answerable": [3, 31], "voice_to_bio / unanswerable": [2, 22]}
    scores.subset = {"items": 72, "of": 750, "seed": 7, "strata": strata}
    text = printed(scores)
    assert "voice to bio" in text and "3 of 31" in text and "2 of 22" in text
    assert (
        "weird [bold]engine[/bold]" in text and "\x1b" not in text and "nothing [red]here" in text
    )
    assert (
        LexicalJudge.name in text
        and "Route: model" in text
        and "Prompt wording: persona-assistant" in text
    )
    assert (
        "Subset: 72 of 750 items" in text
        and "72 of 72 items scored, from 18 source samples" in text
    )
    assert "INCOMPLETE" not in text


def test_the_error_table_counts_what_went_wrong(scores):
    text = printed(scores)
    rows = {line.split("  ")[0]: line.split() for line in text.splitlines()}
    assert rows["false abstentions"][-3:] == ["18", "54", "33.3"]
    assert rows["wrong answers"][-4:-1] == ["10", "54", "18.5"]
    assert (
        rows["hallucinations"][-4:-1] == ["18", "18", "100.0"]
        and rows["hallucinations"][-1] == "[82-100]"
    )


def test_wording_and_agreement(scores):
    scores.agreement = {
        "n": 54,
        "agree": 87.5,
        "kappa": 0.71,
        "both": 1,
        "neither": 2,
        "only_lexical": 12,
        "only_judge": 37,
    }
    scores.bertscore = "some-encoder/fp32/0123456789ab"
    scores.overall["BERTScore"] = 55.5
    for part in scores.by_verdict.values():
        part["BERTScore"] = 44.4
    text = printed(scores)
    lines = text.partition("Published")[0].splitlines()
    (right,) = [line for line in lines if line.startswith("judged correct ")]
    (wrong,) = [line for line in lines if line.startswith("judged wrong ")]
    assert (
        right.split()[2:4] == ["26", "69.2"]
        and wrong.split()[2:4] == ["28", "0.0"]
        and "44.4" in wrong
    )
    assert "some-encoder/fp32" in text and "0123456789ab" not in text
    assert "agrees on 87.5 in 100 of 54 answers (kappa 0.71)" in words(text)


def test_an_incomplete_run_says_so_with_its_errors(scores):
    scores.error_items = [{"id": f"item {at}", "error": "no such file"} for at in range(12)]
    text = printed(scores)
    assert "INCOMPLETE: 12 item(s)" in text and "Error: item 9: no such file" in text
    assert "item 10" not in text and "... and 2 more errors" in text


def test_published_rows_stand_apart_with_this_run_on_top_and_its_own_definition(scores):
    own, paper, release = printed(scores).split("Published (")
    assert "Gemma4" not in own and "Gemma4-E4B +RLVR" in paper and "Gemma4-E2B" not in paper
    assert "Gemma4-E2B " in printed(scores, tasks=True), "all rows are shown on demand"
    for part, cal in ((paper, scores.overall["Cal"]), (release, scores.overall["Cal_v2_2"])):
        lines = part.splitlines()
        assert lines.index(
            next(line for line in lines if line.startswith("this run"))
        ) < lines.index(next(line for line in lines if line.startswith("Qwen2.5-Omni-3B")))
        assert (
            next(line for line in lines if line.startswith("this run")).split()[3] == f"{cal:.1f}"
        )
    assert scores.overall["Cal"] != scores.overall["Cal_v2_2"]


def test_what_speaks_against_comparing_is_said(scores):
    text = words(printed(scores))
    assert (
        "NOT COMPARABLE with this run: a lexical judge, not a language model; 72 items, not 750"
        in text
    )
    scores.judge, scores.of = "LLM judge gpt", 750
    assert "Comparable with this run but for: prompt worded by persona-assistant." in words(
        printed(scores)
    )
    scores.wording = "release (data.py, sha256 0123)"
    assert "Comparable with this run." in words(printed(scores))
    for changed, said in (
        ({"route": "assistant"}, "decided by encoders"),
        ({"conditions": {"contexts": 2}}, "only 2 contexts"),
        ({"conditions": {"drop": ["image", "text"]}}, "without image, text"),
        ({"error_items": [{"id": "x", "error": "y"}]}, "1 item(s) in no score"),
        ({"subset": {"items": 9, "of": 750, "seed": 1}}, "a subset of 9 of 750 items"),
    ):
        for comparison in comparisons(SUITE, replace(scores, **changed)):
            assert any(said in reason for reason in comparison.against), said


def test_only_rows_under_this_runs_options_stand_beside_it(scores):
    suite = find("mmpb")
    scores = replace(
        scores, suite="mmpb", conditions={"options": OPTIONS}, overall={"n": 4, "Accuracy": 50.0}
    )
    (found,) = comparisons(suite, scores)
    assert found.definition == "image, 10 turns" and found.metrics == ("Accuracy",)
    assert {row["model"]: row["Accuracy"] for row in found.rows}["GPT-4o"] == 50.0
    assert not any("judge" in reason for reason in found.against), "MMPB asks none"


def test_a_run_without_any_score_is_shown_too(scores):
    empty = score(SUITE, [Entry(Case("a", "s", {}, "?"), None, "broken")], {}, {})
    assert "0 of 1 items scored" in printed(empty) and "Error: a: broken" in printed(empty)


def test_every_published_row_is_whole_and_has_a_source():
    rows = SUITE.published_results()
    assert len(rows) == 22
    for row in rows:
        assert (
            all(0 < row[name] < 100 for name in ("Ans", "Cal", "1-FA", "TA"))
            and "Omni-Persona" in row["source"]
        )
        assert row["measured"]["items"] == 750 and row["defined"]
    by_group = {row["model"]: row["slices"]["group"] for row in rows if "slices" in row}
    assert by_group["Gemma4-E4B +RLVR"]["A2A"] == {"Cal": 74.7} and len(by_group) == 3


# --- one screen


def screen(scores, **more) -> list[str]:
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    render_summary(scores, console, **more)
    return console.file.getvalue().splitlines()


FOOTER = ["Kept in: runs/first", "All numbers: persona-assistant bench score runs/first --tasks"]


def test_a_summary_is_one_screen_with_the_headline_table_and_what_comes_next(scores):
    lines = screen(scores, footer=FOOTER)
    assert len(lines) < 24 and max(map(len, lines)) <= 80
    assert lines[-2:] == FOOTER
    text = "\n".join(lines)
    assert "72 of 72 items scored" in text and "an engine" in text and LexicalJudge.name in text
    for name in ("all", *TASKS):
        assert any(line.startswith(f"{name} ") for line in lines), name
    assert "48.1" in text and "published" not in text.lower()


def test_a_summary_shows_notes_and_errors_as_far_as_they_fit(scores):
    scores.error_items = [{"id": f"item {at}", "error": "gone " * 20} for at in range(30)]
    scores.notes = ["A note that is never so important as an error."]
    scores.subset = {"items": 9, "of": 90, "seed": 1, "strata": {}}
    lines = screen(scores, footer=FOOTER)
    text = "\n".join(lines)
    assert len(lines) < 24 and lines[-2:] == FOOTER
    assert "INCOMPLETE: 30" in text and "Subset: 9 of 90" in text
    scores.error_items = scores.error_items[:1]
    scores.subset = None
    text = "\n".join(screen(scores))
    assert "Error: item 0: gone" in text


def test_a_summary_drops_intervals_and_then_parts_before_it_is_longer_than_a_screen(scores):
    for value in list(scores.slices["group"]):
        for copy in range(2):
            scores.slices["group"][f"{value} {copy}"] = scores.slices["group"][value]
    without_intervals = screen(scores)
    assert len(without_intervals) < 24 and any(
        line.startswith("I2I 1") for line in without_intervals
    )
    assert not any(re.match(r"\s+\d+-\d+\s", line) for line in without_intervals)
    for copy in range(30):
        scores.slices["group"][f"more {copy}"] = scores.slices["group"]["I2I"]
    lines = screen(scores)
    assert len(lines) < 24 and any(line.startswith("all ") for line in lines)
    assert not any(line.startswith("I2I") for line in lines)
