"""Soft tokens: what a projector makes of a picture or clip, in the form they are kept in.

A medium becomes segments in order: text tokens that the projector puts around it, and runs of soft
tokens. What decoding needs is said per run (how many, whether they attend both ways, how far the
position moves on, and for M-RoPE models where each one stands), so a stored medium is decoded
without the projector. The numbers stay float32: half precision would change answers.

As bytes, an entry is a mark with the format's version, the lengths of a JSON header and of the
body, a checksum over both, the header, the body. Damage of any kind is noticed.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from persona_assistant.engines.llama.frames import Buffer

FORMAT = "persona-assistant soft tokens 1"
_MARK = b"PASOFT1\0"
_HEAD = struct.Struct("<8sIQI")

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Segment:
    """Text `tokens`, or a run of `count` soft tokens."""

    count: int
    positions: int
    """How far the position moves on; less than `count` for a picture under M-RoPE."""
    tokens: tuple[int, ...] = ()
    causal: bool = True
    places: Positions | None = None
    """(2, 4, count) under M-RoPE: a token stands at places[0] + places[1] * position."""


@dataclass(frozen=True, slots=True)
class Medium:
    segments: tuple[Segment, ...]

    @property
    def soft_count(self) -> int:
        return sum(segment.count for segment in self.segments if not segment.tokens)


def pack(medium: Medium, soft: Floats) -> list[Buffer]:
    """`soft`: (soft_count, width), the runs one after another. The bytes come in pieces."""
    segments = [
        {"tokens": list(each.tokens)}
        if each.tokens
        else {
            "count": each.count,
            "positions": each.positions,
            "causal": each.causal,
            "mrope": each.places is not None,
        }
        for each in medium.segments
    ]
    header = json.dumps({"width": soft.shape[1], "segments": segments}).encode()
    places = [each.places for each in medium.segments if each.places is not None]
    body: list[Buffer] = [np.ascontiguousarray(each).data.cast("B") for each in places]
    return pack_entry(_MARK, header, [*body, np.ascontiguousarray(soft).data.cast("B")])


def unpack(data: bytes, width: int | None = None) -> tuple[Medium, Floats] | None:
    """The medium and its soft tokens, (soft_count, width); None when the bytes are damaged, from
    another version, or of another width."""
    entry = unpack_entry(_MARK, data)
    if entry is None or (width is not None and entry[0]["width"] != width):
        return None
    header, body = entry
    segments, start = [], 0
    for each in header["segments"]:
        if "tokens" in each:
            tokens = tuple(each["tokens"])
            segments.append(Segment(len(tokens), len(tokens), tokens))
            continue
        count, places = each["count"], None
        if each["mrope"]:
            places = np.frombuffer(body, np.int32, 8 * count, start).reshape(2, 4, count).copy()
            start += places.nbytes
        segments.append(Segment(count, each["positions"], (), each["causal"], places))
    medium = Medium(tuple(segments))
    if len(body) - start != 4 * medium.soft_count * header["width"]:
        return None
    # A copy, because native code wants numbers that begin at a multiple of their size.
    soft = np.frombuffer(body, np.float32, offset=start).reshape(-1, header["width"]).copy()
    return medium, soft


def pack_entry(mark: bytes, header: bytes, body: list[Buffer]) -> list[Buffer]:
    """The pieces of an entry; none is copied."""
    check = zlib.crc32(header)
    for piece in body:
        check = zlib.crc32(piece, check)
    return [_HEAD.pack(mark, len(header), sum(map(len, body)), check), header, *body]


def unpack_entry(mark: bytes, data: bytes) -> tuple[Any, memoryview] | None:
    """The header and the body of what `pack_entry` made; None when it is damaged."""
    if len(data) < _HEAD.size:
        return None
    found_mark, header_size, body_size, check = _HEAD.unpack_from(data)
    view = memoryview(data)[_HEAD.size :]
    if found_mark != mark or len(view) != header_size + body_size or zlib.crc32(view) != check:
        return None
    return json.loads(bytes(view[:header_size])), view[header_size:]
