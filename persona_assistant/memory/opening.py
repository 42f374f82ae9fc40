"""Opening and replacing: nobody opens a store's file while another is put in its place.

Who opens a file for SQLite holds its folder's lock shared until SQLite has locks of its own; who
replaces the file holds it alone. Otherwise a process that waits for SQLite would go on with the
file that was replaced, and lose what it writes there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from persona_assistant.atomic import DRAFT_PREFIX
from persona_assistant.errors import StoreBusy, StoreError

BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite appends to the name of a file for those beside it."""
_PAUSE = 0.02
_DEVICE_MANAGER_BYTE = 128
"""Where in its shared-memory file SQLite locks that it uses it (os_unix.c, UNIX_SHM_DMS)."""


def refuse_links(path: Path) -> None:
    """Raise StoreError when the file, or one that SQLite puts beside it, is a link: what is written
    there would be written elsewhere."""
    for suffix in BESIDE:
        file = path.with_name(path.name + suffix)
        if file.is_symlink():
            raise StoreError(
                f"{file} is a link, which the memory does not follow; name the folder that holds "
                "the file itself, or move the file here.",
                code="store_is_link",
            )


@contextmanager
def opening(path: Path, seconds: float) -> Iterator[None]:
    """While `path` is opened. Raises StoreBusy when it is still being replaced after that time."""
    with _folder_lock(path, seconds, alone=False):
        yield


@contextmanager
def replacing(path: Path, seconds: float) -> Iterator[None]:
    """While another file is put in the place of `path`. Raises StoreBusy when another process also
    does, or opens it, for longer than that."""
    with _folder_lock(path, seconds, alone=True):
        yield


def is_used(path: Path) -> bool:
    """Whether another process has the store open: it shares memory with others then. Not for a
    process that has it open itself."""
    if os.name != "posix":
        return False
    import fcntl

    with suppress(FileNotFoundError), path.with_name(f"{path.name}-shm").open("r+b") as shared:
        try:
            fcntl.lockf(shared, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _DEVICE_MANAGER_BYTE)
        except (BlockingIOError, PermissionError):
            return True
    return False


@contextmanager
def _folder_lock(path: Path, seconds: float, *, alone: bool) -> Iterator[None]:
    # A draft's folder is its writer's alone, who has it locked already.
    if os.name != "posix" or path.parent.name.startswith(DRAFT_PREFIX):
        yield
        return
    import fcntl

    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError:
        yield  # opening the file will say what is wrong
        return
    try:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(folder, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise StoreBusy(
                        f"Another process is opening or replacing {path}; try again."
                    ) from None
                time.sleep(_PAUSE)
            except OSError:
                break  # such as a network file system without locks
        yield
    finally:
        os.close(folder)
