"""The registry: where models live, and whether they are intact.

One folder per model, called like it, holds the model's files and a `manifest.json` that describes
them: origin, revision, sizes, hashes. The folder appears in one step once everything in it was
checked, so a folder with a manifest is complete. A model that was added in place has a folder with
a manifest only; its files stay where they are. `marks.json` beside the manifest holds the stat
signature that each file had when it was last hashed (see `integrity`); losing it does no harm.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import platformdirs

from persona_assistant import atomic, json_documents
from persona_assistant.errors import BadInput, DiskFull, ModelError
from persona_assistant.progress import OnProgress, ignore
from persona_assistant.weights import integrity
from persona_assistant.weights.catalog import MODEL, PROJECTOR, known

VARIABLE = "PERSONA_ASSISTANT_MODELS"
MANIFEST, SIGNATURES = "manifest.json", "marks.json"
PARTIAL_SUFFIX = ".part"
"""Ends the name of every file and folder that is not complete yet."""
EXPORTED = "exported"
"""The origin of an encoder that was made here from a checkpoint."""
ADDED = "added"
"""The origin of a model that was on this machine already."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def models_folder() -> Path:
    """PERSONA_ASSISTANT_MODELS, or "models" in the user's data folder."""
    named = os.environ.get(VARIABLE)
    return (
        Path(named).expanduser()
        if named
        else platformdirs.user_data_path("persona-assistant") / "models"
    )


@dataclass(frozen=True, slots=True)
class InstalledFile:
    path: str
    """Within the model's folder; absolute for a model that was added in place."""
    role: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class InstalledModel:
    name: str
    origin: str
    """A hub's address, or "folder", "added" or "exported"."""
    repository: str | None
    revision: str | None
    license: str | None
    files: tuple[InstalledFile, ...]
    chat_template: str | None = None
    """The family of chat templates that was named for a model without one."""

    @property
    def folder(self) -> Path:
        return models_folder() / self.name

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    def path_of(self, file: InstalledFile) -> Path:
        return self.folder / file.path

    def of(self, part: str) -> InstalledFile | None:
        """The file with that role or path."""
        return next((file for file in self.files if part in (file.role, file.path)), None)


# --- what is installed


def installed() -> list[InstalledModel]:
    """All models, by name. Raises ModelError for a manifest that cannot be read."""
    folder = models_folder()
    if not folder.is_dir():
        return []
    return [read(each) for each in sorted(folder.iterdir()) if is_installed(each)]


def begun(name: str) -> int:
    """Bytes that an unfinished pull of this model has left; 0 where there is none."""
    folder = models_folder() / (name + PARTIAL_SUFFIX)
    try:
        files = (each for each in folder.rglob("[!.]*") if each.is_file())
        return sum(each.stat().st_size for each in files)
    except OSError:
        return 0  # it is being finished or removed right now


def is_installed(folder: Path) -> bool:
    complete = not folder.name.endswith(PARTIAL_SUFFIX) and not folder.name.startswith(".")
    return complete and (folder / MANIFEST).is_file()


def get(name: str) -> InstalledModel:
    """The model of that name in any case. Raises ModelError that says how to get it."""
    for spelling in (name, name.casefold()):
        folder = models_folder() / spelling
        if _NAME.fullmatch(name) and is_installed(folder):
            return read(folder)
    if model := known(name):
        raise ModelError(
            f"{model.name} is not installed; say: persona-assistant models pull {model.name}",
            code="model_not_installed",
            name=model.name,
        )
    raise ModelError(
        f"there is no file and no model called {name}; see: persona-assistant models list",
        code="unknown_model",
        name=name,
    )


def read(folder: Path) -> InstalledModel:
    """The model in a folder. Raises ModelError for a damaged manifest."""
    path = folder / MANIFEST
    try:
        content = json_documents.loads(path.read_text(encoding="utf-8"))
        files = tuple(InstalledFile(**file) for file in content.pop("files"))
        return InstalledModel(**{**content, "name": folder.name, "files": files})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"{path} cannot be read ({error}); remove {folder}, then pull or add it again",
            code="damaged_manifest",
            path=str(path),
        ) from None


def write_manifest(folder: Path, model: InstalledModel) -> None:
    """Raises DiskFull, BadInput."""
    _write_json(folder / MANIFEST, asdict(model))


def check_name(name: str) -> str:
    """`name`, if a model can be called that. Raises BadInput."""
    if not _NAME.fullmatch(name) or name.endswith(PARTIAL_SUFFIX) or len(name) > 100:
        raise BadInput(
            f"a model cannot be called {name!r}; use letters, digits, dots, dashes and underscores",
            code="bad_model_name",
            name=name,
        )
    return name


