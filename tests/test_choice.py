"""The conditional logit: probabilities that stay probabilities, weights that are found again."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant import choice


def test_none_has_utility_zero():
    posterior, none = choice.probabilities(np.array([1.0, -2.0]))
    total = 1 + np.exp(1) + np.exp(-2)
    assert posterior == pytest.approx(np.exp([1.0, -2.0]) / total)
    assert none == pytest.approx(1 / total)


@pytest.mark.parametrize("utility", [900.0, -900.0])
def test_utilities_of_any_size_are_borne(utility):
    posterior, none = choice.probabilities(np.array([utility, utility]))
    assert posterior.sum() + none == pytest.approx(1)
    assert (posterior.sum() == pytest.approx(1)) == (utility > 0)


def test_without_candidates_none_is_certain():
    posterior, none = choice.probabilities(np.zeros(0))
    assert len(posterior) == 0 and none == 1.0


def choices(weights: np.ndarray, count: int) -> list[tuple[np.ndarray, int | None]]:
    """Three candidates each, chosen as the model says."""
    rng = np.random.default_rng(3)
    found = []
    for _ in range(count):
        features = rng.normal(size=(3, len(weights)))
        posterior, none = choice.probabilities(features @ weights)
        drawn = int(rng.choice(4, p=[*posterior, none]))
        found.append((features, None if drawn == 3 else drawn))
    return found


def test_the_weights_behind_the_choices_are_found_again():
    weights = np.array([1.5, -0.7, 0.0])
    found = choice.fit(choices(weights, 3000), ridge=1e-9)
    assert found == pytest.approx(weights, abs=0.1)


def test_the_default_ridge_hardly_shrinks_and_a_large_one_does():
    drawn = choices(np.array([1.5, -0.7, 0.0]), 400)
    default, none, large = (
        np.linalg.norm(weights)
        for weights in (
            choice.fit(drawn),
            choice.fit(drawn, ridge=1e-9),
            choice.fit(drawn, ridge=1.0),
        )
    )
    assert default == pytest.approx(none, rel=0.1)
    assert large < 0.5 * none


def test_choices_that_one_weight_explains_perfectly_still_have_a_fit():
    drawn = [(np.array([[1.0], [-1.0]]), 0)] * 20
    (weight,) = choice.fit(drawn)
    assert np.isfinite(weight) and weight > 1
