import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from bench_items import GOLDS, Scripted, make_record, write_lines, write_media
from bench_items import run as run_file

from persona_assistant import abstention, media
from persona_assistant.bench import (
    Conditions,
    LexicalJudge,
    ModelRoute,
    Reply,
    judge_run,
    score_run,
)
from persona_assistant.bench.answering import MAX_CONSECUTIVE_FAILURES
from persona_assistant.bench.plan import parse_shard
from persona_assistant.errors import (
    BadInput,
    Cancelled,
    EndpointError,
    EngineCrashed,
    EngineMissing,
    JudgeError,
)
from persona_assistant.pmg import Clip, Picture
from persona_assistant.prompt import Wording
from tests.support.fakes import ScriptedEngine

NO = abstention.SENTENCE


class Recording(ScriptedEngine):
    """An engine that keeps what it was given and abstains."""

    name = "recording"

    def __init__(self):
        self.prompts = []

    def pieces(self, prompt, options, cancel):
        self.prompts.append((prompt, options.max_tokens))
        yield "I cannot determine "
        yield "that from the provided context."


class Referee:
    """A judge that keeps what it was asked, with scripted trouble."""

    name, fingerprint, concurrency = "referee", "1", 1

    def __init__(self, trouble=None):
        self.asked, self.trouble = [], trouble or {}

    def check(self):
        if "check" in self.trouble:
            raise self.trouble["check"]

    def judge(self, gold, prediction, cancel=None):
        self.asked.append((gold, prediction))
        if prediction in self.trouble:
            raise self.trouble[prediction]
        return gold == prediction

    def close(self):
        pass


def run(items, answerer, judge=None, **options):
    return run_file(items.data, answerer, judge, **options)


# --- what reaches whom
# -----------------------------------------------------------------------------


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
            answerable_from_context=True, gold_answer="ORACLE-WORDS", asked_subfield="ORACLE-FIELD",
            gt_concept_id_from_metadata="ORACLE-ID", support_mode="ORACLE-MODE", abstain_answer="ORACLE-NO",
        )  # fmt: skip
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


# --- what goes wrong
# ---------------------------------------------------------------------------------


def test_missing_media_are_reported_item_by_item_and_never_skipped(items, tmp_path):
    shutil.rmtree(items.folder / "assets" / "lsd" / "sample_1")
    (items.folder / "assets" / "lsd" / "sample_0" / "query.wav").unlink()
    result = run(items, Scripted(default=NO), out=tmp_path / "out")
    assert result.n == 3 and result.errors == 5 and result.incomplete and result.exit_code != 0
    errors = {entry["id"]: entry["error"] for entry in result.error_items}
    assert "assets/lsd/sample_0/query.wav" in errors["sample_0__aug_1"]
    assert all("no media present" in errors[f"sample_1__aug_{i}"] for i in range(4))
    card = json.loads((tmp_path / "out" / "card.json").read_text())
    assert card["missing_media"]["count"] == len(card["missing_media"]["files"]) == 11
    assert "assets/lsd/sample_1/query.png" in card["missing_media"]["files"]


def test_no_media_at_all_is_also_said_once(items, tmp_path):
    result = run(items, Scripted(), assets=tmp_path / "elsewhere")
    assert result.n == 0 and result.errors == 8 and result.overall["Ans"] is None
    (note,) = result.notes
    assert "20 pictures and clips" in note


@pytest.mark.parametrize("where", [".", "assets"])
def test_assets_are_found_from_the_folder_above_or_from_assets_itself(items, tmp_path, where):
    moved = write_lines(tmp_path / "moved.jsonl", items.records)
    result = run_file(moved, Scripted(), assets=items.folder / where)
    assert result.errors == 0 and result.n == 8


def test_paths_without_the_assets_prefix_are_found(items):
    for record in items.records:
        for place in (record["query_assets"], *record["contexts"]):
            for name in ("image", "audio"):
                place[name] = place[name] and place[name].removeprefix("assets/")
    write_lines(items.data, items.records)
    assert run(items, Scripted()).errors == 0


def test_damaged_and_stub_media_are_errors_of_their_items_without_local_folders(items):
    home = items.folder / "assets" / "lsd"
    (home / "sample_0" / "concept_1.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    (home / "sample_1" / "concept_1.wav").write_bytes(
        b"version https://git-lfs.github.com/spec/v1\n"
    )
    result = run(items, Scripted())
    errors = [entry["error"] for entry in result.error_items]
    assert result.errors == 8 and result.n == 0
    assert "sample_0/concept_1.png" in errors[0] and "git lfs pull" in errors[-1]
    assert str(items.folder) not in " ".join(errors)


