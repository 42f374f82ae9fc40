"""A run and its folder: everything is refused before it starts, and whatever ends it, it can go on.

A checkpoint counts once a seal lies in it, which is written after everything else of it has reached
the disk; one that was cut off by a kill or a full disk has none and is made again. What decides a
run (recipe, corpus, model, held-out records) is told by hashes in `run.json`, and a run goes on
only with the very same.

    recipe.toml  run.json  checkpoint-N/  adapter/  curves.json  curves.svg  card.json  card.md
    tensorboard/
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from persona_assistant.atomic import require_room, whole_folder
from persona_assistant.bench.media import Assets
from persona_assistant.bench.omni_persona.suite import OmniPersona
from persona_assistant.errors import BadInput, DiskFull, RecordError
from persona_assistant.train.corpus.format import Corpus, Entry, Record, read_corpus, written_whole
from persona_assistant.train.families import Base, examine, require_modules
from persona_assistant.train.recipes import Recipe, dump

RUN, RECIPE, CURVES, CURVES_SVG, COMPLETE = (
    "run.json",
    "recipe.toml",
    "curves.json",
    "curves.svg",
    "complete.json",
)
CARD, CARD_TEXT, ADAPTER, TENSORBOARD = "card.json", "card.md", "adapter", "tensorboard"
_ADAPTER_FILES = ("adapter_config.json", "adapter_model.safetensors")
_FORMAT = 1
_BESIDES = 64 << 20
"""Bytes for everything in the folder but checkpoints."""


@dataclass(frozen=True, slots=True)
class Progress:
    stage: str
    """"load", "train" or "evaluate"."""
    step: int
    total: int
    values: Mapping[str, float] = field(default_factory=dict)


Watch = Callable[[Progress], None]


class Stopped(Exception):
    """Ended before its end by whoever watched. Everything up to `step` is kept."""

    def __init__(self, step: int) -> None:
        super().__init__(f"stopped after step {step}; go on with --resume")
        self.step = step


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
            f"recipe {recipe.name} is for {recipe.kind}: persona-assistant train {recipe.kind}"
        )
    base = examine(model, recipe.model.family)
    found = read_corpus(corpus, assets)
    records = _taken(found, recipe)
    held = _held_out(heldout, recipe) if heldout is not None else None
    if (
        recipe.run.evaluate_steps
        and held is None
        and recipe.select.metric != "loss"
        and recipe.select.patience
    ):
        raise BadInput(
            f"recipe {recipe.name} ends a run by {recipe.select.metric} on held-out records: name them "
            "with --heldout"
        )
    checkpoint = 3 * base.adapter_size(recipe.lora.r)  # the adapter and two moments of it
    require_room(
        out, checkpoint * (recipe.run.keep + 2) + _BESIDES, what="This run with its checkpoints"
    )
    require_modules()
    return Plan(recipe, base, found, records, held, out)


def _taken(corpus: Corpus, recipe: Recipe) -> tuple[Record, ...]:
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
                f'{where}: label.type: "text" has no reward; leave descriptions out with [data] kinds'
            )
        if (
            recipe.run.vllm
            and data.audio
            and any(path for where_, path in record.assets() if where_.endswith("audio"))
        ):
            raise RecordError(
                f"{where}: holds a clip, which the trainer's vLLM path would lose; set [run] vllm = false"
            )
        if not data.audio:
            if record.query.audio is not None:
                continue  # nothing is left of a question about a clip
            record = _without_voices(record)
        taken.append(record)
    if not taken:
        raise RecordError(
            f"{corpus.path}: none of its {len(corpus)} records is of the kinds that the recipe takes"
        )
    return tuple(taken)


def _without_voices(record: Record) -> Record:
    kept = tuple(replace(entry, audio=None) for entry in record.contexts)
    return replace(
        record, contexts=tuple(entry for entry in kept if entry != Entry()) if kept else kept
    )


def _held_out(data: Path, recipe: Recipe) -> Heldout:
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
            if not _there(media, relative):
                raise RecordError(
                    f"{data}: {item.id}: missing media: {relative}; held-out records need all of theirs"
                )
    return Heldout(data, root, records.sha256, len(chosen.items))


def _there(media: Assets, relative: str) -> bool:
    from persona_assistant.errors import MediaError

    try:
        media.path(relative)
    except MediaError:
        return False
    return True


def _seed() -> int:
    from persona_assistant.bench.suite import Conditions

    return Conditions().seed


# --- the folder


class RunFolder:
    """Where a run lies. Only the first process writes."""

    def __init__(self, plan: Plan) -> None:
        self.path, self._plan = plan.out, plan

    def open(self, *, resume: bool) -> Path | None:
        """Begin a run here, or find the checkpoint from which the one that is here goes on.

        Raises BadInput for a folder with another run, or with one that is not to be resumed.
        """
        known = self.about()
        if known is None:
            if is_main_process() and self.path.is_dir() and any(self.path.iterdir()):
                raise BadInput(
                    f"{self.path} is not empty and holds no training run: choose another folder"
                )
            if is_main_process():
                self.path.mkdir(parents=True, exist_ok=True)
                written_whole(self.path / RECIPE, dump(self._plan.recipe))
                self.write_metadata(
                    {"format": _FORMAT, "kind": self._plan.recipe.kind, "of": self._plan.identity}
                )
            return None
        if not resume and is_main_process():
            raise BadInput(
                f"{self.path} holds a run already: go on with --resume, or choose another folder"
            )
        for name, value in self._plan.identity.items():
            if known["of"].get(name) != value:
                raise BadInput(
                    f"{self.path} holds a run with another {name}: "
                    "resume with what it began with, or choose another folder"
                )
        return self.latest()

    def about(self) -> dict[str, Any] | None:
        """run.json; None where there is none. Raises BadInput."""
        try:
            found = json.loads((self.path / RUN).read_text(encoding="utf-8"))
            if found["format"] == _FORMAT and isinstance(found["of"], dict):
                return found
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            pass
        raise BadInput(f"{self.path / RUN}: damaged or of another version: choose another folder")

    def write_metadata(self, about: Mapping[str, Any]) -> None:
        written_whole(self.path / RUN, json.dumps(about, indent=2) + "\n")

    # --- checkpoints

    def checkpoint(self, step: int) -> Path:
        return self.path / f"checkpoint-{step}"

    def complete_steps(self) -> list[int]:
        """Steps of whole checkpoints, in order."""
        return sorted(
            int(seal.parent.name.split("-")[1]) for seal in self.path.glob(f"checkpoint-*/{COMPLETE}")
        )

    def latest(self) -> Path | None:
        steps = self.complete_steps()
        return self.checkpoint(steps[-1]) if steps else None

    def mark_complete(self, step: int, told: Mapping[str, float]) -> None:
        """Call a checkpoint whole: what it takes to be one is on the disk, and names no place on
        this machine."""
        folder = self.checkpoint(step)
        for needless in ("training_args.bin", "README.md"):
            (folder / needless).unlink(missing_ok=True)
        _strip_paths(folder / "adapter_config.json", self._plan.recipe.model.name)
        for file in folder.iterdir():
            with open(file, "rb") as written:
                os.fsync(written.fileno())
        written_whole(folder / COMPLETE, json.dumps({"step": step, **told}) + "\n")

    def read_metadata(self, checkpoint: Path) -> dict[str, float]:
        """What was told when it was complete."""
        return json.loads((checkpoint / COMPLETE).read_text(encoding="utf-8"))

    def prune(self, best: int | None) -> None:
        """Remove all checkpoints but the latest few and the best one, and what is left of cut
        ones."""
        complete = self.complete_steps()
        kept = {*complete[-self._plan.recipe.run.keep :], best}
        for folder in self.path.glob("checkpoint-*"):
            step = folder.name.split("-")[1]
            if step.isdigit() and int(step) not in kept and (not complete or int(step) < complete[-1]):
                (folder / COMPLETE).unlink(missing_ok=True)
                shutil.rmtree(folder)

    def discard_incomplete(self) -> None:
        """What a kill left of a checkpoint; the trainer would otherwise write among it."""
        for folder in self.path.glob("checkpoint-*"):
            if not (folder / COMPLETE).is_file():
                shutil.rmtree(folder)

    def export_adapter(self, step: int) -> Path:
        """The adapter of a checkpoint as the one of the run."""
        place = self.path / ADAPTER
        shutil.rmtree(place, ignore_errors=True)
        with whole_folder(place) as making:
            for name in _ADAPTER_FILES:
                shutil.copyfile(self.checkpoint(step) / name, making / name)
        return place


def _strip_paths(file: Path, name: str) -> None:
    about = json.loads(file.read_text(encoding="utf-8"))
    about["base_model_name_or_path"] = name
    written_whole(file, json.dumps(about, indent=2, sort_keys=True) + "\n")


@contextmanager
def explain_full_disk(folder: RunFolder) -> Iterator[None]:
    """A full disk as an error that says how to go on, whichever library met it first."""
    try:
        yield
    except DiskFull:
        raise
    except Exception as error:
        full = getattr(error, "errno", None) in (
            errno.ENOSPC,
            errno.EDQUOT,
        ) or "No space left" in str(error)
        if not full:
            raise
        steps = folder.complete_steps()
        kept = f"everything up to step {steps[-1]} is kept" if steps else "nothing was saved yet"
        raise DiskFull(
            f"the disk of {folder.path} is full; {kept}. Make room and go on with --resume."
        ) from error


def cancelled(cancel: threading.Event | None) -> bool:
    return cancel is not None and cancel.is_set()
