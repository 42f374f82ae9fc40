"""Impressions: how the user came across in single messages, as the traits of `personality`.

Each stands on one turn of the user and goes with it. They are all that is kept: whoever wants the
profile reckons it from them. Nobody is recognised by them, so the content version stays as it is.
"""

from __future__ import annotations

from typing import Any

from persona_assistant.memory import erasure, remembered
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.events import Kind, changing
from persona_assistant.personality import TRAITS, Observation, Traits, whole

_COLUMNS = ", ".join(TRAITS)


class Impressions:
    """The impressions of a store."""

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections, self._eraser = connections, eraser

    def keep(self, turn_id: int, traits: Traits) -> bool:
        """Keep how the user came across in a turn. False, and nothing is kept, where one of that
        turn is kept already, and where it is no turn of the user or was deleted meanwhile.

        Raises BadInput for what are no five whole numbers from 1 to 5.
        """
        values = whole(traits)
        with changing(self._connections, capture=True) as change:
            change.db.execute(
                f"INSERT OR IGNORE INTO personality (turn, {_COLUMNS})"
                " SELECT id, ?, ?, ?, ?, ? FROM turn WHERE id = ? AND role = 'user'",
                (*values, turn_id),
            )
            if not change.db.changes():
                return False
            change.record("personality_observed", payload={"personality": turn_id})
            return True

    def has(self, turn_id: int) -> bool:
        """Whether one of this turn is kept."""
        with self._connections.using() as db:
            row: Any = db.execute("SELECT 1 FROM personality WHERE turn = ?", (turn_id,)).fetchone()
            return row is not None

    def looked_at(self) -> int:
        """The id of the last turn that was looked at."""
        with self._connections.using() as db:
            row: Any = db.execute("SELECT turn FROM personality_progress").fetchone()
            return int(row[0])

    def note_looked_at(self, turn_id: int | None = None) -> None:
        """Note that all turns up to this one, or to the latest there is, were looked at."""
        with self._connections.writing() as db:
            db.execute(
                "UPDATE personality_progress"
                " SET turn = max(turn, ifnull(?, (SELECT ifnull(max(id), 0) FROM turn)))",
                (turn_id,),
            )

    def list(self) -> tuple[Observation, ...]:
        """All of them, in the order of their turns."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                f"SELECT p.turn, t.created, {_COLUMNS} FROM personality p"
                " JOIN turn t ON t.id = p.turn ORDER BY p.turn"
            )
            return tuple(Observation(turn, said, Traits(*traits)) for turn, said, *traits in rows)

    def reset(self, *, erase: bool = False) -> int:
        """Drop all of them and return how many there were; undoing brings them back, unless they
        are erased: then nothing of them is kept anywhere."""
        with changing(self._connections, capture=not erase) as change:
            row: Any = change.db.execute("SELECT count(*) FROM personality").fetchone()
            count = int(row[0])
            if erase:
                remembered.drop_impressions(change.db)
                erasure.mark(change.db)
            change.db.execute("DELETE FROM personality")
            if count or erase:
                kind: Kind = "personality_erased" if erase else "personality_reset"
                change.record(kind, payload={"personality": count})
        if erase:
            self._eraser.finish("The personality is erased")
        return count
