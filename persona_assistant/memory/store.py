"""The store: everything the assistant knows of people, added and forgotten as a whole.

Truth is one encrypted file. What is added in one call is there completely or not at all; what is
forgotten leaves the file itself, not only its tables: freed pages are overwritten, the text index
drops its words and the write-ahead log is emptied. Whatever is derived from the store (an index of
vectors, a cache) asks for `version` and rebuilds itself when that has changed.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from persona_assistant.memory import cache as caches
from persona_assistant.memory import checks, database
from persona_assistant.memory.backups import Backups
from persona_assistant.memory.cache import DerivedCache
from persona_assistant.memory.calibrations import Calibrations
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.conversations import Conversations
from persona_assistant.memory.event_log import Events
from persona_assistant.memory.exchange import Exchange
from persona_assistant.memory.facts import Facts
from persona_assistant.memory.items import Items
from persona_assistant.memory.keys import Key
from persona_assistant.memory.media import Media
from persona_assistant.memory.passages import Passages
from persona_assistant.memory.people import People

FILE_NAME = "memory.db"


class Store:
    """The store of one directory, or a temporary one. Several threads may use it at once.

    Every method, also of its parts, may raise StoreBusy (another process holds the file longer than
    a few seconds), DiskFull (nothing was stored), StoreCorrupt, and StoreError once it is closed.
    """

    _BUSY_SECONDS = 5.0

    def __init__(self, connections: Connections, key: Key | None = None) -> None:
        """Use `open` or `temporary`."""
        self._connections = connections
        self.people = People(connections, self._forget_derived)
        self.items = Items(connections, self._forget_derived)
        self.media = Media(connections)
        self.passages = Passages(connections)
        self.events = Events(connections)
        self.conversations = Conversations(connections)
        self.facts = Facts(connections)
        self.calibrations = Calibrations(connections)
        self.exchange = Exchange(connections)
        self.backups = Backups(connections, key)

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        passphrase: str | None = None,
        key_file: Path | None = None,
        create: bool = True,
    ) -> Store:
        """Open `directory`/memory.db; where there is none, create it, unless `create` is False.

        A new store is encrypted with, in this order: the passphrase or the key file given here (a
        key file that does not exist is created), the passphrase in PERSONA_ASSISTANT_PASSPHRASE, a
        random key kept by the OS keyring, a passphrase asked for at the terminal. An existing store
        knows which of them opens it. Raises KeyUnavailable, WrongKey, StoreCorrupt, StoreBusy,
        DiskFull, StoreError.
        """
        path = Path(directory) / FILE_NAME
        busy = cls._BUSY_SECONDS
        first, key = database.open_file(
            path, passphrase=passphrase, key_file=key_file, create=create, busy_seconds=busy
        )
        return cls(Connections(path, first, lambda: database.open_again(path, key, busy)), key)

    @classmethod
    def temporary(cls) -> Store:
        """An empty store without file or key, gone when closed: for one benchmark item, for a
        test."""
        return cls(Connections("the temporary memory", database.open_in_memory()))

    @property
    def path(self) -> Path | None:
        """The file; None for a temporary store."""
        where = self._connections.where
        return where if isinstance(where, Path) else None

    def close(self) -> None:
        """Let go of the file, as soon as each thread has ended what it is doing. May be called
        again."""
        self._connections.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def version(self) -> int:
        """A number that grows whenever content changed by which people are recognised, from
        whichever process; it survives closing."""
        with self._connections.using() as db:
            row: Any = db.execute("SELECT version FROM content_version").fetchone()
        return int(row[0])

    def check(self) -> list[str]:
        """What is wrong with the file, one sentence each; empty when it is healthy. Reads
        everything."""
        with self._connections.using() as db:
            return checks.problems(db)

    def cache(self, limit: int | None = None) -> DerivedCache | None:
        """The encrypted cache beside the store, at most `limit` bytes; None for a temporary store.

        Whoever asked for it closes it.
        """
        if self.path is None:
            return None
        with self._connections.reading() as db:
            key: Any = db.execute("SELECT key FROM cache_key").fetchone()
            rows: Any = db.execute("SELECT id FROM persona")
            known = [persona for (persona,) in rows]
        return DerivedCache(
            self.path.with_name(caches.FILE_NAME),
            key[0],
            limit=limit or caches.DEFAULT_LIMIT,
            known=known,
        )

    def _forget_derived(self, persona_id: int) -> None:
        if self.path is None or not self.path.with_name(caches.FILE_NAME).exists():
            return
        cache = self.cache()
        assert cache is not None
        try:
            cache.forget(persona_id)
        finally:
            cache.close()
