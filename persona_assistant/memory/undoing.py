"""Undoing: a change is taken back, as long as nothing later stands on it.

Later changes stand on one when they touch the same cells of the same rows, or when they add to
somebody who would no longer be there. A change that only added is undone by the ids of what it
added; any other by its changeset. The undoing is a change of its own, which can be undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory import changesets
from persona_assistant.memory.changesets import Cell, Conflict
from persona_assistant.memory.connections import as_json
from persona_assistant.memory.events import COLUMNS, Change, event_of
from persona_assistant.memory.records import Event, fold_name

ADDING = frozenset({"added", "ingested", "imported", "refuted"})
"""Changes that are undone by the ids of what came to be."""
UNDOABLE = ADDING | {
    "alias_added",
    "alias_removed",
    "consent_changed",
    "external_id_added",
    "external_id_removed",
    "fact_added",
    "fact_removed",
    "memory_added",
    "memory_edited",
    "memory_retracted",
    "merged",
    "moved",
    "note_dated",
    "note_edited",
    "personality_observed",
    "personality_reset",
    "removed",
    "renamed",
    "retention_changed",
    "split",
    "undone",
}
"""What the user may take back, where the change is still known."""
BY_NUMBER = frozenset({"personality_observed"})
"""Of these, what programs do by themselves after a turn: undone only where it is named."""

_LATEST = f"""
    SELECT {COLUMNS} FROM event
    WHERE kind IN (SELECT value FROM json_each(?)) AND kind <> 'undone' AND undone_by IS NULL
      AND (changes IS NOT NULL OR inverse IS NOT NULL)
      AND payload ->> '$.stage' IS NULL -- the user knows nothing of that yet
    ORDER BY id DESC LIMIT 1
"""
_TOGETHER = f"SELECT {COLUMNS}, changes FROM event WHERE id = ?1 OR together = ?1 ORDER BY id"
_LATER = f"""
    SELECT {COLUMNS}, changes FROM event WHERE id > ?1 AND undone_by IS NULL
      AND (subject IN (SELECT value FROM json_each(?2))
           OR other IN (SELECT value FROM json_each(?2))
           OR subject IS NULL AND ?4 AND payload ->> '$.memory' IS NOT NULL)
      AND kind IN (SELECT value FROM json_each(?3)) ORDER BY id
