"""Reading the files of a benchmark as released, with errors that name the place and the remedy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from persona_assistant import json_documents
from persona_assistant.errors import RecordError

LFS_POINTER = b"version https://git-lfs"


def read_bytes(path: Path, give: str) -> bytes:
    """`give`: what to give instead. Raises RecordError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); give {give}") from None
    if data.startswith(LFS_POINTER):
        raise RecordError(
            f"{path}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
        )
    return data


def read_json(path: Path, give: str) -> tuple[Any, str]:
    """The document and the SHA-256 of the file. Raises RecordError."""
    data = read_bytes(path, give)
    try:
        return json_documents.loads(data), hashlib.sha256(data).hexdigest()
    except ValueError as error:
        raise RecordError(f"{path}: not a JSON document ({error}); give {give}") from None


def one_file(data: Path, names: tuple[str, ...], give: str) -> Path:
    """`data` itself, or the first of these that the folder has, also further down."""
    if not data.is_dir():
        return data
    for name in names:
        found = sorted(data.rglob(name), key=lambda path: (len(path.parts), path))
        if found:
            return found[0]
    raise RecordError(f"{data}: has none of {', '.join(names)}; give {give}")


def text(record: Mapping[str, Any], key: str, *, optional: bool = False) -> str:
    """A text, or a number as text. Raises RecordError."""
    value = record.get(key)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not (value.strip() or optional):
        raise RecordError(f"{key}: expected text, found {value!r:.60}")
    return value


def listed(record: Mapping[str, Any], key: str, *, optional: bool = False) -> list[Any]:
    """Raises RecordError."""
    value = record.get(key)
    if value is None and optional:
        return []
    if not isinstance(value, list):
        raise RecordError(f"{key}: expected a list, found {value!r:.60}")
    return value


def table(value: Any, what: str) -> Mapping[str, Any]:
    """Raises RecordError."""
    if not isinstance(value, dict):
        raise RecordError(f"{what}: expected an object, found {value!r:.60}")
    return value


def moment(value: str, *forms: str) -> datetime:
    """A date by the first form that fits. Raises RecordError."""
    for form in forms:
        try:
            return datetime.strptime(value.strip(), form)
        except ValueError:
            continue
    raise RecordError(f"date: expected one such as {forms[0]}, found {value!r:.60}")
