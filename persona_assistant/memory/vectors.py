"""Vectors in bulk: every vector of one encoder, read in one sweep into one array, or searched where
they lie by sqlite-vec."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from itertools import compress, islice
from pathlib import Path
from typing import Any

import apsw
import numpy as np

from persona_assistant.errors import BadInput, StoreCorrupt, StoreError
from persona_assistant.memory.records import Array, Near, Vectors

# Owners are read from the indexes of `triplet`: a row of `media` would cost a page of pixels each.
_OWNERS = """
    SELECT image, persona, min(id) FROM triplet WHERE image > ?1 GROUP BY image
    UNION ALL SELECT voice, persona, min(id) FROM triplet WHERE voice > ?1 GROUP BY voice
"""
_NEGATIVE_OWNERS = "SELECT media, persona, 0 FROM negative WHERE media > ?1"
_OWNER = np.dtype([("media", np.int64), ("persona", np.int64), ("triplet", np.int64)])
# The index named here holds ids alone, so that no vector is read to know which there are.
_IDS = """
    SELECT media FROM vector INDEXED BY vector_of_media WHERE media > ?2 AND encoder = ?1
    ORDER BY media
"""
_COUNT = "SELECT count(*) FROM vector INDEXED BY vector_of_media WHERE media <= ?2 AND encoder = ?1"
_NEGATIVE_COUNT = """
    SELECT count(*) FROM negative n CROSS JOIN vector v ON v.media = n.media AND v.encoder = ?1
    WHERE n.media <= ?2
"""
_DATA = "SELECT data FROM vector WHERE encoder = ?1 AND media > ?2 ORDER BY media"
_NEGATIVE = """
    negative n CROSS JOIN vector v ON v.encoder = ?1 AND v.media = n.media WHERE n.media > ?2
    ORDER BY n.media
"""
_NEAREST = """
    SELECT ifnull((SELECT persona FROM triplet WHERE image = found.media),
                  (SELECT persona FROM triplet WHERE voice = found.media)),
           ifnull((SELECT min(id) FROM triplet WHERE image = found.media),
                  (SELECT min(id) FROM triplet WHERE voice = found.media)),
           1 - found.distance
    FROM (
        SELECT media, ifnull(vec_distance_cosine(data, ?2), 1) AS distance FROM vector
        WHERE encoder = ?1 AND media NOT IN (SELECT media FROM negative)
        ORDER BY distance, media LIMIT ?3
    ) found ORDER BY found.distance, found.media
"""


class Sweep:
    """The vectors of one encoder, of one state of the store, to be read from first to last."""

    def __init__(
        self,
        db: apsw.Connection,
        where: Path | str,
        encoder: str,
        *,
        negative: bool = False,
        after: int = 0,
    ) -> None:
        """Only of media beyond the id `after`; of negative exemplars, when asked."""
        self._where, self._encoder = where, encoder
        self.owners, owned = _owners(db, encoder, negative, after)
        data = f"SELECT v.data FROM {_NEGATIVE}" if negative else _DATA
        self._cursor = db.execute(data, (encoder, after))
        self._rows = compress(self._cursor, owned)
        self._read = 0

    def read(self, count: int) -> Vectors:
        """The next `count` vectors, or all that are left."""
        owners = self.owners[self._read : self._read + count]
        self._read += len(owners)
        return _vectors(self._matrix(len(owners)), owners)

    def close(self) -> None:
        """End the statement: one that still runs would keep its transaction from ending."""
        self._cursor.close()

    def _matrix(self, count: int) -> Array:
        """The next `count` rows, shape (count, dim); (0, 0) for none."""
        matrix, filled = np.empty((0, 0), np.float32), 0
        rows: Iterator[Any] = islice(self._rows, count)
        for (data,) in rows:
            if not filled:
                matrix = np.empty((count, len(data) // 4), "<f4")
                target, width = matrix.view(np.uint8).reshape(-1).data, len(data)
            try:
                target[filled * width : (filled + 1) * width] = data
            except ValueError:
                raise unequal(self._where, self._encoder) from None
            filled += 1
        if filled < count:
            raise StoreCorrupt(
                f"{self._where} lacks vectors of {self._encoder} that its index has; "
                "restore a backup."
            )
        return matrix.astype(np.float32, copy=False)


def owners(db: apsw.Connection, encoder: str) -> Array:
    """Who the vectors of an encoder are of: a structured array, see `Media.vector_owners`."""
    return _owners(db, encoder, False, 0)[0]


def only_grew(db: apsw.Connection, encoder: str, *, since: int, last: int, count: int) -> bool:
    """See `Media.only_grew`."""
    row: Any = db.execute("SELECT 1 FROM content_version WHERE removed > ?", (since,)).fetchone()
    if row is not None:
        return False
    # Nothing else takes a vector away: as many are the same ones.
    return _count(db, _COUNT, encoder, last) - _count(db, _NEGATIVE_COUNT, encoder, last) == count


def nearest(
    db: apsw.Connection, where: Path | str, encoder: str, query: Array, limit: int
) -> list[Near]:
    """See `Media.nearest`."""
    query = np.ascontiguousarray(query, dtype="<f4")
    known: Any = db.execute(
        "SELECT dim FROM vector WHERE encoder = ? LIMIT 1", (encoder,)
    ).fetchone()
    if known is None or limit <= 0:
        return []
    if query.shape != (known[0],):
        raise BadInput(
            f"Vectors of {encoder} have {known[0]} numbers, the query has shape {query.shape}."
        )
    _load_search(db)
    try:
        rows: Any = db.execute(_NEAREST, (encoder, query.tobytes(), limit)).fetchall()
    except apsw.SQLError:
        raise unequal(where, encoder) from None
    return [Near(*row) for row in rows]


def unequal(where: Path | str, encoder: str) -> StoreCorrupt:
    return StoreCorrupt(f"{where} holds vectors of {encoder} of unequal length; restore a backup.")


def _owners(db: apsw.Connection, encoder: str, negative: bool, after: int) -> tuple[Array, Array]:
    """The owner of each vector that is asked for, and, for every stored one, whether it is."""
    ids: Any = db.execute(
        f"SELECT n.media FROM {_NEGATIVE}" if negative else _IDS, (encoder, after)
    )
    seen = np.fromiter((media for (media,) in ids), np.int64)
    rows: Any = db.execute(_NEGATIVE_OWNERS if negative else _OWNERS, (after,))
    found = np.fromiter(rows, _OWNER)
    found.sort(order="media")
    owned = np.isin(seen, found["media"])
    return found[np.searchsorted(found["media"], seen[owned])], owned


def _count(db: apsw.Connection, sql: str, encoder: str, last: int) -> int:
    row: Any = db.execute(sql, (encoder, last)).fetchone()
    return int(row[0])


def _vectors(matrix: Array, owners: Array) -> Vectors:
    return Vectors(
        matrix, *(np.ascontiguousarray(owners[name]) for name in ("persona", "triplet", "media"))
    )


_searching: weakref.WeakSet[apsw.Connection] = weakref.WeakSet()


def _load_search(db: apsw.Connection) -> None:
    """Lend sqlite-vec to this connection, and load nothing else ever."""
    if db in _searching:
        return
    try:
        import sqlite_vec

        db.enable_load_extension(True)
        db.load_extension(sqlite_vec.loadable_path())
    except (ImportError, apsw.ExtensionLoadingError) as error:
        raise StoreError(
            f"sqlite-vec cannot be loaded ({error}); reinstall persona-assistant, "
            "or set search to faiss."
        ) from None
    finally:
        db.enable_load_extension(False)
    _searching.add(db)
