"""Commands at a terminal of their own."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def open_terminals(
    command: Sequence[str] = ("-m", "persona_assistant.cli"),
) -> Iterator[Callable[..., Terminal]]:
    """Starts the command with some words at a new terminal, as often as called."""
    opened: list[Terminal] = []

    def start(words: list[str], **more: str) -> Terminal:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, *command, *words],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", **more},
            preexec_fn=_in_a_terminal,
        )  # fmt: skip
        os.close(theirs)
        opened.append(Terminal(process, ours))
        return opened[-1]

    yield start
    for each in opened:
        if each.process.poll() is None:
            each.process.kill()
        each.process.wait()
        os.close(each.ours)


def _in_a_terminal() -> None:
    """As a shell begins a program: Ctrl-C reaches it, also of tests that run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    def __init__(self, process: subprocess.Popen[bytes], ours: int) -> None:
        self.process, self.ours, self._shown = process, ours, ""

    def type(self, text: bytes) -> None:
        os.write(self.ours, text)

    def until(self, awaited: str, seconds: float = 60) -> str:
        """What is shown next, up to `awaited`."""
        end = time.monotonic() + seconds
        while awaited not in self._shown:
            ready, _, _ = select.select([self.ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{awaited!r} did not come; there was {self._shown!r}"
            self._shown += os.read(self.ours, 4096).decode("utf-8", "replace")
        before, self._shown = self._shown.split(awaited, 1)
        return before

    def interrupt(self, awaited: str) -> None:
        """Ctrl-C, again where it came before the line was being read."""
        for _ in range(60):
            self.type(b"\x03")
            with suppress(AssertionError):
                self.until(awaited, 1)
                return
        raise AssertionError(f"{awaited!r} did not come; there was {self._shown!r}")
