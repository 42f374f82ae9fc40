"""One neural network in a file, ready to run: arrays in, an array out.

The file is data: what its inputs and outputs are called, and of what shape they are, is read from
it and assumed nowhere. It runs on the processor, offline and quietly; whatever is wrong with it
becomes one line that names it. The first session loads ONNX Runtime; importing this module does
not.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import ModelError
from persona_assistant.telemetry import import_onnxruntime

_FATAL = 4
"""Severity from which ONNX Runtime may print by itself; the rest arrives as exceptions."""
_SPIN = "50"
"""Microseconds."""
_EXTERNAL_DATA = b"\x0a\x08location\x12"
"""How a tensor begins whose numbers are in another file."""
_DTYPES: dict[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """What an input or an output is called and shaped like."""

    name: str
    dtype: np.dtype[Any] | None
    """None for a type that no encoder has."""
    shape: tuple[int | None, ...]
    """None for an axis of any length; () when the file says nothing."""

    @property
    def rank(self) -> int:
        return len(self.shape)


class OnnxSession:
    """See the module's idea. May be run by several threads at once; equal inputs give equal
    outputs."""

    def __init__(self, path: Path | str, *, threads: int | None = None) -> None:
        """`threads` that one run may use; None leaves it to ONNX Runtime, which takes one a core.

        Raises ModelError when the file is missing or no model that ONNX Runtime can run.
        """
        self.path = Path(path)
        if not self.path.is_file():
            raise ModelError(
                f"{self.path} is missing; pull or export the model it belongs to again"
            )
        if _holds(self.path, _EXTERNAL_DATA):
            raise ModelError(
                f"{self.path} keeps numbers in another file, which its hash does not cover; use a "
                "model that is one file"
            )
        runtime = _runtime()
        options = runtime.SessionOptions()
        options.log_severity_level = _FATAL
        options.intra_op_num_threads = threads or 0
        options.inter_op_num_threads = 1
        # Threads wait for each other by keeping their core busy: without it every step of a network
        # would cost a wake-up, and for longer it would take the core from others, above all once a
        # run is over.
        options.add_session_config_entry("session.intra_op.spin_duration_us", _SPIN)
        options.add_session_config_entry("session.force_spinning_stop", "1")
        try:
            self._session = runtime.InferenceSession(
                str(self.path), options, providers=["CPUExecutionProvider"]
            )
        except _runtime_errors() as error:
            raise ModelError(
                f"{self.path} is no ONNX model that can be run ({_summary(error)}); pull or export "
                "it again"
            ) from error
        self.input_specs: dict[str, TensorSpec] = {
            each.name: _spec(each) for each in self._session.get_inputs()
        }
        self.output_specs: dict[str, TensorSpec] = {
            each.name: _spec(each) for each in self._session.get_outputs()
        }

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names, in the file's order."""
        return tuple(self.input_specs)

    @property
    def outputs(self) -> tuple[str, ...]:
        return tuple(self.output_specs)

    def run(
        self, *arrays: NDArray[Any], output: str | None = None, **named: NDArray[Any]
    ) -> NDArray[Any]:
        """One output (None: the first) for inputs in the file's order, or by name.

        Inputs become the number type that the file asks for. Raises ModelError when it does not
        take them.
        """
        given = {**dict(zip(self.input_specs, arrays)), **named}
        if len(arrays) > len(self.input_specs) or given.keys() != self.input_specs.keys():
            raise ModelError(
                f"{self.path} takes {', '.join(self.input_specs)}, which is not what this encoder "
                "has to give; use a model of the kind that was asked for"
            )
        feed = {
            name: np.ascontiguousarray(array, dtype=self.input_specs[name].dtype)
            for name, array in given.items()
        }
        try:
            computed: NDArray[Any] = self._session.run([output or self.outputs[0]], feed)[0]
        except _runtime_errors() as error:
            raise ModelError(
                f"{self.path} cannot be run on what this encoder gives it ({_summary(error)}); "
                "use a model of the kind that was asked for"
            ) from error
        return computed


def normalized(rows: NDArray[Any], path: Path) -> NDArray[Any]:
    """Rows (n, d) scaled to length 1. Raises ModelError, naming their file, for what has no
    length."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise ModelError(f"{path} computes no numbers; pull or export it again")
    scaled: NDArray[Any] = rows / lengths
    return scaled


def _holds(path: Path, words: bytes) -> bool:
    import mmap

    with open(path, "rb") as file:
        if not path.stat().st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(words) >= 0


def _spec(node: Any) -> TensorSpec:
    shape = tuple(axis if isinstance(axis, int) and axis > 0 else None for axis in node.shape or ())
    dtype = _DTYPES.get(node.type)
    return TensorSpec(node.name, None if dtype is None else np.dtype(dtype), shape)


def _runtime() -> Any:
    onnxruntime = import_onnxruntime()
    onnxruntime.set_default_logger_severity(_FATAL)
    return onnxruntime


def _runtime_errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises: its own classes, which share no base; ValueError for what it checks
    first."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = (
        each
        for each in vars(state).values()
        if isinstance(each, type) and issubclass(each, Exception)
    )
    return (*own, ValueError, RuntimeError)


def _summary(error: Exception) -> str:
    """The last part of its complaint, which says what is wrong; the first ones are numbers and
    paths."""
    text = " ".join(str(error).split())
    parts = [part.strip() for part in text.split(" : ")]
    words = (parts[-1] if len(parts) > 2 else text).split(" failed:")[-1]
    return words.rstrip(".")[:200] or type(error).__name__
