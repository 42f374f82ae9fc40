"""Media: the pictures and clips of people, and the vectors by which these are compared.

A *negative* exemplar is a medium that somebody took for a person wrongly: it is kept as that
person's, in none of their triplets, so that whatever is nearer to it than to them is not them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from persona_assistant.errors import BadInput
from persona_assistant.memory import examinations, personas, vectors
from persona_assistant.memory.connections import Connections, as_json, storable
from persona_assistant.memory.entries import Addition, add_media, add_seen
from persona_assistant.memory.events import changing
from persona_assistant.memory.records import Array, Near, Seen, Vector, Vectors, check_seen
from persona_assistant.pmg import Clip, Persona, Picture, Triplet
from persona_assistant.samples import Examination

_KINDS = ("image", "voice")

TRIPLETS = """
    SELECT t.id, t.text, t.date, i.data, i.width, i.height, i.source, v.data, v.seconds, v.source
    FROM triplet t LEFT JOIN media i ON i.id = t.image LEFT JOIN media v ON v.id = t.voice
"""

# From one to the next by the primary key: their vectors are not read.
_ENCODERS = """
    WITH RECURSIVE found (encoder) AS (
        SELECT min(encoder) FROM vector
        UNION ALL
        SELECT (SELECT min(encoder) FROM vector v WHERE v.encoder > found.encoder)
        FROM found WHERE encoder IS NOT NULL
    ) SELECT encoder FROM found WHERE encoder IS NOT NULL
"""

_UNSEEN = """
    SELECT {kind} AS media FROM triplet t WHERE {kind} > ?1 AND {unseen}
        AND t.persona NOT IN (SELECT persona FROM unrecognised WHERE kind = '{kind}')
    UNION
    SELECT n.media FROM negative n CROSS JOIN media m ON m.id = n.media AND m.kind = '{kind}'
        WHERE n.media > ?1 AND {unseen_negative}
        AND n.persona NOT IN (SELECT persona FROM unrecognised WHERE kind = '{kind}')
"""
_NOT_SEEN = """
    NOT EXISTS (SELECT 1 FROM vector v INDEXED BY vector_of_media
                WHERE v.media = {media} AND v.encoder = ?2)
    AND NOT EXISTS (SELECT 1 FROM examination e INDEXED BY examination_of_media
                    WHERE e.media = {media} AND e.encoder = ?2)
