"""Pages: where on a page of a database file nothing is stored, and what lies there all the same.

SQLite moves rows from page to page as a table grows and shrinks. `secure_delete` overwrites what
is deleted, but not the copies that such a move leaves between the rows of the former page. Here a
page is read by the published file format (https://sqlite.org/fileformat2.html), so that every
byte is known to be in use or not.

A *tree page* has a header, the places of its cells and, from the end backwards, the cells. What
lies between and around them is unused. Long values go on in *overflow pages*; pages that no tree
uses are *free pages*.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

Read = Callable[[int], bytes]
"""A page in the clear by its number, from 1."""

_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13
_KINDS = frozenset({_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE})
_FILE_HEADER = 100
_FORMER_PLACES = 24
"""Bytes: what a single row cannot cover of its page, and a little more."""
_DEEPEST = 20
_LOCK_BYTE = 1 << 30


class Malformed(Exception):
    """A page that is not what its place in the file says."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file's first page says of all its pages."""

    page_size: int
    usable: int
    """Bytes of a page that SQLite uses; the cipher keeps the rest."""
    pages: int
    first_free: int

    @classmethod
    def of(cls, first_page: bytes, pages: int) -> Shape:
        size = int.from_bytes(first_page[16:18], "big")
        size = 65536 if size == 1 else size
        free = int.from_bytes(first_page[32:36], "big")
        return cls(size, size - first_page[20], pages, free)

    @property
    def lock_page(self) -> int:
        """The page that locks lie on; nothing is ever written to it."""
        return _LOCK_BYTE // self.page_size + 1

    def most_here(self, table: bool) -> int:
        """The longest value that lies on one page whole."""
        return self.usable - 35 if table else (self.usable - 12) * 64 // 255 - 23

    def here(self, payload: int, table: bool) -> int:
        """How much of a value of `payload` bytes lies on the page of its cell."""
        most = self.most_here(table)
        if payload <= most:
            return payload
        least = (self.usable - 12) * 32 // 255 - 23
        split = least + (payload - least) % (self.usable - 4)
        return split if split <= most else least


class Cell(NamedTuple):
    """A cell of a tree page."""

    start: int
    size: int
    """Bytes on its page."""
    row: int | None
    """The row's number, on a leaf of a table."""
    value: int
    """Where its value begins."""
    here: int
    """Bytes of the value on this page."""
    payload: int
    """Bytes of the value in all."""
    overflow: int
    """The page on which the value goes on; 0 where it does not."""


@dataclass(frozen=True, slots=True)
class TreePage:
    """A page of a b-tree, taken apart."""

    number: int
    leaf: bool
    table: bool
    """Whether rows are found by number; else by what is in them."""
    data: bytes
    cells: tuple[Cell, ...]
    children: tuple[int, ...]
    free: int
    """Unused bytes."""
    stale: int
    """Unused bytes that are not zero."""
    places_only: bool
    """Whether these are, as far as one can see, places of a few rows that were on the page: a
    deletion leaves them, and a page with one row cannot be cleared of them."""


def tree_page(number: int, data: bytes, shape: Shape) -> TreePage:
    """Take a page of a b-tree apart. Raises Malformed."""
    try:
        return _tree_page(number, data, shape)
    except (IndexError, struct.error):
        raise Malformed(f"page {number} ends before what it holds") from None


def _tree_page(number: int, data: bytes, shape: Shape) -> TreePage:
    at = _FILE_HEADER if number == 1 else 0
    kind = data[at]
    if kind not in _KINDS:
        raise Malformed(f"page {number} is of no table or index")
    leaf, table = kind in (_LEAF_INDEX, _LEAF_TABLE), kind in (_INTERIOR_TABLE, _LEAF_TABLE)
    head = at + (8 if leaf else 12)
    block, count = struct.unpack_from(">HH", data, at + 1)
    starts = struct.unpack_from(f">{count}H", data, head)
    children: list[int] = []
    found: list[Cell] = []
    for start in starts:
        inside = start
        if not leaf:
            children.append(int.from_bytes(data[start : start + 4], "big"))
            inside += 4
        if kind == _INTERIOR_TABLE:
            _, end = varint(data, inside)
            found.append(Cell(start, end - start, None, end, 0, 0, 0))
            continue
        payload, inside = varint(data, inside)
        row = None
        if table:
            row, inside = varint(data, inside)
        here = shape.here(payload, table)
        end = inside + here
        overflow = 0
        if here < payload:
            overflow = int.from_bytes(data[end : end + 4], "big")
            end += 4
        found.append(Cell(start, max(4, end - start), row, inside, here, payload, overflow))
    if not leaf:
        children.append(int.from_bytes(data[at + 8 : at + 12], "big"))
    used = [(start, start + size) for start, size, *_ in found]
    used.extend(_free_blocks(data, block, shape.usable))
    free, stale = _unused(data, head + 2 * count, used, shape.usable)
    places = stale > 0 and _places_only(data, head + 2 * count, used, stale, shape.usable)
    return TreePage(number, leaf, table, data, tuple(found), tuple(children), free, stale, places)


