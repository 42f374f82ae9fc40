"""Auto-lock: a memory that nobody used for a while is locked.

A door that stays open says when somebody uses it; a thread locks it when nobody did for long. The
time that a computer sleeps counts, where the system tells it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

_LOOK_SECONDS = 5.0
"""Between two looks at the clock; a computer that wakes up locks within that time."""


def _now() -> float:
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class AutoLock:
    """Calls `lock` once nobody has used something for so many minutes; 0 never does. Use it as a
    context manager, and `in_use` around every use."""

    def __init__(
        self, lock: Callable[[], None], minutes: float, *, clock: Callable[[], float] = _now
    ) -> None:
        self._lock, self._seconds, self._clock = lock, 60 * minutes, clock
        self._state = threading.RLock()
        self._ended = threading.Event()
        self._users = 0
        self._locked = False
        self._last = clock()

    def __enter__(self) -> AutoLock:
        if self._seconds > 0:
            threading.Thread(target=self._watch, daemon=True, name="auto-lock").start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """It is not locked before the end of the block, and so many minutes after it. Waits while
        it is being locked."""
        with self._state:
            self._users += 1
            self._locked = False
        try:
            yield
        finally:
            with self._state:
                self._users -= 1
                self._last = self._clock()

    def look(self) -> bool:
        """Lock it if it is time; whether it was."""
        with self._state:
            idle = self._clock() - self._last
            if self._seconds <= 0 or self._users or self._locked or idle < self._seconds:
                return False
            self._locked = True
            self._lock()
            return True

    def _watch(self) -> None:
        while not self._ended.wait(min(_LOOK_SECONDS, self._seconds)):
            self.look()
