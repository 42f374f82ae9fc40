"""One encrypted SQLite file: created whole or not at all, opened only when it is ours.

A new store is built under another name and linked into place, so that nobody ever finds half of it.
Every failure of SQLite leaves here as one of our errors.
"""

from __future__ import annotations

import errno
import functools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from persona_assistant import atomic, resources
from persona_assistant.errors import (
    DiskFull,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreMissing,
    WrongKey,
)
from persona_assistant.memory import keys, opening

APPLICATION_ID = 0x50414D31  # "PAM1"
PAGE_SIZE = 16384
"""A vector of 512 floats lies on a page whole, with seven of its neighbours."""

_FORMER_DRAFT_SECONDS = 600
"""Nobody takes as long to create a store."""
_LOG_HEADER, _FRAME_HEADER = 32, 24
"""Bytes; https://sqlite.org/fileformat2.html#walformat."""
_PAUSE = 0.02
"""Seconds between two looks whether somebody is still in the way."""
_PLAIN_SQLITE = b"SQLite format 3\x00"
_RESTORE = "restore it from a backup"


# --- creating and opening


def open_file(
    path: Path, *, passphrase: str | None, key_file: Path | None, create: bool, busy_seconds: float
) -> tuple[apsw.Connection, keys.Key]:
    """Open the store at `path`, creating it (and its folder, mode 0700) when `create` is set.

    With the key that was found, `open_again` opens it once more without asking anybody.
    """
    with translated(path):
        opening.refuse_links(path)
        _remove_drafts(path)
        if not path.exists():
            if not create:
                raise StoreMissing(f"There is no memory at {path}; add a person to begin one.")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = keys.for_new_store(path, passphrase=passphrase, key_file=key_file)
            if make(path, key):
                return _connect(path, key, busy_seconds), key
            keys.discard(key)  # another process was first: open what it created
            key.wipe()
        _secure_mode(path)
        wrong: WrongKey | None = None
        header = _header(path)
        for key in keys.for_store(header, path, passphrase=passphrase, key_file=key_file):
            try:
                return _connect(path, key, busy_seconds), key
            except WrongKey as error:
                key.wipe()
                wrong = error
        assert wrong is not None
        if _header(path) == header:
            raise wrong
    return open_file(
        path, passphrase=passphrase, key_file=key_file, create=create, busy_seconds=busy_seconds
    )  # it got another key meanwhile


def open_again(path: Path, key: keys.Key, busy_seconds: float) -> apsw.Connection:
    """Another connection to a store that is open already."""
    with translated(path):
        if not path.exists():
            raise StoreMissing(f"The memory at {path} is gone; restore it from a backup.")
        return _connect(path, key, busy_seconds)


def open_in_memory() -> apsw.Connection:
    """A store that lives and dies with its connection: same schema, no file, no key."""
    connection = apsw.Connection(":memory:")
    with _copying, connection.backup("main", _empty_store(), "main") as backup:
        backup.step()
    _configure(connection)
    return connection


_copying = threading.Lock()


@functools.cache
def _empty_store() -> apsw.Connection:
    """What temporary stores are copies of: a benchmark makes thousands, and creating the tables
    takes most of the time."""
    connection = apsw.Connection(":memory:")
    _migrate(connection, Path(":memory:"))
    return connection


def make(path: Path, key: keys.Key) -> bool:
    """Build the store beside `path` and move it there; False when another process was first."""
    try:
        with atomic.drafts_beside(path) as (folder, _):
            return _build(folder / path.name, path, key)
    except BaseException:
        keys.discard(key)
        raise


def _remove_drafts(path: Path) -> None:
    """Remove what processes left that were killed while they created the store."""
    atomic.remove_leftovers(path.parent)
    for draft in path.parent.glob(f".{path.name}.*.new*"):  # as earlier versions called them
        if time.time() - draft.stat().st_mtime > _FORMER_DRAFT_SECONDS:
            draft.unlink(missing_ok=True)


