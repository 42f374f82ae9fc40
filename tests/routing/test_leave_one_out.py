"""The trials of self-calibration, against a slow count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from persona_assistant.memory import Vectors
from persona_assistant.routing.leave_one_out import LeaveOneOut, operating_point
from persona_assistant.routing.llr_fit import FOLDS, LinearLlr, TrialScores

LINE = LinearLlr(12.0, -5.0, -4.0, 4.0)


def crowd(people: int, exemplars: int, noise: float = 0.7) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(people, 1, 12)) + noise * rng.normal(size=(people, exemplars, 12))
    rows /= np.linalg.norm(rows, axis=2, keepdims=True)
    return rows.reshape(-1, 12).astype(np.float32), np.repeat(np.arange(people), exemplars)


def trials(rows: np.ndarray, persons: np.ndarray, enrolled: int, prior: float) -> LeaveOneOut:
    numbers = np.arange(len(rows))
    return LeaveOneOut(Vectors(rows, persons, numbers, numbers), enrolled, prior)


@pytest.mark.parametrize("silent", [0, 7])
@pytest.mark.parametrize("prior", [0.3, 0.6])
def test_every_probe_gets_the_posterior_of_bayes_rule(silent, prior):
    """`silent` people have no exemplar: each is as likely as somebody of whom nothing is known."""
    rows, persons = crowd(25, 2)
    people = 25 + silent
    outcomes = trials(rows, persons, people, prior).run([LINE] * FOLDS)
    scores = rows @ rows.T
    np.fill_diagonal(scores, -np.inf)
    for probe, person in enumerate(persons):
        weights = [
            math.exp(float(np.clip(12 * scores[probe, persons == p].max() - 5, -4, 4)))
            for p in range(25)
        ]
        others = [w for p, w in enumerate(weights) if p != person]
        odds_nobody = prior / (1 - prior)
        absent = max(others) / (sum(others) + silent + odds_nobody * (people - 1))
        present = weights[person] / (sum(weights) + silent + odds_nobody * people)
        assert outcomes.absent[probe] == pytest.approx(absent, rel=1e-4)
        expected = present if weights[person] >= max(others) else 0.0
        assert outcomes.present[probe] == pytest.approx(expected, rel=1e-4)


def test_one_against_one_a_pair_is_taken_for_one_person_above_the_operating_point():
    rows, persons = crowd(25, 2)
    outcomes = trials(rows, persons, 25, 0.5).run([LINE] * FOLDS)
    scores = rows @ rows.T
    np.fill_diagonal(scores, -np.inf)
    # With one line for all folds the bar differs by fold only through the operating point.
    best = np.stack([scores[:, persons == p].max(axis=1) for p in range(25)], axis=1)
    own = best[np.arange(len(rows)), persons]
    by_fold = [outcomes.false_non_match[persons % FOLDS == fold] for fold in range(FOLDS)]
    for fold, failed in enumerate(by_fold):
        score = own[persons % FOLDS == fold]
        if failed.any() and not failed.all():
            assert score[failed].max() < score[~failed].min()
    assert ((outcomes.false_matches >= 0) & (outcomes.false_matches <= 1)).all()


def test_whoever_has_one_exemplar_can_only_be_absent():
    rows, persons = crowd(25, 2)
    kept = np.r_[0, 2:50]
    outcomes = trials(rows[kept], persons[kept], 25, 0.5).run([LINE] * FOLDS)
    assert np.isnan(outcomes.present[0]) and not np.isnan(outcomes.present[1:]).any()
    rates = outcomes.rates()
    assert rates["fpir"].people == 25 and rates["fnir"].people == 24


def test_a_fold_has_no_part_in_its_own_line():
    """Scores of its people are turned upside down, as probes and in the gallery."""
    rng = np.random.default_rng(0)
    person = np.arange(40)
    pairs = np.array([(a, b) for a in range(40) for b in range(40) if a != b])
    genuine, impostor = rng.normal(0.7, 0.1, 40), rng.normal(0.1, 0.1, len(pairs))
    honest = TrialScores(
        genuine.astype(np.float32), person, impostor.astype(np.float32), pairs[:, 0], pairs[:, 1]
    )
    for upset in (0, 3):
        bad_own, bad_pair = person % FOLDS == upset, (pairs % FOLDS == upset).any(axis=1)
        turned = TrialScores(
            np.where(bad_own, -0.9, genuine).astype(np.float32),
            person,
            np.where(bad_pair, 0.9, impostor).astype(np.float32),
            pairs[:, 0],
            pairs[:, 1],
        )
        assert turned.fit(without_fold=upset) == honest.fit(without_fold=upset)
        assert turned.fit().slope < honest.fit().slope


@pytest.mark.parametrize(
    ("recognised_at", "share"),
    [((0.995, 0.0), 0.01), ((0.985, 0.95), 0.02), ((0.985, 0.85), 0.05), ((0.2, 0.0), 0.05)],
)
def test_the_strictest_share_at_which_nine_of_ten_are_recognised(recognised_at, share):
    """Best posteriors of absent people are even from 0 to 1, so a share of 1 % needs 0.99. Seven
    of ten people are recognised with the first posterior, the rest with the second."""
    absent = np.linspace(0, 1, 10_001)
    high, low = recognised_at
    present = np.full(100, high)
    if low:
        present[70:] = low if share == 0.05 else 0.985
        present[95:] = low
    needed, allowed = operating_point(absent, present)
    assert allowed == share
    assert needed == pytest.approx(1 - share, abs=2e-4)


def test_the_operating_point_never_falls_below_even_odds():
    needed, _ = operating_point(np.linspace(0, 0.3, 1000), np.full(50, 0.9))
    assert needed == 0.5
