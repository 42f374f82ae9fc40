"""Keys and values of a prompt's head as bytes, to be kept and to be put back by a later process.

A state fits one model file, one version of llama.cpp and one way of computing; its key is a hash
over these and over the batches it was computed in, tokens and media keys included. The bytes hold
their own key, the number of batches and a checksum, so that native code never reads another state.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from persona_assistant.engines.llama.frames import Buffer
from persona_assistant.engines.llama.soft_tokens import pack_entry, unpack_entry

FORMAT = "persona-assistant kv state 1"
_MARK = b"PAKVST1\0"

Block = npt.NDArray[np.uint8]
"""(n,): bytes of llama.cpp's own."""


def pack_state(key: str, batches: int, blocks: Sequence[Block]) -> list[Buffer]:
    """The bytes come in pieces."""
    header = {
        "format": FORMAT,
        "key": key,
        "batches": batches,
        "blocks": [len(block) for block in blocks],
    }
    return pack_entry(_MARK, json.dumps(header).encode(), [block.data for block in blocks])


def unpack_state(data: bytes, key: str, batches: int) -> list[Block] | None:
    """The blocks, views into `data`; None when it is damaged or not the state with this key."""
    entry = unpack_entry(_MARK, data)
    if entry is None:
        return None
    header, body = entry
    sizes = header.pop("blocks", [])
    if header != {"format": FORMAT, "key": key, "batches": batches} or sum(sizes) != len(body):
        return None
    if not sizes:
        return []
    return np.split(np.frombuffer(body, np.uint8), np.cumsum(sizes[:-1], dtype=int))
