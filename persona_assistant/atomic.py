"""The one way a file or a folder is written: complete, or not at all.

`whole_file` and `whole_folder` make something new; `replacing` renews a file that may exist.
`move_into_place` is the last step of whoever fills a draft over several runs, such as a download.

A draft lies in a hidden folder beside its target and moves there in one step once it is complete
and on the disk. A kill leaves such a hidden folder and nothing under the target's name. The next
writer beside it removes the leftover, which it recognises because no process holds its lock.
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

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when it takes no more bytes: disk, quota or file size limit."""
DRAFT_PREFIX = ".unfinished-"


def require_free_space(target: Path, size: int, *, what: str) -> None:
    """Raise DiskFull unless `size` bytes fit on the disk that will hold `target`, which need not
    exist. `what` begins the message: "The converted model"."""
    existing = target.absolute()
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free
    if free < size:
        raise DiskFull(
            f"{what} takes about {format_size(size)}, but {format_size(free)} are free on the disk"
            f" of {target}: free some space or choose another disk. Nothing was written."
        )


def format_size(size: int) -> str:
    """Bytes in decimal units, for example "5.1 GB"; at least "1 MB"."""
    if size < 950_000_000:
        return f"{max(1, round(size / 1e6))} MB"
    return f"{size / 1e9:.1f} GB"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A new folder to fill. It becomes `target` when the block ends well and vanishes otherwise.

    Raises BadInput when `target` exists and is not an empty folder; DiskFull.
    """
    _refuse_existing(target, empty_folder_is_fine=True)
    with _disk_errors(target), drafts_beside(target) as (drafts, mode):
        draft = drafts / target.name
        draft.mkdir()
        yield draft
        draft.chmod(mode)
        for path in draft.rglob("*"):
            if path.is_file():
                path.chmod(mode & 0o666)
                sync(path)
            elif path.is_dir():
                sync(path)
        if target.is_dir():
            target.rmdir()
        move_into_place(draft, target)


@contextmanager
def whole_file(target: Path, *, mode: int | None = None) -> Iterator[Path]:
    """The path of a file to write. It becomes `target` when the block ends well and vanishes
    otherwise.

    `mode` as for chmod; None: what the umask gives a new file. Raises BadInput when `target`
    exists; DiskFull.
    """
    _refuse_existing(target)
    with _disk_errors(target), drafts_beside(target) as (drafts, usual):
        draft = drafts / target.name
        yield draft
        draft.chmod(usual & 0o666 if mode is None else mode)
        _refuse_existing(target)  # another writer may have been faster
        move_into_place(draft, target)


@contextmanager
def replacing(target: Path, *, mode: int | None = None, sync: bool = True) -> Iterator[Path]:
    """The path of an empty file to write. It replaces `target` when the block ends well and
    vanishes otherwise.

    `mode` as for chmod; None: what the umask gives a new file. `sync=False` leaves it to the system
    when the bytes reach the disk, for what can be made again. Raises DiskFull, BadInput.
    """
    with _disk_errors(target), drafts_beside(target, clear=sync) as (drafts, usual):
        draft = drafts / target.name
        draft.touch(mode=0o600)
        yield draft
        draft.chmod(usual & 0o666 if mode is None else mode)
        if sync:
            move_into_place(draft, target)
        else:
            os.replace(draft, target)


def write_text(target: Path, text: str, *, mode: int | None = None, sync: bool = True) -> None:
    """Replace the file by UTF-8 text in one step. Raises DiskFull, BadInput."""
    write_bytes(target, text.encode("utf-8"), mode=mode, sync=sync)


def write_bytes(target: Path, data: bytes, *, mode: int | None = None, sync: bool = True) -> None:
    """Replace the file by these bytes in one step. Raises DiskFull, BadInput."""
    with replacing(target, mode=mode, sync=sync) as draft:
        draft.write_bytes(data)


def move_into_place(draft: Path, target: Path) -> None:
    """Rename a complete file or folder on the same disk; it survives a power cut from then on.

    A file at `target` is replaced. Raises OSError.
    """
    sync(draft)
    os.replace(draft, target)
    sync(target.parent)


# --- the hidden folder beside the target ---------------------------------------------------------


@contextmanager
def drafts_beside(target: Path, *, clear: bool = True) -> Iterator[tuple[Path, int]]:
    """A locked folder beside the target that is gone afterwards, and the permissions that the umask
    leaves a new folder. `clear` also removes what killed writers left there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if clear:
        remove_leftovers(target.parent)
    folder, lock = _locked_folder(target.parent)
    try:
        yield folder, _usual_mode(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_leftovers(parent: Path) -> None:
    """Remove the drafts that killed writers left in a folder, which need not be there."""
    for leftover in parent.glob(DRAFT_PREFIX + "*"):
        if (lock := _lock(leftover)) is not None:
            shutil.rmtree(leftover, ignore_errors=True)
            os.close(lock)


def _locked_folder(parent: Path) -> tuple[Path, int | None]:
    """Another writer may take a folder for a leftover before it is locked; then make a new one."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=parent))
        try:
            lock = _open_locked(folder)
        except (BlockingIOError, FileNotFoundError):
            continue
        if folder.exists():
            return folder, lock
        if lock is not None:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """As `_open_locked`; None also when another process holds the lock or the folder is gone."""
    try:
        return _open_locked(folder)
    except (BlockingIOError, FileNotFoundError):
        return None


def _open_locked(folder: Path) -> int | None:
    """A handle that keeps the folder locked until it is closed; None where folders cannot be
    locked. Raises BlockingIOError, FileNotFoundError."""
    if os.name != "posix":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:  # such as a network file system without locks
        os.close(handle)
        return None
    return handle


def _usual_mode(folder: Path) -> int:
    """The permissions of a new folder. A probe shows them; asking for the umask would change it
    for a moment, also for other threads."""
    probe = folder / ".mode"
    handle = os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o777)
    try:
        return os.fstat(handle).st_mode & 0o777
    finally:
        os.close(handle)
        probe.unlink()


def _refuse_existing(target: Path, *, empty_folder_is_fine: bool = False) -> None:
    if empty_folder_is_fine and target.is_dir() and not any(target.iterdir()):
        return
    if os.path.lexists(target):
        raise BadInput(
            f"{target} exists already: choose another place or remove it first.",
            code="target_exists",
            path=str(target),
        )


@contextmanager
def _disk_errors(target: Path) -> Iterator[None]:
    """Disk errors in our own words."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(
                f"The disk of {target} is full: free some space. Nothing was written."
            ) from error
        name = error.filename or target
        raise BadInput(
            f"{name} cannot be used ({error.strerror or error}): choose another place."
        ) from error


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk. Raises OSError."""
    if os.name != "posix":
        return  # elsewhere a file must be open for writing to be synced, and a folder cannot be
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
