"""Whether a file still is what it was.

Hashing gigabytes takes seconds. So a file is hashed when it arrives, when somebody asks for it
(`models verify`), and whenever the system says that it may have changed. In between its stat
signature stands for the hash: size, device, inode, and the times of the last change of content and
of metadata. No program can write into a file, replace it or reset its times without moving the last
of these. A signature cannot show a disk that loses bits by itself; `models verify` can.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from persona_assistant.progress import Counter, OnProgress, ignore

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
"""The start of a git-LFS pointer: a few lines in place of a large file."""

_BLOCK = 1 << 22


def sha256(path: Path, on_progress: OnProgress = ignore, *, name: str | None = None) -> str:
    """Hexadecimal SHA-256 of a file; reports bytes at stage "checking", `name` as the detail."""
    return _hexdigest(hashlib.sha256(), path, on_progress, name)


def git_blob_id(path: Path, on_progress: OnProgress = ignore, *, name: str | None = None) -> str:
    """The id git gives a file's content; hubs use it for files outside large-file storage."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    return _hexdigest(digest, path, on_progress, name)


def _hexdigest(digest: hashlib._Hash, path: Path, on_progress: OnProgress, name: str | None) -> str:
    block = memoryview(bytearray(_BLOCK))
    count = Counter(
        on_progress, "checking", path.stat().st_size, unit="bytes", detail=name or path.name
    )
    with open(path, "rb", buffering=0) as file:
        while size := file.readinto(block):
            digest.update(block[:size])
            count(size)
    return digest.hexdigest()


def stat_signature(path: Path) -> list[int]:
    """Changes whenever the file may have. Raises OSError when there is no such file."""
    status = os.stat(path)
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]


def is_lfs_pointer(path: Path) -> bool:
    """Whether this is a git-LFS pointer in place of the file itself."""
    with open(path, "rb") as file:
        return file.read(len(LFS_POINTER)) == LFS_POINTER


def is_gguf(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(4) == b"GGUF"
