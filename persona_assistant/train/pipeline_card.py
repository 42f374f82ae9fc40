"""What a pipeline says of itself in the end: how it was made, what it measured, and what that is
worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.train.cards import hardware, versions
from persona_assistant.train.recipes import Pipeline

if TYPE_CHECKING:
    from persona_assistant.train.pipeline_parts import PipelineResult
    from persona_assistant.train.training_run import TrainingResult

_TINY = (
    "The base model is one of random numbers: what it answers before training is noise, and "
    "what it learns in so few steps is the form of an answer, not who somebody is. A rise of "
    "Cal here says that the machinery works from end to end - what was trained is what is "
    "merged, converted, quantized and asked - and nothing about a published model. A model that "
    "always declines has Unans 100, Ans 0 and 1-FA 0: look at all of them together."
)
_OTHER = (
    "People are invented, drawn and spoken by programs: these are no scores on the published "
    "benchmark."
)


def markdown(
    plan: Pipeline,
    result: PipelineResult,
    outcomes: Sequence[TrainingResult],
    seconds: Mapping[str, float],
) -> str:
    """`outcomes`: of SFT and RLVR; `seconds`: by step."""
    from persona_assistant.train.pipeline_parts import METRICS, TINY

    machine = hardware()
    name = (
        f"{len(machine['gpus'])} x {machine['gpus'][0]}"
        if machine["gpus"]
        else f"{machine['processor']}, no GPU"
    )
    before, after = result.bench_before, result.bench_after
    lines = [
        f"# {plan.name}: {plan.about}",
        "",
        f"{plan.world.people} invented people (seed {plan.world.seed}) -> corpora -> "
        f"{plan.sft.model.name} -> SFT ({plan.sft.name}) -> RLVR ({plan.rlvr.name}) -> merged -> "
        f"GGUF {plan.out.quantize}.",
        "",
        f"Asked {after['n']} questions in the schema of Omni-Persona, about people who are in no "
        "corpus, through llama.cpp on the model's own route; judged by the lexical judge. 95 % "
        "intervals by sample in brackets.",
        "",
        "| | " + " | ".join(METRICS) + " |",
        "|---" * (len(METRICS) + 1) + "|",
        "| before | " + " | ".join(_cell(before, metric) for metric in METRICS) + " |",
        "| after | " + " | ".join(_cell(after, metric) for metric in METRICS) + " |",
        "",
        _TINY if plan.sft.model.name == TINY else _OTHER,
        "",
        f"- machine: {name}, {machine['cores']} cores; {result.seconds:.0f} s in all: "
        + ", ".join(f"{step} {took:.0f} s" for step, took in seconds.items()),
        *(_stage(kind, outcome) for kind, outcome in zip(("SFT", "RLVR"), outcomes)),
        "- the adapter of RLVR belongs to the model in `taught/`, which has the adapter of SFT "
        "in it",
        f"- recipes: {plan.sft.name} ({plan.sft.source}), {plan.rlvr.name} ({plan.rlvr.source})",
        "- versions: " + ", ".join(f"{package} {number}" for package, number in versions().items()),
        "",
        f"Ask it, in `{result.gguf.parent.name}/`: `persona-assistant ask --engine llama "
        f"--model {result.gguf.name} --projector {result.projector.name} ...`",
    ]
    return "\n".join(lines) + "\n"


def _cell(bench: Mapping[str, Any], metric: str) -> str:
    value, interval = bench[metric], bench["intervals"].get(metric)
    if value is None:
        return "-"
    return f"{value:.1f}" + (f" ({interval[0]:.0f}-{interval[1]:.0f})" if interval else "")


def _stage(kind: str, result: TrainingResult) -> str:
    rows = [row for row in result.curves if row["step"]]
    figures = ""
    for name in ("loss", "reward"):
        values = [row[name] for row in rows if name in row]
        if values:
            figures += (
                f", {name} {values[0]:.3g} at the first step and {values[-1]:.3g} at the last"
            )
    return (
        f"- {kind}: {result.steps} steps in {result.seconds:.0f} s, step {result.best_step} "
        f"chosen{figures}"
    )
