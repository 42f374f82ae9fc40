import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.bench.intervals import bootstrap_intervals, wilson_interval

KEYS = ("n", "hits")


def rates(counts):
    n, hits = counts["n"], counts["hits"]
    if not isinstance(n, np.ndarray):
        return {"n": int(n), "rate": 100 * hits / n if n else None}
    return {"n": n, "rate": np.divide(100 * hits, n, out=np.full(n.shape, np.nan), where=n != 0)}


def of(samples, **more):
    """Interval of the rate over samples, each (items, hits)."""
    counts = np.array(samples, float)[:, None, :]
    point = rates(dict(zip(KEYS, counts.sum(axis=0)[0])))
    return bootstrap_intervals(counts, KEYS, rates, [point], **more)[0].get("rate"), point["rate"]


def test_nine_times_in_ten_and_more_the_truth_is_inside():
    """Three alike questions a sample; taking items for independent would hold it in some 88 of
    100."""
    chance = np.random.default_rng(3)
    truth, samples, rounds = 65.0, 80, 200
    inside = 0
    for seed in range(rounds):
        each = chance.beta(truth / 100, 1 - truth / 100, samples)
        low, high = of([(3, chance.binomial(3, rate)) for rate in each], seed=seed, resamples=500)[
            0
        ]
        inside += low <= truth <= high
    assert 0.90 <= inside / rounds <= 0.985


def test_samples_are_resampled_whole():
    """Three items that are right or wrong together say no more than one."""
    together = [(3, 3)] * 30 + [(3, 0)] * 30
    alone = [(1, 1)] * 30 + [(1, 0)] * 30
    assert of(together)[0] == pytest.approx(of(alone)[0])
    spread = [(1, 1), (1, 0)] * 90
    (low, high), (wide_low, wide_high) = of(spread)[0], of(together)[0]
    assert 1.5 < (wide_high - wide_low) / (high - low) < 2


def test_the_bootstrap_agrees_with_the_normal_distribution_where_that_holds():
    low, high = of([(1, 1)] * 300 + [(1, 0)] * 200, resamples=8000)[0]
    half = 196 * np.sqrt(0.6 * 0.4 / 500)
    assert low == pytest.approx(60 - half, abs=0.3) and high == pytest.approx(60 + half, abs=0.3)


def test_what_never_differs_has_wilsons_interval_over_the_samples_that_had_a_say():
    """10 of 10: 1 / (1 + z^2/10) = 72.2 (Wilson 1927), and nothing above 100."""
    assert wilson_interval(1.0, 10) == pytest.approx([72.246, 100], abs=1e-3)
    assert wilson_interval(0.0, 10) == pytest.approx([0, 27.754], abs=1e-3)
    assert wilson_interval(0.5, 10) == pytest.approx([23.659, 76.341], abs=1e-3)
    assert of([(3, 3)] * 10)[0] == wilson_interval(1.0, 10)
    assert of([(3, 0)] * 10 + [(0, 0)] * 5)[0] == wilson_interval(0.0, 10)


def test_an_interval_is_widened_to_its_score():
    """Of a skewed metric all resampled values may lie on one side of the score."""

    def skewed(counts):
        return {"rate": 10 + 10 * (counts["hits"] > 2)}

    counts = np.array([(1, 1), (1, 0), (1, 1), (1, 0)], float)[:, None, :]
    (found,) = bootstrap_intervals(counts, KEYS, skewed, [{"rate": 50.0}])
    assert found["rate"] == [10, 50]
    (found,) = bootstrap_intervals(counts, KEYS, skewed, [{"rate": 5.0}])
    assert found["rate"] == [5, 20]


def test_no_interval_where_nothing_is_known_of_spread():
    assert of([(3, 2)])[0] is None
    assert of([(0, 0)] * 4) == (None, None)
    assert bootstrap_intervals(np.zeros((0, 0, 2)), KEYS, rates, []) == []


def test_whole_numbers_are_counts_and_have_none():
    counts = np.array([[[3, 1]], [[2, 2]], [[1, 0]]], float)
    assert bootstrap_intervals(counts, KEYS, rates, [{"n": 6, "rate": 50.0}])[0].keys() == {"rate"}


def test_the_same_seed_gives_the_same_interval():
    samples = [(3, index % 4) for index in range(40)]
    assert of(samples, seed=1) == of(samples, seed=1) != of(samples, seed=2)


def test_parts_are_resampled_by_the_same_draws():
    """A part that has all rows has the whole's interval."""
    one = np.array([(3, index % 4) for index in range(40)], float)
    counts = np.stack([one, one, np.where(np.arange(40)[:, None] < 20, one, 0)], axis=1)
    points = [rates(dict(zip(KEYS, part))) for part in counts.sum(axis=0)]
    whole, same, half = bootstrap_intervals(counts, KEYS, rates, points)
    assert whole == same
    assert half["rate"][1] - half["rate"][0] > whole["rate"][1] - whole["rate"][0]


samples = st.lists(
    st.integers(0, 3).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(samples)
def test_an_interval_holds_its_score_and_stays_a_rate(found):
    interval, point = of(found, resamples=200)
    if interval is not None:
        low, high = interval
        assert 0 <= low <= point <= high <= 100 and low < high
    else:
        assert point is None or 0 < point < 100
