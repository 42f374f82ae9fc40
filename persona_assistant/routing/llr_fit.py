"""Fits the line from scores to log-likelihood ratios (LLR), by logistic regression on people.

People and pairs of people are what is counted, however many scores each of them gives, and targets
are drawn in by these counts as Platt did (1999): no fit is surer than its data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
"""Person number p belongs to fold p % FOLDS."""


@dataclass(frozen=True)
class LinearLlr:
    """LLR of a score: slope * score + intercept, cut to [lowest, highest]."""

    slope: float
    intercept: float
    lowest: float
    highest: float

    def llr(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32, the shape of `scores`; minus infinity, which is no exemplar at all, stays."""
        line: NDArray[np.float32] = np.clip(
            scores * np.float32(self.slope) + np.float32(self.intercept), self.lowest, self.highest
        )
        line[np.isneginf(scores)] = -np.inf
        return line


@dataclass(frozen=True)
class TrialScores:
    """Genuine and impostor scores, and between which people (numbers from 0) they are."""

    genuine: NDArray[np.float32]
    genuine_person: NDArray[np.intp]
    """Of each genuine score."""
    impostor: NDArray[np.float32]
    impostor_probe: NDArray[np.intp]
    """Of each impostor score, whose exemplar asked."""
    impostor_gallery: NDArray[np.intp]
    """And whose exemplars it was compared with."""

    def fit(self, without_fold: int = -1) -> LinearLlr:
        """Logistic regression on the people outside a fold.

        The bounds are the logarithm of the number of pairs. They, and the counts behind the
        targets, are those of all people also where a fold is left out, whose line is to stand for
        the whole one.
        """
        own = self.genuine_person % FOLDS != without_fold
        other = (self.impostor_probe % FOLDS != without_fold) & (
            self.impostor_gallery % FOLDS != without_fold
        )
        people, enrolled = len(np.unique(self.genuine_person)), len(np.unique(self.impostor_probe))
        pairs = enrolled * (enrolled - 1) / 2
        score = np.concatenate([self.genuine[own], self.impostor[other]]).astype(np.float64)
        weight = np.concatenate(
            [np.full(own.sum(), people / own.sum()), np.full(other.sum(), pairs / other.sum())]
        )
        target = np.concatenate(
            [np.full(own.sum(), (people + 1) / (people + 2)), np.full(other.sum(), 1 / (pairs + 2))]
        )
        slope, intercept = _logistic(score, target, weight)
        bound = math.log(pairs)
        return LinearLlr(slope, intercept - math.log(people / pairs), -bound, bound)

    def equal_error_rate(self) -> float:
        """The rate at the threshold above which as large a share of impostor scores lies as of
        genuine scores lies below."""
        thresholds, impostor = np.sort(self.genuine), np.sort(self.impostor)
        false_non_matches = np.arange(len(thresholds)) / len(thresholds)
        false_matches = 1 - np.searchsorted(impostor, thresholds) / len(impostor)
        at = np.abs(false_non_matches - false_matches).argmin()
        return float(false_non_matches[at] + false_matches[at]) / 2


def _logistic(
    score: NDArray[Any], target: NDArray[Any], weight: NDArray[Any]
) -> tuple[float, float]:
    """Slope and intercept of greatest likelihood, by Newton's method with halved steps."""
    middle, spread = score.mean(), score.std() + 1e-12
    x = np.stack([(score - middle) / spread, np.ones_like(score)])

    def loss(at: NDArray[Any]) -> float:
        utility = at @ x
        return float((weight * (np.logaddexp(0, utility) - target * utility)).sum())

    at, current = np.zeros(2), math.inf
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(at @ x, -500, 500)))
        gradient = x @ (weight * (chance - target))
        curvature = (x * (weight * chance * (1 - chance) + 1e-9)) @ x.T
        step, size = np.linalg.solve(curvature, gradient), 1.0
        before = loss(at)
        while size > 1e-6 and loss(at - size * step) > before:
            size /= 2
        at, current = at - size * step, before
        if current - loss(at) < 1e-9 * weight.sum():
            break
    return float(at[0] / spread), float(at[1] - at[0] * middle / spread)
