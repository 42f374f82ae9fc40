"""Files come from a source into a folder that is not whole yet.

Each lies there as `FILE.part` until its hash was found right. A kill leaves this behind, and the
next call goes on there: files that are whole are kept, one that was begun is continued. What the
folder becomes when all is there is its owner's affair (`pull` for models, `bench.pull` for
benchmarks).
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from persona_assistant.atomic import format_size, require_free_space
from persona_assistant.errors import BadInput, DiskFull, PersonaAssistantError, PullError
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.registry import Watch
from persona_assistant.weights.source import Counting, Offer, Offers, Source, Wanted

STATE = ".identities.json"
"""In the folder that is not whole yet: which content each unfinished file belongs to."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_POLL, _GRACE = 0.1, 2.0
"""Seconds."""


def fetch(
    source: Source,
    wanted: Wanted,
    offers: Offers,
    staging: Path,
    watch: Watch | None = None,
    *,
    at_once: int = 1,
) -> None:
    """All files of `offers` whole in `staging`, `at_once` of them on their way at a time.

    `watch` may be called from several threads then. Raises PullError, DiskFull before anything is
    fetched, OSError for trouble with the disk.
    """
    staging.mkdir(parents=True, exist_ok=True)
    identities = read_state(staging)
    left = [
        each for each in offers.files if not _is_whole(staging / each.path, each, identities, watch)
    ]
    require_free_space(
        staging,
        sum(_missing(staging, each, identities) for each in left),
        what=f"What {wanted.name} still needs",
    )
    for each in left:
        if identities.get(each.path) != each.identity:
            for begun in (staging / each.path, _part(staging, each)):
                begun.unlink(missing_ok=True)
            identities[each.path] = each.identity
    keep_state(staging, identities)
    if at_once == 1:
        for each in left:
            _bring(source, wanted, offers, each, staging, watch)
    else:
        _bring_together(source, wanted, offers, left, staging, watch, at_once)


def _bring_together(
    source: Source,
    wanted: Wanted,
    offers: Offers,
    files: Iterable[Offer],
    staging: Path,
    watch: Watch | None,
    at_once: int,
) -> None:
    left, trouble, given_up = deque(files), [], threading.Event()

    def work() -> None:
        while left and not given_up.is_set():
            try:
                file = left.popleft()
            except IndexError:
                return  # another one was faster
            try:
                _bring(source, wanted, offers, file, staging, watch, given_up)
            except BaseException as error:
                trouble.append(error)
                given_up.set()

    # Daemons: a transfer that hears nothing from its server must not keep a person who stops it
    # waiting. It cannot touch its file any more.
    workers = [threading.Thread(target=work, daemon=True) for _ in range(at_once)]
    try:
        for worker in workers:
            worker.start()
        while any(worker.is_alive() for worker in workers) and not given_up.wait(_POLL):
            pass
    finally:
        given_up.set()
        until = time.monotonic() + _GRACE
        for worker in workers:
            worker.join(max(0.0, until - time.monotonic()))
    if trouble:
        raise trouble[0]


def _bring(
    source: Source,
    wanted: Wanted,
    offers: Offers,
    file: Offer,
    staging: Path,
    watch: Watch | None,
    given_up: threading.Event | None = None,
) -> None:
    """One file from its source to its place in `staging`, from where an earlier pull stopped."""
    place = staging / file.path
    part = _part(staging, file)
    part.parent.mkdir(parents=True, exist_ok=True)
    if file.size is not None and _size(part) > file.size:
        part.unlink()
    with open(part, "ab"):
        pass
    with open(part, "r+b") as into:
        have = into.seek(0, os.SEEK_END)
        if file.size is None or have < file.size:
            told = registry.counted(watch, source.doing, file.path, file.size, have)
            try:
                source.give(wanted, offers, file, have, Counting(into, told, given_up))
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
            "say `git lfs pull` where it comes from"
            if source.origin == "folder"
            else "use another mirror"
        )
        _throw_away(
            source, file, part, f"is a git-LFS pointer instead of the file itself; {remedy}"
        )


def _throw_away(source: Source, file: Offer, part: Path, wrong: str) -> NoReturn:
    part.unlink()
    where = "" if source.origin == "folder" else f" from {source.origin}"
    raise PullError(f"{file.path}{where} {wrong}")


def _hash(path: Path, file: Offer, watch: Watch | None) -> str:
    return integrity.sha256(path, registry.counted(watch, "checking", file.path, _size(path)))


def _is_whole(place: Path, file: Offer, identities: dict[str, str], watch: Watch | None) -> bool:
    """Whether an earlier pull finished this file, and nothing has happened to it since."""
    if not place.is_file() or (file.size is not None and _size(place) != file.size):
        return False
    if file.sha256:
        return _hash(place, file, watch) == file.sha256
    if file.git_blob:
        registry.counted(watch, "checking", file.path, _size(place), _size(place))
        return integrity.git_blob_id(place) == file.git_blob
    return identities.get(file.path) == file.identity


def _missing(staging: Path, file: Offer, identities: dict[str, str]) -> int:
    """Bytes still to come."""
    begun = identities.get(file.path) == file.identity
    have = _size(_part(staging, file)) if begun else 0
    return max(0, (file.size or 0) - have)


def _part(staging: Path, file: Offer) -> Path:
    place = staging / file.path
    return place.with_name(place.name + registry.UNFINISHED)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


# --- the folder


def read_state(staging: Path) -> dict[str, str]:
    """Identities by path of all files that were ever begun in `staging`."""
    try:
        found = json.loads((staging / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep_state(staging: Path, identities: dict[str, str]) -> None:
    making = staging / (STATE + registry.UNFINISHED)
    making.write_text(json.dumps(identities), encoding="utf-8")
    os.replace(making, staging / STATE)


def settle(staging: Path, paths: Iterable[str], place: Path) -> None:
    """`staging` becomes `place` in one step, with all that these paths in it stand for on the
    disk."""
    for folder in sorted({(staging / path).parent for path in paths} | {staging}):
        _sync(folder)
    os.replace(staging, place)
    _sync(place.parent)


@contextmanager
def alone(name: str, place: Path) -> Iterator[Path]:
    """Two pulls into one place would write into the same file. Gives the path of the lock."""
    from filelock import FileLock, Timeout

    place.parent.mkdir(parents=True, exist_ok=True)
    lock = place.with_name(f".{place.name}.lock")
    try:
        with FileLock(lock, timeout=0):
            yield lock
    except Timeout:
        raise PullError(f"{name} is being pulled by another process; wait for it") from None


@contextmanager
def disk_trouble(name: str, place: Path, elsewhere: str) -> Iterator[None]:
    """Trouble with the disk as one of our errors; `elsewhere` says how another folder is named."""
    try:
        yield
    except PersonaAssistantError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            free = format_size(shutil.disk_usage(place.parent).free)
            raise DiskFull(
                f"the disk of {place.parent} took no more of {name} ({free} free); free some room or "
                f"{elsewhere} elsewhere, then pull again: it goes on where it stopped"
            ) from error
        raise BadInput(
            f"{error.filename or place} cannot be used ({error.strerror or error}); {elsewhere} that can be "
            "written to"
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
