"""What can be wrong with a memory, said in plain words.

SQLite checks its own structures; on top stand the promises of this store: the text indexes match
the texts, vectors have the size they claim, media are the bytes that were stored and play the part
they can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

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
    wrong = (
        "SELECT t.id, m.kind FROM triplet t JOIN media m ON (m.id = t.image AND m.kind <> 'image')"
    )
    for triplet, kind in connection.execute(wrong + " OR (m.id = t.voice AND m.kind <> 'voice')"):
        yield f"Triplet {triplet} uses a medium of kind {kind} as something else."


def _parts(connection: apsw.Connection) -> Iterator[str]:
    for (media,) in connection.execute(
        "SELECT media FROM negative n WHERE EXISTS (SELECT 1 FROM triplet WHERE image = n.media)"
        " OR EXISTS (SELECT 1 FROM triplet WHERE voice = n.media)"
    ):
        yield f"Medium {media} is a negative exemplar and in a triplet."
    shown = (
        "SELECT image FROM triplet UNION SELECT voice FROM triplet UNION SELECT media FROM negative"
    )
    for (media,) in connection.execute(f"SELECT id FROM media EXCEPT SELECT * FROM ({shown})"):
        yield f"Medium {media} is in no triplet."
    for (media,) in connection.execute(
        "SELECT x.media FROM transcript x WHERE NOT EXISTS (SELECT 1 FROM triplet WHERE voice = x.media)"
    ):
        yield f"The transcript of medium {media} is of no clip in a triplet."
    for triplet, origin, encoder in connection.execute(
        "SELECT DISTINCT triplet, origin, encoder FROM text_vector v WHERE NOT EXISTS"
        " (SELECT 1 FROM passage p WHERE p.triplet = v.triplet AND p.origin = v.origin)"
    ):
        yield f"A vector by {encoder} is of a {origin} that triplet {triplet} has not."


def _text_index(connection: apsw.Connection) -> Iterator[str]:
    for index, texts in (("text_index", "texts"), ("transcript_index", "transcripts")):
        try:
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        except apsw.CorruptError:
            yield f"The text index does not match the stored {texts}."


def _vectors(connection: apsw.Connection) -> Iterator[str]:
    for table, key, what in (
        ("vector", "media", "medium"),
        ("text_vector", "triplet", "the text of triplet"),
    ):
        rows = connection.execute(
            f"SELECT {key}, encoder, length(data), 4 * dim FROM {table} WHERE length(data) <> 4 * dim"
        )
        for row, encoder, size, expected in rows:
            yield f"The vector of {what} {row} by {encoder} has {size} bytes instead of {expected}."
        unequal = f"SELECT encoder FROM {table} GROUP BY encoder HAVING count(DISTINCT dim) > 1"
        for (encoder,) in connection.execute(unequal):
            yield f"Vectors of {encoder} differ in length."


def _calibrations(connection: apsw.Connection) -> Iterator[str]:
    for (encoder,) in connection.execute(
        "SELECT encoder FROM calibration WHERE NOT json_valid(content)"
    ):
        yield f"The calibration of {encoder} cannot be read."


def _media(connection: apsw.Connection) -> Iterator[str]:
    for media, kind, digest, data in connection.execute("SELECT id, kind, sha256, data FROM media"):
        if hashlib.sha256(data).digest() != digest:
            yield f"Medium {media} ({kind}) is not what was stored: its checksum differs."


_CHECKS: tuple[Callable[[apsw.Connection], Iterator[str]], ...] = (
    _database_structure,
    _references,
    _parts,
    _text_index,
    _vectors,
    _calibrations,
    _media,
)
