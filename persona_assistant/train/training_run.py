"""What a run is, and everything that can be refused before it starts.

Neither torch nor a weight is needed to check a plan. `run_folder` keeps a run on the disk,
`trainer` runs it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from persona_assistant.atomic import require_free_space
from persona_assistant.bench.media import Assets
from persona_assistant.bench.omni_persona.suite import OmniPersona
from persona_assistant.errors import BadInput, Cancelled, MediaError, RecordError
from persona_assistant.train.corpus.format import Corpus, read_corpus
from persona_assistant.train.corpus.records import Entry, Record
from persona_assistant.train.families import Base, examine, require_modules
from persona_assistant.train.recipes import Recipe, dump

_BESIDES = 64 << 20
"""Bytes for everything in the folder but checkpoints."""


LOADING, TRAINING, EVALUATING = "loading the model", "training", "evaluating"
"""Stages of a run, as its `Progress` names them."""


def cancelled(step: int, total: int) -> Cancelled:
    """The error of a run that was cancelled after `step`; everything up to that step is kept."""
    return Cancelled(
        f"stopped after step {step}; resume the run to go on",
        code="training_cancelled",
        stage=TRAINING,
        done=step,
        total=total,
    )


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a run came to."""

    adapter: Path
    """The chosen adapter, as PEFT saves it."""
    best_step: int
    """The step it is of: the best by the bench, or the last one where nothing was held out."""
    steps: int
    """How many were made."""
    curves: tuple[Mapping[str, Any], ...]
    card: Path
    seconds: float
    """Of training and evaluation, in all parts of an interrupted run."""
    base: Path
    """Folder of the model that the adapter belongs to."""
    resumed_from: int | None = None


@dataclass(frozen=True, slots=True)
class Heldout:
    """Records of the Omni-Persona schema that are never trained on."""

    data: Path
    assets: Path
    sha256: str
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A run of which everything was checked."""

    recipe: Recipe
    base: Base
    corpus: Corpus
    records: tuple[Record, ...]
    """Of the corpus, those that the recipe takes."""
    heldout: Heldout | None
    out: Path

    @property
    def media(self) -> Assets:
        return Assets(self.corpus.assets)

    @property
    def identity(self) -> dict[str, Any]:
        """What must be the same for a run to go on."""
        return {
            "recipe": recipe_hash(self.recipe),
            "corpus": self.corpus.sha256,
            "model": self.base.fingerprint,
            "set of held-out records": self.heldout.sha256 if self.heldout else None,
        }


def recipe_hash(recipe: Recipe) -> str:
    return hashlib.sha256(dump(recipe).encode()).hexdigest()


def is_main_process() -> bool:
    """Whether this is the process that writes; under `accelerate launch` there is one for each
    GPU."""
    return os.environ.get("RANK", "0") == "0"


# --- before it starts


def check(
    recipe: Recipe,
    kind: str,
    model: Path,
    corpus: Path,
    out: Path,
    *,
    assets: Path | None,
    heldout: Path | None,
) -> Plan:
    """Everything that can be wrong and is not the machine's fault; neither torch nor a weight is
    needed.

    Raises RecordError and RecipeError naming the line, ModelError, DiskFull, EngineMissing,
    BadInput.
    """
    if recipe.kind != kind:
        raise BadInput(
            f"recipe {recipe.name} is for {recipe.kind}, not for {kind}",
            code="recipe_of_another_kind",
            kind=recipe.kind,
        )
    base = examine(model, recipe.model.family)
    found = read_corpus(corpus, assets)
    records = _select_records(found, recipe)
    held = _read_heldout(heldout, recipe) if heldout is not None else None
    if (
        recipe.run.evaluate_steps
        and held is None
        and recipe.select.metric != "loss"
        and recipe.select.patience
    ):
        raise BadInput(
            f"recipe {recipe.name} ends a run by {recipe.select.metric} on held-out records: "
            "give some",
            code="heldout_missing",
        )
    checkpoint = 3 * base.adapter_size(recipe.lora.r)  # the adapter and two moments of it
    require_free_space(
        out, checkpoint * (recipe.run.keep + 2) + _BESIDES, what="This run with its checkpoints"
    )
    require_modules()
    return Plan(recipe, base, found, records, held, out)


def _select_records(corpus: Corpus, recipe: Recipe) -> tuple[Record, ...]:
    """The records that the recipe trains on. Raises RecordError naming the line."""
    data, taken = recipe.data, []
    for place, record in zip(corpus.places, corpus.records, strict=True):
        where = f"{corpus.path}, {place}"
        if record.kind not in data.kinds:
            continue
        if len(record.contexts) > data.contexts:
            raise RecordError(
                f"{where}: contexts: {len(record.contexts)} people, and the recipe takes at most "
                f"{data.contexts}"
            )
        if recipe.kind == "rlvr" and record.label.type == "text":
            raise RecordError(
                f'{where}: label.type: "text" has no reward; leave descriptions out with '
                "[data] kinds"
            )
        if (
            recipe.run.vllm
            and data.audio
            and any(path for where_, path in record.assets() if where_.endswith("audio"))
        ):
            raise RecordError(
                f"{where}: holds a clip, which the trainer's vLLM path would lose; set [run] "
                "vllm = false"
            )
        if not data.audio:
            if record.query.audio is not None:
                continue  # nothing is left of a question about a clip
            record = _without_voices(record)
        taken.append(record)
    if not taken:
        raise RecordError(
            f"{corpus.path}: none of its {len(corpus)} records is of the kinds that the recipe "
            "takes"
        )
    return tuple(taken)


def _without_voices(record: Record) -> Record:
    kept = tuple(replace(entry, audio=None) for entry in record.contexts)
    return replace(
        record, contexts=tuple(entry for entry in kept if entry != Entry()) if kept else kept
    )


def _read_heldout(data: Path, recipe: Recipe) -> Heldout:
    """Raises RecordError for what cannot be read or is not there."""
    from persona_assistant.bench.plan import subset

    suite = OmniPersona()
    records = suite.read(data, {})
    if records.bad:
        raise records.bad[0].error
    root = data if data.is_dir() else data.parent
    media = Assets(root)
    chosen = subset(suite, records.items, recipe.run.evaluate_items, _seed())
    for item in chosen.items:
        for relative in item.assets():
            if not _exists(media, relative):
                raise RecordError(
                    f"{data}: {item.id}: missing media: {relative}; held-out records need all "
                    "of theirs"
                )
    return Heldout(data, root, records.sha256, len(chosen.items))


def _exists(media: Assets, relative: str) -> bool:
    try:
        media.path(relative)
    except MediaError:
        return False
    return True


def _seed() -> int:
    from persona_assistant.bench.suite import Conditions

    return Conditions().seed
