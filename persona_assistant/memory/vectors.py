"""Vectors in bulk: every vector of one encoder, read in one sweep into one array, or searched where
they lie by sqlite-vec."""

from __future__ import annotations

import json
import weakref
from collections.abc import Collection, Iterator
from itertools import compress, islice
from pathlib import Path
from typing import Any

import apsw
import numpy as np

from persona_assistant.errors import BadInput, StoreCorrupt, StoreError
from persona_assistant.memory.connections import storable
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
# Of these, media that other encoders serve.
_SERVED = """
    EXISTS (SELECT 1 FROM vector other INDEXED BY vector_of_media
            WHERE other.media = {media}
              AND other.encoder IN (SELECT value FROM json_each({others})))
"""
_SERVED_COUNT = f"""
    SELECT count(*) FROM vector v INDEXED BY vector_of_media
    WHERE v.media <= ?2 AND v.encoder = ?1 AND {_SERVED.format(media="v.media", others="?3")}
      AND v.media NOT IN (SELECT media FROM negative)
"""
_QUALITY = "SELECT length(quality) / 4 FROM vector WHERE encoder = ? LIMIT 1"
_DATA = "SELECT {columns} FROM vector v WHERE encoder = ?1 AND media > ?2 ORDER BY media"
_NEGATIVE = """
    negative n CROSS JOIN vector v ON v.encoder = ?1 AND v.media = n.media WHERE n.media > ?2
    ORDER BY n.media
"""
_NEAREST = """
    SELECT ifnull((SELECT persona FROM triplet WHERE image = found.media),
                  (SELECT persona FROM triplet WHERE voice = found.media)),
           ifnull((SELECT min(id) FROM triplet WHERE image = found.media),
                  (SELECT min(id) FROM triplet WHERE voice = found.media)),
           1 - found.distance, found.quality
    FROM (
        SELECT media, ifnull(vec_distance_cosine(data, ?2), 1) AS distance, quality FROM vector
        WHERE encoder = ?1 AND media NOT IN (SELECT media FROM negative) {unserved}
        ORDER BY distance, media LIMIT ?3
    ) found ORDER BY found.distance, found.media
"""
_OF_PERSON = """
    SELECT v.media, m.triplet, v.data, v.quality
    FROM (SELECT image AS media, min(id) AS triplet FROM triplet WHERE persona = ?2 GROUP BY image
          UNION ALL
          SELECT voice, min(id) FROM triplet WHERE persona = ?2 GROUP BY voice) m
    CROSS JOIN vector v ON v.encoder = ?1 AND v.media = m.media ORDER BY v.media
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
        unless: Collection[str] = (),
    ) -> None:
        """Only of media beyond the id `after` that have no vector of the encoders `unless`; of
        negative exemplars, when asked."""
        self._where, self._encoder = where, encoder
        self.owners, owned, self.left_out, self.last = _owners(db, encoder, negative, after, unless)
        judged: Any = db.execute(_QUALITY, (encoder,)).fetchone()
        self._judged = None if judged is None else judged[0]
        columns = "v.data, v.quality" if self._judged else "v.data"
        data = f"SELECT {columns} FROM {_NEGATIVE}" if negative else _DATA.format(columns=columns)
        self._cursor = db.execute(data, (encoder, after))
        self._rows = compress(self._cursor, owned)
        self._read = 0

    def read(self, count: int) -> Vectors:
        """The next `count` vectors, or all that are left."""
        owners = self.owners[self._read : self._read + count]
        self._read += len(owners)
        matrix, quality = self._matrices(len(owners))
        return _vectors(matrix, owners, quality)

    def close(self) -> None:
        """End the statement: one that still runs would keep its transaction from ending."""
        self._cursor.close()

    def _matrices(self, count: int) -> tuple[Array, Array | None]:
        """The next `count` rows, shape (count, dim), (0, 0) for none, and their quality."""
        matrix, filled = np.empty((0, 0), np.float32), 0
        quality = np.empty((count, self._judged), "<f4") if self._judged else None
        judged, size = (None, 0) if quality is None else (_bytes(quality), 4 * quality.shape[1])
        rows: Iterator[Any] = islice(self._rows, count)
        try:
            for row in rows:
                if not filled:
                    width = len(row[0])
                    matrix = np.empty((count, width // 4), "<f4")
                    target = _bytes(matrix)
                target[filled * width : (filled + 1) * width] = row[0]
                if judged is not None:
                    judged[filled * size : (filled + 1) * size] = row[1]
                filled += 1
        except (TypeError, ValueError):
            raise unequal(self._where, self._encoder) from None
        if filled < count:
            raise StoreCorrupt(
                f"{self._where} lacks vectors of {self._encoder} that its index has; "
                "restore a backup."
            )
        return _native(matrix), None if quality is None else _native(quality)


def owners(db: apsw.Connection, encoder: str, unless: Collection[str] = ()) -> Array:
    """Who the vectors of an encoder are of: a structured array, see `Media.vector_owners`."""
    found, *_ = _owners(db, encoder, False, 0, unless)
    return found


def only_grew(
    db: apsw.Connection,
    encoder: str,
    *,
    since: int,
    last: int,
    count: int,
    unless: Collection[str] = (),
    left_out: int = 0,
) -> bool:
    """See `Media.only_grew`."""
    row: Any = db.execute("SELECT 1 FROM content_version WHERE removed > ?", (since,)).fetchone()
    if row is not None:
        return False
    # Nothing else takes a vector away: as many are the same ones. Nor does what is left out ever
    # become less.
    known = _count(db, _COUNT, encoder, last) - _count(db, _NEGATIVE_COUNT, encoder, last)
    served = (
        _count(db, _SERVED_COUNT, encoder, last, json.dumps(list(map(storable, unless))))
        if unless
        else 0
    )
    return known == count + left_out and served == left_out


def nearest(
    db: apsw.Connection,
    where: Path | str,
    encoder: str,
    query: Array,
    limit: int,
    unless: Collection[str] = (),
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
    unserved = f"AND NOT {_SERVED.format(media='vector.media', others='?4')}" if unless else ""
    values = (
        encoder,
        query.tobytes(),
        limit,
        *([json.dumps(list(map(storable, unless)))] if unless else []),
    )
    try:
        rows: Any = db.execute(_NEAREST.format(unserved=unserved), values).fetchall()
    except apsw.SQLError:
        raise unequal(where, encoder) from None
    return [
        Near(persona, triplet, score, None if judged is None else np.frombuffer(judged, "<f4"))
        for persona, triplet, score, judged in rows
    ]


def of_person(db: apsw.Connection, where: Path | str, encoder: str, persona_id: int) -> Vectors:
    """See `Media.vectors_of`."""
    rows: Any = db.execute(_OF_PERSON, (encoder, persona_id)).fetchall()
    owners = np.array([(media, persona_id, triplet) for media, triplet, *_ in rows], _OWNER)
    data, quality = (
        [np.frombuffer(row[at], "<f4") for row in rows if row[at] is not None] for at in (2, 3)
    )
    try:
        matrix = np.stack(data) if data else np.empty((0, 0), np.float32)
        return _vectors(_native(matrix), owners, _native(np.stack(quality)) if quality else None)
    except ValueError:
        raise unequal(where, encoder) from None


def unequal(where: Path | str, encoder: str) -> StoreCorrupt:
    return StoreCorrupt(f"{where} holds vectors of {encoder} of unequal length; restore a backup.")


def _owners(
    db: apsw.Connection, encoder: str, negative: bool, after: int, unless: Collection[str]
) -> tuple[Array, Array, int, int]:
    """The owner of each vector that is asked for; for every stored one, whether it is; how many
    are not because of `unless`; the last stored one's medium."""
    ids: Any = db.execute(
        f"SELECT n.media FROM {_NEGATIVE}" if negative else _IDS, (encoder, after)
    )
    seen = np.fromiter((media for (media,) in ids), np.int64)
    rows: Any = db.execute(_NEGATIVE_OWNERS if negative else _OWNERS, (after,))
    found = np.fromiter(rows, _OWNER)
    found.sort(order="media")
    owned = np.isin(seen, found["media"])
    known = int(owned.sum())
    for other in unless:
        served: Any = db.execute(_IDS, (storable(other), after))
        owned &= ~np.isin(seen, np.fromiter((media for (media,) in served), np.int64))
    asked = seen[owned]
    last = int(seen[-1]) if len(seen) else after
    return found[np.searchsorted(found["media"], asked)], owned, known - len(asked), last


def _others(unless: Collection[str]) -> tuple[str, ...]:
    """The encoders as the value of a statement; no value for none."""
    return (json.dumps(list(map(storable, unless))),) if unless else ()


def _count(db: apsw.Connection, sql: str, *values: Any) -> int:
    row: Any = db.execute(sql, values).fetchone()
    return int(row[0])


def _vectors(matrix: Array, owners: Array, quality: Array | None) -> Vectors:
    persona, triplet, media = (
        np.ascontiguousarray(owners[name]) for name in ("persona", "triplet", "media")
    )
    return Vectors(matrix, persona, triplet, media, quality)


def _bytes(matrix: Array) -> memoryview:
    return matrix.view(np.uint8).reshape(-1).data


def _native(matrix: Array) -> Array:
    return matrix.astype(np.float32, copy=False)


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
