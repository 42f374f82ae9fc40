"""Where a photo keeps its XMP: a segment of a JPEG, a chunk of a PNG, or a file beside it.

Only the packet is ever exchanged. What comes before and after it, pixels and all other metadata, is
copied as it is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.errors import BadInput
from persona_assistant.importers.xmp import MAX_PACKET
from persona_assistant.media import MAX_PICTURE_BYTES

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE = b"http://ns.adobe.com/xmp/extension/\0"
_EXIF = b"Exif\0\0"
_MPF = b"MPF\0"
_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"XML:com.adobe.xmp\0"
_MAX_SEGMENT = 65_533
"""Bytes of a JPEG segment, without its marker and length."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment or a chunk."""

    start: int
    """In bytes of the file."""
    end: int
    kind: bytes
    """Marker or type."""
    data: bytes


def read(path: Path) -> bytes:
    """The bytes of a photo. Raises BadInput."""
    try:
        if not path.is_file():
            raise BadInput(f"{path} is no file.")
        if path.stat().st_size > MAX_PICTURE_BYTES:
            raise BadInput(f"{path} is larger than {MAX_PICTURE_BYTES >> 20} MB.")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}).") from None


def can_hold(data: bytes) -> bool:
    """Whether a packet can be written into such a file."""
    return data.startswith((b"\xff\xd8\xff", _PNG))


def packets(data: bytes, where: str) -> list[bytes]:
    """The packets in a file, the main one first, then what did not fit into it. Raises BadInput for
    one that unpacks to too much."""
    if data.startswith(_PNG):
        return [_text_of(each, where) for each in _chunks(data) if _is_packet(each)]
    found: list[bytes] = []
    more: dict[bytes, list[tuple[int, bytes]]] = {}
    for each in _segments(data):
        if each.data.startswith(_XMP):
            found.append(each.data[len(_XMP) :])
        elif each.data.startswith(_MORE) and len(each.data) >= len(_MORE) + 40:
            at = len(_MORE)
            offset = int.from_bytes(each.data[at + 36 : at + 40], "big")
            more.setdefault(each.data[at : at + 32], []).append((offset, each.data[at + 40 :]))
    for guid, pieces in more.items():
        if any(guid in packet for packet in found):
            found.append(b"".join(piece for _, piece in sorted(pieces))[: MAX_PACKET + 1])
    return found


def replaced(data: bytes, packet: bytes, where: str) -> bytes:
    """The file with `packet` as its main one. Raises BadInput where it cannot be."""
    return _in_png(data, packet) if data.startswith(_PNG) else _in_jpeg(data, packet, where)


def sidecars(path: Path) -> list[Path]:
    """The files beside a photo that may hold its XMP: photo.jpg.xmp, photo.xmp."""
    named = [
        path.with_name(name + suffix)
        for name in (path.name, path.stem)
        for suffix in (".xmp", ".XMP")
    ]
    return [each for each in named if each.is_file() and each != path]


def _in_jpeg(data: bytes, packet: bytes, where: str) -> bytes:
    body = _XMP + packet
    if len(body) > _MAX_SEGMENT:
        raise BadInput(
            f"{where}: its XMP would be larger than a JPEG segment; use a file beside it."
        )
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    at, apart = 2, False
    for each in _segments(data):
        if each.data.startswith(_XMP):
            if apart:
                raise BadInput(f"{where}: further pictures lie behind it; use a file beside it.")
            return data[: each.start] + segment + data[each.end :]
        apart = apart or (each.kind == b"\xe2" and each.data.startswith(_MPF))
        if each.kind == b"\xe0" or each.data.startswith(_EXIF):
            at = each.end
    return data[:at] + segment + data[at:]


def _in_png(data: bytes, packet: bytes) -> bytes:
    body = b"iTXt" + _KEYWORD + b"\0\0\0\0" + packet
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    first = None
    for each in _chunks(data):
        if _is_packet(each):
            return data[: each.start] + chunk + data[each.end :]
        if first is None and each.kind == b"IDAT":
            first = each.start
    at = first if first is not None else len(data)
    return data[:at] + chunk + data[at:]


def _segments(data: bytes) -> Iterator[Part]:
    """Of a JPEG, up to its pixels; what follows damage is left alone."""
    at = 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        kind = data[at + 1 : at + 2]
        if kind == b"\xff":  # padding
            at += 1
            continue
        if kind in (b"\xda", b"\xd9"):
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            return
        yield Part(at, end, kind, data[at + 4 : end])
        at = end


def _chunks(data: bytes) -> Iterator[Part]:
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            return
        yield Part(at, end, data[at + 4 : at + 8], data[at + 8 : end - 4])
        at = end


def _is_packet(chunk: Part) -> bool:
    return chunk.kind == b"iTXt" and chunk.data.startswith(_KEYWORD)


def _text_of(chunk: Part, where: str) -> bytes:
    rest = chunk.data[len(_KEYWORD) :]
    packed, body = rest[:1] == b"\1", rest[2:]
    body = body.partition(b"\0")[2].partition(b"\0")[2]  # language, keyword in it
    if not packed:
        return body
    try:
        return zlib.decompressobj().decompress(body, MAX_PACKET + 1)
    except zlib.error:
        raise BadInput(f"{where}: its XMP is damaged.", code="bad_xmp") from None
