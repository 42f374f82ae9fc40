"""The derived cache: what is costly to make and can be made again, in an encrypted file beside the
store.

What a model makes of a picture, a clip or somebody's notes says as much about them as these do. So
it is kept like them: encrypted, with a key that only the open store knows, and gone when the person
is forgotten. Unlike them it may vanish at any time: the least recently used entry goes when room is
short, and a file that is damaged or belongs to another store is replaced by an empty one.

A persona's id is never given to somebody else, so the file remembers the ids that were forgotten: a
process that still uses one can no longer store anything about them.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from persona_assistant.errors import StoreBusy
from persona_assistant.memory import database, opening, scrub, verification
from persona_assistant.memory.connections import as_json
from persona_assistant.memory.traces import Search
from persona_assistant.memory.verification import FileLooked
from persona_assistant.progress import UNWATCHED, Watch

FILE_NAME = "cache.db"
DEFAULT_LIMIT = 2 << 30
"""Bytes. Four people with a picture, a clip and a note each took 143 MB at Gemma 4 E4B's
dimensions."""

_PAGE_SIZE = 32768
_CHUNK = 16 << 20
"""SQLite holds a value in memory whole."""
_BUSY_MILLISECONDS = 5000
_DAMAGE = (apsw.NotADBError, apsw.CorruptError)
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS entry (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, bytes INTEGER NOT NULL,
        used INTEGER NOT NULL, UNIQUE (kind, key)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS chunk (
        entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (entry, number)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS about (
        entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE, persona INTEGER NOT NULL,
        PRIMARY KEY (entry, persona)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS about_persona ON about (persona);
    CREATE TABLE IF NOT EXISTS forgotten (persona INTEGER PRIMARY KEY) STRICT;
"""


class DerivedCache:
    """An `engines.base.Cache`; may be used by several threads and processes. Made by
    `Store.cache`.

    Nothing here makes a question fail: what cannot be read is absent, what cannot be written is
    not kept.
    """

    def __init__(
        self, path: Path, key: bytes, *, limit: int = DEFAULT_LIMIT, known: Iterable[int] = ()
    ) -> None:
        """`known`: ids of all personas of the store; entries about anybody else are dropped."""
        self._path, self._key, self._limit = path, key, limit
        self._lock = threading.Lock()
        self._connection: apsw.Connection | None = None
        with self._lock:
            try:
                self._connection = _open(path, key)
                self._drop_strangers(set(known))
            except _DAMAGE:
                self._start_over()
            except (apsw.Error, OSError):
                # In a folder that cannot be written the cache keeps nothing.
                self._connection = None

    @property
    def usable(self) -> bool:
        """False when the file cannot be made or opened here."""
        return self._connection is not None

    def get(self, kind: str, key: str) -> bytes | None:
        """The bytes stored under `kind` and `key`, or None."""
        with self._lock:
            if self._connection is None:
                return None
            try:
                with self._connection:
                    row: Any = self._connection.execute(
                        "UPDATE entry SET used = (SELECT max(used) + 1 FROM entry)"
                        " WHERE kind = ? AND key = ? RETURNING id, bytes",
                        (kind, key),
                    ).fetchone()
                    if row is None:
                        return None
                    chunks = self._connection.execute(
                        "SELECT data FROM chunk WHERE entry = ? ORDER BY number", (row[0],)
                    )
                    data = b"".join(chunk for (chunk,) in chunks)
            except _DAMAGE:
                self._start_over()
                return None
            except apsw.Error:
                return None
            return data if len(data) == row[1] else None

    def put(self, kind: str, key: str, data: bytes, *, about: Iterable[int] = ()) -> bool:
        """Keep `data`; whatever was used least recently makes room. Returns whether it is kept."""
        about = sorted(set(about))
        with self._lock:
            if self._connection is None or len(data) > self._limit:
                return False
            try:
                with self._connection:
                    if self._forgotten(about):
                        return False
                    self._connection.execute(
                        "DELETE FROM entry WHERE kind = ? AND key = ?", (kind, key)
                    )
                    self._make_room(len(data))
                    self._store(kind, key, data, about)
            except _DAMAGE:
                self._start_over()
                return False
            except (apsw.Error, OSError):
                return False
            return True

    def size(self) -> int:
        """Bytes stored. Raises StoreCorrupt, StoreError."""
        with self._lock, database.translated(self._path):
            return 0 if self._connection is None else self._sum()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # --- inside

    def _start_over(self) -> None:
        if self._connection is not None:
            self._connection.close()
        try:
            discard(self._path)
            self._connection = _open(self._path, self._key)
        except (apsw.Error, OSError):
            self._connection = None

    def _store(self, kind: str, key: str, data: bytes, about: list[int]) -> None:
        assert self._connection is not None
        self._connection.execute(
            "INSERT INTO entry (kind, key, bytes, used)"
            " VALUES (?, ?, ?, (SELECT ifnull(max(used), 0) + 1 FROM entry))",
            (kind, key, len(data)),
        )
        entry = self._connection.last_insert_rowid()
        view = memoryview(data)
        for number, start in enumerate(range(0, len(data), _CHUNK)):
            self._connection.execute(
                "INSERT INTO chunk VALUES (?, ?, ?)", (entry, number, view[start : start + _CHUNK])
            )
        self._connection.executemany(
            "INSERT INTO about VALUES (?, ?)", ((entry, persona) for persona in about)
        )

    def _make_room(self, needed: int) -> None:
        assert self._connection is not None
        stored = self._sum()
        while stored + needed > self._limit:
            oldest: Any = self._connection.execute(
                "SELECT id, bytes FROM entry ORDER BY used LIMIT 1"
            ).fetchone()
            self._connection.execute("DELETE FROM entry WHERE id = ?", (oldest[0],))
            stored -= oldest[1]

    def _sum(self) -> int:
        assert self._connection is not None
        row: Any = self._connection.execute("SELECT ifnull(sum(bytes), 0) FROM entry").fetchone()
        return int(row[0])

    def _forgotten(self, personas: list[int]) -> bool:
        assert self._connection is not None
        return any(
            self._connection.execute(
                "SELECT 1 FROM forgotten WHERE persona = ?", (persona,)
            ).fetchone()
            for persona in personas
        )

    def _drop(self, personas: Iterable[int]) -> None:
        assert self._connection is not None
        _drop(self._connection, personas)

    def _drop_strangers(self, known: set[int]) -> None:
        """The process that forgot somebody may have ended before it came here."""
        assert self._connection is not None
        with self._connection:
            rows: Any = self._connection.execute("SELECT DISTINCT persona FROM about")
            self._drop({persona for (persona,) in rows} - known)


