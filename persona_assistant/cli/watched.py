"""A long command: a line that shows how far it is, and a first Ctrl-C that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.progress import progress_line


@contextmanager
def watched(*, quiet: bool = False) -> Iterator[dict[str, Any]]:
    """What a use case takes as `on_progress` and `cancel`; `quiet` shows nothing."""
    with first_interrupt_cancels() as cancel, progress_line(quiet=quiet) as on_progress:
        yield {"on_progress": on_progress, "cancel": cancel}
