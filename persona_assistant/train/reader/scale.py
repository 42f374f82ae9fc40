"""What the reader's logits are worth: a line to probabilities, and the one from which it answers.

Fitted on questions whose people, notes and wordings it was not trained on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.reader.network import Place, Scale, sigmoid
from persona_assistant.train.reader.people import Asked

GOAL = {"1-FA": 0.83, "TA": 0.91}
"""What the threshold balances: the one that is further from its goal is brought nearest to it. An
answer that is wrong weighs more than one that is missing; on everyday sets TA is some seven points
above that of the questions kept apart."""
_STEPS, _RIDGE = 60, 1e-3


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the questions, in per cent."""

    questions: int
    answered: float
    """Of the answerable: answered, rightly or not (1-FA)."""
    right: float
    """Of the answerable: answered from a right sentence."""
    declined: float
    """Of those not stated (TA)."""
    declined_near: float | None
    """Of those where something near is stated; None where there are none."""
    span_f1: float
    """Overlap of characters with the right words, where the sentence is right."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    logit: float
    right: bool
    overlap: float
    stated: bool
    near: bool


def fit_scale(
    questions: Sequence[Asked],
    places: Sequence[Sequence[tuple[int, Place]]],
) -> tuple[Scale, Figures]:
    """Scale and figures of the same questions: their threshold was chosen there. `places` is what
    was found for each, with the number of its note; some have an answer, some have none."""
    outcomes = [_outcome(*each) for each in zip(questions, places, strict=True)]
    logits = np.array([each.logit for each in outcomes])
    stated = np.array([each.stated for each in outcomes])
    slope, intercept = (round(each, 4) for each in _line(logits, stated))
    threshold = _balanced(sigmoid(slope * logits + intercept), stated)
    # Rounded down, so that the question which it was chosen by stays answered.
    scale = Scale(slope, intercept, math.floor(1e4 * threshold) / 1e4)
    return scale, _figures(outcomes, scale)


def _outcome(question: Asked, places: Sequence[tuple[int, Place]]) -> _Outcome:
    stated = bool(question.spots)
    if not places:
        return _Outcome(-20.0, False, 0.0, stated, question.near)
    note, best = max(places, key=lambda each: each[1].logit)
    fitting = [
        (start, end)
        for at, start, end in question.spots
        if at == note and start < best.end and end > best.start
    ]
    overlap = max((_f1(best.span, span) for span in fitting), default=0.0)
    return _Outcome(best.logit, bool(fitting), overlap, stated, question.near)


def _f1(one: tuple[int, int], other: tuple[int, int]) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0.0, 2 * common / (one[1] - one[0] + other[1] - other[0]))


def _line(logits: NDArray[Any], stated: NDArray[np.bool_]) -> tuple[float, float]:
    """Logistic regression: (slope, intercept)."""
    spread = max(float(logits.std()), 1e-6)
    table = np.stack([logits / spread, np.ones_like(logits)], axis=1)
    weights = np.zeros(2)
    for _ in range(_STEPS):
        chances = sigmoid(table @ weights)
        gradient = table.T @ (chances - stated) / len(table) + _RIDGE * weights
        curvature = (table * (chances * (1 - chances))[:, None]).T @ table / len(table)
        step = np.linalg.solve(curvature + _RIDGE * np.eye(2), gradient)
        # Newton's step, no longer than what keeps it from running away.
        weights = weights - step / max(1.0, float(np.abs(step).max()))
    return float(weights[0]) / spread, float(weights[1])


def _balanced(chances: NDArray[Any], stated: NDArray[np.bool_]) -> float:
    candidates = np.unique(np.concatenate([chances, [0.5]]))
    worth = [
        min(
            (chances[stated] >= line).mean() / GOAL["1-FA"],
            (chances[~stated] < line).mean() / GOAL["TA"],
        )
        for line in candidates
    ]
    return float(candidates[int(np.argmax(worth))])


def _figures(outcomes: Sequence[_Outcome], scale: Scale) -> Figures:
    def share(found: Sequence[bool]) -> float:
        return round(100 * float(np.mean(found)), 1)

    said = {id(each): scale.probability(each.logit) >= scale.threshold for each in outcomes}
    stated = [each for each in outcomes if each.stated]
    others = [each for each in outcomes if not each.stated]
    near = [not said[id(each)] for each in others if each.near]
    right = [each for each in stated if said[id(each)] and each.right]
    return Figures(
        len(outcomes),
        share([said[id(each)] for each in stated]),
        share([said[id(each)] and each.right for each in stated]),
        share([not said[id(each)] for each in others]),
        share(near) if near else None,
        round(100 * float(np.mean([each.overlap for each in right])), 1) if right else 0.0,
    )
