"""Work spread over threads; results come in the order of the items.

Threads, not processes: what costs time here (decoding and writing pictures, networks, arrays) runs
outside the interpreter's lock, and a thread can neither outlive a kill nor need its encoder sent to
it. Whoever takes the results is alone in writing the store. Only a few items are under way at any
time, so that a thousand photos need no more room than some dozen.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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


def spread(
    items: Iterable[Item],
    work: Callable[[Item], Result],
    *,
    workers: int,
    cancel: threading.Event | None = None,
) -> Generator[Result, None, None]:
    """`work` of every item, in the order of `items`, done by `workers` threads.

    The caller's thread reads `items`. Once `cancel` is set, results of what has begun still come
    and nothing else begins. What `work` raises is raised here; whatever else has begun is then
    waited for.
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
) -> Generator[Item, None, None]:
    """Passes every item on and stores items together: some dozen at a time, or a second's worth.

    So a kill loses no more than that. When the items end with an error, or nobody wants any more
    of them, what came before is stored.
    """
    pending: list[Item] = []
    since = time.monotonic()

    def flush() -> None:
        nonlocal pending, since
        batch, pending = pending, []
        since = time.monotonic()
        if batch:
            store(batch)

    source = iter(items)
    while True:
        try:
            item = next(source)
        except StopIteration:
            break
        except BaseException:
            flush()
            raise
        pending.append(item)
        if len(pending) >= size or time.monotonic() - since >= seconds:
            flush()
        try:
            yield item
        except GeneratorExit:
            flush()
            raise
    flush()
