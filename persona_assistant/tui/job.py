"""Long work: a run, and one line that says how far it is and stops it while the screen is used.

A run reports by a callback or by events. The line looks a few times a second at how far it is, so
that a fast run cannot flood the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from textual.content import Content
from textual.widgets import Static

from persona_assistant.errors import Cancelled, PersonaAssistantError
from persona_assistant.progress import CancelToken, Done, Notice, OnProgress, Progress
from persona_assistant.tui.background import Background
from persona_assistant.tui.chat.bars import bar
from persona_assistant.tui.text import action, plain
from persona_assistant.views.durations import duration, size, size_of_total

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

LOOK_SECONDS = 0.25
_BAR = 10
_FOREVER = 365 * 24 * 3600.0

Result = TypeVar("Result")


class Job:
    """One run, from its beginning to its end."""

    def __init__(self, title: str, word: str = "Stop") -> None:
        """`word` is for what ends it."""
        self.title, self.word = title, word
        self.latest: Progress | None = None
        self.notices: list[str] = []
        self.stopping = False
        self._cancel = CancelToken()

    async def run(
        self,
        background: Background,
        work: Callable[[OnProgress, CancelToken], Result],
        *,
        apart: bool = False,
    ) -> Result:
        """The result of `work(on_progress, cancel)`, run in a thread. `apart` where it does not
        work with the memory: a download, a check of files, a benchmark. Raises what it raises."""
        return await background.run(
            lambda token: work(self._report, token), self._cancel, apart=apart
        )

    async def follow(
        self,
        background: Background,
        begin: Callable[[CancelToken], Iterator[Any]],
        on_event: Callable[[Any], None] | None = None,
    ) -> Any:
        """The result of a use case that yields events. `on_event` hears, in the app's thread, of
        its own kinds of them. Raises what it raises."""
        result = None
        async for batch in background.stream(begin, self._cancel):
            for event in batch:
                if isinstance(event, Done):
                    result = event.result
                elif isinstance(event, Notice):
                    self.notices.append(event.text)
                elif isinstance(event, Progress):
                    self._report(event)
                elif on_event is not None:
                    on_event(event)
        return result

    def stop(self) -> None:
        """Have it end soon; what is complete by then stays, or nothing, as the use case says."""
        self.stopping = True
        self._cancel.set()

    def _report(self, progress: Progress) -> None:
        self.latest = progress


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended; its error was said."""

    result: Any = None
    notices: tuple[str, ...] = ()
    stopped: bool = False
    failed: bool = False
    """Whether there is no result."""


class JobLine(Static):
    """One run at a time, in one line; not there while nothing runs."""

    DEFAULT_CSS = """
    JobLine { height: 1; padding: 0 1; background: $panel; display: none; text-overflow: ellipsis; }
    JobLine.runs { display: block; }
    """

    def __init__(self, key: str = "") -> None:
        """`key` is shown beside what ends the run, where one does that."""
        super().__init__(id="job-line")
        self.job: Job | None = None
        """What runs."""
        self._key = key and f" ({key})"

    def on_mount(self) -> None:
        self.set_interval(LOOK_SECONDS, self._look)

    async def run(
        self,
        app: PersonaApp,
        title: str,
        work: Callable[[OnProgress, CancelToken], Any],
        *,
        apart: bool = False,
        word: str = "Stop",
    ) -> Ended:
        """See `Job`. Errors are said."""
        job = Job(title, word)
        return await self._show(app, job, lambda: job.run(app.background, work, apart=apart))

    async def follow(
        self,
        app: PersonaApp,
        title: str,
        begin: Callable[[CancelToken], Iterator[Any]],
        on_event: Callable[[Any], None] | None = None,
    ) -> Ended:
        """See `Job.follow`. Errors are said."""
        job = Job(title)
        return await self._show(app, job, lambda: job.follow(app.background, begin, on_event))

    def action_stop_job(self) -> None:
        if self.job is not None:
            self.job.stop()
            self._look()

    async def _show(self, app: PersonaApp, job: Job, running: Callable[[], Any]) -> Ended:
        if self.job is not None:
            app.say(f"{self.job.title} still goes on; wait for it or stop it.")
            return Ended(failed=True)
        self.job = job
        self._look()
        try:
            return Ended(await running(), tuple(job.notices), job.stopping)
        except Cancelled:
            return Ended(None, tuple(job.notices), stopped=True, failed=True)
        except PersonaAssistantError as error:
            app.say_error(error)
            return Ended(None, tuple(job.notices), job.stopping, failed=True)
        finally:
            self.job = None
            self._look()

    def _look(self) -> None:
        self.set_class(self.job is not None, "runs")
        if (job := self.job) is not None:
            stop = action(f" {job.word}{self._key} ", "stop_job", "reverse") + plain(" ")
            said = in_words(job.title, job.latest, stopping=job.stopping)
            self.update(said if job.stopping else stop + said)


def in_words(title: str, progress: Progress | None, *, stopping: bool = False) -> Content:
    """For example "gemma  downloading 1.2 of 6.0 GB ███▎       20 % · 8 min left"."""
    text = plain(title, "bold")
    if stopping:
        return text + plain(" stops ...")
    if progress is None:
        return text + plain(" ...")
    text += plain(f"  {progress.stage} {_amount(progress)} ".rstrip() + " ")
    if progress.total and progress.total > 1:
        share = progress.done / progress.total
        text += Content.styled(bar(share, _BAR), "$primary on $surface") + plain(f" {share:4.0%}")
    left = progress.remaining
    facts = [f"{duration(left)} left"] if left and 1 <= left < _FOREVER else []
    if progress.unit == "bytes" and progress.rate:
        facts.append(f"{size(progress.rate)}/s")
    return text + plain("".join(f" · {each}" for each in facts), "dim")


def _amount(progress: Progress) -> str:
    """How much is done; of a single step nothing is said."""
    if progress.unit == "bytes":
        total = progress.total
        return size(progress.done) if total is None else size_of_total(progress.done, total)
    if progress.total is None:
        return f"{progress.done:,} {progress.unit}".strip()
    if progress.total == 1:
        return ""
    return f"{progress.done:,} of {progress.total:,} {progress.unit}".strip()
