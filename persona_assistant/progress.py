"""How far a long run is, and how it is stopped: one shape for every room.

Whatever takes a while reports `Progress` and takes a cancel token. A door decides how to show it;
`Progress` only carries the numbers. A use case that yields events yields `Progress` and `Notice`
values, pieces of text where it writes one, and ends with `Done`; `finish` runs it to its result.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from persona_assistant.errors import Cancelled

Result = TypeVar("Result")
Item = TypeVar("Item")

CancelToken = threading.Event
"""Set it to stop a run soon. What is complete by then is kept, and the run raises `Cancelled` or
says in its result what is left."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a run."""

    stage: str
    """What is being done, as a person would say it: "enrolling", "answering", "downloading"."""
    done: int
    total: int | None = None
    """None while unknown; may grow while the run goes on."""
    unit: str = ""
    """Plural, of what is counted: "files", "pictures", "bytes"."""
    seconds: float = 0.0
    """Since the stage began."""
    worked: int | None = None
    """How many of those done cost work in this run; None: all of them."""
    detail: str = ""
    """What it is about right now, such as a file's name."""
    values: Mapping[str, float] = field(default_factory=dict)
    """Figures measured so far, by the name a person is shown: "loss", "Cal", "errors"."""

    @property
    def rate(self) -> float:
        """Units a second; 0 while unknown."""
        worked = self.done if self.worked is None else self.worked
        return worked / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds to the end if the rest costs as much as what is done; None while unknown."""
        if self.total is None or not self.rate:
            return None
        return max(0, self.total - self.done) / self.rate


OnProgress = Callable[[Progress], None]


def ignore(progress: Progress) -> None:
    """An `OnProgress` for callers who do not watch."""


class Counter:
    """Counts the units of one stage and reports every step, with the time since it was made.

    Calling it adds to the count, so it serves as the callback of a function that only knows how
    much more is done. It reports once when it is made. Not for several threads at once.
    """

    def __init__(
        self,
        on_progress: OnProgress,
        stage: str,
        total: int | None = None,
        *,
        done: int = 0,
        unit: str = "",
        detail: str = "",
    ) -> None:
        """`done` units cost no work in this run: an earlier one did them."""
        self.done = done
        self.total = total
        self._on_progress, self._stage = on_progress, stage
        self._before, self._unit, self._detail = done, unit, detail
        self._began = time.monotonic()
        self(0)

    def __call__(self, count: int = 1) -> None:
        """`count` is negative where work was lost and has to be done again."""
        self.done += count
        self._before = min(self._before, self.done)
        self._on_progress(
            Progress(
                self._stage,
                self.done,
                self.total,
                self._unit,
                time.monotonic() - self._began,
                self.done - self._before,
                self._detail,
            )
        )


@contextmanager
def single_step(
    on_progress: OnProgress, stage: str, *, unit: str = "", detail: str = ""
) -> Iterator[None]:
    """Reports a block that says nothing until it is done: 0 of 1 before, 1 of 1 after."""
    count = Counter(on_progress, stage, 1, unit=unit, detail=detail)
    yield
    count(1)


@dataclass(frozen=True, slots=True)
class Watch:
    """Whoever watches a run: they hear how far it is, and may stop it."""

    on_progress: OnProgress = ignore
    cancel: CancelToken | None = None

    def each(
        self, items: Iterable[Item], stage: str, total: int | None = None, *, unit: str = ""
    ) -> Iterator[Item]:
        """The items of a stage one by one. Raises Cancelled between two of them."""
        count = Counter(self.on_progress, stage, total, unit=unit)
        for item in items:
            self.heed(stage)
            yield item
            count(1)

    def heed(self, stage: str) -> None:
        """Raises Cancelled once the run is to stop."""
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled(f"stopped while {stage}", stage=stage)


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """The last event of a run that yields events."""

    result: Result


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person should know of a run while it goes on."""

    text: str
    """One sentence."""


class Text(Protocol):
    """A piece of a text that a run writes."""

    @property
    def text(self) -> str: ...


def finish(
    events: Iterable[Progress | Notice | Text | Done[Result]],
    *,
    on_progress: OnProgress = ignore,
    on_text: Callable[[str], None] | None = None,
    on_notice: Callable[[str], None] | None = None,
) -> Result:
    """Runs a use case that yields events to its end and returns its result.

    Raises what the run raises.
    """
    for event in events:
        if isinstance(event, Done):
            return event.result
        if isinstance(event, Progress):
            on_progress(event)
        elif isinstance(event, Notice):
            if on_notice is not None:
                on_notice(event.text)
        elif on_text is not None:
            on_text(event.text)
    raise RuntimeError("a run of events ended without its result")


def as_events(work: Callable[[OnProgress], Result]) -> Iterator[Progress | Done[Result]]:
    """A run that reports by a callback, as events: it runs in a thread of its own meanwhile.

    Raises what the run raises. Whoever stops listening waits for its end.
    """
    heard: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    with ThreadPoolExecutor(1, thread_name_prefix="run") as thread:
        running = thread.submit(work, heard.put)
        running.add_done_callback(lambda _: heard.put(None))
        while (progress := heard.get()) is not None:
            yield progress
    yield Done(running.result())
