"""A terminal that is gone: its window was closed, or the connection to it broke.

Usually SIGHUP says so, and the app ends as it does by SIGTERM. But what is written to a terminal
that is gone goes nowhere, and Textual's threads may wait for it or turn in circles, holding the
memory open. So a thread watches the terminal, and ends the process when the app does not.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EXIT_CODE = 129
"""128 plus the number of SIGHUP, as shells say it."""
_LOOK_MILLISECONDS = 500
_GRACE_SECONDS = 5.0
"""For the app to end by itself. Whatever was acknowledged is stored already."""


def end_on_signals(loop: asyncio.AbstractEventLoop, end: Callable[[int], None]) -> None:
    """SIGTERM and SIGHUP end the app with the exit code that shells know them by."""
    if os.name == "posix":
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, end, 128 + number)


@contextmanager
def ending_with_terminal(end: Callable[[], None]) -> Iterator[None]:
    """While the block runs, `end` is called from a thread when the terminal is gone; some seconds
    later the process ends in any case."""
    over = threading.Event()
    try:
        terminal = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
        watched = hasattr(select, "poll") and os.isatty(terminal)
    except (OSError, ValueError):
        watched = False
    if watched:
        threading.Thread(
            target=_watch, args=(terminal, over, end), daemon=True, name="terminal"
        ).start()
    try:
        yield
    finally:
        over.set()


def _watch(terminal: int, over: threading.Event, end: Callable[[], None]) -> None:
    looking = select.poll()
    looking.register(terminal, select.POLLHUP | select.POLLERR)
    while not over.is_set():
        if any(
            event & (select.POLLHUP | select.POLLERR)
            for _, event in looking.poll(_LOOK_MILLISECONDS)
        ):
            end()
            if not over.wait(_GRACE_SECONDS):
                os._exit(EXIT_CODE)
            return
