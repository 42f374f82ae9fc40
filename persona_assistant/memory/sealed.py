"""Sealed files: any bytes, encrypted with a passphrase of their own.

A sealed file is an SQLite database under the same cipher as the store (ChaCha20 with Poly1305 for
each page), whose table `chunk` holds the content in pieces of one megabyte. Its first 16 bytes are
clear: `PAX1` and 12 random bytes, the salt with which Argon2id makes the key of the passphrase. So
neither writing nor reading leaves a plain byte on the disk, and what was changed is noticed.
"""

from __future__ import annotations

import bisect
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import apsw

from persona_assistant.errors import BadInput, WrongKey
from persona_assistant.memory.database import translated
from persona_assistant.memory.derivation import from_passphrase
from persona_assistant.memory.keys import HEADER_BYTES, Key

MARK = b"PAX1"
_CHUNK = 2**20
_PAGE_SIZE = 65536
_APPLICATION_ID = 0x50415831  # "PAX1"


def is_sealed(path: Path) -> bool:
    """Whether a file begins like a sealed one. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


@contextmanager
def sealing(path: Path, passphrase: str, *, called: Path | None = None) -> Iterator[IO[bytes]]:
    """A stream whose bytes are sealed in a new file at `path` when the block ends well; otherwise
    the caller removes what is there. Cannot be sought. Messages name the file `called`. Raises
    DiskFull, BadInput for an empty passphrase."""
    key = _key(MARK + secrets.token_bytes(HEADER_BYTES - len(MARK)), passphrase)
    with translated(called or path):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            key.unlock(connection)
            connection.pragma("page_size", _PAGE_SIZE)
            connection.pragma("journal_mode", "OFF")  # what fails is thrown away as a whole
            connection.execute("CREATE TABLE chunk (number INTEGER PRIMARY KEY, data BLOB) STRICT")
            connection.pragma("application_id", _APPLICATION_ID)
            with connection, io.BufferedWriter(_Writer(connection), _CHUNK) as stream:
                yield cast(IO[bytes], stream)
        finally:
            connection.close()


@contextmanager
def unsealed(path: Path, passphrase: str) -> Iterator[IO[bytes]]:
    """The content of a sealed file, a stream that can be sought. Raises WrongKey for another
    passphrase, StoreCorrupt for a damaged file."""
    with translated(path), path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MARK):
        raise BadInput(f"{path} is no sealed file.", code="not_sealed")
    key = _key(header, passphrase)
    with translated(path):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            key.unlock(connection)
            _require_opened(connection, path)
            with io.BufferedReader(_Reader(connection), _CHUNK) as stream:
                yield cast(IO[bytes], stream)
        finally:
            connection.close()


def _require_opened(connection: apsw.Connection, path: Path) -> None:
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except (apsw.NotADBError, apsw.CorruptError):
        raise WrongKey(
            f"The passphrase does not open {path}, or the file is damaged; try again.",
            code="wrong_passphrase",
        ) from None
    if connection.pragma("application_id") != _APPLICATION_ID:
        raise BadInput(f"{path} is no sealed file.", code="not_sealed")


def _key(header: bytes, passphrase: str) -> Key:
    return Key(header, from_passphrase(header, passphrase))


class _Writer(io.RawIOBase):
    """Appends chunks."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        taken = bytes(data[:_CHUNK])
        self._connection.execute("INSERT INTO chunk (data) VALUES (?)", (taken,))
        return len(taken)


class _Reader(io.RawIOBase):
    """Reads chunks, whatever their sizes."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._starts: list[int] = []
        self._numbers: list[int] = []
        self._size = 0
        rows: Any = connection.execute("SELECT number, length(data) FROM chunk ORDER BY number")
        for number, length in rows:
            self._starts.append(self._size)
            self._numbers.append(number)
            self._size += length
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size or not len(buffer):
            return 0
        place = bisect.bisect_right(self._starts, self._at) - 1
        with translated("the archive"):
            row: Any = self._connection.execute(
                "SELECT substr(data, ?, ?) FROM chunk WHERE number = ?",
                (self._at - self._starts[place] + 1, len(buffer), self._numbers[place]),
            ).fetchone()
        found = row[0]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)
