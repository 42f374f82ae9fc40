"""An append-only file of JSON lines by key, so that no result is computed twice.

Every line is on the disk (fsync) when `add` returns, so a run that is killed loses at most the work
in progress. A last line cut off by the kill is dropped when the file is opened again. One process
writes a file at a time, from any number of threads; others may read meanwhile. Without a path the
log is kept in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from persona_assistant import json_documents
from persona_assistant.errors import BadInput

if sys.platform != "win32":
    import fcntl


def key_of(**parts: Any) -> str:
    """SHA-256 over everything a result depends on, as JSON values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Log:
    """Results by key, in `path` or in memory. Raises BadInput for a file of another kind, one that
    cannot be written, and one that another process is writing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._results: dict[str, dict[str, Any]] = {}
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file: BinaryIO = path.open("ab+", buffering=0)
        except OSError as error:
            raise BadInput(
                f"{path}: cannot be written ({error.strerror}); choose another folder",
                code="bench_out",
            ) from None
        try:
            _lock_file(file, path)
            file.seek(0)
            data = file.read()
            complete = self._parse(data)
            if complete < len(data):
                file.truncate(complete)
        except BaseException:
            file.close()
            raise
        self._file, self._size = file, complete

    @classmethod
    def read(cls, path: Path) -> Log:
        """The content of the file now, even while another process writes it. A missing file is
        empty; what is added stays in memory. Raises BadInput."""
        log = cls(None)
        log._path = path
        try:
            log._parse(path.read_bytes())
        except FileNotFoundError:
            pass
        except OSError as error:
            raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
        return log

    def _parse(self, data: bytes) -> int:
        """Take in all complete lines; returns how many bytes they are."""
        complete = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:complete].splitlines(), start=1):
            try:
                result = json_documents.loads(line)
                self._results[result["key"]] = result
            except (ValueError, KeyError, TypeError):
                raise BadInput(
                    f"{self._path}, line {number}: not a line of this log; choose another folder",
                    code="bench_out",
                ) from None
        return complete

    def __len__(self) -> int:
        return len(self._results)

    def results(self) -> list[dict[str, Any]]:
        """Every result, the last one of each key, with its "key"."""
        with self._lock:
            return list(self._results.values())

    def get(self, key: str) -> dict[str, Any] | None:
        return self._results.get(key)

    def add(self, key: str, result: Mapping[str, Any]) -> None:
        """Add one result. It is on the disk when this returns; raises BadInput when it cannot
        be."""
        self.extend([{"key": key, **result}])

    def extend(self, results: Iterable[Mapping[str, Any]]) -> None:
        """Add results that hold their "key", with one wait for the disk. Raises BadInput."""
        lines = [dict(result) for result in results]
        with self._lock:
            if self._file is not None:
                self._write(self._file, b"".join(_encode(line) for line in lines))
            self._results.update((line["key"], line) for line in lines)

    def _write(self, file: BinaryIO, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
        except OSError as error:
            # The next line would continue half a line.
            file.truncate(self._size)
            raise BadInput(
                f"{self._path}: cannot be written ({error.strerror}); free some space and run again"
            ) from None
        self._size += len(data)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _lock_file(file: BinaryIO, path: Path) -> None:
    if sys.platform == "win32":  # no such locks; there one must not run two into one folder
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(
            f"another bench run is writing {path.parent}; wait for it or choose another folder",
            code="bench_out",
        ) from None
    except OSError:
        pass  # a network file system without locks, where a run must still be possible


def _encode(line: Mapping[str, Any]) -> bytes:
    try:
        return (json.dumps(line, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # a lone surrogate, as a broken server may send, must be escaped
        return (json.dumps(line) + "\n").encode()
