"""The networks that come with the product, as `models/bundled.toml` lists them.

Each has a hash, and names the file of a published package that it was made of, which has one too.
`models export` makes it again from there, byte for byte.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
class BundledNetwork:
    name: str
    kind: str
    """"face" or "voice"."""
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

    @property
    def path(self) -> Path:
        return data_path("models", self.kind, self.file)

    @property
    def published(self) -> str:
        """The package it comes from, in words."""
        return f"{self.package} {self.version} ({self.registry})"

    def problems(self, on_progress: OnProgress = ignore) -> list[str]:
        """Hashes the file; what is wrong with it, or nothing."""
        try:
            if integrity.sha256(self.path, on_progress) == self.sha256:
                return []
            return [f"{self.path} is not the file that comes with the product"]
        except FileNotFoundError:
            return [f"{self.path} is missing"]
        except OSError as error:
            return [f"{self.path} cannot be read ({error.strerror})"]


@cache
def networks() -> tuple[BundledNetwork, ...]:
    """In the order of the file."""
    with open(data_path("models", "bundled.toml"), "rb") as file:
        entries = tomllib.load(file)["network"]
    return tuple(
        BundledNetwork(**{**each, "sources": tuple(Source(**source) for source in each["sources"])})
        for each in entries
    )


def problems(on_progress: OnProgress = ignore) -> list[str]:
    """Hashes all of them; what is wrong, or nothing."""
    return [line for network in networks() for line in network.problems(on_progress)]
