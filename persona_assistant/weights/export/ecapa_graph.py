"""ECAPA-TDNN (Desplanques et al., arXiv 2005.07143) as an ONNX graph, written node by node.

Time stays the second axis and channels the last, so that every convolution is one matrix product
over all frames, which CPUs do fastest in eight bits. A wider kernel looks at shifted copies of its
input side by side. Nothing is fixed that a tracing exporter would fix, such as batch and length,
and torch is not needed: the weights come as numpy arrays under speechbrain's names.

Two rearrangements change the order of rounding and nothing else: a batch normalisation is one
multiplication and one addition, and the mean and deviation of a clip, which the attention sees in
all frames alike, are multiplied once.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_assistant.errors import ModelError

if TYPE_CHECKING:
    import onnx

INPUT, OUTPUT = "features", "embedding"
"""float32 (batch, time, mels) and (batch, dim); the embedding is not normalised."""
OPSET, IR_VERSION = 17, 10

_NORM_EPSILON = 1e-5
_POOLING_EPSILON = 1e-12
_END = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class EcapaConfig:
    """The architecture, as far as it differs between checkpoints."""

    mels: int
    channels: tuple[int, ...]
    kernels: tuple[int, ...]
    dilations: tuple[int, ...]
    scale: int
    """Groups of channels in a Res2Net block."""
    se_channels: int
    attention_channels: int
    global_context: bool
    """Whether the attention also sees the mean and the deviation of the whole clip."""
    dim: int

    @property
    def min_frames(self) -> int:
        """The shortest input: edges are padded with their reflection."""
        return 1 + max(
            kernel // 2 * dilation for kernel, dilation in zip(self.kernels, self.dilations)
        )

    @property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every weight by name."""
        shapes: dict[str, tuple[int, ...]] = {}

        def conv(name: str, into: int, out: int, kernel: int = 1) -> None:
            shapes.update({f"{name}.weight": (out, into, kernel), f"{name}.bias": (out,)})

        def norm(name: str, size: int) -> None:
            shapes.update({f"{name}.{part}": (size,) for part in _NORM})

        def tdnn(name: str, into: int, out: int, kernel: int = 1) -> None:
            conv(f"{name}.conv.conv", into, out, kernel)
            norm(f"{name}.norm.norm", out)

        channels, last = self.channels[:-1], self.channels[-1]
        tdnn("blocks.0", self.mels, channels[0], self.kernels[0])
        for number, (into, out) in enumerate(itertools.pairwise(channels), 1):
            block = f"blocks.{number}"
            tdnn(f"{block}.tdnn1", into, out)
            for step in range(self.scale - 1):
                part = out // self.scale
                tdnn(f"{block}.res2net_block.blocks.{step}", part, part, self.kernels[number])
            tdnn(f"{block}.tdnn2", out, out)
            conv(f"{block}.se_block.conv1.conv", out, self.se_channels)
            conv(f"{block}.se_block.conv2.conv", self.se_channels, out)
            if into != out:
                conv(f"{block}.shortcut.conv", into, out)
        tdnn("mfa", sum(channels[1:]), last, self.kernels[-1])
        tdnn("asp.tdnn", (3 if self.global_context else 1) * last, self.attention_channels)
        conv("asp.conv.conv", self.attention_channels, last)
        norm("asp_bn.norm", 2 * last)
        conv("fc.conv", 2 * last, self.dim)
        return shapes


_NORM = ("weight", "bias", "running_mean", "running_var")


