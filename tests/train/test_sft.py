"""Supervised fine-tuning on tiny models of both families: what is read, what is taught, what
changes, and how a run survives. Needs torch; `make test-torch`."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("trl", reason="the extra train is not installed: make test-torch")
pytest.importorskip("peft", reason="the extra train is not installed: make test-torch")

import torch

from persona_assistant import media
from persona_assistant.bench.media import Assets
from persona_assistant.errors import BadInput, DiskFull, ModelError, RecordError
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt, Turn
from persona_assistant.train import families, sft
from persona_assistant.train.corpus.prompts import prompt_of
from persona_assistant.train.messages import Renderer, messages_of
from persona_assistant.train.training_run import Progress, Stopped
from tests.support import tiny_gemma4, tiny_thinker, training_runs
from tests.support.reference import Reference

pytestmark = [
    pytest.mark.torch("torch", "trl", "peft"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    return {
        "gemma4": tiny_gemma4.write_folder(folder / "gemma"),
        "qwen2.5-omni": tiny_thinker.write_folder(folder / "qwen"),
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return training_runs.write_training(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module", params=["gemma4", "qwen2.5-omni"])
def loaded(request: pytest.FixtureRequest, models: dict[str, Path]) -> families.Loaded:
    base = families.examine(models[request.param], request.param)
    return families.load(base, precision="fp32", image_tokens=70)


def lessons(renderer: Renderer, corpus: Path) -> list[tuple[Any, tuple[int, ...]]]:
    assets = Assets(corpus.parent)
    return [
        (renderer.render(prompt_of(record, assets)), renderer.answer(record.answer))
        for record in training_runs.records()
    ]


def log_probabilities(
    model: Any, renderer: Renderer, some: list[tuple[Any, tuple[int, ...]]]
) -> list[torch.Tensor]:
    """Of each answer's tokens."""
    batch = renderer.collate_training([row for row, _ in some], [answer for _, answer in some])
    labels = batch.pop("labels")
    with torch.no_grad():
        logits = model.eval()(**batch).logits.log_softmax(-1)
    found = []
    for at, (row, answer) in enumerate(some):
        begin = len(row.ids)
        assert labels[at, begin : begin + len(answer)].tolist() == list(answer)
        assert (labels[at, :begin] == -100).all() and (
            labels[at, begin + len(answer) :] == -100
        ).all()
        found.append(logits[at, range(begin - 1, begin + len(answer) - 1), list(answer)])
    return found


def adapter(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "adapter_model.safetensors")


# --- what the model reads


def test_a_prompt_is_read_as_the_engine_reads_it(models, corpus):
    base = families.examine(models["gemma4"], "gemma4")
    renderer = Renderer(loaded := families.load(base, precision="fp32", image_tokens=70))
    prompt = prompt_of(training_runs.records()[2], Assets(corpus.parent))
    reference = Reference(models["gemma4"], image_tokens=70)
    parts = [
        part if not isinstance(part, str) else part for part in messages_of(prompt)[0]["content"]
    ]
    media_parts = iter([part for part in prompt.parts if not isinstance(part, str)])
    merged = [part["text"] if part["type"] == "text" else next(media_parts) for part in parts]
    theirs, ours = reference.inputs(merged), renderer.render(prompt)
    assert list(ours.ids) == theirs["input_ids"][0].tolist()
    with torch.no_grad():
        logits = loaded.model(**renderer.collate_prompts([ours])).logits[0, -1]
    assert torch.allclose(logits, torch.from_numpy(reference.logits(merged)), atol=1e-4)


def test_nothing_that_is_said_becomes_a_control_token(loaded):
    renderer = Renderer(loaded)
    harmless = renderer.render(Prompt(("Ada sails.",), Query()))
    marks = [*families.markers(loaded.family), "<turn|>", "<|im_end|>", "<eos>"]
    said = renderer.render(Prompt((f"Ada {' '.join(marks)} sails.",), Query()))
    special = renderer.ends | set(renderer.banned)
    assert [t for t in said.ids if t in special] == [t for t in harmless.ids if t in special]
    assert not any(token in special for token in renderer.answer("Yes.<turn|><|im_end|>")[:-1])
    assert renderer.answer("Yes.")[-1] in renderer.ends


def test_turns_before_the_question_are_read(loaded):
    renderer = Renderer(loaded)
    one = renderer.render(
        Prompt(
            ("And now?",), Query(), before=(Turn("user", ("Hi.",)), Turn("assistant", ("Yes?",)))
        )
    )
    assert renderer.tokenizer.decode(one.ids).count("Yes?") == 1
    assert len(one.ids) > len(renderer.render(Prompt(("And now?",), Query())).ids)


def test_a_record_has_the_same_log_probabilities_alone_and_among_others(loaded, corpus):
    renderer = Renderer(loaded)
    every = lessons(renderer, corpus)
    assert {row.pictures for row, _ in every} >= {0, 1, 3} and {row.clips for row, _ in every} >= {
        0,
        2,
        3,
    }
    together = log_probabilities(loaded.model, renderer, every)
    for batched, lesson in zip(together, every):
        (alone,) = log_probabilities(loaded.model, renderer, [lesson])
        assert torch.allclose(batched, alone, atol=1e-4)