def test_malformed_records_are_counted_and_the_rest_is_run(items):
    items.records[2]["no_GT"] = "maybe"
    write_lines(items.data, [*items.records, items.records[2]])
    result = run(items, Scripted())
    assert result.n == 7 and result.exit_code != 0 and result.incomplete
    assert [error["id"] for error in result.error_items] == [
        "sample_0__aug_2",
        "sample_0__aug_2 #2",
    ]
    assert result.errors == 2
    assert (
        "line 3: no_GT" in result.error_items[0]["error"]
        and "line 9" in result.error_items[1]["error"]
    )


def test_one_failed_answer_is_that_items_error(items, tmp_path):
    answerer = Scripted({"sample_0__aug_1": EngineCrashed("The engine died: run it again.")})
    result = run(items, answerer, out=tmp_path)
    assert result.error_items == [
        {"id": "sample_0__aug_1", "error": "The engine died: run it again."}
    ]
    assert result.n == 7
    again = Scripted()
    assert run(items, again, out=tmp_path).errors == 0
    assert again.asked == ["sample_0__aug_1"], "errors are not remembered, answers are"


def test_an_engine_that_stops_working_is_not_asked_for_ever(items):
    ids = [record["augmented_id"] for record in items.records]
    answerer = Scripted({name: EngineCrashed("gone") for name in ids[1:]})
    result = run(items, answerer)
    assert (
        result.n == 1 and result.errors == 7 and len(answerer.seen) == 1 + MAX_CONSECUTIVE_FAILURES
    )
    with pytest.raises(EngineCrashed):
        run(items, Scripted({name: EngineCrashed("gone") for name in ids}))
    with pytest.raises(EngineMissing):
        run(items, Scripted({ids[0]: EngineMissing("no model")}))


def test_failures_here_and_there_do_not_count_as_an_engine_that_is_gone(items):
    ids = [record["augmented_id"] for record in items.records]
    answerer = Scripted({name: EngineCrashed("hiccup") for name in ids if name != ids[3]})
    result = run(items, answerer)
    assert len(answerer.seen) == 8 and result.n == 1 and result.errors == 7


def test_answers_in_the_log_count_although_the_engine_is_gone(items, tmp_path):
    ids = [record["augmented_id"] for record in items.records]
    last = write_lines(tmp_path / "last.jsonl", items.records[-1:])
    run_file(last, Scripted(), assets=items.folder, out=tmp_path)
    result = run(items, Scripted({name: EngineCrashed("gone") for name in ids[1:]}), out=tmp_path)
    assert result.n == 2 and result.reused == 1


def test_a_judge_that_is_not_there_stops_the_run_before_the_first_item(items):
    answerer = Scripted()
    with pytest.raises(JudgeError):
        run(items, answerer, Referee({"check": JudgeError("no judge")}))
    assert answerer.seen == []


def test_judge_errors_are_counted_never_scored(items):
    answers = {f"sample_0__aug_{i}": f"answer {i}" for i in range(4)} | {
        "sample_0__aug_0": GOLDS[0]
    }
    result = run(items, Scripted(answers, default=NO), Referee({"answer 2": JudgeError("babble")}))
    assert result.errors == 1 and result.n == 7 and result.overall["answerable"] == 3
    assert result.overall["Ans"] == pytest.approx(100 / 3)
    referee = Referee({"answer 1": EndpointError("cable cut")})
    result = run(items, Scripted(answers, default=NO), referee)
    assert result.errors == 1 and "cable cut" in result.error_items[0]["error"]


def test_where_a_server_stands_is_in_no_score_and_no_card(items, tmp_path):
    trouble = EndpointError(
        "Cannot reach http://10.1.2.3:8000/v1 (refused). Does the server run there?"
    )
    scores = run(items, Scripted({"sample_0__aug_1": trouble}), out=tmp_path)
    (error,) = scores.error_items
    assert error["error"] == "Cannot reach the server (refused). Does the server run there?"
    assert "10.1.2.3" not in "".join(path.read_text() for path in tmp_path.glob("*.json"))


def test_an_empty_answer_is_wrong_without_asking(items):
    referee = Referee()
    result = run(items, Scripted(default=""), referee)
    assert referee.asked == [] and result.overall["Ans"] == 0 and result.overall["1-FA"] == 100


# --- the log
# -------------------------------------------------------------------------------------------


def test_the_same_run_again_answers_nothing_twice(items, tmp_path):
    first = run(items, Scripted(), Referee(), out=tmp_path)
    again, referee = Scripted(), Referee()
    second = run(items, again, referee, out=tmp_path)
    assert again.seen == [] and referee.asked == [] and second.reused == 8
    assert second.overall == first.overall


@pytest.mark.parametrize(
    "other",
    [
        {"identity": {"model": "another"}},
        {"settings": {"image encoder": "classical-image/2"}},
    ],
)
def test_another_engine_or_setting_reuses_nothing(items, tmp_path, other):
    run(items, Scripted(), out=tmp_path)
    answerer = Scripted(**other)
    run(items, answerer, out=tmp_path)
    assert len(answerer.seen) == 8


