"""The one way a file or a folder is written: whole, or not at all.

`whole_file` and `whole_folder` make something new; `replacing` renews a file that may be there.

What is being written lies beside its place under a name that begins with a dot and is moved there
in one step once it is complete. A kill leaves such a leftover and nothing that looks like a model;
the next result beside it clears the leftover away, which it knows to be one because nobody holds it
locked.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from persona_assistant.errors import BadInput, DiskFull

_LEFTOVER = ".unfinished-"


def require_room(place: Path, size: int, *, what: str) -> None:
    """Raises DiskFull unless `size` bytes fit on the disk that holds `place` (which need not
    exist)."""
    existing = place.absolute()
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free
    if free < size:
        raise DiskFull(
            f"{what} takes about {in_words(size)}, but {in_words(free)} are free on the disk of {place}: "
            f"free some room or choose another disk. Nothing was written."
        )


def in_words(size: int) -> str:
    """For example "5.1 GB"."""
    if size < 950_000_000:
        return f"{max(1, round(size / 1e6))} MB"
    return f"{size / 1e9:.1f} GB"


@contextmanager
def whole_folder(place: Path) -> Iterator[Path]:
    """A new folder to fill; it becomes `place` when the block ends well, and vanishes otherwise.

    Raises BadInput when `place` exists and is not an empty folder.
    """
    _refuse_taken(place, place.is_dir() and not any(place.iterdir()))
    with _workshop(place) as making, _told_plainly(place):
        yield making
        making.chmod(0o777 & ~_umask())
        for file in filter(Path.is_file, making.rglob("*")):
            _settle(file)
        if place.is_dir():
            place.rmdir()
        os.replace(making, place)
        _sync(place.parent)


@contextmanager
def whole_file(place: Path) -> Iterator[Path]:
    """The path of a file to write; it becomes `place` when the block ends well, and vanishes
    otherwise.

    Raises BadInput when `place` exists.
    """
    _refuse_taken(place, False)
    with _workshop(place) as folder, _told_plainly(place):
        making = folder / place.name
        yield making
        _settle(making)
        os.replace(making, place)
        _sync(place.parent)


@contextmanager
def replacing(place: Path, *, mode: int | None = None, sync: bool = True) -> Iterator[Path]:
    """The path of a file to write; it takes the place of `place` when the block ends well, and
    vanishes otherwise. `mode` as in chmod; None: what the user's umask gives a new file.

    `sync=False` leaves it to the system when the bytes reach the disk: for what can be made again.
    Raises DiskFull, BadInput.
    """
    with _told_plainly(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        os.close(handle)
        making = Path(name)
        try:
            yield making
            making.chmod(0o666 & ~_umask() if mode is None else mode)
            if sync:
                _sync(making)
            os.replace(making, place)
            if sync:
                _sync(place.parent)
        finally:
            making.unlink(missing_ok=True)


def write_text(place: Path, text: str, *, mode: int | None = None, sync: bool = True) -> None:
    """Replace the file by UTF-8 text, in one step. Raises DiskFull, BadInput."""
    with replacing(place, mode=mode, sync=sync) as making:
        making.write_text(text, encoding="utf-8")


def write_bytes(place: Path, data: bytes, *, mode: int | None = None, sync: bool = True) -> None:
    """Replace the file by these bytes, in one step. Raises DiskFull, BadInput."""
    with replacing(place, mode=mode, sync=sync) as making:
        making.write_bytes(data)


@contextmanager
def _workshop(place: Path) -> Iterator[Path]:
    """A folder beside `place` that is gone afterwards, if it was not moved away."""
    with _told_plainly(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        for leftover in place.parent.glob(_LEFTOVER + "*"):
            if (lock := _lock(leftover)) is not None:
                shutil.rmtree(leftover, ignore_errors=True)
                os.close(lock)
        folder = Path(tempfile.mkdtemp(prefix=_LEFTOVER, dir=place.parent))
        lock = _lock(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """A handle that keeps the folder locked until it is closed; None if somebody else does, or
    where folders cannot be locked."""
    if os.name != "posix":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _refuse_taken(place: Path, usable: bool) -> None:
    if os.path.lexists(place) and not usable:
        raise BadInput(f"{place} exists already: choose another place or remove it first.")


@contextmanager
def _told_plainly(place: Path) -> Iterator[None]:
    """Trouble with the disk as one of our errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"The disk of {place} is full: free some room. Nothing was written."
            ) from error
        name = error.filename or place
        raise BadInput(
            f"{name} cannot be used ({error.strerror or error}): choose another place."
        ) from error


def _umask() -> int:
    """Of this process; the system tells it only in exchange for another one."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _settle(file: Path) -> None:
    """On the disk, and readable by whom the user lets read new files."""
    file.chmod(0o666 & ~_umask())
    _sync(file)


def _sync(path: Path) -> None:
    if os.name != "posix":
        return  # elsewhere a file must be open for writing to be synced, and a folder cannot be
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
