"""Verifying: what is in the files of a store, byte by byte, and what is not.

Every page of the store and of its cache is read in the clear, free pages included: what no row and
no index uses must be zero, the write-ahead log must be empty, and nothing may be met of somebody
who was forgotten, if their traces are at hand. The receipt says what was looked at and what was
looked for, and holds nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from persona_assistant.memory import cells, database, pages, scrub
from persona_assistant.memory.pages import Malformed, Read, Shape
from persona_assistant.memory.traces import Search, Traces, remaining
from persona_assistant.progress import UNWATCHED, Counter, Watch

_AT_ONCE = 128
"""Pages that are searched together."""
_LOOKING = "looking at every page"


@dataclass(frozen=True, slots=True)
class FileLooked:
    """A file that was looked through."""

    name: str
    bytes: int
    pages: int
    """0 for a file without pages, and for one that was not looked through."""
    free_pages: int
    log_bytes: int
    """Length of its write-ahead log. The file is not looked through while that is not empty."""
    unused: int
    """Bytes in unused places that are not zero and may be somebody's."""
    places: int
    """Bytes in unused places that are former places of rows, or row numbers."""


@dataclass(frozen=True, slots=True)
class LookedFor:
    """What was looked for of one kind."""

    kind: str
    items: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Verification:
    """The receipt."""

    files: tuple[FileLooked, ...]
    problems: tuple[str, ...]
    """What is wrong, one sentence each; empty when everything is as it should be."""
    looked_for: tuple[LookedFor, ...] = ()
    fingerprint: str = ""
    """SHA-256 over everything that was looked for; "" when that was nothing."""
    found: tuple[tuple[str, str], ...] = ()
    """(kind, where) of each trace that was met."""

    @property
    def ok(self) -> bool:
        return not self.problems and not self.found


def look_through(
    db: apsw.Connection, path: Path, search: Search | None, watch: Watch = UNWATCHED
) -> FileLooked:
    """Look at every page of the file at `path`, which `db` has open outside of a transaction; at
    none while its write-ahead log holds some. Raises Malformed, Cancelled, apsw.Error."""
    with database.snapshot(db):
        db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        log = path.with_name(f"{path.name}-wal")
        log_bytes = log.stat().st_size if log.exists() else 0
        if log_bytes:
            return FileLooked(path.name, path.stat().st_size, 0, 0, log_bytes, 0, 0)
        read, shape = scrub.reader(db)
        unused = places = free = 0
        seen: set[int] = {shape.lock_page}
        count = Counter(watch.on_progress, _LOOKING, shape.pages, unit="pages")
        for tree in cells.trees(db):
            watch.heed(_LOOKING)
            count(len(seen) - 1 - count.done)
            for number in pages.numbers(tree.root, read, shape):
                page = pages.tree_page(number, read(number), shape)
                numbers_only = tree.padded is None or not scrub.counts(page)
                if numbers_only or page.places_only:
                    places += page.stale
                else:
                    unused += page.stale
                seen.add(number)
                for cell in page.cells:
                    for far, left in pages.overflow_pages(cell, read, shape):
                        unused += left
                        seen.add(far)
        for number, left in pages.free_pages(read, shape):
            unused += left
            free += 1
            seen.add(number)
        lost = set(range(1, shape.pages + 1)) - seen
        if lost:
            raise Malformed(f"{len(lost)} pages belong to nothing")
        if search is not None:
            _search(path.name, read, shape, search, watch)
    size = path.stat().st_size
    return FileLooked(path.name, size, shape.pages, free, 0, unused, places)


def look_at_others(folder: Path, known: set[str], search: Search | None) -> Iterator[FileLooked]:
    """The files in the folder that are neither the store nor its cache, such as drafts."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and str(file.relative_to(folder)) not in known:
            name, size = str(file.relative_to(folder)), file.stat().st_size
            if search is not None:
                with file.open("rb") as stream:
                    tail = b""
                    while part := stream.read(1 << 22):
                        search.look(tail + part, name)
                        tail = part[-7:]
            yield FileLooked(name, size, 0, 0, 0, 0, 0)


def receipt(
    files: list[FileLooked], problems: list[str], traces: Traces | None, search: Search | None
) -> Verification:
    for file in files:
        if file.log_bytes:
            problems.append(
                f"{file.name} was not looked through, since its write-ahead log holds"
                f" {file.log_bytes} bytes; end other processes that use the memory and verify it"
                " again."
            )
        if file.unused:
            problems.append(
                f"{file.unused} unused bytes of {file.name} are not zero; end other processes that"
                " use the memory and verify it again."
            )
    if traces is None or search is None:
        return Verification(tuple(files), tuple(problems))
    return Verification(
        tuple(files),
        tuple(problems),
        tuple(LookedFor(each.name, each.items, len(each.pieces)) for each in traces.kinds),
        traces.fingerprint,
        tuple((kind, place) for kind, places in search.found().items() for place in places),
    )


def forgive_what_remains(db: apsw.Connection, search: Search) -> None:
    """Leave out what others' notes and media hold as well."""
    for binary in (False, True):
        if search.met:
            for value in remaining(db, binary=binary):
                search.forgive(value)


def _search(name: str, read: Read, shape: Shape, search: Search, watch: Watch) -> None:
    count = Counter(watch.on_progress, "looking for traces", shape.pages, unit="pages")
    for first in range(1, shape.pages + 1, _AT_ONCE):
        watch.heed("looking for traces")
        numbers = [
            number
            for number in range(first, min(first + _AT_ONCE, shape.pages + 1))
            if number != shape.lock_page
        ]
        contents = [read(number)[: shape.usable] for number in numbers]
        search.look(bytes(8).join(contents), name)
        count(len(numbers))
