"""Entries: how pictures, clips, texts and vectors enter the tables, and what that changed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory import examinations
from persona_assistant.memory.consents import may_see
from persona_assistant.memory.records import Entry, Seen, Vector, clean_source
from persona_assistant.pmg import Clip, Picture
from persona_assistant.samples import Examination


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
    examinations: dict[str, list[int]] = field(default_factory=dict)
    """Likewise."""
    negatives: list[int] = field(default_factory=list)
    """Media that were negative exemplars and are none any more."""
    files: list[str] = field(default_factory=list)
    """Digests of ingested files, in hexadecimal."""
    aliases: list[str] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    """Source and value."""
    facts: list[int] = field(default_factory=list)
    refuted: list[int] = field(default_factory=list)
    """Media that are negative exemplars now."""
    different: list[int] = field(default_factory=list)
    """Ids of people who are known to be somebody else now."""
    consents: list[str] = field(default_factory=list)
    """What the person, of whom no consent was kept, agreed to."""
    items: Counter[str] = field(default_factory=Counter)
    """How many notes, pictures and clips that is."""
    choices: list[tuple[int, str, int]] = field(default_factory=list)
    """Medium, encoder and number of samples that the user now chooses in media that were there;
    these are changes of their own."""

    def __bool__(self) -> bool:
        return self.new or any(self._rows().values())

    def payload(self) -> dict[str, Any]:
        rows = self._rows()
        return {"name": self.name, "new": self.new, "items": dict(self.items), **rows}

    def inverse(self) -> dict[str, Any]:
        """Rows to take away again, and `negatives` to put back; "persona" takes everything."""
        return {"persona": self.persona_id} if self.new else self._rows()

    def _rows(self) -> dict[str, Any]:
        names = (
            *("triplets", "media", "vectors", "examinations", "negatives", "files", "aliases"),
            *("external_ids", "facts", "refuted", "different", "consents"),
        )
        return {name: rows for name in names if (rows := getattr(self, name))}


def add_entries(db: apsw.Connection, addition: Addition, entries: Iterable[Entry]) -> None:
    """Store entries of a persona; `addition` grows by what is new."""
    for entry in entries:
        triplet = entry.triplet
        image = add_media(db, addition, "image", triplet.image, entry.seen("image"))
        voice = add_media(db, addition, "voice", triplet.voice, entry.seen("voice"))
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
            date = triplet.date or (datetime.date.today() if triplet.text is not None else None)
            db.execute(
                "INSERT INTO triplet (persona, image, voice, text, date) VALUES (?, ?, ?, ?, ?)",
                (*row, date and date.isoformat()),
            )
            addition.triplets.append(db.last_insert_rowid())
            addition.items["note"] += triplet.text is not None


def add_media(
    db: apsw.Connection,
    addition: Addition,
    kind: str,
    media: Picture | Clip | None,
    seen: Sequence[Seen],
) -> int | None:
    """Id of the medium, which is stored unless the persona has it; None for None. So is what
    encoders saw in it."""
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
        addition.items["picture" if kind == "image" else "clip"] += 1
    else:
        media_id = int(known[0])
    for each in seen:
        made = add_seen(db, media_id, each)
        for name in made:
            getattr(addition, name).setdefault(each.encoder, []).append(media_id)
        if not made and isinstance(each, Examination) and each.by_user and each.chosen is not None:
            addition.choices.append((media_id, each.encoder, each.chosen + 1))
    return media_id


def media_columns(media: Picture | Clip) -> tuple[Any, ...]:
    """sha256, width, height, seconds, source and data, as tables of media have them."""
    size = (
        (media.width, media.height, None)
        if isinstance(media, Picture)
        else (None, None, media.seconds)
    )
    return (bytes.fromhex(media.sha256), *size, clean_source(media.source), media.data)


def add_seen(db: apsw.Connection, media_id: int, seen: Seen) -> tuple[str, ...]:
    """Store what an encoder saw in a medium, unless it had seen it before, or the person is not to
    be recognised by it.

    Returns of what there is one more: "vectors", "examinations". Raises BadInput for a vector of
    another length than the encoder's others.
    """
    if not may_see(db, media_id):
        return ()
    known: Any = db.execute(
        "SELECT 1 FROM vector WHERE encoder = ?1 AND media = ?2"
        " UNION ALL SELECT 1 FROM examination WHERE encoder = ?1 AND media = ?2",
        (seen.encoder, media_id),
    ).fetchone()
    if isinstance(seen, Vector):
        vector: Vector | None = seen
    else:
        vector = examinations.vector_of(seen)
        for sample in seen.samples[:1]:
            expect_length(db, "sample", Vector(seen.encoder, sample.vector, sample.quality))
    if vector is not None:
        expect_length(db, "vector", vector)
    if known is not None:
        return ()
    made: list[str] = []
    if isinstance(seen, Examination):
        examinations.insert(db, media_id, seen)
        made.append("examinations")
    if vector is not None:
        quality = None if vector.quality is None else vector.quality.tobytes()
        db.execute(
            "INSERT INTO vector (encoder, media, dim, data, quality) VALUES (?, ?, ?, ?, ?)",
            (vector.encoder, media_id, len(vector.values), vector.values.tobytes(), quality),
        )
        made.append("vectors")
    return tuple(made)


def expect_length(db: apsw.Connection, table: str, vector: Vector) -> None:
    """Raises BadInput unless a vector is as long as the others of its encoder in a table, and its
    quality too."""
    dim = len(vector.values)
    judged = "NULL" if table == "text_vector" else "length(quality) / 4"
    known: Any = db.execute(
        f"SELECT dim, {judged} FROM {table} WHERE encoder = ? LIMIT 1", (vector.encoder,)
    ).fetchone()
    if known is None:
        return
    for what, given, stored in (
        ("", dim, known[0]),
        ("quality of a ", None if vector.quality is None else len(vector.quality), known[1]),
    ):
        if given != stored:
            raise BadInput(
                f"A {what}vector of {vector.encoder} has {given or 'no'} numbers, the stored ones "
                f"have {stored or 'none'}; an encoder that changes needs a new id."
            )
