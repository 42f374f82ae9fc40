"""The line that `measure` fits from scores to log-likelihood ratios, against what it must be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from persona_assistant.memory import Vectors
from persona_assistant.routing.self_calibration import Measured, measure


def fitted(rows: np.ndarray, persona_ids: np.ndarray) -> Measured:
    numbers = np.arange(len(rows))
    found = measure(
        Vectors(rows.astype(np.float32), persona_ids, numbers, numbers),
        len(np.unique(persona_ids)),
        "image",
        "fake-image/1",
        0.5,
    )
    assert found.problem is None
    return found


def apart(people: int, exemplars: int) -> Measured:
    """Everybody is at right angles to everybody else and equal to themselves."""
    return fitted(
        np.repeat(np.eye(people), exemplars, axis=0), np.repeat(np.arange(people), exemplars)
    )


@pytest.mark.parametrize("people", [20, 50])
@pytest.mark.parametrize("exemplars", [2, 5])
def test_perfect_scores_are_believed_as_far_as_there_are_people(people, exemplars):
    """Platt's targets: of n people a genuine score has (n + 1) / (n + 2), of m pairs an impostor's
    has 1 / (m + 2), however many exemplars there are of each. Without smoothing the line is as
    steep as the optimiser has patience."""
    found = apart(people, exemplars)
    pairs = people * (people - 1) / 2
    prior = math.log(people / pairs)
    genuine, impostor = found.slope + found.intercept, found.intercept
    assert genuine == pytest.approx(math.log(people + 1) - prior, abs=0.05)
    assert impostor == pytest.approx(-math.log(pairs + 1) - prior, abs=0.05)


@pytest.mark.parametrize("people", [20, 50])
def test_no_score_speaks_louder_than_there_are_pairs(people):
    found = apart(people, 2)
    bound = math.log(people * (people - 1) / 2)
    assert (found.lowest, found.highest) == pytest.approx((-bound, bound), abs=1e-3)


def overlapping(people: int, exemplars: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(people, 1, 24)) + 1.2 * rng.normal(size=(people, exemplars, 24))
    rows /= np.linalg.norm(rows, axis=2, keepdims=True)
    return rows.reshape(-1, 24), np.repeat(np.arange(people), exemplars)


@pytest.mark.parametrize("exemplars", [2, 6])
def test_the_ratio_is_even_where_genuine_and_impostor_scores_are_as_dense(exemplars):
    """Whatever their numbers: the prior of the fit, people against pairs, is taken out again."""
    rows, persona_ids = overlapping(80, exemplars)
    found = fitted(rows, persona_ids)
    scores = rows @ rows.T
    np.fill_diagonal(scores, -np.inf)
    best = np.stack([scores[:, persona_ids == person].max(axis=1) for person in range(80)], axis=1)
    own = persona_ids[:, None] == np.arange(80)
    genuine, impostor = best[own], best[~own]
    grid = np.linspace(impostor.mean(), genuine.mean(), 200)
    # Of two bell curves with the scores' means and spreads.
    density = [
        -0.5 * ((grid - each.mean()) / each.std()) ** 2 - math.log(each.std())
        for each in (genuine, impostor)
    ]
    even = grid[np.abs(density[0] - density[1]).argmin()]
    assert found.slope * even + found.intercept == pytest.approx(0, abs=0.6)


def test_more_exemplars_of_the_same_people_do_not_make_it_surer():
    """Copies of an exemplar tell nothing new: people and pairs are what is counted."""
    few, many = apart(30, 2), apart(30, 12)
    assert many.slope == pytest.approx(few.slope, rel=0.01)
    assert (few.highest, few.people) == (many.highest, many.people)


def test_somebody_with_a_hundred_exemplars_is_one_person():
    persona_ids = np.concatenate([np.repeat(np.arange(30), 2), np.zeros(100, int)])
    found = fitted(np.eye(30)[persona_ids], persona_ids)
    assert found.slope == pytest.approx(apart(30, 2).slope, rel=0.01)
    assert found.people == 30 and found.exemplars == 160


def test_the_equal_error_rate_is_where_both_errors_are_equal():
    """By hand: the threshold at which as many genuine scores lie below as impostor scores above."""
    rows, persona_ids = overlapping(60, 3)
    found = fitted(rows, persona_ids)
    scores = rows.astype(np.float32) @ rows.astype(np.float32).T
    np.fill_diagonal(scores, -np.inf)
    best = np.stack([scores[:, persona_ids == person].max(axis=1) for person in range(60)], axis=1)
    own = persona_ids[:, None] == np.arange(60)
    errors = [
        (abs((best[own] < t).mean() - (best[~own] >= t).mean()), (best[own] < t).mean())
        for t in best[own]
    ]
    assert 0.02 < found.eer.rate < 0.5
    assert found.eer.rate == pytest.approx(min(errors)[1], abs=0.01)


def test_the_operating_point_keeps_absent_people_out_as_far_as_stated():
    """The strictest share of false matches at which nine of ten are still recognised."""
    easy, hard = (fitted(*_crowd(80, noise)) for noise in (0.2, 1.0))
    assert easy.fpir.rate <= 0.02 and easy.fnir.rate <= 0.1
    assert hard.fpir.rate <= 0.12 and hard.fnir.rate > 0.1


def _crowd(people: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(people, 1, 24)) + noise * rng.normal(size=(people, 3, 24))
    rows /= np.linalg.norm(rows, axis=2, keepdims=True)
    return rows.reshape(-1, 24), np.repeat(np.arange(people), 3)
