"""A run from end to end, and its later stages alone."""

import shutil
import threading

import pytest
from bench_items import GOLDS, Scripted, write_lines
from stage_fakes import NO, Recording, Referee, run

from persona_assistant.bench import (
    LexicalJudge,
    ModelRoute,
    Reply,
    judge_run,
    score_run,
)
from persona_assistant.errors import (
    BadInput,
    Cancelled,
    EngineCrashed,
)
from persona_assistant.pmg import Clip, Picture


def test_the_prompt_is_the_released_layout(items):
    engine = Recording()
    result = run(items, ModelRoute(engine))
    assert result.overall["TA"] == 100 and result.overall["1-FA"] == 0 and result.errors == 0
    by_group = {
        record["scenario"]: prompt for record, (prompt, _) in zip(items.records[:4], engine.prompts)
    }
    letters = {Picture: "i", Clip: "a", str: "t"}
    kinds = {
        name: "".join(letters[type(part)] for part in prompt.parts)
        for name, prompt in by_group.items()
    }
    assert kinds["visual_identity"] == "t" + "tiat" * 4 + "tit"
    assert kinds["voice_identity"] == "t" + "tiat" * 4 + "tat", "no query image in a voice query"
    assert kinds["same_modal_semantic"] == "t" + "tiat" * 4 + "tt"
    assert engine.prompts[0][1] == 256


def test_the_oracle_reaches_neither_prompt_nor_answerer(items):
    """Records that differ in nothing but oracle fields give the same prompts to the last byte."""
    first = Recording()
    run(items, ModelRoute(first))
    for record in items.records:
        record["target_concept_id"] = "concept_3"
        record["no_GT"] = False
        for index, context in enumerate(record["contexts"]):
            context["same_as_query_image_or_audio"] = index == 3
        record["answer_supervision"].update(
            answerable_from_context=True,
            gold_answer="ORACLE-WORDS",
            asked_subfield="ORACLE-FIELD",
            gt_concept_id_from_metadata="ORACLE-ID",
            support_mode="ORACLE-MODE",
            abstain_answer="ORACLE-NO",
        )
    write_lines(items.data, items.records)
    second = Recording()
    run(items, ModelRoute(second))
    assert [prompt.parts for prompt, _ in first.prompts] == [
        prompt.parts for prompt, _ in second.prompts
    ]
    assert "ORACLE" not in repr(second.prompts)
    answerer = Scripted()
    run(items, answerer)
    assert len(answerer.seen) == 8 and "ORACLE" not in repr(answerer.seen)


def test_the_judge_is_never_asked_about_unanswerable_items(items):
    referee = Referee()
    run(items, Scripted(default="some answer"), referee)
    assert referee.asked == [(GOLDS[0], "some answer")] * 1, (
        "equal answers to equal golds are asked about once"
    )
    referee = Referee()
    run(
        items,
        Scripted({record["augmented_id"]: f"answer {i}" for i, record in enumerate(items.records)}),
        referee,
    )
    assert [prediction for _, prediction in referee.asked] == [
        "answer 0",
        "answer 1",
        "answer 2",
        "answer 3",
    ]


def test_scores_groups_tasks_and_routing(items):
    answers = {
        "sample_0__aug_0": Reply(GOLDS[0], routed=0, outcome="matched"),
        "sample_0__aug_1": Reply("She keeps bees.", routed=1, outcome="matched"),
        "sample_0__aug_2": Reply(NO, routed=None, outcome="unknown"),
        "sample_0__aug_3": Reply(GOLDS[0], routed=0, outcome="matched"),
        "sample_1__aug_0": Reply(NO, routed=None, outcome="unknown"),
        "sample_1__aug_1": Reply("She keeps bees.", routed=1, outcome="matched"),
        "sample_1__aug_2": Reply(NO, routed=1, outcome="matched"),
        "sample_1__aug_3": Reply(NO, routed=1, outcome="matched"),
    }
    result = run(items, Scripted(answers))
    assert (result.n, result.errors, result.exit_code) == (8, 0, 0)
    assert (
        result.overall["Ans"] == 50 and result.overall["TA"] == 75 and result.overall["Cal"] == 62.5
    )
    assert result.overall["routing"] == 100 * 5 / 8 and result.overall["false_name"] == 25
    assert list(result.slices["group"]) == ["I2I", "A2A", "T2T", "T2Any"]
    assert [result.slices["group"][name]["Ans"] for name in result.slices["group"]] == [
        100,
        0,
        0,
        100,
    ]
    assert result.slices["task"]["visual_to_appearance"]["n"] == 2


def test_progress_of_both_stages(items):
    reported = []
    run(items, Scripted(default=NO), on_progress=reported.append)
    steps = [(step.stage, step.done, step.total) for step in reported]
    assert (
        steps[0] == ("answering", 0, 8)
        and ("answering", 8, 8) in steps
        and steps[-1] == ("judging", 4, 4)
    )
    answering = [step for step in reported if step.stage == "answering"]
    assert "Cal" not in answering[0].values and answering[-1].values["Cal"] == 50
    assert answering[-1].unit == "questions" and reported[-1].unit == "answers"


def test_scoring_and_judging_need_neither_model_nor_media_nor_data(items, tmp_path):
    out = tmp_path / "out"
    answers = {f"sample_0__aug_{i}": GOLDS[0] for i in range(2)}
    first = run(items, Scripted(answers, default=NO), out=out)
    shutil.rmtree(items.folder)
    again = score_run(out)
    assert (again.overall, again.intervals, again.slices) == (
        first.overall,
        first.intervals,
        first.slices,
    )
    referee = Referee()
    judged = judge_run(out, referee)
    assert len(referee.asked) == 2 and judged.judge == "referee", (
        "equal answers to equal golds are asked about once"
    )
    assert judged.agreement["n"] == 4 and judged.agreement["agree"] == 100
    assert score_run(out, judge=LexicalJudge()).judge == LexicalJudge.name
    assert score_run(out).judge == "referee", "a look through other eyes does not change who judged"


def test_scoring_half_a_run_says_what_is_missing(items, tmp_path):
    out = tmp_path / "out"
    run(items, Scripted({"sample_1__aug_2": EngineCrashed("gone")}, default=NO), out=out)
    (out / "verdicts.jsonl").unlink()
    scores = score_run(out)
    assert scores.incomplete and scores.n == 7 and scores.error_items[0]["id"] == "sample_1__aug_2"
    assert "not answered" in scores.error_items[0]["error"]


def test_a_folder_that_is_no_run_is_refused_and_left_alone(tmp_path):
    with pytest.raises(BadInput, match="not a folder of a bench run"):
        score_run(tmp_path)
    with pytest.raises(BadInput):
        judge_run(tmp_path / "nowhere", Referee())
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_keeps_what_was_answered(items, tmp_path):
    cancel = threading.Event()

    class Impatient(Scripted):
        def answer(self, prompt, cancelled=None):
            if len(self.asked) == 2:
                cancel.set()
                assert cancelled.wait(5), "who answers is told to stop"
            return super().answer(prompt, cancelled)

    with pytest.raises(Cancelled, match="2 of 8 answered") as stopped:
        run(items, Impatient(default=NO), out=tmp_path, cancel=cancel)
    assert stopped.value.fields == {"stage": "answered", "done": 2, "total": 8}
    assert stopped.value.code == "bench_cancelled" and stopped.value.exit_code == 130
    resumed = Scripted(default=NO)
    scores = run(items, resumed, out=tmp_path)
    assert scores.n == 8 and scores.reused == 2 and len(resumed.asked) == 6