@pytest.mark.parametrize(
    "other",
    [
        {"wording": Wording(instructions="Who is it?", source="test")},
        {"contexts": 2},
        {"drop": frozenset({"audio"})},
    ],
)
def test_other_conditions_reuse_nothing_and_leave_what_was_answered(items, tmp_path, other):
    first = run(items, Scripted(default=NO), out=tmp_path)
    answerer = Scripted()
    run(items, answerer, out=tmp_path, conditions=Conditions(**other))
    assert len(answerer.seen) == 8
    back = Scripted()
    assert run(items, back, out=tmp_path).overall == first.overall and back.seen == []


def test_a_changed_medium_or_record_is_answered_again(items, tmp_path):
    run(items, Scripted(), out=tmp_path)
    home = items.folder / "assets" / "lsd"
    shutil.copy(home / "sample_1" / "concept_0.png", home / "sample_0" / "concept_0.png")
    items.records[5]["query_text"] = "And now? (1/1)"
    write_lines(items.data, items.records)
    answerer = Scripted()
    run(items, answerer, out=tmp_path)
    assert answerer.asked == [f"sample_0__aug_{i}" for i in range(4)] + ["sample_1__aug_1"]


def test_a_torn_last_line_is_dropped_and_written_again(items, tmp_path):
    run(items, Scripted(), out=tmp_path)
    log = tmp_path / "answers.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])
    answerer = Scripted()
    assert run(items, answerer, out=tmp_path).reused == 7
    assert answerer.asked == ["sample_1__aug_3"]
    assert log.read_bytes() == whole


def test_every_answer_is_on_the_disk_before_the_next_is_asked_for(items, tmp_path, monkeypatch):
    events = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: events.append("disk") or fsync(file))

    class Noted(Scripted):
        def answer(self, prompt, cancel=None):
            events.append("asked")
            return super().answer(prompt, cancel)

    run(items, Noted(), out=tmp_path)
    begun = events.index("asked")
    assert events[begun : begun + 16] == ["asked", "disk"] * 8


def test_a_log_that_is_something_else_is_not_written_over(items, tmp_path):
    (tmp_path / "answers.jsonl").write_text("my diary\n")
    with pytest.raises(BadInput, match="answers.jsonl, line 1"):
        run(items, Scripted(), out=tmp_path)
    assert (tmp_path / "answers.jsonl").read_text() == "my diary\n"


CHILD = """
    import sys, time
    from pathlib import Path
    from bench_items import Scripted, asked_id, run

    data, out, diary = map(Path, sys.argv[1:])

    class Slow(Scripted):
        def answer(self, prompt, cancel=None):
            with diary.open("a") as file:
                file.write(asked_id(prompt) + "\\n")
            time.sleep(0.15)
            return super().answer(prompt, cancel)

    run(data, Slow(default="He repairs violins."), out=out)
    print("finished")
"""


def test_a_killed_run_resumes_where_it_was(items, tmp_path):
    diary, out = tmp_path / "diary", tmp_path / "out"
    here = Path(__file__).resolve()
    environment = {**os.environ, "PYTHONPATH": f"{here.parent}{os.pathsep}{here.parents[2]}"}
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(items.data), str(out), str(diary)]

    def started():
        return diary.read_text().split() if diary.exists() else []

    child = subprocess.Popen(command, env=environment)
    deadline = time.monotonic() + 15
    while len(started()) < 4 and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    torn = started()[-1]
    assert len(started()) == 4

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "finished", done.stderr
    counts = Counter(started())
    assert counts.pop(torn) == 2
    assert set(counts.values()) == {1} and len(counts) == 7

    resumed = json.loads((out / "card.json").read_text())
    assert resumed["answers_reused"] == 3
    straight = run(items, Scripted(default="He repairs violins."))
    assert {
        name: resumed["result"][name] for name in ("overall", "groups", "tasks", "intervals")
    } == {name: straight.to_json()[name] for name in ("overall", "groups", "tasks", "intervals")}


# --- subsets, cost
# -----------------------------------------------------------------------------------------


