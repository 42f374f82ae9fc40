"""What happens around the steps of a trainer: curves, the bench, saving, choosing, stopping.

One callback for SFT and RLVR. After a step's figures are known, and before anything is saved, the
bench asks the model as it is; whatever was measured is then saved with the checkpoint of that same
step. Only the first process of several writes and asks, and tells the others whether to go on.
Imports transformers, and is imported when training begins.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from persona_assistant.atomic import write_text
from persona_assistant.progress import CancelToken, OnProgress, Progress
from persona_assistant.train.curves import KEPT, Curves, EventLog, best_step, exhausted, svg
from persona_assistant.train.run_folder import CURVES, CURVES_SVG, TENSORBOARD, RunFolder
from persona_assistant.train.training_run import EVALUATING, TRAINING, Plan, is_main_process

SHOWN = ("loss", "reward", "kl", "Ans", "Unans", "1-FA", "Cal")
"""Of what is measured, what a person watches while it lasts."""
Evaluate = Callable[[int], Mapping[str, float]]
"""Scores of the model as it is after so many steps."""


class RunCallback(TrainerCallback):  # type: ignore[misc]  # transformers has no types
    """Keeps one run's records."""

    def __init__(
        self,
        plan: Plan,
        folder: RunFolder,
        checkpoint: Path | None,
        evaluate: Evaluate | None,
        on_progress: OnProgress,
        cancel: CancelToken | None,
    ) -> None:
        self._plan, self._folder, self._evaluate = plan, folder, evaluate
        self._on_progress, self._cancel = on_progress, cancel
        before = folder.read_metadata(checkpoint) if checkpoint else {}
        self._start = int(before.get("step", 0))
        self._before = before.get("seconds", 0.0)
        self._tokens_before = before.get("tokens", 0.0)
        self._begun = time.perf_counter()
        self.curves = (
            Curves.read(folder.path / CURVES, until=self._start)
            if is_main_process()
            else Curves(None)
        )
        self._measuring = evaluate is not None or plan.recipe.select.metric == "loss"
        self.stopped = False
        self.training_seconds = before.get("training_seconds", 0.0)
        """Seconds in steps alone, without evaluation and saving."""
        self._step_begun = 0.0
        self._events: EventLog | None = None

    @property
    def seconds(self) -> float:
        return self._before + time.perf_counter() - self._begun

    def tokens(self, state: TrainerState) -> float:
        return float(state.num_input_tokens_seen or self._tokens_before)

    # --- as the trainer calls

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        if is_main_process():
            self._events = EventLog(self._folder.path / TENSORBOARD, self._start)
        if self._start == 0 and self._evaluate is not None:
            self._measure(0, state)

    def on_step_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self._step_begun = time.perf_counter()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        self.training_seconds += time.perf_counter() - self._step_begun
        if self._cancel is not None and self._broadcast(self._cancel.is_set()):
            self.stopped = True
            control.should_save = control.should_training_stop = True

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: Any = None,
        **_: Any,
    ) -> None:
        step = state.global_step
        if not logs or "train_loss" in logs or step <= self._start:  # the last one sums up
            return
        if is_main_process():
            values = {
                name: float(value)
                for name, value in logs.items()
                if isinstance(value, (int, float))
            }
            self._add(step, {name: value for name, value in values.items() if _kept(name)}, values)
            self._report(TRAINING, step, state, values)
        every = self._plan.recipe.run.evaluate_steps
        due = (
            every
            and self._measuring
            and (step % every == 0 or step == state.max_steps)
            and not self.stopped
        )
        if due:
            self._measure(step, state)
            control.should_save = True
            if self._broadcast(
                is_main_process() and exhausted(self.curves.rows, self._plan.recipe.select)
            ):
                control.should_training_stop = True

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        _barrier()
        if is_main_process():
            metadata = {
                "seconds": self.seconds,
                "training_seconds": self.training_seconds,
                "tokens": self.tokens(state),
            }
            self._folder.mark_complete(state.global_step, metadata)
            best = best_step(self.curves.rows, self._plan.recipe.select)
            self._folder.prune(best)
            self._draw(best)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        if self._events is not None:
            self._events.close()

    # --- inside

    def _measure(self, step: int, state: TrainerState) -> None:
        if is_main_process():
            self._report(EVALUATING, step, state, {})
            measured: dict[str, float] = (
                dict(self._evaluate(step)) if self._evaluate is not None else {"evaluated": 0.0}
            )
            losses = [
                row["loss"]
                for row in self.curves.rows[-(self._plan.recipe.run.evaluate_steps or 1) :]
                if "loss" in row
            ]
            if step and losses:
                measured["mean_loss"] = math.fsum(losses) / len(losses)
            self._add(step, measured, {f"bench/{name}": value for name, value in measured.items()})
            self._report(EVALUATING, step, state, measured)
        _barrier()

    def _add(self, step: int, row: Mapping[str, float], events: Mapping[str, float]) -> None:
        self.curves.add(step, row)
        if self._events is not None:
            self._events.add(step, events)

    def _draw(self, best: int | None) -> None:
        title = f"{self._plan.recipe.name}: {self._plan.recipe.model.name}"
        write_text(self._folder.path / CURVES_SVG, svg(self.curves.rows, title, best))

    def _report(
        self, stage: str, step: int, state: TrainerState, values: Mapping[str, float]
    ) -> None:
        self._on_progress(
            Progress(
                stage,
                step,
                state.max_steps,
                "steps",
                seconds=time.perf_counter() - self._begun,
                worked=step - self._start,
                values={name: value for name, value in values.items() if name in SHOWN},
            )
        )

    def _broadcast(self, decision: bool) -> bool:
        """The decision of the main process, in all of them."""
        from accelerate.utils import broadcast_object_list

        decided = [decision]
        return bool(broadcast_object_list(decided)[0])


def _barrier() -> None:
    from accelerate.utils import wait_for_everyone

    wait_for_everyone()


def _kept(name: str) -> bool:
    return name in KEPT or name.startswith("outcome/")
