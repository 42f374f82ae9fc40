"""A model comes onto the shelf: whole, checked, or not at all.

What arrives lies in `NAME.part` beside the place it is meant for (see `arriving`). When everything
is there and on the disk, the folder gets its manifest and its name in one step. A model that was
damaged goes back to `NAME.part`, keeps the files that are whole and fetches the others.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.errors import BadInput
from persona_assistant.weights import download, integrity, registry
from persona_assistant.weights.catalog import CatalogModel, find
from persona_assistant.weights.registry import Installed, ShelfFile, Watch
from persona_assistant.weights.source import Offer, Source


@dataclass(frozen=True, slots=True)
class Pulled:
    model: Installed
    already: bool
    """It was there and whole; nothing was fetched."""


def pull(
    name: str,
    *,
    token: str | None = None,
    from_folder: Path | None = None,
    watch: Watch | None = None,
) -> Pulled:
    """Fetches a model of the catalogue, or the rest of it.

    Raises BadInput for a name that the catalogue lacks, PullError for whatever the hub does wrong,
    DiskFull, and BadInput for a folder without the model's files.
    """
    model = find(name)
    if from_folder is not None:
        from persona_assistant.weights.folder_source import Carried

        source: Source = Carried(from_folder)
    else:
        from persona_assistant.weights.hub import Hub

        source = Hub(token)
    return pull_from(source, model, watch)


def pull_from(source: Source, model: CatalogModel, watch: Watch | None = None) -> Pulled:
    place = registry.models_folder() / model.name
    staging = place.with_name(model.name + registry.UNFINISHED)
    elsewhere = f"set {registry.VARIABLE} to a folder"
    with download.disk_trouble(model.name, place, elsewhere), download.alone(model.name, place):
        if place.exists():
            if not registry.is_installed(place):
                raise BadInput(f"{place} is there and is no model of this shelf; move it away")
            there = registry.read(place)
            if not registry.verify(there, watch):
                return Pulled(there, already=True)
            _take_apart(place, staging)
        offers = source.offers(model)
        download.fetch(source, model, offers, staging, watch)
        files = tuple(_shelved(staging, each) for each in offers.files)
        installed = Installed(
            model.name, source.origin, model.repository, offers.revision, model.license, files
        )
        _sweep(staging, {file.path for file in files})
        registry.remember(
            staging, {file.path: integrity.mark(staging / file.path) for file in files}
        )
        registry.write_manifest(staging, installed)
        download.settle(staging, (file.path for file in files), place)
    return Pulled(installed, already=False)


def _shelved(staging: Path, file: Offer) -> ShelfFile:
    place = staging / file.path
    return ShelfFile(
        file.path, file.role, place.stat().st_size, file.sha256 or integrity.sha256(place)
    )


def _take_apart(place: Path, staging: Path) -> None:
    """A damaged model is no model any more, but a pull that was not finished."""
    if staging.exists():
        shutil.rmtree(staging)
    os.replace(place, staging)
    (staging / registry.MANIFEST).unlink()


def _sweep(staging: Path, wanted: set[str]) -> None:
    """Leaves nothing but the model's files: an earlier pull may have been of another revision."""
    for path in sorted(staging.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(staging).as_posix() not in wanted:
            path.unlink()
