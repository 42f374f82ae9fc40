"""Work after an answer, in a thread of its own, that a question interrupts.

It begins when nothing was asked for a moment, and ends within a token when something is asked; the
next answer begins it again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.progress import CancelToken

Work = Callable[[CancelToken], object]


class AfterAnswers:
    """Runs one piece of work at a time. May be used from several threads."""

    def __init__(self, seconds: float = 2.0) -> None:
        """`seconds`: how long nothing has to be asked before the work begins."""
        self.seconds = seconds
        self._state = threading.Lock()
        self._thread: threading.Thread | None = None
        self._work: Work | None = None
        self._cancel = threading.Event()
        self._error: PersonaAssistantError | None = None

    def begin(self, work: Work) -> None:
        """Have this done, after what is being done."""
        with self._state:
            self._work = work
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="remembering", daemon=True)
                self._thread.start()

    def pause(self) -> None:
        """End it soon, without waiting for that; a later `begin` goes on."""
        with self._state:
            self._work = None
            self._cancel.set()

    def stop(self) -> None:
        """End it, and wait until it has let go of everything."""
        self.pause()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def join(self, timeout: float | None = None) -> bool:
        """Waits for the end, at most `timeout` seconds; whether it has ended."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return thread is None or not thread.is_alive()

    def take_error(self) -> PersonaAssistantError | None:
        """What ended it early, once."""
        with self._state:
            error, self._error = self._error, None
            return error

    def _run(self) -> None:
        while True:
            with self._state:
                work, self._work = self._work, None
                if work is None:
                    self._thread = None
                    return
                cancel = self._cancel = threading.Event()
            if cancel.wait(self.seconds):
                continue
            try:
                work(cancel)
            except PersonaAssistantError as error:
                if not cancel.is_set():
                    self._error = error  # `take_error` hands it on: nobody here could be told
            except BaseException:
                with self._state:
                    self._thread = None
                raise
