"""How far exported files are from the network they were made of, on the same inputs.

Embeddings are used as directions, so rows of both are scaled to length 1 and compared: by the
largest difference between two of their numbers, and by the smallest cosine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from persona_assistant.errors import ModelError
from persona_assistant.telemetry import import_onnxruntime

LARGEST_DIFFERENCE = 1e-4
"""Between numbers of unit rows in single precision: other kernels sum in another order, and no
more."""
SMALLEST_COSINE = {"fp32": 0.9999, "int8": 0.99}


@dataclass(frozen=True, slots=True)
class Parity:
    part: str
    """"image", "text" or "voice"."""
    precision: str
    """"fp32" or "int8"."""
    rows: int
    """How many inputs were compared."""
    batches: tuple[int, ...]
    """How many of them at a time."""
    largest_difference: float
    smallest_cosine: float
    fit: bool
    """Near enough to be used."""


def compare(
    part: str,
    batches: Sequence[tuple[np.ndarray, ...]],
    original: Callable[..., np.ndarray],
    files: Mapping[str, Path],
) -> list[Parity]:
    """One result per precision of `files`.

    The arrays of a batch are a file's inputs in its order; `original` computes the rows that they
    should become. Rows (n, ...) of any shape are compared flat.
    """
    expected = [_directions(original(*arrays)) for arrays in batches]
    return [
        _parity(part, precision, expected, [_directions(rows) for rows in _run(file, batches)])
        for precision, file in files.items()
    ]


def require_parity(checkpoint: Path, parity: Iterable[Parity]) -> None:
    """Raises ModelError when a single precision file does not compute what the original does."""
    for each in parity:
        if each.precision == "fp32" and not each.fit:
            raise ModelError(
                f"{checkpoint} cannot be exported: for {each.part} the ONNX file differs from the"
                f" original by up to {each.largest_difference:.1e} (cosine"
                f" {each.smallest_cosine:.4f}); the versions that go together are those of pip"
                ' install "persona-assistant[export]"'
            )


def _run(file: Path, batches: Sequence[tuple[np.ndarray, ...]]) -> Iterator[np.ndarray]:
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    for arrays in batches:
        yield session.run(None, dict(zip(names, arrays)))[0]


def _directions(rows: np.ndarray) -> np.ndarray:
    flat = np.asarray(rows, np.float64).reshape(len(rows), -1)
    directions: np.ndarray = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
    return directions


def _parity(
    part: str, precision: str, expected: list[np.ndarray], actual: list[np.ndarray]
) -> Parity:
    a, b = np.concatenate(expected), np.concatenate(actual)
    difference, cosine = float(np.abs(a - b).max()), float((a * b).sum(axis=1).min())
    # Comparisons with NaN are false, so a file that computes NaN is not fit.
    near = precision != "fp32" or difference <= LARGEST_DIFFERENCE
    fit = near and cosine >= SMALLEST_COSINE[precision]
    sizes = tuple(len(rows) for rows in expected)
    return Parity(part, precision, sum(sizes), sizes, difference, cosine, fit)
