"""Choosing one of several candidates, or none of them.

The identity decision (which persona, or nobody known) and reading (which sentence, or not noted)
are the same act: each candidate has features x, "none" has utility 0, and

    P(candidate i) = exp(w·x_i) / (1 + Σ_j exp(w·x_j))        (a conditional logit with an outside
    option)

The weights w are fitted by maximum likelihood with a small ridge, in numpy, and are shipped as
JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def probabilities(utilities: NDArray[Any]) -> tuple[NDArray[Any], float]:
    """Posterior of each candidate and of "none", from utilities of shape (n,)."""
    if len(utilities) == 0:
        return np.zeros(0), 1.0
    top = max(0.0, float(np.max(utilities)))
    weights, none = np.exp(utilities - top), np.exp(-top)
    total = float(weights.sum() + none)
    return weights / total, float(none / total)


def fit(
    choices: Sequence[tuple[NDArray[Any], int | None]], *, ridge: float = 1e-2, steps: int = 60
) -> NDArray[Any]:
    """Weights that make the observed choices most likely.

    Each choice is (features of shape (n, d), index of the chosen candidate or None). Newton's
    method on a concave objective: deterministic, no learning rate.
    """
    dim = choices[0][0].shape[1]
    weights = np.zeros(dim)

    def objective(w: NDArray[Any]) -> float:
        total = -0.5 * ridge * len(choices) * float(w @ w)
        for features, chosen in choices:
            posterior, none = probabilities(features @ w)
            total += float(np.log(max(none if chosen is None else posterior[chosen], 1e-300)))
        return total

    current = objective(weights)
    for _ in range(steps):
        gradient = -ridge * len(choices) * weights
        curvature = ridge * len(choices) * np.eye(dim)
        for features, chosen in choices:
            posterior, _ = probabilities(features @ weights)
            mean = posterior @ features
            gradient += (features[chosen] if chosen is not None else 0.0) - mean
            curvature += (features * posterior[:, None]).T @ features - np.outer(mean, mean)
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while size > 1e-6 and objective(weights + size * step) < current:
            size /= 2
        weights = weights + size * step
        improved = objective(weights)
        if improved - current < 1e-9 * len(choices):
            break
        current = improved
    return weights
