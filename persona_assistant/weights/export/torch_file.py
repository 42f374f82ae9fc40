"""Tensors of a torch checkpoint in the old format, read without torch and without running it.

Such a file is a row of pickles: a magic number, a version, facts about the machine, the checkpoint,
and the names of its storages; the storages follow as raw numbers. The pickle may name what makes
tensors and nothing else.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from persona_assistant.errors import ModelError

MAGIC = 0x1950A86A20F9469CFC6C
_DTYPES = {
    "FloatStorage": np.dtype("<f4"),
    "DoubleStorage": np.dtype("<f8"),
    "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"),
    "IntStorage": np.dtype("<i4"),
}


@dataclass(slots=True)
class _Storage:
    dtype: np.dtype[Any]
    numbers: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    """In numbers."""

    def array(self) -> np.ndarray:
        numbers, size = self.storage.numbers, self.storage.dtype.itemsize
        reach = self.offset + 1 + sum((n - 1) * s for n, s in zip(self.shape, self.strides))
        if (
            numbers is None
            or min(self.offset, *self.strides, *self.shape) < 0
            or reach > len(numbers)
        ):
            raise ModelError("a tensor of the checkpoint lies outside its numbers; get it again")
        strides = [each * size for each in self.strides]
        view = np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, strides)
        return view.copy()


def read(content: bytes) -> Any:
    """The checkpoint, with an array in place of every tensor. Raises ModelError."""
    file = io.BytesIO(content)
    try:
        if pickle.Unpickler.load(_Reader(file)) != MAGIC:
            raise ModelError("this is no torch checkpoint in the old format; get the package again")
        _Reader(file).load()
        _Reader(file).load()
        reader = _Reader(file)
        checkpoint = reader.load()
        for key in _Reader(file).load():
            reader.storages[key].numbers = _numbers(file, reader.storages[key].dtype)
    except (pickle.UnpicklingError, EOFError, ValueError, KeyError, TypeError, IndexError) as error:
        raise ModelError(
            f"the torch checkpoint is cut off or damaged ({error}); get the package again"
        ) from None
    return _with_arrays(checkpoint)


def _numbers(file: BinaryIO, dtype: np.dtype[Any]) -> np.ndarray:
    count = int.from_bytes(file.read(8), "little")
    return np.frombuffer(file.read(count * dtype.itemsize), dtype, count)


def _with_arrays(value: Any) -> Any:
    if isinstance(value, _Tensor):
        return value.array()
    if isinstance(value, dict):
        return {key: _with_arrays(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_with_arrays(each) for each in value)
    return value


class _Reader(pickle.Unpickler):
    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        raise pickle.UnpicklingError(f"it names {module}.{name}, which is not run")

    def persistent_load(self, pid: Any) -> _Storage:
        _, dtype, key, *_ = pid
        return self.storages.setdefault(key, _Storage(dtype))


def _tensor(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)