def _build(draft: Path, path: Path, key: keys.Key) -> bool:
    # SQLite gives -wal and -shm the mode of the database file.
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = apsw.Connection(str(draft), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        key.unlock(connection)
        connection.pragma("page_size", PAGE_SIZE)
        _configure(connection)
        _migrate(connection, draft)
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("journal_mode", "WAL")
    finally:
        connection.close()
    return publish(draft, path)


def publish(draft: Path, path: Path) -> bool:
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        os.rename(draft, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return True


def _secure_mode(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _header(path: Path) -> bytes:
    """The clear bytes of a store of ours. Raises StoreCorrupt for any other file."""
    with path.open("rb") as file:
        head = file.read(24)
        size = file.seek(0, os.SEEK_END)
    if head.startswith(_PLAIN_SQLITE):
        raise StoreCorrupt(f"{path} is a plain SQLite file, not an encrypted memory; move it away.")
    header = head[: keys.HEADER_BYTES]
    if len(header) == keys.HEADER_BYTES and keys.kind_of(header) is None:
        raise StoreCorrupt(
            f"{path} is not a memory of persona-assistant; {_RESTORE} or move it away."
        )
    # SQLite keeps the page size in bytes 16 and 17, which the cipher leaves in the clear.
    if len(head) < 24 or size < (int.from_bytes(head[16:18], "big") or PAGE_SIZE):
        raise StoreCorrupt(f"{path} is cut short ({size} bytes); {_RESTORE}.")
    return header


def _connect(path: Path, key: keys.Key, busy_seconds: float) -> apsw.Connection:
    with opening.opening(path, busy_seconds):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            connection.set_busy_timeout(round(1000 * busy_seconds))
            key.unlock(connection)
            opened = _opens(connection)
            if not opened:
                raise WrongKey(
                    f"The key does not open {path}; try again with the right one "
                    f"(if it is right, the file's first page is damaged: {_RESTORE})."
                )
            if connection.pragma("application_id") != APPLICATION_ID:
                raise StoreCorrupt(
                    f"{path} is not a memory of persona-assistant; {_RESTORE} or move it away."
                )
            _configure(connection)
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _opens(connection: apsw.Connection) -> bool:
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except apsw.NotADBError:
        return False
    return True


def _configure(connection: apsw.Connection) -> None:
    # One at a time: a batch stops at the first pragma that returns a row.
    for pragma, value in (
        ("synchronous", "FULL"),
        ("secure_delete", "ON"),
        ("foreign_keys", "ON"),
        ("temp_store", "MEMORY"),
        ("cache_size", -32768),  # KiB
        ("trusted_schema", "OFF"),
    ):
        connection.pragma(pragma, value)


# --- the schema


@functools.cache
def _migrations() -> tuple[tuple[int, str], ...]:
    folder = resources.data_path("memory_store", "schema")
    files = sorted(folder.glob("[0-9][0-9][0-9]_*.sql"))
    return tuple((int(file.name[:3]), file.read_text(encoding="utf-8")) for file in files)


def _migrate(connection: apsw.Connection, path: Path) -> None:
    """Bring the schema up to date, each numbered file in a transaction of its own.

    Foreign keys are off meanwhile, which only works outside a transaction: dropping a table that
    is made anew must not delete the rows that refer to it.
    """
    newest = _migrations()[-1][0]
    if connection.pragma("user_version") > newest:
        raise StoreCorrupt(
            f"{path} was written by a newer version; update persona-assistant to open it."
        )
    if connection.pragma("user_version") == newest:
        return
    connection.pragma("foreign_keys", False)
    try:
        for number, sql in _migrations():
            with transaction(connection):
                if connection.pragma("user_version") < number:  # another process may be first
                    connection.execute(sql).fetchall()
                    connection.pragma("user_version", number)
    finally:
        connection.pragma("foreign_keys", True)


# --- transactions and errors


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """All or nothing; writers queue up at the beginning, never in the middle."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk makes SQLite roll back by itself
            connection.execute("ROLLBACK")
        raise


def empty_log(connection: apsw.Connection, until: float) -> bool:
    """Move the write-ahead log into the file and empty it. False when another process or another
    connection was in the way until then, by `time.monotonic`. Raises apsw.Error."""
    patience = int(connection.pragma("busy_timeout"))
    try:
        while True:
            left = max(0, round(1000 * (until - time.monotonic())))
            connection.pragma("busy_timeout", min(patience, left))
            try:
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
                return True
            except (apsw.BusyError, apsw.LockedError):
                if left == 0:
                    return False
                time.sleep(_PAUSE)
    finally:
        connection.pragma("busy_timeout", patience)


def log_is_empty(path: Path) -> bool:
    """Whether the file holds everything by itself."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size == 0
    except FileNotFoundError:
        return True


def logged_pages(path: Path) -> set[int]:
    """Numbers of the pages that the write-ahead log holds; empty where it holds none."""
    found: set[int] = set()
    try:
        with path.with_name(f"{path.name}-wal").open("rb") as log:
            head = log.read(_LOG_HEADER)
            size = int.from_bytes(head[8:12], "big")
            while len(frame := log.read(_FRAME_HEADER)) == _FRAME_HEADER:
                found.add(int.from_bytes(frame[:4], "big"))
                log.seek(size, os.SEEK_CUR)
    except FileNotFoundError:
        pass
    return found


@contextmanager
def snapshot(connection: apsw.Connection) -> Iterator[None]:
    """What is read inside is one state of the file, whatever other processes write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


_READ_FAILURES = frozenset(
    {
        apsw.SQLITE_IOERR_READ,
        apsw.SQLITE_IOERR_SHORT_READ,
        apsw.SQLITE_IOERR_CORRUPTFS,
        apsw.SQLITE_IOERR_DATA,
        apsw.SQLITE_IOERR_FSTAT,
    }
)


@contextmanager
def translated(path: Path | str) -> Iterator[None]:
    """Turn failures of SQLite and of the file system into this package's errors.

    They are raised `from None`: apsw's frames carry the statement and its values.
    """
    try:
        yield
    except (apsw.ConnectionClosedError, apsw.CursorClosedError):
        raise closed(path) from None
    except (apsw.BusyError, apsw.LockedError, apsw.ProtocolError):
        raise StoreBusy(
            f"Another process is writing to {path}; try again when it is done."
        ) from None
    except apsw.FullError:
        raise DiskFull(_full(path)) from None
    except apsw.IOError as error:
        if getattr(error, "extendedresult", 0) in _READ_FAILURES:
            raise StoreCorrupt(
                f"{path} cannot be read from the disk ({error}); {_RESTORE}."
            ) from None
        raise DiskFull(_full(path)) from None
    except (apsw.CorruptError, apsw.NotADBError):
        raise StoreCorrupt(f"{path} is damaged or cut short; {_RESTORE}.") from None
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError):
        raise StoreError(
            f"{path} cannot be opened for writing; check the permissions of its folder."
        ) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(_full(path)) from None
        raise StoreError(f"{path} cannot be opened: {error.strerror}.") from None


def closed(path: Path | str) -> StoreError:
    return StoreError(f"{path} is closed; open it again.", code="store_closed")


def _full(path: Path | str) -> str:
    return (
        f"{path} cannot be written, the disk is full or failing: nothing was stored or forgotten. "
        "Free some space and try again."
    )
