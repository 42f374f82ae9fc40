"""Consent: who agreed to what, by which senses somebody may be recognised, how long they are kept.

Somebody who is not to be recognised by face keeps the pictures; all that encoders made of these is
erased, and nothing is made of them again. Somebody with a last day is forgotten after it, once the
user has been told on an earlier day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import apsw

from persona_assistant.memory import erasing, erasure, personas
from persona_assistant.memory.connections import Connections, as_json
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.events import Change, changing
from persona_assistant.memory.records import clean_text
from persona_assistant.pmg import Persona

Kind = Literal["image", "voice"]


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to, and what follows."""

    agreed: str | None = None
    """To what, in the user's words."""
    by: str | None = None
    """Who agreed, where it was not the person: a parent, say."""
    day: datetime.date | None = None
    face: bool = True
    """Whether the person may be recognised by pictures."""
    voice: bool = True
    """Likewise by clips."""
    keep_until: datetime.date | None = None
    """The last day on which the person is remembered; None for good."""


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose last day is near or over."""

    persona: Persona
    keep_until: datetime.date
    warned: datetime.date | None
    """When the user was first told."""

    def over(self, today: datetime.date) -> bool:
        """Whether the person is to be forgotten today: the last day is over, and the user was told
        on an earlier day."""
        return self.keep_until < today and self.warned is not None and self.warned < today


class Consents:
    """The consents of a store. A `name` is as in `People`."""

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections, self._eraser = connections, eraser

    def of(self, name: str) -> Consent:
        """Raises PersonaNotFound, BadInput ("ambiguous_name")."""
        with self._connections.reading() as db:
            persona = personas.find(db, name)
            agreed, by, day, until = _columns(db, persona.id)
            rows: Any = db.execute("SELECT kind FROM unrecognised WHERE persona = ?", (persona.id,))
            closed = {kind for (kind,) in rows}
        return Consent(
            agreed, by, _day(day), "image" not in closed, "voice" not in closed, _day(until)
        )

    def agree(
        self, name: str, agreed: str | None, *, by: str | None, day: datetime.date | None
    ) -> None:
        """Keep what a person agreed to, who said so and when; None or blank for nothing."""
        agreed, by = clean_text(agreed, "consent"), clean_text(by, "name of who agreed")
        with changing(self._connections, capture=True) as change:
            persona = personas.find(change.db, name)
            new = (agreed, by, day and day.isoformat())
            if _columns(change.db, persona.id)[:3] == new:
                return
            change.db.execute(
                "UPDATE persona SET consent = ?, consent_by = ?, consent_day = ? WHERE id = ?",
                (*new, persona.id),
            )
            payload = {"consent": agreed, "by": by, "day": new[2]}
            change.record("consent_changed", subject=persona.id, payload=payload)

    def recognise(self, name: str, kind: Kind, allowed: bool) -> None:
        """Whether a person may be recognised by pictures or by clips from now on. Where not, the
        vectors that are there are erased; where again, encoders make them anew."""
        with changing(self._connections) as change:
            db = change.db
            persona = personas.find(db, name)
            row = (persona.id, kind)
            if allowed:
                db.execute("DELETE FROM unrecognised WHERE persona = ? AND kind = ?", row)
            else:
                db.execute("INSERT OR IGNORE INTO unrecognised VALUES (?, ?)", row)
            if not db.changes():
                return
            if not allowed:
                _erase_vectors(db, persona.id, kind)
                erasure.mark(db, [persona.id])
            payload = {"kind": kind, "allowed": allowed}
            change.record("recognition_changed", subject=persona.id, payload=payload)
        if not allowed:
            self._eraser.finish("What was computed is erased")

    def keep(self, name: str, until: datetime.date | None) -> None:
        """Keep a person up to and with a day, or for good."""
        with changing(self._connections, capture=True) as change:
            persona = personas.find(change.db, name)
            day = until and until.isoformat()
            change.db.execute(
                "UPDATE persona SET keep_until = ?1, warned = NULL"
                " WHERE id = ?2 AND keep_until IS NOT ?1",
                (day, persona.id),
            )
            if change.db.changes():
                change.record("retention_changed", subject=persona.id, payload={"until": day})

    def due(self, until: datetime.date) -> list[Due]:
        """Those whose last day is `until` or before, the earliest first."""
        with self._connections.reading() as db:
            rows: Any = db.execute(
                "SELECT id, keep_until, warned FROM persona WHERE keep_until <= ?"
                " ORDER BY keep_until, id",
                (until.isoformat(),),
            ).fetchall()
            people = {each.id: each for each in personas.by_ids(db, [row[0] for row in rows])}
        return [
            Due(people[persona], datetime.date.fromisoformat(day), _day(warned))
            for persona, day, warned in rows
        ]

    def told(self, persona_ids: Iterable[int], today: datetime.date) -> None:
        """Note that the user was told today, where they were not before."""
        with self._connections.writing() as db:
            db.execute(
                "UPDATE persona SET warned = ? WHERE warned IS NULL"
                " AND id IN (SELECT value FROM json_each(?))",
                (today.isoformat(), as_json(persona_ids)),
            )


def may_see(db: apsw.Connection, media_id: int) -> bool:
    """Whether encoders may look at a medium."""
    return (
        db.execute(
            "SELECT 1 FROM media m JOIN unrecognised u ON u.persona = m.persona AND u.kind = m.kind"
            " WHERE m.id = ?",
            (media_id,),
        ).fetchone()
        is None
    )


def keep_unrecognised(change: Change, persona_id: int) -> None:
    """After media came to a person: what encoders made of kinds by which the person is not to be
    recognised is erased. The change that brought them keeps nothing then."""
    rows: Any = change.db.execute(
        "SELECT kind FROM unrecognised WHERE persona = ?", (persona_id,)
    ).fetchall()
    for (kind,) in rows:
        change.keeps = change.keeps and not _erase_vectors(change.db, persona_id, kind)


def _erase_vectors(db: apsw.Connection, persona_id: int, kind: str) -> bool:
    """Whether there were any."""
    rows: Any = db.execute(
        "SELECT id FROM media WHERE persona = ? AND kind = ?", (persona_id, kind)
    ).fetchall()
    media = [media_id for (media_id,) in rows]
    erasing.purge_changes(db, (), media)
    erased = 0
    for table in ("vector", "sample", "examination"):
        db.execute(
            f"DELETE FROM {table} WHERE media IN (SELECT value FROM json_each(?))",
            (as_json(media),),
        )
        erased += db.changes()
    return erased > 0


def _columns(db: apsw.Connection, persona_id: int) -> tuple[Any, ...]:
    row: Any = db.execute(
        "SELECT consent, consent_by, consent_day, keep_until FROM persona WHERE id = ?",
        (persona_id,),
    ).fetchone()
    return tuple(row)


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
