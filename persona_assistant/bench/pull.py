"""A benchmark comes from the hub: whole, every file checked, or not at all.

What arrives lies in `FOLDER.part`; a kill leaves that behind and the next call goes on there. One
listing tells all names, sizes and hashes, so that each file is one request, several at a time: a
benchmark is thousands of small files. When everything is there, the folder gets its name in one
step, with a list in it of what was fetched and from which revision. A call that finds the folder
reads every file again and fetches only what is damaged; files that were put beside the benchmark's
own are left alone.
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

from persona_assistant.atomic import DRAFT_PREFIX
from persona_assistant.errors import BadInput
from persona_assistant.progress import Counter, OnProgress, Progress, ignore
from persona_assistant.weights import download, integrity, registry
from persona_assistant.weights.source import Dataset, Listing, RemoteFile, Source

LIST = ".pulled.json"
AT_ONCE = 8
"""Files on their way at a time."""

_RECORDS = (".jsonl", ".json", ".csv", ".tsv", ".parquet")
"""What a file of records ends in, the likelier first."""


class Pullable(Protocol):
    """A suite; `pulls`, where it has that, are the files to fetch of its data set, as in a shell,
    with a star also standing for folders. The records are looked for in the order of `pulls`."""

    name: str
    dataset: str


@dataclass(frozen=True, slots=True)
class PulledSuite:
    name: str
    folder: Path
    records: Path | None
    """What to hand to `bench run --data`, as far as names tell: a file, or the folder where the
    records are Parquet, which comes in pieces."""
    files: int
    size: int
    """Bytes."""
    repository: str
    revision: str
    """The commit on the hub."""
    already: bool
    """It was there and whole; nothing was fetched."""

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "folder": str(self.folder),
            "records": str(self.records) if self.records else None,
        }


def pull_suite(
    suite: Pullable, folder: Path, *, token: str | None = None, on_progress: OnProgress = ignore
) -> PulledSuite:
    """Download a suite's dataset into `folder`, or the rest of it. HF_ENDPOINT names a mirror.

    Progress counts bytes at the stages "downloading" and "checking", for the whole benchmark.

    Raises PullError for whatever the hub does wrong, DiskFull before anything is fetched, BadInput
    for a folder that is something else.
    """
    from persona_assistant.weights.hub import Hub

    wanted = Dataset(suite.name, suite.dataset, tuple(getattr(suite, "pulls", None) or ("*",)))
    return pull_from(Hub(token, kind="dataset"), wanted, Path(os.path.abspath(folder)), on_progress)


def pull_from(
    source: Source, wanted: Dataset, folder: Path, on_progress: OnProgress = ignore
) -> PulledSuite:
    staging = folder.with_name(folder.name + registry.PARTIAL_SUFFIX)
    _refuse_strangers(wanted, folder, staging)
    elsewhere = "choose an --out folder"
    with (
        download.disk_errors(wanted.name, folder, elsewhere),
        download.exclusive(wanted.name, folder) as lock,
    ):
        there = _read_list(folder)
        if there is not None:
            if there["patterns"] == list(wanted.patterns) and _is_whole(
                wanted, folder, there, on_progress
            ):
                lock.unlink(missing_ok=True)
                return _pulled(wanted, folder, there, already=True)
            _take_apart(folder, staging, there)
        listing = source.listing(wanted)
        together = _Together(on_progress, source.stage, wanted.name, listing)
        download.download_files(
            source, wanted, listing, staging, on_progress=together, parallel=AT_ONCE
        )
        content = _write_list(staging, source, wanted, listing)
        _sweep(staging, {file.path for file in listing.files})
        if folder.is_dir():
            folder.rmdir()  # empty, or it would have been refused
        download.publish(staging, (file.path for file in listing.files), folder)
        lock.unlink(missing_ok=True)
    return _pulled(wanted, folder, content, already=False)


class _Together:
    """Reports many files at a time as one: how much of all of them is there."""

    def __init__(self, on_progress: OnProgress, stage: str, name: str, listing: Listing) -> None:
        self._on_progress, self._stage, self._name = on_progress, stage, name
        self._total = sum(file.size or 0 for file in listing.files)
        self._done: dict[str, int] = {}
        self._worked: dict[str, int] = {}
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, progress: Progress) -> None:
        """A file that was complete before is only checked, so that counts as there."""
        file = progress.detail
        with self._lock:
            self._done[file] = max(self._done.get(file, 0), progress.done)
            if progress.stage == self._stage:
                self._worked[file] = progress.worked or 0
            self._on_progress(
                Progress(
                    self._stage,
                    sum(self._done.values()),
                    self._total,
                    "bytes",
                    time.monotonic() - self._began,
                    sum(self._worked.values()),
                    self._name,
                )
            )


# --- the folder


def _refuse_strangers(wanted: Dataset, folder: Path, staging: Path) -> None:
    """Nothing of somebody else's is ever touched."""
    there = _read_list(folder)
    if (
        there is None
        and os.path.lexists(folder)
        and not (folder.is_dir() and not any(folder.iterdir()))
    ):
        raise BadInput(f"{folder} is there and is no pulled benchmark; choose another --out folder")
    if there is not None and there["repository"] != wanted.repository:
        raise BadInput(
            f"{folder} holds {there['repository']}; choose another --out folder for {wanted.name}"
        )
    ours = {download.STATE, LIST}
    left = {each.name for each in staging.iterdir()} if staging.is_dir() else set()
    left = {name for name in left if not name.startswith(DRAFT_PREFIX)}
    if (left and not left & ours) or (os.path.lexists(staging) and not staging.is_dir()):
        raise BadInput(f"{staging} is in the way and is no unfinished pull; move it away")


