"""Cells: which row of which table a place on a page holds.

A cell is found on a page by its bytes; SQL finds the same row by its key. The record format is
that of https://sqlite.org/fileformat2.html#record_format.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import apsw

from persona_assistant.memory.pages import Cell, TreePage, varint

_OF_NOBODY = frozenset({"encoder", "origin"})
"""Texts in indexes that say nothing of anybody."""
_LONGER = frozenset({"TEXT", "BLOB", ""})
"""Declared types of columns that may hold something longer."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A b-tree: a table, or an index of one."""

    name: str
    root: int
    table: str
    key: tuple[str, ...]
    """What finds a row of the table in SQL: its row number or its primary key."""
    columns: tuple[str, ...]
    """What its records hold, in their order; empty where rows are found by number."""
    padded: str | None
    """A column that can be made longer for a moment. None where there is none: the tree holds
    nothing but row numbers and names of encoders, or tables' definitions."""
    binary: bool
    """Whether that column holds bytes rather than text."""

    def key_at(self, page: TreePage, cell: Cell) -> tuple[Any, ...] | None:
        """The key of the row that a cell is of; None where it lies on another page."""
        if not self.columns:
            return None if cell.row is None else (cell.row,)
        values = _record(page.data[cell.value : cell.value + cell.here])
        held = dict(zip(self.columns, values, strict=False))
        return tuple(held[each] for each in self.key) if set(self.key) <= set(held) else None


def trees(db: apsw.Connection) -> list[Tree]:
    """All trees of the file."""
    found = [Tree("sqlite_schema", 1, "sqlite_schema", ("rowid",), (), None, False)]
    rows: Any = db.execute(
        "SELECT type, name, tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0"
        " ORDER BY rootpage"
    ).fetchall()
    for kind, name, table, root in rows:
        columns = _columns(db, table)
        key = _primary_key(db, table)
        order: tuple[str, ...] = ()
        if kind == "index":
            parts: Any = db.execute("SELECT name FROM pragma_index_xinfo(?)", (name,)).fetchall()
            order = tuple("rowid" if part is None else part for (part,) in parts)
        elif key:
            order = (*key, *(each for each in columns if each not in key))
        if order:
            padded = _longest(order, columns, except_=_OF_NOBODY)
        elif table == "sqlite_sequence":
            padded = None
        else:
            padded = _longest(columns, columns, except_=_indexed(db, table))
            padded = padded or _longest(columns, columns)
        binary = padded is not None and columns[padded] == "BLOB"
        found.append(Tree(name, root, table, key or ("rowid",), order, padded, binary))
    return found


def stored(value: Any) -> tuple[int, int]:
    """How many bytes a value takes in a record, and how many its type."""
    if value is None:
        return 0, 1
    if isinstance(value, float):
        return 8, 1
    if isinstance(value, int):
        if value in (0, 1):
            return 0, 1
        bits = (value if value >= 0 else ~value).bit_length() + 1
        return next(size for size in (1, 2, 3, 4, 6, 8) if bits <= 8 * size), 1
    size = len(value if isinstance(value, bytes) else value.encode())
    return size, 1 if 2 * size + 13 < 1 << 7 else 2 if 2 * size + 13 < 1 << 14 else 3


def _longest(
    order: Any, columns: dict[str, str], *, except_: set[str] | frozenset[str] = frozenset()
) -> str | None:
    """The last of these columns that may be made longer: rows stay in their order."""
    fit = [each for each in order if columns.get(each) in _LONGER and each not in except_]
    return fit[-1] if fit else None


def _columns(db: apsw.Connection, table: str) -> dict[str, str]:
    """Columns and their declared types."""
    rows: Any = db.execute("SELECT name, upper(type) FROM pragma_table_info(?)", (table,))
    return dict(rows)


def _primary_key(db: apsw.Connection, table: str) -> tuple[str, ...]:
    """The columns by which a table without row numbers is ordered; else nothing."""
    row: Any = db.execute("SELECT wr FROM pragma_table_list(?)", (table,)).fetchone()
    if not row or not row[0]:
        return ()
    rows: Any = db.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,))
    return tuple(name for (name,) in rows)


def _indexed(db: apsw.Connection, table: str) -> set[str]:
    rows: Any = db.execute(
        "SELECT x.name FROM pragma_index_list(?) AS l, pragma_index_xinfo(l.name) AS x WHERE x.key",
        (table,),
    )
    return {name for (name,) in rows}


def _record(payload: bytes) -> list[Any]:
    """The values of a record, as many as lie in `payload`."""
    length, at = varint(payload, 0)
    kinds = []
    while at < length:
        kind, at = varint(payload, at)
        kinds.append(kind)
    values: list[Any] = []
    for kind in kinds:
        size = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind] if kind < 12 else (kind - 12) // 2
        part = payload[at : at + size]
        if len(part) < size:
            break
        values.append(_value(kind, part))
        at += size
    return values


def _value(kind: int, part: bytes) -> Any:
    if kind == 0:
        return None
    if kind == 7:
        return struct.unpack(">d", part)[0]
    if kind in (8, 9):
        return kind - 8
    if kind < 12:
        return int.from_bytes(part, "big", signed=True)
    return part.decode("utf-8", "replace") if kind % 2 else part
