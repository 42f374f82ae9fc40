"""The face networks as ONNX: a detector of face-api, MTCNN's last network, and MobileFaceNet.

The detector's weights are a TensorFlow.js file; how its layers stand is written here. The other two
are TensorFlow Lite files, which hold their layers. The detector keeps its eight bits, the others
have their weights in half precision.
"""

from __future__ import annotations

import numpy as np

from persona_assistant.weights.export import tfjs
from persona_assistant.weights.export.graph import Graph
from persona_assistant.weights.export.tflite import Converter

_DETECTOR_MEAN = (117.001, 114.697, 97.404)
_ANCHORS = 5
_LEAK = 0.1
_SWAPPED = [0, 3, 2, 1]
"""(n, height, width, channels) as (n, channels, width, height)."""


def detector(manifest: bytes, numbers: bytes) -> bytes:
    """Tiny YOLO v2 with separable convolutions.

    pixels (n, height, width, 3) of 0 to 255, both sides multiples of 32 -> grid (n, height/32,
    width/32, 25): for each of 5 anchors x, y, width, height and score, before sigmoid and
    exponential.
    """
    layers = tfjs.Layers(tfjs.read(manifest, numbers))
    graph = layers.graph
    x = graph.node("Sub", "pixels", graph.constant("mean", _DETECTOR_MEAN))
    x = graph.node("Div", x, graph.constant("divisor", 255.0))
    x = graph.node("Transpose", x, perm=[0, 3, 1, 2])
    x = _leaky(graph, layers.conv(x, "conv0/filters", "conv0/bias"))
    for number in range(1, 6):
        x = _leaky(graph, layers.separable(_pool(graph, x, stride=2), f"conv{number}"))
    x = layers.conv(_pool(graph, x, stride=1), "conv8/filters", "conv8/bias")
    graph.node("Transpose", x, out="grid", perm=[0, 2, 3, 1])
    return graph.to_bytes(
        "tiny-face-detector",
        {"pixels": ("n", "height", "width", 3)},
        {"grid": ("n", "rows", "columns", 5 * _ANCHORS)},
    )


def landmarks(content: bytes) -> bytes:
    """The output network of MTCNN: whether a crop is a face, and where it looks from.

    crops (n, 48, 48, 3) of 0 to 255 -> faces (n, 15): score; by how many widths and heights of the
    crop the face's left, top, right and bottom lie beside the crop's; then the x of both eyes, nose
    and both corners of the mouth as fractions of the crop, then their y.
    """
    graph = Graph()
    x = graph.node("Sub", "crops", graph.constant("mean", 127.5))
    x = graph.node("Div", x, graph.constant("divisor", 128.0))
    # It was trained on pictures whose rows and columns are swapped.
    x = graph.node("Transpose", x, perm=_SWAPPED)
    classes, *rest = Converter(content, graph, x).outputs()
    one, end, axis = (
        graph.constant(name, [value], np.int64)
        for name, value in (("face", 1), ("classes", 2), ("class axis", 1))
    )
    score = graph.node("Slice", classes, one, end, axis)
    graph.node("Concat", score, *rest, out="faces", axis=1)
    return graph.to_bytes("mtcnn-output", {"crops": ("n", 48, 48, 3)}, {"faces": ("n", 15)})


def mobilefacenet(content: bytes) -> bytes:
    """chips (n, 112, 112, 3), RGB as (value - 127.5) / 128 -> vectors (n, 192) of length 1."""
    graph = Graph()
    x = graph.node("Transpose", "chips", perm=[0, 3, 1, 2])
    [vectors] = Converter(content, graph, x).outputs()
    graph.node("LpNormalization", vectors, out="vectors", axis=1, p=2)
    return graph.to_bytes("mobilefacenet", {"chips": ("n", 112, 112, 3)}, {"vectors": ("n", 192)})


def _leaky(graph: Graph, x: str) -> str:
    return graph.node("LeakyRelu", x, alpha=_LEAK)


def _pool(graph: Graph, x: str, *, stride: int) -> str:
    return graph.node(
        "MaxPool", x, kernel_shape=[2, 2], strides=[stride, stride], auto_pad="SAME_UPPER"
    )
