"""The parent's side of what a child wants kept: handed to the cache in the background.

Encrypting and writing a state takes a while, and nobody should wait for it: one thread does it, in
order. What cannot be kept is made again another time, so a failure there ends no answer; it is told to
whoever asks for what is kept to be complete.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from persona_assistant.engines.base import Cache


class Keeping:
    """`cache` None keeps nothing."""

    def __init__(self, cache: Cache | None) -> None:
        self.cache = cache
        self._thread: ThreadPoolExecutor | None = None
        self._puts: list[Future[None]] = []

    def get(self, kind: str, key: str) -> bytes | None:
        return self.cache.get(kind, key) if self.cache is not None else None

    def put(self, header: dict[str, Any], data: bytes) -> None:
        """Keep `data` as `header` says ("kind", "key", "about"), soon."""
        if self.cache is None:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "llama keeping")
        self._puts = [put for put in self._puts if not put.done() or put.exception()][-16:]
        self._puts.append(
            self._thread.submit(self.cache.put, header["kind"], header["key"], data, about=header["about"])
        )

    def finish(self) -> None:
        """Wait until all is kept. Raises what the cache raised first."""
        puts, self._puts = self._puts, []
        errors = [put.exception() for put in puts]
        for error in filter(None, errors):
            raise error

    def close(self) -> BaseException | None:
        """Wait until all is kept; what the cache raised first, if it did."""
        errors = [put.exception() for put in self._puts]
        if self._thread is not None:
            self._thread.shutdown()
        self._thread, self._puts = None, []
        return next(filter(None, errors), None)
