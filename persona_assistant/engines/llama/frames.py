"""Length-prefixed frames on a pipe: a small JSON header and the bytes that belong to it.

Two 32-bit lengths (header, payload), then both. Nothing in a frame is ever evaluated, and a reader
that meets the end of the pipe, also in the middle of a frame, gets None.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

NOT_INSTALLED = 3
"""Exit code of a child that cannot import llama_cpp: the one thing it says without a frame."""

_LENGTHS = struct.Struct("<II")


def write_frame(pipe: BinaryIO, header: dict[str, Any], payload: bytes = b"") -> None:
    """Write one frame. Raises OSError when nobody reads any more."""
    text = json.dumps(header).encode()
    pipe.write(_LENGTHS.pack(len(text), len(payload)) + text)
    pipe.write(payload)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next frame, or None at the end."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header_size, payload_size = _LENGTHS.unpack(lengths)
    header, payload = pipe.read(header_size), pipe.read(payload_size)
    if len(header) < header_size or len(payload) < payload_size:
        return None
    return json.loads(header), payload
