"""A benchmark run as a person at a terminal sees it: one line on standard error that lives, and is
gone.

Elsewhere (a log, a pipe) nothing is written: the run folder says how far a run is. The line never
wraps in 80 columns; where there is less room, what matters least is left out.
"""

from __future__ import annotations

import shutil
import sys
import time

from persona_assistant.bench.suite import Moment
from persona_assistant.cli.counting import left

_SECONDS = 0.2
_COLUMNS = 80
_DOING = {"answer": "answering", "judge": "judging", "media": "putting in pictures and clips"}


def watching(headline: str = "so far") -> Watching:
    """What takes the moments of a run, as a context manager. `headline` stands before the
    metric."""
    return Watching(headline)


class Watching:
    """A `suite.Watch` that cleans up after itself."""

    def __init__(self, headline: str) -> None:
        self._headline = headline
        self._live = sys.stderr.isatty()
        self._last = float("-inf")
        self._first: Moment | None = None

    def __enter__(self) -> Watching:
        return self

    def __exit__(self, *_: object) -> None:
        self._write("\r\033[K")

    def __call__(self, moment: Moment) -> None:
        if self._first is None or self._first.stage != moment.stage:
            self._first = moment
        now = time.monotonic()
        if self._live and now - self._last >= _SECONDS:
            self._last = now
            # A terminal's last column is left free: some wrap when it is filled.
            room = min(_COLUMNS, shutil.get_terminal_size().columns) - 1
            self._write(f"\r{line(moment, self._first, self._headline, room)}\033[K")

    def _write(self, text: str) -> None:
        if self._live:
            sys.stderr.write(text)
            sys.stderr.flush()


def line(moment: Moment, first: Moment, headline: str, room: int) -> str:
    """At most `room` characters, e.g. "answering 120/750, 2 errors, 8 min left, Cal 61.2, 34
    tokens/s".

    `first` is the stage's first moment: what was done by then took no time and says nothing of the
    rest.
    """
    said = f"{_DOING.get(moment.stage, moment.stage)} {moment.done}/{moment.total}"[:room]
    for more in _more(moment, first, headline):
        if len(said) + 2 + len(more) <= room:
            said += ", " + more
    return said


def _more(moment: Moment, first: Moment, headline: str) -> list[str]:
    """What else there is to say, what matters most first."""
    new, seconds = moment.done - first.done, moment.seconds - first.seconds
    said = []
    if moment.errors:
        said.append(f"{moment.errors} error{'s' if moment.errors > 1 else ''}")
    if new > 0 and moment.done < moment.total:
        said.append(f"{left(seconds / new * (moment.total - moment.done))} left")
    if moment.headline is not None:
        said.append(f"{headline} {moment.headline:.1f}")
    if moment.tokens and seconds > 0:
        speed = moment.tokens / seconds
        said.append(f"{speed:.0f} tokens/s" if speed >= 10 else f"{speed:.1f} tokens/s")
    if moment.reused:
        said.append(f"{moment.reused} from before")
    return said
