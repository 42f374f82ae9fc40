"""Reinforcement learning on tiny models: the same figures as the stock trainer where that one can,
voices where it cannot, and a run that survives a kill. Needs torch; `make test-torch`."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("trl", reason="the extra train is not installed: make test-torch")
pytest.importorskip("peft", reason="the extra train is not installed: make test-torch")
import torch

from persona_assistant.bench.media import Assets
from persona_assistant.train import families, rlvr, trainer, training_run
from persona_assistant.train.corpus.format import write_corpus
from persona_assistant.train.corpus.prompts import prompt_of
from persona_assistant.train.messages import Rendered, Renderer, messages_of
from tests.support import training_runs

pytestmark = [
    pytest.mark.torch("torch", "trl", "peft"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.usefixtures("one_thread"),
]


ROOT = Path(__file__).resolve().parents[2]


Trainer = Any


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Trainer]:
    """The trainers that runs make."""
    kept: list[Trainer] = []
    make = rlvr._trainer

    def keep(*args: Any) -> Trainer:
        kept.append(make(*args))
        return kept[-1]

    monkeypatch.setattr(rlvr, "_trainer", keep)
    return kept


def trainer_of(model: Path, corpus: Path, recipe: Any, out: Path) -> Trainer:
    """One that has not begun."""
    plan = training_run.check(recipe, "rlvr", model, corpus, out, assets=None, heldout=None)
    loaded = families.load(plan.base, precision="fp32", image_tokens=recipe.model.image_tokens)
    return rlvr._trainer(plan, loaded, Renderer(loaded), None)


def scored(trainer: Trainer, rows: list[Rendered], answers: list[tuple[int, ...]]) -> torch.Tensor:
    """Log-probabilities of answers after prompts, padded as the trainer pads them: (rows, longest
    answer)."""
    pad, most = trainer._renderer.pad, max(map(len, answers))
    asked = trainer._renderer.collate_prompts(rows)
    said = torch.tensor([[*answer, *[pad] * (most - len(answer))] for answer in answers])
    there = torch.tensor([[1] * len(answer) + [0] * (most - len(answer)) for answer in answers])
    trainer._rows = rows
    with torch.no_grad():
        found, _, _ = trainer._get_per_token_logps_and_entropies(
            trainer.model.eval(),
            torch.cat([asked["input_ids"], said], 1),
            torch.cat([asked["attention_mask"], there], 1),
            most,
        )
    return found * there


@pytest.fixture(scope="module", params=["gemma4", "qwen2.5-omni"])
def ready(
    request: pytest.FixtureRequest,
    models: dict[str, Path],
    corpus: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Trainer, list[Rendered], list[tuple[int, ...]]]:
    folder = tmp_path_factory.mktemp("ready")
    recipe = training_runs.recipe(folder, "rlvr", family=request.param)
    trainer = trainer_of(models[request.param], corpus, recipe, folder / "out")
    assets = Assets(corpus.parent)
    every = training_runs.records()
    rows = [trainer._renderer.render(prompt_of(record, assets)) for record in every]
    return trainer, rows, [trainer._renderer.answer(record.answer) for record in every]


def stock(model: Path, corpus: Path, recipe: Any, out: Path) -> Trainer:
    """TRL's own trainer on the same prompts, as chat messages with pictures in them."""
    from datasets import Dataset
    from trl import GRPOTrainer

    from tests.support.stock_processor import processor

    plan = training_run.check(recipe, "rlvr", model, corpus, out, assets=None, heldout=None)
    loaded = families.load(plan.base, precision="fp32", image_tokens=recipe.model.image_tokens)
    renderer = Renderer(loaded)
    theirs, worth = processor(loaded), reward()

    def messages(batch: dict[str, Any]) -> dict[str, Any]:
        prompts = [prompt_of(plan.records[int(name)], plan.media) for name in batch["name"]]
        return {**batch, "prompt": [messages_of(prompt) for prompt in prompts]}

    data = Dataset.from_dict({"name": [str(at) for at in range(len(plan.records))]}).with_transform(
        messages
    )

    def outcome(completion_ids: list[list[int]], **_: Any) -> list[float]:
        return worth(completion_ids)

    return GRPOTrainer(
        model=loaded.model,
        reward_funcs=outcome,
        args=rlvr.settings(plan, renderer.banned),
        train_dataset=data,
        processing_class=theirs,
        peft_config=trainer.lora_config(plan),
    )


def reward() -> Callable[[list[list[int]]], list[float]]:
    """Something that random answers differ in: which tokens they hold."""
    return lambda said: [sum(math.sin(token) for token in tokens) for tokens in said]


