"""Ctrl-C during a run that can end in good order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def first_interrupt_cancels() -> Iterator[threading.Event]:
    """The first Ctrl-C sets the event, so that what is complete is kept; a second one ends the
    command at once."""
    cancel = threading.Event()

    def on_interrupt(*_: object) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
