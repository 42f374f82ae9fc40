"""The boxes that MP4, MOV, 3GP, HEIC and AVIF files are made of (ISO/IEC 14496-12), read as far as
it takes to tell these formats apart and to refuse a file that lies about how much it holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from persona_assistant.errors import MediaError

STARTS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
"""Kinds of the box that a file begins with; old QuickTime files have no ftyp."""
HEAD = 256
"""Bytes of a file's beginning that `format_of_boxes` looks at."""
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF = {b"avif", b"avis"}
_ANY_PICTURE = {b"mif1", b"mif2", b"msf1"}

_TABLE = re.compile(rb"stsz|stz2|trun|cmov")
_FIELDS, _CHUNK = 16, 2**20
_FREE_SAMPLES = 8_000_000
"""So many samples may be listed that cost a file less than two bytes each."""


def format_of_boxes(head: bytes) -> str:
    """What a file that begins with one of `STARTS` is: "HEIC", "AVIF", "M4A", "3GP", "MOV" or, for
    all others, "MP4"."""
    if head[4:8] != b"ftyp":
        return "MOV"
    major, end = head[8:12], min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[at : at + 4] for at in range(16, end - 3, 4)}
    if major in _AVIF or (major in _ANY_PICTURE and brands & _AVIF):
        return "AVIF"
    if major in _HEIC | _ANY_PICTURE:
        return "HEIC"
    if major[:3] in (b"M4A", b"M4B", b"M4P"):
        return "M4A"
    if major[:3] in (b"3gp", b"3g2", b"3ge", b"3gs"):
        return "3GP"
    return "MOV" if major == b"qt  " else "MP4"


def check_tables(file: BinaryIO, name: str) -> None:
    """Refuse a file whose tables list more samples than it can hold, and leave it at its beginning.

    A decoder makes room for as many samples as are listed: two gigabytes, if 20 kB say so. Raises
    MediaError.
    """
    size = file.seek(0, os.SEEK_END)
    cost = free = 0
    for kind, fields in _tables(file, size):
        if kind == b"cmov":
            raise MediaError(f"{name}: its table of contents is packed; convert it to M4A or WAV")
        count, each = _listed(kind, fields)
        if each < 2:
            free += count
        else:
            cost += count * each
        if cost > size or free > _FREE_SAMPLES:
            raise MediaError(f"{name}: damaged, it holds less than it lists; get a fresh copy")
    file.seek(0)


def _listed(kind: bytes, fields: list[int]) -> tuple[int, int]:
    """How many samples a table lists, and how many bytes of the file each of them takes, in the
    table or as data."""
    if kind == b"trun":
        each_has = sum(bool(fields[0] & flag) for flag in (0x100, 0x200, 0x400, 0x800))
        return fields[1], 4 * each_has
    if kind == b"stz2":
        return fields[2], (fields[1] & 0xFF) // 8
    return fields[2], fields[1] or 4


def _tables(file: BinaryIO, size: int) -> Iterator[tuple[bytes, list[int]]]:
    """Kind and first numbers of each table, wherever a decoder may come upon it: all boxes are
    searched, except for sound and pictures themselves."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:], "big")
        end = size if length < 8 else min(at + length, size)
        if header[4:8] != b"mdat":
            yield from _tables_between(file, at, end)
        at = end


def _tables_between(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, list[int]]]:
    while at < end:
        file.seek(at)
        chunk = file.read(min(_CHUNK + 4 + _FIELDS, end - at))
        for found in _TABLE.finditer(chunk, 0, _CHUNK + 4):
            numbers = chunk[found.end() : found.end() + _FIELDS].ljust(_FIELDS, b"\0")
            yield (
                found[0],
                [int.from_bytes(numbers[each : each + 4], "big") for each in range(0, 12, 4)],
            )
        at += _CHUNK
