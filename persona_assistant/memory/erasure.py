"""Erasing: what was deleted leaves the file, its write-ahead log and the cache beside it.

    with changing(connections) as change:    # one transaction
        ...                                  # delete rows; events.purge takes what events say
        erasure.mark(change.db, [persona])   # whose derived data goes too
    eraser.finish("The note is erased")      # overwrite what is left of it

The transaction also notes that something is to be erased. What follows changes nothing that can be
read: unused bytes are overwritten, the log is emptied, the cache drops what it holds. When that is
cut short, by a kill or because another process reads the file, the note stays, and the next opening
or `verify` goes on. Any number of processes may do so at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import apsw

from persona_assistant.errors import ErasureUnfinished, StoreError
from persona_assistant.memory import index_words, scrub
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.pages import Malformed

DONE, LOG, PAGES = 0, 1, 2
"""What is still to be done, as the table `erasure` has it."""


def mark(db: apsw.Connection, personas: Collection[int] = ()) -> None:
    """Note, in the transaction that deletes something, that it is to be erased."""
    db.executemany(
        "INSERT OR IGNORE INTO erasure_derived (persona) VALUES (?)", ((p,) for p in personas)
    )
    index_words.drop_stale(db)
    db.execute("UPDATE erasure SET stage = ?", (PAGES,))


class Eraser:
    """Finishes what was begun, for one store."""

    def __init__(
        self,
        connections: Connections,
        drop_derived: Callable[[Collection[int]], None],
        *,
        seconds: float,
    ) -> None:
        """`drop_derived` makes the cache drop what it has about these personas, and raises
        StoreError where it cannot; `seconds` is how long to wait for other processes."""
        self._connections, self._drop_derived, self._seconds = connections, drop_derived, seconds
        connections.on_idle = self.finish_quietly

    def stage(self) -> int:
        """What is still to be done."""
        with self._connections.using() as db:
            row: Any = db.execute("SELECT stage FROM erasure").fetchone()
        return int(row[0])

    def finish(self, what: str, *, everything: bool = False) -> None:
        """Do what is still to be done. While this process reads one state of the store bit by bit,
        the end of that does it.

        `what` begins the message of ErasureUnfinished, which says what stands in the way;
        `everything` looks at all pages although nothing is known to be left to do.
        """
        if self._connections.deferred():
            return
        problem = self._finish(self._seconds, everything)
        if problem is not None:
            raise ErasureUnfinished(f"{what}, but {problem}", path=str(self._connections.where))

    def finish_quietly(self) -> None:
        """As `finish`, without waiting: what is in the way now is met again later."""
        if self.stage() != DONE:
            self._finish(0, False)

    def _finish(self, seconds: float, everything: bool) -> str | None:
        """Why it could not be finished; None when it was."""
        where = self._connections.where
        if not isinstance(where, Path):
            with self._connections.writing() as db:
                _settle(db)
            return None
        until = time.monotonic() + seconds
        try:
            clear = everything or self.stage() == PAGES
            if clear and not self._clear_pages(where, until):
                return self._held()
            with self._connections.using() as db:
                rows: Any = db.execute("SELECT persona FROM erasure_derived").fetchall()
            personas = [persona for (persona,) in rows]
            if personas or everything:
                self._drop_derived(personas)
            if not self._connections.empty_log(until):
                return self._held()
            with self._connections.writing() as db:
                _settle(db, personas)
            self._connections.empty_log(until)  # nothing is left in it of what was erased
        except StoreError as error:
            return f"what is left of it could not be overwritten. {error} Then verify the memory"
        except Malformed as error:
            return f"{where} cannot be read page by page ({error}); restore it from a backup"
        return None

    def _held(self) -> str | None:
        """Who was in the way; None for a reader of this process, whose end does the rest."""
        if self._connections.deferred():
            return None
        return (
            f"another process still reads {self._connections.where} as it was: copies may lie there"
            " until that process ends. End it, then verify the memory"
        )

    def _clear_pages(self, where: Path, until: float) -> bool:
        """Overwrite the unused bytes of the file's pages. False when another process was in the
        way until the end of the time."""
        with self._connections.alone() as db:
            return scrub.whole_file(db, where, until=until, then=_pages_are_clear)


def _pages_are_clear(db: apsw.Connection) -> None:
    db.execute("UPDATE erasure SET stage = ?", (LOG,))


def _settle(db: apsw.Connection, personas: Collection[int] | None = None) -> None:
    """Note that nothing is left to do, unless somebody else was erased meanwhile."""
    if personas is None:
        db.execute("DELETE FROM erasure_derived")
        db.execute("UPDATE erasure SET stage = ?", (DONE,))
        return
    db.executemany("DELETE FROM erasure_derived WHERE persona = ?", ((p,) for p in personas))
    db.execute(
        "UPDATE erasure SET stage = ? WHERE stage = ?"
        " AND NOT EXISTS (SELECT 1 FROM erasure_derived)",
        (DONE, LOG),
    )
