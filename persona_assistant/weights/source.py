"""What pulling needs of the place that files come from: a hub, or a folder that somebody carried
over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from persona_assistant.errors import PullError
from persona_assistant.weights.catalog import CatalogFile


class Wanted(Protocol):
    """What is to be fetched: a `CatalogModel`, or a `DataSet`."""

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
class DataSet:
    name: str
    repository: str
    patterns: tuple[str, ...] = ("*",)
    """Names in the repository, as in a shell; a star also stands for folders."""
    revision: str = "main"
    files: tuple[CatalogFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One file as its source describes it."""

    path: str
    role: str
    size: int | None
    """Bytes."""
    sha256: str | None
    git_blob: str | None
    identity: str
    """Equal for equal content only: a download that was cut off goes on under the same identity."""


@dataclass(frozen=True, slots=True)
class Offers:
    revision: str | None
    """The commit that the files are of."""
    files: tuple[Offer, ...]


class Source(Protocol):
    origin: str
    """For the manifest: where a model came from."""
    doing: str
    """For the watcher: "fetching" or "copying"."""

    def offers(self, wanted: Wanted) -> Offers:
        """The files. Raises PullError or BadInput, naming file and remedy."""

    def give(self, wanted: Wanted, offers: Offers, file: Offer, have: int, into: BinaryIO) -> None:
        """Writes the file from byte `have` on; `into` stands there. May begin anew by
        truncating."""


def agreed(file: CatalogFile, sha256: str | None, where: str) -> str | None:
    """The hash a file must have, if catalogue or source know one. Raises PullError when they
    differ."""
    if file.sha256 and sha256 and file.sha256 != sha256:
        raise PullError(
            f"{where} has another {file.path} than the catalogue knows (sha256 {sha256[:12]}... instead of "
            f"{file.sha256[:12]}...); nothing was fetched. Use another mirror, or update persona-assistant"
        )
    return file.sha256 or sha256


class GivenUp(Exception):
    """Somebody else's trouble ended this transfer."""


class Counting:
    """A file that tells how much is written into it, and is left alone once `given_up` is set."""

    def __init__(
        self,
        file: BinaryIO,
        watch: Callable[[int], None] | None,
        given_up: threading.Event | None = None,
    ) -> None:
        self._file, self._watch, self._given_up = file, watch, given_up
        self.seek, self.tell = file.seek, file.tell

    def truncate(self) -> int:
        self._refuse_given_up()
        return self._file.truncate()

    def write(self, data: bytes) -> int:
        self._refuse_given_up()
        count = self._file.write(data)
        if self._watch:
            self._watch(len(data))
        return count

    def _refuse_given_up(self) -> None:
        if self._given_up is not None and self._given_up.is_set():
            raise GivenUp