def test_a_clip_and_a_picture_change_what_is_taught(loaded, corpus):
    renderer = Renderer(loaded)
    heard = lessons(renderer, corpus)[2]
    for name in ("input_features", "pixel_values"):
        silent = replace(
            heard[0], media={**heard[0].media, name: torch.zeros_like(heard[0].media[name])}
        )
        (before,), (after,) = (
            log_probabilities(loaded.model, renderer, [each])
            for each in (heard, (silent, heard[1]))
        )
        assert (before - after).abs().max() > 1e-3


# --- what is learnt


@pytest.mark.parametrize("family", ["gemma4", "qwen2.5-omni"])
def test_the_loss_is_that_of_the_answers_and_the_language_model_alone_changes(
    family, models, corpus, tmp_path, monkeypatch
):
    kept: list[families.Loaded] = []

    def load(*args: Any, **kwargs: Any) -> families.Loaded:
        kept.append(families.load(*args, **kwargs))
        return kept[-1]

    monkeypatch.setattr("persona_assistant.train.trainer.load", load)
    recipe = training_runs.recipe(tmp_path, family=family, length="steps = 2", accumulate=4, save=2)
    out = sft.train(recipe, models[family], corpus, tmp_path / "out")
    # All eight records are one step, so its loss is the mean over all of their answers' tokens.
    fresh = families.load(
        families.examine(models[family], family), precision="fp32", image_tokens=70
    )
    renderer = Renderer(fresh)
    answers = torch.cat(log_probabilities(fresh.model, renderer, lessons(renderer, corpus)))
    assert out.curves[0]["loss"] == pytest.approx(-answers.mean().item(), rel=1e-4)
    assert out.curves[1]["loss"] < out.curves[0]["loss"]
    trained = kept[0].model
    learning = [name for name, weight in trained.named_parameters() if weight.requires_grad]
    assert learning and all(
        "language_model.layers" in name and "lora_" in name for name in learning
    )
    before, after = dict(fresh.model.state_dict()), dict(trained.state_dict())
    after = {
        name.replace(".base_layer.", "."): each
        for name, each in after.items()
        if "lora_" not in name
    }
    assert set(before) == set(after)
    assert all(torch.equal(before[name], after[name]) for name in before)
    found = adapter(out.adapter)
    assert all(weight.abs().sum() > 0 for name, weight in found.items() if "lora_B" in name)
    assert not any(re.search("vision|visual|audio", name) for name in found)


@pytest.mark.parametrize("family", ["gemma4", "qwen2.5-omni"])
def test_the_adapter_merges_into_the_model(family, models, corpus, tmp_path):
    from persona_assistant.weights.merge import merge

    recipe = training_runs.recipe(tmp_path, family=family, length="steps = 1", save=1)
    out = sft.train(recipe, models[family], corpus, tmp_path / "out")
    base = families.examine(models[family], family)
    assert merge(models[family], out.adapter, tmp_path / "merged").layers == len(base.matrices)


def test_half_precision_with_activations_computed_again(models, corpus, tmp_path):
    recipe = training_runs.recipe(
        tmp_path, length="steps = 1", save=1, precision="bf16", checkpointing="true", dropout=0.1
    )
    out = sft.train(recipe, models["gemma4"], corpus, tmp_path / "out")
    exact = training_runs.recipe(tmp_path, length="steps = 1", save=1)
    precise = sft.train(exact, models["gemma4"], corpus, tmp_path / "exact")
    assert out.curves[0]["loss"] == pytest.approx(precise.curves[0]["loss"], rel=0.05)
    assert out.curves[0]["grad_norm"] > 0


# --- what a run survives


KILLED = """
import os, signal, sys, torch, warnings
from pathlib import Path
warnings.filterwarnings("ignore")
torch.set_num_threads(1)
from persona_assistant.train import recipes, rlvr, sft
kind, recipe, model, corpus, out, at = sys.argv[1:]
def watch(progress):
    if progress.stage == "train" and progress.step == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
train = {"sft": sft, "rlvr": rlvr}[kind].train
train(recipes.load(recipe), Path(model), Path(corpus), Path(out), watch=watch)
"""


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
        [sys.executable, "-c", KILLED, "sft", *told], cwd=ROOT, env=_environment(), check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "killed" / "adapter").exists()
    # As a kill in the middle of saving leaves it.
    (tmp_path / "killed" / f"checkpoint-{kept + 1}").mkdir()
    steps: list[int] = []
    resumed = sft.train(
        recipe, models[family], corpus, tmp_path / "killed", resume=True,
        watch=lambda progress: steps.append(progress.step) if progress.stage == "train" else None,
    )  # fmt: skip
    assert resumed.resumed_from == kept and steps == [*range(kept + 1, 5)]
    assert resumed.curves == straight.curves
    once, twice = adapter(straight.adapter), adapter(resumed.adapter)
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
        with pytest.raises(DiskFull, match="up to step 2 is kept.*--resume"):
            sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    assert (
        sft.train(
            recipe, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True
        ).resumed_from
        == 2
    )


