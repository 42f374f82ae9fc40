"""What was worked out once is not worked out again: an append-only file of JSON lines, by key.

Every line is on the disk (fsync) when `add` returns, so a run that is killed loses at most the
pieces it was in. A last line cut off by the kill is dropped when the file is opened again. One
process writes a file at a time, from as many threads as it likes; others may read meanwhile.
Without a path the same object lives in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from persona_assistant.errors import BadInput

try:
    import fcntl
except ImportError:  # no such locks here: two runs into one folder are then the user's to avoid
    fcntl = None


def key_of(**parts: Any) -> str:
    """A key from everything a piece of work depends on."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Log:
    """Results by key, in `path` or in memory. Raises BadInput for a file that is something else,
    cannot be written, or is being written by another process."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._results: dict[str, dict[str, Any]] = {}
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("ab+", buffering=0)
        except OSError as error:
            raise BadInput(
                f"{path}: cannot be written ({error.strerror}); choose another --out folder"
            ) from None
        try:
            _take(file, path)
            file.seek(0)
            data = file.read()
            whole = self._read(data)
            if whole < len(data):
                file.truncate(whole)
        except BaseException:
            file.close()
            raise
        self._file, self._size = file, whole

    @classmethod
    def reading(cls, path: Path) -> Log:
        """What is in the file now, another process may be writing it. One that is not there is
        empty, and what is added stays in memory. Raises BadInput."""
        log = cls(None)
        log._path = path
        try:
            log._read(path.read_bytes())
        except FileNotFoundError:
            pass
        except OSError as error:
            raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
        return log

    def _read(self, data: bytes) -> int:
        """How many of the bytes are whole lines."""
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].splitlines(), start=1):
            try:
                result = json.loads(line)
                self._results[result["key"]] = result
            except (ValueError, KeyError, TypeError):
                raise BadInput(
                    f"{self._path}, line {number}: not a line of this log; choose another --out folder"
                ) from None
        return whole

    def __len__(self) -> int:
        return len(self._results)

    def all(self) -> list[dict[str, Any]]:
        """Every result, the last one of each key, with its "key"."""
        with self._lock:
            return list(self._results.values())

    def get(self, key: str) -> dict[str, Any] | None:
        return self._results.get(key)

    def add(self, key: str, result: Mapping[str, Any]) -> None:
        """Remember `result`; when this returns, it is on the disk. Raises BadInput when it cannot
        be."""
        self.extend([{"key": key, **result}])

    def extend(self, results: Iterable[Mapping[str, Any]]) -> None:
        """Remember results that hold their "key" already, with one wait for the disk. Raises
        BadInput."""
        lines = [dict(result) for result in results]
        with self._lock:
            if self._file is not None:
                self._write(b"".join(_encoded(line) for line in lines))
            self._results.update((line["key"], line) for line in lines)

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            # Half a line would run into the next one.
            self._file.truncate(self._size)
            raise BadInput(
                f"{self._path}: cannot be written ({error.strerror}); make room and run again"
            ) from None
        self._size += len(data)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _take(file: BinaryIO, path: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(
            f"another bench run is writing {path.parent}; wait for it, or choose another --out folder"
        ) from None
    except OSError:
        pass  # a network file system without locks; a run there must still be possible


def _encoded(line: Mapping[str, Any]) -> bytes:
    try:
        return (json.dumps(line, ensure_ascii=False) + "\n").encode()
    except (
        UnicodeEncodeError
    ):  # half of a surrogate pair, as a broken server may send: only escaped
        return (json.dumps(line) + "\n").encode()