"""


class Media:
    """The pictures and clips of a store. A `kind` is "image" or "voice"."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    # --- triplets

    def triplets(self, persona_id: int) -> list[Triplet]:
        """All triplets of a persona with their media, oldest first; empty for an unknown id."""
        with self._connections.using() as db:
            rows = db.execute(f"{TRIPLETS} WHERE t.persona = ? ORDER BY t.id", (persona_id,))
            return [triplet_of(row) for row in rows]

    def triplet(self, triplet_id: int) -> Triplet:
        """One triplet with its media. Raises BadInput when there is no such id."""
        with self._connections.using() as db:
            row = db.execute(f"{TRIPLETS} WHERE t.id = ?", (triplet_id,)).fetchone()
        if row is None:
            raise BadInput(
                f"There is no triplet {triplet_id} in the memory; it may have been forgotten.",
                code="no_such_triplet",
            )
        return triplet_of(row)

    # --- vectors

    def vectors(
        self, encoder: str, *, negative: bool = False, after: int = 0, unless: Collection[str] = ()
    ) -> Vectors:
        """Every vector of one encoder, in the order its media were stored; of negative exemplars,
        when asked.

        Only of media beyond the id `after`, and of none that the encoders `unless` have a vector
        of. One array of its final size is filled as the file is read.
        """
        with (
            self._connections.reading() as db,
            closing(
                vectors.Sweep(
                    db,
                    self._connections.where,
                    storable(encoder),
                    negative=negative,
                    after=after,
                    unless=unless,
                )
            ) as sweep,
        ):
            read = sweep.read(len(sweep.owners))
            return replace(read, left_out=sweep.left_out, last=sweep.last)

    def vector_blocks(
        self, encoder: str, size: int = 65536, *, unless: Collection[str] = ()
    ) -> Iterator[Vectors]:
        """What `vectors(encoder)` gives, in blocks of `size` rows; one state of the store, whatever
        is written meanwhile."""
        with self._connections.snapshot() as snapshot:
            if snapshot is None:  # all of a temporary store is in this process anyway
                yield from _blocks(self.vectors(encoder, unless=unless), size)
                return
            with snapshot.using() as db:
                where = self._connections.where
                sweep = vectors.Sweep(db, where, storable(encoder), unless=unless)
            for _ in range(0, len(sweep.owners), size):
                with snapshot.using():
                    block = sweep.read(size)
                yield block

    def vector_owners(self, encoder: str, *, unless: Collection[str] = ()) -> Array:
        """What `vectors(encoder)` has beside its matrix, without reading any vector: a structured
        array, shape (n,), of int64 "media", "persona" and "triplet"."""
        with self._connections.reading() as db:
            return vectors.owners(db, storable(encoder), unless)

    def vectors_of(self, persona_id: int, encoder: str) -> Vectors:
        """The vectors of one person's media, without negative exemplars."""
        with self._connections.using() as db:
            return vectors.of_person(db, self._connections.where, storable(encoder), persona_id)

    def only_grew(
        self,
        encoder: str,
        *,
        since: int,
        last: int,
        count: int,
        unless: Collection[str] = (),
        left_out: int = 0,
    ) -> bool:
        """Whether the vectors of media up to the id `last` are the `count` that they were at the
        content version `since`, so that whoever read them then need only read `vectors(encoder,
        after=last)`. `last`, and with `unless` also `left_out`, are what they were in `Vectors`.
        Reads none."""
        with self._connections.reading() as db:
            return vectors.only_grew(
                db,
                storable(encoder),
                since=since,
                last=last,
                count=count,
                unless=unless,
                left_out=left_out,
            )

    def nearest(
        self, encoder: str, query: Array, limit: int, *, unless: Collection[str] = ()
    ) -> list[Near]:
        """The exemplars nearest to `query` (float32, shape (dim,)), nearest first, at most `limit`;
        none of media that the encoders `unless` have a vector of.

        Exact, by sqlite-vec over the file: no vector stays in memory. Raises BadInput for a query
        of another length than the stored vectors, StoreError where sqlite-vec cannot be loaded.
        """
        with self._connections.reading() as db:
            where = self._connections.where
            return vectors.nearest(db, where, storable(encoder), query, limit, unless)

    # --- samples

    def media_of(self, triplet_id: int) -> dict[str, int]:
        """The ids of a triplet's media, by kind; empty for an unknown id."""
        with self._connections.using() as db:
            row: Any = db.execute(
                "SELECT image, voice FROM triplet WHERE id = ?", (triplet_id,)
            ).fetchone()
        found = zip(_KINDS, row or (), strict=False)
        return {kind: media_id for kind, media_id in found if media_id is not None}

    def examination(self, media_id: int, encoder: str) -> Examination | None:
        """All that an encoder found in a medium; None where it has not looked, or finds no
        samples."""
        with self._connections.using() as db:
            found = list(examinations.read(db, storable(encoder), [media_id]))
        return found[0][1] if found else None

    def examinations(self, persona_id: int, encoder: str) -> dict[int, Examination]:
        """What an encoder found in each medium of a person, by its id, in the order they were
        stored; without negative exemplars."""
        with self._connections.using() as db:
            return dict(examinations.of_person(db, storable(encoder), persona_id))

    def examiners(self) -> list[str]:
        """Ids of the encoders that looked for samples in any medium."""
        with self._connections.using() as db:
            return examinations.examiners(db)

    def sources(self, media_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """The kind and the file name of media, by their ids."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT id, kind, source FROM media"
                " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (as_json(media_ids),),
            )
            return {media_id: (kind, source) for media_id, kind, source in rows}

    def several(self, encoder: str) -> list[int]:
        """Ids of the people with a medium in which an encoder found two samples or more."""
        with self._connections.using() as db:
            return examinations.several(db, storable(encoder))

    def choose(
        self, media_id: int, encoder: str, number: int | None, *, by_user: bool = True
    ) -> None:
        """Let another sample of a medium stand for the person: the face or the speaker with this
        number, from 1; None for none of them. What the user chose only the user changes.

        Raises BadInput with the code "no_such_sample" and the fields "number" and "count" for a
        number that is not there, "not_examined" for a medium in which the encoder has not looked.
        """
        with changing(self._connections) as change:
            examinations.choose(change, media_id, storable(encoder), number, by_user=by_user)

    # --- encoders

    def encoders(self) -> list[str]:
        """Ids of the encoders that have a vector of any medium."""
        with self._connections.using() as db:
            rows: Any = db.execute(_ENCODERS)
            return [encoder for (encoder,) in rows]

    def without_vector(
        self, encoder: str, kind: str, *, after: int = 0, limit: int = 32
    ) -> list[tuple[int, Picture | Clip]]:
        """Up to `limit` media of a kind that this encoder has not seen, with their ids, in the
        order they were stored, beyond the id `after`. Negative exemplars are among them."""
        with self._connections.using() as db:
            # Only the indexes are read until something is found.
            rows: Any = db.execute(
                "SELECT id, data, width, height, seconds, source FROM media WHERE id IN"
                f" ({_unseen(kind)} ORDER BY 1 LIMIT ?3) ORDER BY id",
                (after, storable(encoder), limit),
            ).fetchall()
        return [(row[0], medium(*row[1:])) for row in rows]

    def count_without_vector(self, encoder: str, kind: str) -> int:
        """How many media `without_vector` has to give in all."""
        with self._connections.using() as db:
            row: Any = db.execute(
                f"SELECT count(*) FROM ({_unseen(kind)})", (0, storable(encoder))
            ).fetchone()
        return int(row[0])

    def count(self, kind: str) -> int:
        """How many media of a kind people are known by."""
        with self._connections.using() as db:
            row: Any = db.execute(f"SELECT count(DISTINCT {_known(kind)}) FROM triplet").fetchone()
        return int(row[0])

    def encoders_of(self, kind: str) -> dict[str, int]:
        """How many media of a kind encoders have seen, the one that saw most first."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT encoder, count(*) AS seen FROM vector v INDEXED BY vector_of_media"
                f" WHERE EXISTS (SELECT 1 FROM triplet WHERE {_known(kind)} = v.media)"
                " GROUP BY encoder ORDER BY seen DESC, encoder"
            )
            return dict(rows)

    # --- adding

    def add_vectors(self, made: Sequence[tuple[int, Seen]]) -> None:
        """Store what encoders saw in media that are there already, by their ids; in one
        transaction.

        Media that were forgotten meanwhile are passed over. Raises BadInput for a vector whose
        length differs from the stored ones of its encoder.
        """
        checked = [(media_id, check_seen(seen)) for media_id, seen in made]
        with changing(self._connections) as change:
            stored: dict[int, dict[str, dict[str, list[int]]]] = {}
            for media_id, seen in checked:
                owner: Any = change.db.execute(
                    "SELECT persona FROM media WHERE id = ?", (media_id,)
                ).fetchone()
                if owner is None:
                    continue
                for what in add_seen(change.db, media_id, seen):
                    rows = stored.setdefault(owner[0], {}).setdefault(what, {})
                    rows.setdefault(seen.encoder, []).append(media_id)
            for persona_id, content in stored.items():
                change.record("encoded", subject=persona_id, payload=content, inverse=content)

    def add_negative(
        self, name: str, kind: str, media: Picture | Clip, seen: Seen | Sequence[Seen]
    ) -> Persona:
        """Keep a picture or clip that is not of the person, though it may seem so.

        `seen` is how one or several encoders see it. It is counted and shown nowhere; adding it to
        the person after all takes this back. `name` as in `People`. Raises PersonaNotFound,
        BadInput when it is one of the person's own.
        """
        views = [seen] if isinstance(seen, (Vector, Examination)) else list(seen or ())
        if not views or not isinstance(media, Picture if _known(kind) == "image" else Clip):
            raise BadInput(
                f"A negative exemplar of kind {kind} needs a medium of that kind and its vector."
            )
        checked = [check_seen(each) for each in views]
        with changing(self._connections) as change:
            persona = personas.find(change.db, name)
            addition = Addition(persona.id, persona.name, new=False)
            media_id = add_media(change.db, addition, kind, media, checked)
            if change.db.execute(f"SELECT 1 FROM triplet WHERE {kind} = ?", (media_id,)).fetchone():
                raise BadInput(
                    f"{media.source or f'This {kind}'} is one of {persona.name}'s own; "
                    "it cannot also be said not to be.",
                    code="own_exemplar",
                )
            change.db.execute(
                "INSERT OR IGNORE INTO negative (media, persona) VALUES (?, ?)",
                (media_id, persona.id),
            )
            if addition or change.db.changes():
                change.record(
                    "refuted",
                    subject=persona.id,
                    payload={**addition.payload(), "negative": media_id},
                    inverse={**addition.inverse(), "negative": media_id},
                )
            return persona


