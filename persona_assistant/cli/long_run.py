"""A run of training: its progress, Ctrl-C, and what the libraries beneath it print."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_assistant.progress import CancelToken, OnProgress


@contextmanager
def long_run() -> Iterator[tuple[OnProgress, CancelToken]]:
    """What shows how far a run is, and the event that the first Ctrl-C sets.

    What libraries print on their own goes to standard error, never into the result.
    """
    from persona_assistant.cli.interrupt import first_interrupt_cancels
    from persona_assistant.cli.progress import progress_line

    with (
        first_interrupt_cancels() as cancel,
        progress_line() as on_progress,
        redirect_stdout(sys.stderr),
        warnings.catch_warnings(),
    ):
        # Of their versions among each other: nothing that a user could change.
        warnings.simplefilter("ignore", FutureWarning)
        yield on_progress, cancel
