"""Keys and values of a prompt's head as bytes, to be kept and to be put back by a later process.

A state fits one model file, one version of llama.cpp and one way of computing; its key is a hash
over these and over the batches it was computed in, tokens and media keys included. The bytes say
their own key, the number of batches and a checksum, so that native code never reads what is not its
own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from persona_assistant.engines.llama.frames import Buffer
from persona_assistant.engines.llama.soft_tokens import Damaged, opened, sealed

FORMAT = "persona-assistant kv state 1"
_MARK = b"PAKVST1\0"


def pack_state(key: str, batches: int, blocks: Sequence[np.ndarray]) -> list[Buffer]:
    """`blocks`: uint8 (n,) each. The bytes come in pieces."""
    told = {
        "format": FORMAT,
        "key": key,
        "batches": batches,
        "blocks": [len(block) for block in blocks],
    }
    return sealed(_MARK, json.dumps(told).encode(), [block.data for block in blocks])


def unpack_state(data: bytes, key: str, batches: int) -> list[np.ndarray]:
    """The blocks, views into `data`. Raises Damaged when it is not the state with this key."""
    told, body = opened(_MARK, data)
    sizes = told.pop("blocks", [])
    if told != {"format": FORMAT, "key": key, "batches": batches} or sum(sizes) != len(body):
        raise Damaged
    return (
        np.split(np.frombuffer(body, np.uint8), np.cumsum(sizes[:-1], dtype=int)) if sizes else []
    )
