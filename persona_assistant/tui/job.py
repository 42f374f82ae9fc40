"""A long run that reports by a callback: the screen looks a few times a second at how far it is.

Such a run does not work with the memory: it is a download, a check of files, a benchmark.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.content import Content
from textual.widgets import Static

from persona_assistant.progress import CancelToken, OnProgress, Progress
from persona_assistant.tui.background import Background
from persona_assistant.tui.chat.bars import bar
from persona_assistant.tui.text import plain
from persona_assistant.views.durations import duration, size, size_of_total

LOOK_SECONDS = 0.25
_BAR = 10
_FOREVER = 365 * 24 * 3600.0

Result = TypeVar("Result")


class Job:
    """One run, from its beginning to its end."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.latest: Progress | None = None
        self.stopping = False
        self._cancel: CancelToken | None = None

    async def run(
        self, background: Background, work: Callable[[OnProgress, CancelToken], Result]
    ) -> Result:
        """The result of `work(on_progress, cancel)`, run in a thread. Raises what it raises."""
        with background.apart() as self._cancel:
            token = self._cancel
            return await background.call(lambda: work(self._report, token))

    def stop(self) -> None:
        """Have it end soon, with what is complete kept."""
        self.stopping = True
        if self._cancel is not None:
            self._cancel.set()

    def _report(self, progress: Progress) -> None:
        self.latest = progress


class JobLine(Static):
    """How far a run is, in one line; not there while nothing runs."""

    DEFAULT_CSS = """
    JobLine { height: 1; padding: 0 1; background: $surface; display: none; }
    JobLine.runs { display: block; }
    """

    def show(self, title: str, progress: Progress | None, *, stopping: bool = False) -> None:
        self.add_class("runs")
        self.update(in_words(title, progress, stopping=stopping))

    def hide(self) -> None:
        self.remove_class("runs")


def in_words(title: str, progress: Progress | None, *, stopping: bool = False) -> Content:
    """For example "gemma: downloading 1.2 of 6.0 GB ███▎      20 % · 8 min left · Esc stops"."""
    text = plain(title, "bold")
    if progress is None:
        return text + plain(" ..." if not stopping else " stops ...")
    text += plain(f"  {progress.stage} {_amount(progress)} ")
    if progress.total:
        share = progress.done / progress.total
        text += Content.styled(bar(share, _BAR), "$primary on $panel") + plain(f" {share:4.0%}")
    left = progress.remaining
    facts = [f"{duration(left)} left"] if left and left < _FOREVER else []
    if progress.unit == "bytes" and progress.rate:
        facts.append(f"{size(progress.rate)}/s")
    facts.append("stops ..." if stopping else "Esc stops")
    return text + plain(" · " + " · ".join(facts), "dim")


def _amount(progress: Progress) -> str:
    if progress.unit == "bytes":
        total = progress.total
        return size(progress.done) if total is None else size_of_total(progress.done, total)
    if progress.total is None:
        return f"{progress.done} {progress.unit}".strip()
    return f"{progress.done} of {progress.total} {progress.unit}".strip()