def erase(
    path: Path, key: bytes, personas: Collection[int], gone: Collection[int], *, seconds: float
) -> None:
    """Drop everything about these personas from the cache at `path`, where there is one, and accept
    nothing more about those of them who are `gone`. Unused bytes of its pages are overwritten and
    its write-ahead log is empty afterwards.

    Waits `seconds` for other processes. Raises StoreBusy, DiskFull, StoreError when the file cannot
    be written: what should be gone would still be there.
    """
    with database.translated(path), _opened(path, key) as connection:
        if connection is not None:
            with connection:
                connection.executemany(
                    "INSERT OR IGNORE INTO forgotten VALUES (?)", ((each,) for each in gone)
                )
                _drop(connection, personas)
            if not scrub.whole_file(connection, path, until=time.monotonic() + seconds):
                raise StoreBusy(f"Another process is using {path}; end it.")


def held(path: Path, key: bytes, personas: Collection[int]) -> list[bytes]:
    """Everything the cache at `path` holds about these personas. Raises StoreError."""
    with database.translated(path), _opened(path, key) as connection:
        if connection is None:
            return []
        rows: Any = connection.execute(
            "SELECT data FROM chunk WHERE entry IN (SELECT entry FROM about WHERE persona IN"
            " (SELECT value FROM json_each(?)))",
            (as_json(personas),),
        )
        return [data for (data,) in rows]


def look_through(
    path: Path, key: bytes, search: Search | None, watch: Watch = UNWATCHED
) -> FileLooked | None:
    """Look at every page of the cache at `path`; None where there is none. Raises StoreError,
    Malformed, Cancelled."""
    with database.translated(path), _opened(path, key) as connection:
        if connection is None:
            return None
        return verification.look_through(connection, path, search, watch)


@contextmanager
def _opened(path: Path, key: bytes) -> Iterator[apsw.Connection | None]:
    """The cache at `path`, where there is one; one that is damaged is removed."""
    opening.refuse_links(path)
    connection = None
    try:
        connection = _open(path, key) if path.exists() else None
        yield connection
    except _DAMAGE:
        discard(path)
    finally:
        if connection is not None:
            connection.close()


def _drop(connection: apsw.Connection, personas: Iterable[int]) -> None:
    connection.executemany(
        "DELETE FROM entry WHERE id IN (SELECT entry FROM about WHERE persona = ?)",
        ((p,) for p in personas),
    )


def discard(path: Path) -> None:
    """Remove the file and what SQLite put beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _open(path: Path, key: bytes) -> apsw.Connection:
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        connection.execute("PRAGMA cipher = 'chacha20'")
        connection.execute(f"PRAGMA key = 'raw:{key.hex()}'", can_cache=False)
        for pragma, value in (
            ("page_size", _PAGE_SIZE),
            ("journal_mode", "WAL"),
            # After a power cut something may be missing; nothing is wrong.
            ("synchronous", "NORMAL"),
            ("secure_delete", "ON"),
            ("foreign_keys", "ON"),
            ("temp_store", "MEMORY"),
            ("trusted_schema", "OFF"),
        ):
            connection.pragma(pragma, value)
        connection.execute(_SCHEMA).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection
