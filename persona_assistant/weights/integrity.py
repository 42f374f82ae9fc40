"""Whether a file still is what it was.

A SHA-256 over gigabytes takes seconds, so a file is hashed when it arrives, when somebody asks for
it (`models verify`), and whenever the system says it may have been touched. In between its *mark*
stands for the hash: size, device, inode and the times of the last change of content and of
metadata. No program can write into a file, replace it or set its times back without moving the last
of these. What a mark cannot show is a disk that loses bits by itself; for that there is `models
verify`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

POINTER = b"version https://git-lfs.github.com/spec/v1"
"""How a git-LFS pointer begins, a few lines that stand for a big file."""

_BLOCK = 1 << 22

Watch = Callable[[int], None]
"""Told how many further bytes are done."""


def sha256(path: Path, watch: Watch | None = None) -> str:
    digest = hashlib.sha256()
    _read_into(digest, path, watch)
    return digest.hexdigest()


def git_blob_id(path: Path) -> str:
    """What git calls a file's content: the hub's name for files that are not in large-file
    storage."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    _read_into(digest, path, None)
    return digest.hexdigest()


def _read_into(digest: hashlib._Hash, path: Path, watch: Watch | None) -> None:
    block = memoryview(bytearray(_BLOCK))
    with open(path, "rb", buffering=0) as file:
        while count := file.readinto(block):
            digest.update(block[:count])
            if watch:
                watch(count)


def mark(path: Path) -> list[int]:
    """Changes whenever the file may have. Raises OSError when there is no such file."""
    about = os.stat(path)
    return [about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino, about.st_dev]


def is_pointer(path: Path) -> bool:
    """Whether this is a git-LFS pointer instead of the file it stands for."""
    with open(path, "rb") as file:
        return file.read(len(POINTER)) == POINTER


def is_gguf(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(4) == b"GGUF"
