"""Names to people: who is meant by a name, an alias or a uid."""

from __future__ import annotations

import secrets
from typing import Any

import apsw

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.memory import namesakes
from persona_assistant.memory.connections import as_json, storable
from persona_assistant.memory.records import fold_name
from persona_assistant.pmg import Persona

_PERSONA = """
    SELECT p.id, p.name, count(t.id), count(DISTINCT t.image), count(DISTINCT t.voice),
           count(t.text), p.consent, p.created, p.uid
    FROM persona p LEFT JOIN triplet t ON t.persona = p.id
"""
_FEW = 50
_BY_NAME = """
    SELECT id FROM persona WHERE folded = ?1 UNION SELECT persona FROM alias WHERE folded = ?1
    ORDER BY 1
"""


def personas(db: apsw.Connection, where: str = "", *values: Any) -> list[Persona]:
    """People ordered by name; `where` is a condition on `p`, the persona. Inside a transaction."""
    rows = db.execute(
        f"{_PERSONA} {where} GROUP BY p.id ORDER BY p.folded, p.id", values
    ).fetchall()
    known = aliases(db, [row[0] for row in map(_any, rows)] if len(rows) < _FEW else None)
    told = namesakes.marks(db, [row[0] for row in map(_any, rows)] if len(rows) < _FEW else None)
    return [
        Persona(*(*row, known.get(row[0], ()), told.get(row[0], ""))) for row in map(_any, rows)
    ]


def aliases(db: apsw.Connection, ids: list[int] | None = None) -> dict[int, tuple[str, ...]]:
    """The aliases of those who have any, by id, in the order of ids; of all or of some people."""
    found: dict[int, tuple[str, ...]] = {}
    rows = db.execute(
        "SELECT persona, name FROM alias WHERE ?1 IS NULL"
        " OR persona IN (SELECT value FROM json_each(?1)) ORDER BY persona, folded",
        (None if ids is None else as_json(ids),),
    )
    for persona_id, name in map(_any, rows):
        found[persona_id] = (*found.get(persona_id, ()), name)
    return found


def persona_of(db: apsw.Connection, persona_id: int) -> Persona:
    """The person of an id that is known to be there."""
    return personas(db, "WHERE p.id = ?", persona_id)[0]


def name_of(db: apsw.Connection, persona_id: int) -> str:
    """Their name, where that is all that is needed."""
    row: Any = db.execute("SELECT name FROM persona WHERE id = ?", (persona_id,)).fetchone()
    return str(row[0])


def matching(db: apsw.Connection, name: str) -> list[int]:
    """Ids of those whose name or alias this is, in whatever case; otherwise of the one whose uid it
    is."""
    rows = db.execute(_BY_NAME, (storable(fold_name(name)),)).fetchall()
    if not rows:
        rows = db.execute("SELECT id FROM persona WHERE uid = ?", (storable(name),)).fetchall()
    return [persona_id for (persona_id,) in map(_any, rows)]


def resolve(db: apsw.Connection, name: str) -> int | None:
    """Id of the one person this name, alias or uid stands for, or None.

    Raises BadInput ("ambiguous_name") when there are several.
    """
    found = matching(db, name)
    if len(found) > 1:
        raise _ambiguous(name, personas(db, _IN, as_json(found)))
    return found[0] if found else None


def find(db: apsw.Connection, name: str) -> Persona:
    """The person this name, alias or uid stands for.

    Raises PersonaNotFound, naming those who are called so among others, and similar names; BadInput
    ("ambiguous_name").
    """
    persona_id = resolve(db, name)
    if persona_id is not None:
        return persona_of(db, persona_id)
    rows = db.execute("SELECT folded, name FROM alias UNION SELECT folded, name FROM persona")
    names: dict[str, str] = dict(map(_any, rows))
    if not names:
        raise PersonaNotFound("The memory is empty; add a person first.", name=name, close=[])
    import difflib

    asked_for = set(fold_name(name).split())
    parts = [each for each in names if asked_for and asked_for <= set(each.split())]
    alike = difflib.get_close_matches(fold_name(name), names)
    close = [names[each] for each in list(dict.fromkeys([*sorted(parts), *alike]))[:_NEAR]]
    quoted = " or ".join(f'"{each}"' for each in close)
    hint = f"did you mean {quoted}?" if close else "list the people to see who is."
    asked = storable(" ".join(name.split()))
    raise PersonaNotFound(
        f'Nobody called "{asked}" is in the memory; {hint}', name=asked, close=close
    )


def by_ids(db: apsw.Connection, ids: list[int]) -> list[Persona]:
    return personas(db, _IN, as_json(ids))


def create(db: apsw.Connection, name: str, consent: str | None) -> int:
    """A new person's id."""
    db.execute(
        "INSERT INTO persona (uid, name, folded, consent) VALUES (?, ?, ?, ?)",
        (secrets.token_hex(8), name, fold_name(name), consent),
    )
    return db.last_insert_rowid()


_NEAR = 3
"""Names that are offered in place of one that is nobody's."""
_IN = "WHERE p.id IN (SELECT value FROM json_each(?))"


def _ambiguous(name: str, people: list[Persona]) -> BadInput:
    known = ", ".join(f"{each.label}: {each.uid}" for each in people)
    asked = storable(" ".join(name.split()))
    return BadInput(
        f'Several people are called "{asked}": {known}; give the id of the one you mean.',
        code="ambiguous_name",
        name=asked,
        names=[each.name for each in people],
        uids=[each.uid for each in people],
    )


def _any(row: Any) -> Any:
    """A row without the types that SQLite might give."""
    return row
