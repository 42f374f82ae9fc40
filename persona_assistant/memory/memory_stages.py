"""Stages: how far each part of remembering has come, and what it leaves, in one transaction.

A stage looks at turns in order. What it found, what it ends and how far it is are kept together, so
that a run that was killed goes on where it was, to the same memories. Of a name the version that
was said last holds, whichever stage is first to find it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import apsw

from persona_assistant.memory.connections import Connections, as_json
from persona_assistant.memory.events import Change, changing
from persona_assistant.memory.memories import Memory, add, end, holding, one

STATED = "stated"
"""What the user says outright, sentence by sentence."""
SEMANTIC = "semantic"
"""What a language model finds beside that."""
CORE = "core"
PROCEDURAL = "procedural"
EPISODIC = "episodic"

_AROUND = """
    WITH this (conversation) AS (SELECT conversation FROM turn WHERE id = ?1)
    SELECT * FROM (
        SELECT role, text, 1, id FROM turn, this
        WHERE turn.conversation = this.conversation AND id < ?1 ORDER BY id DESC LIMIT 2
    ) UNION ALL SELECT * FROM (
        SELECT role, text, 0, id FROM turn, this
        WHERE turn.conversation = this.conversation AND id > ?1 ORDER BY id LIMIT 1
    ) WHERE role = 'assistant'
    ORDER BY 4
"""


class MemoryStages:
    """The stages of a store, each by its name."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def reached(self, stage: str) -> int:
        """The id of the last turn that a stage has looked at, or 0."""
        with self._connections.using() as db:
            return _reached(db, stage)

    def of_turn(self, turn_id: int) -> tuple[Memory, ...]:
        """Whatever was taken from a turn, also what holds no more."""
        with self._connections.using() as db:
            rows: Any = db.execute("SELECT memory FROM memory_turn WHERE turn = ?", (turn_id,))
            return tuple(one(db, memory) for (memory,) in rows.fetchall())

    def around(self, turn_id: int) -> tuple[tuple[str, str, bool], ...]:
        """The talk around a turn: role, text and whether it was before, of the two turns before
        it in its conversation and of a reply right after it."""
        with self._connections.using() as db:
            rows: Any = db.execute(_AROUND, (turn_id,)).fetchall()
            return tuple((role, text, bool(before)) for role, text, before, _ in rows)

    def settle(
        self,
        stage: str,
        up_to: int,
        found: Iterable[Memory] = (),
        *,
        replaced: Collection[int] = (),
        retracted: Collection[int] = (),
        also: Collection[str] = (),
    ) -> tuple[Memory, ...]:
        """Keep what a stage found, end the memories that it replaces or retracts, and note that it
        has looked at all turns up to the id `up_to`, as have the stages in `also`. Returns what is
        remembered now and was not before. Nothing happens where another run was as far meanwhile.

        Left out is what was taken from a turn or is about somebody that is gone, what was said
        later already of the same name, and what the user took back from the same turn. It is one
        change, which is undone by its number; the latest change is undone past it, unless it is of
        what the user stated.
        """
        with changing(self._connections, capture=True) as change:
            if _reached(change.db, stage) >= up_to:
                return ()
            for why, ids in (("replaced", replaced), ("retracted", retracted)):
                for memory_id in ids:
                    if holding(change.db, memory_id):
                        end(change, memory_id, why)
            added = tuple(_kept(change, found))
            change.db.executemany(
                "INSERT INTO memory_stage VALUES (?, ?)"
                " ON CONFLICT (stage) DO UPDATE SET turn = max(turn, excluded.turn)",
                [(each, up_to) for each in (stage, *also)],
            )
            if stage != STATED and change.first is not None:
                change.db.execute(
                    "UPDATE event SET payload = json_set(payload, '$.stage', ?) WHERE id >= ?",
                    (stage, change.first),
                )
            return added


def _reached(db: apsw.Connection, stage: str) -> int:
    row: Any = db.execute("SELECT turn FROM memory_stage WHERE stage = ?", (stage,)).fetchone()
    return 0 if row is None else int(row[0])


def _kept(change: Change, found: Iterable[Memory]) -> Iterator[Memory]:
    before: Any = change.db.execute("SELECT ifnull(max(id), 0) FROM memory").fetchone()
    newest = int(before[0])
    for each in found:
        if not _is_there(change.db, each) or _is_late(change.db, each):
            continue
        made = add(change, each)
        if made.id > newest:
            newest = made.id
            yield made


def _is_there(db: apsw.Connection, memory: Memory) -> bool:
    """Whether the turns that a memory is from, and whom it is about, were not deleted meanwhile."""
    counts = [
        db.execute(
            f"SELECT count(*) FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
            (as_json(set(ids)),),
        ).fetchall()[0][0]
        for table, ids in (("turn", memory.turns), ("persona", memory.about))
    ]
    return counts == [len(set(memory.turns)), len(set(memory.about))]


def _is_late(db: apsw.Connection, memory: Memory) -> bool:
    """Whether something newer holds, or the user retracted or corrected what the same turn says."""
    rows: Any = db.execute(
        "SELECT 1 FROM memory m WHERE m.kind = ?1 AND m.name = ?2 AND ("
        " ?2 <> '' AND m.ended IS NULL AND m.said > ?3"
        " OR (?2 <> '' OR m.text = ?4) AND (m.ended = 'retracted' OR EXISTS"
        "  (SELECT 1 FROM memory n WHERE n.follows = m.id AND n.origin = 'user'))"
        "  AND EXISTS (SELECT 1 FROM memory_turn WHERE memory = m.id"
        "   AND turn IN (SELECT value FROM json_each(?5)))) LIMIT 1",
        (memory.kind, memory.name, memory.said, memory.text, as_json(memory.turns)),
    )
    return rows.fetchone() is not None
