"""The GE2E speaker encoder (Wan et al., arXiv 1710.10467) of Resemblyzer as ONNX.

Three LSTM layers read a mel spectrogram; the last state, through a dense layer and a ReLU, is the
direction of the voice.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from persona_assistant.errors import ModelError
from persona_assistant.weights.export.graph import Graph

LAYERS, MELS, SIZE = 3, 40, 256


def speaker_encoder(weights: Mapping[str, np.ndarray]) -> bytes:
    """mels (n, frames, 40): power, 25 ms every 10 ms at 16 kHz; 160 frames as trained -> vectors
    (n, 256) of length 1, none of their numbers negative. Weights in half precision."""
    graph = Graph()
    x = graph.node("Transpose", "mels", perm=[1, 0, 2])
    try:
        for layer in range(LAYERS):
            x = _lstm(graph, x, weights, layer, last=layer == LAYERS - 1)
        x = graph.node(
            "Gemm",
            x,
            graph.half("linear.weight", weights["linear.weight"]),
            graph.constant("linear.bias", weights["linear.bias"]),
            transB=1,
        )
    except KeyError as error:
        raise ModelError(f"the checkpoint lacks {error}; it is no GE2E speaker encoder") from None
    graph.node("LpNormalization", graph.node("Relu", x), out="vectors", axis=1, p=2)
    return graph.to_bytes("ge2e", {"mels": ("n", "frames", MELS)}, {"vectors": ("n", SIZE)})


def _lstm(
    graph: Graph, x: str, weights: Mapping[str, np.ndarray], layer: int, *, last: bool
) -> str:
    """All states (frames, n, 256), or the last one (n, 256)."""
    into, within, bias_in, bias_within = (
        _gates(weights[f"lstm.{part}_l{layer}"])
        for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    name = f"lstm.{layer}"
    states, final = ("", f"{name}.last") if last else (f"{name}.states", "")
    graph.split(
        "LSTM",
        x,
        graph.half(f"{name}.weight_ih", into[None]),
        graph.half(f"{name}.weight_hh", within[None]),
        graph.constant(f"{name}.bias", np.concatenate([bias_in, bias_within])[None]),
        outs=[states, final],
        hidden_size=SIZE,
    )
    axis = graph.constant(f"{name}.direction", [0 if last else 1], np.int64)
    return graph.node("Squeeze", final or states, axis)


def _gates(weight: np.ndarray) -> np.ndarray:
    """torch has input, forget, cell, output; ONNX input, output, forget, cell."""
    into, forget, cell, out = np.split(weight, 4)
    return np.concatenate([into, out, forget, cell])
