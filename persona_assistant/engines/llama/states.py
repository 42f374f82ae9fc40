"""Keys and values of a prompt's head as bytes, to be kept and to be put back by a later process.

A state fits one model file, one version of llama.cpp and one way of computing; its key is a hash over
these and over the batches it was computed in, tokens and media keys included. The bytes say their own
key, the number of batches and a checksum, so that native code never reads what is not its own.
"""

from __future__ import annotations

import json

import numpy as np

from persona_assistant.engines.llama.frames import Buffer
from persona_assistant.engines.llama.soft import Damaged, opened, sealed

FORMAT = "persona-assistant kv state 1"
_MARK = b"PAKVST1\0"


def pack_state(key: str, batches: int, state: np.ndarray) -> list[Buffer]:
    header = json.dumps({"format": FORMAT, "key": key, "batches": batches}).encode()
    return sealed(_MARK, header, [state.data])


def unpack_state(data: bytes, key: str, batches: int) -> np.ndarray:
    """uint8 (n,), a view into `data`. Raises Damaged when it is not the state with this key."""
    header, body = opened(_MARK, data)
    if header != {"format": FORMAT, "key": key, "batches": batches}:
        raise Damaged
    return np.frombuffer(body, np.uint8)
