"""Where models live, and what stands there.

One folder per model, named like it, with the model's files and a `manifest.json` that says what
they are: origin, revision, sizes, hashes. The folder appears in one step when everything in it was
checked, so what has a manifest is whole. A model that was added in place has a folder with a
manifest only, and its files stay where they were. `marks.json` beside the manifest remembers when
each file was hashed last (see `integrity`); it may be lost without harm.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from persona_assistant.errors import BadInput, ModelError
from persona_assistant.weights import integrity
from persona_assistant.weights.catalog import MODEL, PROJECTOR, known

VARIABLE = "PERSONA_ASSISTANT_MODELS"
MANIFEST, MARKS, UNFINISHED = "manifest.json", "marks.json", ".part"
"""The last one ends the name of whatever is not whole yet."""
EXPORTED = "exported"
"""The origin of what was made here of a checkpoint."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

Watch = Callable[[str, str, int, int | None], None]
"""Told what is being done ("fetching", "checking", "copying"), to which file, how many bytes of it
are done, and how many it has."""


def models_folder() -> Path:
    """PERSONA_ASSISTANT_MODELS, or "models" in the user's data folder."""
    named = os.environ.get(VARIABLE)
    return (
        Path(named).expanduser()
        if named
        else platformdirs.user_data_path("persona-assistant") / "models"
    )


@dataclass(frozen=True, slots=True)
class ShelfFile:
    path: str
    """Within the model's folder; absolute for a model that was added in place."""
    role: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Installed:
    name: str
    origin: str
    """A hub's address, or "folder", "added" or "exported"."""
    repository: str | None
    revision: str | None
    license: str | None
    files: tuple[ShelfFile, ...]

    @property
    def folder(self) -> Path:
        return models_folder() / self.name

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def place(self, file: ShelfFile) -> Path:
        return self.folder / file.path

    def of(self, part: str) -> ShelfFile | None:
        """The file with that role or path."""
        return next((file for file in self.files if part in (file.role, file.path)), None)


# --- what is there


def installed() -> list[Installed]:
    """Every model on the shelf, by name. Raises ModelError for a manifest that cannot be read."""
    folder = models_folder()
    if not folder.is_dir():
        return []
    return [read(each) for each in sorted(folder.iterdir()) if is_installed(each)]


def is_installed(folder: Path) -> bool:
    whole = not folder.name.endswith(UNFINISHED) and not folder.name.startswith(".")
    return whole and (folder / MANIFEST).is_file()


def get(name: str) -> Installed:
    """Raises ModelError when it is not installed, naming what to do about that."""
    for spelling in (name, name.casefold()):
        folder = models_folder() / spelling
        if _NAME.fullmatch(name) and is_installed(folder):
            return read(folder)
    if model := known(name):
        raise ModelError(
            f"{model.name} is not installed; say: persona-assistant models pull {model.name}"
        )
    raise ModelError(
        f"there is no file and no model called {name}; see: persona-assistant models list"
    )


def read(folder: Path) -> Installed:
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(ShelfFile(**file) for file in content.pop("files"))
        return Installed(**{**content, "name": folder.name, "files": files})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"{path} cannot be read ({error}); remove {folder}, then pull or add it again"
        ) from None


def write_manifest(folder: Path, model: Installed) -> None:
    _write(folder / MANIFEST, asdict(model))


def check_name(name: str) -> str:
    """`name`, if a model can be called that. Raises BadInput."""
    if not _NAME.fullmatch(name) or name.endswith(UNFINISHED) or len(name) > 100:
        raise BadInput(
            f"a model cannot be called {name!r}; use letters, digits, dots, dashes and underscores"
        )
    return name


# --- whether it is whole


