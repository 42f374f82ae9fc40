"""Length-prefixed frames on a pipe: a small JSON header and the bytes that belong to it.

Two lengths (header, 32 bits; payload, 64 bits), then both. Nothing in a frame is ever evaluated,
and a reader that meets the end of the pipe, also in the middle of a frame, gets None.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

Buffer = bytes | memoryview

NOT_INSTALLED = 3
"""Exit code of a child that cannot import llama_cpp: the one thing it says without a frame."""

_LENGTHS = struct.Struct("<IQ")


def write_frame(
    pipe: IO[bytes], header: dict[str, Any], payload: bytes | list[Buffer] = b""
) -> None:
    """Write one frame, its payload in one piece or several. Raises OSError when nobody reads any
    more."""
    text = json.dumps(header).encode()
    pieces = payload if isinstance(payload, list) else [payload]
    pipe.write(_LENGTHS.pack(len(text), sum(map(len, pieces))) + text)
    for piece in pieces:
        pipe.write(piece)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next frame, or None at the end."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header_size, payload_size = _LENGTHS.unpack(lengths)
    header, payload = pipe.read(header_size), pipe.read(payload_size)
    if len(header) < header_size or len(payload) < payload_size:
        return None
    return json.loads(header), payload
