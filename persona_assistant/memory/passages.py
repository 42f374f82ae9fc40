"""Passages: every text there is of people, and where it is from.

A *note* is what the user wrote; a *transcript* is what a program heard in a clip. Both are found by
their words and by their vectors, and kept apart.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from persona_assistant.memory.connections import Connections, as_json, storable
from persona_assistant.memory.entries import expect_length
from persona_assistant.memory.events import changing
from persona_assistant.memory.records import (
    Hit,
    Passage,
    Transcript,
    Vector,
    Vectors,
    check_transcript,
    check_vector,
)
from persona_assistant.memory.vectors import unequal
from persona_assistant.pmg import Clip, Note

# Materialized, because bm25 can be asked only while its index is being read.
_FOUND = """
    WITH noted (id, score) AS MATERIALIZED
        (SELECT rowid, bm25(text_index) FROM text_index WHERE text_index MATCH ?1),
    heard (id, score) AS MATERIALIZED
        (SELECT rowid, bm25(transcript_index) FROM transcript_index WHERE transcript_index MATCH ?1)
    SELECT t.persona, t.id, -noted.score, 'note' FROM noted JOIN triplet t ON t.id = noted.id
    UNION ALL
    SELECT t.persona, min(t.id), -heard.score, 'transcript'
        FROM heard JOIN triplet t ON t.voice = heard.id GROUP BY heard.id
    ORDER BY 3 DESC, 2, 4 LIMIT ?2
"""
_UNREAD = """
    SELECT p.triplet, p.persona, p.origin, p.text FROM passage p WHERE p.triplet > ?1 AND NOT EXISTS
        (SELECT 1 FROM text_vector v
         WHERE v.encoder = ?2 AND v.triplet = p.triplet AND v.origin = p.origin)
