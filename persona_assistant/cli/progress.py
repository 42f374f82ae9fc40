"""How far a long run is, on standard error, so that the result stays alone on standard output.

At a terminal there is one line. It is redrawn a few times a second, never wraps, and is gone at the
end. In a log or a pipe a line appears now and then, and none for what is soon done. Where there is
little room, what matters least is left out.

    with progress_line("enrolling", quiet=as_json) as on_progress:
        enrol(folder, on_progress=on_progress)
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from types import TracebackType

from persona_assistant.progress import Progress
from persona_assistant.views.durations import duration, rate, size, size_of_total

_LIVE_SECONDS = 0.2
_LOG_SECONDS = 15.0
_WIDEST = 100
_LOG_COLUMNS = 200
_FOREVER = 365 * 24 * 3600.0
"""Seconds; a longer time left only says that the run has hardly begun."""
_LEAST_DETAIL = 12
"""Columns below which the end of a long detail says nothing any more."""


def progress_line(
    stage: str | None = None, *, words: Mapping[str, str] | None = None, quiet: bool = False
) -> ProgressLine:
    """A context manager; its value is an `OnProgress` that shows what it gets.

    `stage` stands in place of every `Progress.stage`; `words` replaces single stages by what a
    person reads. `quiet` shows nothing at all.
    """
    return ProgressLine(stage, words or {}, quiet)


class ProgressLine:
    """An `OnProgress` that removes its line in the end. Any thread may call it."""

    def __init__(self, stage: str | None, words: Mapping[str, str], quiet: bool) -> None:
        self._stage = stage
        self._words = words
        self._silent = quiet or sys.stderr is None
        self._live = not self._silent and _is_terminal()
        self._last = float("-inf") if self._live else time.monotonic()
        self._last_stage: str | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live:
            self._write("\r\033[K")

    def __call__(self, progress: Progress) -> None:
        if self._silent:
            return
        with self._lock:
            if self._is_due(progress.stage):
                self._show(progress)

    def _is_due(self, stage: str) -> bool:
        """A stage that begins is shown at once, in a log only when the run has lasted."""
        begins = stage != self._last_stage and (self._live or self._last_stage is not None)
        elapsed = time.monotonic() - self._last
        return begins or elapsed >= (_LIVE_SECONDS if self._live else _LOG_SECONDS)

    def _show(self, progress: Progress) -> None:
        self._last, self._last_stage = time.monotonic(), progress.stage
        stage = self._stage or self._words.get(progress.stage, progress.stage)
        if self._live:
            # A terminal's last column stays free: some wrap when it is filled.
            room = min(_WIDEST, shutil.get_terminal_size().columns) - 1
            self._write(f"\r{describe(progress, room, stage=stage)}\033[K")
        else:
            self._write(describe(progress, _LOG_COLUMNS, stage=stage) + "\n")

    def _write(self, text: str) -> None:
        """A terminal that went away must not end the run it shows."""
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self._silent, self._live = True, False


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


# --- the words


def describe(progress: Progress, room: int, *, stage: str | None = None) -> str:
    """`progress` in at most `room` columns, for example
    "answering 120 of 750 questions, 2 errors, 13 min left, Cal 61.2, 48 a minute"."""
    text = _cut(_printable(f"{stage or progress.stage} {_amount(progress)}".strip()), room)
    for part in _parts(progress):
        if _columns(text) + 2 + _columns(part) <= room:
            text += f", {part}"
    detail = _printable(progress.detail)
    left = room - _columns(text) - 2
    if detail and left >= min(_columns(detail), _LEAST_DETAIL):
        text += f", {_ending(detail, left)}"
    return text


def _amount(progress: Progress) -> str:
    done, total = progress.done, progress.total
    if progress.unit == "bytes":
        return size(done) if total is None else size_of_total(done, total)
    if total is None:
        return f"{done} {progress.unit}".rstrip() if done or progress.unit else ""
    return f"{done} of {total} {progress.unit}".rstrip()


def _parts(progress: Progress) -> Iterator[str]:
    """What else there is to say, what matters most first."""
    if errors := progress.values.get("errors", 0):
        yield f"{errors:.0f} error{'' if errors == 1 else 's'}"
    if progress.remaining and progress.remaining < _FOREVER:
        yield f"{duration(progress.remaining)} left"
    for name, value in progress.values.items():
        if name != "errors":
            # "tokens/s" follows its number as a unit does; "loss" stands before it.
            figure, name = _figure(value), _printable(name)
            yield f"{figure} {name}" if "/" in name else f"{name} {figure}"
    if progress.rate and math.isfinite(progress.rate):
        yield f"{size(progress.rate)}/s" if progress.unit == "bytes" else rate(progress.rate)
    if before := 0 if progress.worked is None else progress.done - progress.worked:
        yield f"{size(before) if progress.unit == 'bytes' else before} from before"


def _figure(value: float) -> str:
    """Three significant digits, and all digits before the point."""
    return f"{value:.0f}" if 100 <= abs(value) < 1e9 else f"{value:.3g}"


# --- columns of a terminal


def _printable(text: str) -> str:
    """As the stream will write it, in one line and without control characters."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    written = text.encode(encoding, "backslashreplace").decode(encoding)
    return "".join(char for char in " ".join(written.split()) if char.isprintable())


def _columns(text: str) -> int:
    """East Asian letters take two columns."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _cut(text: str, room: int) -> str:
    while _columns(text) > room:
        text = text[:-1]
    return text


def _ending(text: str, room: int) -> str:
    """Of a path that is too long the end says most."""
    if _columns(text) <= room:
        return text
    while _columns(text) > room - 3:
        text = text[1:]
    return "..." + text
