"""What a model file says about itself, read without llama.cpp and before any child is started.

A GGUF file begins with typed key-value pairs. Those that matter here (architecture, projector
types, patch size) stand before the vocabulary, so reading stops at the first long list. The chat
template stands behind it.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
from collections.abc import Iterator
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
_END_BYTES = 1 << 20
_TEMPLATE = "tokenizer.chat_template"
"""Further ones have names behind this."""
_HEADER, _LIST = struct.Struct("<4sIQQ"), struct.Struct("<IQ")
_LENGTH, _KIND = struct.Struct("<Q"), struct.Struct("<I")
_SAMPLES, _SAMPLE_BYTES = 256, 16 << 10


def read_metadata(path: Path, role: str = "model") -> dict[str, Any]:
    """Scalars and strings of a GGUF file up to the first long list.

    `role` is "model" or "projector". Raises ModelError, with code "model_file" or "projector_file",
    for a file that is missing, is not GGUF or ends too early.
    """
    code = f"{role}_file"
    try:
        with open(path, "rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelError(
                    f"{path} is not a GGUF file: give a {role} file that ends in .gguf.", code=code
                )
            try:
                return _metadata(file)
            except (struct.error, ValueError):
                raise ModelError(
                    f"{path} is cut off or damaged: download it again.", code=code
                ) from None
    except FileNotFoundError:
        raise ModelError(
            f"There is no file {path}: give the path of the {role}'s .gguf file.", code=code
        ) from None
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}): give the {role}'s .gguf file.", code=code
        ) from None


def chat_template(path: Path) -> str | None:
    """The chat template in a model file, or None for a base model, which has none. A file with
    several, or one of that kind that is empty, counts by the first that is not. Raises ModelError.
    """
    read_metadata(path)  # says what is wrong with a file that is none
    try:
        with (
            open(path, "rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            templates = _strings(data, _TEMPLATE)
            return next((text for text in templates if text.strip()), None)
    except (struct.error, ValueError, IndexError, OSError):
        raise ModelError(
            f"{path} is cut off or damaged: download it again.", code="model_file"
        ) from None


def require_chat_template(path: Path) -> None:
    """Raises ModelError, with code "no_chat_template", for a model that is none to talk to."""
    if chat_template(path) is None:
        raise ModelError(
            f"{path.name} has no chat template: it is a base model, which continues text and "
            "answers no questions. Take the instruction-tuned model of that name, or say which "
            "template this one knows.",
            code="no_chat_template",
            path=str(path),
        )


def fingerprint(path: Path) -> str:
    """SHA-256, as hexadecimal digits, over a model file's size, its first and last MiB and 256
    samples of 16 KiB spread evenly over it.

    Tells in milliseconds whether a file is the same, wherever it is stored. Fine-tuned siblings of
    one base have equal headers and may have equal ends, but differ in most of what lies between.
    Raises ModelError.
    """
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            digest.update(b"%d" % size)
            samples = [(size * i // _SAMPLES, _SAMPLE_BYTES) for i in range(_SAMPLES)]
            for start, length in [
                (0, _END_BYTES),
                (max(0, size - _END_BYTES), _END_BYTES),
                *samples,
            ]:
                file.seek(start)
                digest.update(file.read(length))
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}): is its disk still there?"
        ) from None
    return digest.hexdigest()


def _metadata(file: BinaryIO) -> dict[str, Any]:
    """Raises struct.error and ValueError for bytes that are no header."""
    version, _, pairs = _take(file, "IQQ")
    if version not in (2, 3):
        raise ValueError(f"GGUF version {version}")
    metadata: dict[str, Any] = {}
    for _ in range(pairs):
        key = _string(file)
        (kind,) = _take(file, "I")
        if kind == _STRING:
            metadata[key] = _string(file)
        elif kind == _ARRAY:
            kind, length = _take(file, "IQ")
            if length > _LONG_LIST:
                break
            for _ in range(length):
                _string(file) if kind == _STRING else _take(file, _scalar(kind))
        else:
            (metadata[key],) = _take(file, _scalar(kind))
    return metadata


def _strings(data: mmap.mmap, prefix: str) -> Iterator[str]:
    """The strings under keys that begin with `prefix`. Long lists are stepped over, a few tenths of
    a second for the largest vocabularies. Raises struct.error and ValueError."""
    _, _, _, pairs = _HEADER.unpack_from(data)
    at = _HEADER.size

    def text() -> bytes:
        nonlocal at
        (length,) = _LENGTH.unpack_from(data, at)
        start, at = at + 8, at + 8 + length
        return data[start:at]

    for _ in range(pairs):
        key = text()
        (kind,) = _KIND.unpack_from(data, at)
        at += 4
        count = 1
        if kind == _ARRAY:
            kind, count = _LIST.unpack_from(data, at)
            at += _LIST.size
        elif kind == _STRING:
            value = text()
            if key.startswith(prefix.encode()):
                yield value.decode(errors="replace")
            continue
        if kind == _STRING:
            for _ in range(count):
                at += 8 + _LENGTH.unpack_from(data, at)[0]
        else:
            at += count * struct.calcsize("<" + _scalar(kind))


def _scalar(kind: int) -> str:
    if kind not in _SCALARS:
        raise ValueError(f"type {kind}")
    return _SCALARS[kind]


def _take(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    layout = "<" + layout
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _string(file: BinaryIO) -> str:
    (length,) = _take(file, "Q")
    if length > _LONG_STRING:
        raise ValueError(f"a string of {length} bytes")
    data = file.read(length)
    if len(data) < length:
        raise ValueError("the end of the file")
    return data.decode()
