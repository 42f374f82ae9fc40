"""Rates are of people, and their intervals are Clopper and Pearson's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.routing.rates import by_person, clopper_pearson, rate_of


@pytest.mark.parametrize(
    ("failures", "people", "low", "high"),
    [
        (0, 20, 0.0, 0.16843),
        (3, 60, 0.01043, 0.13924),
        (20, 20, 0.83157, 1.0),
        (50, 1000, 0.03734, 0.06539),
    ],
)
def test_intervals_are_clopper_and_pearsons(failures, people, low, high):
    assert clopper_pearson(failures, failures, people) == pytest.approx((low, high), abs=1e-4)


@given(people=st.integers(1, 300), share=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_an_interval_holds_its_rate_and_narrows_with_people(people, share):
    found, more = (
        rate_of(share, people),
        rate_of(share, 4 * people),
    )
    for rate in (found, more):
        assert 0 <= rate.low <= rate.rate + 1e-5 and rate.rate - 1e-5 <= rate.high <= 1
    assert more.high - more.low < found.high - found.low + 1e-9


def test_a_person_is_one_trial_however_many_exemplars_fail():
    person = np.repeat(np.arange(50), 10)
    one, spread = (person == 7).astype(float), (np.arange(500) % 100 == 0).astype(float)
    assert by_person(one, person).rate == by_person(np.eye(50)[7], np.arange(50)).rate == 0.02
    assert by_person(one, person).people == 50
    assert (
        by_person(spread, person).high > 0.05
    )  # five failures of 500, but nobody knows they are independent


def test_twins_count_once():
    """Everybody has a twin: who is taken for somebody is as few trials as there are pairs."""
    person = np.arange(40)
    found = by_person((person < 4).astype(float), person, of_two=True)
    assert found.rate == 0.1 and (found.low, found.high) == pytest.approx(
        clopper_pearson(2, 2, 20), abs=1e-4
    )