def problem(path: Path, file: ShelfFile, watch: Watch | None = None) -> str | None:
    """What is wrong with a file, after reading all of it; None when nothing is."""
    try:
        size = path.stat().st_size
        if size != file.size:
            return f"{path} has {size:,} bytes instead of {file.size:,}"
        if integrity.sha256(path, counted(watch, "checking", path.name, size)) != file.sha256:
            return f"{path} has changed since it was installed"
    except FileNotFoundError:
        return f"{path} is missing"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"
    return None


def verify(model: Installed, watch: Watch | None = None) -> list[str]:
    """Hashes all files of a model anew; what is wrong, or nothing."""
    return list(_problems(model, model.files, {}, watch))


def verified_path(name: str, part: str = MODEL, watch: Watch | None = None) -> Path:
    """Path of the file of an installed model with that role or path, known to be what was
    installed.

    Hashes the file unless its mark says that this was done before. Raises ModelError.
    """
    model = get(name)
    file = model.of(part)
    if file is None:
        raise ModelError(f"{model.name} has no {part}; see: persona-assistant models list --json")
    _vouch(model, [file], watch)
    return model.place(file)


def verified_folder(name: str, watch: Watch | None = None) -> Path:
    """Folder of an installed model, all of its files known to be what was installed. Raises
    ModelError."""
    model = get(name)
    _vouch(model, model.files, watch)
    return model.folder


def resolve(name_or_path: str | Path, watch: Watch | None = None) -> tuple[Path, Path | None]:
    """(language model, projector) from a path or the name of an installed model.

    A path is given back as it is, without a projector. Raises ModelError, naming how to get the
    model.
    """
    path = Path(name_or_path)
    if path.is_file() or path.suffix == ".gguf" or len(path.parts) != 1:
        return path, None
    model = get(str(name_or_path))
    files = [model.of(MODEL), model.of(PROJECTOR)]
    if files[0] is None:
        raise ModelError(
            f"{model.name} is no language model in GGUF; see: persona-assistant models list"
        )
    _vouch(model, [file for file in files if file], watch)
    return model.place(files[0]), model.place(files[1]) if files[1] else None


def _vouch(model: Installed, files: Iterable[ShelfFile], watch: Watch | None) -> None:
    for wrong in _problems(model, files, _marks(model.folder), watch):
        raise ModelError(f"{wrong}; {remedy(model)}")


def remedy(model: Installed) -> str:
    """What to do when a model is damaged."""
    if model.origin == "added":
        return f"if that is meant to be, remove {model.folder} and add the model again"
    if model.origin == EXPORTED:
        return f"remove {model.folder} and export it again"
    return f"repair it with: persona-assistant models pull {model.name}"


def _problems(
    model: Installed, files: Iterable[ShelfFile], marks: dict[str, list[int]], watch: Watch | None
) -> Iterator[str]:
    fresh = {}
    for file in files:
        path = model.place(file)
        try:
            before = integrity.mark(path)
        except OSError:
            before = None
        if before is not None and marks.get(file.path) == before:
            continue
        if wrong := problem(path, file, watch):
            yield wrong
        else:
            fresh[file.path] = before
    if fresh:
        remember(model.folder, fresh)


def _marks(folder: Path) -> dict[str, list[int]]:
    try:
        content = json.loads((folder / MARKS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def remember(folder: Path, marks: dict[str, list[int]]) -> None:
    """Keeps marks of files that were just hashed and found right."""
    try:
        _write(folder / MARKS, {**_marks(folder), **marks})
    except OSError:
        pass  # a shelf that only others may write to: right all the same, and hashed each time


def _write(path: Path, content: dict) -> None:
    """In one step, and on the disk when it returns."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(making, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(making, path)
    finally:
        making.unlink(missing_ok=True)


def counted(
    watch: Watch | None, stage: str, name: str, total: int | None, done: int = 0
) -> Callable[[int], None] | None:
    """`watch` for one file, told only what was added."""
    if watch is None:
        return None
    watch(stage, name, done, total)

    def more(count: int) -> None:
        nonlocal done
        done += count
        watch(stage, name, done, total)

    return more
