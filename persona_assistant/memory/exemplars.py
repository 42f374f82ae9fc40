"""Exemplars: the pictures and clips of people, and the vectors by which these are compared.

Vectors are read in one sweep into one array, for whoever searches them in memory, or searched where
they lie by sqlite-vec. A *negative* exemplar is a medium that somebody took for a person wrongly:
it is kept as that person's, in none of their triplets, so that whatever is nearer to it than to
them is not them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import compress, islice

import apsw
import numpy as np

from persona_assistant.errors import BadInput, StoreCorrupt, StoreError
from persona_assistant.memory import database
from persona_assistant.memory.connection import storable
from persona_assistant.memory.people import People
from persona_assistant.memory.records import Near, Vector, Vectors, check_vector, clean_source
from persona_assistant.pmg import Clip, Persona, Picture

_KINDS = ("image", "voice")

# Owners are read from the indexes of `triplet`: a row of `media` would cost a page of pixels each.
_OWNERS = """
    SELECT image, persona, min(id) FROM triplet WHERE image > ?1 GROUP BY image
    UNION ALL SELECT voice, persona, min(id) FROM triplet WHERE voice > ?1 GROUP BY voice
"""
_NEGATIVE_OWNERS = "SELECT media, persona, 0 FROM negative WHERE media > ?1"
_OWNER = np.dtype([("media", np.int64), ("persona", np.int64), ("triplet", np.int64)])
# The index named here holds ids alone, so that no vector is read to know which there are.
_IDS = "SELECT media FROM vector INDEXED BY vector_of_media WHERE media > ?2 AND encoder = ?1 ORDER BY media"
_COUNT = "SELECT count(*) FROM vector INDEXED BY vector_of_media WHERE media <= ?2 AND encoder = ?1"
_NEGATIVE_COUNT = """
    SELECT count(*) FROM negative n CROSS JOIN vector v ON v.media = n.media AND v.encoder = ?1
    WHERE n.media <= ?2
"""
_DATA = "SELECT data FROM vector WHERE encoder = ?1 AND media > ?2 ORDER BY media"
_NEGATIVE = """
    negative n CROSS JOIN vector v ON v.encoder = ?1 AND v.media = n.media WHERE n.media > ?2 ORDER BY n.media
"""

# From one to the next by the primary key: their vectors are not read.
_ENCODERS = """
    WITH RECURSIVE found (encoder) AS (
        SELECT min(encoder) FROM vector
        UNION ALL SELECT (SELECT min(encoder) FROM vector v WHERE v.encoder > found.encoder) FROM found
        WHERE encoder IS NOT NULL
    ) SELECT encoder FROM found WHERE encoder IS NOT NULL
"""

_UNSEEN = """
    SELECT {kind} AS media FROM triplet t WHERE {kind} > ?1
        AND NOT EXISTS
        (SELECT 1 FROM vector v INDEXED BY vector_of_media WHERE v.media = t.{kind} AND v.encoder = ?2)
    UNION
    SELECT n.media FROM negative n CROSS JOIN media m ON m.id = n.media AND m.kind = '{kind}'
        WHERE n.media > ?1 AND NOT EXISTS
        (SELECT 1 FROM vector v INDEXED BY vector_of_media WHERE v.media = n.media AND v.encoder = ?2)
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


