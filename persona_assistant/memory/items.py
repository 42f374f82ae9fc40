"""Items: the single notes, pictures and clips of a person, and how they are corrected.

A note is the text of one triplet; a picture or a clip is one medium, in however many triplets it
stands. What is removed or written over is kept with the event that did it, where only undoing finds
it, unless it is erased.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory import erasing, erasure, personas
from persona_assistant.memory.connections import Connections, as_json
from persona_assistant.memory.consents import keep_unrecognised
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.events import changing
from persona_assistant.memory.records import clean_name, clean_text
from persona_assistant.memory.undoing import drop_unused
from persona_assistant.pmg import Persona

ItemKind = Literal["note", "picture", "clip"]
_COLUMN = {"note": "text", "picture": "image", "clip": "voice"}


@dataclass(frozen=True, slots=True)
class ItemKey:
    """Which note, picture or clip of a person."""

    kind: ItemKind
    id: int
    """That of the triplet of a note, or of a medium."""


class Items:
    """The items of the people of a store.

    Every method raises BadInput with the code "no_such_item" for an item that is not the person's
    (any more); then nothing is changed.
    """

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections, self._eraser = connections, eraser

    def edit_note(
        self, persona_id: int, triplet_id: int, text: str, *, erase: bool = False
    ) -> None:
        """Write a note anew; with `erase` the former text is kept nowhere.

        Raises BadInput for a text that is empty.
        """
        cleaned = clean_text(text, "note")
        if cleaned is None:
            raise BadInput("The note is empty; remove it instead.", code="empty_note")
        with changing(self._connections, capture=not erase) as change:
            former = _note(change.db, persona_id, triplet_id)
            if former == cleaned:
                return
            if erase:
                erasing.erase(change.db, [former], [triplet_id], ())
            change.db.execute(
                "DELETE FROM text_vector WHERE triplet = ? AND origin = 'note'", (triplet_id,)
            )
            change.db.execute("UPDATE triplet SET text = ? WHERE id = ?", (cleaned, triplet_id))
            if erase:
                erasure.mark(change.db, [persona_id])
            payload = {"triplets": [triplet_id], "items": {"note": 1}}
            change.record("erased" if erase else "note_edited", subject=persona_id, payload=payload)
        if erase:
            self._eraser.finish("It is erased")

    def date(self, persona_id: int, triplet_id: int, day: datetime.date) -> None:
        """Say on which day a note was written."""
        with changing(self._connections, capture=True) as change:
            _note(change.db, persona_id, triplet_id)
            change.db.execute(
                "UPDATE triplet SET date = ?1 WHERE id = ?2 AND date IS NOT ?1",
                (day.isoformat(), triplet_id),
            )
            if change.db.changes():
                payload = {"triplets": [triplet_id], "date": day.isoformat()}
                change.record("note_dated", subject=persona_id, payload=payload)

    def remove(self, persona_id: int, items: Sequence[ItemKey], *, erase: bool = False) -> None:
        """Take items away from a person. They are told and found no more; undoing brings them back,
        unless they are erased: then also conversations that quote them lose those turns."""
        with changing(self._connections, capture=not erase) as change:
            db = change.db
            _check(db, persona_id, items)
            if erase:
                texts = [_note(db, persona_id, each.id) for each in items if each.kind == "note"]
                texts += _transcripts(db, _ids(items, "clip"))
                media = [each.id for each in items if each.kind != "note"]
                erasing.erase(db, texts, _ids(items, "note"), media)
            triplets = _take_out(db, items)
            drop_unused(db, [each.id for each in items if each.kind != "note"])
            if erase:
                erasure.mark(db, [persona_id])
            payload = _payload(items, triplets)
            change.record("erased" if erase else "removed", subject=persona_id, payload=payload)
        if erase:
            self._eraser.finish("It is erased")

    def move(self, persona_id: int, items: Sequence[ItemKey], to: int) -> None:
        """Give items to another person, as if they had always been theirs."""
        with changing(self._connections, capture=True) as change:
            _check(change.db, persona_id, items)
            made = _give(change.db, items, to)
            keep_unrecognised(change, to)
            payload = _payload(items, made)
            change.record("moved", subject=persona_id, other=to, payload=payload)

    def split(self, persona_id: int, items: Sequence[ItemKey], name: str) -> Persona:
        """Make somebody new of some items of a person. The two will never be merged."""
        name = clean_name(name)
        with changing(self._connections, capture=True) as change:
            _check(change.db, persona_id, items)
            if not items:
                raise BadInput("Name the items that are somebody else's.", code="no_items")
            consent: Any = change.db.execute(
                "SELECT consent FROM persona WHERE id = ?", (persona_id,)
            ).fetchone()
            new = personas.create(change.db, name, consent[0])
            set_different(change.db, persona_id, new)
            made = _give(change.db, items, new)
            payload = {**_payload(items, made), "name": name}
            change.record("split", subject=persona_id, other=new, payload=payload)
            return personas.persona_of(change.db, new)


def set_different(db: apsw.Connection, one: int, other: int) -> None:
    """Note that two people are two."""
    db.execute("INSERT OR IGNORE INTO different VALUES (?, ?)", (min(one, other), max(one, other)))


def _payload(items: Iterable[ItemKey], triplets: Iterable[int]) -> dict[str, Any]:
    items = list(items)
    counts = {kind: sum(each.kind == kind for each in items) for kind in _COLUMN}
    return {
        "triplets": sorted({*triplets, *_ids(items, "note")}),
        "media": [each.id for each in items if each.kind != "note"],
        "items": {kind: count for kind, count in counts.items() if count},
    }


def _ids(items: Iterable[ItemKey], kind: ItemKind) -> list[int]:
    return [each.id for each in items if each.kind == kind]


def _note(db: apsw.Connection, persona_id: int, triplet_id: int) -> str:
    row: Any = db.execute(
        "SELECT text FROM triplet WHERE id = ? AND persona = ? AND text IS NOT NULL",
        (triplet_id, persona_id),
    ).fetchone()
    if row is None:
        raise _gone()
    return str(row[0])


def _gone() -> BadInput:
    return BadInput("This item is there no more; show the person again.", code="no_such_item")


def _check(db: apsw.Connection, persona_id: int, items: Iterable[ItemKey]) -> None:
    for item in items:
        row = db.execute(
            f"SELECT 1 FROM triplet WHERE {_where(item)} AND persona = ?", (item.id, persona_id)
        ).fetchone()
        if row is None:
            raise _gone()


def _where(item: ItemKey) -> str:
    return "id = ? AND text IS NOT NULL" if item.kind == "note" else f"{_COLUMN[item.kind]} = ?"


def _transcripts(db: apsw.Connection, clips: Iterable[int]) -> list[str]:
    rows: Any = db.execute(
        "SELECT text FROM transcript WHERE media IN (SELECT value FROM json_each(?))",
        (as_json(clips),),
    )
    return [text for (text,) in rows if text]


def _take_out(db: apsw.Connection, items: Iterable[ItemKey]) -> list[int]:
    """Empty the items' places in their triplets, which go when nothing is left in them. Returns the
    triplets."""
    touched: list[int] = []
    for item in items:
        rows: Any = db.execute(
            f"SELECT id FROM triplet WHERE {_where(item)}", (item.id,)
        ).fetchall()
        column = _COLUMN[item.kind]
        for (triplet_id,) in rows:
            touched.append(triplet_id)
            origin = {"note": "note", "clip": "transcript"}.get(item.kind)
            db.execute(
                "DELETE FROM text_vector WHERE triplet = ? AND origin = ?", (triplet_id, origin)
            )
            left = [f"{each} IS NULL" for each in _COLUMN.values() if each != column]
            db.execute(f"DELETE FROM triplet WHERE id = ? AND {' AND '.join(left)}", (triplet_id,))
            if not db.changes():
                db.execute(f"UPDATE triplet SET {column} = NULL WHERE id = ?", (triplet_id,))
    return touched


def _give(db: apsw.Connection, items: Sequence[ItemKey], to: int) -> list[int]:
    """Let items be another person's: those of one triplet stay together. Returns the triplets that
    hold them now."""
    db.pragma("defer_foreign_keys", True)
    wanted = {(each.kind, each.id) for each in items}
    held: dict[int, None] = {}
    for item in items:
        rows: Any = db.execute(
            f"SELECT id FROM triplet WHERE {_where(item)} ORDER BY id", (item.id,)
        )
        held.update((row[0], None) for row in rows.fetchall())
    given = [_give_triplet(db, triplet, wanted, to) for triplet in held]
    drop_unused(db, [each.id for each in items if each.kind != "note"])
    return given


def _give_triplet(
    db: apsw.Connection, triplet_id: int, wanted: set[tuple[ItemKind, int]], to: int
) -> int:
    row: Any = db.execute(
        "SELECT image, voice, text, date FROM triplet WHERE id = ?", (triplet_id,)
    ).fetchone()
    image, voice, text, date = row
    going = {
        "image": image if ("picture", image) in wanted else None,
        "voice": voice if ("clip", voice) in wanted else None,
        "text": text if ("note", triplet_id) in wanted else None,
    }
    theirs = {kind: give_medium(db, going[kind], to) for kind in ("image", "voice")}
    staying = [
        at for at, value in zip(going, (image, voice, text), strict=True) if going[at] != value
    ]
    if not staying:
        db.execute(
            "UPDATE triplet SET persona = ?, image = ?, voice = ? WHERE id = ?",
            (to, theirs["image"], theirs["voice"], triplet_id),
        )
        db.execute("UPDATE fact SET persona = ? WHERE triplet = ?", (to, triplet_id))
        return triplet_id
    leaving = [column for column, value in going.items() if value is not None]
    for column, origin in (("text", "note"), ("voice", "transcript")):
        if column in leaving:
            db.execute(
                "DELETE FROM text_vector WHERE triplet = ? AND origin = ?", (triplet_id, origin)
            )
    db.execute(
        f"UPDATE triplet SET {', '.join(f'{column} = NULL' for column in leaving)} WHERE id = ?",
        (triplet_id,),
    )
    db.execute(
        "INSERT INTO triplet (persona, image, voice, text, date) VALUES (?, ?, ?, ?, ?)",
        (to, theirs["image"], theirs["voice"], going["text"], date),
    )
    new = db.last_insert_rowid()
    for column, origin in (("text", "note"), ("voice", "transcript")):
        if column in leaving:
            db.execute(
                "UPDATE fact SET persona = ?, triplet = ? WHERE triplet = ? AND origin = ?",
                (to, new, triplet_id, origin),
            )
    return new


def give_medium(db: apsw.Connection, media_id: int | None, to: int) -> int | None:
    """The medium as another person's: their own where they have the same bytes, which then are no
    negative exemplar any more; else this one, which changes its owner."""
    if media_id is None:
        return None
    known: Any = db.execute(
        "SELECT o.id FROM media m JOIN media o ON o.kind = m.kind AND o.sha256 = m.sha256"
        " AND o.persona = ?2 WHERE m.id = ?1",
        (media_id, to),
    ).fetchone()
    if known is None:
        db.execute("UPDATE media SET persona = ? WHERE id = ?", (to, media_id))
        return media_id
    if known[0] != media_id:
        db.execute("DELETE FROM negative WHERE media = ?", (known[0],))
    return int(known[0])
