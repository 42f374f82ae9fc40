"""How far a long run is, and how it is stopped: one shape for every room.

Whatever takes a while reports `Progress` and takes a cancel token. A door decides how to show it;
`Progress` only carries the numbers. A use case that yields events yields `Progress` and `Notice`
values, pieces of text where it writes one, and ends with `Done`; `finish` runs it to its result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

Result = TypeVar("Result")

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
