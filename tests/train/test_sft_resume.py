"""Runs that are killed, stopped or out of disk go on to the same result. Needs torch; `make
test-torch`."""

from __future__ import annotations

import errno
import json
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("trl", reason="the extra train is not installed: make test-torch")
pytest.importorskip("peft", reason="the extra train is not installed: make test-torch")
import torch

from persona_assistant.errors import BadInput, Cancelled, DiskFull
from persona_assistant.progress import Progress
from persona_assistant.train import sft
from tests.support import training_runs

pytestmark = [
    pytest.mark.torch("torch", "trl", "peft"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.usefixtures("one_thread"),
]


ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("family", "sizes", "kept"),
    [
        ("gemma4", {"batch": 1, "dropout": 0.2}, 2),
        (
            "qwen2.5-omni",
            {"batch": 2, "accumulate": 2, "save": 1, "dropout": 0.2},
            3,
        ),  # in the second epoch
    ],
)
def test_a_killed_run_goes_on_to_the_same_weights(family, sizes, kept, models, corpus, tmp_path):
    recipe = training_runs.recipe(tmp_path, family=family, **sizes)
    straight = sft.train(recipe, models[family], corpus, tmp_path / "straight")
    told = [
        str(each)
        for each in (tmp_path / "sft.toml", models[family], corpus, tmp_path / "killed", kept + 1)
    ]
    done = subprocess.run(
        [sys.executable, "-c", training_runs.KILLED, "sft", *told],
        cwd=ROOT,
        env=training_runs.environment(),
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "killed" / "adapter").exists()
    # As a kill in the middle of saving leaves it.
    (tmp_path / "killed" / f"checkpoint-{kept + 1}").mkdir()
    steps: list[int] = []
    resumed = sft.train(
        recipe,
        models[family],
        corpus,
        tmp_path / "killed",
        resume=True,
        on_progress=lambda progress: (
            steps.append(progress.done) if progress.stage == "training" else None
        ),
    )
    assert resumed.resumed_from == kept and steps == [*range(kept + 1, 5)]
    assert resumed.curves == straight.curves
    once, twice = training_runs.adapter(straight.adapter), training_runs.adapter(resumed.adapter)
    assert set(once) == set(twice) and all(torch.equal(once[name], twice[name]) for name in once)


def test_a_full_disk_leaves_what_can_go_on(models, corpus, tmp_path, monkeypatch):
    from transformers import Trainer

    save = Trainer._save_optimizer_and_scheduler

    def full(self: Trainer, folder: str) -> None:
        if self.state.global_step == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        save(self, folder)

    recipe = training_runs.recipe(tmp_path, family="qwen2.5-omni")
    with monkeypatch.context() as patched:
        patched.setattr(Trainer, "_save_optimizer_and_scheduler", full)
        with pytest.raises(DiskFull, match="up to step 2 is kept.*resume the run"):
            sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    assert (
        sft.train(
            recipe, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True
        ).resumed_from
        == 2
    )


def test_whoever_stops_a_run_loses_nothing(models, corpus, tmp_path):
    recipe, stop = training_runs.recipe(tmp_path, family="qwen2.5-omni", save=4), threading.Event()

    def after_one_step(progress: Progress) -> None:
        if progress.stage == "training" and progress.done == 1:
            stop.set()

    with pytest.raises(Cancelled) as stopped:
        sft.train(
            recipe,
            models["qwen2.5-omni"],
            corpus,
            tmp_path / "out",
            on_progress=after_one_step,
            cancel=stop,
        )
    out = sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True)
    assert out.resumed_from == stopped.value.fields["done"] == 2 and out.steps == 4
    again = sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True)
    assert again.best_step == out.best_step and again.curves == out.curves
    with pytest.raises(BadInput, match="holds a run already.*resume it"):
        sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    other = replace(recipe, optim=replace(recipe.optim, lr=0.5))
    with pytest.raises(BadInput, match="another recipe"):
        sft.train(other, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True)


def test_a_folder_is_what_it_promises(models, corpus, tmp_path):
    recipe = training_runs.recipe(tmp_path, family="qwen2.5-omni", save=1, keep=2)
    out = sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "recipe.toml",
        "run.json",
        "curves.json",
        "curves.svg",
        "card.json",
        "card.md",
        "tensorboard",
        "adapter",
        "checkpoint-3",
        "checkpoint-4",
    }
    card = json.loads(out.card.read_text())
    assert card["steps"] == 4 and card["corpus"]["records"] == 8 and card["tokens"] > 1000
    assert card["chosen"]["step"] == out.best_step == 4
    told = "".join(
        file.read_text(errors="replace") + file.name
        for file in (tmp_path / "out").rglob("*")
        if file.is_file() and file.suffix not in (".pt", ".pth", ".safetensors")
    )
    assert str(tmp_path) not in told and str(models["qwen2.5-omni"].parent) not in told
    assert socket.gethostname() not in told
