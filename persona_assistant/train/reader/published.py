"""A published BERT out of its package, by the names its weights have in training.

Packages hold it as safetensors, under those names, or as an ONNX graph. A graph keeps the names of
what is added and looked up; a matrix has none, and is found by the bias that is added to what it
gives.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from persona_assistant.errors import ModelError

SAFETENSORS, GRAPH = "model/model.safetensors", "onnx/model.onnx"
"""Where packages hold the weights."""
TOKENIZER = "tokenizer.json"


def published_weights(package: Path) -> tuple[dict[str, np.ndarray], bytes]:
    """The weights as float32 arrays by their names, and the tokenizer's file. Raises ModelError."""
    from persona_assistant.weights.export.published import read_first

    path, content = read_first(package, (SAFETENSORS, GRAPH))
    weights = _of_graph(content) if path == GRAPH else _of_safetensors(content)
    if weights is None:
        raise ModelError(f"{path} of {package} is damaged; get it again")
    return weights, read_first(package, (TOKENIZER,))[1]


def _of_safetensors(content: bytes) -> dict[str, np.ndarray] | None:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        weights: dict[str, np.ndarray] = load(content)
    except SafetensorError:
        return None
    return weights


def _of_graph(content: bytes) -> dict[str, np.ndarray] | None:
    import onnx
    from google.protobuf.message import DecodeError
    from onnx import numpy_helper

    try:
        graph = onnx.load_from_string(content).graph
    except DecodeError:
        return None
    stored = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    factors = {each.output[0]: each.input for each in graph.node if each.op_type == "MatMul"}
    weights = dict(stored)
    for added in (each.input for each in graph.node if each.op_type == "Add"):
        biases = [each for each in added if each in stored and each.endswith(".bias")]
        products = [each for each in added if each in factors]
        for bias, product in zip(biases, products):
            for matrix in (stored[each] for each in factors[product] if each in stored):
                weights[f"{bias.removesuffix('bias')}weight"] = np.ascontiguousarray(matrix.T)
    return weights
