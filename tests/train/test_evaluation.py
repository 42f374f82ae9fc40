"""The bench over a model in training, the curves, the choice of a step and the card. Needs torch;
`make test-torch`."""

from __future__ import annotations

import json
import random
import threading
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("trl", reason="the extra train is not installed: make test-torch")
pytest.importorskip("peft", reason="the extra train is not installed: make test-torch")

import torch

from persona_assistant import abstention
from persona_assistant.bench import LexicalJudge
from persona_assistant.bench.media import Assets
from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.errors import BadInput, EngineError, RecordError
from persona_assistant.prompt import Prompt
from persona_assistant.train import families, sft
from persona_assistant.train.corpus.prompts import prompt_of
from persona_assistant.train.curves import Curves, EventLog, best_step, exhausted, svg
from persona_assistant.train.evaluation import TransformersEngine, evaluate
from persona_assistant.train.messages import Renderer, messages_of
from persona_assistant.train.recipe_parts import Select
from persona_assistant.train.training_run import Heldout
from tests.support import tiny_gemma4, tiny_thinker, training_runs
from tests.support.fakes import events
from tests.support.reference import Reference

pytestmark = [
    pytest.mark.torch("torch", "trl", "peft"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def gemma(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_gemma4.write_folder(tmp_path_factory.mktemp("models") / "gemma")


@pytest.fixture(scope="module")
def thinker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_thinker.write_folder(tmp_path_factory.mktemp("models") / "qwen")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return training_runs.write_training(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def held_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return training_runs.write_held_out(tmp_path_factory.mktemp("held"))


def engine_of(folder: Path, family: str) -> TransformersEngine:
    loaded = families.load(families.examine(folder, family), precision="fp32", image_tokens=70)
    return TransformersEngine(loaded.model, Renderer(loaded))


# --- the engine


def test_the_engine_answers_as_the_model_does_and_leaves_it_as_it_was(gemma, corpus):
    engine = engine_of(gemma, "gemma4")
    prompt = prompt_of(training_runs.records()[2], Assets(corpus.parent))
    stored = iter([part for part in prompt.parts if not isinstance(part, str)])
    merged = [
        b["text"] if b["type"] == "text" else next(stored)
        for b in messages_of(prompt)[0]["content"]
    ]
    theirs, _ = Reference(gemma, image_tokens=70).answer(merged, max_tokens=8)
    engine._model.train()
    drawn = torch.get_rng_state()
    answer = collect(engine.generate(prompt, options=GenerateOptions(8)))
    assert answer.text == theirs != ""
    assert engine._model.training and torch.equal(drawn, torch.get_rng_state())
    assert answer.finished.usage.answer_tokens == 8


def test_an_answer_ends_when_it_is_no_longer_wanted(thinker, corpus):
    engine, cancel = engine_of(thinker, "qwen2.5-omni"), threading.Event()
    cancel.set()
    prompt = prompt_of(training_runs.records()[4], Assets(corpus.parent))
    answer = collect(engine.generate(prompt, cancel=cancel)).finished
    assert answer.reason == "cancelled" and answer.usage.answer_tokens == 1


class Saying(TransformersEngine):
    """Says what it is told to, and draws random numbers about it."""

    def __init__(self, sayings: dict[str, str]) -> None:
        self.sayings, self.identity, self.name = sayings, {}, "saying"
        self.asked = 0

    def generate(self, prompt: Prompt, *, options: Any = None, cancel: Any = None) -> Any:
        self.asked += 1
        torch.rand(1), random.random()
        if not self.sayings:
            raise EngineError("out of memory")
        yield from events([self.sayings[prompt.query.text]])


def test_scores_are_those_of_the_bench_and_random_numbers_are_put_back(held_out):
    held = Heldout(held_out, held_out.parent, "", 4)
    before, numbers = torch.get_rng_state(), random.getstate()
    declines = evaluate(
        Saying({"What pet is it?": abstention.SENTENCE}), held, LexicalJudge(), items=4
    )
    assert declines == {"Ans": 0, "Unans": 100, "1-FA": 0, "TA": 100, "Cal": 50, "evaluated": 4}
    answers = evaluate(Saying({"What pet is it?": "A cat."}), held, LexicalJudge(), items=4)
    assert answers == {"Ans": 100, "Unans": 0, "1-FA": 100, "TA": 0, "Cal": 50, "evaluated": 4}
    assert torch.equal(before, torch.get_rng_state()) and random.getstate() == numbers
    with pytest.raises(EngineError, match="4 of 4 held-out items.*out of memory"):
        evaluate(Saying({}), held, LexicalJudge(), items=4)


# --- the choice


def rows(*values: tuple[int, float, float]) -> list[dict[str, float]]:
    """(step, Cal, 1-FA)."""
    return [
        {"step": step, "Cal": cal, "1-FA": fa, "TA": 50.0, "evaluated": 4}
        for step, cal, fa in values
    ]


def test_the_best_step_is_the_earliest_of_the_best_and_never_the_base_model():
    told = rows((0, 90, 90), (10, 40, 90), (20, 60, 50), (30, 60, 80))
    assert best_step(told, Select()) == 20
    assert best_step(told, Select(least_1fa=60)) == 30
    assert best_step(told, Select(metric="grounding")) == 10
    assert best_step(rows((0, 90, 90)), Select()) is None
    losses = [
        {"step": s, "mean_loss": loss, "evaluated": 0} for s, loss in ((1, 2.0), (2, 1.0), (3, 1.5))
    ]
    assert best_step(losses, Select(metric="loss")) == 2


def test_patience_ends_a_run_that_gets_no_better():
    told = rows((0, 90, 90), (10, 50, 90), (20, 40, 90), (30, 45, 90))
    assert not exhausted(told, Select(patience=3)) and not exhausted(told, Select())
    assert exhausted(told, Select(patience=2))
    assert not exhausted([*told, *rows((40, 60, 90))], Select(patience=2))


def test_curves_are_kept_and_cut_where_a_run_goes_on(tmp_path):
    curves = Curves(tmp_path / "curves.json")
    curves.add(1, {"loss": 2.0})
    curves.add(2, {"loss": 1.0, "kl": float("nan")})
    curves.add(2, {"Cal": 50.0})
    assert Curves.read(tmp_path / "curves.json", until=9).rows == (
        {"step": 1, "loss": 2.0},
        {"step": 2, "loss": 1.0, "Cal": 50.0},
    )
    assert Curves.read(tmp_path / "curves.json", until=1).rows == ({"step": 1, "loss": 2.0},)
    (tmp_path / "curves.json").write_text("[{")
    with pytest.raises(BadInput, match="damaged"):
        Curves.read(tmp_path / "curves.json", until=1)


def test_the_picture_of_the_curves_holds_every_line():
    told = [
        {**row, "reward": row["Cal"] / 100} for row in rows((0, 30, 90), (10, 50, 80), (20, 40, 70))
    ]
    drawn = ElementTree.fromstring(svg(told, "A <run> & more", 10))
    text = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "A <run> & more" in text and text.count("best: 10") == 2
    assert {each.split()[0] for each in text if each} >= {"reward", "Cal", "1-FA", "TA"}
    assert "nan" not in svg([], "empty", None)


def test_tensorboard_reads_the_events_and_no_machine_is_named(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    log = EventLog(tmp_path, 0)
    log.add(1, {"loss": 2.5})
    log.add(2, {"loss": 1.5, "bench/Cal": 40.0})
    log.close()
    read = EventAccumulator(str(tmp_path)).Reload()
    assert [(each.step, each.value) for each in read.Scalars("loss")] == [(1, 2.5), (2, 1.5)]
    (file,) = tmp_path.iterdir()
    assert file.name.split("tfevents.")[1].replace(".", "").isdigit()


# --- a run that is measured


def measured(monkeypatch: pytest.MonkeyPatch, cal: dict[int, float]) -> None:
    """The bench says what it is told to, by step."""

    def evaluate(engine: TransformersEngine, *_: Any, **__: Any) -> dict[str, float]:
        value = cal[int(engine.identity["step"])]
        return {
            "Ans": value,
            "Unans": value,
            "1-FA": value,
            "TA": value,
            "Cal": value,
            "evaluated": 4.0,
        }

    monkeypatch.setattr("persona_assistant.train.trainer.evaluate", evaluate)


def test_the_best_checkpoint_is_kept_and_chosen_and_patience_ends_the_run(
    thinker, corpus, held_out, tmp_path, monkeypatch
):
    measured(monkeypatch, {0: 10, 1: 20, 2: 60, 3: 30, 4: 40, 5: 50})
    recipe = training_runs.recipe(
        tmp_path, family="qwen2.5-omni", length="steps = 9", save=1, keep=1, evaluate=1, patience=3
    )
    out = sft.train(recipe, thinker, corpus, tmp_path / "out", heldout=held_out)
    assert (out.best_step, out.steps) == (2, 5)
    assert {path.name for path in (tmp_path / "out").glob("checkpoint-*")} == {
        "checkpoint-2",
        "checkpoint-5",
    }
    chosen, best = (
        (folder / "adapter_model.safetensors").read_bytes()
        for folder in (out.adapter, tmp_path / "out" / "checkpoint-2")
    )
    assert chosen == best
    card = json.loads(out.card.read_text())
    assert card["chosen"] == {
        "step": 2,
        "by": "Cal",
        "why": "the highest Cal on held-out records, 60.0; the base model has 10.0",
    }
    assert [row["Cal"] for row in card["evaluated"]] == [10, 20, 60, 30, 40, 50]
    assert "| 2 | 60.0 |" in out.card.with_suffix(".md").read_text()


def test_a_run_is_measured_by_the_bench_at_its_checkpoints(thinker, corpus, held_out, tmp_path):
    recipe = training_runs.recipe(
        tmp_path, family="qwen2.5-omni", length="steps = 2", save=1, evaluate=2
    )
    told: list[tuple[str, int]] = []
    out = sft.train(
        recipe,
        thinker,
        corpus,
        tmp_path / "out",
        heldout=held_out,
        on_progress=lambda progress: told.append((progress.stage, progress.done)),
    )
    assert [row["step"] for row in out.curves if "evaluated" in row] == [0, 2]
    assert all(
        {"Ans", "Unans", "1-FA", "TA", "Cal"} <= set(row)
        for row in out.curves
        if "evaluated" in row
    )
    assert told == [
        ("loading the model", 0),
        ("evaluating", 0),
        ("evaluating", 0),
        ("training", 1),
        ("training", 2),
        *[("evaluating", 2)] * 2,
    ]
    unmeasured = sft.train(recipe, thinker, corpus, tmp_path / "again")
    # Being measured changes nothing about what is learnt.
    assert [row["loss"] for row in unmeasured.curves if "loss" in row] == [
        row["loss"] for row in out.curves if "loss" in row
    ]
    assert (
        json.loads(unmeasured.card.read_text())["chosen"]["why"]
        == "the last one: nothing was held out"
    )


def test_held_out_records_without_their_media_are_refused(thinker, corpus, held_out, tmp_path):
    (tmp_path / "held.jsonl").write_text(held_out.read_text())
    recipe = training_runs.recipe(tmp_path, family="qwen2.5-omni", evaluate=2)
    with pytest.raises(RecordError, match="missing media: media/face-0.png"):
        sft.train(recipe, thinker, corpus, tmp_path / "out", heldout=tmp_path / "held.jsonl")
    (tmp_path / "held.jsonl").write_text("{}\n")
    with pytest.raises(RecordError, match="held.jsonl, line 1"):
        sft.train(recipe, thinker, corpus, tmp_path / "out", heldout=tmp_path / "held.jsonl")
    patient = training_runs.recipe(tmp_path, family="qwen2.5-omni", evaluate=2, patience=1)
    with pytest.raises(BadInput, match="held-out records: give some"):
        sft.train(patient, thinker, corpus, tmp_path / "out")
