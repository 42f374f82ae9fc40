"""A GGUF file that is on this machine already becomes a model with a name.

It stays where it is, unless a copy is asked for. Its hash is taken now, so that it counts as
damaged when it changes later.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from persona_assistant.atomic import require_room, whole_folder
from persona_assistant.errors import BadInput, ModelError
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.catalog import MODEL, PROJECTOR, known
from persona_assistant.weights.registry import Installed, ShelfFile, Watch


def add(
    path: Path,
    projector: Path | None = None,
    *,
    name: str | None = None,
    copy: bool = False,
    watch: Watch | None = None,
) -> Installed:
    """Puts a language model in GGUF, and the projector that belongs to it, on the shelf.

    `name` is the file's own without its ending when None. Raises ModelError for files that are not
    what they are given as, BadInput for a name that is taken or impossible, DiskFull.
    """
    given = {MODEL: path, **({PROJECTOR: projector} if projector else {})}
    for role, file in given.items():
        _check(file, role)
    name = registry.check_name(path.stem if name is None else name)
    if known(name):
        raise BadInput(f"{name} is a model of the catalogue; choose another name with --name")
    place = registry.models_folder() / name
    if copy and len({file.name for file in given.values()}) < len(given):
        raise BadInput(
            "model and projector have the same file name; rename one of them, or add them without --copy"
        )
    if place.exists():
        raise BadInput(
            f"there is a model {name} already; choose another name with --name, or remove {place}"
        )
    if copy:
        require_room(
            place, sum(file.stat().st_size for file in given.values()), what=f"A copy of {name}"
        )
    with whole_folder(place) as folder:
        files, marks = [], {}
        for role, file in given.items():
            kept = folder / file.name if copy else file.resolve()
            if copy:
                shutil.copyfile(file, kept)
            mark, size = integrity.mark(kept), os.stat(kept).st_size
            digest = integrity.sha256(kept, registry.counted(watch, "checking", file.name, size))
            files.append(ShelfFile(file.name if copy else str(kept), role, size, digest))
            marks[files[-1].path] = mark
        model = Installed(name, "added", None, None, None, tuple(files))
        registry.write_manifest(folder, model)
    if copy:  # moved and given its permissions since
        marks = {file.path: integrity.mark(model.place(file)) for file in files}
    registry.remember(place, marks)
    return model


def _check(file: Path, role: str) -> None:
    from persona_assistant.gguf import read_metadata

    about = read_metadata(file)
    is_projector = (
        about.get("general.architecture") == "clip" or about.get("general.type") == "mmproj"
    )
    if role == MODEL and is_projector:
        raise ModelError(
            f"{file} is a projector; give it with --projector, and the language model as PATH"
        )
    if role == PROJECTOR and not is_projector:
        raise ModelError(
            f"{file} is no projector; give --projector the file whose name begins with mmproj"
        )
    if "general.architecture" not in about:
        raise ModelError(f"{file} does not say what it is; convert or download it again")
