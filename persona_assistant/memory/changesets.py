"""Changesets: what a transaction did to the rows of the store, kept so that it can be taken back.

SQLite records them itself (https://sqlite.org/sessionintro.html): of a row that was inserted or
deleted every column, of one that was updated the columns that changed, before and after. Text
indexes are left out, since their triggers follow the tables again when a changeset is applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import apsw

_TABLES = frozenset(
    {
        "alias",
        "different",
        "examination",
        "external_id",
        "fact",
        "media",
        "memory",
        "memory_about",
        "memory_turn",
        "negative",
        "persona",
        "personality",
        "sample",
        "taken_in",
        "text_vector",
        "transcript",
        "triplet",
        "turn_about",
        "unrecognised",
        "vector",
    }
)
DERIVED = frozenset({"examination", "sample", "text_vector", "transcript", "vector"})
"""Tables whose rows programs make of media and texts, and may make again at any time."""

Cell: TypeAlias = tuple[str, tuple[Any, ...], int]
"""A table, the primary key of a row, and the number of a column."""


class Conflict(Exception):
    """A changeset does not fit the rows any more."""


@contextmanager
def capturing(db: apsw.Connection) -> Iterator[apsw.Session]:
    """Record what happens to the tables of people until the block ends."""
    session = apsw.Session(db, "main")
    try:
        session.table_filter(_TABLES.__contains__)
        session.attach()
        yield session
    finally:
        session.close()


def take_back(db: apsw.Connection, changes: bytes) -> None:
    """Do the opposite of a changeset. Raises Conflict where rows that it changed have changed
    since; the transaction must then be rolled back."""
    _make_room(db, changes)
    try:
        apsw.Changeset.apply(
            apsw.Changeset.invert(changes), db, conflict=_resolve, flags=_WITHOUT_CASCADES
        )
    except apsw.AbortError:
        raise Conflict from None


def cells(changes: bytes) -> set[Cell]:
    """Every cell that a changeset touches, but none of derived tables."""
    touched: set[Cell] = set()
    for each in apsw.Changeset.iter(changes):
        if each.name in DERIVED:
            continue
        before, after = each.old or (), each.new or ()
        key = tuple((before or after)[at] for at in sorted(each.pk_columns))
        row = after if each.op == "UPDATE" else before or after
        touched.update(
            (each.name, key, at) for at, value in enumerate(row) if value is not apsw.no_change
        )
    return touched


def texts(changes: bytes) -> tuple[tuple[str | None, str | None], ...]:
    """The notes and memories that a changeset changed: before and after, None for one that was not
    there."""
    found: list[tuple[str | None, str | None]] = []
    for each in apsw.Changeset.iter(changes):
        if each.name not in _TEXT_OF:
            continue
        at = _TEXT_OF[each.name]
        before, after = _text(each.old, at), _text(each.new, at)
        if before != after:
            found.append((before, after))
    return tuple(found)


def _text(row: tuple[Any, ...] | None, at: int) -> str | None:
    return row[at] if row and isinstance(row[at], str) else None


@dataclass(frozen=True, slots=True)
class HeldMemory:
    """What a changeset holds of one memory; of an impression of the user, whose id is 0, only the
    turn."""

    id: int
    texts: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()
    about: tuple[int, ...] = ()


def memories(changes: bytes) -> Iterator[HeldMemory]:
    """The memories that a changeset holds anything of, a row at a time."""
    for each in apsw.Changeset.iter(changes):
        row: tuple[Any, ...] = each.old or each.new or ()
        if each.name == "memory":
            yield HeldMemory(row[0], tuple(value for value in row if isinstance(value, str)))
        elif each.name == "memory_turn":
            yield HeldMemory(row[0], turns=(row[1],))
        elif each.name == "memory_about":
            yield HeldMemory(row[0], about=(row[1],))
        elif each.name == "personality":
            yield HeldMemory(0, turns=(row[0],))


def touches(changes: bytes, triplets: Iterable[int], media: Iterable[int]) -> bool:
    """Whether a changeset holds anything of these triplets and media."""
    wanted = {"triplet": set(triplets), "media": set(media)}
    columns = {"triplet": (("triplet", 0), ("text_vector", 1)), "media": _OF_MEDIA}
    places = [(table, at, wanted[of]) for of, found in columns.items() for table, at in found]
    for each in apsw.Changeset.iter(changes):
        row = each.old or each.new or ()
        if any(each.name == table and row[at] in ids for table, at, ids in places):
            return True
    return False


_OF_MEDIA = (
    ("media", 0),
    ("negative", 0),
    ("transcript", 0),
    ("vector", 1),
    ("sample", 1),
    ("examination", 1),
)
_WITHOUT_CASCADES = apsw.SQLITE_CHANGESETAPPLY_FKNOACTION


def _make_room(db: apsw.Connection, changes: bytes) -> None:
    """Remove what stands in the way and was not there then: what programs made of rows that are
    about to go, vectors of a text that is about to change, and what was said about somebody who is
    about to go (the turns stay)."""
    for each in apsw.Changeset.iter(changes):
        if each.name not in ("persona", "media", "triplet") or each.op == "DELETE":
            continue
        row_id = (each.old or each.new or ())[0]
        if each.op == "UPDATE":
            if each.name == "triplet" and (each.old or ())[_TEXT] is not apsw.no_change:
                db.execute(_DROP["note"], (row_id,))
        else:
            for statement in _DROP[each.name].split(";"):
                db.execute(statement, (row_id,))


_DROP = {
    "persona": "DELETE FROM turn_about WHERE persona = ?;"
    "DELETE FROM memory_about WHERE persona = ?",
    "media": "DELETE FROM transcript WHERE media = ?;DELETE FROM vector WHERE media = ?;"
    "DELETE FROM sample WHERE media = ?;DELETE FROM examination WHERE media = ?",
    "triplet": "DELETE FROM text_vector WHERE triplet = ?",
    "note": "DELETE FROM text_vector WHERE triplet = ? AND origin = 'note'",
}
_TEXT = 5
_TEXT_OF = {"triplet": _TEXT, "memory": 3}
"""The column with what a table's rows say."""


def _resolve(reason: int, change: apsw.TableChange) -> int:
    if change.name in DERIVED or change.name in ("turn_about", "memory_about"):
        # Made anew meanwhile, or gone: what was kept is as good.
        if reason in (apsw.SQLITE_CHANGESET_DATA, apsw.SQLITE_CHANGESET_CONFLICT):
            return apsw.SQLITE_CHANGESET_REPLACE
        if reason == apsw.SQLITE_CHANGESET_NOTFOUND:
            return apsw.SQLITE_CHANGESET_OMIT
    return apsw.SQLITE_CHANGESET_ABORT
