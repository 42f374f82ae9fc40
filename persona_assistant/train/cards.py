"""What a run says of itself: how it was made, on what, how long it took and how it went.

Every figure was measured in this run or is a hash of what went in; nothing names a person, a
computer or a place on one, so that a card can be published with its adapter.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from persona_assistant.atomic import format_size, write_text
from persona_assistant.train.corpus.records import Record
from persona_assistant.train.curves import METRICS
from persona_assistant.train.families import MODULES
from persona_assistant.train.run_folder import CARD, CARD_TEXT
from persona_assistant.train.training_run import Plan, recipe_hash

FORMAT = 1


def hardware() -> dict[str, Any]:
    """The kind of machine, never which one."""
    import torch

    about: dict[str, Any] = {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "gpus": [torch.cuda.get_device_name(at) for at in range(torch.cuda.device_count())],
    }
    if torch.version.cuda and about["gpus"]:
        about["cuda"] = torch.version.cuda
    return about


def peak_memory() -> dict[str, Any]:
    """The most this process held since training began: of the GPU where there is one, else of the
    machine."""
    import torch

    if torch.cuda.is_available():
        return {"of": "GPU (allocated by torch)", "bytes": torch.cuda.max_memory_allocated()}
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "of": "process (resident)",
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit,
    }


def versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ("persona-assistant", *MODULES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            # A checkout that was never installed.
            found[name] = "not installed"
    return found


def write(
    plan: Plan,
    rows: Sequence[Mapping[str, Any]],
    *,
    steps: int,
    chosen: int,
    why: str,
    seconds: float,
    training_seconds: float,
    tokens: float,
    processes: int,
    trainable: int,
    judge: str,
    resumed: int | None,
) -> Path:
    """card.json and card.md in the run's folder; `seconds` are of the whole run, `training_seconds`
    of its steps alone."""
    recipe = plan.recipe
    tasks: dict[str, int] = {}
    for record in plan.records:
        tasks[record.task] = tasks.get(record.task, 0) + 1
    card = {
        "format": FORMAT,
        "kind": recipe.kind,
        "recipe": {"name": recipe.name, "source": recipe.source, "sha256": recipe_hash(recipe)},
        "base": {
            "name": recipe.model.name,
            "family": plan.base.family.title,
            "fingerprint": plan.base.fingerprint,
            "bytes": plan.base.size,
        },
        "corpus": {
            "sha256": plan.corpus.sha256,
            "records": len(plan.records),
            "tasks": tasks,
            "absent": round(sum(map(_absent, plan.records)) / len(plan.records), 3),
            "absent_in_recipe": recipe.data.absent,
        },
        "held_out": plan.heldout
        and {"sha256": plan.heldout.sha256, "items": plan.heldout.count, "judge": judge},
        "adapter": {
            "r": recipe.lora.r,
            "alpha": recipe.lora.alpha,
            "trainable_parameters": trainable,
        },
        "precision": recipe.run.precision,
        "versions": versions(),
        "hardware": hardware(),
        "processes": processes,
        "steps": steps,
        "resumed_from": resumed,
        "wall_seconds": round(seconds, 1),
        "training_seconds": round(training_seconds, 1),
        "tokens": int(tokens),
        "tokens_per_second": round(tokens / training_seconds, 1) if training_seconds else None,
        "peak_memory": peak_memory(),
        "chosen": {"step": chosen, "by": recipe.select.metric, "why": why},
        "evaluated": [row for row in rows if "evaluated" in row],
        "measured": (
            "Scores, times and memory are of this run, on the hardware named here. Figures of "
            "the recipe's source are not repeated here."
        ),
    }
    write_text(plan.out / CARD, json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    write_text(plan.out / CARD_TEXT, _markdown(card))
    return plan.out / CARD


def _absent(record: Record) -> bool:
    """Whether declining is the right answer."""
    return record.label.type == "abstain" or (
        record.label.type == "index" and record.label.value is None
    )


def _markdown(card: Mapping[str, Any]) -> str:
    adapter, base, chosen, memory = (
        card["adapter"],
        card["base"],
        card["chosen"],
        card["peak_memory"],
    )
    gpus = card["hardware"]["gpus"]
    machine = f"{len(gpus)} x {gpus[0]}" if gpus else f"{card['hardware']['processor']}, no GPU"
    lines = [
        f"# {card['recipe']['name']}: a LoRA adapter for {base['name']}",
        "",
        f"Trained by {card['kind'].upper()} with r = {adapter['r']}, alpha = {adapter['alpha']} "
        f"on the language model ({adapter['trainable_parameters']:,} parameters); the encoders "
        "are as they were.",
        "",
        f"- recipe: `{card['recipe']['sha256'][:16]}`, after: {card['recipe']['source']}",
        f"- base model: {base['family']}, {format_size(base['bytes'])} of weights, fingerprint "
        f"`{base['fingerprint'][:16]}`",
        f"- corpus: {card['corpus']['records']} records, `{card['corpus']['sha256'][:16]}`: "
        + ", ".join(f"{count} {task}" for task, count in sorted(card["corpus"]["tasks"].items()))
        + f"; nobody or nothing to be found in {100 * card['corpus']['absent']:.0f} % "
        + f"(the recipe speaks of {100 * card['corpus']['absent_in_recipe']:.0f} %)",
        f"- machine: {machine}; {card['processes']} process(es), {card['precision']}",
        f"- {card['steps']} steps in {card['wall_seconds']:.0f} s "
        f"({card['training_seconds']:.0f} s of them "
        f"in steps), {card['tokens']} tokens, {card['tokens_per_second']} a second; peak memory "
        f"{format_size(memory['bytes'])}, {memory['of']}",
        f"- chosen: step {chosen['step']}; {chosen['why']}",
        "",
    ]
    if card["evaluated"] and card["held_out"]:
        held = card["held_out"]
        lines += [
            f"Held-out records: {held['items']}, `{held['sha256'][:16]}`, judged by "
            f"{held['judge']}. Step 0 is the base model.",
            "",
            "| step | " + " | ".join(METRICS) + " |",
            "|---" * (len(METRICS) + 1) + "|",
        ]
        for row in card["evaluated"]:
            cells = (f"{row[name]:.1f}" if name in row else "-" for name in METRICS)
            lines.append(f"| {row['step']} | " + " | ".join(cells) + " |")
        lines.append("")
    lines += [card["measured"], ""]
    lines += [
        "Versions: "
        + ", ".join(f"{name} {number}" for name, number in card["versions"].items())
        + "."
    ]
    return "\n".join(lines) + "\n"


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()