"""


class Passages:
    """The texts of a store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    # --- reading

    def notes(self, persona_ids: Sequence[int] | None = None) -> dict[int, list[tuple[int, str]]]:
        """persona id -> [(triplet id, text)] of notes, oldest first; all personas when no ids are
        given.

        A persona without notes has an empty list; an id that is not in the store is left out.
        """
        found: dict[int, list[tuple[int, str]]] = {}
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT p.id, t.id, t.text FROM persona p"
                " LEFT JOIN triplet t ON t.persona = p.id AND t.text IS NOT NULL"
                " WHERE ?1 IS NULL OR p.id IN (SELECT value FROM json_each(?1))"
                " ORDER BY p.id, t.id",
                (None if persona_ids is None else as_json(persona_ids),),
            )
            for persona_id, triplet_id, text in rows:
                notes = found.setdefault(persona_id, [])
                if triplet_id is not None:
                    notes.append((triplet_id, text))
        return found

    def dated_notes(self, persona_ids: Sequence[int] | None = None) -> dict[int, list[Note]]:
        """As `notes`, each with the day it was written."""
        found: dict[int, list[Note]] = {}
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT p.id, t.id, t.text, t.date FROM persona p"
                " LEFT JOIN triplet t ON t.persona = p.id AND t.text IS NOT NULL"
                " WHERE ?1 IS NULL OR p.id IN (SELECT value FROM json_each(?1))"
                " ORDER BY p.id, t.id",
                (None if persona_ids is None else as_json(persona_ids),),
            )
            for persona_id, triplet_id, text, date in rows:
                notes = found.setdefault(persona_id, [])
                if triplet_id is not None:
                    written = None if date is None else datetime.date.fromisoformat(date)
                    notes.append(Note(text, written, triplet_id))
        return found

    def notes_of_days(self, days: Sequence[datetime.date]) -> dict[int, list[Note]]:
        """persona id -> the notes that were written on these days, by whomever they are of."""
        found: dict[int, list[Note]] = {}
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT persona, id, text, date FROM triplet WHERE text IS NOT NULL"
                " AND date IN (SELECT value FROM json_each(?)) ORDER BY persona, id",
                (json.dumps([day.isoformat() for day in days]),),
            )
            for persona_id, triplet_id, text, date in rows:
                note = Note(text, datetime.date.fromisoformat(date), triplet_id)
                found.setdefault(persona_id, []).append(note)
        return found

    def transcripts(self, persona_ids: Sequence[int] | None = None) -> dict[int, list[Passage]]:
        """persona id -> what is said in their clips, oldest first; of all personas when no ids are
        given.

        Only personas with a clip in which something is said.
        """
        found: dict[int, list[Passage]] = {}
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT triplet, persona, origin, text FROM passage WHERE origin = 'transcript'"
                " AND (?1 IS NULL OR persona IN (SELECT value FROM json_each(?1)))"
                " ORDER BY persona, triplet",
                (None if persona_ids is None else as_json(persona_ids),),
            )
            for row in rows:
                passage = Passage(*row)
                found.setdefault(passage.persona_id, []).append(passage)
        return found

    def search(self, terms: Sequence[str], limit: int) -> list[Hit]:
        """Triplets whose note, or whose clip, holds any of the terms; best BM25 first, at most
        `limit`.

        A term is taken as plain words, never as query syntax; one of several words is a phrase.
        Words are compared by their English stem, without case and accents. `Hit.origin` tells where
        they stand.
        """
        query = " OR ".join(dict.fromkeys(_quoted(term) for term in terms))
        if not query or limit <= 0:
            return []
        with self._connections.using() as db:
            rows: Any = db.execute(_FOUND, (query, limit))
            return [Hit(*row) for row in rows]

    def vectors(self, encoder: str) -> Vectors:
        """Every vector of a text by one encoder, in the order of triplets, of which each may have
        several."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT t.persona, v.triplet, v.data FROM text_vector v"
                " JOIN triplet t ON t.id = v.triplet"
                " WHERE v.encoder = ? ORDER BY v.triplet, v.origin, v.part",
                (storable(encoder),),
            ).fetchall()
        if not rows:
            return Vectors(
                np.empty((0, 0), np.float32), np.empty(0, np.int64), np.empty(0, np.int64)
            )
        personas, triplets, blobs = zip(*rows, strict=True)
        if len({len(blob) for blob in blobs}) != 1:
            raise unequal(self._connections.where, encoder)
        matrix = np.frombuffer(bytearray().join(blobs), "<f4").astype(np.float32, copy=False)
        return Vectors(
            matrix.reshape(len(rows), -1),
            np.array(personas, np.int64),
            np.array(triplets, np.int64),
        )

    # --- what is to be transcribed and encoded

    def without_transcript(
        self, model: str, *, after: int = 0, limit: int = 8
    ) -> list[tuple[int, Clip]]:
        """Up to `limit` clips that this model has not transcribed, with their ids, in the order
        they were stored, beyond the id `after`."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT id, data, seconds, source FROM media WHERE id IN"
                " (SELECT DISTINCT voice FROM triplet t WHERE voice > ?1 AND NOT EXISTS"
                " (SELECT 1 FROM transcript x WHERE x.media = t.voice AND x.model = ?2)"
                " ORDER BY voice LIMIT ?3) ORDER BY id",
                (after, storable(model), limit),
            ).fetchall()
        return [(media, Clip(data, seconds, source)) for media, data, seconds, source in rows]

    def count_without_transcript(self, model: str) -> int:
        """How many clips `without_transcript` has to give in all."""
        with self._connections.using() as db:
            row: Any = db.execute(
                "SELECT count(DISTINCT voice) FROM triplet t WHERE NOT EXISTS"
                " (SELECT 1 FROM transcript x WHERE x.media = t.voice AND x.model = ?)",
                (storable(model),),
            ).fetchone()
        return int(row[0])

    def add_transcripts(self, transcripts: Sequence[tuple[int, Transcript]]) -> None:
        """Store what was heard in clips, by their ids, in one transaction, in place of former
        transcripts.

        Clips that were forgotten meanwhile are passed over. Raises BadInput for what is not text.
        """
        checked = [(media_id, check_transcript(transcript)) for media_id, transcript in transcripts]
        with changing(self._connections) as change:
            former: dict[int, dict[int, str | None]] = {}
            for media_id, heard in checked:
                owner: Any = change.db.execute(
                    "SELECT persona FROM triplet WHERE voice = ?", (media_id,)
                ).fetchone()
                if owner is None:
                    continue
                row = (heard.model, heard.language, heard.text)
                known: Any = change.db.execute(
                    "SELECT model, language, text FROM transcript WHERE media = ?", (media_id,)
                ).fetchone()
                if known == row:
                    continue
                change.db.execute("DELETE FROM transcript WHERE media = ?", (media_id,))
                change.db.execute(
                    "INSERT INTO transcript (media, model, language, text) VALUES (?, ?, ?, ?)",
                    (media_id, *row),
                )
                replaced = former.setdefault(owner[0], {})
                replaced.setdefault(media_id, None if known is None else known[0])
            for persona_id, replaced in former.items():
                # A replaced transcript leaves the file; its model can make it again of the clip.
                change.record(
                    "heard",
                    subject=persona_id,
                    payload={"media": list(replaced)},
                    inverse={"media_and_model": list(replaced.items())},
                )

    def without_vector(self, encoder: str, *, after: int = 0, limit: int = 32) -> list[Passage]:
        """Up to `limit` texts that this encoder has not seen, in the order of triplets, beyond the
        triplet `after`; one more where otherwise the last triplet's note would come without its
        transcript."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                f"{_UNREAD} ORDER BY p.triplet, p.origin LIMIT ?3",
                (after, storable(encoder), limit + 1),
            )
            found = [Passage(*row) for row in rows]
        whole = len(found) <= limit or found[limit].triplet_id == found[limit - 1].triplet_id
        return found if whole else found[:limit]

    def add_vectors(self, made: Sequence[tuple[Passage, Sequence[Vector]]]) -> None:
        """Store the vectors of passages, part by part, in one transaction.

        A passage that was forgotten or transcribed anew meanwhile is passed over, as is one whose
        vectors by that encoder are there. Raises BadInput for a vector whose length differs from
        the stored ones of its encoder.
        """
        checked = [(passage, [check_vector(vector) for vector in parts]) for passage, parts in made]
        with changing(self._connections) as change:
            stored: dict[int, dict[str, list[tuple[int, str]]]] = {}
            for passage, parts in checked:
                place = (passage.triplet_id, passage.origin)
                current: Any = change.db.execute(
                    "SELECT persona, text FROM passage WHERE triplet = ? AND origin = ?", place
                ).fetchone()
                if current is None or current[1] != passage.text:
                    continue
                for part, vector in enumerate(parts):
                    expect_length(change.db, "text_vector", vector)
                    data = (len(vector.values), vector.values.tobytes())
                    change.db.execute(
                        "INSERT OR IGNORE INTO text_vector"
                        " (encoder, triplet, origin, part, dim, data) VALUES (?, ?, ?, ?, ?, ?)",
                        (vector.encoder, *place, part, *data),
                    )
                    if change.db.changes():
                        places = stored.setdefault(current[0], {}).setdefault(vector.encoder, [])
                        places += [place] if place not in places[-1:] else []
            for persona_id, by_encoder in stored.items():
                content = {"texts": by_encoder}
                change.record("encoded", subject=persona_id, payload=content, inverse=content)


def _quoted(term: str) -> str:
    """A term as an FTS5 string, inside which only the quote has a meaning (and NUL ends the
    query)."""
    return '"' + storable(term).replace("\0", " ").replace('"', '""') + '"'
