"""The state of what is remembered of a user, on its way between two stores of theirs.

A state is a set of versions, each known by its content and by the version before it, wherever it
lies. Merging two states takes the versions of both, once: it does not matter which comes first, nor
how often. What one of them has ended stays ended. Of what holds on both sides under one name the
version that was said last stays, of two corrections of one memory the later, and of the same words
one. What was erased or undone in one store only comes back from the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.events import Change, changing
from persona_assistant.memory.memories import (
    MOMENT,
    MOST_PROCEDURAL,
    ORIGINS,
    Memory,
    checked,
    end,
    every,
    recorded,
)

_ENDS = (None, "replaced", "retracted")
"""Of two the latter stays."""


@dataclass(frozen=True)
class Version:
    """One version of a memory, without the ids of a store."""

    memory: Memory
    """Its `id`, `follows`, `turns` and `about` are empty."""
    follows: str | None = None
    """The key of the version before it."""
    turns: tuple[tuple[str, str], ...] = ()
    """The turns it was taken from: when each was said, and the SHA-256 of its text."""
    about: tuple[str, ...] = ()
    """Uids of the people it is about, beside the user."""

    @cached_property
    def key(self) -> str:
        """The same for the same content with the same history, in every store."""
        each = self.memory
        content = (
            *(each.kind, each.name, each.text, each.keywords, each.said, each.valid_from),
            *(each.valid_to, each.origin, each.source, each.created, self.follows),
        )
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    @property
    def order(self) -> tuple[str, str, str]:
        """Later is greater."""
        return self.memory.said, self.memory.created, self.key


State: TypeAlias = tuple[Version, ...]
"""Ordered by key."""


class MemoryStates:
    """What is remembered in a store as a state."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def read(self) -> State:
        with self._connections.reading() as db:
            return _ordered(_read(db).values())

    def merge(self, state: Iterable[Version]) -> int:
        """Take in what another store of the same user remembers; returns how many versions are
        new. Turns and people that are not here are left out of where each is from. One step for
        undoing. Raises BadInput for what cannot be kept."""
        with changing(self._connections, capture=True) as change:
            return merge_into(change, state)


def merge_into(change: Change, state: Iterable[Version]) -> int:
    """See `MemoryStates.merge`."""
    incoming = list(map(checked_version, state))
    own = _read(change.db)
    held = {version.key: memory_id for memory_id, version in own.items()}
    wanted = merged(own.values(), incoming)
    for version in sorted(wanted, key=_generation(wanted)):
        _put(change, version, held)
    return len(held) - len(own)


def checked_version(version: Version) -> Version:
    """The version as it can be kept. Raises BadInput for what cannot."""
    return replace(version, memory=_checked(version.memory))


def merged(one: Iterable[Version], other: Iterable[Version]) -> State:
    """Both states in one. Commutative, and merging again changes nothing."""
    versions: dict[str, Version] = {}
    for each in (*_closed(one), *_closed(other)):
        known = versions.get(each.key)
        versions[each.key] = each if known is None else _joined(known, each)
    _end_all_but_one(versions, lambda each: each.follows, latest=True)
    _end_all_but_one(
        versions, lambda each: (each.memory.kind, each.memory.name) if each.memory.name else None
    )
    _end_all_but_one(versions, _words, latest=False)
    procedural = [each for each in _holding(versions) if each.memory.kind == "procedural"]
    for each in sorted(procedural, key=lambda each: each.order)[:-MOST_PROCEDURAL]:
        versions[each.key] = _ended(each, "retracted")
    return _ordered(versions.values())


def _closed(state: Iterable[Version]) -> list[Version]:
    """A version whose former one is not there has none."""
    versions = list(state)
    keys = {each.key for each in versions}
    renamed: dict[str, str] = {}
    closed = []
    for each in sorted(versions, key=_generation(versions)):
        follows = each.follows and (renamed.get(each.follows) if each.follows in keys else None)
        new = replace(each, follows=follows)
        renamed[each.key] = new.key
        closed.append(new)
    return closed


