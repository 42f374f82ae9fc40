"""A new key: the whole file is encrypted anew, and put in the place of the former in one step.

Nothing of the former key opens the new file, neither a passphrase that became known nor a recovery
key that was lost. Whoever is killed at any moment leaves the one file or the other, whole; what
else they leave is a draft that the next opening removes.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from persona_assistant import atomic
from persona_assistant.errors import StoreBusy, StoreCorrupt
from persona_assistant.memory import backups, checks, database, keys, opening


def encrypt_anew(path: Path, key: keys.Key, new: keys.Key, *, seconds: float) -> None:
    """Replace the store at `path`, which `key` opens, by one with the same content that only `new`
    opens. This process must have closed it.

    Takes as long as reading and writing everything, and as much room again on the disk. Raises
    StoreBusy while another process has it open, StoreCorrupt for a store that is not healthy,
    DiskFull; then it is as it was.
    """
    required = path.stat().st_size
    atomic.require_free_space(path.parent, required, what="The memory under its new key")
    with (
        database.translated(path),
        opening.replacing(path, seconds),
        _held_alone(path, key, seconds) as source,
        atomic.replacing(path, mode=0o600) as draft,
    ):
        _copy(source, draft, new, path)
        if os.name != "posix":
            source.close()  # a file that is open cannot be replaced there


@contextmanager
def _held_alone(path: Path, key: keys.Key, seconds: float) -> Iterator[apsw.Connection]:
    """The only connection to the store there is, its write-ahead log empty. The log is not removed
    at the end: by then its name belongs to the store that came in the place of this."""
    busy = StoreBusy(f"{path} is open; close every persona-assistant that uses it and try again.")
    if backups.is_open_here(path) or opening.is_used(path):
        raise busy
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(round(1000 * seconds))
        key.unlock(connection)
        connection.pragma("locking_mode", "EXCLUSIVE")
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except (apsw.BusyError, apsw.LockedError):
            raise busy from None
        if not database.log_is_empty(path):
            raise busy
        keep_log = ctypes.c_int(1)
        connection.file_control("main", apsw.SQLITE_FCNTL_PERSIST_WAL, ctypes.addressof(keep_log))
        yield connection
    finally:
        connection.close()


def _copy(source: apsw.Connection, draft: Path, key: keys.Key, origin: Path) -> None:
    """Write the store into the draft and look at every page of it."""
    connection = apsw.Connection(str(draft), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        key.unlock(connection)
        connection.pragma("page_size", database.PAGE_SIZE)
        with connection.backup("main", source, "main") as backup:
            backup.step()
        with database.transaction(connection):
            _note(connection, key.kind)
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    finally:
        connection.close()
    connection = database.open_again(draft, key, 0)
    try:
        found = checks.problems(connection)
    finally:
        connection.close()
    if found:
        raise StoreCorrupt(
            f"{origin} is not healthy, so its key was not changed: {found[0]} "
            "(persona-assistant doctor says more)"
        )


def _note(connection: apsw.Connection, kind: keys.Kind) -> None:
    # The cache beside the store is as secret as its key, which stood in the former file.
    connection.execute("UPDATE cache_key SET key = randomblob(32)")
    payload: Any = f'{{"opens_with": "{kind.name.lower()}"}}'
    connection.execute("INSERT INTO event (kind, payload) VALUES ('key_changed', ?)", (payload,))
