"""Events: the log of every change, written in the transaction of the change itself.

An event says what changed (`payload`) and what undoing it would need (`inverse`). Both go when the
person they speak of is forgotten; the event stays, and so does its id. The *content version* beside
the log grows only with what people are recognised by, so that a conversation that goes on does not
make anybody read all vectors again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, get_args

import apsw

from persona_assistant.memory.connections import Connections
from persona_assistant.memory.records import Event

ContentKind = Literal[
    "added",
    "ingested",
    "renamed",
    "alias_added",
    "alias_removed",
    "refuted",
    "encoded",
    "chosen",
    "heard",
    "calibrated",
    "forgot",
]
"""Changes of what people are recognised by."""
OtherKind = Literal[
    "consent_changed",
    "external_id_added",
    "external_id_removed",
    "conversation_begun",
    "conversation_renamed",
    "conversation_deleted",
    "turn_added",
    "fact_added",
    "fact_removed",
]
Kind = ContentKind | OtherKind

_CONTENT = frozenset(get_args(ContentKind))
_REMOVING = frozenset({"forgot", "chosen"})
"""After these what was read before is no longer there."""


class Events:
    """The log, to be read. What is written there is written by whoever makes the change."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def list(
        self, *, subject: int | None = None, after: int = 0, limit: int | None = None
    ) -> tuple[Event, ...]:
        """Events beyond the id `after`, oldest first, at most `limit`; those about one persona when
        `subject` is given."""
        with self._connections.using() as db:
            rows = db.execute(
                "SELECT id, kind, subject, payload, inverse, created FROM event WHERE id > ?1"
                " AND (?2 IS NULL OR subject = ?2) ORDER BY id LIMIT ?3",
                (after, subject, -1 if limit is None else limit),
            ).fetchall()
        return tuple(_event(row) for row in rows)


class Change:
    """One transaction that changes the store, and the events that it is."""

    def __init__(self, db: apsw.Connection) -> None:
        self.db = db
        self._content = self._removed = False

    def record(
        self,
        kind: Kind,
        *,
        subject: int | None = None,
        payload: Mapping[str, Any] | None = None,
        inverse: Mapping[str, Any] | None = None,
    ) -> None:
        """Write an event. Raises ValueError for what JSON cannot hold."""
        self._content |= kind in _CONTENT
        self._removed |= kind in _REMOVING
        self.db.execute(
            "INSERT INTO event (kind, subject, payload, inverse) VALUES (?, ?, ?, ?)",
            (kind, subject, _written(payload), _written(inverse)),
        )

    def finish(self) -> None:
        if self._content:
            self.db.execute(
                "UPDATE content_version SET version = version + 1,"
                " removed = iif(?, version + 1, removed)",
                (self._removed,),
            )


@contextmanager
def changing(connections: Connections) -> Iterator[Change]:
    """A transaction for one change. It leaves an event for each `Change.record`, or no trace when
    it fails."""
    with connections.writing() as db:
        change = Change(db)
        yield change
        change.finish()


def purge_person(db: apsw.Connection, persona_id: int) -> None:
    """Take away what events say of a persona."""
    db.execute("UPDATE event SET payload = NULL, inverse = NULL WHERE subject = ?", (persona_id,))


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


def _written(content: Mapping[str, Any] | None) -> str | None:
    return None if content is None else json.dumps(content, ensure_ascii=False, allow_nan=False)


def _event(row: tuple[Any, ...]) -> Event:
    event, kind, subject, payload, inverse, created = row
    return Event(
        id=event,
        kind=kind,
        subject=subject,
        payload=None if payload is None else json.loads(payload),
        inverse=None if inverse is None else json.loads(inverse),
        created=created,
    )