@pytest.mark.parametrize(
    ("algorithm", "loss", "accumulate"),
    [("gspo", "grpo", 1), ("grpo", "dapo", 2)],
    ids=["gspo", "grpo"],
)
def test_figures_are_those_of_the_stock_trainer_on_pictures(
    algorithm, loss, accumulate, models, corpus, tmp_path, monkeypatch
):
    folder = tmp_path / "seen"
    training_runs.write_media(folder)
    seen = [
        r
        for r in training_runs.records()
        if not any(where.endswith("audio") for where, _ in r.assets())
    ]
    with_pictures = [record for record in seen if record.assets()]
    write_corpus(folder / "corpus.jsonl", with_pictures)
    recipe = training_runs.recipe(
        tmp_path,
        "rlvr",
        length="steps = 2",
        algorithm=algorithm,
        loss=loss,
        accumulate=accumulate,
        clip=0.001,
        save=2,
        batch=4 // accumulate,
    )
    theirs = stock(models["gemma4"], folder / "corpus.jsonl", recipe, tmp_path / "stock")
    theirs.train()
    out = _with_ids(
        monkeypatch, recipe, models["gemma4"], folder / "corpus.jsonl", tmp_path / "ours"
    )
    logged = [row for row in theirs.state.log_history if "loss" in row]
    assert len(logged) == len(out.curves) == 2
    for row, ours in zip(logged, out.curves):
        for name in ("loss", "grad_norm", "reward", "reward_std", "kl", "entropy"):
            assert ours[name] == pytest.approx(row[name], rel=1e-5, abs=1e-7), name
    assert any(abs(row["kl"]) > 1e-6 for row in logged) and all(
        row["grad_norm"] > 0 for row in logged
    )


def _with_ids(monkeypatch: pytest.MonkeyPatch, *run: Any) -> training_run.TrainingResult:
    """A run whose rewards see the very tokens, as the stock trainer's do."""
    from persona_assistant.train.omni_grpo import OmniGRPOTrainer

    worth = reward()

    def calculate(
        self: Trainer, inputs: Any, prompts: Any, completions: Any, ids: list[list[int]]
    ) -> torch.Tensor:
        return torch.tensor(worth(ids), dtype=torch.float32).unsqueeze(1)

    monkeypatch.setattr(OmniGRPOTrainer, "_calculate_rewards", calculate)
    return rlvr.train(*run)


def test_voices_and_faces_move_the_log_probabilities_of_policy_and_reference(ready):
    trainer, rows, answers = ready
    row, answer = rows[2], answers[2]
    whole = scored(trainer, [row], [answer])
    for name in ("input_features", "pixel_values"):
        without = replace(row, media={**row.media, name: torch.zeros_like(row.media[name])})
        assert (scored(trainer, [without], [answer]) - whole).abs().max() > 1e-3
        with trainer.model.disable_adapter():
            reference = scored(trainer, [row], [answer])
            assert (scored(trainer, [without], [answer]) - reference).abs().max() > 1e-3


def test_a_silenced_clip_changes_the_loss(models, tmp_path, monkeypatch):
    folder = tmp_path / "heard"
    training_runs.write_media(folder)
    write_corpus(folder / "corpus.jsonl", [training_runs.records()[0]])
    recipe = training_runs.recipe(
        tmp_path, "rlvr", family="qwen2.5-omni", length="steps = 2", tokens=8, save=2
    )
    from persona_assistant.train.omni_grpo import OmniGRPOTrainer

    found, media_of = [], OmniGRPOTrainer._media
    for silenced in (False, True):

        def media(self: Trainer, *args: Any, silenced: bool = silenced) -> dict[str, torch.Tensor]:
            found = media_of(self, *args)
            return {k: v * 0 if silenced and k == "input_features" else v for k, v in found.items()}

        monkeypatch.setattr(OmniGRPOTrainer, "_media", media)
        run = recipe, models["qwen2.5-omni"], folder / "corpus.jsonl", tmp_path / str(silenced)
        found.append(_with_ids(monkeypatch, *run).curves)
    heard, silent = found
    assert heard[0]["reward"] == silent[0]["reward"]  # the same completions
    assert heard[0]["grad_norm"] != pytest.approx(silent[0]["grad_norm"], rel=1e-3)
    assert heard[1]["loss"] != pytest.approx(silent[1]["loss"], rel=1e-3)


def test_log_probabilities_are_the_same_alone_and_among_others(ready):
    trainer, rows, answers = ready
    together = scored(trainer, rows, answers)
    assert len({(row.pictures, row.clips) for row in rows}) > 3
    for at, (row, answer) in enumerate(zip(rows, answers)):
        alone = scored(trainer, [row], [answer])
        assert torch.allclose(together[at, : len(answer)], alone[0], atol=1e-4)


