"""Entries: how pictures, clips, texts and vectors enter the tables, and what that changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory.records import Entry, Vector, clean_source
from persona_assistant.pmg import Clip, Picture


@dataclass
class Addition:
    """What came to be stored of one persona, by rows; what was there already is not part of it."""

    persona_id: int
    name: str
    new: bool
    """Whether the person is new with it."""
    triplets: list[int] = field(default_factory=list)
    media: list[int] = field(default_factory=list)
    vectors: dict[str, list[int]] = field(default_factory=dict)
    """Encoder to media."""
    negatives: list[int] = field(default_factory=list)
    """Media that were negative exemplars and are none any more."""
    files: list[str] = field(default_factory=list)
    """Digests of ingested files, in hexadecimal."""

    def __bool__(self) -> bool:
        return self.new or any(self._rows().values())

    def payload(self) -> dict[str, Any]:
        return {"name": self.name, "new": self.new, **self._rows()}

    def inverse(self) -> dict[str, Any]:
        """Rows to take away again, and `negatives` to put back; "persona" takes everything."""
        return {"persona": self.persona_id} if self.new else self._rows()

    def _rows(self) -> dict[str, Any]:
        names = ("triplets", "media", "vectors", "negatives", "files")
        return {name: rows for name in names if (rows := getattr(self, name))}


def add_entries(db: apsw.Connection, addition: Addition, entries: Iterable[Entry]) -> None:
    """Store entries of a persona; `addition` grows by what is new."""
    for entry in entries:
        triplet = entry.triplet
        image = add_media(db, addition, "image", triplet.image, entry.image)
        voice = add_media(db, addition, "voice", triplet.voice, entry.voice)
        for media in (image, voice):
            db.execute("DELETE FROM negative WHERE media = ?", (media,))
            if media is not None and db.changes():
                addition.negatives.append(media)
        row = (addition.persona_id, image, voice, triplet.text)
        same = db.execute(
            "SELECT id FROM triplet WHERE persona = ? AND image IS ? AND voice IS ? AND text IS ?",
            row,
        ).fetchone()
        if same is None:
            db.execute("INSERT INTO triplet (persona, image, voice, text) VALUES (?, ?, ?, ?)", row)
            addition.triplets.append(db.last_insert_rowid())


def add_media(
    db: apsw.Connection,
    addition: Addition,
    kind: str,
    media: Picture | Clip | None,
    vector: Vector | None,
) -> int | None:
    """Id of the medium, which is stored unless the persona has it; None for None."""
    if media is None:
        return None
    known: Any = db.execute(
        "SELECT id FROM media WHERE persona = ? AND kind = ? AND sha256 = ?",
        (addition.persona_id, kind, bytes.fromhex(media.sha256)),
    ).fetchone()
    if known is None:
        db.execute(
            "INSERT INTO media (persona, kind, sha256, width, height, seconds, source, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (addition.persona_id, kind, *media_columns(media)),
        )
        media_id = db.last_insert_rowid()
        addition.media.append(media_id)
    else:
        media_id = int(known[0])
    if vector is not None and add_vector(db, media_id, vector):
        addition.vectors.setdefault(vector.encoder, []).append(media_id)
    return media_id


def media_columns(media: Picture | Clip) -> tuple[Any, ...]:
    """sha256, width, height, seconds, source and data, as tables of media have them."""
    size = (
        (media.width, media.height, None)
        if isinstance(media, Picture)
        else (None, None, media.seconds)
    )
    return (bytes.fromhex(media.sha256), *size, clean_source(media.source), media.data)


def add_vector(db: apsw.Connection, media_id: int, vector: Vector) -> bool:
    """Whether it was not there. Raises BadInput for another length than the encoder's others."""
    expect_length(db, "vector", vector)
    db.execute(
        "INSERT OR IGNORE INTO vector (encoder, media, dim, data) VALUES (?, ?, ?, ?)",
        (vector.encoder, media_id, len(vector.values), vector.values.tobytes()),
    )
    return db.changes() > 0


def expect_length(db: apsw.Connection, table: str, vector: Vector) -> None:
    dim = len(vector.values)
    known: Any = db.execute(
        f"SELECT dim FROM {table} WHERE encoder = ? LIMIT 1", (vector.encoder,)
    ).fetchone()
    if known is not None and known[0] != dim:
        raise BadInput(
            f"A vector of {vector.encoder} has {dim} numbers, the stored ones have {known[0]}; "
            "an encoder that changes needs a new id."
        )
