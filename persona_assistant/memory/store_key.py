"""The key of an open store: what opens it, who holds the key, a recovery key, another key.

`hold` and `release` are about the OS keyring, which may keep the key of a store that opens with
something else, so that nobody is asked for it until it is released again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant.errors import BadInput, KeyUnavailable, WrongKey
from persona_assistant.memory import keyring_access, keys
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.derivation import from_passphrase
from persona_assistant.memory.events import changing
from persona_assistant.memory.keys import Key, Kind


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What opens a store."""

    opens_with: str
    """"keyring", "passphrase" or "file"."""
    is_held: bool
    """Whether the OS keyring holds the key, so that nobody is asked for it."""
    recovery: str | None
    """When its recovery key was made, UTC, ISO 8601; None while there is none."""
    changed: str | None
    """When the key was last changed."""


class StoreKey:
    """Part of `Store`: `store.key`."""

    def __init__(self, connections: Connections, key: Key | None) -> None:
        """A temporary store has no `key`."""
        self._connections, self._key = connections, key

    @property
    def key(self) -> Key:
        """Raises BadInput for a store without one."""
        if self._key is None:
            raise BadInput("a temporary memory has no key", code="temporary")
        return self._key

    def wipe(self) -> None:
        """Overwrite the key. May be called again."""
        if self._key is not None:
            self._key.wipe()

    @property
    def opened_by_recovery(self) -> bool:
        return self._key is not None and self._key.by_recovery

    def status(self) -> KeyStatus:
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT kind, max(id), created FROM event"
                " WHERE kind IN ('key_changed', 'recovery_key_made') GROUP BY kind"
            ).fetchall()
        latest = {kind: (event, created) for kind, event, created in rows}
        changed = latest.get("key_changed", (0, None))
        made = latest.get("recovery_key_made", (0, None))
        return KeyStatus(
            opens_with=self.key.kind.name.lower(),
            is_held=is_held(self.key.header),
            recovery=made[1] if made[0] > changed[0] else None,
            changed=changed[1],
        )

    def make_recovery(self) -> str:
        """The recovery key of the store, and note that there is one."""
        spelt = self.key.spelt()
        with changing(self._connections) as change:
            change.record("recovery_key_made")
        return spelt

    def hold(self) -> bool:
        """Have the OS keyring hold the key; whether it did not yet. Raises KeyUnavailable where
        there is no keyring, BadInput for a store with a key file."""
        if self.key.kind is Kind.FILE:
            raise BadInput(
                "This memory opens with a key file, which is never kept elsewhere; name that file.",
                code="key_file_not_held",
            )
        if is_held(self.key.header):
            return False
        problem = keyring_access.keep(keys.store_id(self.key.header), self.key.entry())
        if problem is not None:
            raise KeyUnavailable(
                f"No keyring holds the key ({problem}); the memory goes on asking for it.",
                code="no_keyring",
            )
        return True

    def release(self) -> bool:
        """Take the key out of the OS keyring; whether it was there. Raises BadInput with the code
        "no_other_key" when nothing else would open the store, KeyUnavailable."""
        if self.key.kind is Kind.KEYRING and self.status().recovery is None:
            raise BadInput(
                "Only the OS keyring opens this memory, so taking its key away would lose "
                "everything; make a recovery key first, or give it a passphrase.",
                code="no_other_key",
            )
        return release(self.key.header)

    # --- another key

    def another(
        self,
        kind: Kind,
        where: Path,
        *,
        passphrase: str | None = None,
        key_file: Path | None = None,
    ) -> Key:
        """A new key of this kind, for `rekeying`. A passphrase that is not given is asked for.
        Raises KeyUnavailable; BadInput, also for the passphrase or the key file that opens the
        store now ("same_key")."""
        if kind is Kind.PASSPHRASE:
            if passphrase is None:
                passphrase = _new_passphrase(where)
            if self._is_passphrase(passphrase):
                raise BadInput("That passphrase opens it now; choose another.", code="same_key")
            return keys.by_passphrase(passphrase)
        if kind is Kind.FILE:
            if key_file is None:
                raise BadInput("name the new key file", code="key_file_needed")
            if self._is_file(key_file):
                raise BadInput(f"{key_file} opens it now; name another file.", code="same_key")
            return keys.by_file(key_file)
        key = keys.by_keyring()
        if key is None:
            raise KeyUnavailable(keys.NO_KEYRING)
        return key

    def renewed(self, where: Path, *, passphrase: str | None, key_file: Path | None) -> Key:
        """A new key for what opens the store now: the same passphrase, which is asked for where it
        is neither given nor in the environment, the same key file, or the keyring. Raises WrongKey
        for another passphrase or file, KeyUnavailable."""
        if self.key.kind is Kind.KEYRING:
            return self.another(Kind.KEYRING, where)
        if self.key.kind is Kind.FILE:
            if key_file is None:
                raise KeyUnavailable(f"{where} opens with a key file; name that file.")
            if self._is_file(key_file):
                return keys.by_file(key_file)
        else:
            for typed in keys.passphrases(where, passphrase):
                if self._is_passphrase(typed):
                    return keys.by_passphrase(typed)
        raise WrongKey(f"That is not what opens {where} now; try again.")

    def _is_passphrase(self, passphrase: str) -> bool:
        header = self.key.header
        return self.key.kind is Kind.PASSPHRASE and self._is(
            Key(header, from_passphrase(header, passphrase))
        )

    def _is_file(self, key_file: Path) -> bool:
        if self.key.kind is not Kind.FILE or not key_file.exists():
            return False
        return self._is(keys.from_file(self.key.header, key_file))

    def _is(self, known: Key) -> bool:
        try:
            return known.equals(self.key)
        finally:
            known.wipe()


def _new_passphrase(where: Path) -> str:
    if given := os.environ.get(keys.NEW_PASSPHRASE_VARIABLE):
        return given
    if not keys.has_terminal():
        raise KeyUnavailable(
            "A new passphrase is needed, and there is no terminal to ask for it.",
            code="new_passphrase_needed",
        )
    return keys.ask_twice(where, "the key was not changed")


def header_of(path: Path) -> bytes:
    """The clear bytes of the store at `path`. Raises OSError."""
    with path.open("rb") as file:
        return file.read(keys.HEADER_BYTES)


def is_held(header: bytes) -> bool:
    """Whether the OS keyring is known to hold the key."""
    if keys.kind_of(header) is Kind.FILE:
        return False
    found, _ = keyring_access.entry(keys.store_id(header))
    return found is not None


def forget_entry(header: bytes) -> None:
    """Remove what the OS keyring has of a key that opens nothing any more, if it lets us."""
    if keys.kind_of(header) is not Kind.FILE:
        keyring_access.remove(keys.store_id(header))


def release(header: bytes) -> bool:
    """Take the key of the store with this header out of the OS keyring; whether it was there.
    Raises KeyUnavailable when the keyring may still have it."""
    was_there, problem = keyring_access.remove(keys.store_id(header))
    if problem is not None and problem != keyring_access.NONE:
        raise KeyUnavailable(
            f"The OS keyring does not let the key go ({problem}); unlock it and try again."
        )
    return was_there
