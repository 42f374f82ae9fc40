"""The store: everything the assistant knows of people, added and forgotten as a whole.

Truth is one encrypted file. What is added in one call is there completely or not at all; what is
forgotten leaves the file itself, not only its tables: freed pages and unused bytes are overwritten,
the text index drops its words and the write-ahead log is emptied. Whatever is derived from the
store (an index of vectors, a cache) asks for `version` and rebuilds itself when that has changed.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Any

import apsw

from persona_assistant.errors import ErasureUnfinished, StoreError
from persona_assistant.memory import cache as caches
from persona_assistant.memory import checks, database, erasure, opening
from persona_assistant.memory.backups import Backups
from persona_assistant.memory.cache import DerivedCache
from persona_assistant.memory.calibrations import Calibrations
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.consents import Consents
from persona_assistant.memory.conversations import Conversations
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.event_log import Events
from persona_assistant.memory.exchange import Exchange
from persona_assistant.memory.facts import Facts
from persona_assistant.memory.impressions import Impressions
from persona_assistant.memory.items import Items
from persona_assistant.memory.keys import Key
from persona_assistant.memory.media import Media
from persona_assistant.memory.memories import Memories
from persona_assistant.memory.memory_stages import MemoryStages
from persona_assistant.memory.memory_states import MemoryStates
from persona_assistant.memory.pages import Malformed
from persona_assistant.memory.passages import Passages
from persona_assistant.memory.people import People
from persona_assistant.memory.sessions import Sessions
from persona_assistant.memory.shown import ShownPictures
from persona_assistant.memory.store_key import StoreKey
from persona_assistant.memory.traces import Search, Traces, gather
from persona_assistant.memory.verification import (
    FileLooked,
    Verification,
    forgive_what_remains,
    look_at_others,
    look_through,
    receipt,
)
from persona_assistant.progress import UNWATCHED, Watch

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
        self._eraser = Eraser(connections, self._drop_derived, seconds=self._BUSY_SECONDS)
        self.people = People(connections, self._eraser)
        self.consents = Consents(connections, self._eraser)
        self.items = Items(connections, self._eraser)
        self.media = Media(connections)
        self.passages = Passages(connections)
        self.events = Events(connections)
        self.conversations = Conversations(connections, self._eraser)
        self.session = Sessions(connections, self._eraser)
        self.facts = Facts(connections)
        self.memories = Memories(connections, self._eraser)
        self.impressions = Impressions(connections, self._eraser)
        self.memory_stages = MemoryStages(connections)
        self.shown = ShownPictures(connections)
        self.memory_states = MemoryStates(connections)
        self.calibrations = Calibrations(connections)
        self.exchange = Exchange(connections)
        self.backups = Backups(connections, key)
        self.key = StoreKey(connections, key)

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
        opening.refuse_links(path.with_name(caches.FILE_NAME))
        first, key = database.open_file(
            path, passphrase=passphrase, key_file=key_file, create=create, busy_seconds=busy
        )
        store = cls._of(path, first, key)
        store._eraser.finish_quietly()  # what a killed process left half done
        return store

    @classmethod
    def reopen(cls, path: Path, key: Key) -> Store:
        """Open the file that this key is known to open; the store wipes the key when it closes.
        Raises as `open` does."""
        return cls._of(path, database.open_again(path, key, cls._BUSY_SECONDS), key)

    @classmethod
    def _of(cls, path: Path, first: apsw.Connection, key: Key) -> Store:
        busy = cls._BUSY_SECONDS
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
        """Let go of the file, as soon as each thread has ended what it is doing, and overwrite the
        key. May be called again."""
        self.session.let_go()
        self._connections.close()
        self.key.wipe()

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

    @property
    def erasing(self) -> bool:
        """Whether something that was deleted may still lie in unused bytes of the file, in its
        write-ahead log or in the cache."""
        return self._eraser.stage() != erasure.DONE

    def cache(self, limit: int | None = None) -> DerivedCache | None:
        """The encrypted cache beside the store, at most `limit` bytes; None for a temporary store.

        Whoever asked for it closes it.
        """
        key, known = self._cache_key()
        if key is None:
            return None
        limit = limit or caches.DEFAULT_LIMIT
        return DerivedCache(self._cache_path(), key, limit=limit, known=known)

    def traces(self, name: str) -> Traces:
        """What to look for of a person once they are forgotten; see `verify`."""
        persona = self.people.get(name)
        key, _ = self._cache_key()
        derived = [] if key is None else caches.held(self._cache_path(), key, [persona.id])
        with self._connections.reading() as db:
            return gather(db, persona.id, derived)

    def verify(self, traces: Traces | None = None, watch: Watch = UNWATCHED) -> Verification:
        """Finishes what is left to erase, checks the store and looks at every page of its files,
        also for `traces` of somebody who was forgotten. Takes as long as reading everything. Raises
        Cancelled."""
        if self.path is None:
            return Verification((), tuple(self.check()))
        problems: list[str] = []
        files: list[FileLooked] = []
        search = None if traces is None else Search(traces)
        try:
            self._eraser.finish("The memory is in use", everything=True)
        except ErasureUnfinished as error:
            problems.append(str(error))
        watch.heed("erasing")
        problems.extend(problem for problem in self.check() if problem not in problems)
        key, _ = self._cache_key()
        assert key is not None
        try:
            with self._connections.alone() as db:
                files.append(look_through(db, self.path, search, watch))
            cache = caches.look_through(self._cache_path(), key, search, watch)
        except (Malformed, StoreError) as error:
            problems.append(f"Not every page could be looked at: {error}")
            cache = None
        files.extend([cache] if cache else [])
        known = {
            path.name + suffix
            for path in (self.path, self._cache_path())
            for suffix in opening.BESIDE
        }
        files.extend(look_at_others(self.path.parent, known, search))
        if search is not None:
            with self._connections.reading() as db:
                forgive_what_remains(db, search)
        return receipt(files, problems, traces, search)

    def _cache_path(self) -> Path:
        assert self.path is not None
        return self.path.with_name(caches.FILE_NAME)

    def _cache_key(self) -> tuple[bytes | None, set[int]]:
        """The key of the cache, None for a temporary store, and everybody's id."""
        with self._connections.reading() as db:
            key: Any = db.execute("SELECT key FROM cache_key").fetchone()
            rows: Any = db.execute("SELECT id FROM persona")
            return None if self.path is None else key[0], {persona for (persona,) in rows}

    def _drop_derived(self, personas: Collection[int]) -> None:
        key, known = self._cache_key()
        if key is not None:
            gone = set(personas) - known
            seconds = self._BUSY_SECONDS
            caches.erase(self._cache_path(), key, personas, gone, seconds=seconds)
