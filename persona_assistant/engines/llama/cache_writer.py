"""What a child wants kept, handed to the cache in the background.

Encrypting and writing a state takes a while, and nobody should wait for it: one thread does it, in
order. What cannot be kept is computed again another time, so a failure ends no answer; it is raised
for whoever asks that all be written, and noted for everybody else.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from persona_assistant.engines.base import Cache

_NOTED = 10


class CacheWriter:
    """`cache` None keeps nothing."""

    def __init__(self, cache: Cache | None) -> None:
        self.cache = cache
        self.failures: list[str] = []
        """Why the last entries were not kept, one line each."""
        self._lock = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._pending: list[Future[Any]] = []

    def get(self, kind: str, key: str) -> bytes | None:
        return self.cache.get(kind, key) if self.cache is not None else None

    def put(self, header: dict[str, Any], data: bytes) -> None:
        """Keep `data` as `header` says ("kind", "key", "about"), soon."""
        if self.cache is None:
            return
        with self._lock:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "llama cache writer")
            put = self._thread.submit(_put, self.cache, header, data)
            self._pending = [*(each for each in self._pending if not each.done()), put]
        put.add_done_callback(self._note_failure)

    def flush(self) -> None:
        """Wait until all is kept. Raises what the cache raises."""
        with self._lock:
            pending = list(self._pending)
        for put in pending:
            put.result()

    def close(self) -> None:
        """Wait until all is kept, or noted as a failure."""
        with self._lock:
            thread, self._thread, self._pending = self._thread, None, []
        if thread is not None:
            thread.shutdown()

    def _note_failure(self, put: Future[Any]) -> None:
        if (error := put.exception()) is not None:
            self.failures = [*self.failures[1 - _NOTED :], f"not kept: {error}"]


def _put(cache: Cache, header: dict[str, Any], data: bytes) -> None:
    cache.put(header["kind"], header["key"], data, about=header["about"])
