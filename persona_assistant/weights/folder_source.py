"""A folder as a source of models, for machines without a network.

It holds the files of a model under the hub's names, with or without the folders in those names.
When it is a model's folder from another machine's registry, its manifest gives the hashes that the
files had there.
"""

from __future__ import annotations

import shutil
from fnmatch import fnmatch
from pathlib import Path

from persona_assistant.errors import BadInput, ModelError
from persona_assistant.weights import registry
from persona_assistant.weights.catalog import PART, CatalogFile
from persona_assistant.weights.source import (
    DownloadSpec,
    Listing,
    RemoteFile,
    WritableFile,
    expected_sha256,
)

_BLOCK = 1 << 22


class FolderSource:
    origin = "folder"
    stage = "copying"

    def __init__(self, folder: Path) -> None:
        """Raises BadInput."""
        if not folder.is_dir():
            raise BadInput(
                f"{folder}: there is no such folder; name the one that holds the model's files",
                code="source_folder_missing",
                path=str(folder),
            )
        self.folder = folder
        self._manifest = _manifest(folder)
        self._paths: dict[str, Path] = {}

    def listing(self, spec: DownloadSpec) -> Listing:
        files = []
        for file in spec.files or self._matching(spec):
            path = self._path(file.path)
            if path is None:
                raise BadInput(
                    f"{self.folder} holds no {file.path}; {spec.name} needs it from"
                    f" {spec.repository}"
                )
            recorded = self._manifest and self._manifest.of(file.path)
            status = path.stat()
            self._paths[file.path] = path
            files.append(
                RemoteFile(
                    path=file.path,
                    role=file.role,
                    size=status.st_size,
                    sha256=expected_sha256(
                        file, recorded.sha256 if recorded else None, str(self.folder)
                    ),
                    git_blob=None,
                    identity=f"{status.st_size} {status.st_mtime_ns}",
                )
            )
        return Listing(self._revision(spec), tuple(files))

    def fetch(
        self, spec: DownloadSpec, listing: Listing, file: RemoteFile, start: int, into: WritableFile
    ) -> None:
        with open(self._paths[file.path], "rb") as content:
            content.seek(start)
            shutil.copyfileobj(content, into, _BLOCK)

    def _revision(self, spec: DownloadSpec) -> str | None:
        """The manifest's; the catalogue's where hashes prove that the files are of it."""
        if self._manifest:
            return self._manifest.revision
        pinned = bool(spec.files) and all(file.sha256 for file in spec.files)
        return spec.revision if pinned else None

    def _path(self, name: str) -> Path | None:
        candidates = (self.folder / name, self.folder / Path(name).name)
        return next((path for path in candidates if path.is_file()), None)

    def _matching(self, spec: DownloadSpec) -> list[CatalogFile]:
        names = sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file()
        )
        matching = [
            name
            for name in names
            if name not in (registry.MANIFEST, registry.SIGNATURES)
            and not any(part.startswith(".") for part in name.split("/"))
            and any(fnmatch(name, pattern) for pattern in spec.patterns)
        ]
        if not matching:
            raise BadInput(
                f"{self.folder} holds nothing called {', '.join(spec.patterns)}, which {spec.name}"
                " needs"
            )
        return [CatalogFile(name, PART) for name in matching]


def _manifest(folder: Path) -> registry.InstalledModel | None:
    if not registry.is_installed(folder):
        return None
    try:
        return registry.read(folder)
    except ModelError:
        return None  # another program's manifest.json
