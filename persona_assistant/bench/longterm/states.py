"""Memories of histories that outlive a run: one encrypted store for each history.

A run that is killed finds them again, with all that was made of the history by then, and goes on.
A store is named after what it was told, all of it: a history that goes on takes the store with it
under its new name, so that no question finds what was told later than it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

from persona_assistant.memory import Store

_KEY = "key"


class States:
    """The stores below a folder; temporary ones without it. Safe to use from several threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def open(self, told: Sequence[str]) -> State:
        """The state of whom all this was told, which may be new; `told` are fingerprints. One that
        is in use is not shared: the second user gets a temporary one."""
        name = _name(told)
        with self._lock:
            if self._folder is None or name in self._used:
                return State(self, Store.temporary())
            self._used.add(name)
        return State(self, self._store(name), name)

    def _store(self, name: str) -> Store:
        assert self._folder is not None
        place = self._folder / name
        place.mkdir(parents=True, exist_ok=True)
        return Store.open(place, key_file=self._folder / _KEY)

    def _go_on(self, store: Store, name: str, told: Sequence[str]) -> tuple[Store, str]:
        """The store under its new name, or the one that has that name already; "" for a temporary
        one, where that is in use."""
        assert self._folder is not None
        new = _name(told)
        store.close()
        with self._lock:
            taken = new in self._used or (self._folder / new).exists()
            if not taken:
                (self._folder / name).rename(self._folder / new)
            self._used.discard(name)
            if new in self._used:
                return Store.temporary(), ""
            self._used.add(new)
        return self._store(new), new

    def _give_back(self, name: str) -> None:
        with self._lock:
            self._used.discard(name)


class State:
    """A store in use."""

    def __init__(self, states: States, store: Store, name: str = "") -> None:
        self._states, self.store, self._name = states, store, name

    def go_on(self, told: Sequence[str]) -> None:
        """All that is told now is this. The store may be another one then, and not hold it yet."""
        if self._name:
            self.store, self._name = self._states._go_on(self.store, self._name, told)

    def close(self) -> None:
        self.store.close()
        if self._name:
            self._states._give_back(self._name)


def _name(told: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]
