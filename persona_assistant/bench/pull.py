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
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Protocol

from persona_assistant.errors import BadInput
from persona_assistant.weights import download, integrity, registry
from persona_assistant.weights.source import DataSet, Offer, Offers, Source

LIST = ".pulled.json"
AT_ONCE = 8
"""Files on their way at a time."""

_RECORDS = (".jsonl", ".json", ".csv", ".tsv", ".parquet")
"""What a file of records ends in, the likelier first."""

Watch = registry.Watch
"""Told "fetching" or "checking", the benchmark's name, how many bytes of it are done, and how many
it has."""


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
    suite: Pullable, folder: Path, *, token: str | None = None, watch: Watch | None = None
) -> PulledSuite:
    """Fetch a suite's data set into `folder`, or the rest of it. HF_ENDPOINT names a mirror.

    Raises PullError for whatever the hub does wrong, DiskFull before anything is fetched, BadInput
    for a folder that is something else.
    """
    from persona_assistant.weights.hub import Hub

    wanted = DataSet(suite.name, suite.dataset, tuple(getattr(suite, "pulls", None) or ("*",)))
    return pull_from(Hub(token, kind="dataset"), wanted, Path(os.path.abspath(folder)), watch)


def pull_from(
    source: Source, wanted: DataSet, folder: Path, watch: Watch | None = None
) -> PulledSuite:
    staging = folder.with_name(folder.name + registry.UNFINISHED)
    _refuse_strangers(wanted, folder, staging)
    elsewhere = "choose an --out folder"
    with (
        download.disk_trouble(wanted.name, folder, elsewhere),
        download.alone(wanted.name, folder) as lock,
    ):
        there = _read_list(folder)
        if there is not None:
            if there["patterns"] == list(wanted.patterns) and _is_whole(
                wanted, folder, there, watch
            ):
                lock.unlink(missing_ok=True)
                return _pulled(wanted, folder, there, already=True)
            _take_apart(folder, staging, there)
        offers = source.offers(wanted)
        told = watch and _Together(watch, source.doing, wanted.name, offers)
        download.fetch(source, wanted, offers, staging, told, at_once=AT_ONCE)
        content = _write_list(staging, source, wanted, offers)
        _sweep(staging, {file.path for file in offers.files})
        if folder.is_dir():
            folder.rmdir()  # empty, or it would have been refused
        download.settle(staging, (file.path for file in offers.files), folder)
        lock.unlink(missing_ok=True)
    return _pulled(wanted, folder, content, already=False)


class _Together:
    """Many files at once as one, for a watcher: what of all of them is there."""

    def __init__(self, watch: Watch, doing: str, name: str, offers: Offers) -> None:
        self._watch, self._doing, self._name = watch, doing, name
        self._sizes = {file.path: file.size or 0 for file in offers.files}
        self._total = sum(self._sizes.values())
        self._done: dict[str, int] = {}
        self._sum = 0
        self._lock = threading.Lock()

    def __call__(self, stage: str, path: str, done: int, total: int | None) -> None:
        """A file that was whole before is heard of only when it is checked, so that counts as
        there."""
        with self._lock:
            before = self._done.get(path, 0)
            self._done[path] = max(before, done)
            self._sum += self._done[path] - before
            self._watch(self._doing, self._name, self._sum, self._total)


# --- the folder


def _refuse_strangers(wanted: DataSet, folder: Path, staging: Path) -> None:
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
    ours = {download.STATE, download.STATE + registry.UNFINISHED, LIST}
    left = {each.name for each in staging.iterdir()} if staging.is_dir() else set()
    if (left and not left & ours) or (os.path.lexists(staging) and not staging.is_dir()):
        raise BadInput(f"{staging} is in the way and is no unfinished pull; move it away")


def _read_list(folder: Path) -> dict[str, Any] | None:
    """What was pulled into the folder; None where nothing was. Raises BadInput for a damaged
    list."""
    path = folder / LIST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        Offers(found["revision"], tuple(_offer(file) for file in found["files"]))
        found["repository"], found["patterns"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"{path} cannot be read; remove {folder} and pull again") from None
    return found


def _offer(file: dict[str, Any]) -> Offer:
    identity = f"{file['sha256'] or file['git_blob']} {file['size']}"
    return Offer(file["path"], "part", file["size"], file["sha256"], file["git_blob"], identity)


def _write_list(staging: Path, source: Source, wanted: DataSet, offers: Offers) -> dict[str, Any]:
    content = {
        "repository": wanted.repository,
        "revision": offers.revision,
        "origin": source.origin,
        "patterns": list(wanted.patterns),
        "files": [
            {
                "path": file.path,
                "size": (staging / file.path).stat().st_size,
                "sha256": file.sha256,
                "git_blob": file.git_blob,
            }
            for file in offers.files
        ],
    }
    with open(staging / LIST, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return content


def _is_whole(wanted: DataSet, folder: Path, there: dict[str, Any], watch: Watch | None) -> bool:
    """Whether every file still is what was fetched, read from its first byte to its last."""
    done, total = 0, sum(file["size"] for file in there["files"])
    for file in there["files"]:
        if watch:
            watch("checking", wanted.name, done, total)
        place = folder / file["path"]
        if not place.is_file() or place.stat().st_size != file["size"]:
            return False
        if file["sha256"] and integrity.sha256(place) != file["sha256"]:
            return False
        if file["git_blob"] and integrity.git_blob_id(place) != file["git_blob"]:
            return False
        done += file["size"]
    if watch:
        watch("checking", wanted.name, done, total)
    return True


def _take_apart(folder: Path, staging: Path, there: dict[str, Any]) -> None:
    """What is damaged is a pull that was not finished; what was begun meanwhile beside it is worth
    less."""
    if staging.exists():
        shutil.rmtree(staging)
    download.keep_state(folder, {file["path"]: _offer(file).identity for file in there["files"]})
    os.replace(folder, staging)
    (staging / LIST).unlink()


def _sweep(staging: Path, wanted: set[str]) -> None:
    """Takes away what an earlier revision had and this one has not, and the state."""
    for path in download.read_state(staging).keys() - wanted:
        (staging / path).unlink(missing_ok=True)
        (staging / (path + registry.UNFINISHED)).unlink(missing_ok=True)
    (staging / (download.STATE + registry.UNFINISHED)).unlink(missing_ok=True)
    (staging / download.STATE).unlink()


def _pulled(
    wanted: DataSet, folder: Path, content: dict[str, Any], *, already: bool
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


def _records(folder: Path, wanted: DataSet, files: list[dict[str, Any]]) -> Path | None:
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
