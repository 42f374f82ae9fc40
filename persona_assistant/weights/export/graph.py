"""An ONNX graph written node by node, as small and exact as the weights it is made of.

Weights are stored as they were published: half precision as half precision, eight bits with their
scale as eight bits. The graph begins with the steps that make single precision of them, which ONNX
Runtime computes once, when it loads the file. Equal weights give equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import onnx

OPSET, IR_VERSION = 17, 9
PRODUCER = "persona-assistant"
RUNTIME_OPS = "com.microsoft"
"""The domain of what ONNX Runtime computes beside the standard's operators."""

Shape = Sequence[int | str]
"""An axis of any length has a name."""


class Graph:
    """Methods take and return the names of tensors."""

    def __init__(self) -> None:
        from onnx import TensorProto, helper, numpy_helper

        self._helper, self._tensor, self._float = helper, numpy_helper.from_array, TensorProto.FLOAT
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def node(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        out = out or f"{kind}.{len(self._nodes)}"
        self.split(kind, *inputs, outs=[out], **attributes)
        return out

    def split(self, kind: str, *inputs: str, outs: Sequence[str], **attributes: Any) -> None:
        """A node of several outputs; "" for one that nobody needs."""
        name = next(out for out in outs if out)
        self._nodes.append(self._helper.make_node(kind, inputs, outs, name=name, **attributes))

    # --- constants

    def constant(self, name: str, value: Any, dtype: Any = np.float32) -> str:
        if name not in self._constants:
            array = np.ascontiguousarray(np.asarray(value, dtype))
            # ascontiguousarray gives a number of no axis one.
            self._constants[name] = self._tensor(array.reshape(np.shape(value)), name)
        return name

    def half(self, name: str, value: np.ndarray) -> str:
        """Kept in half precision."""
        stored = self.constant(f"{name}.half", value, np.float16)
        return self.node("Cast", stored, out=name, to=self._float)

    def eight_bits(self, name: str, levels: np.ndarray, scale: float, offset: float) -> str:
        """`levels * scale + offset`, kept as uint8."""
        stored = self.constant(f"{name}.levels", levels, np.uint8)
        value = self.node("Cast", stored, to=self._float)
        value = self.node("Mul", value, self.constant(f"{name}.scale", scale))
        return self.node("Add", value, self.constant(f"{name}.offset", offset), out=name)

    # --- layers

    def conv(self, x: str, weight: str, bias: str = "", *, stride: int = 1, group: int = 1) -> str:
        """ "Same" padding, as TensorFlow counts it: the odd one goes below and to the right."""
        inputs = [x, weight, *([bias] if bias else [])]
        return self.node(
            "Conv", *inputs, auto_pad="SAME_UPPER", strides=[stride, stride], group=group
        )

    # --- the file

    def to_bytes(
        self,
        name: str,
        inputs: Mapping[str, Shape],
        outputs: Mapping[str, Shape],
        *,
        integers: Sequence[str] = (),
    ) -> bytes:
        """The checked model in a file's bytes. Inputs and outputs are float32, but for those named
        as `integers`, which are int64."""
        import onnx

        def values(given: Mapping[str, Shape]) -> list[onnx.ValueInfoProto]:
            value = self._helper.make_tensor_value_info
            kinds = dict.fromkeys(integers, onnx.TensorProto.INT64)
            return [
                value(each, kinds.get(each, self._float), list(shape))
                for each, shape in given.items()
            ]

        graph = self._helper.make_graph(
            self._nodes, name, values(inputs), values(outputs), list(self._constants.values())
        )
        model = self._helper.make_model(
            graph,
            opset_imports=[self._helper.make_opsetid(*each) for each in self._opsets()],
            ir_version=IR_VERSION,
            producer_name=PRODUCER,
        )
        onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def _opsets(self) -> list[tuple[str, int]]:
        used = {node.domain for node in self._nodes}
        return [("", OPSET), *((domain, 1) for domain in sorted(used - {""}))]
