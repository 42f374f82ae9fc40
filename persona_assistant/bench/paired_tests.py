"""How certain a difference between two runs over the same items is.

Questions of one source sample share their people and their media and are not independent, so the
sample is the unit that is resampled. The interval comes from resampling whole samples, the same
ones for both runs (paired cluster bootstrap). p comes from exchanging the two runs' answers in
whole samples, which would change nothing if the runs were alike. This permutation test also holds
with few samples, where a bootstrap's p does not; where every sample is one item and the metric its
share of hits, it is McNemar's test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.bench.suite import Row, Suite

Floats = NDArray[np.float64]

SEED = 20_260_509
RESAMPLES = 4000
LEVEL = 0.95
_MAX_EXACT_SAMPLES = 12
"""With so few samples every exchange is tried, and p is exact."""
_ROUNDING = 1e-9
"""Sums of fractions may differ by so much through rounding alone."""


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric in both runs, over the items both answered. x100 where it is a rate."""

    a: float | None
    b: float | None
    difference: float | None
    """b - a; None where one of them is over nothing."""
    interval: tuple[float, float] | None = None
    """95 %, from resampled samples; None where they say nothing, as with a single sample."""
    p: float | None = None
    """Two-sided: how often a difference as large arises when samples exchange their answers."""


class PairedRuns:
    """Both runs' counts by item, their resamples and their exchanges."""

    def __init__(
        self,
        suite: Suite[Any],
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
        rng = np.random.default_rng(seed)
        evenly = np.full(self.samples, 1 / self.samples)
        self._times = rng.multinomial(self.samples, evenly, size=resamples).astype(float)
        self._exchanges = _exchanges(self.samples, resamples, rng)

    def changes(self, part: Sequence[int]) -> dict[str, MetricChange]:
        """Of every column, over the items at these indices."""
        at = np.asarray(part)
        points = [self._metrics(counts[at].sum(axis=0)) for counts in self._counts]
        a, b = (self._by_sample(counts[at], self._sample[at]) for counts in self._counts)
        drawn = self._metrics(self._times @ a), self._metrics(self._times @ b)
        moved = self._exchanges @ (b - a)
        swapped = self._metrics(a.sum(axis=0) + moved), self._metrics(b.sum(axis=0) - moved)
        changes = {}
        for name in self._columns:
            before, after = (point.get(name) for point in points)
            if before is None or after is None:
                changes[name] = MetricChange(before, after, None)
                continue
            interval = p = None
            if len(np.unique(self._sample[at])) > 1:
                interval = _interval(_differences(drawn, name))
                p = self._p(_differences(swapped, name), after - before)
            changes[name] = MetricChange(before, after, after - before, interval, p)
        return changes

    def _metrics(self, sums: Floats) -> Mapping[str, Any]:
        """Of sums in the last axis: numbers for one row, arrays for many."""
        columns = sums.tolist() if sums.ndim == 1 else sums.T
        return self._suite.metrics(dict(zip(self._keys, columns)))

    def _by_sample(self, counts: Floats, sample: NDArray[np.intp]) -> Floats:
        sums = np.zeros((self.samples, len(self._keys)))
        np.add.at(sums, sample, counts)
        return sums

    def _p(self, swapped: Floats, difference: float) -> float | None:
        if not swapped.size:
            return None
        as_large = int(np.count_nonzero(np.abs(swapped) >= abs(difference) - _ROUNDING))
        if self.samples <= _MAX_EXACT_SAMPLES:
            return as_large / swapped.size
        # The measured difference is itself one of the possible exchanges.
        return (as_large + 1) / (swapped.size + 1)


def _exchanges(samples: int, resamples: int, rng: np.random.Generator) -> Floats:
    """(exchanges, samples) of 0 and 1: all there are, or `resamples` random ones."""
    if samples <= _MAX_EXACT_SAMPLES:
        return (np.arange(1 << samples)[:, None] >> np.arange(samples) & 1).astype(float)
    return rng.integers(2, size=(resamples, samples)).astype(float)


def _differences(pair: tuple[Mapping[str, Any], Mapping[str, Any]], name: str) -> Floats:
    """b - a of one metric, where both are defined: a resample without an item of some kind has no
    rate for it."""
    a, b = (np.asarray(metrics.get(name, np.nan), float) for metrics in pair)
    differences: Floats = np.atleast_1d(b - a)
    finite: Floats = differences[np.isfinite(differences)]
    return finite


def _interval(drawn: Floats) -> tuple[float, float] | None:
    if not drawn.size:
        return None
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    if high - low <= _ROUNDING < abs(low):
        return None  # the same in every sample: nothing is known about how samples differ
    return float(low), float(high)


def binomial_p(one: int, other: int) -> float:
    """Two-sided exact binomial test (McNemar): how likely at least so uneven a split of
    `one + other` coin flips is."""
    flips, term, total = one + other, 1, 0
    for heads in range(min(one, other) + 1):
        total += term
        term = term * (flips - heads) // (heads + 1)
    # Integers to the end: binomial coefficients outgrow floats long before their ratio does.
    return min(1.0, float(2 * total / 2**flips))
