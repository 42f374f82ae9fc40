"""Traces: what to look for of somebody before they are forgotten, and whether it is still there.

A trace is eight bytes in a row. Of texts every eight bytes are taken, as written and in small
letters, and with them every run of words; of pictures, clips, vectors and checksums as many as are
needed to meet any part of them. A page, whatever is on it, is looked through at every byte.

Eight bytes that somebody else's notes or media hold as well say nothing of who was forgotten; they
are told apart only when some are met.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

from persona_assistant.memory import cells

Pieces = NDArray[np.uint64]
_WIDTH = 8
_MEDIA_STEP = 16
_VECTOR_STEP = 4
_TELLING = 4
"""Different bytes in a piece that can be somebody's: zeros and spaces are everywhere."""
_MIX = np.uint32(0x9E3779B1)
"""Spreads four bytes over the sieve."""

_TEXTS = (
    "SELECT name FROM persona WHERE id = ?1",
    "SELECT consent FROM persona WHERE id = ?1",
    "SELECT name FROM alias WHERE persona = ?1",
    "SELECT value FROM external_id WHERE persona = ?1",
    "SELECT text FROM triplet WHERE persona = ?1",
    "SELECT source FROM media WHERE persona = ?1",
    "SELECT x.text FROM transcript x JOIN media m ON m.id = x.media WHERE m.persona = ?1",
    "SELECT value FROM fact WHERE persona = ?1",
    "SELECT payload FROM event WHERE subject = ?1",
    "SELECT inverse FROM event WHERE subject = ?1",
    "SELECT text FROM memory WHERE id IN (SELECT memory FROM memory_about WHERE persona = ?1)",
    "SELECT text FROM turn WHERE id IN (SELECT turn FROM turn_about WHERE persona = ?1)",
)
_MEDIA = (
    "SELECT data FROM media WHERE persona = ?1",
    "SELECT data FROM attachment WHERE turn IN (SELECT turn FROM turn_about WHERE persona = ?1)",
)
_VECTORS = (
    "SELECT v.data FROM vector v JOIN media m ON m.id = v.media WHERE m.persona = ?1",
    "SELECT s.data FROM sample s JOIN media m ON m.id = s.media WHERE m.persona = ?1",
    "SELECT v.data FROM text_vector v JOIN triplet t ON t.id = v.triplet WHERE t.persona = ?1",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is looked for of one kind."""

    name: str
    """"texts", "media", "checksums", "vectors" or "derived"."""
    items: int
    """How many texts, media, ..."""
    pieces: Pieces
    """Sorted, each once."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What is looked for of somebody."""

    kinds: tuple[Kind, ...]
    fingerprint: str
    """SHA-256 over all of it in order, by which two receipts can be compared."""


def gather(db: apsw.Connection, persona_id: int, derived: Iterable[bytes] = ()) -> Traces:
    """Everything the store holds of a persona, to be looked for once they are forgotten; `derived`
    is what the cache holds of them."""
    data = {
        "texts": [text.encode("utf-8", "replace") for text in _values(db, _TEXTS, persona_id)],
        "media": list(_values(db, _MEDIA, persona_id)),
        "vectors": list(_values(db, _VECTORS, persona_id)),
        "derived": list(derived),
    }
    data["checksums"] = [hashlib.sha256(each).digest() for each in data["media"]]
    taken_in = _values(db, ("SELECT digest FROM taken_in WHERE persona = ?1",), persona_id)
    data["checksums"].extend(taken_in)
    whole = hashlib.sha256()
    for name in sorted(data):
        for each in data[name]:
            whole.update(len(each).to_bytes(8, "big") + each)
    return Traces(
        (
            _kind("texts", data["texts"], forms=_forms, step=1),
            _kind("media", data["media"], step=_MEDIA_STEP),
            _kind(
                "checksums",
                data["checksums"],
                forms=lambda each: (each, each.hex().encode()),
                step=1,
            ),
            _kind("vectors", data["vectors"], step=_VECTOR_STEP),
            _kind("derived", data["derived"], step=_MEDIA_STEP),
        ),
        whole.hexdigest(),
    )


class Search:
    """Looks for traces in one stretch of bytes after the other."""

    def __init__(self, traces: Traces) -> None:
        self._traces = traces
        pieces = sum(len(kind.pieces) for kind in traces.kinds)
        # Large enough that few other bytes pass, small enough to stay near the processor.
        self._shift = np.uint32(32 - min(24, max(16, pieces.bit_length() + 4)))
        self._sieve = np.zeros(1 << (32 - int(self._shift)), np.bool_)
        for kind in traces.kinds:
            self._sieve[self._sifted(kind.pieces.astype(np.uint32))] = True
        self._met: dict[str, dict[int, list[str]]] = {kind.name: {} for kind in traces.kinds}

    def look(self, content: bytes, where: str) -> None:
        """Look at every eight bytes of `content`; `where` says what that is."""
        hits = self._through_sieve(content)
        if not len(hits):
            return
        for kind in self._traces.kinds:
            for piece in _common(hits, kind.pieces).tolist():
                places = self._met[kind.name].setdefault(piece, [])
                if where not in places:
                    places.append(where)

    @property
    def met(self) -> bool:
        return any(self._met.values())

    def forgive(self, content: bytes) -> None:
        """What is in `content` too, which is somebody else's, is no trace."""
        hits = self._through_sieve(content)
        for pieces in self._met.values():
            for piece in np.unique(hits).tolist():
                pieces.pop(piece, None)

    def found(self) -> dict[str, list[str]]:
        """By kind, where traces were met."""
        return {
            kind: sorted({place for places in pieces.values() for place in places})
            for kind, pieces in self._met.items()
            if pieces
        }

    def _through_sieve(self, content: bytes) -> Pieces:
        """Those stretches of eight bytes whose first four may begin a trace."""
        parts = [np.empty(0, np.uint64)]
        for offset in range(min(4, len(content) - _WIDTH + 1)):
            fours = np.frombuffer(content, "<u4", (len(content) - offset) // 4, offset)
            at = np.flatnonzero(self._sieve[self._sifted(fours[:-1])])
            later = fours[at + 1].astype(np.uint64) << np.uint64(32)
            parts.append(fours[at].astype(np.uint64) | later)
        return np.concatenate(parts)

    def _sifted(self, fours: NDArray[np.uint32]) -> NDArray[np.uint32]:
        sifted: NDArray[np.uint32] = (fours * _MIX) >> self._shift
        return sifted


def remaining(db: apsw.Connection, *, binary: bool) -> Iterator[bytes]:
    """Every text, or every value of bytes, that the store still holds, and how its tables are
    made; what text indexes make of texts is left out."""
    if not binary:
        rows: Any = db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        yield from (sql.encode() for (sql,) in rows)
    tables = {tree.table for tree in cells.trees(db) if tree.name == tree.table}
    virtual: Any = db.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'")
    for table in sorted(tables - {name for (name,) in virtual} - {"sqlite_schema"}):
        for row in db.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                if binary and isinstance(value, bytes):
                    yield value
                elif not binary and isinstance(value, str):
                    yield from _forms(value.encode("utf-8", "replace"))


def _values(db: apsw.Connection, queries: Iterable[str], persona_id: int) -> Iterator[Any]:
    for query in queries:
        for (value,) in db.execute(query, (persona_id,)):
            if value is not None:
                yield value


def _forms(text: bytes) -> tuple[bytes, ...]:
    small = text.decode("utf-8", "replace").casefold().encode()
    return (text,) if small == text else (text, small)


def _kind(
    name: str,
    items: list[bytes],
    *,
    forms: Callable[[bytes], Iterable[bytes]] = lambda each: (each,),
    step: int,
) -> Kind:
    parts = [np.empty(0, np.uint64)]
    for item in items:
        for form in forms(item):
            for offset, windows in enumerate(_windows(form)):
                if offset % step == 0:
                    parts.append(windows[:: max(1, step // _WIDTH)])
    pieces = np.unique(np.concatenate(parts))
    return Kind(name, len(items), pieces[_telling(pieces)])


def _windows(content: bytes) -> Iterator[Pieces]:
    """All stretches of eight bytes: those at 0, 8, 16, ..., at 1, 9, 17, ..., and so on."""
    for offset in range(min(_WIDTH, len(content) - _WIDTH + 1)):
        yield np.frombuffer(content, "<u8", (len(content) - offset) // _WIDTH, offset)


def _telling(pieces: Pieces) -> NDArray[np.bool_]:
    letters = np.sort(pieces.view(np.uint8).reshape(-1, _WIDTH), axis=1)
    different: NDArray[np.int64] = 1 + np.count_nonzero(np.diff(letters, axis=1), axis=1)
    return different >= _TELLING


def _common(hits: Pieces, pieces: Pieces) -> Pieces:
    if not len(pieces):
        return hits[:0]
    at = np.minimum(np.searchsorted(pieces, hits), len(pieces) - 1)
    return np.unique(hits[pieces[at] == hits])
