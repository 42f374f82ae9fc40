"""The whole way on a processor, in small: killed on the way, and gone on. Needs torch; `make
test-torch`."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("trl", reason="the extra train is not installed: make test-torch")
pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

import torch

from persona_assistant.bench.media import Assets
from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.errors import BadInput, Cancelled
from persona_assistant.progress import Progress
from persona_assistant.train import pipeline
from persona_assistant.train.corpus.format import read_corpus
from persona_assistant.train.corpus.prompts import prompt_of
from persona_assistant.train.evaluation import TransformersEngine
from persona_assistant.train.families import examine, load
from persona_assistant.train.messages import Renderer
from persona_assistant.train.pipeline_parts import METRICS
from persona_assistant.train.recipes import Pipeline, load_pipeline

pytestmark = pytest.mark.torch("trl", "peft")


def small() -> Pipeline:
    """The recipe "tiny" with smaller numbers: so many that RLVR has right and wrong answers to
    compare."""
    plan = load_pipeline("tiny")
    sft = replace(
        plan.sft,
        optim=replace(plan.sft.optim, steps=20, lr=5e-3),
        data=replace(plan.sft.data, records=40),
    )
    rlvr = replace(
        plan.rlvr,
        optim=replace(plan.rlvr.optim, steps=3, batch=8),
        data=replace(plan.rlvr.data, records=16),
        run=replace(plan.rlvr.run, save_steps=1, evaluate_steps=3, evaluate_items=2),
        sampling=replace(plan.rlvr.sampling, max_tokens=12, temperature=1.2, group=8),
    )
    sft = replace(sft, run=replace(sft.run, save_steps=10, evaluate_steps=10))
    return replace(plan, sft=sft, rlvr=rlvr, out=replace(plan.out, bench_items=4))


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    named = os.environ.get("LLAMA_CPP_SOURCE_CACHE")
    return Path(named) if named else tmp_path_factory.mktemp("converter")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, cache):
    """A pipeline that was stopped in the middle of SFT and went on: its folder, its result, what it
    told."""
    out = tmp_path_factory.mktemp("pipeline") / "out"
    stop, told = threading.Event(), []

    def until_learning(progress: Progress) -> None:
        if progress.stage == "sft" and progress.done >= 2:
            stop.set()

    with pytest.raises(Cancelled, match=r"step 5 of 8 \(sft\)"):
        pipeline.run(small(), out, until_learning, cancel=stop, cache=cache)
    begun = {place.name for place in out.iterdir()}
    assert {"base", "before", "bench_before", "sft"} <= begun and not begun & {
        "taught",
        "rlvr",
        "after",
    }
    return out, pipeline.run(small(), out, told.append, cache=cache), told


def test_everything_is_where_it_is_said_to_be(whole):
    out, result, _ = whole
    assert (
        result.adapter / "adapter_model.safetensors"
    ).is_file() and result.adapter.is_relative_to(out)
    assert result.gguf.name == "merged-Q8_0.gguf" and result.projector.is_file()
    told = json.loads(json.dumps(result.to_json()))
    assert {"adapter", "gguf", "projector", "bench_before", "bench_after"} <= set(told)
    for bench in (told["bench_before"], told["bench_after"]):
        assert bench["n"] == 4 and bench["errors"] == 0 and set(METRICS) <= set(bench)
    card = result.card.read_text(encoding="utf-8")
    assert "random numbers" in card and "| before |" in card and "| after |" in card
    assert str(out) not in card, "a card names no place on this machine"


def test_a_stopped_pipeline_goes_on_and_a_finished_one_does_nothing_twice(whole, cache):
    out, result, told = whole
    learnt = [each.done for each in told if each.stage == "sft" and "loss" in each.values]
    assert learnt and min(learnt) > 1, "the steps before the stop are not made again"
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*.safetensors")}
    again = pipeline.run(small(), out, cache=cache)
    assert {file: file.stat().st_mtime_ns for file in out.rglob("*.safetensors")} == before
    assert (again.bench_before, again.bench_after) == (result.bench_before, result.bench_after)


def test_another_recipe_is_refused_in_the_same_folder(whole, tmp_path, cache):
    out, _, _ = whole
    other = replace(small(), out=replace(small().out, bench_items=5))
    with pytest.raises(BadInput, match="another recipe"):
        pipeline.run(other, out, cache=cache)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="holds no pipeline"):
        pipeline.run(small(), tmp_path, cache=cache)


def test_the_people_asked_about_are_in_no_corpus(whole):
    out, _, _ = whole
    asked = media_of((out / "world" / "questions-test.jsonl").read_text(encoding="utf-8"))
    chosen_by = media_of((out / "world" / "questions-dev.jsonl").read_text(encoding="utf-8"))
    learnt = {
        Path(path).parent.name
        for kind in ("sft", "rlvr")
        for record in read_corpus(out / "corpora" / f"{kind}.jsonl")
        for _, path in record.assets()
    }
    assert asked and chosen_by and learnt
    assert not asked & learnt and not asked & chosen_by and not chosen_by & learnt


def test_what_was_merged_is_what_was_trained(whole):
    """The merged model's logits are those of the adapter on its model, and neither is the
    base's."""
    from peft import PeftModel

    out, result, _ = whole
    records = read_corpus(out / "corpora" / "rlvr.jsonl")
    asked = prompt_of(records[0], Assets(records.assets))

    def logits(folder: Path, adapter: Path | None = None) -> torch.Tensor:
        loaded = load(examine(folder, "gemma4"), precision="fp32", image_tokens=70)
        renderer = Renderer(loaded)
        model = PeftModel.from_pretrained(loaded.model, adapter) if adapter else loaded.model
        with torch.no_grad():
            return (
                model.eval()(**renderer.collate_prompts([renderer.render(asked)]))
                .logits[0, -1]
                .float()
            )

    base, taught, merged = (logits(out / name) for name in ("base", "taught", "merged"))
    assert (taught - base).abs().max() > 0.1
    assert (merged - taught).abs().max() > 1e-5, "RLVR changed nothing"
    assert torch.allclose(merged, logits(out / "taught", result.adapter), atol=1e-3)
    assert torch.allclose(taught, logits(out / "base", out / "sft" / "adapter"), atol=1e-3)


def test_the_quantized_model_answers_as_the_trained_one(whole):
    """From the same prompt, word for word, where its first choice is clear."""
    out, result, _ = whole
    records = read_corpus(out / "corpora" / "rlvr.jsonl")
    loaded = load(examine(out / "merged", "gemma4"), precision="fp32", image_tokens=70)
    trained = TransformersEngine(loaded.model, Renderer(loaded))
    engine = LlamaEngine(result.gguf, result.projector, n_ctx=4096, image_tokens=70, threads=1)
    try:
        pairs, one = [], GenerateOptions(max_tokens=1)
        for record in records[:4]:
            asked = prompt_of(record, Assets(records.assets))
            pairs.append(
                [collect(each.generate(asked, options=one)).text for each in (engine, trained)]
            )
    finally:
        engine.close()
    assert any(ours for ours, _ in pairs)
    assert sum(ours == theirs for ours, theirs in pairs) >= 3, pairs


def media_of(lines: str) -> set[str]:
    """Ids of the people whose pictures and clips some records show."""
    found = set()
    for record in map(json.loads, lines.splitlines()):
        for entry in (record["query_assets"], *record["contexts"]):
            found |= {Path(entry[kind]).parent.name for kind in ("image", "audio") if entry[kind]}
    return found
