"""Fits a line that is conditioned on quality: `conditions`, by logistic regression on people.

People and pairs of people are what is counted, as in `llr_fit`, and targets are drawn in by these
counts. What quality changes is held back by a ridge: a measure counts only where the trials show
that it does.

For an encoder that ships, give it every pair of a query's sample and an exemplar, some of them
made worse on purpose; `document` is what `models/*/calibration.json` holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.routing.calibration import Evidence
from persona_assistant.routing.conditions import Conditions

RIDGE = 1.0
"""Weight of the squared coefficients of quality, in units of one person's trials."""


@dataclass(frozen=True, eq=False)
class ConditionedTrials:
    """Scores of pairs, with the quality of both samples and whose they are."""

    scores: NDArray[Any]
    """(n,) cosines."""
    query: NDArray[Any]
    """(n, k) quality of the query's sample."""
    exemplar: NDArray[Any]
    """(n, k)."""
    query_person: NDArray[np.intp]
    """(n,) numbers of people."""
    exemplar_person: NDArray[np.intp]

    @property
    def genuine(self) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = self.query_person == self.exemplar_person
        return same


def fit_conditioned(
    trials: ConditionedTrials,
    encoder: str,
    names: tuple[str, ...],
    neutral: NDArray[Any],
    *,
    match: float,
    provenance: str,
    bound: float | None = None,
    ridge: float = RIDGE,
) -> Evidence:
    """The evidence of an encoder; `neutral` (k,) is the quality for which the plain line shall
    hold, `bound` the largest ratio, by default the logarithm of the number of pairs of people;
    `ridge` as `RIDGE`."""
    genuine = trials.genuine
    people = len(np.unique(trials.query_person[genuine]))
    enrolled = len(np.unique(trials.query_person))
    pairs = enrolled * (enrolled - 1) / 2
    weight = np.where(genuine, people / genuine.sum(), pairs / (~genuine).sum())
    target = np.where(genuine, (people + 1) / (people + 2), 1 / (pairs + 2))
    score = trials.scores.astype(np.float64)
    middle = float(score.mean())
    q, e = trials.query - neutral, trials.exemplar - neutral
    centred = (score - middle)[:, None]
    features = np.concatenate([centred, np.ones_like(centred), q * centred, q, e * centred, e], 1)
    held = np.full(features.shape[1], ridge)
    held[:2] = 1e-6
    found = _ridge_logistic(features, target, weight, held)
    k = len(names)
    steep, level = found[0], found[1]
    slope_q, level_q = found[2 : 2 + k], found[2 + k : 2 + 2 * k]
    slope_e, level_e = found[2 + 2 * k : 2 + 3 * k], found[2 + 3 * k :]
    largest = math.log(pairs) if bound is None else bound
    return Evidence(
        encoder,
        slope=float(steep),
        intercept=float(level - steep * middle - math.log(people / pairs)),
        lowest=-largest,
        highest=largest,
        match=match,
        conditions=Conditions(
            names,
            np.asarray(neutral, np.float64),
            slope_q,
            level_q - slope_q * middle,
            slope_e,
            level_e - slope_e * middle,
        ),
        provenance=provenance,
    )


def document(evidence: Evidence) -> dict[str, Any]:
    """What a calibration file holds of it."""
    numbers = ("slope", "intercept", "lowest", "highest", "match")
    content: dict[str, Any] = {"encoder": evidence.encoder, "provenance": evidence.provenance}
    content |= {name: round(getattr(evidence, name), 4) for name in numbers}
    if evidence.false_matches is not None:
        rate = evidence.false_matches
        content["unknown"] = {
            "rate": rate.rate,
            "low": rate.low,
            "high": rate.high,
            "people": rate.people,
        }
    if evidence.conditions is not None:
        content["conditions"] = evidence.conditions.as_document()
    return content


def _ridge_logistic(
    x: NDArray[Any], target: NDArray[Any], weight: NDArray[Any], ridge: NDArray[Any]
) -> NDArray[Any]:
    """Coefficients of greatest penalised likelihood, by Newton's method with halved steps."""

    def loss(at: NDArray[Any]) -> float:
        utility = x @ at
        fit = (weight * (np.logaddexp(0, utility) - target * utility)).sum()
        return float(fit + 0.5 * (ridge * at * at).sum())

    at = np.zeros(x.shape[1])
    current = loss(at)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(x @ at, -500, 500)))
        gradient = x.T @ (weight * (chance - target)) + ridge * at
        curvature = (x * (weight * chance * (1 - chance))[:, None]).T @ x + np.diag(ridge + 1e-9)
        step, size = np.linalg.solve(curvature, gradient), 1.0
        while size > 1e-6 and loss(at - size * step) > current:
            size /= 2
        at, before = at - size * step, current
        current = loss(at)
        if before - current < 1e-9 * weight.sum():
            break
    return at
