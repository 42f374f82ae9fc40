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
from persona_assistant.media import boxes

PICTURES = ("JPEG", "PNG", "WebP", "BMP", "GIF", "HEIC", "AVIF")
SOUNDS = (
    "WAV",
    "FLAC",
    "OGG",
    "MP3",
    "M4A",
    "MP4",
    "MOV",
    "3GP",
    "AAC",
    "AMR",
    "WebM",
    "CAF",
    "AIFF",
)
FILMS = ("MP4", "MOV", "3GP", "WebM")
PICTURES_IN_WORDS = "a JPEG, HEIC, PNG, WebP, AVIF, GIF or BMP file"
SOUNDS_IN_WORDS = "a WAV, FLAC, OGG, MP3, M4A, AAC, AMR, MP4, MOV, 3GP or WebM file"


def modality_of(path: Path | str) -> Literal["image", "voice"]:
    """Whether a file begins like a picture, for `load_image`, or like sound, for `load_voice`.

    Raises MediaError for neither.
    """
    name = printable(path)
    with open_regular(path, name) as file:
        kind = format_of(file)
    if kind is None:
        raise MediaError(
            f"{name}: neither a picture nor sound; use a JPEG, HEIC, PNG, WebP, WAV, FLAC, OGG,"
            " MP3, M4A or MP4 file",
            code="not_media",
        )
    return "image" if kind in PICTURES else "voice"


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
    """The format that the first bytes show, one of `PICTURES` or `SOUNDS`; None for anything
    else."""
    head = file.read(boxes.HEAD)
    file.seek(0)
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"WEBP": "WebP", b"WAVE": "WAV"}.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "AIFF"
    if head[4:8] in boxes.STARTS:
        return boxes.format_of_boxes(head)
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "AAC"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "MP3"
    return None


_STARTS = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"BM": "BMP",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"fLaC": "FLAC",
    b"OggS": "OGG",
    b"ID3": "MP3",
    b"#!AMR": "AMR",
    b"\x1a\x45\xdf\xa3": "WebM",
    b"caff\x00\x01": "CAF",
}


def reason(error: Exception) -> str:
    """The first line of a decoder's message, unless it only names a buffer in memory."""
    lines = str(error).strip().splitlines()
    line = lines[0].rstrip(".") if lines else type(error).__name__
    return line if "<_io." not in line and "0x" not in line else type(error).__name__
