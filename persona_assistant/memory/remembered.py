"""The rows of memories: which versions belong together, what goes with what, and the search."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

import apsw

from persona_assistant.memory.changesets import HeldMemory, memories
from persona_assistant.memory.connections import as_json, storable

_WORD = re.compile(r"\w+")
_VERSIONS = """
    WITH RECURSIVE chain (id) AS (
        SELECT ?1
        UNION SELECT m.follows FROM memory m JOIN chain c ON m.id = c.id WHERE m.follows NOT NULL
        UNION SELECT m.id FROM memory m JOIN chain c ON m.follows = c.id
    )
    SELECT id FROM chain ORDER BY id
"""
_BETWEEN = """
    m.ended IS NULL AND m.kind IN (SELECT value FROM json_each(:kinds))
    AND (:since IS NULL AND :until IS NULL
        OR substr(m.said, 1, 10) BETWEEN ifnull(:since, '') AND ifnull(:until, '9999')
        OR (m.valid_from IS NOT NULL OR m.valid_to IS NOT NULL)
            AND ifnull(m.valid_from, '') <= ifnull(:until, '9999')
            AND ifnull(m.valid_to, m.valid_from) || '-99' >= ifnull(:since, ''))
"""
_BY_WORDS = f"""
    SELECT m.id FROM memory_index JOIN memory m ON m.id = memory_index.rowid
    WHERE memory_index MATCH :words AND {_BETWEEN}
    ORDER BY bm25(memory_index, 1.0, 0.5), m.id DESC LIMIT :limit
"""
_LATEST = f"""
    SELECT m.id FROM memory m WHERE {_BETWEEN} ORDER BY m.said DESC, m.id DESC LIMIT :limit
"""


def found(
    db: apsw.Connection,
    words: Iterable[str],
    kinds: Collection[str],
    since: str | None,
    until: str | None,
    limit: int,
) -> list[int]:
    """Ids of memories, best first; see `Memories.search`."""
    terms = list(dict.fromkeys(word for each in words for word in _WORD.findall(storable(each))))
    values: dict[str, Any] = {
        "kinds": json.dumps(sorted(kinds)),
        "since": since,
        "until": until,
        "limit": limit,
    }
    if not terms:
        rows: Any = db.execute(_LATEST, values)
    else:
        words_asked = " OR ".join(f'"{term}"' for term in terms)
        rows = db.execute(_BY_WORDS, {**values, "words": words_asked})
    return [row[0] for row in rows]


def versions(db: apsw.Connection, memory_id: int) -> list[int]:
    """Ids of all versions of a memory, oldest first."""
    rows: Any = db.execute(_VERSIONS, (memory_id,))
    return [row[0] for row in rows]


def drop(db: apsw.Connection, ids: Collection[int]) -> None:
    """Delete memories, and the changesets that hold anything of them."""
    gone = set(ids)
    _purge(db, lambda held: held.id in gone)
    db.execute("DELETE FROM memory WHERE id IN (SELECT value FROM json_each(?))", (as_json(ids),))


def drop_of_turns(db: apsw.Connection, turns: Collection[int]) -> None:
    """Delete what was taken from turns that are about to go, or once was."""
    gone, among = of_turns(db, turns), set(turns)
    _purge(db, lambda held: held.id in gone or not among.isdisjoint(held.turns))
    drop(db, gone)


def drop_impressions(db: apsw.Connection) -> None:
    """Delete how the user came across, and the changesets that hold anything of it."""
    _purge(db, lambda held: held.id == 0)
    db.execute("DELETE FROM personality")


def of_turns(db: apsw.Connection, turns: Collection[int]) -> set[int]:
    """Ids of the memories that were taken from any of these turns."""
    rows: Any = db.execute(
        "SELECT memory FROM memory_turn WHERE turn IN (SELECT value FROM json_each(?))",
        (as_json(turns),),
    )
    return {memory for (memory,) in rows}


def speaking(db: apsw.Connection, persona_id: int, speaks: Callable[[str], bool]) -> set[int]:
    """Ids of the memories about a persona, or with their name in them."""
    rows: Any = db.execute(
        "SELECT id, text, keywords, name, source, EXISTS"
        " (SELECT 1 FROM memory_about WHERE memory = memory.id AND persona = ?) FROM memory",
        (persona_id,),
    ).fetchall()
    return {memory for memory, *texts, about in rows if about or any(map(speaks, texts))}


def drop_speaking(db: apsw.Connection, persona_id: int, speaks: Callable[[str], bool]) -> None:
    """Delete memories about a persona, or with their name in them."""
    gone = speaking(db, persona_id, speaks)
    _purge(
        db,
        lambda held: held.id in gone or persona_id in held.about or any(map(speaks, held.texts)),
    )
    drop(db, gone)


def _purge(db: apsw.Connection, concerns: Callable[[HeldMemory], bool]) -> None:
    """Drop the changesets that hold such a memory, there or not; their changes can no longer be
    undone."""
    rows: Any = db.execute("SELECT id, changes FROM event WHERE changes IS NOT NULL").fetchall()
    purged = [(event,) for event, changes in rows if any(map(concerns, memories(changes)))]
    db.executemany("UPDATE event SET changes = NULL WHERE id = ?", purged)
