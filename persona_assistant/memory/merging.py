"""Merging: two people of the memory who are one."""

from __future__ import annotations

from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory.connections import as_json
from persona_assistant.memory.consents import keep_unrecognised
from persona_assistant.memory.events import Change
from persona_assistant.memory.items import give_medium, set_different
from persona_assistant.memory.records import fold_name
from persona_assistant.memory.undoing import drop_unused
from persona_assistant.pmg import Persona


def merge(change: Change, kept: Persona, gone: Persona) -> None:
    """Let everything of `gone` be of `kept`, with the names as aliases.

    Raises BadInput with the code "same_person" for one person, "different_people" for two whom the
    user has said to be two, also through somebody who was merged with either.
    """
    db = change.db
    if kept.id == gone.id:
        raise BadInput(f"{kept.name} is one person already ({kept.uid}).", code="same_person")
    _refuse_different(db, kept, gone)
    db.pragma("defer_foreign_keys", True)
    moved = _give_media(db, kept.id, gone.id)
    _give_triplets(db, kept.id, gone.id)
    _give_names(db, kept, gone)
    for table in ("fact", "external_id"):
        db.execute(f"UPDATE {table} SET persona = ? WHERE persona = ?", (kept.id, gone.id))
    for table in ("taken_in", "turn_about", "memory_about"):
        db.execute(
            f"UPDATE OR IGNORE {table} SET persona = ? WHERE persona = ?", (kept.id, gone.id)
        )
        db.execute(f"DELETE FROM {table} WHERE persona = ?", (gone.id,))
    db.execute(
        "INSERT OR IGNORE INTO unrecognised SELECT ?, kind FROM unrecognised WHERE persona = ?",
        (kept.id, gone.id),
    )
    keep_unrecognised(change, kept.id)
    for other in _different_from(db, gone.id):
        set_different(db, kept.id, other)
    if kept.consent is None and gone.consent is not None:
        db.execute(
            "UPDATE persona SET (consent, consent_by, consent_day) ="
            " (SELECT consent, consent_by, consent_day FROM persona WHERE id = ?) WHERE id = ?",
            (gone.id, kept.id),
        )
    db.execute("DELETE FROM persona WHERE id = ?", (gone.id,))
    change.record(
        "merged",
        subject=kept.id,
        other=gone.id,
        payload={"name": gone.name, "media": moved},
    )


def _refuse_different(db: apsw.Connection, kept: Persona, gone: Persona) -> None:
    said = gone.id in _different_from(db, kept.id)
    rejected: Any = db.execute(
        "SELECT 1 FROM negative n JOIN media m ON m.id = n.media"
        " JOIN media o ON o.kind = m.kind AND o.sha256 = m.sha256 AND o.id <> m.id"
        " WHERE (n.persona = ?1 AND o.persona = ?2 OR n.persona = ?2 AND o.persona = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM negative WHERE media = o.id)",
        (kept.id, gone.id),
    ).fetchone()
    if said or rejected is not None:
        how = (
            "you said that they are two"
            if said
            else "a picture or clip of one was said not to be of the other"
        )
        raise BadInput(
            f"{kept.label} and {gone.label} are not merged: {how}. Undo that first "
            "(see the history).",
            code="different_people",
            names=[kept.name, gone.name],
        )


def _different_from(db: apsw.Connection, persona_id: int) -> set[int]:
    rows: Any = db.execute(
        "SELECT other FROM different WHERE one = ?1"
        " UNION SELECT one FROM different WHERE other = ?1",
        (persona_id,),
    ).fetchall()
    return {row[0] for row in rows}


def _give_media(db: apsw.Connection, kept: int, gone: int) -> list[int]:
    rows: Any = db.execute("SELECT id FROM media WHERE persona = ? ORDER BY id", (gone,)).fetchall()
    doubled = []
    for (media_id,) in rows:
        theirs = give_medium(db, media_id, kept)
        if theirs == media_id:
            db.execute("UPDATE negative SET persona = ? WHERE media = ?", (kept, media_id))
            continue
        doubled.append(media_id)
        db.execute("DELETE FROM negative WHERE media = ?", (media_id,))
        if db.changes():
            _restore_negative(db, int(theirs or 0), kept)
        for column in ("image", "voice"):
            db.execute(
                f"UPDATE triplet SET {column} = ?1, persona = ?3 WHERE {column} = ?2",
                (theirs, media_id, kept),
            )
    drop_unused(db, doubled)
    return [row[0] for row in rows]


def _restore_negative(db: apsw.Connection, media_id: int, persona_id: int) -> None:
    """A negative exemplar of both is one still, unless it shows the person after all."""
    db.execute(
        "INSERT OR IGNORE INTO negative (media, persona) SELECT ?1, ?2 WHERE NOT EXISTS"
        " (SELECT 1 FROM triplet WHERE image = ?1 OR voice = ?1)",
        (media_id, persona_id),
    )


def _give_triplets(db: apsw.Connection, kept: int, gone: int) -> None:
    db.execute("UPDATE triplet SET persona = ? WHERE persona = ?", (kept, gone))
    doubles: Any = db.execute(
        "SELECT max(id) FROM triplet WHERE persona = ? GROUP BY image, voice, text, date"
        " HAVING count(*) > 1",
        (kept,),
    ).fetchall()
    ids = as_json(row[0] for row in doubles)
    db.execute(
        "UPDATE fact SET triplet = (SELECT min(o.id) FROM triplet o JOIN triplet t"
        " ON o.persona = t.persona AND o.image IS t.image AND o.voice IS t.voice"
        " AND o.text IS t.text AND o.date IS t.date WHERE t.id = fact.triplet)"
        " WHERE triplet IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    db.execute("DELETE FROM text_vector WHERE triplet IN (SELECT value FROM json_each(?))", (ids,))
    db.execute("DELETE FROM triplet WHERE id IN (SELECT value FROM json_each(?))", (ids,))


def _give_names(db: apsw.Connection, kept: Persona, gone: Persona) -> None:
    """Each name and alias of `gone` becomes an alias, unless it is the name itself."""
    db.execute("DELETE FROM alias WHERE persona = ?", (gone.id,))
    for name in (gone.name, *gone.aliases):
        if fold_name(name) != fold_name(kept.name):
            db.execute(
                "INSERT OR IGNORE INTO alias (persona, folded, name) VALUES (?, ?, ?)",
                (kept.id, fold_name(name), name),
            )
