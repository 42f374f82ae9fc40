"""A GGUF file that is on this machine already becomes a model with a name.

It stays where it is unless a copy is asked for. Its hash is taken now, so that it counts as damaged
when it changes later.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from persona_assistant.atomic import require_free_space, whole_folder
from persona_assistant.errors import BadInput, ModelError
from persona_assistant.gguf import read_metadata, require_chat_template
from persona_assistant.progress import OnProgress, ignore
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.catalog import MODEL, PROJECTOR, known
from persona_assistant.weights.registry import InstalledFile, InstalledModel


def add(
    path: Path,
    projector: Path | None = None,
    *,
    name: str | None = None,
    copy: bool = False,
    chat_template: str | None = None,
    on_progress: OnProgress = ignore,
) -> InstalledModel:
    """Register a language model in GGUF, and the projector that belongs to it.

    `name` None: the file's own name without its ending. `chat_template`: the family of templates
    of a model that has none in its file. Progress counts bytes at the stage
    "checking". Raises ModelError for files that are not what they are given as, BadInput for a name
    that is taken or impossible, DiskFull.
    """
    given = {MODEL: path, **({PROJECTOR: projector} if projector else {})}
    for role, file in given.items():
        _check_role(file, role)
    if chat_template is None:
        require_chat_template(path)
    name = registry.check_name(path.stem if name is None else name)
    folder = registry.models_folder() / name
    _refuse_taken(name, folder)
    if copy:
        _check_copy(name, folder, list(given.values()))
    with whole_folder(folder) as draft:
        files, signatures = [], {}
        for role, file in given.items():
            place = draft / file.name if copy else file.resolve()
            if copy:
                shutil.copyfile(file, place)
            signature = integrity.stat_signature(place)
            digest = integrity.sha256(place, on_progress, name=file.name)
            stored = file.name if copy else str(place)
            files.append(InstalledFile(stored, role, place.stat().st_size, digest))
            signatures[stored] = signature
        model = InstalledModel(name, registry.ADDED, None, None, None, tuple(files), chat_template)
        registry.write_manifest(draft, model)
    if copy:  # the files were moved and got their permissions since
        signatures = {
            file.path: integrity.stat_signature(model.path_of(file)) for file in model.files
        }
    registry.save_signatures(folder, signatures)
    return model


def _refuse_taken(name: str, folder: Path) -> None:
    if known(name):
        raise BadInput(
            f"{name} is a model of the catalogue; choose another name",
            code="model_name_taken",
            name=name,
        )
    if folder.exists():
        raise BadInput(
            f"there is a model {name} already; choose another name, or remove {folder}",
            code="model_name_taken",
            name=name,
        )


def _check_copy(name: str, folder: Path, files: list[Path]) -> None:
    if len({file.name for file in files}) < len(files):
        raise BadInput(
            "model and projector have the same file name; rename one of them, or add them without"
            " a copy",
            code="same_file_name",
        )
    require_free_space(folder, sum(file.stat().st_size for file in files), what=f"A copy of {name}")


def _check_role(file: Path, role: str) -> None:
    metadata = read_metadata(file, role)
    is_projector = (
        metadata.get("general.architecture") == "clip" or metadata.get("general.type") == "mmproj"
    )
    if role == MODEL and is_projector:
        raise ModelError(
            f"{file} is a projector; give the language model, and this file as its projector",
            code="projector_added_as_model",
            path=str(file),
        )
    if role == PROJECTOR and not is_projector:
        raise ModelError(
            f"{file} is no projector; give the file whose name begins with mmproj",
            code="model_as_projector",
            path=str(file),
        )
    if "general.architecture" not in metadata:
        raise ModelError(f"{file} does not say what it is; convert or download it again")
