"""TensorFlow Lite networks as ONNX: those of convolutions, PReLU, pooling and dense layers.

The file is a FlatBuffer; the places of its fields are those of TensorFlow Lite's schema (version
3). Inside the ONNX graph pictures have their channels first, which ONNX Runtime computes faster;
weights are turned to match. The number of rows, and where the layers allow it the size of the
pictures, stays free.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from persona_assistant.errors import ModelError
from persona_assistant.weights.export.graph import Graph

ADD, CONV, DEPTHWISE, DENSE, MAX_POOL, MUL, RELU, RESHAPE = 0, 3, 4, 9, 17, 18, 19, 22
SUB, DIV, EXP, NEG, SUM, MAX, ABS = 41, 42, 47, 59, 74, 82, 101
_ELEMENTWISE = {ADD: "Add", SUB: "Sub", MUL: "Mul", DIV: "Div"}
_UNARY = {RELU: "Relu", NEG: "Neg", ABS: "Abs", EXP: "Exp"}
_NUMBERS: dict[int, Any] = {0: np.dtype("<f4"), 2: np.dtype("<i4")}
_CHANNELS_FIRST = {0: 0, 1: 2, 2: 3, 3: 1}
"""Where an axis of (n, height, width, channels) stands."""


# --- the file


class Table:
    """One table of a FlatBuffer: fields by their number in the schema."""

    def __init__(self, content: bytes, position: int) -> None:
        from flatbuffers.table import Table as FlatTable

        self._table = FlatTable(content, position)

    def number(self, field: int, kind: str, default: int = 0) -> int:
        place = self._table.Offset(4 + 2 * field)
        if not place:
            return default
        return int(struct.unpack_from("<" + kind, self._table.Bytes, self._table.Pos + place)[0])

    def table(self, field: int) -> Table:
        place = self._table.Offset(4 + 2 * field)
        return Table(self._table.Bytes, self._table.Indirect(self._table.Pos + place))

    def tables(self, field: int) -> list[Table]:
        begin, length = self._vector(field)
        return [
            Table(self._table.Bytes, self._table.Indirect(begin + 4 * each))
            for each in range(length)
        ]

    def array(self, field: int, dtype: Any) -> np.ndarray:
        begin, length = self._vector(field)
        return np.frombuffer(self._table.Bytes, dtype, length, begin)

    def _vector(self, field: int) -> tuple[int, int]:
        place = self._table.Offset(4 + 2 * field)
        return (self._table.Vector(place), self._table.VectorLen(place)) if place else (0, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One operator."""

    code: int
    inputs: tuple[int, ...]
    output: int
    options: Table | None


class Network:
    """What a file holds: tensors by number, and the steps between them."""

    def __init__(self, content: bytes) -> None:
        """Raises ModelError for bytes that are no network of TensorFlow Lite."""
        if content[4:8] != b"TFL3":
            raise ModelError("this is no network of TensorFlow Lite; get the package again")
        self._model = Table(content, struct.unpack_from("<I", content)[0])
        self._graph = self._model.tables(2)[0]
        self._tensors = self._graph.tables(0)
        self.inputs, self.outputs = ([int(n) for n in self._graph.array(f, "<i4")] for f in (1, 2))

    def shape(self, number: int) -> tuple[int, ...]:
        return tuple(int(axis) for axis in self._tensors[number].array(0, "<i4"))

    def constant(self, number: int) -> np.ndarray | None:
        """The numbers that the file gives a tensor; None for one that is computed."""
        tensor = self._tensors[number]
        kept = self._buffers[tensor.number(2, "I")].array(0, np.uint8)
        if not len(kept):
            return None
        dtype = _NUMBERS.get(tensor.number(1, "b"))
        if dtype is None:
            raise ModelError("numbers of this network are of a type that is not converted")
        numbers: np.ndarray = kept.view(dtype).reshape(self.shape(number))
        return numbers

    @cached_property
    def _buffers(self) -> list[Table]:
        return self._model.tables(4)

    @cached_property
    def steps(self) -> list[Step]:
        codes = [max(each.number(0, "b"), each.number(3, "i")) for each in self._model.tables(1)]
        return [
            Step(
                codes[step.number(0, "I")],
                tuple(int(n) for n in step.array(1, "<i4")),
                int(step.array(2, "<i4")[0]),
                step.table(4) if step.number(3, "B") else None,
            )
            for step in self._graph.tables(3)
        ]


