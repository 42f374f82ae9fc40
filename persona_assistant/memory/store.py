"""The memory: everything the assistant knows of people, added and forgotten as a whole.

Truth is one encrypted file. What is added in one call is there completely or not at all; what is
forgotten leaves the file itself, not only its tables: freed pages are overwritten, the text index drops
its words and the write-ahead log is emptied. Whatever is derived from the memory (an index of
vectors, a cache) asks for `version` and rebuilds itself when that has changed.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from types import TracebackType
from typing import Any, Iterable, Sequence

import apsw
import numpy as np

from persona_assistant.errors import BadInput, PersonaNotFound, StoreCorrupt
from persona_assistant.memory import cache, checks, database
from persona_assistant.memory.cache import DerivedCache
from persona_assistant.memory.records import (
    Entry,
    Hit,
    Vector,
    Vectors,
    check_entry,
    check_vector,
    clean_name,
    clean_source,
    clean_text,
    fold_name,
)
from persona_assistant.pmg import Clip, Persona, Picture, Triplet

FILE_NAME = "memory.db"

_PERSONA = """
    SELECT p.id, p.name, count(t.id), count(DISTINCT t.image), count(DISTINCT t.voice), count(t.text),
           p.consent, p.created
    FROM persona p LEFT JOIN triplet t ON t.persona = p.id
"""
_TRIPLET = """
    SELECT t.id, t.text, i.data, i.width, i.height, i.source, v.data, v.seconds, v.source
    FROM triplet t LEFT JOIN media i ON i.id = t.image LEFT JOIN media v ON v.id = t.voice
"""
# Owners are read from the indexes of `triplet`: a row of `media` would cost a page of pixels each.
_VECTORS = """
    SELECT v.data,
           ifnull((SELECT persona FROM triplet WHERE image = v.media),
                  (SELECT persona FROM triplet WHERE voice = v.media)),
           ifnull((SELECT min(id) FROM triplet WHERE image = v.media),
                  (SELECT min(id) FROM triplet WHERE voice = v.media))
    FROM vector v WHERE v.encoder = ? ORDER BY v.media
