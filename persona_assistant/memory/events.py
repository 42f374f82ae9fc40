"""Events: the log of every change, written in the transaction of the change itself.

An event says what changed (`payload`). What undoing it needs is either the ids of rows that came to
be (`inverse`), or, for a change that was *captured*, the rows it changed as they were: an SQLite
changeset, once per transaction. All of it goes when the person it speaks of is forgotten; the event
stays, and so does its id. The *content version* beside the log grows only with what people are
recognised by, so that a conversation that goes on does not make anybody read all vectors again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, get_args

import apsw

from persona_assistant.memory import changesets
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.records import Event

ContentKind = Literal[
    "added",
    "ingested",
    "imported",
    "renamed",
    "alias_added",
    "alias_removed",
    "refuted",
    "encoded",
    "chosen",
    "heard",
    "calibrated",
    "note_edited",
    "removed",
    "moved",
    "merged",
    "recognition_changed",
    "split",
    "undone",
    "erased",
    "forgot",
]
"""Changes of what people are recognised by."""
OtherKind = Literal[
    "consent_changed",
    "external_id_added",
    "external_id_removed",
    "note_dated",
    "retention_changed",
    "conversation_begun",
    "conversation_renamed",
    "conversation_deleted",
    "turn_added",
    "fact_added",
    "fact_removed",
    "memory_added",
    "memory_edited",
    "memory_retracted",
    "memory_erased",
    "personality_observed",
    "personality_reset",
    "personality_erased",
    "key_changed",
    "recovery_key_made",
    "backed_up",
    "exported",
]
Kind = ContentKind | OtherKind

_CONTENT = frozenset(get_args(ContentKind))
_REMOVING = frozenset(
    {
        "chosen",
        "erased",
        "forgot",
        "merged",
        "moved",
        "recognition_changed",
        "removed",
        "split",
        "undone",
    }
)
"""After these what was read before is no longer there."""


class Change:
    """One transaction that changes the store, and the events that it is."""

    def __init__(self, db: apsw.Connection) -> None:
        self.db = db
        self.first: int | None = None
        """The id of its first event, once there is one."""
        self.keeps = True
        """Whether what is captured is worth keeping."""
        self._content = self._removed = False

    def record(
        self,
        kind: Kind,
        *,
        subject: int | None = None,
        other: int | None = None,
        payload: Mapping[str, Any] | None = None,
        inverse: Mapping[str, Any] | None = None,
    ) -> int:
        """Write an event and return its id. Raises ValueError for what JSON cannot hold."""
        self._content |= kind in _CONTENT
        self._removed |= kind in _REMOVING
        self.db.execute(
            "INSERT INTO event (kind, subject, other, payload, inverse, together)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (kind, subject, other, _written(payload), _written(inverse), self.first),
        )
        event_id = self.db.last_insert_rowid()
        self.first = self.first or event_id
        return event_id

    def finish(self, changes: bytes | None = None) -> None:
        if changes and self.keeps and self.first is not None:
            self.db.execute("UPDATE event SET changes = ? WHERE id = ?", (changes, self.first))
        if self._content:
            self.db.execute(
                "UPDATE content_version SET version = version + 1,"
                " removed = iif(?, version + 1, removed)",
                (self._removed,),
            )


@contextmanager
def changing(connections: Connections, *, capture: bool = False) -> Iterator[Change]:
    """A transaction for one change. It leaves an event for each `Change.record`, or no trace when
    it fails. With `capture` the first event keeps the rows as they were, so that all of it can be
    undone; not for what brings media in, which would be kept twice."""
    with connections.writing() as db:
        change = Change(db)
        if not capture:
            yield change
            change.finish()
            return
        with changesets.capturing(db) as captured:
            yield change
            change.finish(captured.changeset())


@contextmanager
def captured_within(change: Change) -> Iterator[Change]:
    """A change of its own in the transaction of another one, captured: undone by itself."""
    inner = Change(change.db)
    with changesets.capturing(change.db) as captured:
        yield inner
        inner.finish(captured.changeset())


def purge_person(db: apsw.Connection, persona_id: int) -> None:
    """Take away what events say of a persona."""
    where = "WHERE subject = ?1 OR other = ?1"
    db.execute(
        "UPDATE event SET changes = NULL WHERE changes IS NOT NULL AND id IN"
        f" (SELECT ifnull(together, id) FROM event {where})",
        (persona_id,),
    )
    db.execute(f"UPDATE event SET payload = NULL, inverse = NULL {where}", (persona_id,))


def merged_into(db: apsw.Connection, persona_id: int) -> set[int]:
    """The ids under which a persona was ever known: their own, and those of whoever was merged into
    them."""
    found, new = {persona_id}, [persona_id]
    while new:
        rows: Any = db.execute(
            "SELECT other FROM event WHERE kind = 'merged' AND undone_by IS NULL AND subject = ?",
            (new.pop(),),
        ).fetchall()
        new += {other for (other,) in rows} - found
        found |= set(new)
    return found


def rows_of(db: apsw.Connection, people: Collection[int]) -> tuple[set[int], set[int]]:
    """The ids of triplets and media that are or once were of these people."""
    ids = json.dumps(sorted(people))
    found: dict[str, set[int]] = {}
    for table, name in (("triplet", "triplets"), ("media", "media")):
        rows: Any = db.execute(
            f"SELECT id FROM {table} WHERE persona IN (SELECT value FROM json_each(?1))"
            f" UNION SELECT e.value FROM event, json_each(payload, '$.{name}') e"
            " WHERE subject IN (SELECT value FROM json_each(?1))"
            " OR other IN (SELECT value FROM json_each(?1))",
            (ids,),
        )
        found[table] = {row_id for (row_id,) in rows}
    return found["triplet"], found["media"]


def purge(db: apsw.Connection, events: Collection[int]) -> None:
    """Take away what these events say; that they happened stays."""
    db.executemany(
        "UPDATE event SET payload = NULL, inverse = NULL WHERE id = ?", ((e,) for e in events)
    )


def purge_conversation(
    db: apsw.Connection, conversation_id: int, turns: Collection[int] | None = None
) -> None:
    """Take away what events say of a conversation, or only of some of its turns and of its
    titles."""
    rows = db.execute(
        "SELECT id, payload ->> '$.turn' FROM event WHERE subject IS NULL"
        " AND payload ->> '$.conversation' = ?",
        (conversation_id,),
    ).fetchall()
    purged = [(event,) for event, turn in rows if turns is None or turn is None or turn in turns]
    db.executemany("UPDATE event SET payload = NULL, inverse = NULL WHERE id = ?", purged)


def purge_titles(db: apsw.Connection, speaks: Callable[[str], bool]) -> None:
    """Take away titles of conversations, present or former, that speak of somebody."""
    rows: Any = db.execute(
        "SELECT id, payload ->> '$.title', inverse ->> '$.title' FROM event"
        " WHERE kind = 'conversation_renamed' AND payload IS NOT NULL"
    ).fetchall()
    purged = [(event,) for event, *titles in rows if any(map(speaks, titles))]
    db.executemany("UPDATE event SET payload = NULL, inverse = NULL WHERE id = ?", purged)


def purge_paths(db: apsw.Connection, speaks: Callable[[str], bool]) -> None:
    """Take away where backups and exports lie whose paths speak of somebody."""
    rows: Any = db.execute(
        "SELECT id, payload ->> '$.path' FROM event"
        " WHERE kind IN ('backed_up', 'exported') AND payload IS NOT NULL"
    ).fetchall()
    purged = [(event,) for event, path in rows if speaks(path)]
    db.executemany("UPDATE event SET payload = NULL WHERE id = ?", purged)


def _written(content: Mapping[str, Any] | None) -> str | None:
    return None if content is None else json.dumps(content, ensure_ascii=False, allow_nan=False)


COLUMNS = "id, kind, subject, other, payload, inverse, created, ifnull(together, id), undone_by"


def event_of(row: tuple[Any, ...]) -> Event:
    """The event of a row of `COLUMNS`."""
    event, kind, subject, other, payload, inverse, created, together, undone_by = row
    return Event(
        id=event,
        kind=kind,
        subject=subject,
        payload=None if payload is None else json.loads(payload),
        inverse=None if inverse is None else json.loads(inverse),
        created=created,
        other=other,
        together=together,
        undone_by=undone_by,
    )
