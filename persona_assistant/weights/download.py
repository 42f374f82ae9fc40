"""Files from a source into a folder that is not complete yet.

Each file is called `FILE.part` there until its hash is right. A kill leaves all that behind and the
next call continues: complete files stay, a partial one grows. What becomes of the folder when
everything is there is up to the caller (`pull` for models, `bench.pull` for benchmarks).
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from persona_assistant import atomic, json_documents
from persona_assistant.atomic import format_size, require_free_space
from persona_assistant.errors import BadInput, Cancelled, DiskFull, PersonaAssistantError, PullError
from persona_assistant.progress import CancelToken, Counter, OnProgress, ignore
from persona_assistant.weights import integrity
from persona_assistant.weights.registry import PARTIAL_SUFFIX
from persona_assistant.weights.source import (
    CountingWriter,
    DownloadSpec,
    Listing,
    RemoteFile,
    Source,
)

STATE = ".identities.json"
"""In the partial folder: the identity of the content that each file was begun with."""
_POLL, _GRACE = 0.1, 2.0
"""Seconds."""


def download_files(
    source: Source,
    spec: DownloadSpec,
    listing: Listing,
    staging: Path,
    *,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
    parallel: int = 1,
) -> None:
    """Complete all files of `listing` in the folder `staging`, `parallel` of them at a time.

    `on_progress` is called from the threads that download. Raises PullError, Cancelled, DiskFull
    before anything is downloaded, OSError for trouble with the disk.
    """
    staging.mkdir(parents=True, exist_ok=True)
    identities = read_state(staging)
    missing = [
        file
        for file in listing.files
        if not _is_complete(staging / file.path, file, identities, on_progress)
    ]
    require_free_space(
        staging,
        sum(_bytes_to_come(staging, file, identities) for file in missing),
        what=f"What {spec.name} still needs",
    )
    for file in missing:
        if identities.get(file.path) != file.identity:
            for stale in (staging / file.path, _partial(staging, file)):
                stale.unlink(missing_ok=True)
            identities[file.path] = file.identity
    write_state(staging, identities)
    _Transfer(source, spec, listing, staging, on_progress).run(missing, parallel, cancel)


@dataclass(frozen=True)
class _Transfer:
    source: Source
    spec: DownloadSpec
    listing: Listing
    staging: Path
    on_progress: OnProgress

    def run(self, files: Iterable[RemoteFile], parallel: int, cancel: CancelToken | None) -> None:
        """Raises the first error of any thread; then no thread writes any more."""
        waiting, errors, stop = deque(files), list[BaseException](), threading.Event()

        def stopped() -> bool:
            return stop.is_set() or (cancel is not None and cancel.is_set())

        def work() -> None:
            while not stopped():
                try:
                    file = waiting.popleft()
                except IndexError:
                    return
                try:
                    self._complete(file, stopped)
                except BaseException as error:
                    errors.append(error)
                    stop.set()

        # Daemons, so that a server that has fallen silent does not delay whoever stops a download.
        threads = [threading.Thread(target=work, daemon=True) for _ in range(parallel)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                while thread.is_alive() and not stopped():
                    thread.join(_POLL)
        finally:
            stop.set()
            deadline = time.monotonic() + _GRACE
            for thread in threads:
                thread.join(max(0.0, deadline - time.monotonic()))
        if errors and not isinstance(errors[0], Cancelled):
            raise errors[0]
        if errors or waiting or any(thread.is_alive() for thread in threads):
            raise Cancelled(
                f"The download of {self.spec.name} was stopped; pull again to continue.",
                stage=self.source.stage,
            )

    def _complete(self, file: RemoteFile, stopped: Callable[[], bool]) -> None:
        """One file, from where an earlier call stopped."""
        partial = _partial(self.staging, file)
        partial.parent.mkdir(parents=True, exist_ok=True)
        if file.size is not None and _size(partial) > file.size:
            partial.unlink()
        partial.touch()
        with open(partial, "r+b") as into:
            start = into.seek(0, os.SEEK_END)
            if file.size is None or start < file.size:
                count = Counter(
                    self.on_progress,
                    self.source.stage,
                    file.size,
                    done=start,
                    unit="bytes",
                    detail=file.path,
                )
                writer = CountingWriter(into, count, stopped)
                try:
                    self.source.fetch(self.spec, self.listing, file, start, writer)
                except PullError:
                    into.flush()
                    self._refuse_pointer(file, partial)
                    raise
        self._check(file, partial)
        atomic.sync(partial)
        os.replace(partial, self.staging / file.path)  # `publish` syncs the folders

    def _check(self, file: RemoteFile, partial: Path) -> None:
        """Raises PullError and removes `partial` unless it is what the source promised."""
        self._refuse_pointer(file, partial)
        size = _size(partial)
        problem = None
        if file.size is not None and size != file.size:
            problem = f"has {size:,} bytes instead of {file.size:,}; pull again"
        elif (other := _differing_hash(partial, file, self.on_progress)) is not None:
            problem = (
                f"has another {other} than promised, so it was removed; pull again, or use another"
                " mirror"
            )
        elif file.path.endswith(".gguf") and not integrity.is_gguf(partial):
            problem = "is no GGUF file; use another mirror"
        if problem:
            self._reject(file, partial, problem)

    def _refuse_pointer(self, file: RemoteFile, partial: Path) -> None:
        if integrity.is_lfs_pointer(partial):
            remedy = (
                "say `git lfs pull` where it comes from"
                if self.source.origin == "folder"
                else "use another mirror"
            )
            self._reject(
                file, partial, f"is a git-LFS pointer instead of the file itself; {remedy}"
            )

    def _reject(self, file: RemoteFile, partial: Path, problem: str) -> NoReturn:
        partial.unlink()
        where = "" if self.source.origin == "folder" else f" from {self.source.origin}"
        raise PullError(f"{file.path}{where} {problem}", code="bad_download", path=file.path)


def _is_complete(
    path: Path, file: RemoteFile, identities: dict[str, str], on_progress: OnProgress
) -> bool:
    """Whether an earlier call finished this file and nothing has happened to it since."""
    if not path.is_file() or (file.size is not None and _size(path) != file.size):
        return False
    if file.sha256 or file.git_blob:
        return _differing_hash(path, file, on_progress) is None
    return identities.get(file.path) == file.identity


def _differing_hash(path: Path, file: RemoteFile, on_progress: OnProgress) -> str | None:
    """What differs from the source's promise: "sha256", "content" or nothing."""
    if file.sha256:
        right = integrity.sha256(path, on_progress, name=file.path) == file.sha256
        return None if right else "sha256"
    if file.git_blob:
        right = integrity.git_blob_id(path, on_progress, name=file.path) == file.git_blob
        return None if right else "content"
    return None


