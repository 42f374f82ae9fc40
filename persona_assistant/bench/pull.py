"""Downloads a benchmark from the hub: complete, with every file checked, or not at all.

Files are downloaded into `FOLDER.part`; a kill leaves that behind and the next call continues
there. One listing has all names, sizes and hashes, so that each file is one request, several at a
time: a benchmark is thousands of small files. When everything is there the folder gets its name in
one step, with a record in it of its files and their revision. A call that finds the folder reads
every file again and downloads only what is damaged; files that were put beside the benchmark's own
are left alone.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Protocol

from persona_assistant import atomic, json_documents
from persona_assistant.atomic import DRAFT_PREFIX
from persona_assistant.errors import BadInput
from persona_assistant.progress import Counter, OnProgress, Progress, ignore
from persona_assistant.weights import download, integrity, registry
from persona_assistant.weights.source import Dataset, Listing, RemoteFile, Source

RECORD = ".pulled.json"
PARALLEL_FILES = 8

_RECORDS = (".jsonl", ".json", ".csv", ".tsv", ".parquet")
"""Endings of a file of records, the likelier first."""


class Pullable(Protocol):
    """A suite, as far as it is downloaded."""

    name: str
    dataset: str
    pull_patterns: tuple[str, ...]
    """Files of the data set, as in a shell, where a star also stands for folders. Records are
    looked up in the order of the patterns."""


@dataclass(frozen=True, slots=True)
class PulledSuite:
    name: str
    folder: Path
    records: Path | None
    """The data of a run, as far as names tell: a file, or the folder where the records are
    Parquet, which comes in pieces."""
    files: int
    size: int
    """Bytes."""
    repository: str
    revision: str
    """The commit on the hub."""
    already: bool
    """It was complete before; nothing was downloaded."""

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "folder": str(self.folder),
            "records": str(self.records) if self.records else None,
        }


def pull_suite(
    suite: Pullable,
    folder: Path,
    *,
    token: str | None = None,
    on_progress: OnProgress = ignore,
) -> PulledSuite:
    """Download a suite's data set into `folder`, or the rest of it. HF_ENDPOINT names a mirror.

    Raises PullError when the hub fails, DiskFull before anything is downloaded, BadInput for a
    folder with other content.
    """
    from persona_assistant.weights.hub import Hub

    if not suite.dataset:
        raise BadInput(
            f"{suite.name}: not on the hub; get its files from its authors and give their place",
            code="bench_data_missing",
        )
    wanted = Dataset(suite.name, suite.dataset, suite.pull_patterns)
    return pull_from(Hub(token, kind="dataset"), wanted, folder.absolute(), on_progress)


def pull_from(
    source: Source, wanted: Dataset, folder: Path, on_progress: OnProgress = ignore
) -> PulledSuite:
    """As `pull_suite`, from any source."""
    staging = folder.with_name(folder.name + registry.PARTIAL_SUFFIX)
    _refuse_other_content(wanted, folder, staging)
    with (
        download.disk_errors(wanted.name, folder, "choose a folder"),
        download.exclusive(wanted.name, folder) as lock,
    ):
        there = _read_record(folder)
        if there is not None:
            same_files = there["patterns"] == list(wanted.patterns)
            if same_files and _is_complete(wanted, folder, there, on_progress):
                lock.unlink(missing_ok=True)
                return _pulled(wanted, folder, there, already=True)
            _reopen(folder, staging, there)
        listing = source.listing(wanted)
        total = _TotalProgress(on_progress, source.stage, wanted.name, listing)
        download.download_files(
            source, wanted, listing, staging, on_progress=total, parallel=PARALLEL_FILES
        )
        content = _write_record(staging, source, wanted, listing)
        _remove_stale(staging, {file.path for file in listing.files})
        if folder.is_dir():
            folder.rmdir()  # empty, else it was refused above
        download.publish(staging, (file.path for file in listing.files), folder)
        lock.unlink(missing_ok=True)
    return _pulled(wanted, folder, content, already=False)


class _TotalProgress:
    """The progress of many files at once, as one."""

    def __init__(self, on_progress: OnProgress, stage: str, name: str, listing: Listing) -> None:
        self._on_progress, self._stage, self._name = on_progress, stage, name
        self._total = sum(file.size or 0 for file in listing.files)
        self._began = time.monotonic()
        self._done: dict[str, int] = {}
        self._worked: dict[str, int] = {}
        """Bytes, by file."""
        self._all_done = self._all_worked = 0
        self._lock = threading.Lock()

    def __call__(self, progress: Progress) -> None:
        """From any thread. A file that was complete before is only checked, and counts as done."""
        file = progress.detail
        with self._lock:
            before = self._done.get(file, 0)
            self._done[file] = max(before, progress.done)
            self._all_done += self._done[file] - before
            if progress.stage == self._stage:
                worked = progress.worked or 0
                self._all_worked += worked - self._worked.get(file, 0)
                self._worked[file] = worked
            self._on_progress(
                Progress(
                    self._stage,
                    self._all_done,
                    self._total,
                    unit="bytes",
                    seconds=time.monotonic() - self._began,
                    worked=self._all_worked,
                    detail=self._name,
                )
            )


# --- the folder


def _refuse_other_content(wanted: Dataset, folder: Path, staging: Path) -> None:
    """Raise BadInput rather than touch anything that is no pull of this benchmark."""
    there = _read_record(folder)
    if (
        there is None
        and os.path.lexists(folder)
        and not (folder.is_dir() and not any(folder.iterdir()))
    ):
        raise BadInput(
            f"{folder} exists and is no pulled benchmark; choose another folder", code="bench_out"
        )
    if there is not None and there["repository"] != wanted.repository:
        raise BadInput(
            f"{folder} holds {there['repository']}; choose another folder for {wanted.name}",
            code="bench_out",
        )
    ours = {download.STATE, RECORD}
    left = {each.name for each in staging.iterdir()} if staging.is_dir() else set()
    left = {name for name in left if not name.startswith(DRAFT_PREFIX)}
    if (left and not left & ours) or (os.path.lexists(staging) and not staging.is_dir()):
        raise BadInput(f"{staging} is in the way and is no unfinished pull; move it away")


def _read_record(folder: Path) -> dict[str, Any] | None:
    """The record of what was pulled into the folder; None where nothing was. Raises BadInput for a
    damaged one."""
    path = folder / RECORD
    try:
        record: dict[str, Any] = json_documents.loads(path.read_text(encoding="utf-8"))
        Listing(record["revision"], tuple(_remote_file(file) for file in record["files"]))
        record["repository"], record["patterns"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"{path} cannot be read; remove {folder} and pull again") from None
    return record


def _remote_file(file: dict[str, Any]) -> RemoteFile:
    identity = f"{file['sha256'] or file['git_blob']} {file['size']}"
    return RemoteFile(
        file["path"], "part", file["size"], file["sha256"], file["git_blob"], identity
    )


def _write_record(
    staging: Path, source: Source, wanted: Dataset, listing: Listing
) -> dict[str, Any]:
    content = {
        "repository": wanted.repository,
        "revision": listing.revision,
        "origin": source.origin,
        "patterns": list(wanted.patterns),
        "files": [
            {
                "path": file.path,
                "size": (staging / file.path).stat().st_size,
                "sha256": file.sha256,
                "git_blob": file.git_blob,
            }
            for file in listing.files
        ],
    }
    atomic.write_text(staging / RECORD, json.dumps(content, ensure_ascii=False, indent=1))
    return content


def _is_complete(
    wanted: Dataset, folder: Path, there: dict[str, Any], on_progress: OnProgress
) -> bool:
    """Whether every file still is what was downloaded, read from its first byte to its last."""
    total = sum(file["size"] for file in there["files"])
    count = Counter(on_progress, "checking", total, unit="bytes", detail=wanted.name)
    for file in there["files"]:
        path = folder / file["path"]
        if not path.is_file() or path.stat().st_size != file["size"]:
            return False
        if file["sha256"] and integrity.sha256(path) != file["sha256"]:
            return False
        if file["git_blob"] and integrity.git_blob_id(path) != file["git_blob"]:
            return False
        count(file["size"])
    return True


def _reopen(folder: Path, staging: Path, there: dict[str, Any]) -> None:
    """Make a damaged folder an unfinished pull again. Another unfinished pull beside it has less
    and is removed."""
    if staging.exists():
        shutil.rmtree(staging)
    download.write_state(
        folder, {file["path"]: _remote_file(file).identity for file in there["files"]}
    )
    os.replace(folder, staging)
    (staging / RECORD).unlink()


def _remove_stale(staging: Path, wanted: set[str]) -> None:
    """Remove the files that only an earlier revision has, and the state."""
    for path in download.read_state(staging).keys() - wanted:
        (staging / path).unlink(missing_ok=True)
        (staging / (path + registry.PARTIAL_SUFFIX)).unlink(missing_ok=True)
    (staging / download.STATE).unlink()


def _pulled(
    wanted: Dataset, folder: Path, content: dict[str, Any], *, already: bool
) -> PulledSuite:
    files = content["files"]
    return PulledSuite(
        wanted.name,
        folder,
        _records(folder, wanted, files),
        len(files),
        sum(file["size"] for file in files),
        content["repository"],
        content["revision"],
        already,
    )


def _records(folder: Path, wanted: Dataset, files: list[dict[str, Any]]) -> Path | None:
    """The likeliest file: by the order of the patterns, its depth, its ending and its size."""

    def likelihood(file: dict[str, Any]) -> tuple[int, int, int, int]:
        path = file["path"]
        first = next(at for at, pattern in enumerate(wanted.patterns) if fnmatch(path, pattern))
        return first, path.count("/"), _RECORDS.index(Path(path).suffix), -file["size"]

    candidates = [file for file in files if Path(file["path"]).suffix in _RECORDS]
    if not candidates:
        return None
    path = min(candidates, key=likelihood)["path"]
    return folder if path.endswith(".parquet") else folder / path