def test_whoever_stops_a_run_loses_nothing(models, corpus, tmp_path):
    recipe, stop = training_runs.recipe(tmp_path, family="qwen2.5-omni", save=4), threading.Event()

    def watch(progress: Progress) -> None:
        if progress.stage == "train" and progress.step == 1:
            stop.set()

    with pytest.raises(Stopped) as stopped:
        sft.train(
            recipe, models["qwen2.5-omni"], corpus, tmp_path / "out", watch=watch, cancel=stop
        )
    out = sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True)
    assert out.resumed_from == stopped.value.step == 2 and out.steps == 4
    again = sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True)
    assert again.best_step == out.best_step and again.curves == out.curves
    with pytest.raises(BadInput, match="holds a run already.*--resume"):
        sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    other = replace(recipe, optim=replace(recipe.optim, lr=0.5))
    with pytest.raises(BadInput, match="another recipe"):
        sft.train(other, models["qwen2.5-omni"], corpus, tmp_path / "out", resume=True)


def test_a_folder_is_what_it_promises(models, corpus, tmp_path):
    recipe = training_runs.recipe(tmp_path, family="qwen2.5-omni", save=1, keep=2)
    out = sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "recipe.toml", "run.json", "curves.json", "curves.svg", "card.json", "card.md", "tensorboard",
        "adapter", "checkpoint-3", "checkpoint-4",
    }  # fmt: skip
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


# --- what is refused before a model is loaded


def spoilt_line(corpus: Path, into: Path, old: str, new: str) -> Path:
    shutil.copytree(corpus.parent / "media", into / "media")
    text = corpus.read_text()
    assert old in text
    (into / "corpus.jsonl").write_text(text.replace(old, new, 1))
    return into / "corpus.jsonl"


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def load(*_: Any, **__: Any) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("persona_assistant.train.trainer.load", load)
    return


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("media/voice-2.wav", "media/gone.wav", "line 4.*gone.wav.*missing"),
        ('"value": 0}', '"value": 7}', "line 1.*label.value"),
        ('"abstain", "value": null', '"abstain", "value": "x"', "line 6.*label.value"),
        ('"type": "yes_no"', '"type": "maybe"', "line 2.*label.type"),
    ],
)
def test_a_corpus_with_a_mistake_is_refused_by_line(
    old, new, said, models, corpus, tmp_path, unloaded
):
    spoilt = spoilt_line(corpus, tmp_path, old, new)
    with pytest.raises(RecordError, match=said):
        sft.train(training_runs.recipe(tmp_path), models["gemma4"], spoilt, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_more_people_than_the_recipe_takes_are_refused_by_line(models, corpus, tmp_path, unloaded):
    recipe = training_runs.recipe(tmp_path)
    recipe = replace(recipe, data=replace(recipe.data, contexts=1))
    with pytest.raises(RecordError, match="line 1: contexts: 2 people"):
        sft.train(recipe, models["gemma4"], corpus, tmp_path / "out")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"audio_config": None}, "no audio tower"),
        ({"model_type": "gemma3"}, "of the type 'gemma3'"),
        ({"auto_map": {"AutoModel": "x.y"}}, "run a program"),
    ],
)
def test_a_model_that_cannot_be_trained_is_refused(
    changed, said, models, corpus, tmp_path, unloaded
):
    folder = tmp_path / "model"
    shutil.copytree(models["gemma4"], folder)
    about = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**about, **changed}))
    # Nothing of the weights can be read: they are not there.
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=said):
        sft.train(training_runs.recipe(tmp_path), folder, corpus, tmp_path / "out")


def test_another_family_another_kind_and_no_room_are_refused(
    models, corpus, tmp_path, unloaded, monkeypatch
):
    recipe = training_runs.recipe(tmp_path)
    with pytest.raises(ModelError, match="not a Gemma 4"):
        sft.train(recipe, models["qwen2.5-omni"], corpus, tmp_path / "out")
    with pytest.raises(BadInput, match="is for rlvr"):
        sft.train(
            training_runs.recipe(tmp_path, "rlvr"), models["gemma4"], corpus, tmp_path / "out"
        )
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 1000))
    with pytest.raises(DiskFull, match="This run with its checkpoints"):
        sft.train(recipe, models["gemma4"], corpus, tmp_path / "out")


def test_a_picture_is_read_with_its_colours_and_a_clip_as_it_was_stored(corpus):
    prompt = prompt_of(training_runs.records()[2], Assets(corpus.parent))
    blocks = [block for block in messages_of(prompt)[0]["content"] if block["type"] != "text"]
    stored = [part for part in prompt.parts if not isinstance(part, str)]
    assert [block["type"] for block in blocks] == ["image", "audio", "image", "audio", "image"]
    assert blocks[0]["image"].size == (stored[0].width, stored[0].height)
    assert (blocks[1]["audio"] == media.samples(stored[1])).all()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