def _read_list(folder: Path) -> dict[str, Any] | None:
    """What was pulled into the folder; None where nothing was. Raises BadInput for a damaged
    list."""
    path = folder / LIST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        Listing(found["revision"], tuple(_offer(file) for file in found["files"]))
        found["repository"], found["patterns"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"{path} cannot be read; remove {folder} and pull again") from None
    return found


def _offer(file: dict[str, Any]) -> RemoteFile:
    identity = f"{file['sha256'] or file['git_blob']} {file['size']}"
    return RemoteFile(
        file["path"], "part", file["size"], file["sha256"], file["git_blob"], identity
    )


def _write_list(staging: Path, source: Source, wanted: Dataset, listing: Listing) -> dict[str, Any]:
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
    with open(staging / LIST, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return content


def _is_whole(
    wanted: Dataset, folder: Path, there: dict[str, Any], on_progress: OnProgress
) -> bool:
    """Whether every file still is what was fetched, read from its first byte to its last."""
    total = sum(file["size"] for file in there["files"])
    count = Counter(on_progress, "checking", total, unit="bytes", detail=wanted.name)
    for file in there["files"]:
        place = folder / file["path"]
        if not place.is_file() or place.stat().st_size != file["size"]:
            return False
        if file["sha256"] and integrity.sha256(place) != file["sha256"]:
            return False
        if file["git_blob"] and integrity.git_blob_id(place) != file["git_blob"]:
            return False
        count(file["size"])
    return True


def _take_apart(folder: Path, staging: Path, there: dict[str, Any]) -> None:
    """What is damaged is a pull that was not finished; what was begun meanwhile beside it is worth
    less."""
    if staging.exists():
        shutil.rmtree(staging)
    download.write_state(folder, {file["path"]: _offer(file).identity for file in there["files"]})
    os.replace(folder, staging)
    (staging / LIST).unlink()


def _sweep(staging: Path, wanted: set[str]) -> None:
    """Takes away what an earlier revision had and this one has not, and the state."""
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
    """The likeliest: asked for first, highest up, by its ending, largest."""

    def likelihood(file: dict[str, Any]) -> tuple[int, int, int, int]:
        path = file["path"]
        asked = next(at for at, pattern in enumerate(wanted.patterns) if fnmatch(path, pattern))
        return asked, path.count("/"), _RECORDS.index(Path(path).suffix), -file["size"]

    candidates = [file for file in files if Path(file["path"]).suffix in _RECORDS]
    if not candidates:
        return None
    path = min(candidates, key=likelihood)["path"]
    return folder if path.endswith(".parquet") else folder / path
