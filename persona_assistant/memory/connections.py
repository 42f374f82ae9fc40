"""Connections: how several threads use one store at once.

A store in a file has one connection per thread; SQLite lets them read side by side and write one
after the other. A temporary store lives in its one connection, which its threads take in turn.
Reading that takes several statements sees one state of the store; writing is one transaction.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw

from persona_assistant.memory import database


class _Slot:
    """A connection, and the lock of whoever uses it."""

    __slots__ = ("__weakref__", "connection", "lock")

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.lock = threading.RLock()
        # A thread's slot goes when the thread ends; its connection is closed then.
        weakref.finalize(self, _close_quietly, connection).atexit = False

    def close(self) -> None:
        with self.lock:
            self.connection.close()


class Connections:
    """Every connection to one store. All methods may be called from any thread.

    Failures of SQLite leave as errors of this package: StoreBusy, DiskFull, StoreCorrupt, and
    StoreError once the store is closed.
    """

    def __init__(
        self,
        where: Path | str,
        first: apsw.Connection,
        another: Callable[[], apsw.Connection] | None = None,
    ) -> None:
        """`first` belongs to the calling thread; `another` opens one for a further thread. Without
        it all threads share `first`."""
        self.where = where
        self._another = another
        self._closed = False
        self._snapshots = 0
        self._log_waits = False
        self.on_idle: Callable[[], None] = lambda: None
        """Called at the end of the last snapshot, when something had to wait for it."""
        # Reentrant, since the garbage collector may end a sweep in the middle of anything.
        self._registry = threading.RLock()
        self._openings = 0
        self._none_opens = threading.Condition(self._registry)
        self._open: weakref.WeakSet[_Slot] = weakref.WeakSet()
        # Within a process writers queue here, in turn; SQLite would have them poll for the file.
        self._writers = threading.Lock()
        self._local = threading.local()
        slot = self._registered(first)
        self._local.slot = slot
        self._shared = slot if another is None else None

    @contextmanager
    def using(self) -> Iterator[apsw.Connection]:
        """The calling thread's connection, for one statement."""
        with database.translated(self.where):
            slot = self._slot()
            with slot.lock:
                yield slot.connection

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """A connection that shows one state of the store until the block ends."""
        with self.using() as connection, database.snapshot(connection):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """A connection inside a transaction, which the end of the block commits and an exception
        rolls back."""
        with self.alone() as connection, database.transaction(connection):
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot | None]:
        """A connection of its own that shows one state of the store for as long as it is wanted;
        None where there can be no second connection."""
        if self._another is None:
            yield None
            return
        with database.translated(self.where):
            slot = self._opened(self._another)
        with self._registry:
            self._snapshots += 1
        try:
            yield Snapshot(self.where, slot)
        finally:
            slot.close()
            with self._registry:
                self._snapshots -= 1
                waiting = self._log_waits and not self._snapshots and not self._closed
            # The garbage collector may end a snapshot in the middle of this thread's writing; then
            # the next erasing or opening finds what is left to do.
            if waiting and not self._is_writing():
                self.on_idle()

    def deferred(self) -> bool:
        """Whether the log cannot be emptied before a snapshot of this process ends, which then
        calls `on_idle`."""
        with self._registry:
            self._log_waits = self._snapshots > 0
            return self._log_waits

    def empty_log(self, until: float) -> bool:
        """Move the write-ahead log into the file and empty it; it keeps pages as they were before a
        deletion. False when another process or a snapshot of this one was in the way until then, by
        `time.monotonic`."""
        with self.alone() as connection:
            return database.empty_log(connection, until)

    @contextmanager
    def alone(self) -> Iterator[apsw.Connection]:
        """A connection, outside of a transaction, while no other thread writes."""
        with self.using() as connection, self._writers:
            self._local.writes = True
            try:
                yield connection
            finally:
                self._local.writes = False

    def _is_writing(self) -> bool:
        return getattr(self._local, "writes", False)

    def raw(self) -> apsw.Connection:
        """The calling thread's connection, without lock and translation: for tests and
        benchmarks."""
        return self._slot().connection

    def count(self) -> int:
        """How many connections are open."""
        with self._registry:
            return len(self._open)

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return not self._closed

    def close(self) -> None:
        """Close every thread's connection, each when its thread has ended what it is doing; none is
        being opened then, so that the key may be overwritten. May be called again."""
        with self._registry:
            self._closed = True
            self._none_opens.wait_for(lambda: not self._openings)
            slots = list(self._open)
        with database.translated(self.where):
            for slot in slots:
                slot.close()

    def _slot(self) -> _Slot:
        if self._shared is not None:
            return self._shared
        slot: _Slot | None = getattr(self._local, "slot", None)
        if slot is None:
            if self._another is None:
                raise database.closed(self.where)
            slot = self._local.slot = self._opened(self._another)
        return slot

    def _opened(self, another: Callable[[], apsw.Connection]) -> _Slot:
        """A further connection. `close` waits for it, since opening needs the key."""
        with self._registry:
            if self._closed:
                raise database.closed(self.where)
            self._openings += 1
        try:
            return self._registered(another())
        finally:
            with self._registry:
                self._openings -= 1
                self._none_opens.notify_all()

    def _registered(self, connection: apsw.Connection) -> _Slot:
        slot = _Slot(connection)
        with self._registry:
            if not self._closed:
                self._open.add(slot)
                return slot
        slot.close()
        raise database.closed(self.where)


class Snapshot:
    """One state of a store, read bit by bit: other calls, also of the same thread, go on
    meanwhile."""

    def __init__(self, where: Path | str, slot: _Slot) -> None:
        self._where, self._slot = where, slot
        with self.using() as connection:
            connection.execute("BEGIN")

    @contextmanager
    def using(self) -> Iterator[apsw.Connection]:
        """The connection, for one step."""
        with database.translated(self._where), self._slot.lock:
            yield self._slot.connection


def as_json(ids: Iterable[int]) -> str:
    return json.dumps([int(each) for each in ids])


def storable(text: str) -> str:
    """Text SQLite can compare: a lone surrogate matches nothing instead of failing."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _close_quietly(connection: apsw.Connection) -> None:
    with suppress(apsw.Error):
        connection.close()
