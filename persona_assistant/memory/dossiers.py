"""Dossiers: all that is kept of one person, to be carried from one store to another.

Nothing in a dossier speaks of rows: people are known by their uid, media by what they hold, facts
point to one of the entries beside them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import apsw
import numpy as np

from persona_assistant.memory import examinations, personas
from persona_assistant.memory.connections import as_json
from persona_assistant.memory.media import TRIPLETS, medium, triplet_of
from persona_assistant.memory.records import Entry, Origin, Seen, Transcript, Vector
from persona_assistant.pmg import Clip, Picture

Kind = Literal["image", "voice"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact of a dossier."""

    attribute: str
    value: str
    entry: int | None = None
    """Index of the entry whose text it comes from."""
    origin: Origin | None = None
    valid_from: str | None = None
    """As in `records.Fact`."""
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A picture or clip that is not of the person, though it may seem so."""

    medium: Picture | Clip
    seen: tuple[Seen, ...] = ()

    @property
    def kind(self) -> Kind:
        return "image" if isinstance(self.medium, Picture) else "voice"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which face or speaker of a medium the user chose."""

    sha256: str
    """Of the medium, in hexadecimal."""
    encoder: str
    number: int | None
    """Of the sample, from 1; None for none of them."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is kept of one person."""

    name: str
    uid: str = ""
    """"" draws a new one."""
    aliases: tuple[str, ...] = ()
    consent: str | None = None
    consent_by: str | None = None
    """Who agreed, where it was not the person."""
    consent_day: datetime.date | None = None
    unrecognised: tuple[Kind, ...] = ()
    """Kinds of media by which the person is not to be recognised."""
    keep_until: datetime.date | None = None
    """The last day on which the person is remembered."""
    created: str = ""
    """UTC, ISO 8601; "" is now."""
    external_ids: tuple[tuple[str, str], ...] = ()
    """(source, value)."""
    entries: tuple[Entry, ...] = ()
    negatives: tuple[Exemplar, ...] = ()
    transcripts: Mapping[str, Transcript] = field(default_factory=dict)
    """By the sha256 of a clip, in hexadecimal."""
    facts: tuple[Statement, ...] = ()
    choices: tuple[Choice, ...] = ()
    """Of media that come without examination."""
    files: tuple[bytes, ...] = ()
    """Digests of files that were read, as in `records.IngestedFile`."""
    different: tuple[str, ...] = ()
    """Uids of people whom the user has said are somebody else."""


def read(db: apsw.Connection, persona_id: int, *, vectors: bool) -> Dossier:
    """The dossier of a person who is there; entries oldest first. Inside a transaction.

    Only with `vectors` do entries carry what encoders saw; otherwise the user's choices among
    several faces or speakers stand beside them.
    """
    person = personas.persona_of(db, persona_id)
    seen = _seen(db, persona_id) if vectors else {}
    triplets = [
        triplet_of(row)
        for row in db.execute(f"{TRIPLETS} WHERE t.persona = ? ORDER BY t.id", (persona_id,))
    ]
    held: Any = db.execute(
        "SELECT id, image, voice FROM triplet WHERE persona = ?", (persona_id,)
    ).fetchall()
    media = {row_id: (image, voice) for row_id, image, voice in held}
    entries = tuple(
        Entry(each, *(tuple(seen.get(part, ())) for part in media[each.id or 0]))
        for each in triplets
    )
    return Dossier(
        name=person.name,
        uid=person.uid,
        aliases=person.aliases,
        consent=person.consent,
        **_terms(db, persona_id),
        created=person.created,
        external_ids=_pairs(
            db,
            "SELECT source, value FROM external_id WHERE persona = ? ORDER BY 1, 2",
            persona_id,
        ),
        entries=entries,
        negatives=_negatives(db, persona_id, seen),
        transcripts=_transcripts(db, persona_id),
        facts=_facts(db, persona_id, [each.id or 0 for each in triplets]),
        choices=() if vectors else _choices(db, persona_id),
        files=tuple(
            digest
            for (digest,) in _pairs(
                db, "SELECT digest FROM taken_in WHERE persona = ? ORDER BY 1", persona_id
            )
        ),
        different=tuple(
            uid
            for (uid,) in _pairs(
                db,
                "SELECT uid FROM persona WHERE id IN (SELECT other FROM different WHERE one = ?1"
                " UNION SELECT one FROM different WHERE other = ?1) ORDER BY uid",
                persona_id,
            )
        ),
    )


