"""Backups: the whole store in one more file, and back.

A backup is a copy of the encrypted file, made page by page from one state of it while others go on
reading and writing; the same key opens it. Restoring puts a copy of the backup in the place of the
store in one step: whoever is killed at any moment leaves the one or the other, whole.
"""

from __future__ import annotations

import datetime
import os
import shutil
import stat
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from persona_assistant.atomic import replacing, sync, whole_file
from persona_assistant.errors import BadInput, StoreBusy, StoreCorrupt, WrongKey
from persona_assistant.memory import cache, checks, database, keys, opening
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.events import changing
from persona_assistant.progress import UNWATCHED, Counter, Watch, single_step

_BUSY_SECONDS = 5.0
_AT_ONCE = 1024
"""Pages copied between two looks at whether to stop."""
_LOCKED = (0x40000000, 512)
"""Where in its file SQLite keeps its locks (https://sqlite.org/fileformat.html, 1.3.1)."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and checked."""

    path: Path
    size: int
    """Bytes."""
    people: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup or an export that the store knows of."""

    path: str
    created: str
    """UTC, ISO 8601."""
    kind: str
    """"backup" or "export"."""
    is_there: bool
    """Whether there is a file at the path now."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that was replaced by a backup."""

    path: Path
    people: int
    latest: str | None
    """When the restored store was last changed, UTC, ISO 8601."""
    kept: Path | None
    """Where the store that was there before is; None where there was none."""