"""


class Memory:
    """The store of one directory (or a temporary one), for one thread at a time.

    Every method may raise StoreBusy (another process holds the file longer than a few seconds),
    DiskFull (nothing was stored) or StoreCorrupt.
    """

    _BUSY_SECONDS = 5.0

    def __init__(self, connection: apsw.Connection, where: Path | str) -> None:
        """Use `open` or `temporary`."""
        self._connection = connection
        self._where = where

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        passphrase: str | None = None,
        key_file: Path | None = None,
        create: bool = True,
    ) -> "Memory":
        """Open `directory`/memory.db; where there is none, create it, unless `create` is False.

        A new store is encrypted with, in this order: the passphrase or the key file given here (a key
        file that does not exist is created), the passphrase in PERSONA_ASSISTANT_PASSPHRASE, a random
        key kept by the OS keyring, a passphrase asked for at the terminal. An existing store knows which
        of them opens it. Raises KeyUnavailable, WrongKey, StoreCorrupt, StoreBusy, DiskFull, StoreError.
        """
        path = Path(directory) / FILE_NAME
        connection = database.open_file(
            path, passphrase=passphrase, key_file=key_file, create=create, busy_seconds=cls._BUSY_SECONDS
        )
        return cls(connection, path)

    @classmethod
    def temporary(cls) -> "Memory":
        """An empty memory without file or key, gone when closed: for one benchmark item, for a test."""
        return cls(database.open_in_memory(), "the temporary memory")

    def close(self) -> None:
        """Let go of the file. May be called again."""
        self._connection.close()

    def __enter__(self) -> "Memory":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # --- adding and forgetting

    def add(self, name: str, entries: Sequence[Entry], *, consent: str | None = None) -> Persona:
        """Remember `entries` of the person called `name`, new or known (upper and lower case are one).

        One transaction: on any error nothing is stored. A picture or clip the persona already has (same
        bytes) is kept once, however many triplets show it, with one vector per encoder; a triplet that
        is already there in all three parts is not added again. `consent` replaces what was stored.
        Raises BadInput for an unusable name, an entry with nothing in it, a vector whose length
        differs from the stored ones of its encoder.
        """
        name = clean_name(name)
        consent = clean_text(consent, "consent")
        if not entries:
            raise BadInput(f"There is nothing to remember of {name}; give a picture, a clip or a text.")
        checked = [check_entry(entry) for entry in entries]
        with database.translated(self._where), database.transaction(self._connection):
            before = self._connection.total_changes()
            persona_id = self._persona_row(name, consent)
            for entry in checked:
                self._add_entry(persona_id, entry)
            if self._connection.total_changes() != before:
                self._log("added", persona_id)
            return self._personas("WHERE p.id = ?", persona_id)[0]

    def forget(self, name: str) -> Persona:
        """Remove the person with everything stored of them, and return who that was.

        Raises PersonaNotFound. The event log keeps that a persona of this id was forgotten, and when.
        """
        with database.translated(self._where):
            with database.transaction(self._connection):
                persona = self.persona(name)
                self._connection.execute("DELETE FROM persona WHERE id = ?", (persona.id,))
                self._log("forgot", persona.id)
            self._empty_log_file()
            self._forget_derived(persona.id)
        return persona

    def cache(self, limit: int | None = None) -> DerivedCache | None:
        """The encrypted cache beside the memory, at most `limit` bytes; None for a temporary memory.

        Whoever asked for it closes it.
        """
        if not isinstance(self._where, Path):
            return None
        with database.translated(self._where):
            key = self._one("SELECT key FROM cache_key")[0]
            known = [persona for (persona,) in self._connection.execute("SELECT id FROM persona")]
        return DerivedCache(self._where.with_name(cache.FILE_NAME), key, limit=limit or cache.DEFAULT_LIMIT, known=known)

    def _forget_derived(self, persona_id: int) -> None:
        if not isinstance(self._where, Path) or not self._where.with_name(cache.FILE_NAME).exists():
            return
        derived = self.cache()
        try:
            derived.forget(persona_id)
        finally:
            derived.close()

    def _persona_row(self, name: str, consent: str | None) -> int:
        known = self._one("SELECT id, consent FROM persona WHERE folded = ?", fold_name(name))
        if known is None:
            self._connection.execute(
                "INSERT INTO persona (name, folded, consent) VALUES (?, ?, ?)",
                (name, fold_name(name), consent),
            )
            return self._connection.last_insert_rowid()
        if consent is not None and consent != known[1]:
            self._connection.execute("UPDATE persona SET consent = ? WHERE id = ?", (consent, known[0]))
        return known[0]

    def _add_entry(self, persona_id: int, entry: Entry) -> None:
        image = self._add_media(persona_id, "image", entry.triplet.image, entry.image)
        voice = self._add_media(persona_id, "voice", entry.triplet.voice, entry.voice)
        row = (persona_id, image, voice, entry.triplet.text)
        same = self._one(
            "SELECT id FROM triplet WHERE persona = ? AND image IS ? AND voice IS ? AND text IS ?", *row
        )
        if same is None:
            self._connection.execute(
                "INSERT INTO triplet (persona, image, voice, text) VALUES (?, ?, ?, ?)", row
            )

    def _add_media(
        self, persona_id: int, kind: str, media: Picture | Clip | None, vector: Vector | None
    ) -> int | None:
        if media is None:
            return None
        digest = bytes.fromhex(media.sha256)
        row = self._one(
            "SELECT id FROM media WHERE persona = ? AND kind = ? AND sha256 = ?", persona_id, kind, digest
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
                (persona_id, kind, digest, width, height, seconds, clean_source(media.source), media.data),
            )
            media_id = self._connection.last_insert_rowid()
        if vector is not None:
            self._add_vector(media_id, vector)
        return media_id

    def _add_vector(self, media_id: int, vector: Vector) -> None:
        dim = len(vector.values)
        known = self._one("SELECT dim FROM vector WHERE encoder = ? LIMIT 1", vector.encoder)
        if known is not None and known[0] != dim:
            raise BadInput(
                f"A vector of {vector.encoder} has {dim} numbers, the stored ones have {known[0]}; "
                "an encoder that changes needs a new id."
            )
        self._connection.execute(
            "INSERT OR IGNORE INTO vector (encoder, media, dim, data) VALUES (?, ?, ?, ?)",
            (vector.encoder, media_id, dim, vector.values.tobytes()),
        )

    def _log(self, what: str, persona_id: int) -> None:
        self._connection.execute("INSERT INTO event (what, persona) VALUES (?, ?)", (what, persona_id))

    def _empty_log_file(self) -> None:
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except (apsw.BusyError, apsw.FullError, apsw.IOError):
            # The person is forgotten already; whoever closes the file last removes the log.
            pass

    # --- people

    def people(self) -> list[Persona]:
        """Everybody, ordered by name."""
        with database.translated(self._where):
            return self._personas("")

    def persona(self, name: str) -> Persona:
        """The person called `name`, in whatever case. Raises PersonaNotFound, naming similar names."""
        folded = fold_name(name)
        with database.translated(self._where):
            found = self._personas("WHERE p.folded = ?", _storable(folded))
            if found:
                return found[0]
            names = dict(self._connection.execute("SELECT folded, name FROM persona ORDER BY folded"))
        if not names:
            raise PersonaNotFound("The memory is empty; add a person first.")
        close = [f'"{names[match]}"' for match in difflib.get_close_matches(folded, names)]
        hint = f"did you mean {' or '.join(close)}?" if close else "list the people to see who is."
        asked = _storable(" ".join(name.split()))
        raise PersonaNotFound(f'Nobody called "{asked}" is in the memory; {hint}')

    def personas_by_id(self, ids: Iterable[int]) -> dict[int, Persona]:
        """The people with these ids; an id that is not in the memory is left out."""
        with database.translated(self._where):
            found = self._personas("WHERE p.id IN (SELECT value FROM json_each(?))", _json(ids))
        return {persona.id: persona for persona in found}

    def _personas(self, where: str, *values: Any) -> list[Persona]:
        rows = self._connection.execute(f"{_PERSONA} {where} GROUP BY p.id ORDER BY p.folded", values)
        return [Persona(*row) for row in rows]

    # --- triplets

    def triplets(self, persona_id: int) -> list[Triplet]:
        """All triplets of a persona with their media, oldest first; empty for an unknown id."""
        with database.translated(self._where):
            rows = self._connection.execute(f"{_TRIPLET} WHERE t.persona = ? ORDER BY t.id", (persona_id,))
            return [_triplet(row) for row in rows]

    def triplet(self, triplet_id: int) -> Triplet:
        """One triplet with its media. Raises BadInput when there is no such id."""
        with database.translated(self._where):
            row = self._one(f"{_TRIPLET} WHERE t.id = ?", triplet_id)
        if row is None:
            raise BadInput(f"There is no triplet {triplet_id} in the memory; it may have been forgotten.")
        return _triplet(row)

    def texts(self, persona_ids: Sequence[int] | None = None) -> dict[int, list[tuple[int, str]]]:
        """persona id -> [(triplet id, text)], oldest first; all personas when no ids are given.

        A persona without texts has an empty list; an id that is not in the memory is left out.
        """
        with database.translated(self._where):
            rows = self._connection.execute(
                "SELECT p.id, t.id, t.text FROM persona p"
                " LEFT JOIN triplet t ON t.persona = p.id AND t.text IS NOT NULL"
                " WHERE ?1 IS NULL OR p.id IN (SELECT value FROM json_each(?1)) ORDER BY p.id, t.id",
                (None if persona_ids is None else _json(persona_ids),),
            )
            found: dict[int, list[tuple[int, str]]] = {}
            for persona_id, triplet_id, text in rows:
                texts = found.setdefault(persona_id, [])
                if triplet_id is not None:
                    texts.append((triplet_id, text))
            return found

    # --- finding

    def vectors(self, encoder: str) -> Vectors:
        """Every vector of one encoder, in the order its media were stored."""
        with database.translated(self._where):
            rows = self._connection.execute(_VECTORS, (_storable(encoder),)).fetchall()
        if not rows:
            return Vectors(np.empty((0, 0), np.float32), np.empty(0, np.int64), np.empty(0, np.int64))
        blobs, persona_ids, triplet_ids = zip(*rows, strict=True)
        if len({len(blob) for blob in blobs}) != 1:
            raise StoreCorrupt(
                f"{self._where} holds vectors of {encoder} of unequal length; restore a backup."
            )
        flat = np.frombuffer(bytearray().join(blobs), "<f4").astype(np.float32, copy=False)
        return Vectors(
            flat.reshape(len(rows), -1), np.array(persona_ids, np.int64), np.array(triplet_ids, np.int64)
        )

    def without_vector(self, encoder: str, kind: str, *, after: int = 0, limit: int = 32) -> list[tuple[int, Picture | Clip]]:
        """Up to `limit` media of a kind ("image" or "voice") that this encoder has not seen, with their ids,
        in the order they were stored, beyond the id `after`."""
        with database.translated(self._where):
            # Only the indexes are read until something is found.
            rows = self._connection.execute(
                f"SELECT id, data, width, height, seconds, source FROM media WHERE id IN ("
                f"SELECT DISTINCT {kind} FROM triplet t WHERE {kind} > ?1 AND NOT EXISTS"
                f" (SELECT 1 FROM vector v WHERE v.media = t.{kind} AND v.encoder = ?2)"
                f" ORDER BY {kind} LIMIT ?3) ORDER BY id",
                (after, _storable(encoder), limit),
            ).fetchall()
        return [
            (media, Picture(data, width, height, source) if kind == "image" else Clip(data, seconds, source))
            for media, data, width, height, seconds, source in rows
        ]

    def add_vectors(self, vectors: Sequence[tuple[int, Vector]]) -> None:
        """Store the vectors of media that are there already, by their ids; in one transaction."""
        with database.translated(self._where), database.transaction(self._connection):
            for media_id, vector in vectors:
                if self._one("SELECT 1 FROM media WHERE id = ?", media_id):  # it may have been forgotten meanwhile
                    self._add_vector(media_id, check_vector(vector))

    def search_text(self, terms: Sequence[str], limit: int) -> list[Hit]:
        """Triplets holding any of the terms, best BM25 first, at most `limit`.

        A term is taken as plain words, never as query syntax; one of several words is a phrase. Words are
        compared by their English stem, without case and accents.
        """
        query = " OR ".join(dict.fromkeys(_quoted(term) for term in terms))
        if not query or limit <= 0:
            return []
        with database.translated(self._where):
            rows = self._connection.execute(
                "SELECT t.persona, t.id, -found.score FROM"
                " (SELECT rowid AS id, bm25(text_index) AS score FROM text_index"
                " WHERE text_index MATCH ?) found"
                " JOIN triplet t ON t.id = found.id ORDER BY found.score, t.id LIMIT ?",
                (query, limit),
            )
            return [Hit(*row) for row in rows]

    # --- state

    @property
    def version(self) -> int:
        """A number that grows whenever content changed, from whichever process; it survives closing."""
        with database.translated(self._where):
            return self._connection.execute("SELECT ifnull(max(id), 0) FROM event").get

    def check(self) -> list[str]:
        """What is wrong with the file, one sentence each; empty when it is healthy. Reads everything."""
        with database.translated(self._where):
            return checks.problems(self._connection)

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return self._connection.execute(sql, values).fetchone()


def _triplet(row: tuple[Any, ...]) -> Triplet:
    triplet_id, text, image, width, height, image_source, voice, seconds, voice_source = row
    return Triplet(
        image=None if image is None else Picture(image, width, height, image_source),
        voice=None if voice is None else Clip(voice, seconds, voice_source),
        text=text,
        id=triplet_id,
    )


def _json(ids: Iterable[int]) -> str:
    return json.dumps([int(each) for each in ids])


def _storable(text: str) -> str:
    """Text SQLite can compare: a lone surrogate matches nothing instead of failing."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _quoted(term: str) -> str:
    """A term as an FTS5 string, inside which only the quote has a meaning (and NUL ends the query)."""
    return '"' + _storable(term).replace("\0", " ").replace('"', '""') + '"'
