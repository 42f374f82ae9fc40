"""Use cases beside the screen: they run in threads, and their results come back to the app's own.

Nothing here knows widgets. `call` waits for one result; `stream` hands on the events of a long run
in batches, at most `_BATCHES` a second, so that a fast run cannot flood the screen.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from persona_assistant.progress import CancelToken

Result = TypeVar("Result")
Event = TypeVar("Event")

_BATCHES = 30
_THREADS = 6


class Background:
    """The threads of an app. After `close` nothing more is begun, and what runs is cancelled."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="use-case")
        self._running: set[CancelToken] = set()
        self._closed = False
        self.on_end: Callable[[float], None] = _nobody
        """Told, in the app's thread, how many seconds a run took that ended by itself."""
        self._apart: set[CancelToken] = set()

    async def call(self, work: Callable[[], Result]) -> Result:
        """The result of `work`, run in a thread. Raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def run(
        self,
        work: Callable[[CancelToken], Result],
        cancel: CancelToken,
        *,
        apart: bool = False,
    ) -> Result:
        """As `call`, of a long run that `cancel` cancels; leaving it sets the token. One `apart`
        does not work with the memory, such as a download: `is_busy` and `cancel` pass it over, and
        only the end of the app cancels it."""
        running = self._apart if apart else self._running
        running.add(cancel)
        began = time.monotonic()
        try:
            result = await self.call(lambda: work(cancel))
            if not apart:
                self.on_end(time.monotonic() - began)
            return result
        finally:
            cancel.set()
            running.discard(cancel)

    async def stream(
        self,
        begin: Callable[[CancelToken], Iterator[Event]],
        cancel: CancelToken | None = None,
    ) -> AsyncIterator[list[Event]]:
        """The events of a run, in batches as they come. `begin` is called in the thread with the
        token that cancels the run; leaving the loop sets it. Raises what the run raises."""
        token = threading.Event() if cancel is None else cancel
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()
        waiting: deque[Event] = deque()
        began = time.monotonic()

        def run() -> None:
            for event in begin(token):
                waiting.append(event)
                loop.call_soon_threadsafe(arrived.set)

        self._running.add(token)
        running = loop.run_in_executor(self._threads, run)
        running.add_done_callback(lambda _: arrived.set())
        try:
            while True:
                await arrived.wait()
                arrived.clear()
                ended = running.done()
                if waiting:
                    yield [waiting.popleft() for _ in range(len(waiting))]
                if ended:
                    running.result()
                    self.on_end(time.monotonic() - began)
                    return
                await asyncio.sleep(1 / _BATCHES)
        finally:
            token.set()
            self._running.discard(token)
            if not running.done():
                running.add_done_callback(_look_away)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is begun."""
        return self._closed

    @property
    def is_busy(self) -> bool:
        """Whether something runs that works with the memory."""
        return bool(self._running)

    def cancel(self) -> None:
        """Cancel everything that works with the memory."""
        for token in tuple(self._running):
            token.set()

    def close(self) -> None:
        """Cancel what runs and take nothing more; the threads end with what they are doing."""
        self._closed = True
        self.cancel()
        for token in tuple(self._apart):
            token.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def wait(self) -> None:
        """Until every thread has ended."""
        self._threads.shutdown(wait=True, cancel_futures=True)


def _nobody(seconds: float) -> None:
    """Nobody wants to know."""


def _look_away(running: asyncio.Future[None]) -> None:
    """Nobody waits for this run any more, so its error is nobody's."""
    if not running.cancelled():
        running.exception()
