"""Unpacks the hub's Parquet files, once, into the table and pictures that `records` reads.

The pictures inside are complete files, and the five reference pictures of a concept are repeated in
each of its rows. They are written unchanged, repeated ones once, into `unpacked/` beside the files,
with a table that names them. A second run finds them there; changed files are unpacked again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from persona_assistant import atomic
from persona_assistant.bench.mmpb.records import LETTERS, LFS_POINTER
from persona_assistant.errors import RecordError

FOLDER = "unpacked"
_TEXTS = (
    "index",
    "question",
    *LETTERS,
    "answer",
    "attribute",
    "category",
    "l2-category",
    "concept",
    "target",
    "name",
    "preference",
    "description_simple",
    "description_moderate",
    "description_detailed",
    "description_super_detailed",
)
_REFERENCES = tuple(f"injection_image_{number}" for number in range(1, 6))
_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
_BATCH_ROWS = 32
"""In memory at once."""


def unpack_parquet(files: Sequence[Path], home: Path) -> Path:
    """The path of the table, whose media paths start from `home`. Raises RecordError, BadInput,
    DiskFull."""
    table, stamp = home / FOLDER / "dataset.csv", home / FOLDER / "from.json"
    sources = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    try:
        if table.is_file() and json.loads(stamp.read_text()) == sources:
            return table
    except (OSError, ValueError):
        pass  # not unpacked, or not completely
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise RecordError(
            f"{files[0]}: reading Parquet files needs pyarrow: "
            'pip install "persona-assistant[parquet]"'
        ) from None
    rows = io.StringIO(newline="")
    out = csv.DictWriter(rows, (*_TEXTS, "image_path", *_REFERENCES))
    out.writeheader()
    writer, number = _Pictures(home), 0
    try:
        for file in files:
            _refuse_pointer(file)
            for row in _unpacked(parquet.ParquetFile(file), writer, number):
                out.writerow(row)
                number += 1
        atomic.write_bytes(table, rows.getvalue().encode())
        atomic.write_bytes(stamp, json.dumps(sources).encode())
    except OSError as error:
        # Of a damaged file pyarrow raises an OSError or a ValueError with its own words.
        why = error.strerror or f"damaged: {str(error).splitlines()[0][:120]}"
        raise RecordError(
            f"{files[0].parent}: the Parquet files cannot be unpacked ({why})"
        ) from None
    except ValueError as error:
        why = str(error).splitlines()[0][:120]
        raise RecordError(f"{files[0].parent}: the Parquet files cannot be read ({why})") from None
    return table


def _refuse_pointer(file: Path) -> None:
    with file.open("rb") as opened:
        if opened.read(len(LFS_POINTER)) == LFS_POINTER:
            raise RecordError(
                f"{file}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
            )


class _Pictures:
    def __init__(self, home: Path) -> None:
        self._home = home
        self.references: dict[tuple[str, str], list[str]] = {}
        """Paths of the reference pictures, of each concept so far."""

    def put(self, value: Any, name: str) -> str:
        """The path of a picture, which is written if it is inside; empty where there is none."""
        if isinstance(value, str):
            return value
        data = value.get("bytes") if isinstance(value, dict) else value
        if not data:
            return (value.get("path") or "") if isinstance(value, dict) else ""
        ending = next(
            (ending for magic, ending in _ENDINGS.items() if data.startswith(magic)), "picture"
        )
        path = f"{FOLDER}/{name}.{ending}"
        atomic.write_bytes(self._home / path, data, sync=False)
        return path


def _unpacked(file: Any, pictures: _Pictures, first: int) -> Iterator[dict[str, str]]:
    """Rows for the table, numbered from `first`. Reference pictures are read only for new
    concepts."""
    for group in range(file.num_row_groups):
        rows = partial(_rows, file, group)
        concepts = [_concept(row) for row in rows(("attribute", "name"))]
        if not pictures.references.keys() >= set(concepts):
            for at, row in enumerate(rows(_REFERENCES)):
                if concepts[at] not in pictures.references:
                    pictures.references[concepts[at]] = [
                        pictures.put(row.get(name), f"reference/{first + at:05}_{number}")
                        for number, name in enumerate(_REFERENCES)
                    ]
        for at, row in enumerate(rows((*_TEXTS, "image_path"))):
            texts = {name: "" if row.get(name) is None else str(row[name]) for name in _TEXTS}
            texts["image_path"] = pictures.put(row.get("image_path"), f"query/{first + at:05}")
            yield texts | dict(zip(_REFERENCES, pictures.references[concepts[at]]))
        first += len(concepts)


def _rows(file: Any, group: int, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Of one row group, those columns that the file has."""
    present = set(file.schema_arrow.names)
    chosen = [name for name in columns if name in present]
    for batch in file.iter_batches(_BATCH_ROWS, row_groups=[group], columns=chosen):
        yield from batch.to_pylist()


def _concept(row: dict[str, Any]) -> tuple[str, str]:
    return str(row.get("attribute")), str(row.get("name"))
