"""What cannot be trained is refused before anything is loaded. Needs torch; `make test-torch`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("trl", reason="the extra train is not installed: make test-torch")
pytest.importorskip("peft", reason="the extra train is not installed: make test-torch")
from persona_assistant.errors import BadInput, DiskFull, ModelError, RecordError
from persona_assistant.train import sft
from tests.support import training_runs

pytestmark = [
    pytest.mark.torch("torch", "trl", "peft"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.usefixtures("one_thread"),
]


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
