"""Reading and writing corpus files.

JSON Lines, UTF-8. The first line may tell of the corpus, `{"corpus": {...}}`; of what it holds only
`assets` is read, the folder of the media from where the file lies (default: beside the file). Every
other line is a record (`records`). The training questions of the Omni-Persona release, a JSON array
(`rl_pairs`), are read as they are wherever a corpus is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, overload

from persona_assistant.atomic import write_text
from persona_assistant.errors import RecordError
from persona_assistant.train.corpus.records import Record, to_json
from persona_assistant.train.corpus.rl_pairs import read_pairs
from persona_assistant.train.corpus.validation import parse_record

_LFS = b"version https://git-lfs"
_BOM = b"\xef\xbb\xbf"
_LISTED = 5
"""So many missing files are named."""


@dataclass(frozen=True, slots=True)
class Corpus(Sequence[Record]):
    """A corpus file that was read and checked."""

    path: Path
    assets: Path
    """The folder that media paths start from."""
    records: tuple[Record, ...]
    places: tuple[str, ...]
    """Where each record stands in the file, such as "line 3"."""
    about: Mapping[str, Any]
    """What the file's first line tells of it."""
    sha256: str

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, index: int) -> Record: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Record, ...]: ...

    def __getitem__(self, index: int | slice) -> Record | tuple[Record, ...]:
        return self.records[index]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)


def read_corpus(
    path: Path | str, assets: Path | str | None = None, *, check: bool = True
) -> Corpus:
    """Read a corpus. `assets` overrules the folder that the file names; `check` looks for every
    medium.

    Raises RecordError for the first mistake, naming file, line, field and what was expected there.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be read ({error.strerror}); name a corpus file (.jsonl)"
        ) from None
    if data.startswith(_LFS):
        raise RecordError(
            f"{path}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
        )
    if data.removeprefix(_BOM).lstrip()[:1] == b"[":
        corpus = _released(path, assets, hashlib.sha256(data).hexdigest())
        if check:
            check_assets(corpus)
        return corpus
    records: list[Record] = []
    places: list[str] = []
    about: Mapping[str, Any] = {}
    seen: dict[str, int] = {}
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            found = _loaded(line)
            if number == 1 and isinstance(found, dict) and set(found) == {"corpus"}:
                about = _about(found["corpus"])
                continue
            record = parse_record(found)
            if record.id in seen:
                raise RecordError(
                    f"id: expected a new one, found {record.id!r} again (first in line "
                    f"{seen[record.id]})"
                )
        except RecordError as error:
            raise RecordError(f"{path}, line {number}: {error}") from None
        seen[record.id] = number
        records.append(record)
        places.append(f"line {number}")
    if not records:
        raise RecordError(f"{path}: holds no record", code="corpus_empty")
    root = Path(assets) if assets is not None else path.parent / about.get("assets", ".")
    corpus = Corpus(
        path, root, tuple(records), tuple(places), about, hashlib.sha256(data).hexdigest()
    )
    if check:
        check_assets(corpus)
    return corpus


def check_assets(corpus: Corpus) -> None:
    """Raise RecordError in one line that counts all media that are not there and names the first
    few.

    A git-lfs pointer and an empty file count as not there.
    """
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for place, record in zip(corpus.places, corpus.records, strict=True):
        for where, relative in record.assets():
            if relative in seen:
                continue
            seen.add(relative)
            why = _unusable(corpus.assets.joinpath(*PurePosixPath(relative).parts))
            if why:
                wrong[relative] = f"{place}, {where}: {relative} ({why})"
    if wrong:
        more = f"; and {len(wrong) - _LISTED} more" if len(wrong) > _LISTED else ""
        raise RecordError(
            f"{corpus.path}: {len(wrong)} of {len(seen)} media files cannot be used, looked for "
            f"below {corpus.assets}: {'; '.join(list(wrong.values())[:_LISTED])}{more}",
            code="corpus_media_missing",
        )


def write_corpus(
    path: Path | str,
    records: Iterable[Record],
    about: Mapping[str, Any] | None = None,
    assets: Path | str | None = None,
) -> None:
    """Write a corpus, whole or not at all; equal records make equal bytes.

    `assets` is the folder of the media where that is not the file's own. Raises RecordError for a
    record that could not be read back, DiskFull, BadInput.
    """
    path = Path(path)
    head = dict(about or {})
    if assets is not None:
        head["assets"] = PurePosixPath(Path(os.path.relpath(assets, path.parent))).as_posix()
    lines = [json.dumps({"corpus": head}, ensure_ascii=False)] if head else []
    seen: set[str] = set()
    for record in records:
        found = to_json(record)
        try:
            if parse_record(found) != record:
                raise RecordError("would be read back as something else")
            if record.id in seen:
                raise RecordError("id: is there twice")
        except RecordError as error:
            raise RecordError(f"record {record.id!r}: {error}") from None
        seen.add(record.id)
        lines.append(json.dumps(found, ensure_ascii=False))
    if not seen:
        raise RecordError(f"{path}: a corpus needs at least one record")
    write_text(path, "\n".join(lines) + "\n")


def _released(path: Path, assets: Path | str | None, sha256: str) -> Corpus:
    records, bad = read_pairs(path)
    if bad:
        named = "; ".join(str(error) for error in bad[:_LISTED])
        more = f"; and {len(bad) - _LISTED} more" if len(bad) > _LISTED else ""
        raise RecordError(
            f"{path}: {len(bad)} of {len(records) + len(bad)} records cannot be used: {named}{more}"
        )
    root = Path(assets) if assets is not None else path.parent
    places = tuple(f"index {number}" for number in range(len(records)))
    return Corpus(path, root, tuple(records), places, {"kind": "rl_pairs"}, sha256)


def _unusable(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_LFS))
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return error.strerror or "unreadable"
    if not head:
        return "empty"
    return "a git-lfs pointer: git lfs pull" if head == _LFS else None


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"expected one JSON object in the line ({error})") from None


def _about(found: Any) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise RecordError("corpus: expected an object that tells of the corpus")
    assets = found.get("assets", ".")
    if (
        not isinstance(assets, str)
        or not assets
        or PurePosixPath(assets).is_absolute()
        or "\\" in assets
    ):
        raise RecordError(
            f"corpus.assets: expected a folder relative to this file, found {assets!r}"
        )
    return found