def _generation(versions: Iterable[Version]) -> Callable[[Version], tuple[int, str]]:
    """Orders versions so that each comes after the one it follows."""
    follows = {each.key: each.follows for each in versions}
    depths: dict[str | None, int] = {}

    def order(version: Version) -> tuple[int, str]:
        chain: list[str] = []
        at: str | None = version.key
        while at in follows and at not in depths:
            chain.append(at)
            at = follows[at]
        for key in reversed(chain):
            depths[key] = depths.get(follows[key], 0) + 1
        return depths[version.key], version.key

    return order


def _joined(one: Version, other: Version) -> Version:
    ended = max(one.memory.ended, other.memory.ended, key=_ENDS.index)
    return replace(
        one,
        memory=replace(one.memory, ended=ended),
        turns=tuple(sorted({*one.turns, *other.turns})),
        about=tuple(sorted({*one.about, *other.about})),
    )


def _words(version: Version) -> tuple[str | None, ...]:
    each = version.memory
    day = each.said if each.kind == "episodic" else None  # one may go like another
    return each.kind, each.name, each.text, each.valid_from, each.valid_to, day


def _end_all_but_one(
    versions: dict[str, Version], alike: Callable[[Version], object], *, latest: bool = True
) -> None:
    """Of versions that hold and are alike only the latest, or the first, still holds."""
    groups: dict[object, list[Version]] = {}
    for each in _holding(versions):
        if (group := alike(each)) is not None:
            groups.setdefault(group, []).append(each)
    for found in groups.values():
        found.sort(key=lambda each: each.order, reverse=latest)
        for each in found[1:]:
            versions[each.key] = _ended(each, "replaced")


def _holding(versions: dict[str, Version]) -> list[Version]:
    return [each for each in versions.values() if each.memory.ended is None]


def _ended(version: Version, why: Any) -> Version:
    return replace(version, memory=replace(version.memory, ended=why))


def _ordered(versions: Iterable[Version]) -> State:
    return tuple(sorted(versions, key=lambda each: each.key))


# --- in a store


def _read(db: apsw.Connection) -> dict[int, Version]:
    """By the ids of the memories; each comes after the one it follows."""
    uids: dict[int, str] = {}
    uids.update(_any(db.execute("SELECT id, uid FROM persona")))
    said: dict[int, tuple[str, str]] = {}
    turns = "SELECT id, created, text FROM turn WHERE id IN (SELECT turn FROM memory_turn)"
    for turn, created, text in _any(db.execute(turns)):
        said[turn] = created, _digest(text)
    versions: dict[int, Version] = {}
    for each in every(db):
        former = versions.get(each.follows or 0)
        versions[each.id] = Version(
            replace(each, id=0, follows=None, turns=(), about=()),
            None if former is None else former.key,
            tuple(sorted(said[turn] for turn in each.turns)),
            tuple(sorted(uids[persona] for persona in each.about)),
        )
    return versions


def _put(change: Change, version: Version, held: dict[str, int]) -> None:
    """Have the version in the store as it is, and its id in `held`."""
    db = change.db
    memory_id = held.get(version.key)
    if memory_id is None:
        former = None if version.follows is None else held[version.follows]
        memory_id = held[version.key] = recorded(change, replace(version.memory, follows=former))
    else:
        row: Any = db.execute("SELECT ended FROM memory WHERE id = ?", (memory_id,)).fetchone()
        if row[0] != version.memory.ended:
            end(change, memory_id, version.memory.ended or "")
    for created, digest in version.turns:
        at = "SELECT id, text FROM turn WHERE created = ? AND role = 'user'"
        for turn, text in _any(db.execute(at, (created,))):
            if _digest(text) == digest:
                db.execute("INSERT OR IGNORE INTO memory_turn VALUES (?, ?)", (memory_id, turn))
    for uid in version.about:
        db.execute(
            "INSERT OR IGNORE INTO memory_about SELECT ?, id FROM persona WHERE uid = ?",
            (memory_id, uid),
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(memory: Memory) -> Memory:
    if not memory.said or not MOMENT.fullmatch(memory.created):
        raise BadInput(
            "A memory without the moments at which it was said and stored cannot be taken in."
        )
    if memory.ended not in _ENDS or memory.origin not in ORIGINS:
        raise BadInput(
            f"A memory cannot have ended as {memory.ended!r} or be by {memory.origin!r}."
        )
    return checked(memory)


def _any(rows: Any) -> Any:
    """Rows without the types that SQLite might give."""
    return rows.fetchall()
