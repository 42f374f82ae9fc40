"""A folder as a source of models, for machines without a network.

It holds the files of a model as the hub names them, with or without the folders in their names.
When it is a model's folder from the shelf of another machine, its manifest says which hashes the
files had there.
"""

from __future__ import annotations

import shutil
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO

from persona_assistant.errors import BadInput, ModelError
from persona_assistant.weights import registry
from persona_assistant.weights.catalog import PART, CatalogFile, CatalogModel
from persona_assistant.weights.source import Offer, Offers, agreed


class Carried:
    origin = "folder"
    doing = "copying"

    def __init__(self, folder: Path) -> None:
        """Raises BadInput."""
        if not folder.is_dir():
            raise BadInput(
                f"--from {folder}: no such folder; name the one that holds the model's files"
            )
        self.folder = folder
        self._there = _manifest(folder)
        self._places: dict[str, Path] = {}

    def offers(self, model: CatalogModel) -> Offers:
        files = []
        for file in model.files or self._matching(model):
            place = next((each for each in self._candidates(file.path) if each.is_file()), None)
            if place is None:
                raise BadInput(
                    f"{self.folder} holds no {file.path}; {model.name} needs it from {model.repository}"
                )
            before = self._there and self._there.of(file.path)
            about = place.stat()
            self._places[file.path] = place
            files.append(
                Offer(
                    path=file.path,
                    role=file.role,
                    size=about.st_size,
                    sha256=agreed(file, before.sha256 if before else None, str(self.folder)),
                    git_blob=None,
                    identity=f"{about.st_size} {about.st_mtime_ns}",
                )
            )
        pinned = all(file.sha256 for file in model.files) and model.files
        return Offers(
            self._there.revision if self._there else model.revision if pinned else None,
            tuple(files),
        )

    def give(
        self, model: CatalogModel, offers: Offers, file: Offer, have: int, into: BinaryIO
    ) -> None:
        with open(self._places[file.path], "rb") as given:
            given.seek(have)
            shutil.copyfileobj(given, into, 1 << 22)

    def _candidates(self, path: str) -> tuple[Path, Path]:
        return self.folder / path, self.folder / Path(path).name

    def _matching(self, model: CatalogModel) -> list[CatalogFile]:
        found = sorted(
            each.relative_to(self.folder).as_posix()
            for each in self.folder.rglob("*")
            if each.is_file()
        )
        names = [
            name
            for name in found
            if name not in (registry.MANIFEST, registry.MARKS)
            and not any(part.startswith(".") for part in name.split("/"))
            and any(fnmatch(name, pattern) for pattern in model.patterns)
        ]
        if not names:
            raise BadInput(
                f"{self.folder} holds nothing called {', '.join(model.patterns)}, which {model.name} needs"
            )
        return [CatalogFile(name, PART) for name in names]


def _manifest(folder: Path) -> registry.Installed | None:
    if not registry.is_installed(folder):
        return None
    try:
        return registry.read(folder)
    except ModelError:
        return None  # somebody else's manifest.json
