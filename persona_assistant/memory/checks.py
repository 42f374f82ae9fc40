"""What can be wrong with a memory, said in plain words.

SQLite checks its own structures; on top stand the promises of this store: the text index matches the
texts, vectors have the size they claim, media are the bytes that were stored.
"""

from __future__ import annotations

import hashlib
from typing import Callable, Iterator

import apsw


def problems(connection: apsw.Connection) -> list[str]:
    """One sentence per problem; empty when there is none. Damage ends a check, not the others."""
    found: list[str] = []
    for check in _CHECKS:
        try:
            found.extend(check(connection))
        except (apsw.CorruptError, apsw.NotADBError, apsw.IOError):
            found.append(
                f"Pages of the file are damaged ({check.__name__.strip('_')}); restore it from a backup."
            )
    return found


def _database_structure(connection: apsw.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"The database structure is damaged: {' '.join(line.split())}."


def _references(connection: apsw.Connection) -> Iterator[str]:
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        row = "A row" if rowid is None else f"Row {rowid}"
        yield f"{row} of {table} belongs to a {parent} that is not there."
    wrong = "SELECT t.id, m.kind FROM triplet t JOIN media m ON (m.id = t.image AND m.kind <> 'image')"
    for triplet, kind in connection.execute(wrong + " OR (m.id = t.voice AND m.kind <> 'voice')"):
        yield f"Triplet {triplet} uses a medium of kind {kind} as something else."


def _text_index(connection: apsw.Connection) -> Iterator[str]:
    try:
        connection.execute("INSERT INTO text_index (text_index, rank) VALUES ('integrity-check', 1)")
    except apsw.CorruptError:
        yield "The text index does not match the stored texts."


def _vectors(connection: apsw.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT media, encoder, length(data), 4 * dim FROM vector WHERE length(data) <> 4 * dim"
    )
    for media, encoder, size, expected in rows:
        yield f"The vector of medium {media} by {encoder} has {size} bytes instead of {expected}."
    unequal = "SELECT encoder FROM vector GROUP BY encoder HAVING count(DISTINCT dim) > 1"
    for (encoder,) in connection.execute(unequal):
        yield f"Vectors of {encoder} differ in length."


def _media(connection: apsw.Connection) -> Iterator[str]:
    for media, kind, digest, data in connection.execute("SELECT id, kind, sha256, data FROM media"):
        if hashlib.sha256(data).digest() != digest:
            yield f"Medium {media} ({kind}) is not what was stored: its checksum differs."


_CHECKS: tuple[Callable[[apsw.Connection], Iterator[str]], ...] = (
    _database_structure,
    _references,
    _text_index,
    _vectors,
    _media,
)
