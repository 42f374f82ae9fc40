"""Another key and a recovery key; see `Assistant`."""

from __future__ import annotations

from pathlib import Path

from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.memory import Store, keys, rekeying
from persona_assistant.memory.keys import Key, Kind
from persona_assistant.memory.store_key import KeyStatus, forget_entry

_BUSY_SECONDS = 5.0


def change_key(
    services: Services, opens_with: str | None, passphrase: str | None, key_file: Path | None
) -> KeyStatus:
    """See `Assistant.change_key`."""
    if passphrase is not None and key_file is not None:
        raise BadInput("a passphrase and a key file were given; a memory opens with one of them")
    store = services.store
    kind = _kind(opens_with, passphrase, key_file, store.key.key.kind)
    path = _path(store)
    _encrypt_anew(services, store.key.another(kind, path, passphrase=passphrase, key_file=key_file))
    return services.store.key.status()


def make_recovery_key(services: Services, passphrase: str | None, key_file: Path | None) -> str:
    """See `Assistant.make_recovery_key`."""
    store = services.store
    if store.key.status().recovery is not None:
        new = store.key.renewed(_path(store), passphrase=passphrase, key_file=key_file)
        _encrypt_anew(services, new)
    return services.store.key.make_recovery()


def _encrypt_anew(services: Services, new: Key) -> None:
    with services.replacing_store() as store:
        path, old = _path(store), store.key.key.copy()
        store.close()
        try:
            rekeying.encrypt_anew(path, old, new, seconds=_BUSY_SECONDS)
        except BaseException:
            keys.discard(new)
            new.wipe()
            services.put_store(Store.reopen(path, old))
            raise
        forget_entry(old.header)
        old.wipe()
        services.put_store(Store.reopen(path, new))


def _path(store: Store) -> Path:
    if store.path is None:
        raise BadInput("a temporary memory has no key", code="temporary")
    return store.path


def _kind(
    opens_with: str | None, passphrase: str | None, key_file: Path | None, present: Kind
) -> Kind:
    given = "passphrase" if passphrase is not None else "file" if key_file is not None else None
    if opens_with is None:
        return Kind[given.upper()] if given else present
    if given is not None and given != opens_with:
        raise BadInput(f"a {given} was given for a memory that is to open with a {opens_with}")
    try:
        return Kind[opens_with.upper()]
    except KeyError:
        raise BadInput(
            f"a memory opens with a passphrase, the keyring or a file, not with {opens_with!r}"
        ) from None
