"""Impressions: how the user came across in single messages, as the traits of `personality`.

Each stands on one turn of the user and goes with it. They are all that is kept: whoever wants the
profile reckons it from them. Nobody is recognised by them, so the content version stays as it is.

On their way to another store of the same user they are known by when the message was written and by
the digest of its text. Merging takes those of both, in whatever order and however often; where two
stores read the same message differently, the reading that says less stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import apsw

from persona_assistant.memory import erasure, remembered
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.events import Change, Kind, changing
from persona_assistant.personality import NEUTRAL_AT, TRAITS, Observation, Traits, whole

_COLUMNS = ", ".join(TRAITS)


@dataclass(frozen=True, slots=True, order=True)
class Carried:
    """One of them, without the ids of a store."""

    said: str
    """When the message was written: UTC, ISO 8601."""
    sha256: str
    """Of its text, in UTF-8."""
    traits: Traits


Carriage: TypeAlias = tuple[Carried, ...]
"""Ordered, one for each message."""


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
        """All of them, in the order in which the messages were written."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                f"SELECT p.turn, t.created, {_COLUMNS} FROM personality p"
                " JOIN turn t ON t.id = p.turn ORDER BY t.created, t.id"
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

    def carried(self) -> Carriage:
        """All of them, to be taken to another store."""
        with self._connections.reading() as db:
            return _joined(_carried(db).values())

    def merge(self, incoming: Iterable[Carried]) -> int:
        """Take in those of another store of the same user whose messages are here; returns how many
        are new or others than before. One step for undoing. Raises BadInput."""
        with changing(self._connections, capture=True) as change:
            return merge_into(change, incoming)


def merge_into(change: Change, incoming: Iterable[Carried]) -> int:
    """See `Impressions.merge`."""
    db, changed = change.db, 0
    own = {(each.said, each.sha256): (turn, each) for turn, each in _carried(db).items()}
    for each in _joined(incoming):
        turn, known = own.get((each.said, each.sha256), (None, None))
        if known is not None and _lesser(known, each) == known:
            continue
        turn = turn or _turn_of(db, each)
        if turn is None:
            continue
        db.execute("DELETE FROM personality WHERE turn = ?", (turn,))
        db.execute(
            f"INSERT INTO personality (turn, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
            (turn, *whole(each.traits)),
        )
        change.record("personality_observed", payload={"personality": turn})
        changed += 1
    return changed


def _carried(db: apsw.Connection) -> dict[int, Carried]:
    """By the id of the turn."""
    rows: Any = db.execute(
        f"SELECT t.id, t.created, t.text, {_COLUMNS} FROM personality p"
        " JOIN turn t ON t.id = p.turn"
    )
    return {
        turn: Carried(said, _digest(text), Traits(*traits)) for turn, said, text, *traits in rows
    }


def _joined(given: Iterable[Carried]) -> Carriage:
    """All of them, of each message the lesser."""
    found: dict[tuple[str, str], Carried] = {}
    for each in given:
        key = each.said, each.sha256
        found[key] = _lesser(found.get(key, each), each)
    return tuple(sorted(found.values()))


def _lesser(one: Carried, other: Carried) -> Carried:
    """The reading that says less."""
    return min(one, other, key=lambda each: (_says(each.traits), each.traits))


def _says(traits: Traits) -> float:
    return sum(abs(each - NEUTRAL_AT) for each in traits)


def _turn_of(db: apsw.Connection, each: Carried) -> int | None:
    rows: Any = db.execute(
        "SELECT id, text FROM turn WHERE created = ? AND role = 'user' ORDER BY id", (each.said,)
    )
    return next((turn for turn, text in rows if _digest(text) == each.sha256), None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
