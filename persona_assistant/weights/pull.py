"""A model comes onto the shelf: whole, checked, or not at all.

What arrives lies in `NAME.part` beside the place it is meant for, each file as `FILE.part` until its
hash was found right. A kill leaves this behind, and the next pull goes on there. When everything is
there and on the disk, the folder gets its manifest and its name in one step. A model that was damaged
goes back to `NAME.part`, keeps the files that are whole and fetches the others.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, NoReturn

from persona_assistant.errors import BadInput, DiskFull, PersonaAssistantError, PullError
from persona_assistant.weights import integrity, shelf
from persona_assistant.weights.catalog import CatalogModel, find
from persona_assistant.weights.placing import in_words, require_room
from persona_assistant.weights.shelf import Installed, ShelfFile, Watch
from persona_assistant.weights.source import Counting, Offer, Offers, Source

_STATE = ".identities.json"
"""In the folder that is not whole yet: which content each unfinished file belongs to."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Pulled:
    model: Installed
    already: bool
    """It was there and whole; nothing was fetched."""


def pull(
    name: str, *, token: str | None = None, from_folder: Path | None = None, watch: Watch | None = None
) -> Pulled:
    """Fetches a model of the catalogue, or the rest of it.

    Raises BadInput for a name that the catalogue lacks, PullError for whatever the hub does wrong,
    DiskFull, and BadInput for a folder without the model's files.
    """
    model = find(name)
    if from_folder is not None:
        from persona_assistant.weights.carried import Carried

        source: Source = Carried(from_folder)
    else:
        from persona_assistant.weights.hub import Hub

        source = Hub(token)
    return pull_from(source, model, watch)


def pull_from(source: Source, model: CatalogModel, watch: Watch | None = None) -> Pulled:
    place = shelf.models_folder() / model.name
    staging = place.with_name(model.name + shelf.UNFINISHED)
    with _disk_trouble(model, place), _alone(model, place):
        if place.exists():
            if not shelf.is_installed(place):
                raise BadInput(f"{place} is there and is no model of this shelf; move it away")
            there = shelf.read(place)
            if not shelf.verify(there, watch):
                return Pulled(there, already=True)
            _take_apart(place, staging)
        offers = source.offers(model)
        staging.mkdir(exist_ok=True)
        identities = _identities(staging)
        finished = {
            each.path for each in offers.files if _is_whole(staging / each.path, each, identities, watch)
        }
        left = [each for each in offers.files if each.path not in finished]
        require_room(
            staging,
            sum(_missing(staging, each, identities) for each in left),
            what=f"What {model.name} still needs",
        )
        for each in left:
            _bring(source, model, offers, each, staging, identities, watch)
        files = tuple(_shelved(staging, each) for each in offers.files)
        installed = Installed(
            model.name, source.origin, model.repository, offers.revision, model.license, files
        )
        _sweep(staging, {file.path for file in files})
        shelf.remember(staging, {file.path: integrity.mark(staging / file.path) for file in files})
        shelf.write_manifest(staging, installed)
        for folder in sorted({(staging / file.path).parent for file in files} | {staging}):
            _sync(folder)
        os.replace(staging, place)
        _sync(place.parent)
    return Pulled(installed, already=False)


# --- one file


def _bring(
    source: Source,
    model: CatalogModel,
    offers: Offers,
    file: Offer,
    staging: Path,
    identities: dict[str, str],
    watch: Watch | None,
) -> None:
    """One file from its source to its place in `staging`, from where an earlier pull stopped."""
    place = staging / file.path
    part = place.with_name(place.name + shelf.UNFINISHED)
    part.parent.mkdir(parents=True, exist_ok=True)
    if identities.get(file.path) != file.identity or (file.size is not None and _size(part) > file.size):
        part.unlink(missing_ok=True)
        identities[file.path] = file.identity
        _keep(staging, identities)
    with open(part, "ab"):
        pass
    with open(part, "r+b") as into:
        have = into.seek(0, os.SEEK_END)
        if file.size is None or have < file.size:
            told = shelf.counted(watch, source.doing, file.path, file.size, have)
            try:
                source.give(model, offers, file, have, Counting(into, told))
            except PullError:
                into.flush()
                _refuse_pointer(source, file, part)
                raise
        into.flush()
        os.fsync(into.fileno())
    _judge(source, file, part, watch)
    os.replace(part, place)


