"""The folder of a run: whatever ends a run, it can go on.

A checkpoint counts once it is marked complete, after everything else of it has reached the disk;
one that was cut off by a kill or a full disk is not and is made again. What decides a run (recipe,
corpus, model, held-out records) stands as hashes in `run.json`, and a run goes on only with the
very same.

    recipe.toml  run.json  checkpoint-N/  adapter/  curves.json  curves.svg  card.json  card.md
    tensorboard/
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from persona_assistant import json_documents
from persona_assistant.atomic import whole_folder, write_text
from persona_assistant.errors import BadInput, DiskFull
from persona_assistant.train.recipes import dump
from persona_assistant.train.training_run import Plan, is_main_process

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


class RunFolder:
    """Where a run lies. Only the first process writes."""

    def __init__(self, plan: Plan) -> None:
        self.path, self._plan = plan.out, plan
        self.base = plan.base.folder

    def open(self, *, resume: bool) -> Path | None:
        """Begin a run here, or find the checkpoint from which the one that is here goes on.

        Raises BadInput for a folder with another run, or with one that is not to be resumed.
        """
        known = self.read_run()
        if known is None:
            if is_main_process() and self.path.is_dir() and any(self.path.iterdir()):
                raise BadInput(
                    f"{self.path} is not empty and holds no training run: choose another folder"
                )
            if is_main_process():
                self.path.mkdir(parents=True, exist_ok=True)
                write_text(self.path / RECIPE, dump(self._plan.recipe))
                self.write_run(
                    {"format": _FORMAT, "kind": self._plan.recipe.kind, "of": self._plan.identity}
                )
            return None
        if not resume and is_main_process():
            raise BadInput(
                f"{self.path} holds a run already: resume it, or choose another folder",
                code="run_exists",
            )
        for name, value in self._plan.identity.items():
            if known["of"].get(name) != value:
                raise BadInput(
                    f"{self.path} holds a run with another {name}: "
                    "resume with what it began with, or choose another folder"
                )
        return self.latest()

    def read_run(self) -> dict[str, Any] | None:
        """run.json; None where there is none. Raises BadInput."""
        try:
            found: dict[str, Any] = json_documents.loads(
                (self.path / RUN).read_text(encoding="utf-8")
            )
            if found["format"] == _FORMAT and isinstance(found["of"], dict):
                return found
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            pass
        raise BadInput(f"{self.path / RUN}: damaged or of another version: choose another folder")

    def write_run(self, about: Mapping[str, Any]) -> None:
        write_text(self.path / RUN, json.dumps(about, indent=2) + "\n")

    # --- checkpoints

    def checkpoint(self, step: int) -> Path:
        return self.path / f"checkpoint-{step}"

    def complete_steps(self) -> list[int]:
        """Steps of complete checkpoints, in order."""
        return sorted(
            int(mark.parent.name.split("-")[1])
            for mark in self.path.glob(f"checkpoint-*/{COMPLETE}")
        )

    def latest(self) -> Path | None:
        steps = self.complete_steps()
        return self.checkpoint(steps[-1]) if steps else None

    def mark_complete(self, step: int, metadata: Mapping[str, float]) -> None:
        """Mark a checkpoint as complete, once all its files are on the disk and name no path of
        this machine. `metadata` is kept with the mark."""
        folder = self.checkpoint(step)
        for needless in ("training_args.bin", "README.md"):
            (folder / needless).unlink(missing_ok=True)
        _strip_paths(folder / "adapter_config.json", self._plan.recipe.model.name)
        for file in folder.iterdir():
            with open(file, "rb") as written:
                os.fsync(written.fileno())
        write_text(folder / COMPLETE, json.dumps({"step": step, **metadata}) + "\n")

    def read_metadata(self, checkpoint: Path) -> dict[str, float]:
        """The step, and what `mark_complete` was given."""
        found: dict[str, float] = json_documents.loads(
            (checkpoint / COMPLETE).read_text(encoding="utf-8")
        )
        return found

    def prune(self, best: int | None) -> None:
        """Remove all checkpoints but the latest few and the best one, and incomplete ones before
        the latest."""
        complete = self.complete_steps()
        kept = {*complete[-self._plan.recipe.run.keep :], best}
        for folder in self.path.glob("checkpoint-*"):
            step = folder.name.split("-")[1]
            if (
                step.isdigit()
                and int(step) not in kept
                and (not complete or int(step) < complete[-1])
            ):
                (folder / COMPLETE).unlink(missing_ok=True)
                shutil.rmtree(folder)

    def discard_incomplete(self) -> None:
        """Remove incomplete checkpoints: the trainer would otherwise write among their files."""
        for folder in self.path.glob("checkpoint-*"):
            if not (folder / COMPLETE).is_file():
                shutil.rmtree(folder)

    def export_adapter(self, step: int) -> Path:
        """Make the adapter of a checkpoint the one of the run."""
        place = self.path / ADAPTER
        shutil.rmtree(place, ignore_errors=True)
        with whole_folder(place) as making:
            for name in _ADAPTER_FILES:
                shutil.copyfile(self.checkpoint(step) / name, making / name)
        return place


def _strip_paths(file: Path, name: str) -> None:
    about = json_documents.loads(file.read_text(encoding="utf-8"))
    about["base_model_name_or_path"] = name
    write_text(file, json.dumps(about, indent=2, sort_keys=True) + "\n")


@contextmanager
def explain_full_disk(folder: RunFolder) -> Iterator[None]:
    """A full disk as an error that says how to go on, whichever library met it first."""
    try:
        yield
    except Exception as error:
        full = (
            isinstance(error, DiskFull)
            or getattr(error, "errno", None)
            in (
                errno.ENOSPC,
                errno.EDQUOT,
            )
            or "No space left" in str(error)
        )
        if not full:
            raise
        steps = folder.complete_steps()
        kept = f"everything up to step {steps[-1]} is kept" if steps else "nothing was saved yet"
        raise DiskFull(
            f"the disk of {folder.path} is full; {kept}. Make room and resume the run.",
            code="training_disk_full",
        ) from error
