"""The networks of face-api as ONNX: the small detector, 68 landmarks, and the SSD detector.

Their weights are TensorFlow.js files; how the layers stand is written here. All take pixels of 0 to
255 and bring them into their range themselves.
"""

from __future__ import annotations

import numpy as np

from persona_assistant.weights.export.graph import Graph
from persona_assistant.weights.export.tfjs import Layers, Weight

DETECTOR_MEAN = (117.001, 114.697, 97.404)
LANDMARK_MEAN = (122.782, 117.001, 104.298)
ANCHORS = 5
_LEAK = 0.1
_NORM_EPSILON = 0.0010000000474974513
_SSD_SIZE, _SSD_BOXES = 512, 5118
_SSD_HALVING = (2, 4, 6, 12)
"""Blocks of MobileNet that halve the picture, beside the first convolution."""


def tiny_detector(weights: dict[str, Weight]) -> bytes:
    """Tiny YOLO v2 with separable convolutions.

    pixels (n, height, width, 3), both multiples of 32 -> grid (n, height/32, width/32, 25): for each
    of 5 anchors x, y, width, height and score, before sigmoid and exponential.
    """
    layers = Layers(weights)
    graph = layers.graph
    x = graph.normalized_pixels("pixels", DETECTOR_MEAN, 255)
    x = _leaky(layers, layers.conv(x, "conv0/filters", "conv0/bias"))
    for number in range(1, 6):
        x = _pool(layers, x, stride=2)
        x = _leaky(layers, layers.separable(x, f"conv{number}"))
    x = _pool(layers, x, stride=1)
    x = layers.conv(x, "conv8/filters", "conv8/bias")
    graph.node("Transpose", x, out="grid", perm=[0, 2, 3, 1])
    return graph.to_bytes(
        "tiny-face-detector",
        {"pixels": ("n", "height", "width", 3)},
        {"grid": ("n", "rows", "columns", 5 * ANCHORS)},
    )


def landmarks(weights: dict[str, Weight]) -> bytes:
    """Four dense blocks of separable convolutions.

    crops (n, 112, 112, 3) -> points (n, 68, 2): x and y as fractions of the crop.
    """
    layers = Layers(weights)
    graph = layers.graph
    x = graph.normalized_pixels("crops", LANDMARK_MEAN, 255)
    for number in range(4):
        x = _dense_block(layers, x, f"dense{number}", first=number == 0)
    x = graph.node("Flatten", graph.node("AveragePool", x, kernel_shape=[7, 7], strides=[2, 2]))
    x = graph.node("MatMul", x, layers["fc/weights"].add_to(graph, "fc/weights"))
    x = graph.node("Add", x, layers["fc/bias"].add_to(graph, "fc/bias"))
    graph.node("Reshape", x, graph.constant("pairs", [-1, 68, 2], np.int64), out="points")
    return graph.to_bytes(
        "face-landmarks-68", {"crops": ("n", 112, 112, 3)}, {"points": ("n", 68, 2)}
    )


def ssd_detector(weights: dict[str, Weight]) -> bytes:
    """MobileNet v1 with six layers of box predictors.

    pixels (n, 512, 512, 3) -> boxes (n, 5118, 5): left, top, right, bottom as fractions of the
    picture, and score.
    """
    layers = Layers(weights)
    graph = layers.graph
    x = graph.normalized_pixels("pixels", (127.5,) * 3, 127.5)
    x = _pointwise(layers, x, "MobilenetV1/Conv2d_0_pointwise", stride=2)
    features = []
    for number in range(1, 14):
        x = _normalized_depthwise(
            layers, x, f"MobilenetV1/Conv2d_{number}_depthwise", 2 if number in _SSD_HALVING else 1
        )
        x = _pointwise(layers, x, f"MobilenetV1/Conv2d_{number}_pointwise")
        if number in (11, 13):
            features.append(x)
    for number in range(8):
        stride = 1 + number % 2
        x = _pointwise(layers, x, f"Prediction/Conv2d_{number}_pointwise", stride=stride)
        if number % 2:
            features.append(x)
    codes = [_predicted(layers, each, n, "BoxEncoding", 4) for n, each in enumerate(features)]
    classes = [_predicted(layers, each, n, "Class", 3) for n, each in enumerate(features)]
    boxes = _decoded_boxes(layers, graph.node("Concat", *codes, axis=1))
    scores = graph.node("Sigmoid", graph.node("Concat", *classes, axis=1))
    score = _part(graph, scores, 1, 2)
    graph.node("Concat", boxes, score, out="boxes", axis=2)
    return graph.to_bytes(
        "ssd-mobilenet-v1-faces",
        {"pixels": ("n", _SSD_SIZE, _SSD_SIZE, 3)},
        {"boxes": ("n", _SSD_BOXES, 5)},
    )


