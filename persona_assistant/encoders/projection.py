"""The last step of a classical encoder: a fitted map from raw measurements to identity.

Raw measurements mix who somebody is with how the picture or the clip happened to be taken. The map
is linear discriminant analysis, fitted by `fitting/encoders.py` on invented people: directions in
which pictures of one person differ are shrunk, directions in which people differ are kept. It is
shipped as a small file under `models/classical/` that carries the id of the encoder it belongs to.
Where one linear map is not enough, `residual_mlp` adds a small network behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import ModelError
from persona_assistant.resources import data_path


class Projection:
    """`mean` (d,) and `matrix` (d, k), float32; `extras` holds whatever else the encoder fitted."""

    def __init__(
        self, mean: NDArray[Any], matrix: NDArray[Any], extras: dict[str, NDArray[Any]]
    ) -> None:
        self.mean = mean.astype(np.float32)
        self.matrix = matrix.astype(np.float32)
        self.extras = extras
        self.dim: int = matrix.shape[1]

    @classmethod
    def load(cls, name: str, encoder_id: str) -> Projection:
        """Read `models/classical/<name>.npz`. Raises ModelError if it is absent or another
        version's."""
        path = _path(name)
        remedy = "reinstall persona-assistant, or run python -m persona_assistant.fitting.encoders"
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = dict(stored)
            owner = str(arrays.pop("encoder_id"))
            mean, matrix = arrays.pop("mean"), arrays.pop("matrix")
        except FileNotFoundError:
            raise ModelError(f"{path} is missing; {remedy}") from None
        except (OSError, ValueError, EOFError, KeyError, BadZipFile) as error:
            raise ModelError(f"{path} is damaged ({type(error).__name__}); {remedy}") from error
        if owner != encoder_id:
            raise ModelError(f"{path} belongs to {owner}, not to {encoder_id}; {remedy}")
        return cls(mean, matrix, arrays)

    def save(self, name: str, encoder_id: str) -> Path:
        """Write the map; the matrix in half precision, which changes a cosine by less than
        0.001."""
        path = _path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = {
            "encoder_id": np.array(encoder_id),
            "mean": self.mean,
            "matrix": self.matrix.astype(np.float16),
            **self.extras,
        }
        np.savez(path, **arrays)
        return path

    def __call__(self, features: NDArray[Any]) -> NDArray[np.float32]:
        """(d,) measurements to a vector of length 1, float32 (k,)."""
        vector = self.reduced(features)
        return np.asarray(vector / np.linalg.norm(vector))

    def reduced(self, features: NDArray[Any]) -> NDArray[np.float32]:
        """(d,) measurements to float32 (k,), of any length."""
        return np.asarray((features.astype(np.float32) - self.mean) @ self.matrix)


LAYERS = ("straight", "inward", "offset", "outward")
"""Names of `residual_mlp`'s layers in the file: the skip connection (k, m), the hidden layer's
weights (k, hidden) and bias (hidden,), and the output's weights (hidden, m)."""


def residual_mlp(reduced: NDArray[Any], layers: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """(..., k) to vectors of length 1 (..., m): a linear map plus one layer of rectified units."""
    skip, hidden, bias, output = layers
    vector = reduced @ skip + np.maximum(reduced @ hidden + bias, 0) @ output
    return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))


def _path(name: str) -> Path:
    return data_path("models", "classical", f"{name}.npz")
