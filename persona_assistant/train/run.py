"""Trains an adapter by a recipe: the use case behind `train sft` and `train rlvr`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Literal

from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken, OnProgress, ignore
from persona_assistant.train.recipes import load
from persona_assistant.train.training_run import TrainingResult


def train(
    kind: Literal["sft", "rlvr"],
    recipe: str | Path,
    *,
    model: Path | None = None,
    corpus: Path | None = None,
    assets: Path | None = None,
    heldout: Path | None = None,
    out: Path | None = None,
    resume: bool = False,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> TrainingResult:
    """Train by a recipe file, or by the shipped recipe of that name.

    `model`: folder of the full-precision model (else the recipe's); `corpus`: the file it learns
    from, with media below `assets`; `heldout`: records by which the best step is chosen; `out`:
    folder of the run (else named after the recipe). Raises BadInput with the code
    `recipe_needs_model` or `recipe_needs_corpus`, and what `sft.train` and `rlvr.train` raise.
    """
    found = load(recipe)
    folder = model or (Path(found.model.folder) if found.model.folder is not None else None)
    if folder is None:
        raise BadInput(
            f"recipe {found.name} trains {found.model.name}: name its folder",
            code="recipe_needs_model",
        )
    if corpus is None:
        raise BadInput(
            f"recipe {found.name} learns from {found.data.corpus}: name the file",
            code="recipe_needs_corpus",
        )
    start: Callable[..., TrainingResult] = import_module(f"persona_assistant.train.{kind}").train
    return start(
        found,
        folder,
        corpus,
        out or Path(found.name),
        resume=resume,
        on_progress=on_progress,
        assets=assets,
        heldout=heldout,
        cancel=cancel,
    )