def _terms(db: apsw.Connection, persona_id: int) -> dict[str, Any]:
    """What was agreed, beside the words."""
    row: Any = db.execute(
        "SELECT consent_by, consent_day, keep_until FROM persona WHERE id = ?", (persona_id,)
    ).fetchone()
    by, day, until = row
    kinds = _pairs(db, "SELECT kind FROM unrecognised WHERE persona = ? ORDER BY 1", persona_id)
    return {
        "consent_by": by,
        "consent_day": day and datetime.date.fromisoformat(day),
        "unrecognised": tuple(kind for (kind,) in kinds),
        "keep_until": until and datetime.date.fromisoformat(until),
    }


def _pairs(db: apsw.Connection, sql: str, persona_id: int) -> tuple[Any, ...]:
    return tuple(db.execute(sql, (persona_id,)))


def _negatives(
    db: apsw.Connection, persona_id: int, seen: Mapping[int, list[Seen]]
) -> tuple[Exemplar, ...]:
    rows: Any = db.execute(
        "SELECT id, data, width, height, seconds, source FROM media"
        " WHERE id IN (SELECT media FROM negative WHERE persona = ?) ORDER BY id",
        (persona_id,),
    )
    return tuple(Exemplar(medium(*row[1:]), tuple(seen.get(row[0], ()))) for row in rows)


def _transcripts(db: apsw.Connection, persona_id: int) -> dict[str, Transcript]:
    rows: Any = db.execute(
        "SELECT hex(m.sha256), x.model, x.language, x.text FROM media m"
        " JOIN transcript x ON x.media = m.id WHERE m.persona = ? ORDER BY m.id",
        (persona_id,),
    )
    return {digest.lower(): Transcript(*heard) for digest, *heard in rows}


def _facts(db: apsw.Connection, persona_id: int, triplets: list[int]) -> tuple[Statement, ...]:
    place = {triplet: at for at, triplet in enumerate(triplets)}
    rows: Any = db.execute(
        "SELECT attribute, value, triplet, origin, valid_from, valid_to FROM fact"
        " WHERE persona = ? ORDER BY id",
        (persona_id,),
    )
    return tuple(
        Statement(attribute, value, place.get(triplet), origin, begins, ends)
        for attribute, value, triplet, origin, begins, ends in rows
    )


def _choices(db: apsw.Connection, persona_id: int) -> tuple[Choice, ...]:
    rows: Any = db.execute(
        "SELECT hex(m.sha256), e.encoder, e.chosen FROM media m"
        " JOIN examination e ON e.media = m.id WHERE m.persona = ? AND e.by_user ORDER BY 1, 2",
        (persona_id,),
    )
    return tuple(Choice(digest.lower(), encoder, chosen) for digest, encoder, chosen in rows)


def _seen(db: apsw.Connection, persona_id: int) -> dict[int, list[Seen]]:
    """What encoders saw in a person's media, by the ids of these."""
    found: dict[int, list[Seen]] = defaultdict(list)
    owned: Any = db.execute("SELECT id FROM media WHERE persona = ?", (persona_id,)).fetchall()
    ids = [media for (media,) in owned]
    examined = set()
    for encoder in examinations.examiners(db):
        for media, examination in examinations.read(db, encoder, ids):
            found[media].append(examination)
            examined.add((encoder, media))
    rows: Any = db.execute(
        "SELECT encoder, media, data, quality FROM vector"
        " WHERE media IN (SELECT value FROM json_each(?))",
        (as_json(ids),),
    )
    for encoder, media, data, quality in rows:
        if (encoder, media) not in examined:
            judged = None if quality is None else np.frombuffer(quality, "<f4")
            found[media].append(Vector(encoder, np.frombuffer(data, "<f4"), judged))
    return found
