"""The hub's Parquet files as the table and pictures that everything else reads, unpacked once.

The pictures inside are full files, and the five reference pictures of a concept are repeated in
each of its rows. They are written as they are, the repeated ones once, into `unpacked/` beside the
files, with a table that names them. A second run finds them there; files that changed are unpacked
again.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from persona_assistant.bench.mmpb.records import LETTERS, LFS
from persona_assistant.errors import RecordError

FOLDER = "unpacked"
_TEXTS = (
    "index", "question", *LETTERS, "answer", "attribute", "category", "l2-category", "concept", "target",
    "name", "preference", "description_simple", "description_moderate", "description_detailed",
    "description_super_detailed",
)  # fmt: skip
_REFERENCES = tuple(f"injection_image_{number}" for number in range(1, 6))
_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
_ROWS = 32
"""Held in memory at once."""


def unpack(files: Sequence[Path], home: Path) -> Path:
    """The path of the table; its paths start from `home`. Raises RecordError."""
    table, stamp = home / FOLDER / "dataset.csv", home / FOLDER / "from.json"
    sources = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    try:
        if table.is_file() and json.loads(stamp.read_text()) == sources:
            return table
    except (OSError, ValueError):
        pass  # not unpacked, or not to the end
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise RecordError(
            f'{files[0]}: reading Parquet files needs pyarrow: pip install "persona-assistant[parquet]"'
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
        _write(table, rows.getvalue().encode())
        _write(stamp, json.dumps(sources).encode())
    except OSError as error:
        # What pyarrow says of a damaged file is an OSError or a ValueError of its own.
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
        if opened.read(len(LFS)) == LFS:
            raise RecordError(
                f"{file}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
            )


class _Pictures:
    def __init__(self, home: Path) -> None:
        self._home = home
        self.references: dict[tuple[str, str], list[str]] = {}
        """Of each concept met so far."""

    def put(self, value: Any, name: str) -> str:
        """The path of a picture, after writing it where it is inside; empty where there is none."""
        if isinstance(value, str):
            return value
        data = value.get("bytes") if isinstance(value, dict) else value
        if not data:
            return (value.get("path") or "") if isinstance(value, dict) else ""
        ending = next(
            (ending for magic, ending in _ENDINGS.items() if data.startswith(magic)), "picture"
        )
        path = f"{FOLDER}/{name}.{ending}"
        _write(self._home / path, data)
        return path


def _unpacked(file: Any, pictures: _Pictures, first: int) -> Iterator[dict[str, str]]:
    """Rows for the table, numbered from `first`. Reference pictures are read only where a concept
    is new."""
    columns = set(file.schema_arrow.names)
    for group in range(file.num_row_groups):

        def rows(wanted: Sequence[str]) -> Iterator[dict[str, Any]]:
            chosen = [name for name in wanted if name in columns]
            for batch in file.iter_batches(_ROWS, row_groups=[group], columns=chosen):
                yield from batch.to_pylist()

        concepts = [_concept(row) for row in rows(("attribute", "name"))]
        if not pictures.references.keys() >= set(concepts):
            for at, row in enumerate(rows(_REFERENCES)):
                if concepts[at] not in pictures.references:
                    pictures.references[concepts[at]] = [
                        pictures.put(row.get(name), f"reference/{first + at:05}_{number}")
                        for number, name in enumerate(_REFERENCES)
                    ]
        for at, row in enumerate(rows((*_TEXTS, "image_path"))):
            told = {name: "" if row.get(name) is None else str(row[name]) for name in _TEXTS}
            told["image_path"] = pictures.put(row.get("image_path"), f"query/{first + at:05}")
            yield told | dict(zip(_REFERENCES, pictures.references[concepts[at]]))
        first += len(concepts)


def _concept(row: dict[str, Any]) -> tuple[str, str]:
    return str(row.get("attribute")), str(row.get("name"))


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)