def medium(
    data: bytes, width: int | None, height: int | None, seconds: float | None, source: str
) -> Picture | Clip:
    """A picture or a clip, from the columns that tables of media have."""
    if width is not None and height is not None:
        return Picture(data, width, height, source)
    assert seconds is not None
    return Clip(data, seconds, source)


def triplet_of(row: Any) -> Triplet:
    triplet_id, text, date, image, width, height, image_source, voice, seconds, voice_source = row
    return Triplet(
        image=None if image is None else Picture(image, width, height, image_source),
        voice=None if voice is None else Clip(voice, seconds, voice_source),
        text=text,
        id=triplet_id,
        date=None if date is None else datetime.date.fromisoformat(date),
    )


def _blocks(whole: Vectors, size: int) -> Iterator[Vectors]:
    for start in range(0, len(whole.matrix), size):
        part = slice(start, start + size)
        yield Vectors(
            whole.matrix[part],
            whole.persona_ids[part],
            whole.triplet_ids[part],
            whole.media_ids[part],
            None if whole.quality is None else whole.quality[part],
        )


def _known(kind: str) -> str:
    """The kind itself, which becomes part of a statement."""
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is no kind of media")
    return kind


def _unseen(kind: str) -> str:
    return _UNSEEN.format(
        kind=_known(kind),
        unseen=_NOT_SEEN.format(media=f"t.{kind}"),
        unseen_negative=_NOT_SEEN.format(media="n.media"),
    )
