"""What a download needs of the place that files come from: a hub, or a folder on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from persona_assistant.errors import Cancelled, PullError
from persona_assistant.weights.catalog import CatalogFile


class DownloadSpec(Protocol):
    """What to download: a `CatalogModel` or a `Dataset`."""

    @property
    def name(self) -> str: ...

    @property
    def repository(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def files(self) -> tuple[CatalogFile, ...]: ...

    @property
    def patterns(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Dataset:
    name: str
    repository: str
    patterns: tuple[str, ...] = ("*",)
    """Shell patterns of names in the repository; a star also matches folders."""
    revision: str = "main"
    files: tuple[CatalogFile, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file as its source describes it."""

    path: str
    role: str
    size: int | None
    """Bytes."""
    sha256: str | None
    git_blob: str | None
    identity: str
    """Equal for equal content only: an interrupted download continues under the same identity."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a repository that a download wants."""

    revision: str | None
    """The commit that the files belong to."""
    files: tuple[RemoteFile, ...]


class WritableFile(Protocol):
    """The part of a binary file that a source may use."""

    def write(self, data: bytes, /) -> int: ...

    def seek(self, offset: int, /) -> int: ...

    def tell(self) -> int: ...

    def truncate(self) -> int: ...


class Source(Protocol):
    @property
    def origin(self) -> str:
        """For the manifest: a hub's address, or "folder"."""

    @property
    def stage(self) -> str:
        """For `Progress`: "downloading" or "copying"."""

    def listing(self, spec: DownloadSpec) -> Listing:
        """Raises PullError or BadInput that names file and remedy."""

    def fetch(
        self, spec: DownloadSpec, listing: Listing, file: RemoteFile, start: int, into: WritableFile
    ) -> None:
        """Write the file from byte `start` on; `into` is positioned there. May start again after
        truncating."""


def expected_sha256(file: CatalogFile, sha256: str | None, where: str) -> str | None:
    """The hash a file must have, if the catalogue or the source knows one. Raises PullError when
    they differ."""
    if file.sha256 and sha256 and file.sha256 != sha256:
        raise PullError(
            f"{where} has another {file.path} than the catalogue knows (sha256 {sha256[:12]}..."
            f" instead of {file.sha256[:12]}...); nothing was downloaded. Use another mirror, or"
            " update persona-assistant"
        )
    return file.sha256 or sha256


class CountingWriter:
    """A file that reports how many bytes are written into it. Once `cancelled()` is true it raises
    Cancelled and the file stays as it is."""

    def __init__(
        self, file: BinaryIO, count: Callable[[int], object], cancelled: Callable[[], bool]
    ) -> None:
        self._file, self._count, self._cancelled = file, count, cancelled

    def write(self, data: bytes, /) -> int:
        self._check()
        size = self._file.write(data)
        self._count(len(data))
        return size

    def truncate(self) -> int:
        self._check()
        position = self._file.tell()
        lost = self._file.seek(0, os.SEEK_END) - position
        self._file.seek(position)
        self._count(-lost)
        return self._file.truncate()

    def seek(self, offset: int, /) -> int:
        return self._file.seek(offset)

    def tell(self) -> int:
        return self._file.tell()

    def _check(self) -> None:
        if self._cancelled():
            raise Cancelled("The transfer was stopped; what is complete is kept.")
