"""Soft tokens: what a projector makes of a picture or clip, in the form they are kept in.

A medium becomes segments in order: text tokens that the projector puts around it, and runs of soft
tokens. What decoding needs is said per run (how many, whether they attend both ways, how far the
position moves on, and for M-RoPE models where each one stands), so a stored medium is decoded
without the projector. The numbers stay float32: half precision would change answers.

As bytes: a mark with the format's version, the lengths of a JSON header and of the data, a
checksum over both, the header, the data. Damage of any kind raises Damaged.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from persona_assistant.engines.llama.frames import Buffer

FORMAT = "persona-assistant soft tokens 1"
_MARK = b"PASOFT1\0"
_HEAD = struct.Struct("<8sIQI")


class Damaged(Exception):
    """The bytes are not what was stored, or were stored by another version."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Text `tokens`, or a run of `count` soft tokens."""

    count: int
    positions: int
    """How far the position moves on; less than `count` for a picture under M-RoPE."""
    tokens: tuple[int, ...] = ()
    causal: bool = True
    places: np.ndarray | None = None
    """int32 (2, 4, count) under M-RoPE: a token stands at places[0] + places[1] * position."""


@dataclass(frozen=True, slots=True)
class Medium:
    segments: tuple[Segment, ...]

    @property
    def soft_count(self) -> int:
        return sum(segment.count for segment in self.segments if not segment.tokens)


def pack(medium: Medium, soft: np.ndarray) -> list[Buffer]:
    """`soft`: float32 (soft_count, width), the runs one after another. The bytes come in pieces."""
    told = [
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
    header = json.dumps({"width": soft.shape[1], "segments": told}).encode()
    places = [each.places for each in medium.segments if each.places is not None]
    return sealed(
        _MARK, header, [np.ascontiguousarray(each).data.cast("B") for each in [*places, soft]]
    )


def unpack(data: bytes, width: int | None = None) -> tuple[Medium, np.ndarray]:
    """The medium and its soft tokens, float32 (soft_count, width). Raises Damaged."""
    header, body = opened(_MARK, data)
    if width is not None and header["width"] != width:
        raise Damaged
    segments, start = [], 0
    for told in header["segments"]:
        if "tokens" in told:
            tokens = tuple(told["tokens"])
            segments.append(Segment(len(tokens), len(tokens), tokens))
            continue
        count, places = told["count"], None
        if told["mrope"]:
            places = np.frombuffer(body, np.int32, 8 * count, start).reshape(2, 4, count).copy()
            start += places.nbytes
        segments.append(Segment(count, told["positions"], (), told["causal"], places))
    medium = Medium(tuple(segments))
    if len(body) - start != 4 * medium.soft_count * header["width"]:
        raise Damaged
    # A copy, because native code wants numbers that begin at a multiple of their size.
    return medium, np.frombuffer(body, np.float32, offset=start).reshape(-1, header["width"]).copy()


def sealed(mark: bytes, header: bytes, body: list[Buffer]) -> list[Buffer]:
    """The pieces of an entry; none is copied."""
    check = zlib.crc32(header)
    for piece in body:
        check = zlib.crc32(piece, check)
    return [_HEAD.pack(mark, len(header), sum(map(len, body)), check), header, *body]


def opened(mark: bytes, data: bytes) -> tuple[Any, memoryview]:
    """The header and the body of what `sealed` made. Raises Damaged."""
    if len(data) < _HEAD.size:
        raise Damaged
    found, header_size, body_size, check = _HEAD.unpack_from(data)
    view = memoryview(data)[_HEAD.size :]
    if found != mark or len(view) != header_size + body_size or zlib.crc32(view) != check:
        raise Damaged
    return json.loads(bytes(view[:header_size])), view[header_size:]