"""


def undo(change: Change, event_id: int | None) -> tuple[Event, ...]:
    """See `Events.undo`."""
    db = change.db
    events, changes = _whole_change(db, event_id)
    _refuse(events, changes)
    later = standing_on(db, events, changes)
    if later:
        listed = ", ".join(map(str, later))
        raise BadInput(
            f"{_called(events)} cannot be undone before what stands on it: {listed}. Undo "
            f"{later[-1]} first.",
            code="stands_on",
            events=list(later),
        )
    try:
        if changes is not None:
            changesets.take_back(db, changes)
        else:
            for event in reversed(events):
                _take_away(db, event)
    except (Conflict, apsw.ConstraintError):
        raise BadInput(
            f"{_called(events)} cannot be undone any more: what it changed is different now.",
            code="cannot_undo",
        ) from None
    _record(change, events)
    return events


def standing_on(
    db: apsw.Connection, events: tuple[Event, ...], changes: bytes | None
) -> tuple[int, ...]:
    """Ids of the later changes that stand on this one, oldest first."""
    people = _people(events)
    rows = db.execute(
        _LATER,
        (
            events[-1].id,
            as_json(people),
            json.dumps(sorted(UNDOABLE - {"undone"})),
            any(event.kind.startswith("memory_") for event in events),
        ),
    ).fetchall()
    if not rows:
        return ()
    touched = _cells(events, changes)
    begun = {cell[1][0] for cell in touched if cell[0] == "persona" and _brought(events, changes)}
    found: dict[int, None] = {}
    for *columns, later_changes in _any(rows):
        later = event_of(tuple(columns))
        on_them = later.subject in begun or later.other in begun
        if on_them or touched & _cells((later,), later_changes):
            found[later.together] = None
    return tuple(found)


def _whole_change(
    db: apsw.Connection, event_id: int | None
) -> tuple[tuple[Event, ...], bytes | None]:
    """All events of a transaction, and what it changed."""
    if event_id is None:
        row: Any = db.execute(_LATEST, (json.dumps(sorted(UNDOABLE - BY_NUMBER)),)).fetchone()
        if row is None:
            raise BadInput("There is nothing to undo.", code="nothing_to_undo")
    else:
        row = db.execute(f"SELECT {COLUMNS} FROM event WHERE id = ?", (event_id,)).fetchone()
        if row is None:
            raise BadInput(f"There is no change {event_id}; see the history.", code="no_such_event")
    rows: Any = db.execute(_TOGETHER, (event_of(row).together,)).fetchall()
    return tuple(event_of(tuple(each[:-1])) for each in rows), rows[0][-1]


def _refuse(events: tuple[Event, ...], changes: bytes | None) -> None:
    first = events[0]
    if first.undone_by is not None:
        raise BadInput(
            f"{_called(events)} was undone already, by {first.undone_by}; undo that to do it "
            "again.",
            code="cannot_undo",
        )
    kinds = {event.kind for event in events}
    known = changes is not None or (
        kinds <= ADDING | {"chosen", "conversation_begun"}
        and any(event.inverse is not None for event in events)
    )
    if not kinds & UNDOABLE or not known:
        why = {
            "forgot": "what is forgotten is gone",
            "erased": "what is erased is gone",
        }.get(first.kind, "nothing was kept to undo it with")
        raise BadInput(f"{_called(events)} cannot be undone: {why}.", code="cannot_undo")


def _called(events: tuple[Event, ...]) -> str:
    first, last = events[0].id, events[-1].id
    return f"Change {first}" if first == last else f"Change {first}-{last}"


def _people(events: Iterable[Event]) -> set[int]:
    return {each for event in events for each in (event.subject, event.other) if each is not None}


def _brought(events: tuple[Event, ...], changes: bytes | None) -> bool:
    """Whether somebody is there only since this change."""
    if changes is None:
        return any((event.payload or {}).get("new") for event in events)
    return any(
        each.name == "persona" and each.op == "INSERT" for each in apsw.Changeset.iter(changes)
    )


def _cells(events: tuple[Event, ...], changes: bytes | None) -> set[Cell]:
    """What a change touches."""
    touched = set() if changes is None else changesets.cells(changes)
    if changes is None:
        for event in events:
            payload: Mapping[str, Any] = event.payload or {}
            for table, name, columns in (("triplet", "triplets", 7), ("media", "media", 9)):
                touched.update(
                    (table, (row,), at) for row in payload.get(name, ()) for at in range(columns)
                )
            if payload.get("new"):
                touched.update(("persona", (event.subject,), at) for at in range(6))
    return touched


def _any(rows: Any) -> Any:
    """Rows without the types that SQLite might give."""
    return rows


# --- taking away what was added


def _take_away(db: apsw.Connection, event: Event) -> None:
    rows: Mapping[str, Any] = event.inverse or {}
    if "persona" in rows:
        for table in ("turn_about", "memory_about"):
            db.execute(f"DELETE FROM {table} WHERE persona = ?", (rows["persona"],))
        db.execute("DELETE FROM persona WHERE id = ?", (rows["persona"],))
        return
    refuted = [*rows.get("refuted", ()), *([rows["negative"]] if "negative" in rows else ())]
    db.executemany("DELETE FROM negative WHERE media = ?", [(each,) for each in refuted])
    db.execute(
        "DELETE FROM triplet WHERE id IN (SELECT value FROM json_each(?))",
        (as_json(rows.get("triplets", ())),),
    )
    for media in rows.get("negatives", ()):
        db.execute(
            "INSERT OR IGNORE INTO negative (media, persona)"
            " SELECT id, persona FROM media WHERE id = ?",
            (media,),
        )
    drop_unused(db, rows.get("media", ()))
    for digest in rows.get("files", ()):
        db.execute(
            "DELETE FROM taken_in WHERE persona = ? AND digest = ?",
            (event.subject, bytes.fromhex(digest)),
        )
    if event.kind == "imported" and event.subject is not None:
        _take_away_words(db, event.subject, rows)


def _take_away_words(db: apsw.Connection, persona_id: int, rows: Mapping[str, Any]) -> None:
    """What an import brought of a person beside triplets and media."""
    for statement, values in (
        (
            "DELETE FROM alias WHERE persona = ? AND folded = ?",
            [(fold_name(alias),) for alias in rows.get("aliases", ())],
        ),
        (
            "DELETE FROM external_id WHERE persona = ? AND source = ? AND value = ?",
            rows.get("external_ids", ()),
        ),
        ("DELETE FROM fact WHERE persona = ? AND id = ?", [(n,) for n in rows.get("facts", ())]),
        (
            "DELETE FROM different WHERE min(?1, ?2) = one AND max(?1, ?2) = other",
            [(other,) for other in rows.get("different", ())],
        ),
        (
            "UPDATE persona SET consent = NULL WHERE id = ? AND consent = ?",
            [(consent,) for consent in rows.get("consents", ())],
        ),
    ):
        db.executemany(statement, [(persona_id, *value) for value in values])


def drop_unused(db: apsw.Connection, media: Iterable[int]) -> None:
    """Delete those of these media that nothing shows any more."""
    db.execute(
        "DELETE FROM media WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM triplet WHERE image = media.id OR voice = media.id)"
        " AND NOT EXISTS (SELECT 1 FROM negative WHERE media = media.id)",
        (as_json(media),),
    )
    db.execute(
        "DELETE FROM transcript WHERE media IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM triplet WHERE voice = transcript.media)",
        (as_json(media),),
    )


# --- the log


def _record(change: Change, events: tuple[Event, ...]) -> None:
    """Say for everybody concerned that the change is undone, or done again."""
    first = events[0]
    again = (first.payload or {}).get("event") if first.kind == "undone" else None
    payload = {"event": again or first.id, "again": again is not None}
    former = first.payload or {}
    payload |= {each: former[each] for each in ("memory", "personality") if former.get(each)}
    subjects = dict.fromkeys(
        (event.subject, event.other) for event in events if event.kind != "conversation_begun"
    )
    ids = [
        change.record("undone", subject=subject, other=other, payload=payload)
        for subject, other in subjects
    ]
    undone = "UPDATE event SET undone_by = ?1 WHERE id = ?2 OR together = ?2"
    change.db.execute(undone, (ids[0], first.id))
    if again is not None:
        # The first change stands for itself again.
        change.keeps = False
        change.db.execute(undone, (None, again))
        change.db.execute(undone, (ids[0], ids[0]))
        change.db.execute("UPDATE event SET changes = NULL WHERE id = ?", (first.id,))
