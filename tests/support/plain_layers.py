"""Layers of networks, plainly in numpy, to compare converted networks with. Channels last."""

from __future__ import annotations

import numpy as np


def conv(x: np.ndarray, filters: np.ndarray, stride: int = 1, *, same: bool = True) -> np.ndarray:
    """x (n, h, w, c), filters (height, width, c, out)."""
    patches = _patches(x, filters.shape[:2], stride, 0.0 if same else None)
    return np.einsum("nhwijc,ijco->nhwo", patches, filters)


def depthwise(
    x: np.ndarray, filters: np.ndarray, stride: int = 1, *, same: bool = True
) -> np.ndarray:
    """filters (height, width, c)."""
    patches = _patches(x, filters.shape[:2], stride, 0.0 if same else None)
    return np.einsum("nhwijc,ijc->nhwc", patches, filters)


def max_pool(x: np.ndarray, size: int, stride: int, *, same: bool = True) -> np.ndarray:
    return _patches(x, (size, size), stride, -np.inf if same else None).max((3, 4))


def leaky(x: np.ndarray, slope: float | np.ndarray) -> np.ndarray:
    return np.where(x > 0, x, slope * x)


def softmax(x: np.ndarray) -> np.ndarray:
    grown = np.exp(x - x.max(-1, keepdims=True))
    return grown / grown.sum(-1, keepdims=True)


def lstm(x: np.ndarray, into: np.ndarray, within: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """All states (n, time, size); gates as torch has them: input, forget, cell, output."""
    state = cell = np.zeros((len(x), within.shape[1]))
    states = []
    for now in x.transpose(1, 0, 2):
        gates = np.split(now @ into.T + state @ within.T + bias, 4, axis=1)
        inside, forget, fresh, out = gates
        cell = _sigmoid(forget) * cell + _sigmoid(inside) * np.tanh(fresh)
        state = _sigmoid(out) * np.tanh(cell)
        states.append(state)
    return np.stack(states, axis=1)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _patches(
    x: np.ndarray, size: tuple[int, int], stride: int, padding: float | None
) -> np.ndarray:
    """(n, rows, columns, height, width, c); None pads nothing."""
    if padding is not None:
        around = [(0, 0)]
        for length, each in zip(x.shape[1:3], size):
            total = max((-(-length // stride) - 1) * stride + each - length, 0)
            around.append((total // 2, total - total // 2))
        x = np.pad(x, [*around, (0, 0)], constant_values=padding)
    windows = np.lib.stride_tricks.sliding_window_view(x, size, (1, 2))
    return windows[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)
