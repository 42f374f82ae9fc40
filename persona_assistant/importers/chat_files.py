"""The files of a chat export: a text or JSON file alone, or with its media in a folder or a zip.

A chat names its media, and anybody may have written the chat. So a name is only ever looked up
among what lies there: no way out of the folder, no links, nothing unpacked to the disk, and no more
bytes than a medium may have.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from persona_assistant.errors import BadInput

MAX_TEXT = 32 * 2**20
MAX_JSON = 96 * 2**20
MAX_MEDIUM = 64 * 2**20
MAX_MEMBERS = 300_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class Folder:
    """A folder, or a file with what lies beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = path if path.is_dir() else path.parent

    def names(self) -> list[str]:
        """Of the files at the top, in order; of a file that was named alone, its own."""
        if not self.path.is_dir():
            return [self.path.name]
        return sorted(each.name for each in self._root.iterdir() if each.is_file())

    def head(self, name: str, size: int = 8192) -> bytes:
        with (self._root / name).open("rb") as file:
            return file.read(size)

    def read(self, name: str, limit: int) -> bytes | None:
        """None for what is not there, or is not in the folder. Raises BadInput."""
        parts = safe_parts(name)
        if parts is None:
            return None
        at = self._root
        try:
            for part in parts:
                at = at / part
                if stat.S_ISLNK(at.lstat().st_mode):
                    return None
            if not stat.S_ISREG(at.lstat().st_mode):
                return None
            with at.open("rb") as file:
                data = file.read(limit + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadInput(f"{at} cannot be read ({error.strerror or error}).") from None
        return _bounded(data, str(at), limit)


class Zip:
    """A zip file."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = archive
        infos = archive.infolist()
        if len(infos) > MAX_MEMBERS:
            raise BadInput(f"{path} has {len(infos)} members; at most {MAX_MEMBERS} are read.")
        self._members = {
            info.orig_filename: info
            for info in infos
            if safe_parts(info.orig_filename) is not None
            and info.orig_filename == info.filename
            and stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
            and not info.is_dir()
            and not info.orig_filename.startswith("__MACOSX/")
        }
        self._prefix = ""
        tops = {PurePosixPath(name).parts[0] for name in self._members}
        if len(tops) == 1 and all("/" in name for name in self._members):
            self._prefix = f"{tops.pop()}/"  # everything in one folder

    def names(self) -> list[str]:
        """Of the files at the top, in order."""
        below = (name.removeprefix(self._prefix) for name in self._members)
        return sorted(name for name in below if "/" not in name)

    def head(self, name: str, size: int = 8192) -> bytes:
        try:
            with self._zip.open(self._members[self._prefix + name]) as file:
                return file.read(size)
        except _BROKEN:
            return b""

    def read(self, name: str, limit: int) -> bytes | None:
        """As `Folder.read`."""
        info = self._members.get(self._prefix + name)
        if info is None:
            return None
        where = f"{name} in {self.path}"
        try:
            with self._zip.open(info) as file:
                data = file.read(limit + 1)
        except _BROKEN as error:
            raise BadInput(f"{where} is damaged ({str(error)[:100]}).", code="bad_chat") from None
        return _bounded(data, where, limit)


Files = Folder | Zip


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """The files at `path`. Raises BadInput."""
    if path.is_dir() or path.suffix.lower() != ".zip":
        yield Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            files = Zip(path, archive)
            yield files
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInput(
            f"{path} is damaged or no zip file ({str(error)[:100]}).", code="bad_chat"
        ) from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}).") from None


def safe_parts(name: str) -> tuple[str, ...] | None:
    """The folders and the name of a file that lies below where it is looked up; None for others."""
    if not name or len(name) > 1000 or name.startswith(("/", "~")) or set(name) & set("\\:\0"):
        return None
    parts = tuple(name.rstrip("/").split("/"))
    if any(part in ("", ".", "..") or len(os.fsencode(part)) > 255 for part in parts):
        return None
    return parts


def _bounded(data: bytes, where: str, limit: int) -> bytes:
    if len(data) > limit:
        raise BadInput(f"{where} is larger than {limit >> 20} MB.", code="bad_chat")
    return data
