"""What was worked out once is not worked out again: an append-only file of JSON lines, by key.

Every line is on the disk (fsync) before the next piece of work begins, so a run that is killed
loses at most the piece it was in. A last line cut off by the kill is dropped when the file is
opened again. Without a folder the same object lives in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Mapping

from persona_assistant.errors import BadInput


def key_of(**parts: Any) -> str:
    """A key from everything a piece of work depends on."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Log:
    """Results by key, in `path` or in memory. Raises BadInput for a file that is something else."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._results: dict[str, dict[str, Any]] = {}
        self._file = None
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab+", buffering=0)
        except OSError as error:
            raise BadInput(
                f"{path}: cannot be written ({error.strerror}); choose another --out folder"
            ) from None
        self._read()

    def _read(self) -> None:
        self._file.seek(0)
        data = self._file.read()
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].splitlines(), start=1):
            try:
                result = json.loads(line)
                self._results[result["key"]] = result
            except (ValueError, KeyError, TypeError):
                raise BadInput(
                    f"{self._path}, line {number}: not a line of this log; choose another --out folder"
                ) from None
        if whole < len(data):
            self._file.truncate(whole)

    def get(self, key: str) -> dict[str, Any] | None:
        return self._results.get(key)

    def add(self, key: str, result: Mapping[str, Any]) -> None:
        """Remember `result`; when this returns, it is on the disk."""
        entry = {"key": key, **result}
        if self._file is not None:
            try:
                line = memoryview(json.dumps(entry).encode() + b"\n")
                while line:
                    line = line[self._file.write(line) :]
                os.fsync(self._file.fileno())
            except OSError as error:
                raise BadInput(
                    f"{self._path}: cannot be written ({error.strerror}); make room and run again"
                ) from None
        self._results[key] = entry

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