def test_a_limit_is_proportional_fixed_and_said(tmp_path):
    write_media(tmp_path, 0)
    records = []
    for index in range(60):
        record = make_record(0, index, "T2T", answerable=index % 3 != 0, task="semantic_to_bio")
        records.append(record)
    records += [make_record(0, 60 + i, "I2I", task="visual_to_bio") for i in range(30)]
    data = write_lines(tmp_path / "items.jsonl", records)
    first, second = Scripted(), Scripted()
    result = run_file(data, first, limit=9)
    run_file(data, second, limit=9)
    chosen = first.asked
    assert chosen == second.asked and len(chosen) == 9
    assert result.slices["task"]["semantic_to_bio"]["answerable"] == 4
    assert result.slices["task"]["semantic_to_bio"]["unanswerable"] == 2
    assert result.slices["task"]["visual_to_bio"]["n"] == 3
    assert result.subset["items"] == 9 and result.subset["of"] == 90
    assert result.subset["strata"] == {
        "semantic_to_bio / answerable": [4, 40],
        "semantic_to_bio / unanswerable": [2, 20],
        "visual_to_bio / answerable": [3, 30],
    }
    other = Scripted()
    run_file(data, other, limit=9, conditions=Conditions(seed=1))
    assert other.asked != chosen
    firsts = [
        record["augmented_id"] for record in records if record["scenario"] == "same_modal_semantic"
    ][:6]
    assert chosen[:6] != firsts and chosen[6:] != [
        record["augmented_id"] for record in records[60:63]
    ]
    everything = run_file(data, Scripted(), limit=90)
    assert everything.n == 90 and everything.subset is None
    with pytest.raises(BadInput):
        run_file(data, Scripted(), limit=0)


def test_media_shared_by_a_samples_questions_are_decoded_once(items, monkeypatch):
    decoded = Counter()
    load_image, load_voice = media.load_image, media.load_voice
    monkeypatch.setattr(
        media, "load_image", lambda path: decoded.update([path]) or load_image(path)
    )
    monkeypatch.setattr(
        media, "load_voice", lambda path: decoded.update([path]) or load_voice(path)
    )
    run(items, Scripted())
    assert len(decoded) == 20 and set(decoded.values()) == {1}


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


# --- later stages, alone
# ---------------------------------------------------------------------------------


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


# --- conditions
# --------------------------------------------------------------------------------------------


def test_fewer_contexts_keep_the_one_meant_and_the_order(items):
    answerer = Scripted()
    run(items, answerer, conditions=Conditions(contexts=2))
    whole = Scripted()
    run(items, whole)
    for few, all_of_them in zip(answerer.seen, whole.seen, strict=True):
        texts = [context.texts[0] for context in all_of_them.contexts]
        kept = [texts.index(context.texts[0]) for context in few.contexts]
        assert len(kept) == 2 and kept == sorted(kept)
    present = [
        prompt for prompt, name in zip(answerer.seen, answerer.asked) if name.startswith("sample_0")
    ]
    assert all(f"Notes: {GOLDS[0]}" in [c.texts[0] for c in prompt.contexts] for prompt in present)
    reply = Reply(GOLDS[0], routed=0, outcome="matched")
    scores = run(
        items,
        Scripted({f"sample_0__aug_{i}": reply for i in range(4)}),
        conditions=Conditions(contexts=1),
    )
    assert scores.slices["group"]["T2T"]["routing"] == 100, (
        "the gold index counts among those that were kept"
    )


@pytest.mark.parametrize("modality", ["image", "audio", "text"])
def test_a_modality_left_out_is_nowhere_and_need_not_be_there(items, modality):
    for path in items.folder.rglob(
        {"image": "*.png", "audio": "*.wav", "text": "*.none"}[modality]
    ):
        path.unlink()
    answerer = Scripted()
    scores = run(items, answerer, conditions=Conditions(drop=frozenset({modality})))
    assert scores.errors == 0
    for prompt in answerer.seen:
        kinds = {type(part) for part in prompt.parts}
        assert (Picture in kinds) == (modality != "image") and (Clip in kinds) == (
            modality != "audio"
        )
        assert any("Notes:" in part for part in prompt.parts if isinstance(part, str)) == (
            modality != "text"
        )
        assert "trade?" in prompt.parts[-1]


def test_shards_are_the_whole_and_keep_samples_together(items, tmp_path):
    parts = [Scripted(), Scripted()]
    for number, answerer in enumerate(parts, start=1):
        run(items, answerer, shard=parse_shard(f"{number}/2"))
    assert [len(part.asked) for part in parts] == [4, 4]
    assert {name[:8] for name in parts[0].asked} == {"sample_0"}
    assert {name[:8] for name in parts[1].asked} == {"sample_1"}
    for bad in ("0/2", "3/2", "a/b", "1", "1/0", "-1/2"):
        with pytest.raises(BadInput):
            parse_shard(bad)


def test_items_of_one_sample_are_asked_one_after_another_whatever_the_order_of_the_file(items):
    shuffled = [items.records[i] for i in (0, 4, 1, 5, 2, 6, 3, 7)]
    write_lines(items.data, shuffled)
    answerer = Scripted()
    run(items, answerer)
    assert answerer.asked == [f"sample_0__aug_{i}" for i in range(4)] + [
        f"sample_1__aug_{i}" for i in range(4)
    ]
