"""Locking a store: its key leaves the OS keyring, and comes back when somebody gives it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from persona_assistant.errors import BadInput, StoreMissing
from persona_assistant.memory import database, keys, store_key
from persona_assistant.memory.keys import Kind
from persona_assistant.memory.store import FILE_NAME, Store


@dataclass(frozen=True, slots=True)
class Locked:
    """A store whose key the OS keyring does not hold."""

    path: Path
    was_held: bool
    """Whether it did."""
    opens_with: str
    """What opens it now: "passphrase" or "recovery key"."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A store whose key the OS keyring holds, so that nobody is asked for it."""

    path: Path
    was_held: bool
    """Whether it did before."""
    by_recovery: bool
    """Whether a recovery key opened it."""


def lock(directory: Path) -> Locked:
    """Takes the key of the store in `directory` out of the OS keyring. Programs that have it open
    keep it open.

    Raises BadInput with the code "no_other_key" where nothing else would open it, and with
    "key_file_not_held" for a store with a key file; KeyUnavailable where the keyring does not let
    it go; StoreMissing.
    """
    path, header, kind = _found(directory)
    if kind is Kind.PASSPHRASE:
        return Locked(path, store_key.release(header), "passphrase")
    if not store_key.is_held(header):
        return Locked(path, store_key.release(header), "recovery key")
    with Store.open(directory, create=False) as store:
        return Locked(path, store.key.release(), "recovery key")


def unlock(directory: Path, *, passphrase: str | None = None) -> Unlocked:
    """Has the OS keyring hold the key of the store in `directory`. A passphrase or recovery key
    that is not given comes from the environment or the terminal.

    Raises WrongKey, KeyUnavailable also where there is no keyring, BadInput ("key_file_not_held"),
    StoreMissing.
    """
    path, header, _ = _found(directory)
    if passphrase is None and store_key.is_held(header):
        return Unlocked(path, was_held=True, by_recovery=False)
    with Store.open(directory, passphrase=passphrase, create=False) as store:
        new = store.key.hold()
        return Unlocked(path, was_held=not new, by_recovery=store.key.opened_by_recovery)


def _found(directory: Path) -> tuple[Path, bytes, Kind]:
    path = directory / FILE_NAME
    with database.translated(path):
        if not path.exists():
            raise StoreMissing(f"There is no memory at {path}; add a person to begin one.")
        header = store_key.header_of(path)
    kind = keys.kind_of(header)
    if kind is None or kind is Kind.FILE:
        # A file that is no store of ours says so when it is opened.
        raise BadInput(
            f"{path} opens with a key file, which no keyring holds: keep that file where others do "
            "not reach it."
            if kind
            else f"{path} is not a memory of persona-assistant.",
            code="key_file_not_held" if kind else None,
        )
    return path, header, kind
