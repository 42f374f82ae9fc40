"""What RLVR refuses before anything is loaded. Needs torch; `make test-torch`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("trl", reason="the extra train is not installed: make test-torch")
pytest.importorskip("peft", reason="the extra train is not installed: make test-torch")
from persona_assistant.errors import BadInput, JudgeError, RecordError
from persona_assistant.train import rlvr
from persona_assistant.train.corpus.format import write_corpus
from tests.support import training_runs

pytestmark = [
    pytest.mark.torch("torch", "trl", "peft"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.usefixtures("one_thread"),
]


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def load(*_: Any, **__: Any) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("persona_assistant.train.trainer.load", load)
    return


def test_a_judge_that_is_not_there_ends_the_run_before_it_begins(
    models, corpus, tmp_path, unloaded
):
    recipe = training_runs.recipe(tmp_path, "rlvr", judge="http://127.0.0.1:9/v1")
    with pytest.raises(JudgeError):
        rlvr.train(recipe, models["gemma4"], corpus, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_vllm_is_refused_where_there_is_a_clip(models, corpus, tmp_path, unloaded):
    recipe = training_runs.recipe(tmp_path, "rlvr")
    recipe = replace(recipe, run=replace(recipe.run, vllm=True))
    with pytest.raises(RecordError, match="line 1: holds a clip.*vllm = false"):
        rlvr.train(recipe, models["gemma4"], corpus, tmp_path / "out")


def test_groups_must_be_whole_over_all_processes(models, corpus, tmp_path, unloaded):
    recipe = training_runs.recipe(tmp_path, "rlvr")
    odd = replace(recipe, sampling=replace(recipe.sampling, group=3))
    with pytest.raises(BadInput, match="whole groups of 3"):
        rlvr.train(odd, models["gemma4"], corpus, tmp_path / "out")
    large = replace(recipe, optim=replace(recipe.optim, batch=32))
    with pytest.raises(BadInput, match="of 16 prompts, and .* has 8"):
        rlvr.train(large, models["gemma4"], corpus, tmp_path / "out")


def test_a_description_has_no_reward(models, tmp_path, unloaded):
    from persona_assistant.train.corpus.records import Entry, Label, Record

    training_runs.write_media(tmp_path)
    query = Entry(image=training_runs.face(0))
    record = Record(
        "d",
        "own",
        "d",
        "visual_description",
        "description",
        (),
        query,
        Label("text", "A face."),
        "A face.",
    )
    write_corpus(tmp_path / "corpus.jsonl", [record])
    with pytest.raises(RecordError, match="line 1: label.type"):
        rlvr.train(
            training_runs.recipe(tmp_path, "rlvr"),
            models["gemma4"],
            tmp_path / "corpus.jsonl",
            tmp_path / "o",
        )
