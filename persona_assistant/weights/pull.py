"""A catalogue model comes into the registry: complete, checked, or not at all.

Files arrive in `NAME.part` beside the model's future folder (see `download`). Once everything is
there and on the disk, the folder gets its manifest and its name in one step. A damaged model
becomes `NAME.part` again, keeps the files that are intact and downloads the others.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken, OnProgress, ignore
from persona_assistant.weights import download, integrity, registry
from persona_assistant.weights.catalog import CatalogModel, find
from persona_assistant.weights.registry import InstalledFile, InstalledModel
from persona_assistant.weights.source import RemoteFile, Source


@dataclass(frozen=True, slots=True)
class PulledModel:
    model: InstalledModel
    already: bool
    """It was there and intact; nothing was downloaded."""


def pull(
    name: str,
    *,
    token: str | None = None,
    from_folder: Path | None = None,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> PulledModel:
    """Download a model of the catalogue, or the rest of it, or copy it from a folder.

    Progress counts bytes at the stages "downloading" or "copying", and "checking". Raises BadInput
    for a name that the catalogue lacks and for a folder without the model's files; PullError for
    whatever the hub does wrong; DiskFull; Cancelled, after which the next call continues.
    """
    model = find(name)
    source: Source
    if from_folder is not None:
        from persona_assistant.weights.folder_source import FolderSource

        source = FolderSource(from_folder)
    else:
        from persona_assistant.weights.hub import Hub

        source = Hub(token)
    return pull_from(source, model, on_progress=on_progress, cancel=cancel)


def pull_from(
    source: Source,
    model: CatalogModel,
    *,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> PulledModel:
    """As `pull`, from any source."""
    target = registry.models_folder() / model.name
    staging = target.with_name(model.name + registry.PARTIAL_SUFFIX)
    other_folder = f"set {registry.VARIABLE} to a folder"
    with (
        download.disk_errors(model.name, target, other_folder),
        download.exclusive(model.name, target),
    ):
        if target.exists():
            if not registry.is_installed(target):
                raise BadInput(f"{target} is there and holds no model; move it away")
            present = registry.read(target)
            if not registry.verify(present, on_progress):
                return PulledModel(present, already=True)
            _reopen(target, staging)
        listing = source.listing(model)
        download.download_files(
            source, model, listing, staging, on_progress=on_progress, cancel=cancel
        )
        files = tuple(_installed_file(staging, file) for file in listing.files)
        installed = InstalledModel(
            model.name, source.origin, model.repository, listing.revision, model.license, files
        )
        _remove_others(staging, {file.path for file in files})
        registry.save_signatures(
            staging, {file.path: integrity.stat_signature(staging / file.path) for file in files}
        )
        registry.write_manifest(staging, installed)
        download.publish(staging, (file.path for file in files), target)
    return PulledModel(installed, already=False)


def _installed_file(staging: Path, file: RemoteFile) -> InstalledFile:
    path = staging / file.path
    digest = file.sha256 or integrity.sha256(path)
    return InstalledFile(file.path, file.role, path.stat().st_size, digest)


def _reopen(target: Path, staging: Path) -> None:
    """A damaged model becomes a pull that has not finished."""
    if staging.exists():
        shutil.rmtree(staging)
    os.replace(target, staging)
    (staging / registry.MANIFEST).unlink()


def _remove_others(staging: Path, files: set[str]) -> None:
    """Leave nothing but the model's files: an earlier pull may have been of another revision."""
    for path in sorted(staging.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(staging).as_posix() not in files:
            path.unlink()
