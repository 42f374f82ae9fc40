"""Small TensorFlow Lite files, written field by field as its schema (version 3) has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flatbuffers
import numpy as np

from persona_assistant.weights.export import tflite

_TYPES = {np.dtype(np.float32): 0, np.dtype(np.int32): 2}
_OPTIONS = {  # the union's number, and fields of a kind
    tflite.CONV: (1, {"padding": 0, "stride": (1, 2), "activation": 3}),
    tflite.DEPTHWISE: (2, {"padding": 0, "stride": (1, 2), "activation": 4}),
    tflite.MAX_POOL: (5, {"padding": 0, "stride": (1, 2), "size": (3, 4)}),
    tflite.DENSE: (8, {"activation": 0}),
}
SAME, VALID = 0, 1


class TinyNetwork:
    """Steps are added in order; tensors are numbers."""

    def __init__(self, *shape: int) -> None:
        self._tensors: list[tuple[tuple[int, ...], np.ndarray | None]] = [(shape, None)]
        self._steps: list[tuple[int, list[int], int, dict[str, int]]] = []
        self.input = 0

    def constant(self, value: Any) -> int:
        array = np.asarray(value)
        self._tensors.append((array.shape, array))
        return len(self._tensors) - 1

    def step(self, code: int, inputs: Sequence[Any], shape: Sequence[int], **options: int) -> int:
        """Arrays among the inputs become constants. `shape` is the output's, with one row."""
        numbers = [self.constant(x) if isinstance(x, np.ndarray) else x for x in inputs]
        self._tensors.append((tuple(shape), None))
        self._steps.append((code, numbers, len(self._tensors) - 1, options))
        return len(self._tensors) - 1

    def shape(self, tensor: int) -> tuple[int, ...]:
        return self._tensors[tensor][0]

    def to_bytes(self, *outputs: int) -> bytes:
        b = flatbuffers.Builder(1 << 16)
        codes = sorted({step[0] for step in self._steps})
        tensors, buffers = [], [_table(b, 1, {})]
        for shape, value in self._tensors:
            number = 0
            if value is not None:
                number = len(buffers)
                content = b.CreateNumpyVector(np.frombuffer(value.tobytes(), np.uint8))
                buffers.append(_table(b, 1, {0: ("offset", content)}))
            kind = _TYPES[value.dtype] if value is not None else 0
            fields = {0: ("offset", _numbers(b, shape)), 1: ("i8", kind), 2: ("u32", number)}
            tensors.append(_table(b, 4, fields))
        operators = [self._operator(b, codes, *step) for step in self._steps]
        graph = _table(
            b,
            5,
            {
                0: ("offset", _tables(b, tensors)),
                1: ("offset", _numbers(b, [self.input])),
                2: ("offset", _numbers(b, outputs)),
                3: ("offset", _tables(b, operators)),
            },
        )
        listed = [_table(b, 4, {0: ("i8", code), 3: ("i32", code)}) for code in codes]
        model = _table(
            b,
            5,
            {
                0: ("u32", 3),
                1: ("offset", _tables(b, listed)),
                2: ("offset", _tables(b, [graph])),
                4: ("offset", _tables(b, buffers)),
            },
        )
        b.Finish(model, file_identifier=b"TFL3")
        return bytes(b.Output())

    @staticmethod
    def _operator(
        b: Any, codes: list[int], code: int, inputs: list[int], output: int, options: dict[str, int]
    ) -> int:
        union, places = _OPTIONS.get(code, (0, {}))
        fields = {0: ("u32", codes.index(code))}
        if union:
            given: dict[int, tuple[str, int]] = {}
            for name, value in options.items():
                place = places[name]
                for each in place if isinstance(place, tuple) else (place,):
                    given[each] = ("i32" if isinstance(place, tuple) else "i8", value)
            told = _table(b, 6, given)
            fields |= {3: ("u8", union), 4: ("offset", told)}
        fields |= {1: ("offset", _numbers(b, inputs)), 2: ("offset", _numbers(b, [output]))}
        return _table(b, 5, fields)


def _table(b: Any, count: int, fields: dict[int, tuple[str, int]]) -> int:
    add = {
        "offset": b.PrependUOffsetTRelativeSlot,
        "i8": b.PrependInt8Slot,
        "u8": b.PrependUint8Slot,
        "i32": b.PrependInt32Slot,
        "u32": b.PrependUint32Slot,
    }
    b.StartObject(count)
    for place, (kind, value) in fields.items():
        add[kind](place, value, 0)
    return int(b.EndObject())


def _numbers(b: Any, values: Sequence[int]) -> int:
    return int(b.CreateNumpyVector(np.asarray(values, np.int32)))


def _tables(b: Any, offsets: list[int]) -> int:
    b.StartVector(4, len(offsets), 4)
    for each in reversed(offsets):
        b.PrependUOffsetTRelative(each)
    return int(b.EndVector())
