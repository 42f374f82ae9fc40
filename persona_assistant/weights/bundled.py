"""The networks that come with the product, as `models/bundled.toml` lists them.

Each has a hash, and names the file of a published package that it was made of, which has one too.
`models export` makes most of them again from there, byte for byte. One that was trained here on top
of what was published says so: made again, it is like the first one, not the same.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from persona_assistant.progress import OnProgress, ignore
from persona_assistant.resources import data_path
from persona_assistant.weights import integrity


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a published package."""

    path: str
    """As it ends, with forward slashes: packages of different registries begin differently."""
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class BundledFile:
    """A file that a network needs beside its own."""

    file: str
    """Within the folder of the network's kind."""
    purpose: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class BundledNetwork:
    name: str
    kind: str
    """"face", "voice" or "reader"."""
    file: str
    """Within the folder of its kind."""
    title: str
    purpose: str
    license: str
    registry: str
    package: str
    version: str
    size: int
    """Bytes."""
    sha256: str
    sources: tuple[Source, ...]
    """In the order that its converter takes."""
    made_by: str = "models export"
    """The command that makes it of the sources: "models export" gives the same bytes, "train
    reader" does not."""
    beside: tuple[BundledFile, ...] = ()

    @property
    def path(self) -> Path:
        return data_path("models", self.kind, self.file)

    @property
    def total_size(self) -> int:
        """Bytes of the network and of what it needs beside it."""
        return self.size + sum(each.size for each in self.beside)

    @property
    def published(self) -> str:
        """The package it comes from, in words."""
        return f"{self.package} {self.version} ({self.registry})"

    @property
    def hashes(self) -> dict[Path, str]:
        """SHA-256 of each of its files."""
        others = {self.path.with_name(each.file): each.sha256 for each in self.beside}
        return {self.path: self.sha256, **others}

    def problems(self, on_progress: OnProgress = ignore) -> list[str]:
        """Hashes the files; what is wrong with them, or nothing."""
        found = (_problem(path, sha256, on_progress) for path, sha256 in self.hashes.items())
        return [problem for problem in found if problem]


def _problem(path: Path, sha256: str, on_progress: OnProgress) -> str | None:
    try:
        if integrity.sha256(path, on_progress) == sha256:
            return None
        return f"{path} is not the file that comes with the product"
    except FileNotFoundError:
        return f"{path} is missing"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"


@cache
def networks() -> tuple[BundledNetwork, ...]:
    """In the order of the file."""
    with open(data_path("models", "bundled.toml"), "rb") as file:
        entries = tomllib.load(file)["network"]
    return tuple(_network(entry) for entry in entries)


def _network(entry: dict[str, Any]) -> BundledNetwork:
    sources = tuple(Source(**each) for each in entry.pop("sources"))
    beside = tuple(BundledFile(**each) for each in entry.pop("beside", ()))
    return BundledNetwork(**entry, sources=sources, beside=beside)


def problems(on_progress: OnProgress = ignore) -> list[str]:
    """Hashes all of them; what is wrong, or nothing."""
    return [line for network in networks() for line in network.problems(on_progress)]
