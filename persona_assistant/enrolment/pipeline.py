"""Work spread over threads, in the order it was given, with somebody watching.

Threads, not processes: what costs time here (decoding and writing pictures, networks, arrays) runs
outside the interpreter's lock, and a thread can neither outlive a kill nor need its encoder sent to
it. Whoever takes the results is alone in writing the memory. Only a few items are under way at any
time, so that a thousand photos need no more room than some dozen.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 4
"""Items under way per thread: one being worked on, and some done, waiting for a slow one before
them."""
_BATCH = 32
_BATCH_SECONDS = 1.0


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Progress:
    """How far a run has come."""

    what: str
    """What is counted: "files", "pictures", ..."""
    done: int
    total: int
    """May grow while the run goes on."""
    seconds: float = 0.0
    """Since the run began."""
    worked: int = 0
    """Of those done, how many cost work; the others were there already."""

    @property
    def rate(self) -> float:
        """Items a second; 0 while nothing is known."""
        return self.worked / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds until the end, were the rest to cost as much; None while nothing is known."""
        return (self.total - self.done) / self.rate if self.rate else None


def spread(
    items: Iterable[Item],
    work: Callable[[Item], Result],
    *,
    workers: int,
    cancel: threading.Event | None = None,
) -> Iterator[Result]:
    """`work` of every item, in the order of `items`, done by `workers` threads.

    `items` is read by the caller's thread. Once `cancel` is set, what was begun is still given and
    nothing else begun. What `work` raises is raised here; whatever else was begun is then waited
    for.
    """
    underway: deque[Future[Result]] = deque()
    waiting = iter(items)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="enrolment")
    try:
        while True:
            cancelled = cancel is not None and cancel.is_set()
            while not cancelled and len(underway) < _AHEAD * workers:
                try:
                    item = next(waiting)
                except StopIteration:
                    break
                underway.append(pool.submit(work, item))
            if not underway:
                return
            if cancelled:
                underway = deque(future for future in underway if not future.cancel())
                if not underway:
                    return
            yield underway.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def batches(
    items: Iterable[Item],
    store: Callable[[Sequence[Item]], None],
    *,
    size: int = _BATCH,
    seconds: float = _BATCH_SECONDS,
) -> Iterator[Item]:
    """Gives every item on, and has them stored together: some dozen at a time, or a second's worth.

    So a kill loses no more than that. When the items end with an error, what was made before it is
    stored.
    """
    held: list[Item] = []
    since = time.monotonic()

    def let_go() -> None:
        nonlocal held, since
        full, held = held, []
        since = time.monotonic()
        if full:
            store(full)

    source = iter(items)
    while True:
        try:
            item = next(source)
        except StopIteration:
            break
        except BaseException:
            let_go()
            raise
        held.append(item)
        if len(held) >= size or time.monotonic() - since >= seconds:
            let_go()
        yield item
    let_go()