class Exemplars(People):
    """The part of `Memory` that compares media."""

    _searchable = False

    # --- reading

    def vectors(self, encoder: str, *, negative: bool = False, after: int = 0) -> Vectors:
        """Every vector of one encoder, in the order its media were stored; of negative exemplars,
        when asked.

        Only of media beyond the id `after`. One array of its final size is filled as the file is
        read.
        """
        encoder = storable(encoder)
        data = f"SELECT v.data FROM {_NEGATIVE}" if negative else _DATA
        with self._reading():
            owners, owned = self._owners(encoder, negative, after)
            # Closed before the state is let go of: a statement still running would keep it from
            # ending.
            with closing(self._connection.execute(data, (encoder, after))) as rows:
                return _vectors(self._matrix(encoder, compress(rows, owned), len(owners)), owners)

    def vector_blocks(self, encoder: str, size: int = 65536) -> Iterator[Vectors]:
        """What `vectors(encoder)` gives, in blocks of `size` rows; one state of the memory, for as
        long as it lasts. Nothing else can be asked of the memory meanwhile."""
        encoder = storable(encoder)
        with self._reading():
            owners, owned = self._owners(encoder, False, 0)
            with closing(self._connection.execute(_DATA, (encoder, 0))) as rows:
                wanted = compress(rows, owned)
                for start in range(0, len(owners), size):
                    part = owners[start : start + size]
                    yield _vectors(self._matrix(encoder, wanted, len(part)), part)

    def vector_owners(self, encoder: str) -> np.ndarray:
        """What `vectors(encoder)` has beside its matrix, without reading any vector: a structured
        array, shape (n,), of int64 "media", "persona" and "triplet"."""
        with self._reading():
            return self._owners(storable(encoder), False, 0)[0]

    def only_grew(self, encoder: str, *, since: int, last: int, count: int) -> bool:
        """Whether the vectors of media up to the id `last` are the `count` that they were at the
        version `since`, so that whoever read them then need only read `vectors(encoder,
        after=last)`. Reads none."""
        encoder = storable(encoder)
        with self._reading():
            if self._one("SELECT 1 FROM event WHERE id > ? AND what = 'forgot'", since):
                return False
            # Nothing else takes a vector away: as many are the same ones.
            return (
                self._one(_COUNT, encoder, last)[0] - self._one(_NEGATIVE_COUNT, encoder, last)[0]
                == count
            )

    def encoders(self) -> list[str]:
        """Ids of the encoders that have seen any medium."""
        with database.translated(self._where):
            return [encoder for (encoder,) in self._connection.execute(_ENCODERS)]

    def nearest(self, encoder: str, query: np.ndarray, limit: int) -> list[Near]:
        """The exemplars nearest to `query` (float32, shape (dim,)), nearest first, at most `limit`.

        Exact, by sqlite-vec over the file: no vector stays in memory. Raises BadInput for a query
        of another length than the stored vectors, StoreError where sqlite-vec cannot be loaded.
        """
        query = np.ascontiguousarray(query, dtype="<f4")
        with self._reading():
            known = self._one("SELECT dim FROM vector WHERE encoder = ? LIMIT 1", storable(encoder))
            if known is None or limit <= 0:
                return []
            if query.shape != (known[0],):
                raise BadInput(
                    f"Vectors of {encoder} have {known[0]} numbers, the query has shape {query.shape}."
                )
            self._load_search()
            try:
                rows = self._connection.execute(
                    _NEAREST, (storable(encoder), query.tobytes(), limit)
                ).fetchall()
            except apsw.SQLError:
                raise self._unequal(encoder) from None
        return [Near(*row) for row in rows]

    def without_vector(
        self, encoder: str, kind: str, *, after: int = 0, limit: int = 32
    ) -> list[tuple[int, Picture | Clip]]:
        """Up to `limit` media of a kind ("image" or "voice") that this encoder has not seen, with
        their ids, in the order they were stored, beyond the id `after`. Negative exemplars are
        among them."""
        with database.translated(self._where):
            # Only the indexes are read until something is found.
            rows = self._connection.execute(
                "SELECT id, data, width, height, seconds, source FROM media WHERE id IN"
                f" ({_unseen(kind)} ORDER BY 1 LIMIT ?3) ORDER BY id",
                (after, storable(encoder), limit),
            ).fetchall()
        return [
            (
                media,
                Picture(data, width, height, source)
                if kind == "image"
                else Clip(data, seconds, source),
            )
            for media, data, width, height, seconds, source in rows
        ]

    def count_without_vector(self, encoder: str, kind: str) -> int:
        """How many media `without_vector` has to give in all."""
        with database.translated(self._where):
            return self._one(f"SELECT count(*) FROM ({_unseen(kind)})", 0, storable(encoder))[0]

    def count_media(self, kind: str) -> int:
        """How many pictures ("image") or clips ("voice") people are known by."""
        with database.translated(self._where):
            return self._one(f"SELECT count(DISTINCT {_known(kind)}) FROM triplet")[0]

    def encoders_of(self, kind: str) -> dict[str, int]:
        """How many pictures ("image") or clips ("voice") encoders have seen, the one that saw most
        first."""
        with database.translated(self._where):
            return dict(
                self._connection.execute(
                    "SELECT encoder, count(*) AS seen FROM vector v INDEXED BY vector_of_media"
                    f" WHERE EXISTS (SELECT 1 FROM triplet WHERE {_known(kind)} = v.media)"
                    " GROUP BY encoder ORDER BY seen DESC, encoder"
                )
            )

    # --- adding

    def add_vectors(self, vectors: Sequence[tuple[int, Vector]]) -> None:
        """Store the vectors of media that are there already, by their ids; in one transaction."""
        checked = [(media_id, check_vector(vector)) for media_id, vector in vectors]
        with self._writing("encoded"):
            for media_id, vector in checked:
                if self._one(
                    "SELECT 1 FROM media WHERE id = ?", media_id
                ):  # it may have been forgotten meanwhile
                    self._add_vector(media_id, vector)

    def add_negative(self, name: str, kind: str, media: Picture | Clip, vector: Vector) -> Persona:
        """Keep a picture ("image") or clip ("voice") that is not of the person, though it may seem
        so.

        `vector` is how an encoder sees it. It is counted and shown nowhere; adding it to the person
        after all takes this back. Raises PersonaNotFound, BadInput when it is one of the person's
        own.
        """
        known = isinstance(media, Picture if _known(kind) == "image" else Clip)
        vector = check_vector(vector)
        if not known or vector is None:
            raise BadInput(
                f"A negative exemplar of kind {kind} needs a medium of that kind and its vector."
            )
        with self._writing("refuted") as event:
            persona = self.persona(name)
            event.persona = persona.id
            media_id = self._add_media(persona.id, kind, media, vector)
            if self._one(f"SELECT 1 FROM triplet WHERE {kind} = ?", media_id):
                raise BadInput(
                    f"{media.source or f'This {kind}'} is one of {persona.name}'s own; "
                    "it cannot also be said not to be."
                )
            self._connection.execute(
                "INSERT OR IGNORE INTO negative (media, persona) VALUES (?, ?)",
                (media_id, persona.id),
            )
            return persona

    # --- inside

    def _owners(self, encoder: str, negative: bool, after: int) -> tuple[np.ndarray, np.ndarray]:
        """The owner of each vector that is asked for, and, for every stored one, whether it is."""
        ids = f"SELECT n.media FROM {_NEGATIVE}" if negative else _IDS
        seen = np.fromiter(
            (media for (media,) in self._connection.execute(ids, (encoder, after))), np.int64
        )
        owners = np.fromiter(
            self._connection.execute(_NEGATIVE_OWNERS if negative else _OWNERS, (after,)), _OWNER
        )
        owners.sort(order="media")
        owned = np.isin(seen, owners["media"])
        return owners[np.searchsorted(owners["media"], seen[owned])], owned

    def _matrix(self, encoder: str, rows: Iterator[tuple[bytes]], count: int) -> np.ndarray:
        """The next `count` rows, shape (count, dim); (0, 0) for none."""
        matrix, filled = np.empty((0, 0), np.float32), 0
        for (data,) in islice(rows, count):
            if not filled:
                matrix = np.empty((count, len(data) // 4), "<f4")
                target, width = memoryview(matrix.view(np.uint8).reshape(-1)), len(data)
            try:
                target[filled * width : (filled + 1) * width] = data
            except ValueError:
                raise self._unequal(encoder) from None
            filled += 1
        if filled < count:
            raise StoreCorrupt(
                f"{self._where} lacks vectors of {encoder} that its index has; restore a backup."
            )
        return matrix.astype(np.float32, copy=False)

    def _unequal(self, encoder: str) -> StoreCorrupt:
        return StoreCorrupt(
            f"{self._where} holds vectors of {encoder} of unequal length; restore a backup."
        )

    def _load_search(self) -> None:
        """Lend sqlite-vec to this connection, and load nothing else ever."""
        if self._searchable:
            return
        try:
            import sqlite_vec

            self._connection.enable_load_extension(True)
            self._connection.load_extension(sqlite_vec.loadable_path())
        except (ImportError, apsw.ExtensionLoadingError) as error:
            raise StoreError(
                f"sqlite-vec cannot be loaded ({error}); reinstall persona-assistant, or set search to faiss."
            ) from None
        finally:
            self._connection.enable_load_extension(False)
        self._searchable = True

    def _add_media(
        self, persona_id: int, kind: str, media: Picture | Clip | None, vector: Vector | None
    ) -> int | None:
        if media is None:
            return None
        digest = bytes.fromhex(media.sha256)
        row = self._one(
            "SELECT id FROM media WHERE persona = ? AND kind = ? AND sha256 = ?",
            persona_id,
            kind,
            digest,
        )
        if row is not None:
            media_id = row[0]
        else:
            width, height, seconds = (
                (media.width, media.height, None)
                if isinstance(media, Picture)
                else (None, None, media.seconds)
            )
            self._connection.execute(
                "INSERT INTO media (persona, kind, sha256, width, height, seconds, source, data)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    persona_id,
                    kind,
                    digest,
                    width,
                    height,
                    seconds,
                    clean_source(media.source),
                    media.data,
                ),
            )
            media_id = self._connection.last_insert_rowid()
        if vector is not None:
            self._add_vector(media_id, vector)
        return media_id

    def _add_vector(self, media_id: int, vector: Vector) -> None:
        self._expect_length("vector", vector)
        self._connection.execute(
            "INSERT OR IGNORE INTO vector (encoder, media, dim, data) VALUES (?, ?, ?, ?)",
            (vector.encoder, media_id, len(vector.values), vector.values.tobytes()),
        )

    def _expect_length(self, table: str, vector: Vector) -> None:
        dim = len(vector.values)
        known = self._one(f"SELECT dim FROM {table} WHERE encoder = ? LIMIT 1", vector.encoder)
        if known is not None and known[0] != dim:
            raise BadInput(
                f"A vector of {vector.encoder} has {dim} numbers, the stored ones have {known[0]}; "
                "an encoder that changes needs a new id."
            )


def _vectors(matrix: np.ndarray, owners: np.ndarray) -> Vectors:
    return Vectors(
        matrix, *(np.ascontiguousarray(owners[name]) for name in ("persona", "triplet", "media"))
    )


def _known(kind: str) -> str:
    """The kind itself, which becomes part of a statement."""
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is no kind of media")
    return kind


def _unseen(kind: str) -> str:
    return _UNSEEN.format(kind=_known(kind))
