"""The use cases about the key: locking, unlocking, another key, a recovery key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from persona_assistant.assistant.services import Services

if TYPE_CHECKING:
    from persona_assistant.memory.store_key import KeyStatus


class Locks:
    """Part of `Assistant`."""

    services: Services

    @property
    def is_locked(self) -> bool:
        return self.services.is_locked

    def lock(self) -> None:
        """Closes the memory, overwrites its key and drops whatever was made of it: indexes, what
        was read, the model and its state. Until `unlock` every use case that needs the memory
        raises StoreLocked. Waits for what other threads are in the middle of. May be called
        again."""
        self.services.lock()

    def unlock(self, passphrase: str | None = None) -> None:
        """Opens the memory again, with its passphrase or its recovery key; without either by what
        opens it unasked (keyring, key file, environment), else it is asked for at the terminal.

        Raises WrongKey, KeyUnavailable, StoreError; then it is still locked. Does nothing when it
        is not.
        """
        self.services.unlock(passphrase)

    def key_status(self) -> KeyStatus:
        """What opens the memory, who holds its key, and whether there is a recovery key."""
        return self.services.store.key.status()

    def change_key(
        self,
        opens_with: Literal["passphrase", "keyring", "file"] | None = None,
        *,
        passphrase: str | None = None,
        key_file: Path | str | None = None,
    ) -> KeyStatus:
        """Encrypts the memory anew, under a new key of that kind, by default of the present one. A
        `passphrase` that is not given is asked for at the terminal. Nothing that opened it before
        does any more, a recovery key neither; earlier backups still open as they did.

        Takes as long as reading and writing everything, and as much room again on the disk. Raises
        StoreBusy while another process has it open, BadInput ("same_key", "key_file_needed"),
        KeyUnavailable, DiskFull; then all is as it was.
        """
        from persona_assistant.assistant import rekeying

        return rekeying.change_key(
            self.services, opens_with, passphrase, None if key_file is None else Path(key_file)
        )

    def make_recovery_key(
        self, *, passphrase: str | None = None, key_file: Path | str | None = None
    ) -> str:
        """A recovery key that opens the memory by itself, to be written down: it is kept nowhere.

        When there was one already the memory is encrypted anew, as by `change_key`, and the former
        recovery key opens nothing any more; that needs the passphrase or the key file that opens
        the memory, the passphrase also from the environment or the terminal. Raises WrongKey and
        as `change_key`.
        """
        from persona_assistant.assistant import rekeying

        return rekeying.make_recovery_key(
            self.services, passphrase, None if key_file is None else Path(key_file)
        )
