"""Scrubbing: unused bytes of a file's pages become zeros.

SQLite itself clears a page when it packs its rows together, which it does when a row grows and
there is room for it on its page only in pieces. So on every page with something left in its unused
bytes, rows are made as long as the page allows and then what they were; `secure_delete` overwrites
what the longer ones leave. All this is one transaction that changes nothing that can be read: a
kill at any moment and other processes do no harm.

Trees that hold nothing but row numbers are left out, and so are the pages between the root of a
table and its rows, for the same reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import apsw

from persona_assistant.memory import cells, database, pages
from persona_assistant.memory.cells import Tree
from persona_assistant.memory.pages import Cell, Malformed, Shape, TreePage

Way = Literal["growing", "moving", "anew"]
_WAYS: tuple[Way, ...] = ("growing", "moving") * 3 + ("anew",) + ("growing", "moving") * 2
"""How pages are cleared, one attempt after the other. The first way does it for nearly all."""


class Found(NamedTuple):
    """A page with something in its unused bytes, and what it is of."""

    tree: Tree
    number: int
    places_only: bool
    """See `TreePage`."""


def whole_file(
    db: apsw.Connection,
    path: Path,
    *,
    until: float,
    then: Callable[[apsw.Connection], None] | None = None,
) -> bool:
    """Clear the unused bytes of all pages of the file at `path`, which `db` has open outside of a
    transaction; then empty its write-ahead log. `then` is called in the transaction in which all
    pages were found to be clear.

    False when other processes were in the way until then, by `time.monotonic`. Raises Malformed,
    apsw.Error.
    """
    look: set[int] | None = None
    seen: int | None = None
    for attempt, way in enumerate(_WAYS):
        if not database.empty_log(db, until):
            return False
        try:
            with _page_by_page(db, locked=attempt > 2):
                if not database.log_is_empty(path):
                    continue
                if seen != db.pragma("data_version"):
                    look = None  # somebody else has written
                    seen = db.pragma("data_version")
                # Rows may have moved to and fro between two pages; then their former places stay.
                every = stale_pages(db, look)
                found = [each for each in every if attempt < 2 or not each.places_only]
                if not found:
                    if then is not None:
                        then(db)
                    break
                clear(db, found, by=way)
        except (apsw.BusyError, apsw.LockedError):
            if attempt > 2 and time.monotonic() >= until:
                return False
            continue
        changed = database.logged_pages(path)
        look = changed | {each.number for each in found} if changed else None
    else:
        raise Malformed("some pages keep what was deleted")
    return database.empty_log(db, until)


def stale_pages(db: apsw.Connection, among: set[int] | None = None) -> list[Found]:
    """Pages of tables and indexes with something in their unused bytes, of all or of some.

    The file must hold everything: the write-ahead log is empty, and a transaction keeps it so.
    Raises Malformed.
    """
    read, shape = reader(db)
    found = []
    for tree in cells.trees(db):
        if tree.padded is None:
            continue
        for number in pages.numbers(tree.root, read, shape):
            if among is not None and number not in among:
                continue
            page = pages.tree_page(number, read(number), shape)
            if page.stale and counts(page):
                found.append(Found(tree, number, page.places_only))
    return found


def counts(page: TreePage) -> bool:
    """Whether a page may hold more than row numbers."""
    return page.leaf or not page.table


def reader(db: apsw.Connection) -> tuple[pages.Read, Shape]:
    """Reads pages of the file itself, in the clear. Raises apsw.Error."""
    size = int(db.pragma("page_size"))

    def read(number: int) -> bytes:
        return db.read("main", 0, (number - 1) * size, size)[1]

    return read, Shape.of(read(1), int(db.pragma("page_count")))


def clear(db: apsw.Connection, found: list[Found], *, by: Way) -> None:
    """Clear the unused bytes of these pages, in a transaction of `_page_by_page`.

    Not every page is clear afterwards, and others may no longer be: look again.
    """
    read, shape = reader(db)
    written: set[str] = set()
    for tree, number, _ in found:
        if tree.table in written:
            continue
        page = pages.tree_page(number, read(number), shape)
        is_table = tree.name == tree.table
        if by == "anew" or (number == tree.root and _room(page, shape) < page.free):
            if is_table:
                _write_anew(db, tree.table)
                written.add(tree.table)
            else:
                db.execute(f'REINDEX "{tree.name}"')
        elif by == "moving" and is_table:
            _move(db, tree, page)
        else:  # an entry of an index that grows is taken out and put back
            _pad(db, tree, page, shape)


@contextmanager
def _page_by_page(db: apsw.Connection, *, locked: bool) -> Iterator[None]:
    """A transaction that keeps the log out of the file. What is written in it fails with
    apsw.BusyError when another process has written since it began; `locked` prevents that, and lets
    the other one wait."""
    with _quiet(db):
        db.execute("BEGIN IMMEDIATE" if locked else "BEGIN")
        try:
            db.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # here reading begins
            yield
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")


@contextmanager
def _quiet(db: apsw.Connection) -> Iterator[None]:
    """No trigger fires and no constraint is checked: rows become what they were. To be begun
    outside of a transaction."""
    db.pragma("ignore_check_constraints", True)
    db.pragma("foreign_keys", False)
    db.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    try:
        yield
    finally:
        db.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 1)
        db.pragma("foreign_keys", True)
        db.pragma("ignore_check_constraints", False)


def _room(page: TreePage, shape: Shape) -> int:
    """By how much the rows of a page can grow and stay on it."""
    most = shape.most_here(page.table)
    return sum(max(0, most - cell.here) for cell in page.cells)


def _pad(db: apsw.Connection, tree: Tree, page: TreePage, shape: Shape) -> None:
    """Let rows take all unused bytes of a page, and give them back."""
    room, most = page.free, shape.most_here(page.table)
    where = _where(tree)
    former: list[tuple[Any, ...]] = []
    # Every second row first: they leave holes that are too small for the others, and then the page
    # is packed.
    inwards = sorted(page.cells, reverse=True)
    for cell in (*inwards[::2], *inwards[1::2]):
        key = tree.key_at(page, cell)
        if key is None:
            continue
        row: Any = db.execute(
            f'SELECT "{tree.padded}" FROM "{tree.table}" WHERE {where}', key
        ).fetchone()
        if row is None:
            continue
        value, more = _grown(row[0], cell, min(room, most - cell.here), tree, shape)
        if not more:
            continue
        _set(db, tree, value, key)
        padded = [value if name == tree.padded else each for name, each in zip(tree.key, key)]
        former.append((row[0], *padded))
        room -= more
        if not room:
            break
    for value, *key_now in former:
        _set(db, tree, value, tuple(key_now))


def _set(db: apsw.Connection, tree: Tree, value: Any, key: tuple[Any, ...]) -> None:
    db.execute(f'UPDATE "{tree.table}" SET "{tree.padded}" = ? WHERE {_where(tree)}', (value, *key))


def _grown(value: Any, cell: Cell, room: int, tree: Tree, shape: Shape) -> tuple[Any, int]:
    """A longer value for a column of a cell, and the bytes that the cell then takes beyond what it
    takes now: as many of `room` as can be."""
    table = not tree.columns
    size, noted = cells.stored(value)
    head = cell.value - cell.start - _length_of(cell.payload)
    text = ("" if value is None else value) if isinstance(value, str | None) else str(value)
    former: Any = (value or b"") if tree.binary or isinstance(value, bytes) else text
    begun = len(former) if isinstance(former, bytes) else len(former.encode())
    for more in range(room, 0, -1):
        length = begun + more
        payload = cell.payload - size - noted + length + _length_of(13 + 2 * length)
        here = shape.here(payload, table)
        taken = head + _length_of(payload) + here + (4 if here < payload else 0) - cell.size
        if taken <= room and (here < payload) == (cell.here < cell.payload) and taken > 0:
            return former + (bytes(more) if isinstance(former, bytes) else " " * more), taken
    return value, 0


def _length_of(number: int) -> int:
    """Bytes that a number takes in a record."""
    return max(1, -(-number.bit_length() // 7))


def _move(db: apsw.Connection, tree: Tree, page: TreePage) -> None:
    """Take the rows of a page out and put them back: SQLite spreads what is left on a page over it
    and its neighbours evenly."""
    rows: list[Any] = []
    for cell in page.cells:
        if (key := tree.key_at(page, cell)) is not None:
            select = f'SELECT * FROM "{tree.table}" WHERE {_where(tree)}'
            rows.extend(db.execute(select, key).fetchall())
            db.execute(f'DELETE FROM "{tree.table}" WHERE {_where(tree)}', key)
    for row in rows:
        places = ", ".join("?" * len(row))
        db.execute(f'INSERT INTO "{tree.table}" VALUES ({places})', row)


def _write_anew(db: apsw.Connection, table: str) -> None:
    db.execute(f'CREATE TEMP TABLE scrubbed AS SELECT * FROM main."{table}"')
    db.execute(f'DELETE FROM main."{table}"')
    db.execute(f'INSERT INTO main."{table}" SELECT * FROM temp.scrubbed')
    db.execute("DROP TABLE temp.scrubbed")


def _where(tree: Tree) -> str:
    return " AND ".join(f'"{each}" IS ?' for each in tree.key)
