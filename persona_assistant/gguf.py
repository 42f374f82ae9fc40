"""What a model file says about itself, read without llama.cpp and before any child is started.

A GGUF file begins with typed key-value pairs. Those that matter here (architecture, projector
types, patch size) stand before the vocabulary, so reading stops at the first long list.
"""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

from persona_assistant.errors import ModelError

_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_LONG_LIST = 1024
_LONG_STRING = 1 << 20
_END, _SAMPLES, _SAMPLE = 1 << 20, 256, 16 << 10


def read_metadata(path: Path, flag: str = "--model") -> dict[str, Any]:
    """Scalars and strings of a GGUF file up to the first long list.

    `flag` is the option the path came from, named in the errors. Raises ModelError for a file that
    is missing, is not GGUF or ends too early.
    """
    try:
        with open(path, "rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelError(
                    f"{path} is not a GGUF file: give {flag} a file that ends in .gguf."
                )
            try:
                return _metadata(file)
            except (struct.error, UnicodeDecodeError, _Damaged):
                raise ModelError(f"{path} is cut off or damaged: download it again.") from None
    except FileNotFoundError:
        raise ModelError(
            f"There is no file {path}: give {flag} the path of a .gguf file."
        ) from None
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}): give {flag} a .gguf file."
        ) from None


def fingerprint(path: Path) -> str:
    """SHA-256 over a model file's size, both its ends and 256 places spread evenly over it.

    Says in milliseconds whether a file is the same wherever it lies. Fine-tuned siblings of one
    base have equal headers and may have equal ends, but differ in most of what lies between. Raises
    ModelError.
    """
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            digest.update(b"%d" % size)
            starts = [0, max(0, size - _END), *(size * i // _SAMPLES for i in range(_SAMPLES))]
            for number, start in enumerate(starts):
                file.seek(start)
                digest.update(file.read(_END if number < 2 else _SAMPLE))
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}): is its disk still there?"
        ) from None
    return digest.hexdigest()


class _Damaged(Exception):
    pass


def _metadata(file: BinaryIO) -> dict[str, Any]:
    version, _, pairs = _take(file, "IQQ")
    if version not in (2, 3):
        raise _Damaged
    found: dict[str, Any] = {}
    for _ in range(pairs):
        key = _string(file)
        (kind,) = _take(file, "I")
        if kind == _STRING:
            found[key] = _string(file)
        elif kind == _ARRAY:
            kind, length = _take(file, "IQ")
            if length > _LONG_LIST:
                break
            for _ in range(length):
                _string(file) if kind == _STRING else _take(file, _scalar(kind))
        else:
            (found[key],) = _take(file, _scalar(kind))
    return found


def _scalar(kind: int) -> str:
    if kind not in _SCALARS:
        raise _Damaged
    return _SCALARS[kind]


def _take(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    layout = "<" + layout
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _string(file: BinaryIO) -> str:
    (length,) = _take(file, "Q")
    if length > _LONG_STRING:
        raise _Damaged
    data = file.read(length)
    if len(data) < length:
        raise _Damaged
    return data.decode()
