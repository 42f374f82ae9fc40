"""Untrusted files: opened only when they are regular, recognised by their first bytes and never by
their names."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from persona_assistant.errors import MediaError

PICTURES = ("JPEG", "PNG", "WebP", "BMP", "GIF")
SOUNDS = ("WAV", "FLAC", "OGG", "MP3")


def modality_of(path: Path | str) -> Literal["image", "voice"]:
    """Whether a file begins like a picture, for `load_image`, or like sound, for `load_voice`.

    Raises MediaError for neither.
    """
    name = printable(path)
    with open_regular(path, name) as file:
        kind = format_of(file)
    if kind is None:
        raise MediaError(
            f"{name}: neither a picture nor sound; use a JPEG, PNG, WebP, WAV, FLAC, OGG or MP3"
            " file",
            code="not_media",
        )
    return "image" if kind in PICTURES or kind == "HEIC" else "voice"


Source = Path | str | bytes
"""A file by its path, or its content."""


def printable(path: Path | str) -> str:
    """The path as the user gave it, without characters that could break a line."""
    return "".join(c if c.isprintable() else "?" for c in str(path))


@contextmanager
def open_source(source: Source, what: str) -> Iterator[tuple[BinaryIO, str, str]]:
    """The content of `source`, the name that messages use, and the file's name ("" for bytes).

    `what` stands in for the name of bytes. Raises MediaError.
    """
    if isinstance(source, bytes):
        if not source:
            raise MediaError(f"{what}: it is empty; save or record it again")
        yield io.BytesIO(source), what, ""
    else:
        name = printable(source)
        with open_regular(source, name) as file:
            yield file, name, Path(source).name


def size_of(file: BinaryIO) -> int:
    """In bytes; leaves the file at its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


@contextmanager
def open_regular(path: Path | str, name: str) -> Iterator[BinaryIO]:
    """The regular, non-empty file at `path`: a pipe would block and a device may never end. Raises
    MediaError that calls the file `name`."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise MediaError(f"{name}: this is a folder; name one file in it")
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(
                f"{name}: not a regular file (a pipe or a device); save it to a file first"
            )
        if status.st_size == 0:
            raise MediaError(f"{name}: the file is empty; save or record it again")
        # As a descriptor: soundfile would otherwise read a format out of the file's name.
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        )
    except FileNotFoundError:
        raise MediaError(f"{name}: no such file; check the path") from None
    except PermissionError:
        raise MediaError(
            f"{name}: no permission to read it; change its permissions or copy it"
        ) from None
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or error
        raise MediaError(f"{name}: cannot be opened ({words}); check the path") from None
    with open(descriptor, "rb") as file:
        yield file


def format_of(file: BinaryIO) -> str | None:
    """The format that the first bytes show, such as "JPEG"; None for anything else. "AAC" and
    "HEIC" are recognised to be refused by name."""
    head = file.read(16)
    file.seek(0)
    if head[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"WEBP": "WebP", b"WAVE": "WAV"}.get(head[8:12])
    if head[:2] == b"BM":
        return "BMP"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head[:4] == b"fLaC":
        return "FLAC"
    if head[:4] == b"OggS":
        return "OGG"
    if head[4:8] == b"ftyp":
        return "HEIC" if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif") else "AAC"
    if head[:3] == b"ID3":
        return "MP3"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "AAC"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "MP3"
    return None


def reason(error: Exception) -> str:
    """The first line of a decoder's message, unless it only names a buffer in memory."""
    lines = str(error).strip().splitlines()
    line = lines[0].rstrip(".") if lines else type(error).__name__
    return line if "<_io." not in line and "0x" not in line else type(error).__name__