def _bytes_to_come(staging: Path, file: RemoteFile, identities: dict[str, str]) -> int:
    continues = identities.get(file.path) == file.identity
    start = _size(_partial(staging, file)) if continues else 0
    return max(0, (file.size or 0) - start)


def _partial(staging: Path, file: RemoteFile) -> Path:
    path = staging / file.path
    return path.with_name(path.name + PARTIAL_SUFFIX)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


# --- the folder


def read_state(staging: Path) -> dict[str, str]:
    """Identities by path of all files that were ever begun in `staging`."""
    try:
        state = json_documents.loads((staging / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(staging: Path, identities: dict[str, str]) -> None:
    atomic.write_text(staging / STATE, json.dumps(identities))


def publish(staging: Path, paths: Iterable[str], target: Path) -> None:
    """Rename the complete folder `staging` to `target` in one step; `paths` are the files in it.
    Raises OSError."""
    for folder in sorted({(staging / path).parent for path in paths} - {staging}):
        atomic.sync(folder)
    atomic.move_into_place(staging, target)


@contextmanager
def exclusive(name: str, target: Path) -> Iterator[Path]:
    """Keeps a second process from downloading into the same place. Yields the path of the lock."""
    from filelock import FileLock, Timeout

    target.parent.mkdir(parents=True, exist_ok=True)
    lock = target.with_name(f".{target.name}.lock")
    try:
        with FileLock(lock, timeout=0):
            yield lock
    except Timeout:
        raise PullError(
            f"{name} is being pulled by another process; wait for it", code="pull_in_progress"
        ) from None


@contextmanager
def disk_errors(name: str, target: Path, other_folder: str) -> Iterator[None]:
    """Trouble with the disk as one of our errors. `other_folder` says how to choose another one:
    "set PERSONA_ASSISTANT_MODELS to a folder"."""
    try:
        yield
    except PersonaAssistantError:
        raise
    except OSError as error:
        if error.errno in atomic.FULL:
            free = format_size(shutil.disk_usage(target.parent).free)
            raise DiskFull(
                f"the disk of {target.parent} took no more of {name} ({free} free); free some space"
                f" or {other_folder} elsewhere, then pull again: it continues where it stopped"
            ) from error
        raise BadInput(
            f"{error.filename or target} cannot be used ({error.strerror or error});"
            f" {other_folder} that can be written to"
        ) from error
