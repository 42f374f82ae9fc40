"""Calibrations: what an encoder's scores are worth among the people of this store."""

from __future__ import annotations

import json
from typing import Any

import apsw

from persona_assistant.memory.connections import Connections, storable
from persona_assistant.memory.events import changing


class Calibrations:
    """One for each encoder: figures over all people, of nobody alone, since they outlive who is
    forgotten."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def get(self, encoder: str) -> dict[str, Any] | None:
        """What `put` kept for this encoder, or None."""
        with self._connections.using() as db:
            return _content(db, encoder)

    def put(self, encoder: str, content: dict[str, Any]) -> None:
        """Keep `content`, which becomes JSON, in place of what was kept before.

        Raises ValueError for what JSON cannot hold.
        """
        written = json.dumps(content, allow_nan=False)
        with changing(self._connections) as change:
            former = _content(change.db, encoder)
            change.db.execute(
                "INSERT INTO calibration (encoder, content) VALUES (?1, ?2)"
                " ON CONFLICT (encoder) DO UPDATE"
                " SET content = excluded.content, created = excluded.created"
                " WHERE content <> excluded.content",
                (encoder, written),
            )
            if change.db.changes():
                change.record(
                    "calibrated",
                    payload={"encoder": encoder},
                    inverse={"encoder": encoder, "content": former},
                )

    def forget(self, encoder: str) -> bool:
        """Forget what was kept for this encoder; False when that was nothing."""
        with changing(self._connections) as change:
            former = _content(change.db, encoder)
            if former is None:
                return False
            change.db.execute("DELETE FROM calibration WHERE encoder = ?", (storable(encoder),))
            change.record(
                "calibrated",
                payload={"encoder": encoder},
                inverse={"encoder": encoder, "content": former},
            )
            return True


def _content(db: apsw.Connection, encoder: str) -> dict[str, Any] | None:
    row: Any = db.execute(
        "SELECT content FROM calibration WHERE encoder = ?", (storable(encoder),)
    ).fetchone()
    if row is None:
        return None
    content: dict[str, Any] = json.loads(row[0])
    return content