class Backups:
    """Copies of a store that lie elsewhere."""

    def __init__(self, connections: Connections, key: keys.Key | None) -> None:
        """A temporary store has no `key`."""
        self._connections, self._key = connections, key
        where = connections.where
        if isinstance(where, Path):
            _OPEN[self] = where.absolute()

    @property
    def is_open(self) -> bool:
        return self._connections.is_open

    def write(self, target: Path, watch: Watch = UNWATCHED) -> Backup:
        """A copy of the store at `target`, opened by the same key, opened and checked before it is
        there.

        Raises BadInput with the code "target_exists" for a path that is there, and "temporary" for
        a store that has no file; DiskFull; StoreCorrupt where the store itself is not healthy;
        Cancelled.
        """
        source = self._connections.where
        if self._key is None or not isinstance(source, Path):
            raise BadInput("a temporary memory has no backup; export it", code="temporary")
        with whole_file(target, mode=0o600) as draft, database.translated(target):
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            _copy(source, draft, self._key, watch)
            with single_step(watch.on_progress, "checking the copy"):
                people = _checked(draft, self._key, source)
            watch.heed("checking the copy")
        self._record("backed_up", target, None)
        return Backup(target, target.stat().st_size, people)

    def exported(self, target: Path, persona_ids: list[int] | None) -> None:
        """Note that people, or everybody, were exported."""
        self._record("exported", target, persona_ids)

    def known(self, persona_id: int | None = None) -> tuple[Copy, ...]:
        """The backups and exports that were made, the latest first; those that may hold one
        person when an id is given."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT kind, created, payload ->> '$.path' FROM event"
                " WHERE kind IN ('backed_up', 'exported') AND payload IS NOT NULL"
                " AND (?1 IS NULL OR payload ->> '$.people' IS NULL OR ?1 IN"
                "  (SELECT value FROM json_each(payload, '$.people'))) ORDER BY id DESC",
                (persona_id,),
            ).fetchall()
        return tuple(
            Copy(path, created, "backup" if kind == "backed_up" else "export", os.path.exists(path))
            for kind, created, path in rows
        )

    def _record(self, kind: Any, target: Path, people: list[int] | None) -> None:
        path = os.fsencode(target.absolute()).decode("utf-8", "replace")
        with changing(self._connections) as change:
            change.record(kind, payload={"path": path, "people": people})


_OPEN: weakref.WeakKeyDictionary[Backups, Path] = weakref.WeakKeyDictionary()
"""The files of the stores of this process."""


def is_open_here(store: Path) -> bool:
    """Whether this process has the store with this file open."""
    return any(each.is_open and path == store.absolute() for each, path in list(_OPEN.items()))


def _copy(source: Path, draft: Path, key: keys.Key, watch: Watch) -> None:
    reading = database.open_again(source, key, _BUSY_SECONDS)
    try:
        writing = apsw.Connection(str(draft), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            key.unlock(writing)
            writing.pragma("page_size", database.PAGE_SIZE)
            # Within one snapshot of the source, so that all steps copy one state of the store.
            with (
                database.snapshot(reading),
                writing.backup("main", reading, "main") as backup,
            ):
                reading.execute("SELECT count(*) FROM sqlite_schema").fetchall()
                count = Counter(watch.on_progress, "copying", unit="bytes")
                while not backup.done:
                    watch.heed("copying")
                    backup.step(_AT_ONCE)
                    done = (backup.page_count - backup.remaining) * database.PAGE_SIZE
                    count.total = backup.page_count * database.PAGE_SIZE
                    count(done - count.done)
        finally:
            writing.close()
    finally:
        reading.close()


def _checked(draft: Path, key: keys.Key, origin: Path) -> int:
    """How many people are in a copy. Raises StoreCorrupt for one that is not healthy."""
    connection = database.open_again(draft, key, _BUSY_SECONDS)
    try:
        found = checks.problems(connection)
        if found:
            raise StoreCorrupt(
                f"{origin} is not healthy, so nothing was written: {found[0]} "
                "(persona-assistant doctor says more)"
            )
        row: Any = connection.execute("SELECT count(*) FROM persona").fetchone()
        return int(row[0])
    finally:
        connection.close()


# --- restoring


def restore(
    store: Path, backup: Path, *, passphrase: str | None = None, key_file: Path | None = None
) -> Restored:
    """Puts a backup in the place of the store whose file is `store`; the one that is there is kept
    under another name beside it.

    The backup is copied, opened and checked first; then nothing can fail but the last step. Raises
    BadInput for a file that is no backup, WrongKey, KeyUnavailable, StoreCorrupt, DiskFull;
    StoreBusy while the store is open here or in another process. Then all is as it was.
    """
    header = _header(backup)
    store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The lock outlives the move at the end of `replacing`.
    with ExitStack() as lock, replacing(store, mode=0o600) as draft:
        with backup.open("rb") as held, draft.open("wb") as copy:
            shutil.copyfileobj(held, copy, 2**20)
        key = _opening(draft, header, backup, passphrase, key_file)
        people, latest = _examined(draft, key, backup)
        sync(draft)
        kept = None
        if os.path.lexists(store):
            _refuse_open(store)  # its log is still somebody's
            _fold_log_in(store, key)
            lock.enter_context(opening.replacing(store, _BUSY_SECONDS))
            lock.enter_context(_alone(store))
            kept = _keep(store)
        for leftover in _with_logs(store.with_name(cache.FILE_NAME)):
            leftover.unlink(missing_ok=True)  # made of the store that goes
    return Restored(store, people, latest, kept)


def _header(backup: Path) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(backup).st_mode):
            raise BadInput(f"{backup} is no regular file; name a backup", code="not_a_backup")
        with backup.open("rb") as file:
            header = file.read(keys.HEADER_BYTES)
            size = file.seek(0, os.SEEK_END)
    except OSError as error:
        raise BadInput(
            f"{backup} cannot be read ({error.strerror or error}); check the path",
            code="no_such_file",
        ) from None
    if keys.kind_of(header) is None:
        raise BadInput(
            f"{backup} is no backup of persona-assistant; an archive is imported instead",
            code="not_a_backup",
        )
    if size < database.PAGE_SIZE:
        raise StoreCorrupt(f"{backup} is cut short ({size} bytes); use another backup.")
    return header


def _opening(
    draft: Path, header: bytes, backup: Path, passphrase: str | None, key_file: Path | None
) -> keys.Key:
    """The key that opens the copy."""
    wrong = WrongKey(f"The key does not open {backup}; try again with the right one.")
    for key in keys.for_store(header, backup, passphrase=passphrase, key_file=key_file):
        with suppress(WrongKey):
            with _named(draft, backup):
                database.open_again(draft, key, _BUSY_SECONDS).close()
            return key
    raise wrong


def _examined(draft: Path, key: keys.Key, backup: Path) -> tuple[int, str | None]:
    """How many people are in the copy, and when it was last changed."""
    with _named(draft, backup):
        people = _checked(draft, key, backup)
        connection = database.open_again(draft, key, _BUSY_SECONDS)
        try:
            row: Any = connection.execute("SELECT max(created) FROM event").fetchone()
            return people, row[0]
        finally:
            connection.close()


@contextmanager
def _named(draft: Path, backup: Path) -> Iterator[None]:
    """Errors of the copy under the name of what it is a copy of."""
    try:
        yield
    except WrongKey:
        raise
    except StoreCorrupt as error:
        raise StoreCorrupt(
            str(error).replace(str(draft), str(backup)).replace("restore it from a", "use another")
        ) from None


def _fold_log_in(store: Path, key: keys.Key) -> None:
    """Brings what lies in the write-ahead log into the file that is to be kept. A store that
    another key opens stays as it is, and its log with it."""
    with store.open("rb") as file:
        if file.read(keys.HEADER_BYTES) != key.header:
            return
    with suppress(WrongKey, StoreCorrupt):
        connection = database.open_again(store, key, _BUSY_SECONDS)
        with database.translated(store):
            connection.close()


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Keeps everybody else from opening the store. Raises StoreBusy where somebody has it open."""
    _refuse_open(store)
    if os.name != "posix":
        yield  # a file that is open cannot be replaced there
        return
    import fcntl

    with store.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED[1], _LOCKED[0])
        except (BlockingIOError, PermissionError):
            raise _busy(store) from None
        yield


def _refuse_open(store: Path) -> None:
    """Raises StoreBusy where somebody has the store open. Also the memory that its users share is
    asked: a process that reads the store's file by itself loses SQLite's lock of it."""
    if is_open_here(store) or opening.is_used(store):
        raise _busy(store)


def _busy(store: Path) -> StoreBusy:
    return StoreBusy(f"{store} is open; close every persona-assistant that uses it and try again.")


def _keep(store: Path) -> Path:
    """Gives the store that is there a second name, and its log, where it has one left."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S")
    kept = store.with_name(f"{store.stem}-before-{now}{store.suffix}")
    number = 1
    while os.path.lexists(kept):
        number += 1
        kept = store.with_name(f"{store.stem}-before-{now}-{number}{store.suffix}")
    try:
        os.link(store, kept)
    except OSError:  # a file system without hard links
        shutil.copyfile(store, kept)
        kept.chmod(0o600)
        sync(kept)
    for own, other in zip(_with_logs(store)[1:], _with_logs(kept)[1:], strict=True):
        if own.exists():
            os.replace(own, other)
    sync(store.parent)
    return kept


def _with_logs(path: Path) -> list[Path]:
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))]
