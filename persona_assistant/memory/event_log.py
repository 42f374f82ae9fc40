"""The log of events: read, and undone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from persona_assistant.memory import undoing
from persona_assistant.memory.changesets import texts as texts_of
from persona_assistant.memory.connections import Connections, as_json
from persona_assistant.memory.events import COLUMNS, changing, event_of
from persona_assistant.memory.records import Event


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
                f"SELECT {COLUMNS} FROM event WHERE id > ?1"
                " AND (?2 IS NULL OR subject = ?2 OR other = ?2) ORDER BY id LIMIT ?3",
                (after, subject, -1 if limit is None else limit),
            ).fetchall()
        return tuple(event_of(row) for row in rows)

    def latest(
        self, kinds: Collection[str], *, subject: int | None = None, limit: int | None = None
    ) -> tuple[Event, ...]:
        """Events of some kinds, the latest first, at most `limit`; those about one persona when
        `subject` is given."""
        with self._connections.using() as db:
            rows = db.execute(
                f"SELECT {COLUMNS} FROM event WHERE kind IN (SELECT value FROM json_each(?1))"
                " AND (?2 IS NULL OR subject = ?2 OR other = ?2) ORDER BY id DESC LIMIT ?3",
                (json.dumps(sorted(kinds)), subject, -1 if limit is None else limit),
            ).fetchall()
        return tuple(event_of(row) for row in rows)

    def texts(
        self, event_ids: Iterable[int]
    ) -> dict[int, tuple[tuple[str | None, str | None], ...]]:
        """What captured changes did to notes, by the first event of each: (before, after), None
        where there was or is none."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT id, changes FROM event WHERE changes IS NOT NULL"
                " AND id IN (SELECT value FROM json_each(?))",
                (as_json(event_ids),),
            )
            return {event: found for event, held in rows if (found := texts_of(held))}

    def former_names(self, persona_ids: Iterable[int]) -> dict[int, str]:
        """The last name, by id, under which people were known who may not be there any more;
        nothing of those who were forgotten."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT subject, payload ->> '$.name' FROM event"
                " WHERE subject IN (SELECT value FROM json_each(?))"
                " AND kind IN ('added', 'ingested', 'imported', 'renamed') AND payload IS NOT NULL"
                " UNION ALL SELECT other, payload ->> '$.name' FROM event"
                " WHERE other IN (SELECT value FROM json_each(?))"
                " AND kind IN ('merged', 'split') AND payload IS NOT NULL",
                (ids := as_json(persona_ids), ids),
            )
            return dict(rows)

    def kept(self, event_ids: Iterable[int]) -> set[int]:
        """Those of these events with which changed rows are kept."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT id FROM event WHERE changes IS NOT NULL"
                " AND id IN (SELECT value FROM json_each(?))",
                (as_json(event_ids),),
            )
            return {event for (event,) in rows}

    def undo(self, event_id: int | None = None) -> tuple[Event, ...]:
        """Take back the change that an event is part of, or the latest one that can be; returns its
        events. Undoing the event "undone" does the change again.

        Raises BadInput with the code "no_such_event", "nothing_to_undo", "cannot_undo", or
        "stands_on" with the field "events": the ids of later changes that stand on it.
        """
        with changing(self._connections, capture=True) as change:
            return undoing.undo(change, event_id)