# --- layers


def _leaky(layers: Layers, x: str) -> str:
    return layers.graph.node("LeakyRelu", x, alpha=_LEAK)


def _pool(layers: Layers, x: str, *, stride: int) -> str:
    return layers.graph.node(
        "MaxPool", x, kernel_shape=[2, 2], strides=[stride, stride], auto_pad="SAME_UPPER"
    )


def _dense_block(layers: Layers, x: str, name: str, *, first: bool) -> str:
    """Each of four convolutions sees the sum of those before it; the first one halves the
    picture."""
    graph = layers.graph
    if first:
        x = layers.conv(x, f"{name}/conv0/filters", f"{name}/conv0/bias", stride=2)
    else:
        x = layers.separable(x, f"{name}/conv0", stride=2)
    total = x = graph.node("Relu", x)
    for number in range(1, 4):
        total = graph.node("Add", total, layers.separable(x, f"{name}/conv{number}"))
        x = graph.node("Relu", total)
    return x


def _pointwise(layers: Layers, x: str, name: str, *, stride: int = 1) -> str:
    x = layers.conv(x, f"{name}/weights", f"{name}/convolution_bn_offset", stride=stride)
    return _clipped(layers, x)


def _normalized_depthwise(layers: Layers, x: str, name: str, stride: int) -> str:
    """A depthwise convolution and its batch normalisation in one."""
    graph = layers.graph
    gamma, beta, mean, variance = (
        layers[f"{name}/BatchNorm/{part}"].values
        for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    slope = gamma / np.sqrt(variance + _NORM_EPSILON)
    filters = layers[f"{name}/depthwise_weights"].transposed(2, 3, 0, 1)
    weight = graph.node(
        "Mul",
        filters.add_to(graph, f"{name}/depthwise_weights"),
        graph.constant(f"{name}/slope", slope.reshape(-1, 1, 1, 1)),
    )
    bias = graph.constant(f"{name}/shift", beta - mean * slope)
    return _clipped(layers, graph.conv(x, weight, bias, stride=stride, group=len(slope)))


def _clipped(layers: Layers, x: str) -> str:
    graph = layers.graph
    return graph.node("Clip", x, graph.constant("zero", 0.0), graph.constant("six", 6.0))


def _predicted(layers: Layers, x: str, number: int, kind: str, width: int) -> str:
    """What a predictor says of every anchor: (n, anchors, width)."""
    graph = layers.graph
    name = f"Prediction/BoxPredictor_{number}/{kind}Predictor"
    x = layers.conv(x, f"{name}/weights", f"{name}/biases")
    x = graph.node("Transpose", x, perm=[0, 2, 3, 1])
    rows = graph.constant(f"rows of {width}", [0, -1, width], np.int64)
    return graph.node("Reshape", x, rows)


def _decoded_boxes(layers: Layers, codes: str) -> str:
    """(n, anchors, 4): left, top, right, bottom. Codes and anchors have y before x."""
    graph = layers.graph
    anchors = layers["Output/extra_dim"].values.reshape(-1, 4)
    sizes = anchors[:, 2:] - anchors[:, :2]
    centers = anchors[:, :2] + sizes / 2
    moved = graph.node("Div", _part(graph, codes, 0, 2), graph.constant("ten", 10.0))
    moved = graph.node("Mul", moved, graph.constant("anchor sizes", sizes))
    center = graph.node("Add", moved, graph.constant("anchor centers", centers))
    grown = graph.node("Div", _part(graph, codes, 2, 4), graph.constant("five", 5.0))
    half = graph.node("Exp", grown)
    half = graph.node("Mul", half, graph.constant("half anchor sizes", sizes / 2))
    corners = graph.node(
        "Concat", graph.node("Sub", center, half), graph.node("Add", center, half), axis=2
    )
    swapped = graph.constant("x before y", [1, 0, 3, 2], np.int64)
    return graph.node("Gather", corners, swapped, axis=2)


def _part(graph: Graph, x: str, begin: int, end: int) -> str:
    """Numbers `begin` to `end` of the last of three axes."""
    places = [graph.constant(f"at {each}", [each], np.int64) for each in (begin, end, 2)]
    return graph.node("Slice", x, *places)