def numbers(root: int, read: Read, shape: Shape) -> Iterator[int]:
    """Every page of a b-tree. Reads those above the leaves, all of which lie equally deep. Raises
    Malformed."""
    level, depth = [root], 0
    while True:
        for number in level:
            if not 1 <= number <= shape.pages:
                raise Malformed(f"page {number} is not in the file")
        yield from level
        first = tree_page(level[0], read(level[0]), shape)
        depth += 1
        if first.leaf:
            return
        if depth > _DEEPEST:
            raise Malformed(f"the tree of page {root} has no end")
        level = [
            child for number in level for child in tree_page(number, read(number), shape).children
        ]


def overflow_pages(cell: Cell, read: Read, shape: Shape) -> Iterator[tuple[int, int]]:
    """(number, nonzero bytes behind the end of the value) of each page a value goes on on."""
    room, number, left = shape.usable - 4, cell.overflow, cell.payload - cell.here
    while left > 0:
        if not 1 <= number <= shape.pages:
            raise Malformed(f"page {number} is not in the file")
        data = read(number)
        tail = data[4 + left : shape.usable] if left < room else b""
        yield number, _nonzero(tail)
        number, left = int.from_bytes(data[:4], "big"), left - room


def free_pages(read: Read, shape: Shape) -> Iterator[tuple[int, int]]:
    """(number, bytes of content) of each page that nothing uses."""
    trunk, seen = shape.first_free, 0
    while trunk:
        if not 1 <= trunk <= shape.pages or seen > shape.pages:
            raise Malformed(f"page {trunk} is not in the file")
        data = read(trunk)[: shape.usable]
        # The list of free pages. Behind its end stand numbers of pages that were in it.
        following, count, *numbers = struct.unpack(f">{shape.usable // 4}I", data)
        if count > len(numbers):
            raise Malformed(f"page {trunk} lists more free pages than it has room for")
        yield trunk, 4 * sum(number > shape.pages for number in numbers[count:])
        for leaf in numbers[:count]:
            yield leaf, _nonzero(read(leaf)[: shape.usable])
        seen += 1 + count
        trunk = following


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins here, and where it ends."""
    value = 0
    for _ in range(8):
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    return value << 8 | data[at], at + 1


def _free_blocks(data: bytes, block: int, usable: int) -> Iterator[tuple[int, int]]:
    """The four bytes of each that say where the next is and how long it is."""
    while block:
        if block + 4 > usable:
            raise Malformed("unused bytes lie outside of their page")
        yield block, block + 4
        following = int.from_bytes(data[block : block + 2], "big")
        if following and following <= block:
            raise Malformed("unused bytes are out of order")
        block = following


def _unused(data: bytes, at: int, used: list[tuple[int, int]], usable: int) -> tuple[int, int]:
    """How many bytes from `at` on lie in none of these ranges, and how many of them are not
    zero."""
    free = stale = 0
    for start, end in sorted(used):
        if start < at or end > usable:
            raise Malformed("what a page holds overlaps")
        if start > at:
            free += start - at
            stale += _nonzero(data[at:start])
        at = end
    return free + usable - at, stale + _nonzero(data[at:usable])


def _places_only(
    data: bytes, at: int, used: list[tuple[int, int]], stale: int, usable: int
) -> bool:
    end = min((start for start, _ in used), default=usable)
    behind = data[at : min(at + _FORMER_PLACES, end)]
    places = struct.unpack(f">{len(behind) // 2}H", behind[: len(behind) // 2 * 2])
    return _nonzero(behind) == stale and all(not each or at <= each < usable for each in places)


def _nonzero(data: bytes) -> int:
    return len(data) - data.count(0)
