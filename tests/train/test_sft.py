"""Supervised fine-tuning on tiny models of both families: what is read, what is taught, what
changes, and how a run survives. Needs torch; `make test-torch`."""

from __future__ import annotations

import re
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
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt, Turn
from persona_assistant.train import families, sft
from persona_assistant.train.corpus.prompts import prompt_of
from persona_assistant.train.messages import Renderer, messages_of
from tests.support import training_runs
from tests.support.reference import Reference

pytestmark = [
    pytest.mark.torch("torch", "trl", "peft"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.usefixtures("one_thread"),
]


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


def test_a_prompt_is_read_as_the_engine_reads_it(models, corpus):
    base = families.examine(models["gemma4"], "gemma4")
    renderer = Renderer(loaded := families.load(base, precision="fp32", image_tokens=70))
    prompt = prompt_of(training_runs.records()[2], Assets(corpus.parent))
    reference = Reference(models["gemma4"], image_tokens=70)
    parts = messages_of(prompt)[0]["content"]
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
    found = training_runs.adapter(out.adapter)
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


def test_a_picture_is_read_with_its_colours_and_a_clip_as_it_was_stored(corpus):
    prompt = prompt_of(training_runs.records()[2], Assets(corpus.parent))
    blocks = [block for block in messages_of(prompt)[0]["content"] if block["type"] != "text"]
    stored = [part for part in prompt.parts if not isinstance(part, str)]
    assert [block["type"] for block in blocks] == ["image", "audio", "image", "audio", "image"]
    assert blocks[0]["image"].size == (stored[0].width, stored[0].height)
    assert (blocks[1]["audio"] == media.samples(stored[1])).all()
