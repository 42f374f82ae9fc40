"""The former names of `cli.progress`, until every command has moved."""

from __future__ import annotations

from typing import Any

from persona_assistant.cli.durations import duration as left
from persona_assistant.cli.durations import rate
from persona_assistant.cli.progress import ProgressLine
from persona_assistant.progress import Progress

__all__ = ["Counter", "left", "rate"]


class Counter(ProgressLine):
    def __init__(self, doing: str) -> None:
        super().__init__(doing, {}, quiet=False)

    def __call__(self, progress: Any) -> None:
        if not isinstance(progress, Progress):
            progress = Progress(
                "", progress.done, progress.total, progress.what, progress.seconds, progress.worked
            )
        super().__call__(progress)