# --- whether it is intact


@dataclass(frozen=True, slots=True)
class Verification:
    model: InstalledModel
    problems: tuple[str, ...]

    @property
    def intact(self) -> bool:
        return not self.problems


def verify_all(on_progress: OnProgress = ignore) -> list[Verification]:
    """Hash every installed model again. Raises ModelError for a manifest that cannot be read."""
    return [Verification(model, tuple(verify(model, on_progress))) for model in installed()]


def verify(model: InstalledModel, on_progress: OnProgress = ignore) -> list[str]:
    """Hash all files of a model again; what is wrong, or nothing."""
    return list(_problems(model, model.files, {}, on_progress))


def verified_path(name: str, part: str = MODEL, on_progress: OnProgress = ignore) -> Path:
    """The file of an installed model with that role or path, known to be what was installed.

    Hashes the file unless its stat signature shows that nothing has changed. Raises ModelError.
    """
    model = get(name)
    file = model.of(part)
    if file is None:
        raise ModelError(f"{model.name} has no {part}; see: persona-assistant models list --json")
    _require_intact(model, [file], on_progress)
    return model.path_of(file)


def verified_folder(name: str, on_progress: OnProgress = ignore) -> Path:
    """The folder of an installed model, all of its files known to be what was installed. Raises
    ModelError."""
    model = get(name)
    _require_intact(model, model.files, on_progress)
    return model.folder


def resolve(name_or_path: str | Path, on_progress: OnProgress = ignore) -> tuple[Path, Path | None]:
    """(language model, projector) from a path or the name of an installed model.

    A path is returned as it is, without a projector. Raises ModelError that says how to get the
    model.
    """
    path = Path(name_or_path)
    if path.is_file() or path.suffix == ".gguf" or len(path.parts) != 1:
        return path, None
    model = get(str(name_or_path))
    language_model, projector = model.of(MODEL), model.of(PROJECTOR)
    if language_model is None:
        raise ModelError(
            f"{model.name} is no language model in GGUF; see: persona-assistant models list"
        )
    files = [language_model, *([projector] if projector else [])]
    _require_intact(model, files, on_progress)
    return model.path_of(language_model), model.path_of(projector) if projector else None


def chat_template_of(name_or_path: str | Path) -> str | None:
    """The family of chat templates that was named when an installed model was added."""
    folder = models_folder() / str(name_or_path)
    return read(folder).chat_template if is_installed(folder) else None


def remedy(model: InstalledModel) -> str:
    """What to do about a damaged model."""
    if model.origin == ADDED:
        return f"if that is intended, remove {model.folder} and add the model again"
    if model.origin == EXPORTED:
        return f"remove {model.folder} and export it again"
    return f"repair it with: persona-assistant models pull {model.name}"


def save_signatures(folder: Path, signatures: dict[str, list[int]]) -> None:
    """Remember the stat signatures of files that were just hashed and are intact."""
    # In a folder that only others may write to, the files are hashed each time.
    with suppress(BadInput, DiskFull):
        _write_json(folder / SIGNATURES, {**_signatures(folder), **signatures})


def _require_intact(
    model: InstalledModel, files: Iterable[InstalledFile], on_progress: OnProgress
) -> None:
    for problem in _problems(model, files, _signatures(model.folder), on_progress):
        raise ModelError(f"{problem}; {remedy(model)}", code="damaged_model", name=model.name)


def _problems(
    model: InstalledModel,
    files: Iterable[InstalledFile],
    signatures: dict[str, list[int]],
    on_progress: OnProgress,
) -> Iterator[str]:
    """Hashes the files whose signature is not among `signatures`, and saves the new ones."""
    fresh: dict[str, list[int]] = {}
    for file in files:
        path = model.path_of(file)
        try:
            signature = integrity.stat_signature(path)
        except OSError:
            signature = None
        if signature is not None and signatures.get(file.path) == signature:
            continue
        if problem := _problem(path, file, on_progress):
            yield problem
        elif signature is not None:
            fresh[file.path] = signature
    if fresh:
        save_signatures(model.folder, fresh)


def _problem(path: Path, file: InstalledFile, on_progress: OnProgress) -> str | None:
    try:
        size = path.stat().st_size
        if size != file.size:
            return f"{path} has {size:,} bytes instead of {file.size:,}"
        if integrity.sha256(path, on_progress) != file.sha256:
            return f"{path} has changed since it was installed"
    except FileNotFoundError:
        return f"{path} is missing"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"
    return None


def _signatures(folder: Path) -> dict[str, list[int]]:
    try:
        content = json_documents.loads((folder / SIGNATURES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    atomic.write_text(path, json.dumps(content, ensure_ascii=False, indent=2))
