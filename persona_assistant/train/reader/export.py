"""Weights of the reader in eight bits: the vectors of words, and the network that reads them.

Vectors of words have a scale each. So has each output of a layer's matrix, in levels of seven bits:
processors without instructions for neural networks add two products in 16 bits, which eight would
overflow. What a matrix reads is brought to one size token by token, and then into eight bits
(DynamicQuantizeMatMul of ONNX Runtime).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from persona_assistant.train.reader.network import CONFIG, depth
from persona_assistant.weights.export.graph import RUNTIME_OPS, Graph

LEVELS = 63
"""On each side of zero, in a matrix."""
_LEAST = 1e-12
"""What a scale is at least, where all numbers are 0."""
_HEADS = int(CONFIG["num_attention_heads"])
_SIZE = int(CONFIG["hidden_size"])


def word_vectors(weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """ "levels" int8 (v, 384) and "scale" float32 (v, 1) of the vocabulary's v tokens."""
    words = weights["bert.embeddings.word_embeddings.weight"]
    scale = _scale(words, 127, axis=1, keepdims=True)
    return {"levels": np.round(words / scale).astype(np.int8), "scale": scale.astype(np.float32)}


def reader_network(weights: Mapping[str, np.ndarray]) -> bytes:
    """words (n, 384): vectors of the tokens; types (n,) and pool (1 + s, n) as `layout.Window` has
    them -> output (s + 1 + 2n,): logits of the sentences, of "nothing answers", and for each token
    of beginning and end."""
    graph = Graph()
    states = _embedded(graph, weights)
    for layer in range(depth(weights)):
        states = _layer(graph, states, weights, f"bert.encoder.layer.{layer}")
    _heads(graph, states, weights)
    return graph.to_bytes(
        "reader",
        {"words": ("n", _SIZE), "types": ("n",), "pool": ("rows", "n")},
        {"output": ("m",)},
        integers=("types",),
    )


def _embedded(graph: Graph, weights: Mapping[str, np.ndarray]) -> str:
    types = graph.constant("types.weight", weights["bert.embeddings.token_type_embeddings.weight"])
    x = graph.node("Add", "words", graph.node("Gather", types, "types"))
    count = graph.node("Squeeze", graph.node("Shape", "types"))
    bounds = (graph.constant("zero", 0, np.int64), count, graph.constant("one", 1, np.int64))
    places = graph.half("places", weights["bert.embeddings.position_embeddings.weight"])
    x = graph.node("Add", x, graph.node("Gather", places, graph.node("Range", *bounds)))
    return _normalized(graph, x, weights, "bert.embeddings.LayerNorm")


