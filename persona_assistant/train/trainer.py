"""What SFT and RLVR have in common between a checked plan and a finished folder.

A trainer is made by whoever calls, with arguments from here; this opens the folder, runs the
trainer with its callback from the right checkpoint, chooses the adapter and writes the card.
Imports transformers, and is imported when training begins.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig
from transformers import PrinterCallback, Trainer

from persona_assistant.bench.judges import Judge
from persona_assistant.progress import CancelToken, OnProgress, Progress, ignore
from persona_assistant.train import cards
from persona_assistant.train.callbacks import Evaluate, RunCallback
from persona_assistant.train.curves import Curves, best_step, value_of
from persona_assistant.train.evaluation import TransformersEngine, evaluate
from persona_assistant.train.families import Loaded, load
from persona_assistant.train.messages import Renderer
from persona_assistant.train.run_folder import ADAPTER, CARD, CURVES, RunFolder, explain_full_disk
from persona_assistant.train.training_run import (
    LOADING,
    Plan,
    TrainingResult,
    cancelled,
    is_main_process,
)

Make = Callable[[Loaded, Renderer], Trainer]
"""The trainer of a loaded model."""


def arguments(plan: Plan) -> dict[str, Any]:
    """What transformers' TrainingArguments and TRL's say in the same words."""
    recipe = plan.recipe
    optim, run = recipe.optim, recipe.run
    on_gpu = torch.cuda.is_available()
    length = {"max_steps": optim.steps} if optim.steps else {"num_train_epochs": optim.epochs}
    return {
        **length,
        "output_dir": str(plan.out),
        "per_device_train_batch_size": optim.batch,
        "gradient_accumulation_steps": optim.accumulate,
        "learning_rate": optim.lr,
        "lr_scheduler_type": optim.schedule,
        "warmup_steps": optim.warmup,
        "weight_decay": optim.weight_decay,
        "max_grad_norm": optim.max_grad_norm,
        "bf16": run.precision == "bf16",
        "gradient_checkpointing": run.checkpointing,
        "seed": run.seed,
        "save_strategy": "steps",
        "save_steps": run.save_steps,
        "save_total_limit": None,  # the callback prunes, and keeps the best
        "logging_steps": 1,
        "logging_nan_inf_filter": False,
        "report_to": [],
        "disable_tqdm": True,
        "remove_unused_columns": False,
        "dataloader_pin_memory": on_gpu,
        "use_cpu": not on_gpu,
        "ddp_timeout": 6 * 3600,  # others wait while the first process asks the bench
    }


def lora_config(plan: Plan) -> LoraConfig:
    about = plan.recipe.lora
    return LoraConfig(
        r=about.r,
        lora_alpha=about.alpha,
        lora_dropout=about.dropout,
        target_modules=plan.base.family.targets,
        task_type="CAUSAL_LM",
    )


def train(
    plan: Plan,
    make: Make,
    judge: Judge,
    *,
    resume: bool,
    on_progress: OnProgress,
    cancel: CancelToken | None,
    max_tokens: int,
) -> TrainingResult:
    """Load the model, run the trainer that `make` makes, choose the best step, write the card.

    Raises Cancelled when `cancel` was set, DiskFull, ModelError, and whatever the trainer met.
    """
    folder = RunFolder(plan)
    checkpoint = folder.open(resume=resume)
    if "finished" in (folder.read_run() or {}):
        return _finished(folder, None)  # a run that came to its end is not made again
    if is_main_process():
        folder.discard_incomplete()
    if is_main_process():
        on_progress(Progress(LOADING, 0))
    # Without it a fork of the tokenizer's threads warns in every loader process.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    loaded = load(
        plan.base, precision=plan.recipe.run.precision, image_tokens=plan.recipe.model.image_tokens
    )
    renderer = Renderer(loaded)
    trainer = make(loaded, renderer)
    callback = RunCallback(
        plan,
        folder,
        checkpoint,
        _evaluator(plan, trainer, renderer, judge, max_tokens, cancel),
        on_progress if is_main_process() else ignore,
        cancel,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(callback)
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    with explain_full_disk(folder):
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
        if callback.stopped:
            raise cancelled(trainer.state.global_step, trainer.state.max_steps)
        return _finish(plan, folder, trainer, callback, judge, checkpoint)


def _evaluator(
    plan: Plan,
    trainer: Trainer,
    renderer: Renderer,
    judge: Judge,
    max_tokens: int,
    cancel: CancelToken | None,
) -> Evaluate | None:
    """How the model is measured after so many steps; None where nothing is held out."""
    if plan.heldout is None or not plan.recipe.run.evaluate_steps:
        return None

    def measure(step: int) -> dict[str, float]:
        assert plan.heldout is not None
        model = trainer.accelerator.unwrap_model(trainer.model)
        engine = TransformersEngine(
            model,
            renderer,
            identity={"base": plan.base.fingerprint, "recipe": plan.recipe.name, "step": str(step)},
        )
        return evaluate(
            engine, plan.heldout, judge, items=plan.recipe.run.evaluate_items, max_tokens=max_tokens
        )

    return measure


def _finish(
    plan: Plan,
    folder: RunFolder,
    trainer: Trainer,
    callback: RunCallback,
    judge: Judge,
    checkpoint: Path | None,
) -> TrainingResult:
    steps = trainer.state.global_step
    rows = callback.curves.rows
    best = best_step(rows, plan.recipe.select)
    chosen = steps if best is None else best
    resumed = int(checkpoint.name.split("-")[1]) if checkpoint else None
    if is_main_process():
        folder.export_adapter(chosen)
        cards.write(
            plan,
            rows,
            steps=steps,
            chosen=chosen,
            why=_why(plan, rows, best),
            seconds=callback.seconds,
            training_seconds=callback.training_seconds,
            tokens=callback.tokens(trainer.state),
            processes=trainer.args.world_size,
            judge=judge.name,
            resumed=resumed,
            trainable=sum(
                each.numel() for each in trainer.model.parameters() if each.requires_grad
            ),
        )
        about = folder.read_run() or {}
        folder.write_run(
            {
                **about,
                "finished": {"best_step": chosen, "steps": steps, "seconds": callback.seconds},
            }
        )
    trainer.accelerator.wait_for_everyone()
    return _finished(folder, resumed)


def _why(plan: Plan, rows: tuple[dict[str, Any], ...], best: int | None) -> str:
    select = plan.recipe.select
    if best is None:
        measured = any("evaluated" in row and row["step"] for row in rows)
        return (
            "no step met the recipe's conditions; this is the last one"
            if measured
            else "the last one: nothing was held out"
        )
    value = next(value_of(row, select) for row in rows if row["step"] == best)
    assert value is not None
    if select.metric == "loss":
        return f"the least mean loss, {-value:.4f}"
    base = next((row.get(select.metric) for row in rows if row["step"] == 0), None)
    beside = (
        ""
        if base is None
        else f"; the base model has {base:.1f}" + ("" if value > base else ", which is not less")
    )
    return f"the highest {select.metric} on held-out records, {value:.1f}{beside}"


def _finished(folder: RunFolder, resumed: int | None) -> TrainingResult:
    """As the folder tells it, to every process alike."""
    about = (folder.read_run() or {})["finished"]
    curves = Curves.read(folder.path / CURVES, until=about["steps"])
    return TrainingResult(
        folder.path / ADAPTER,
        about["best_step"],
        about["steps"],
        curves.rows,
        folder.path / CARD,
        about["seconds"],
        folder.base,
        resumed,
    )
