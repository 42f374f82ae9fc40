"""How much a picture would make its decoder do, told from the file before anything is decoded.

A small file of few pixels can keep a decoder busy for minutes: with scan upon scan over the whole
of a JPEG, or with parts by the million that are looked at one by one. Cameras and programs for
pictures stay far below what is allowed here.
"""

from __future__ import annotations

import re

from persona_assistant.errors import MediaError

MAX_SCANS = 100
MAX_SCANNED = 2**30
"""Pixels times scans of a JPEG: 16 scans of 64 megapixels; programs write about 10."""
MAX_PARTS = 20_000
"""Segments of a JPEG, chunks of a PNG, or blocks before the first image of a GIF."""
MAX_HEADER_BYTES = 16 * 2**20
_MAX_JUNK = 64 * 2**10
"""Bytes of a JPEG that belong to nothing, before its first scan."""
MAX_RUN_LENGTH_BYTES = 4 * 2**20
"""Of a BMP in run-length encoding, which is decoded slowly."""

_SEQUENTIAL, _FRAMES = (0xC0, 0xC1, 0xC9), frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
_ALONE = (0x00, 0x01, *range(0xD0, 0xD9))
"""Second bytes of markers without a segment behind them."""
_GIF_EXTENSION, _GIF_IMAGE = 0x21, 0x2C
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def check_effort(data: bytes, kind: str, name: str) -> None:
    """Raises MediaError for a file of format `kind` that would take too long to decode. A damaged
    one is left to its decoder."""
    problem = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif, "BMP": _bmp}.get(kind, _nothing)(data)
    if problem:
        raise MediaError(
            f"{name}: would take too long to decode ({problem}); save it again with a program for"
            " pictures"
        )


def _nothing(_data: bytes) -> str:
    return ""


def _jpeg(data: bytes) -> str:
    at, parts, scans, pixels, channels, junk = 2, 0, 0, 0, 0, 0
    sequential = False
    while 0 <= (marker := data.find(b"\xff", at)) < len(data) - 3:
        junk, parts, at = junk + marker - at, parts + 1, marker
        if parts > MAX_PARTS:
            return f"over {MAX_PARTS:,} segments"
        if not scans and (junk > _MAX_JUNK or at > MAX_HEADER_BYTES):
            return "its header has no end"
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == _END:
            break
        if kind == 0xFF or kind in _ALONE:
            at += 1 if kind == 0xFF else 2
            continue
        if kind in _FRAMES:
            sequential, channels = kind in _SEQUENTIAL, data[at + 9] if at + 9 < len(data) else 0
            height, width = (int.from_bytes(data[at + i : at + i + 2], "big") for i in (5, 7))
            pixels = width * height
        at += 2 + length
        if kind == _SCAN:
            scans += 1
            if sequential and data[at - length : at - length + 1] == bytes([channels]):
                break  # all of it in one scan, behind which nothing is read
            if scans > MAX_SCANS or scans * pixels > MAX_SCANNED:
                return f"over {scans - 1} scans of {pixels / 1e6:.3g} megapixels"
            behind = _AFTER_SCAN.search(data, at)
            if behind is None:
                break
            at = behind.start()
    return ""


def _png(data: bytes) -> str:
    at, parts = 8, 0
    while at < len(data):
        at, parts = at + 12 + int.from_bytes(data[at : at + 4], "big"), parts + 1
        if parts > MAX_PARTS:
            return f"over {MAX_PARTS:,} chunks"
    return ""


def _gif(data: bytes) -> str:
    flags = data[10] if len(data) > 10 else 0
    at, parts = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0), 0
    while at < len(data) and data[at] != _GIF_IMAGE:
        if data[at] != _GIF_EXTENSION:
            at, parts = at + 1, parts + 1
        else:
            at += 2
            while at < len(data) and data[at] and parts <= MAX_PARTS:
                at, parts = at + 1 + data[at], parts + 1
            at, parts = at + 1, parts + 1
        if parts > MAX_PARTS:
            return f"over {MAX_PARTS:,} blocks before its first image"
    return ""


def _bmp(data: bytes) -> str:
    compression = int.from_bytes(data[30:34], "little")
    if compression in (1, 2) and len(data) > MAX_RUN_LENGTH_BYTES:
        return f"over {MAX_RUN_LENGTH_BYTES >> 20} MB in run-length encoding"
    return ""