def _layer(graph: Graph, x: str, weights: Mapping[str, np.ndarray], name: str) -> str:
    heads = graph.constant("heads", [-1, _HEADS, _SIZE // _HEADS], np.int64)
    orders = {"query": [1, 0, 2], "key": [1, 2, 0], "value": [1, 0, 2]}
    even = _of_one_size(graph, x)
    query, key, value = (
        graph.node(
            "Transpose",
            graph.node(
                "Reshape", _linear(graph, even, weights, f"{name}.attention.self.{part}"), heads
            ),
            perm=order,
        )
        for part, order in orders.items()
    )
    scale = graph.constant("attention.scale", (_SIZE // _HEADS) ** -0.5)
    near = graph.node("Mul", graph.node("MatMul", query, key), scale)
    seen = graph.node("MatMul", graph.node("Softmax", near, axis=-1), value)
    flat = graph.constant("flat", [-1, _SIZE], np.int64)
    seen = graph.node("Reshape", graph.node("Transpose", seen, perm=[1, 0, 2]), flat)
    even = _of_one_size(graph, seen)
    seen = _linear(graph, even, weights, f"{name}.attention.output.dense")
    x = _normalized(
        graph, graph.node("Add", seen, x), weights, f"{name}.attention.output.LayerNorm"
    )
    even = _of_one_size(graph, x)
    wide = _gelu(graph, _linear(graph, even, weights, f"{name}.intermediate.dense"))
    narrow = _linear(graph, _of_one_size(graph, wide), weights, f"{name}.output.dense")
    return _normalized(graph, graph.node("Add", narrow, x), weights, f"{name}.output.LayerNorm")


def _heads(graph: Graph, states: str, weights: Mapping[str, np.ndarray]) -> None:
    means = graph.node("MatMul", "pool", states)
    unit = graph.node("LpNormalization", means, axis=1, p=2)
    zero, one = graph.constant("from.0", [0], np.int64), graph.constant("from.1", [1], np.int64)
    end = graph.constant("end", [2**31], np.int64)
    question = graph.node("Slice", unit, zero, one, zero)
    near = graph.node(
        "MatMul",
        graph.node("Slice", unit, one, end, zero),
        graph.node("Transpose", question, perm=[1, 0]),
    )
    near = graph.node("Mul", near, graph.constant("cosine", weights["cosine"]))
    learned = _dense(graph, graph.node("Slice", means, one, end, zero), weights, "answers")
    answers = graph.node(
        "Sub", graph.node("Add", learned, near), graph.constant("shift", weights["shift"])
    )
    first = graph.node("Slice", states, zero, one, zero)
    nothing = _dense(graph, first, weights, "nothing")
    edges = _dense(graph, states, weights, "edges")
    column = graph.constant("column", [-1], np.int64)
    parts = [graph.node("Reshape", part, column) for part in (answers, nothing, edges)]
    graph.node("Concat", *parts, out="output", axis=0)


# --- parts of a layer


def _of_one_size(graph: Graph, x: str) -> tuple[str, str]:
    """Each token's numbers (n, w) within -1 and 1, and what they were divided by (n, 1)."""
    most = graph.node("ReduceMax", graph.node("Abs", x), axes=[-1], keepdims=1)
    size = graph.node("Max", most, graph.constant("least", _LEAST))
    return graph.node("Div", x, size), size


def _linear(
    graph: Graph, even: tuple[str, str], weights: Mapping[str, np.ndarray], name: str
) -> str:
    """In eight bits, of what `_of_one_size` gives."""
    weight = weights[f"{name}.weight"]
    scale = _scale(weight, LEVELS, axis=1)
    levels = np.round(weight / scale[:, None]).T
    product = graph.node(
        "DynamicQuantizeMatMul",
        even[0],
        graph.constant(f"{name}.levels", levels, np.int8),
        graph.constant(f"{name}.scale", scale),
        graph.constant(f"{name}.zero", np.zeros_like(scale), np.int8),
        domain=RUNTIME_OPS,
    )
    product = graph.node("Mul", product, even[1])
    return graph.node("Add", product, graph.constant(f"{name}.bias", weights[f"{name}.bias"]))


def _scale(weight: np.ndarray, levels: int, **along: Any) -> np.ndarray:
    """What one level is worth; not 0 where all numbers are."""
    scale: np.ndarray = np.maximum(np.abs(weight).max(**along), _LEAST) / levels
    return scale


def _dense(graph: Graph, x: str, weights: Mapping[str, np.ndarray], name: str) -> str:
    """In single precision."""
    product = graph.node("MatMul", x, graph.constant(f"{name}.weight", weights[f"{name}.weight"].T))
    return graph.node("Add", product, graph.constant(f"{name}.bias", weights[f"{name}.bias"]))


def _normalized(graph: Graph, x: str, weights: Mapping[str, np.ndarray], name: str) -> str:
    return graph.node(
        "LayerNormalization",
        x,
        graph.constant(f"{name}.weight", weights[f"{name}.weight"]),
        graph.constant(f"{name}.bias", weights[f"{name}.bias"]),
        axis=-1,
        epsilon=float(CONFIG["layer_norm_eps"]),
    )


def _gelu(graph: Graph, x: str) -> str:
    inner = graph.node("Erf", graph.node("Div", x, graph.constant("root.2", np.sqrt(2))))
    half = graph.node("Mul", x, graph.constant("half", 0.5))
    return graph.node("Mul", half, graph.node("Add", inner, graph.constant("unit", 1.0)))
