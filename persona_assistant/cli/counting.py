"""A run that takes a while, as a person sees it: on standard error, so that the result stays alone.

At a terminal one line that lives; elsewhere (a log, a pipe) a line now and then, none for what is
soon done.
"""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_assistant.enrolment import Progress

_LIVE_SECONDS = 0.1
_SPARSE_SECONDS = 15.0


class Counter:
    """Takes every `Progress` of a run and shows what is worth showing. Use it as a context
    manager."""

    def __init__(self, doing: str) -> None:
        """`doing` is what stands before the numbers, e.g. "enrolling"."""
        self._doing = doing
        self._live = sys.stderr.isatty()
        self._last = time.monotonic() - (_SPARSE_SECONDS if self._live else 0)

    def __enter__(self) -> Counter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._write("\r\033[K")

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last < (_LIVE_SECONDS if self._live else _SPARSE_SECONDS):
            return
        self._last = now
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r{self._line(progress)[:width]}\033[K")
        else:
            self._write(self._line(progress) + "\n")

    def _line(self, progress: Progress) -> str:
        said = f"{self._doing} {progress.done} of {progress.total} {progress.what}"
        if progress.rate:
            said += f", {rate(progress.rate)}, {left(progress.remaining or 0)} left"
        return said

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def rate(each_second: float) -> str:
    return f"{each_second:.0f} a second" if each_second >= 2 else f"{60 * each_second:.0f} a minute"


def left(seconds: float) -> str:
    """A time as a person says it: "8 s", "3 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