# --- the network


class Converter:
    """Adds a network's steps to a graph, weights in half precision."""

    def __init__(self, content: bytes, graph: Graph, first: str) -> None:
        """`first` is the tensor that stands for the network's input, channels first."""
        self._network, self._graph = Network(content), graph
        self._names = {self._network.inputs[0]: first}
        self._made = {step.output: step for step in self._network.steps}

    def outputs(self) -> list[str]:
        """The names of the network's outputs, channels first, in the file's order."""
        return [self._name(number) for number in self._network.outputs]

    def _name(self, number: int) -> str:
        """Computes a tensor once all that it rests on is there."""
        pending = [number]
        while pending:
            now = pending[-1]
            step = self._made.get(now)
            if now in self._names or step is None:
                pending.pop()
                continue
            slope = self._prelu(step)
            wanted = [slope[0]] if slope else self._computed(step)
            missing = [each for each in wanted if each not in self._names]
            if missing:
                pending += missing
                continue
            self._names[now] = self._rectified(now, *slope) if slope else self._node(step)
        return self._names[number]

    def _computed(self, step: Step) -> list[int]:
        return [each for each in step.inputs if self._network.constant(each) is None]

    def _node(self, step: Step) -> str:
        if step.code in (CONV, DEPTHWISE):
            return self._conv(step)
        if step.code == DENSE:
            return self._dense(step)
        if step.code == MAX_POOL:
            return self._pool(step)
        if step.code in _ELEMENTWISE:
            _require_plain(step, 0)
            return self._graph.node(_ELEMENTWISE[step.code], *map(self._operand(step), step.inputs))
        if step.code in _UNARY:
            return self._graph.node(_UNARY[step.code], self._names[step.inputs[0]])
        if step.code in (MAX, SUM):
            return self._reduced(step)
        if step.code == RESHAPE and self._network.shape(step.inputs[0])[1:3] == (1, 1):
            return self._graph.node("Flatten", self._names[step.inputs[0]])
        raise ModelError(f"TensorFlow Lite's operator {step.code} is not converted")

    def _operand(self, step: Step) -> Any:
        rank = max(len(self._network.shape(each)) for each in step.inputs)

        def name(number: int) -> str:
            value = self._network.constant(number)
            if value is None:
                return self._names[number]
            spread = value.reshape(-1, 1, 1) if rank == 4 and value.ndim == 1 else value
            return self._graph.half(f"constant.{number}", spread)

        return name

    # --- layers

    def _conv(self, step: Step) -> str:
        options = _options(step)
        weight, bias = self._weights(step)
        depthwise = step.code == DEPTHWISE
        _require_plain(step, 4 if depthwise else 3)
        turned = weight.transpose(3, 0, 1, 2) if depthwise else weight.transpose(0, 3, 1, 2)
        return self._graph.node(
            "Conv",
            self._names[step.inputs[0]],
            self._graph.half(f"weight.{step.output}", turned),
            self._graph.constant(f"bias.{step.output}", bias),
            auto_pad=_padding(options),
            strides=[options.number(2, "i", 1), options.number(1, "i", 1)],
            group=len(turned) if depthwise else 1,
        )

    def _dense(self, step: Step) -> str:
        _require_plain(step, 0)
        weight, bias = self._weights(step)
        x, shape = self._names[step.inputs[0]], self._network.shape(step.inputs[0])
        if len(shape) == 4:
            weight = weight.reshape(-1, *shape[1:]).transpose(0, 3, 1, 2).reshape(len(weight), -1)
            x = self._graph.node("Flatten", x)
        return self._graph.node(
            "Gemm",
            x,
            self._graph.half(f"weight.{step.output}", weight),
            self._graph.constant(f"bias.{step.output}", bias),
            transB=1,
        )

    def _pool(self, step: Step) -> str:
        options = _options(step)
        _require_plain(step, 5)
        return self._graph.node(
            "MaxPool",
            self._names[step.inputs[0]],
            auto_pad=_padding(options),
            kernel_shape=[options.number(4, "i"), options.number(3, "i")],
            strides=[options.number(2, "i", 1), options.number(1, "i", 1)],
        )

    def _reduced(self, step: Step) -> str:
        x, rank = self._names[step.inputs[0]], len(self._network.shape(step.inputs[0]))
        over = self._network.constant(step.inputs[1])
        if over is None:
            raise ModelError("what this network sums up is computed: not converted")
        axes = [int(axis) % rank for axis in over.reshape(-1)]
        axes = [_CHANNELS_FIRST[axis] if rank == 4 else axis for axis in axes]
        if step.code == MAX:
            return self._graph.node("ReduceMax", x, axes=axes, keepdims=1)
        kept = self._graph.constant(f"axes.{step.output}", axes, np.int64)
        return self._graph.node("ReduceSum", x, kept, keepdims=1)

    def _weights(self, step: Step) -> tuple[np.ndarray, np.ndarray]:
        weight, bias = (self._network.constant(each) for each in step.inputs[1:3])
        if weight is None or bias is None:
            raise ModelError("a layer of this network has no weights of its own: not converted")
        return weight, bias

    # --- PReLU, which the file spells out

    def _prelu(self, step: Step) -> tuple[int, np.ndarray] | None:
        """x and the slope for x < 0, where the step ends relu(x) + slope * x for x < 0.

        It is spelled relu(x) + a (x - |x|), of slope 2a, or relu(x) + a (-relu(-x)), of slope a.
        """
        before = [made for each in step.inputs if (made := self._made.get(each))]
        positive = next((each for each in before if each.code == RELU), None)
        product = next((each for each in before if each.code == MUL), None)
        if step.code != ADD or positive is None or product is None:
            return None
        x = positive.inputs[0]
        slopes = [self._network.constant(each) for each in product.inputs]
        slope = next((each for each in slopes if each is not None), None)
        rest = next((self._made[n] for n in self._computed(product) if n in self._made), None)
        if slope is None or rest is None:
            return None
        if rest.code == SUB and rest.inputs[0] == x and self._chain(rest.inputs[1]) == ([ABS], x):
            return x, 2 * slope
        if rest.code == NEG and self._chain(rest.output) == ([NEG, RELU, NEG], x):
            return x, slope
        return None

    def _chain(self, number: int) -> tuple[list[int], int]:
        """The steps of one input before a tensor, the last one first, and where they begin."""
        codes = []
        while (step := self._made.get(number)) and step.code in (ABS, NEG, RELU):
            codes.append(step.code)
            number = step.inputs[0]
        return codes, number

    def _rectified(self, output: int, x: int, slope: np.ndarray) -> str:
        """relu(x) + slope (x - relu(x)): ONNX Runtime takes longer for its own PRelu."""
        shape = (-1, 1, 1) if len(self._network.shape(x)) == 4 else (-1,)
        slopes = self._graph.half(f"slope.{output}", slope.reshape(shape))
        positive = self._graph.node("Relu", self._names[x])
        negative = self._graph.node("Sub", self._names[x], positive)
        return self._graph.node("Add", positive, self._graph.node("Mul", negative, slopes))


def _options(step: Step) -> Table:
    if step.options is None:
        raise ModelError("a layer of this network does not say how it is computed")
    return step.options


def _padding(options: Table) -> str:
    return "VALID" if options.number(0, "b") else "SAME_UPPER"


def _require_plain(step: Step, field: int) -> None:
    """Raises ModelError for an activation inside another step, which is not converted."""
    if step.options is not None and step.options.number(field, "b"):
        raise ModelError(f"operator {step.code} with an activation of its own is not converted")
