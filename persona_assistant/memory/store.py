"""The memory: everything the assistant knows of people, added and forgotten as a whole.

Truth is one encrypted file. What is added in one call is there completely or not at all; what is
forgotten leaves the file itself, not only its tables: freed pages are overwritten, the text index
drops its words and the write-ahead log is emptied. Whatever is derived from the memory (an index of
vectors, a cache) asks for `version` and rebuilds itself when that has changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import apsw

from persona_assistant.errors import BadInput, StoreError
from persona_assistant.memory import cache, checks, database, keys
from persona_assistant.memory.cache import DerivedCache
from persona_assistant.memory.connection import storable
from persona_assistant.memory.passages import Passages
from persona_assistant.memory.records import Arrival, Entry, check_entry, clean_name, clean_text
from persona_assistant.pmg import Clip, Persona, Picture, Triplet

FILE_NAME = "memory.db"

_TRIPLET = """
    SELECT t.id, t.text, i.data, i.width, i.height, i.source, v.data, v.seconds, v.source
    FROM triplet t LEFT JOIN media i ON i.id = t.image LEFT JOIN media v ON v.id = t.voice
"""


class Memory(Passages):
    """The store of one directory (or a temporary one), for one thread at a time; see `another`.

    Every method may raise StoreBusy (another process holds the file longer than a few seconds),
    DiskFull (nothing was stored) or StoreCorrupt.
    """

    _BUSY_SECONDS = 5.0

    def __init__(
        self, connection: apsw.Connection, where: Path | str, key: keys.Key | None = None
    ) -> None:
        """Use `open` or `temporary`."""
        super().__init__(connection, where)
        self._key = key

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        passphrase: str | None = None,
        key_file: Path | None = None,
        create: bool = True,
    ) -> Memory:
        """Open `directory`/memory.db; where there is none, create it, unless `create` is False.

        A new store is encrypted with, in this order: the passphrase or the key file given here (a
        key file that does not exist is created), the passphrase in PERSONA_ASSISTANT_PASSPHRASE, a
        random key kept by the OS keyring, a passphrase asked for at the terminal. An existing store
        knows which of them opens it. Raises KeyUnavailable, WrongKey, StoreCorrupt, StoreBusy,
        DiskFull, StoreError.
        """
        path = Path(directory) / FILE_NAME
        connection, key = database.open_file(
            path,
            passphrase=passphrase,
            key_file=key_file,
            create=create,
            busy_seconds=cls._BUSY_SECONDS,
        )
        return cls(connection, path, key)

    @classmethod
    def temporary(cls) -> Memory:
        """An empty memory without file or key, gone when closed: for one benchmark item, for a
        test."""
        return cls(database.open_in_memory(), "the temporary memory")

    @property
    def in_file(self) -> bool:
        """Whether it is kept in a file, and may have other connections; a temporary memory is
        not."""
        return self._key is not None

    def another(self) -> Memory:
        """The same memory for another thread, with a connection of its own; asks nobody for the key
        again.

        Raises StoreError for a temporary memory, which lives and dies with its one connection.
        """
        if self._key is None:
            raise StoreError(
                "A temporary memory has one connection only; open a memory in a folder instead."
            )
        connection = database.open_again(self._where, self._key, self._BUSY_SECONDS)
        return type(self)(connection, self._where, self._key)

    def close(self) -> None:
        """Let go of the file. May be called again."""
        self._connection.close()

    def __enter__(self) -> Memory:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # --- adding and forgetting

    def add(self, name: str, entries: Sequence[Entry], *, consent: str | None = None) -> Persona:
        """Remember `entries` of the person called `name`, new or known (upper and lower case are
        one).

        One transaction: on any error nothing is stored. A picture or clip the persona already has
        (same bytes) is kept once, however many triplets show it, with one vector per encoder; a
        triplet that is already there in all three parts is not added again. A negative exemplar
        that is added stops being one. `consent` replaces what was stored. Raises BadInput for an
        unusable name, an entry with nothing in it, a vector whose length differs from the stored
        ones of its encoder.
        """
        name = clean_name(name)
        consent = clean_text(consent, "consent")
        if not entries:
            raise BadInput(
                f"There is nothing to remember of {name}; give a picture, a clip or a text."
            )
        checked = [check_entry(entry) for entry in entries]
        with self._writing("added") as event:
            event.persona = self._persona_row(name, consent)
            for entry in checked:
                self._add_entry(event.persona, entry)
            return self._personas("WHERE p.id = ?", event.persona)[0]

    def take_in(self, arrivals: Sequence[Arrival], *, consent: str | None = None) -> None:
        """Remember what files of one or several people came to, and that these files were taken in.

        One transaction: on any error nothing is stored. Otherwise as `add`, whose errors it raises.
        """
        consent = clean_text(consent, "consent")
        checked = [
            (clean_name(each.name), each.digest, [check_entry(e) for e in each.entries])
            for each in arrivals
        ]
        with self._writing("added") as event:
            people: dict[str, int] = {}
            for name, digest, entries in checked:
                if name not in people:
                    people[name] = self._persona_row(name, consent)
                for entry in entries:
                    self._add_entry(people[name], entry)
                self._connection.execute(
                    "INSERT OR IGNORE INTO taken_in (persona, digest) VALUES (?, ?)",
                    (people[name], digest),
                )
            if len(set(people.values())) == 1:
                event.persona = people[name]

    def taken_in(self) -> set[tuple[str, bytes]]:
        """Which files were taken in: the person's name as `fold_name` makes it, and
        `Arrival.digest`."""
        with database.translated(self._where):
            return set(
                self._connection.execute(
                    "SELECT p.folded, t.digest FROM taken_in t JOIN persona p ON p.id = t.persona"
                )
            )

    def forget(self, name: str) -> Persona:
        """Remove the person with everything stored of them, and return who that was.

        Raises PersonaNotFound. The event log keeps that a persona of this id was forgotten, and
        when.
        """
        with database.translated(self._where):
            with self._writing("forgot") as event:
                persona = self.persona(name)
                event.persona = persona.id
                self._connection.execute("DELETE FROM persona WHERE id = ?", (persona.id,))
            self._empty_log_file()
            self._forget_derived(persona.id)
        return persona

    def cache(self, limit: int | None = None) -> DerivedCache | None:
        """The encrypted cache beside the memory, at most `limit` bytes; None for a temporary
        memory.

        Whoever asked for it closes it.
        """
        if not isinstance(self._where, Path):
            return None
        with database.translated(self._where):
            key = self._one("SELECT key FROM cache_key")[0]
            known = [persona for (persona,) in self._connection.execute("SELECT id FROM persona")]
        return DerivedCache(
            self._where.with_name(cache.FILE_NAME),
            key,
            limit=limit or cache.DEFAULT_LIMIT,
            known=known,
        )

    def _forget_derived(self, persona_id: int) -> None:
        if not isinstance(self._where, Path) or not self._where.with_name(cache.FILE_NAME).exists():
            return
        derived = self.cache()
        try:
            derived.forget(persona_id)
        finally:
            derived.close()

    def _add_entry(self, persona_id: int, entry: Entry) -> None:
        image = self._add_media(persona_id, "image", entry.triplet.image, entry.image)
        voice = self._add_media(persona_id, "voice", entry.triplet.voice, entry.voice)
        self._connection.execute("DELETE FROM negative WHERE media IN (?, ?)", (image, voice))
        row = (persona_id, image, voice, entry.triplet.text)
        same = self._one(
            "SELECT id FROM triplet WHERE persona = ? AND image IS ? AND voice IS ? AND text IS ?",
            *row,
        )
        if same is None:
            self._connection.execute(
                "INSERT INTO triplet (persona, image, voice, text) VALUES (?, ?, ?, ?)", row
            )

    def _empty_log_file(self) -> None:
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except (apsw.BusyError, apsw.FullError, apsw.IOError):
            # The person is forgotten already; whoever closes the file last removes the log.
            pass

    # --- triplets

    def triplets(self, persona_id: int) -> list[Triplet]:
        """All triplets of a persona with their media, oldest first; empty for an unknown id."""
        with database.translated(self._where):
            rows = self._connection.execute(
                f"{_TRIPLET} WHERE t.persona = ? ORDER BY t.id", (persona_id,)
            )
            return [_triplet(row) for row in rows]

    def triplet(self, triplet_id: int) -> Triplet:
        """One triplet with its media. Raises BadInput when there is no such id."""
        with database.translated(self._where):
            row = self._one(f"{_TRIPLET} WHERE t.id = ?", triplet_id)
        if row is None:
            raise BadInput(
                f"There is no triplet {triplet_id} in the memory; it may have been forgotten."
            )
        return _triplet(row)

    # --- calibrations

    def calibration(self, encoder: str) -> dict[str, Any] | None:
        """What `keep_calibration` kept for this encoder, or None."""
        with database.translated(self._where):
            row = self._one("SELECT content FROM calibration WHERE encoder = ?", storable(encoder))
        return None if row is None else json.loads(row[0])

    def keep_calibration(self, encoder: str, content: dict[str, Any]) -> None:
        """Keep what an encoder's scores are worth among these people, in place of what was kept
        before.

        `content` becomes JSON: figures over all people, of nobody alone, since it outlives who is
        forgotten. Raises ValueError for what JSON cannot hold.
        """
        written = json.dumps(content, allow_nan=False)
        with self._writing("calibrated"):
            self._connection.execute(
                "INSERT INTO calibration (encoder, content) VALUES (?1, ?2) ON CONFLICT (encoder) DO UPDATE"
                " SET content = excluded.content, created = excluded.created WHERE content <> excluded.content",
                (encoder, written),
            )

    def forget_calibration(self, encoder: str) -> bool:
        """Forget what was kept for this encoder; False when that was nothing."""
        with self._writing("calibrated"):
            self._connection.execute(
                "DELETE FROM calibration WHERE encoder = ?", (storable(encoder),)
            )
            return self._connection.changes() > 0

    # --- state

    @property
    def version(self) -> int:
        """A number that grows whenever content changed, from whichever process; it survives
        closing."""
        with database.translated(self._where):
            return self._connection.execute("SELECT ifnull(max(id), 0) FROM event").get

    def check(self) -> list[str]:
        """What is wrong with the file, one sentence each; empty when it is healthy. Reads
        everything."""
        with database.translated(self._where):
            return checks.problems(self._connection)


def _triplet(row: tuple[Any, ...]) -> Triplet:
    triplet_id, text, image, width, height, image_source, voice, seconds, voice_source = row
    return Triplet(
        image=None if image is None else Picture(image, width, height, image_source),
        voice=None if voice is None else Clip(voice, seconds, voice_source),
        text=text,
        id=triplet_id,
    )
