"""Measured shares and how sure they are.

Rates are of people, not of media: exemplars of one person go wrong together, so a person counts as
one trial that fails by the share of their exemplars that fail. The sum of such trials spreads at
most as far as that of yes-or-no trials with the same mean (Hoeffding, 1963), for which the interval
of Clopper and Pearson is exact. It is taken here with the count of failures rounded outwards, so
that it errs on the wide side.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Rate:
    """A measured share with its 95 % confidence interval."""

    rate: float
    low: float
    high: float
    people: int
    """How many it was measured on, however many media each of them has."""

    def contains(self, rate: float) -> bool:
        return self.low <= rate <= self.high


def rate_of(rate: float, people: int, *, of_two: bool = False) -> Rate:
    """The rate with its Clopper-Pearson interval, each of the people one trial. A failure that
    takes two people (`of_two`) leaves half as many trials."""
    trials = people // 2 if of_two else people
    failures = rate * trials
    low, high = clopper_pearson(math.floor(failures + 1e-9), math.ceil(failures - 1e-9), trials)
    return Rate(round(rate, 5), round(low, 5), round(high, 5), people)


def by_person(failed: NDArray[Any], person: NDArray[Any], *, of_two: bool = False) -> Rate:
    """The mean over people of the share of each one's trials that failed. `failed` and `person` are
    (trials,)."""
    _, index = np.unique(person, return_inverse=True)
    shares = np.bincount(index, failed) / np.bincount(index)
    return rate_of(float(shares.mean()), len(shares), of_two=of_two)


def clopper_pearson(least: int, most: int, trials: int) -> tuple[float, float]:
    """No rate below the first is likely to give `least` failures or more, none above the second
    `most` or fewer."""
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if least == 0 else _root(lambda p: 1 - _binomial_cdf(least - 1, trials, p) < tail)
    high = 1.0 if most >= trials else _root(lambda p: _binomial_cdf(most, trials, p) > tail)
    return low, high


def _root(below: Callable[[float], bool]) -> float:
    """Where in [0, 1] `below` turns false, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _binomial_cdf(failures: int, trials: int, p: float) -> float:
    """Chance of at most so many failures."""
    k = np.arange(failures + 1)
    log_ways = math.lgamma(trials + 1) - np.array(
        [math.lgamma(i + 1) + math.lgamma(trials - i + 1) for i in k]
    )
    return float(np.exp(log_ways + k * math.log(p) + (trials - k) * math.log1p(-p)).sum())