def _judge(source: Source, file: Offer, part: Path, watch: Watch | None) -> None:
    """Raises PullError and removes `part` unless it is what was promised."""
    _refuse_pointer(source, file, part)
    wrong = None
    if file.size is not None and _size(part) != file.size:
        wrong = f"has {_size(part):,} bytes instead of {file.size:,}; pull again"
    elif file.sha256 and _hash(part, file, watch) != file.sha256:
        wrong = "has another sha256 than promised, so it was thrown away; pull again, or use another mirror"
    elif file.git_blob and not file.sha256 and integrity.git_blob_id(part) != file.git_blob:
        wrong = "has another content than promised, so it was thrown away; pull again, or use another mirror"
    elif file.path.endswith(".gguf") and not integrity.is_gguf(part):
        wrong = "is no GGUF file; use another mirror"
    if wrong:
        _throw_away(source, file, part, wrong)


def _refuse_pointer(source: Source, file: Offer, part: Path) -> None:
    if integrity.is_pointer(part):
        remedy = (
            "say `git lfs pull` where it comes from" if source.origin == "folder" else "use another mirror"
        )
        _throw_away(source, file, part, f"is a git-LFS pointer instead of the file itself; {remedy}")


def _throw_away(source: Source, file: Offer, part: Path, wrong: str) -> NoReturn:
    part.unlink()
    where = "" if source.origin == "folder" else f" from {source.origin}"
    raise PullError(f"{file.path}{where} {wrong}")


def _hash(path: Path, file: Offer, watch: Watch | None) -> str:
    return integrity.sha256(path, shelf.counted(watch, "checking", file.path, _size(path)))


def _is_whole(place: Path, file: Offer, identities: dict[str, str], watch: Watch | None) -> bool:
    """Whether an earlier pull finished this file, and nothing has happened to it since."""
    if not place.is_file() or (file.size is not None and _size(place) != file.size):
        return False
    if file.sha256:
        return _hash(place, file, watch) == file.sha256
    if file.git_blob:
        return integrity.git_blob_id(place) == file.git_blob
    return identities.get(file.path) == file.identity


def _missing(staging: Path, file: Offer, identities: dict[str, str]) -> int:
    """Bytes still to come."""
    place = staging / file.path
    begun = identities.get(file.path) == file.identity
    have = _size(place.with_name(place.name + shelf.UNFINISHED)) if begun else 0
    return max(0, (file.size or 0) - have)


def _shelved(staging: Path, file: Offer) -> ShelfFile:
    place = staging / file.path
    return ShelfFile(file.path, file.role, _size(place), file.sha256 or integrity.sha256(place))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


# --- the folder


def _take_apart(place: Path, staging: Path) -> None:
    """A damaged model is no model any more, but a pull that was not finished."""
    if staging.exists():
        shutil.rmtree(staging)
    os.replace(place, staging)
    (staging / shelf.MANIFEST).unlink()


def _sweep(staging: Path, wanted: set[str]) -> None:
    """Leaves nothing but the model's files: an earlier pull may have been of another revision."""
    for path in sorted(staging.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(staging).as_posix() not in wanted:
            path.unlink()


def _identities(staging: Path) -> dict[str, str]:
    try:
        found = json.loads((staging / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(staging: Path, identities: dict[str, str]) -> None:
    making = staging / (_STATE + shelf.UNFINISHED)
    making.write_text(json.dumps(identities), encoding="utf-8")
    os.replace(making, staging / _STATE)


@contextmanager
def _alone(model: CatalogModel, place: Path) -> Iterator[None]:
    """Two pulls of one model would write into the same file."""
    from filelock import FileLock, Timeout

    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place.with_name(f".{model.name}.lock"), timeout=0):
            yield
    except Timeout:
        raise PullError(f"{model.name} is being pulled by another process; wait for it") from None


@contextmanager
def _disk_trouble(model: CatalogModel, place: Path) -> Iterator[None]:
    try:
        yield
    except PersonaAssistantError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            free = in_words(shutil.disk_usage(place.parent).free)
            raise DiskFull(
                f"the disk of {place.parent} took no more of {model.name} ({free} free); free some room or "
                f"set {shelf.VARIABLE} to a folder elsewhere, then pull again: it goes on where it stopped"
            ) from error
        raise BadInput(
            f"{error.filename or place} cannot be used ({error.strerror or error}); set {shelf.VARIABLE} to "
            "a folder that can be written to"
        ) from error


def _sync(folder: Path) -> None:
    """A renamed file is safe once its folder is on the disk."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
