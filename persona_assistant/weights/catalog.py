"""The models the product knows, as `models/catalog.toml` lists them.

The catalogue promises no more than somebody saw: a file has a hash, or gets one at its first pull,
and `CatalogModel.evidence` says which of the two it is.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from persona_assistant.errors import BadInput
from persona_assistant.resources import data_path

MODEL, PROJECTOR, PART = "model", "projector", "part"
"""Roles of a file: the language model, its projector for pictures and sound, anything else."""


@dataclass(frozen=True, slots=True)
class CatalogFile:
    path: str
    """Within the repository, with forward slashes."""
    role: str = PART
    size: int | None = None
    """Bytes."""
    sha256: str | None = None
    seen: bool = True
    """Somebody downloaded this file at this revision; otherwise name and size are likely only."""


@dataclass(frozen=True, slots=True)
class CatalogModel:
    name: str
    title: str
    purpose: str
    repository: str
    revision: str
    """A commit, or a branch such as "main"."""
    license: str
    source: str
    """Where these facts come from."""
    note: str = ""
    ram: float | None = None
    """GB of memory it needs to work, estimated."""
    size: int | None = None
    """Bytes of all files together; None when unknown."""
    files: tuple[CatalogFile, ...] = ()
    patterns: tuple[str, ...] = ()
    """Instead of files: shell patterns of names in the repository."""
    encoder: dict[str, Any] | None = None
    """For a ready-made encoder: what `encoder.json` says of an exported one."""

    @property
    def evidence(self) -> str:
        """How much is known before the first pull: "pinned", "names" or "unverified"."""
        if self.patterns or not all(file.seen for file in self.files):
            return "unverified"
        return "pinned" if all(file.sha256 for file in self.files) else "names"


@cache
def catalog() -> dict[str, CatalogModel]:
    """The models by name, in the order of the file."""
    with open(data_path("models", "catalog.toml"), "rb") as file:
        return {model.name: model for model in map(_model, tomllib.load(file)["model"])}


def _model(entry: dict[str, Any]) -> CatalogModel:
    files = tuple(CatalogFile(**file) for file in entry.pop("file", ()))
    entry.setdefault("size", sum(file.size or 0 for file in files) or None)
    return CatalogModel(**{**entry, "files": files, "patterns": tuple(entry.get("patterns", ()))})


def known(name: str) -> CatalogModel | None:
    """The model of that name in any case; None when the catalogue has none."""
    return catalog().get(name.casefold())


def find(name: str) -> CatalogModel:
    """As `known`. Raises BadInput that suggests the nearest names."""
    model = known(name)
    if model is None:
        near = difflib.get_close_matches(name.casefold(), catalog(), n=3, cutoff=0.5)
        hint = (
            f"did you mean {' or '.join(near)}?" if near else "see: persona-assistant models list"
        )
        raise BadInput(
            f"the catalogue has no model {name!r}; {hint}", code="unknown_model", name=name
        )
    return model
