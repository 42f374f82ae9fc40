"""Holding a chat: what one program has open, no other takes.

A file beside the store is locked as long as the chat is held. The system lets go of the lock when
the program ends, however it ends, so that what it left can be taken up by the next.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Hold:
    """One chat, held until `release`."""

    def __init__(self, file: Path | None, handle: int | None) -> None:
        """Use `hold`."""
        self._file, self._handle = file, handle

    def release(self) -> None:
        """May be called again."""
        handle, self._handle = self._handle, None
        if handle is not None and self._file is not None:
            # Removed while it is locked: whoever opened it meanwhile sees that it is gone.
            with suppress(OSError):
                self._file.unlink()
            os.close(handle)


def hold(store: Path | None, number: int) -> Hold | None:
    """Holds a chat of the store in this file; None where it is held already. A temporary store
    (None) and a disk that knows no locks have nobody else who could hold it."""
    if store is None or os.name != "posix":
        return Hold(None, None)
    import fcntl

    file = store.with_name(f".chat-{number}.lock")
    while True:
        try:
            handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError:
            return Hold(None, None)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        except OSError:
            os.close(handle)
            return Hold(None, None)
        if _is_still(file, handle):
            return Hold(file, handle)
        os.close(handle)


def _is_still(file: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), os.stat(file, follow_symlinks=False))
    return False