def test_chunks_of_a_batch_get_their_own_media(ready):
    trainer, rows, answers = ready
    trainer._rows = rows
    whole = scored(trainer, rows, answers)
    asked, most = trainer._renderer.collate_prompts(rows), max(map(len, answers))
    said = torch.tensor(
        [[*answer, *[trainer._renderer.pad] * (most - len(answer))] for answer in answers]
    )
    there = torch.tensor([[1] * len(answer) + [0] * (most - len(answer)) for answer in answers])
    with torch.no_grad():
        parts, _, _ = trainer._get_per_token_logps_and_entropies(
            trainer.model,
            torch.cat([asked["input_ids"], said], 1),
            torch.cat([asked["attention_mask"], there], 1),
            most,
            batch_size=3,
        )
    assert torch.allclose(parts * there, whole, atol=1e-4)


def test_no_token_of_a_medium_is_ever_sampled(models, corpus, tmp_path, made):
    recipe = training_runs.recipe(
        tmp_path,
        "rlvr",
        family="qwen2.5-omni",
        length="steps = 1",
        temperature=5.0,
        tokens=64,
        batch=8,
        save=1,
    )
    said: list[int] = []
    from persona_assistant.train.omni_grpo import OmniGRPOTrainer

    generate = OmniGRPOTrainer._generate_single_turn

    def listen(self: Trainer, *args: Any, **kwargs: Any) -> Any:
        found = generate(self, *args, **kwargs)
        said.extend(token for ids in found[0] for token in ids)
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(OmniGRPOTrainer, "_generate_single_turn", listen)
        rlvr.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    tokenizer = made[0].processing_class
    media_tokens = set(tokenizer.convert_tokens_to_ids(list(families.markers(families.QWEN_OMNI))))
    assert len(set(said)) > 100 and not media_tokens & set(said)


def test_the_language_model_alone_learns_from_rewards(models, corpus, tmp_path, made):
    recipe = training_runs.recipe(tmp_path, "rlvr", length="steps = 2", batch=4, tokens=8)
    fresh = families.load(
        families.examine(models["gemma4"], "gemma4"), precision="fp32"
    ).model.state_dict()
    out = rlvr.train(recipe, models["gemma4"], corpus, tmp_path / "out")
    learning = [name for name, weight in made[0].model.named_parameters() if weight.requires_grad]
    assert learning and all(
        "language_model.layers" in name and "lora_" in name for name in learning
    )
    after = made[0].model.get_base_model().state_dict()
    after = {
        name.replace(".base_layer.", "."): each
        for name, each in after.items()
        if "lora_" not in name
    }
    assert set(after) == set(fresh) and all(torch.equal(after[name], fresh[name]) for name in fresh)
    shares = [sum(row[f"outcome/{each}"] for each in OUTCOMES) for row in out.curves]
    assert shares == pytest.approx([1.0, 1.0])
    assert "ref" not in made[0].model.peft_config
    assert not list((tmp_path / "out").rglob("README.md"))


OUTCOMES = ("TP", "TN", "FP", "FN", "wrong", "unparsed", "degenerate")


def test_a_killed_run_goes_on_to_the_same_weights(models, tmp_path):
    # Of two random letters some are a word and wrong, some are none and worth nothing: there is
    # something to learn.
    training_runs.write_media(tmp_path)
    asked = [record for record in training_runs.records() if record.label.type == "answer"]
    write_corpus(corpus := tmp_path / "corpus.jsonl", asked)
    recipe = training_runs.recipe(
        tmp_path, "rlvr", family="qwen2.5-omni", tokens=2, batch=2, accumulate=3
    )
    model = models["qwen2.5-omni"]
    straight = rlvr.train(recipe, model, corpus, tmp_path / "straight")
    assert any(row["grad_norm"] > 0 for row in straight.curves[2:])
    told = [str(each) for each in (tmp_path / "rlvr.toml", model, corpus, tmp_path / "killed", 3)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "HF_HUB_OFFLINE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", training_runs.KILLED, "rlvr", *told],
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    resumed = rlvr.train(recipe, model, corpus, tmp_path / "killed", resume=True)
    assert resumed.resumed_from == 2
    assert resumed.curves == straight.curves
    once, twice = training_runs.adapter(straight.adapter), training_runs.adapter(resumed.adapter)
    assert set(once) == set(twice) and all(torch.equal(once[name], twice[name]) for name in once)


def test_the_order_of_prompts_is_the_stock_trainers_wherever_a_run_has_got_to():
    from trl.trainer.utils import RepeatSampler

    from persona_assistant.train.omni_grpo import ResumableRepeatSampler

    how, steps = (range(7), 2, 3, 2, True, 5), 2  # seven prompts, three to a step
    stock = RepeatSampler(*how)
    epochs = [list(stock) for _ in range(4)]
    assert len({tuple(epoch) for epoch in epochs}) == 4
    for done in range(4 * steps):
        assert (
            list(ResumableRepeatSampler(*how, done=lambda done=done: done)) == epochs[done // steps]
        )
