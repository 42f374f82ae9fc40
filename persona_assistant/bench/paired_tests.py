"""How sure a difference between two runs over the same items is.

Questions of one source sample share their people and their media and are not independent, so a
sample is the unit of chance. The interval comes from resampling whole samples, the same ones for
both runs (paired cluster bootstrap); p from exchanging the two runs' answers in whole samples,
which would make no odds were the runs alike. That permutation test is honest with few samples too,
where a bootstrap's p is not; where every sample is one item and the metric its share of hits, it is
McNemar's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from persona_assistant.bench.suite import Row, Suite

SEED = 20_260_509
RESAMPLES = 4000
LEVEL = 0.95
_ALL_SWAPS = 12
"""With so many samples or fewer every exchange is tried, and p is exact."""
_SAME = 1e-9
"""Sums of fractions differ by rounding alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in both runs, over the items both answered. x100 where it is a rate."""

    a: float | None
    b: float | None
    difference: float | None
    """b - a; None where one of them is over nothing."""
    interval: tuple[float, float] | None = None
    """95 %, from resampled samples; None where they tell nothing, as a single sample does."""
    p: float | None = None
    """Two-sided: how often a difference as large comes about when samples exchange their
    answers."""


class Paired:
    """Both runs' counts by item, and how often every resample takes every sample."""

    def __init__(
        self,
        suite: Suite,
        paired: Sequence[tuple[Row, Row]],
        columns: Sequence[str],
        resamples: int,
        seed: int,
    ) -> None:
        self._suite, self._columns = suite, columns
        # By name, so that exchanging the runs, or their order, draws the same samples.
        names = sorted({row.case.sample for row, _ in paired})
        place = {name: at for at, name in enumerate(names)}
        self.samples = len(names)
        self._sample = np.array([place[row.case.sample] for row, _ in paired])
        counted = [(suite.count(row_a), suite.count(row_b)) for row_a, row_b in paired]
        self._keys = list(counted[0][0])
        self._counts = [
            np.array([[one[key] for key in self._keys] for one in side], float)
            for side in zip(*counted)
        ]
        chance = np.random.default_rng(seed)
        evenly = np.full(self.samples, 1 / self.samples)
        self._times = chance.multinomial(self.samples, evenly, size=resamples).astype(float)
        self._swaps = _swaps(self.samples, resamples, chance)

    def changes(self, part: Sequence[int]) -> dict[str, Change]:
        """Of every column, over the items at these places."""
        at = np.asarray(part)
        points = [self._metrics(counts[at].sum(axis=0)) for counts in self._counts]
        a, b = (self._by_sample(counts[at], self._sample[at]) for counts in self._counts)
        drawn = self._metrics(self._times @ a), self._metrics(self._times @ b)
        moved = self._swaps @ (b - a)
        swapped = self._metrics(a.sum(axis=0) + moved), self._metrics(b.sum(axis=0) - moved)
        found = {}
        for name in self._columns:
            before, after = (point.get(name) for point in points)
            if before is None or after is None:
                found[name] = Change(before, after, None)
                continue
            interval = p = None
            if len(np.unique(self._sample[at])) > 1:
                interval = _interval(_differences(drawn, name))
                p = self._p(_differences(swapped, name), after - before)
            found[name] = Change(before, after, after - before, interval, p)
        return found

    def _metrics(self, sums: np.ndarray) -> Mapping[str, Any]:
        """Of the sums in the last axis: numbers of one row, arrays of many."""
        columns = sums.tolist() if sums.ndim == 1 else sums.T
        return self._suite.metrics(dict(zip(self._keys, columns)))

    def _by_sample(self, counts: np.ndarray, sample: np.ndarray) -> np.ndarray:
        sums = np.zeros((self.samples, len(self._keys)))
        np.add.at(sums, sample, counts)
        return sums

    def _p(self, swapped: np.ndarray, difference: float) -> float | None:
        if not swapped.size:
            return None
        as_large = int(np.count_nonzero(np.abs(swapped) >= abs(difference) - _SAME))
        if self.samples <= _ALL_SWAPS:
            return as_large / swapped.size
        # What was found is itself one of the exchanges that there are.
        return (as_large + 1) / (swapped.size + 1)


def _swaps(samples: int, resamples: int, chance: np.random.Generator) -> np.ndarray:
    """(exchanges, samples) of 0 and 1: all there are, or so many at random."""
    if samples <= _ALL_SWAPS:
        return (np.arange(1 << samples)[:, None] >> np.arange(samples) & 1).astype(float)
    return chance.integers(2, size=(resamples, samples)).astype(float)


def _differences(pair: tuple[Mapping[str, Any], Mapping[str, Any]], name: str) -> np.ndarray:
    """b - a of one metric, where both have it: a resample without an item of some kind has no rate
    for it."""
    a, b = (np.asarray(metrics.get(name, np.nan), float) for metrics in pair)
    found = np.atleast_1d(b - a)
    return found[np.isfinite(found)]


def _interval(drawn: np.ndarray) -> tuple[float, float] | None:
    if not drawn.size:
        return None
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    if high - low <= _SAME < abs(low):
        return None  # the same difference in every sample: how samples differ is not known
    return float(low), float(high)


def exact_p(one: int, other: int) -> float:
    """Two-sided exact binomial: how likely a split of `one + other` coin flips at least as uneven
    is."""
    flips, term, total = one + other, 1, 0
    for heads in range(min(one, other) + 1):
        total += term
        term = term * (flips - heads) // (heads + 1)
    # Whole numbers to the end: binomial coefficients outgrow floats long before their ratio does.
    return min(1.0, 2 * total / 2**flips)