def infer_config(
    weights: Mapping[str, np.ndarray], dilations: tuple[int, ...] | None = None
) -> EcapaConfig:
    """The architecture that `weights` belong to. `dilations`, of which weights say nothing, are the
    paper's (1, 2, 3, 4, 1) unless given.

    Raises ModelError for the weights of another network and for an unsupported variant.
    """
    try:
        blocks = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("blocks."))
        first = [name for name in weights if name.startswith("blocks.1.res2net_block.")]
        inner = [
            f"blocks.{each}.res2net_block.blocks.0.conv.conv.weight" for each in range(1, blocks)
        ]
        outer = [f"blocks.{each}.tdnn2.conv.conv.weight" for each in range(1, blocks)]
        begin, end = "blocks.0.conv.conv.weight", "mfa.conv.conv.weight"
        config = EcapaConfig(
            mels=weights[begin].shape[1],
            channels=tuple(len(weights[name]) for name in (begin, *outer, end)),
            kernels=tuple(weights[name].shape[2] for name in (begin, *inner, end)),
            dilations=dilations or (*range(1, blocks + 1), 1),
            scale=2
            + max(int(name.split(".")[4]) for name in first if name.split(".")[3] == "blocks"),
            se_channels=len(weights["blocks.1.se_block.conv1.conv.weight"]),
            attention_channels=len(weights["asp.tdnn.conv.conv.weight"]),
            global_context=weights["asp.tdnn.conv.conv.weight"].shape[1] > len(weights[end]),
            dim=len(weights["fc.conv.weight"]),
        )
    except (KeyError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise ModelError(
            f"the checkpoint holds no ECAPA-TDNN under speechbrain's names (at {error})"
        ) from None
    even = any(kernel % 2 == 0 for kernel in config.kernels)
    if even or len(config.dilations) != len(config.kernels):
        raise ModelError(
            f"kernels {config.kernels} with dilations {config.dilations} are not supported"
        )
    _require_all(weights, config)
    return config


def _require_all(weights: Mapping[str, np.ndarray], config: EcapaConfig) -> None:
    expected = config.weight_shapes
    if stray := sorted(weights.keys() ^ expected.keys()):
        what = "an unknown" if stray[0] in weights else "no"
        raise ModelError(
            f"this ECAPA-TDNN has {what} weight {stray[0]}; such a variant is not supported"
        )
    for name, shape in expected.items():
        if (actual := weights[name].shape) != shape:
            raise ModelError(
                f"the weight {name} is {actual}, not {shape}; such a variant is not supported"
            )
        if not np.isfinite(weights[name]).all():
            raise ModelError(
                f"the weight {name} holds infinite or undefined numbers; get the checkpoint again"
            )


def build_graph(weights: Mapping[str, np.ndarray], config: EcapaConfig) -> onnx.ModelProto:
    """The network as an ONNX model of float32, for any batch and any time from `config.min_frames`
    frames."""
    return _Writer(weights, config).model()


class _Writer:
    """Nodes in the order of computation; methods take and return the names of tensors."""

    def __init__(self, weights: Mapping[str, np.ndarray], config: EcapaConfig) -> None:
        from onnx import TensorProto, helper, numpy_helper

        self._helper, self._tensor = helper, numpy_helper.from_array
        self._value = partial(helper.make_tensor_value_info, elem_type=TensorProto.FLOAT)
        self._weights, self._config = weights, config
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        config = self._config
        x = self._tdnn(INPUT, "blocks.0", config.dilations[0])
        layers = []
        for number in range(1, len(config.channels) - 1):
            x = self._block(x, f"blocks.{number}", config.dilations[number])
            layers.append(x)
        x = layers[0] if len(layers) == 1 else self._node("Concat", *layers, axis=2)
        x = self._tdnn(x, "mfa", config.dilations[-1])
        pooled = self._norm(self._pooled(x), "asp_bn.norm")
        self._node("Identity", self._linear(pooled, "fc.conv"), out=OUTPUT)
        graph = self._helper.make_graph(
            self._nodes,
            "ecapa-tdnn",
            [self._value(INPUT, shape=["batch", "time", config.mels])],
            [self._value(OUTPUT, shape=["batch", config.dim])],
            list(self._constants.values()),
        )
        opset = [self._helper.make_opsetid("", OPSET)]
        return self._helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)

    # --- the network

    def _tdnn(self, x: str, name: str, dilation: int = 1) -> str:
        x = self._node("Relu", self._conv(x, f"{name}.conv.conv", dilation))
        return self._norm(x, f"{name}.norm.norm")

    def _block(self, x: str, name: str, dilation: int) -> str:
        shortcut = f"{name}.shortcut.conv"
        rest = self._linear(x, shortcut) if f"{shortcut}.weight" in self._weights else x
        x = self._tdnn(self._res2(self._tdnn(x, f"{name}.tdnn1"), name, dilation), f"{name}.tdnn2")
        squeezed = self._node("ReduceMean", x, axes=[1], keepdims=1)
        squeezed = self._node("Relu", self._linear(squeezed, f"{name}.se_block.conv1.conv"))
        gate = self._node("Sigmoid", self._linear(squeezed, f"{name}.se_block.conv2.conv"))
        return self._node("Add", self._node("Mul", x, gate), rest)

    def _res2(self, x: str, name: str, dilation: int) -> str:
        """The channels in `scale` parts: each is convolved after the result of the one before was
        added."""
        names = [f"{name}.part{each}" for each in range(self._config.scale)]
        self._nodes.append(
            self._helper.make_node("Split", [x], names, axis=2, name=f"{name}.split")
        )
        done = [names[0]]
        for step, part in enumerate(names[1:]):
            before = part if step == 0 else self._node("Add", part, done[-1])
            done.append(self._tdnn(before, f"{name}.res2net_block.blocks.{step}", dilation))
        return self._node("Concat", *done, axis=2)

    def _pooled(self, x: str) -> str:
        """Mean and standard deviation over the frames, weighted by attention: (batch, 2 *
        channels)."""
        channels = self._config.channels[-1]
        weight, bias = self._matrix("asp.tdnn.conv.conv")
        hidden = self._product(x, weight[:channels], bias, "asp.tdnn")
        if self._config.global_context:
            mean = self._node("ReduceMean", x, axes=[1], keepdims=1)
            context = self._node("Concat", mean, self._deviation(x, mean, None), axis=2)
            context = self._product(context, weight[channels:], None, "asp.tdnn.context")
            hidden = self._node("Add", hidden, context)
        hidden = self._node("Tanh", self._norm(self._node("Relu", hidden), "asp.tdnn.norm.norm"))
        attention = self._node("Softmax", self._linear(hidden, "asp.conv.conv"), axis=1)
        mean = self._sum(self._node("Mul", attention, x))
        pooled = self._node("Concat", mean, self._deviation(x, mean, attention), axis=2)
        return self._node("Squeeze", pooled, self._constant("frames", np.array([1])))

    def _deviation(self, x: str, mean: str, attention: str | None) -> str:
        difference = self._node("Sub", x, mean)
        square = self._node("Mul", difference, difference)
        if attention is None:
            variance = self._node("ReduceMean", square, axes=[1], keepdims=1)
        else:
            variance = self._sum(self._node("Mul", attention, square))
        least = self._constant("least variance", np.array(_POOLING_EPSILON, np.float32))
        return self._node("Sqrt", self._node("Max", variance, least))

    # --- layers

    def _conv(self, x: str, name: str, dilation: int) -> str:
        kernel = self._weights[f"{name}.weight"].shape[2]
        if kernel > 1:
            edge = kernel // 2 * dilation
            pads = self._constant(f"{edge} frames", np.array([0, edge, 0, 0, edge, 0]))
            padded = self._node("Pad", x, pads, mode="reflect")
            shifted = [self._shifted(padded, step * dilation, edge) for step in range(kernel)]
            x = self._node("Concat", *shifted, axis=2)
        return self._linear(x, name)

    def _shifted(self, padded: str, by: int, edge: int) -> str:
        last = by - 2 * edge or _END
        begin, end = (self._constant(f"at {place}", np.array([place])) for place in (by, last))
        return self._node("Slice", padded, begin, end, self._constant("frames", np.array([1])))

    def _linear(self, x: str, name: str) -> str:
        weight, bias = self._matrix(name)
        return self._product(x, weight, bias, name)

    def _matrix(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Weight (kernel * in, out), one kernel step below the other, and bias (out,)."""
        weight = self._weights[f"{name}.weight"]
        return weight.transpose(2, 1, 0).reshape(-1, len(weight)), self._weights[f"{name}.bias"]

    def _product(self, x: str, weight: np.ndarray, bias: np.ndarray | None, name: str) -> str:
        product = self._node("MatMul", x, self._constant(f"{name}.weight", weight), name=name)
        return (
            product
            if bias is None
            else self._node("Add", product, self._constant(f"{name}.bias", bias))
        )

    def _norm(self, x: str, name: str) -> str:
        gain, shift, mean, variance = (
            self._weights[f"{name}.{part}"].astype(np.float64) for part in _NORM
        )
        slope = gain / np.sqrt(variance + _NORM_EPSILON)
        shift = shift - mean * slope
        x = self._node("Mul", x, self._constant(f"{name}.slope", slope.astype(np.float32)))
        return self._node("Add", x, self._constant(f"{name}.shift", shift.astype(np.float32)))

    def _sum(self, x: str) -> str:
        return self._node("ReduceSum", x, self._constant("frames", np.array([1])), keepdims=1)

    def _constant(self, name: str, value: np.ndarray) -> str:
        if name not in self._constants:
            self._constants[name] = self._tensor(np.ascontiguousarray(value), name)
        return name

    def _node(
        self, kind: str, *inputs: str, out: str = "", name: str = "", **attributes: Any
    ) -> str:
        out = out or f"{kind}.{len(self._nodes)}"
        self._nodes.append(
            self._helper.make_node(kind, inputs, [out], name=name or out, **attributes)
        )
        return out
