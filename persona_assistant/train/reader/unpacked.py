"""The weights of a bundled reader, read back from its eight bits, for training to go on from.

What `export` packs, this unpacks: a weight differs from the trained one by half a level at most.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

_EMBEDDINGS = "bert.embeddings"
_BY_TOKEN = ("answers", "nothing", "edges")
"""Heads whose matrices are stored turned, in single precision."""


def packed_weights(folder: Path) -> dict[str, np.ndarray]:
    """float32 arrays by the names they have in training. Raises OSError, KeyError, ValueError for
    what is no reader's folder."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(folder / "reader.onnx")).graph
    stored: dict[str, Any] = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    with np.load(folder / "words.npz") as file:
        state = {f"{_EMBEDDINGS}.word_embeddings.weight": file["levels"] * file["scale"]}
    state[f"{_EMBEDDINGS}.position_embeddings.weight"] = stored["places.half"].astype(np.float32)
    state[f"{_EMBEDDINGS}.token_type_embeddings.weight"] = stored["types.weight"]
    state |= {f"{name}.weight": stored[f"{name}.weight"].T for name in _BY_TOKEN}
    state |= {name: stored[name] for name in ("cosine", "shift")}
    for name, each in stored.items():
        if name.endswith(".levels"):
            scale = stored[f"{name.removesuffix('.levels')}.scale"]
            state[f"{name.removesuffix('.levels')}.weight"] = (each * scale).T
        elif name.endswith((".bias", "LayerNorm.weight")):
            state[name] = each
    return {name: np.array(each, np.float32) for name, each in state.items()}
