"""How far a score may be from what more samples would give: 95 % intervals.

Questions about one source sample share its pictures, voices and people, and are right or wrong
together more often than by chance. So whole samples are drawn again with replacement (cluster
bootstrap), and the interval is where the middle 95 % of the resampled scores lie. All parts of a
benchmark are resampled by the same draws, all metrics by the same formulas that give the score, in
a few operations on arrays.

A score of 0 or 100 that no resample changes is not certain: there Wilson's interval stands, over
the samples that had a say in it. Any other score that never changes (one sample, or Cal where all
is abstained on) has no interval: nothing is known of how samples differ.

Measured on simulated benchmarks of three alike questions a sample, in which the truth is known:
with 250 samples 93 to 95 in 100 intervals hold it, with 60 samples 91 to 94, with 20 about 92, with
10 about 90; read those of small groups as a little too narrow. Intervals that take items for
independent hold it in 87 to 90.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Interval = list[float]
"""Lower and upper end, x100 as the score is."""
Formula = Callable[[Mapping[str, Any]], Mapping[str, Any]]

LEVEL = 0.95
RESAMPLES = 2000
SEED = 20_260_509
_Z = 1.959964
"""Of the normal distribution, for `LEVEL`."""
_SAME = 1e-9
"""Resampled sums of fractions differ by rounding alone."""
_DRAWN = 1 << 22
"""Draws held at once: 32 MB."""


def intervals(
    counts: np.ndarray,
    keys: Sequence[str],
    metrics: Formula,
    points: Sequence[Mapping[str, float | int | None]],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[dict[str, Interval]]:
    """The interval of every rate in `points`, for each part of a benchmark.

    `counts` (samples, parts, keys) sums the rows of a sample that belong to a part; `points` are
    the metrics of each part's sum. Whole numbers are counts, not rates, and have none. An interval
    always holds its score.
    """
    samples, parts, _ = counts.shape
    if not samples or not parts:
        return [{} for _ in points]
    sums = _resampled(counts.reshape(samples, -1), resamples, seed).reshape(
        resamples, parts, len(keys)
    )
    drawn = _measured(metrics, sums, keys)
    alone = _measured(metrics, counts, keys)
    names = [name for name in drawn if any(isinstance(point.get(name), float) for point in points)]
    low, high = _middle(np.stack([drawn[name].T for name in names])) if names else (None, None)
    found: list[dict[str, Interval]] = [{} for _ in points]
    for row, name in enumerate(names):
        say = np.isfinite(alone[name]).sum(axis=0)
        for part, point in enumerate(points):
            score = point.get(name)
            if not isinstance(score, float):
                continue
            if high[row, part] - low[row, part] > _SAME:
                found[part][name] = [
                    float(min(low[row, part], score)),
                    float(max(high[row, part], score)),
                ]
            elif abs(score) <= _SAME or abs(score - 100) <= _SAME:
                found[part][name] = wilson(score / 100, max(1, int(say[part])))
    return found


def wilson(rate: float, samples: int) -> Interval:
    """Wilson's interval (x100) for a rate of 0..1 over so many independent samples."""
    spread = _Z * math.sqrt(rate * (1 - rate) / samples + (_Z / (2 * samples)) ** 2)
    middle, scale = rate + _Z**2 / (2 * samples), 100 / (1 + _Z**2 / samples)
    return [max(0.0, (middle - spread) * scale), min(100.0, (middle + spread) * scale)]


def _resampled(counts: np.ndarray, resamples: int, seed: int) -> np.ndarray:
    """(resamples, columns): sums over as many samples as there are, drawn with replacement."""
    samples = len(counts)
    chance = np.random.default_rng(seed)
    some = max(1, _DRAWN // samples)
    rows = []
    for start in range(0, resamples, some):
        size = min(some, resamples - start)
        drawn = chance.integers(samples, size=(size, samples)) + samples * np.arange(size)[:, None]
        times = np.bincount(drawn.ravel(), minlength=size * samples).reshape(size, samples)
        rows.append(times.astype(np.float64) @ counts)
    return np.concatenate(rows)


def _measured(metrics: Formula, counts: np.ndarray, keys: Sequence[str]) -> dict[str, np.ndarray]:
    """Metrics as arrays of the shape of `counts` without its last axis."""
    columns = {key: np.ascontiguousarray(counts[..., at]) for at, key in enumerate(keys)}
    found = metrics(columns)
    return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}


def _middle(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the middle `LEVEL` along the last axis, of what is finite; NaN where nothing
    is."""
    drawn = np.sort(drawn, axis=-1)  # NaN comes last
    last = np.isfinite(drawn).sum(axis=-1) - 1
    ends = []
    for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2):
        place = np.maximum(share * last, 0)
        below = np.floor(place).astype(int)[..., None]
        above = np.minimum(below + 1, np.maximum(last, 0)[..., None])
        start = np.take_along_axis(drawn, below, -1)[..., 0]
        ends.append(start + (np.take_along_axis(drawn, above, -1)[..., 0] - start) * (place % 1))
    return ends[0], ends[1]
