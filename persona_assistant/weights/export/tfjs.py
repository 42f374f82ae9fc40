"""TensorFlow.js weights: a manifest that names and describes them, and a file of their numbers.

Most are stored in eight bits as `levels * scale + min`. They stay so in the networks that are made
of them; only the small ones, such as biases, become single precision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from persona_assistant import json_documents
from persona_assistant.errors import ModelError
from persona_assistant.weights.export.graph import Graph


@dataclass(frozen=True, slots=True)
class Weight:
    stored: np.ndarray
    """uint8 levels, or the numbers themselves."""
    scale: float | None
    offset: float

    @property
    def values(self) -> np.ndarray:
        """In double precision, as TensorFlow.js computes them."""
        numbers = self.stored.astype(np.float64)
        return numbers if self.scale is None else numbers * self.scale + self.offset

    def transposed(self, *axes: int) -> Weight:
        return Weight(self.stored.transpose(axes), self.scale, self.offset)

    def add_to(self, graph: Graph, name: str) -> str:
        """The weight as a tensor of the graph, in as few bytes as it was published in."""
        if self.scale is None or self.stored.ndim < 2:
            return graph.constant(name, self.values)
        return graph.eight_bits(name, self.stored, self.scale, self.offset)


def read(manifest: bytes, numbers: bytes) -> dict[str, Weight]:
    """The weights by name. Raises ModelError for files that do not belong together."""
    weights, position = {}, 0
    try:
        for entry in (
            each for group in json_documents.loads(manifest) for each in group["weights"]
        ):
            weight = _weight(entry, numbers, position)
            weights[str(entry["name"])] = weight
            position += weight.stored.nbytes
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"these are no weights of TensorFlow.js ({error}); get the package again"
        ) from None
    if position != len(numbers):
        raise ModelError(
            f"the weights take {position:,} bytes and the file has {len(numbers):,}; get the"
            " package again"
        )
    return weights


def _weight(entry: dict[str, Any], numbers: bytes, position: int) -> Weight:
    packing = entry.get("quantization")
    dtype = np.dtype(packing["dtype"] if packing else entry["dtype"]).newbyteorder("<")
    shape = entry["shape"]
    stored = np.frombuffer(numbers, dtype, math.prod(shape), position).reshape(shape)
    if packing is None:
        return Weight(stored, None, 0.0)
    return Weight(stored, float(packing["scale"]), float(packing["min"]))


class Layers:
    """Convolutions over TensorFlow.js weights: height, width, channels in, channels out."""

    def __init__(self, weights: dict[str, Weight]) -> None:
        self.graph = Graph()
        self._weights = weights

    def __getitem__(self, name: str) -> Weight:
        try:
            return self._weights[name]
        except KeyError:
            raise ModelError(
                f"the network lacks its weight {name}; get the package again"
            ) from None

    def conv(self, x: str, filters: str, bias: str, *, stride: int = 1) -> str:
        weight = self[filters].transposed(3, 2, 0, 1).add_to(self.graph, filters)
        return self.graph.conv(x, weight, self[bias].add_to(self.graph, bias), stride=stride)

    def depthwise(self, x: str, filters: str, *, stride: int = 1) -> str:
        weight = self[filters].transposed(2, 3, 0, 1)
        channels = len(weight.stored)
        return self.graph.conv(x, weight.add_to(self.graph, filters), stride=stride, group=channels)

    def separable(self, x: str, name: str, *, stride: int = 1) -> str:
        x = self.depthwise(x, f"{name}/depthwise_filter", stride=stride)
        return self.conv(x, f"{name}/pointwise_filter", f"{name}/bias")
