"""Encoding in a thread of its own, so that questions go on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Literal

from persona_assistant.enrolment.encode import Encoded, Work, count_missing, encode_missing
from persona_assistant.errors import PersonaAssistantError
from persona_assistant.memory import Store
from persona_assistant.progress import Progress

_BUSY_SECONDS = 60.0
"""How long it waits for another process that is writing."""

State = Literal["ready", "running", "done", "cancelled", "failed"]


class BackgroundEncoding:
    """One run over everything that is missing, on one core."""

    def __init__(self, store: Store, works: Sequence[Work[Any, Any]], *, workers: int = 1) -> None:
        self._store = store
        self._works = tuple(works)
        self._workers = workers
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self.state: State = "ready"
        self.progress = Progress("encoding", 0)
        """Of the kind of work that is under way, or was the last one."""
        self.result = Encoded()
        """Once it is done or cancelled."""
        self.error: PersonaAssistantError | None = None

    def missing(self) -> int:
        """How many are missing, of all kinds together."""
        return count_missing(self._store, self._works)

    def start(self) -> None:
        self.state = "running"
        self._thread = threading.Thread(target=self._run, name="encoding", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Ends the run soon; what is made is stored, and another run goes on from there."""
        self._cancel.set()

    def join(self, timeout: float | None = None) -> bool:
        """Waits for the end, at most `timeout` seconds; whether it has ended.

        Raises what ended it early.
        """
        if self._thread is not None:
            self._thread.join(timeout)
            if self._thread.is_alive():
                return False
        if self.error is not None:
            raise self.error
        return True

    def close(self) -> None:
        """Cancels, and waits until the store is free."""
        self.cancel()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        run = encode_missing(
            self._store,
            self._works,
            workers=self._workers,
            cancel=self._cancel,
            patience=_BUSY_SECONDS,
        )
        try:
            for event in run:
                if isinstance(event, Progress):
                    self.progress = event
                else:
                    self.result = event.result
        except PersonaAssistantError as error:
            self.error = error  # `join` raises it: nobody here could be told
            self.state = "failed"
        except BaseException:
            self.state = "failed"
            raise
        else:
            self.state = "cancelled" if self.result.cancelled else "done"
