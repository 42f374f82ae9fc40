"""Checks: what can be wrong with a store, in plain words.

SQLite checks its own structures; on top stand the promises of this store: the text indexes match
the texts, vectors have the size they claim, media are the bytes that were stored and play the part
they can, and nothing speaks of somebody who was forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import apsw

from persona_assistant.memory.records import fold_name

Check = Callable[[apsw.Connection], Iterator[str]]


def problems(db: apsw.Connection) -> list[str]:
    """One sentence per problem; empty when there is none. Damage ends a check, not the others."""
    found: list[str] = []
    for check in _CHECKS:
        try:
            found.extend(check(db))
        except (apsw.CorruptError, apsw.NotADBError, apsw.IOError):
            name = check.__name__.strip("_")
            found.append(f"Pages of the file are damaged ({name}); restore it from a backup.")
    return found


def _database_structure(db: apsw.Connection) -> Iterator[str]:
    for (line,) in _rows(db, "PRAGMA integrity_check"):
        if line != "ok":
            yield f"The database structure is damaged: {' '.join(line.split())}."


def _references(db: apsw.Connection) -> Iterator[str]:
    for table, rowid, parent, _ in _rows(db, "PRAGMA foreign_key_check"):
        row = "A row" if rowid is None else f"Row {rowid}"
        yield f"{row} of {table} belongs to a {parent} that is not there."
    wrong = (
        "SELECT t.id, m.kind FROM triplet t JOIN media m ON (m.id = t.image AND m.kind <> 'image')"
        " OR (m.id = t.voice AND m.kind <> 'voice')"
    )
    for triplet, kind in _rows(db, wrong):
        yield f"Triplet {triplet} uses a medium of kind {kind} as something else."


def _parts(db: apsw.Connection) -> Iterator[str]:
    both = (
        "SELECT media FROM negative n WHERE EXISTS (SELECT 1 FROM triplet WHERE image = n.media)"
        " OR EXISTS (SELECT 1 FROM triplet WHERE voice = n.media)"
    )
    for (media,) in _rows(db, both):
        yield f"Medium {media} is a negative exemplar and in a triplet."
    shown = (
        "SELECT image FROM triplet UNION SELECT voice FROM triplet UNION SELECT media FROM negative"
    )
    for (media,) in _rows(db, f"SELECT id FROM media EXCEPT SELECT * FROM ({shown})"):
        yield f"Medium {media} is in no triplet."
    unplayed = (
        "SELECT x.media FROM transcript x"
        " WHERE NOT EXISTS (SELECT 1 FROM triplet WHERE voice = x.media)"
    )
    for (media,) in _rows(db, unplayed):
        yield f"The transcript of medium {media} is of no clip in a triplet."
    without_text = (
        "SELECT DISTINCT triplet, origin, encoder FROM text_vector v WHERE NOT EXISTS"
        " (SELECT 1 FROM passage p WHERE p.triplet = v.triplet AND p.origin = v.origin)"
    )
    for triplet, origin, encoder in _rows(db, without_text):
        yield f"A vector by {encoder} is of a {origin} that triplet {triplet} has not."


def _text_index(db: apsw.Connection) -> Iterator[str]:
    for index, texts in (
        ("text_index", "texts"),
        ("transcript_index", "transcripts"),
        ("turn_index", "conversations"),
    ):
        try:
            db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        except apsw.CorruptError:
            yield f"The text index does not match the stored {texts}."


def _vectors(db: apsw.Connection) -> Iterator[str]:
    for table, key, what in (
        ("vector", "media", "medium"),
        ("text_vector", "triplet", "the text of triplet"),
        ("sample", "media", "a sample of medium"),
    ):
        wrong = (
            f"SELECT {key}, encoder, length(data), 4 * dim FROM {table}"
            " WHERE length(data) <> 4 * dim"
        )
        for row, encoder, size, expected in _rows(db, wrong):
            yield f"The vector of {what} {row} by {encoder} has {size} bytes instead of {expected}."
        unequal = f"SELECT encoder FROM {table} GROUP BY encoder HAVING count(DISTINCT dim) > 1"
        for (encoder,) in _rows(db, unequal):
            yield f"Vectors of {encoder} differ in length."


def _samples(db: apsw.Connection) -> Iterator[str]:
    for table in ("vector", "sample"):
        unequal = (
            f"SELECT encoder FROM {table} GROUP BY encoder"
            " HAVING count(DISTINCT ifnull(length(quality), 0)) > 1"
        )
        for (encoder,) in _rows(db, unequal):
            yield f"The quality of each {table} by {encoder} differs in length."
    uncounted = (
        "SELECT encoder, media FROM sample GROUP BY encoder, media HAVING max(number) <> count(*)"
    )
    for encoder, media in _rows(db, uncounted):
        yield f"Samples that {encoder} found in medium {media} are missing."
    not_standing = (
        "SELECT e.encoder, e.media FROM examination e"
        " LEFT JOIN sample s ON s.encoder = e.encoder AND s.media = e.media AND s.number = e.chosen"
        " LEFT JOIN vector v ON v.encoder = e.encoder AND v.media = e.media"
        " WHERE s.number IS NOT e.chosen OR v.data IS NOT s.data OR v.quality IS NOT s.quality"
    )
    for encoder, media in _rows(db, not_standing):
        yield f"The vector of medium {media} by {encoder} is not that of the chosen sample."


def _calibrations(db: apsw.Connection) -> Iterator[str]:
    for (encoder,) in _rows(db, "SELECT encoder FROM calibration WHERE NOT json_valid(content)"):
        yield f"The calibration of {encoder} cannot be read."


def _media(db: apsw.Connection) -> Iterator[str]:
    for table, what in (("media", "Medium"), ("attachment", "Attachment")):
        # One after the other: together they may be larger than memory.
        for row, kind, digest, data in db.execute(f"SELECT id, kind, sha256, data FROM {table}"):
            if hashlib.sha256(data).digest() != digest:
                yield f"{what} {row} ({kind}) is not what was stored: its checksum differs."


def _names(db: apsw.Connection) -> Iterator[str]:
    for table, column, what in (("persona", "id", "name"), ("alias", "persona", "alias")):
        for persona, name, folded in _rows(db, f"SELECT {column}, name, folded FROM {table}"):
            if fold_name(name) != folded:
                yield f"Persona {persona} is not found by their {what}."


def _facts(db: apsw.Connection) -> Iterator[str]:
    foreign = (
        "SELECT f.id, f.triplet FROM fact f JOIN triplet t ON t.id = f.triplet"
        " WHERE t.persona <> f.persona"
    )
    for fact, triplet in _rows(db, foreign):
        yield f"Fact {fact} comes from triplet {triplet}, which is somebody else's."


def _events(db: apsw.Connection) -> Iterator[str]:
    speaking = (
        "SELECT id FROM event WHERE (payload IS NOT NULL OR inverse IS NOT NULL)"
        " AND subject IN (SELECT subject FROM event WHERE kind = 'forgot')"
    )
    for (event,) in _rows(db, speaking):
        yield f"Event {event} still speaks of somebody who was forgotten."
    unreadable = "SELECT id FROM event WHERE NOT (json_valid(payload) AND json_valid(inverse))"
    for (event,) in _rows(db, unreadable):
        yield f"Event {event} cannot be read."
    if not _rows(db, "SELECT 1 FROM content_version WHERE removed <= version"):
        yield "The content version is missing or wrong."


def _erasure(db: apsw.Connection) -> Iterator[str]:
    if _rows(db, "SELECT 1 FROM erasure WHERE stage <> 0"):
        yield (
            "Something that was deleted is not yet overwritten everywhere; end other processes that"
            " use the memory, then verify it."
        )


def _rows(db: apsw.Connection, sql: str) -> list[Any]:
    """All rows at once: reading goes on in the next check when one is damaged."""
    return db.execute(sql).fetchall()


_CHECKS: tuple[Check, ...] = (
    _database_structure,
    _references,
    _parts,
    _text_index,
    _vectors,
    _samples,
    _calibrations,
    _media,
    _names,
    _facts,
    _events,
    _erasure,
)
