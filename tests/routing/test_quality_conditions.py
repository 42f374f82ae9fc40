"""Evidence depends on how good the samples are."""

from __future__ import annotations

import json

import numpy as np
import pytest

from persona_assistant.routing.calibration import Evidence, _shipped
from persona_assistant.routing.conditioned_fit import (
    ConditionedTrials,
    document,
    fit_conditioned,
)
from persona_assistant.routing.conditions import Conditions

NEUTRAL = np.array([1.0])


def trials(seed: int = 0, people: int = 40) -> ConditionedTrials:
    """Cosines of a world in which poor samples look like nobody in particular."""
    rng = np.random.default_rng(seed)
    query_person = rng.integers(0, people, 6000)
    exemplar_person = np.where(rng.random(6000) < 0.3, query_person, rng.integers(0, people, 6000))
    query, exemplar = rng.random((6000, 1)), rng.random((6000, 1))
    same = query_person == exemplar_person
    likeness = np.minimum(query, exemplar)[:, 0] * 0.6
    scores = np.where(same, likeness, 0.0) + rng.normal(0, 0.12, 6000)
    return ConditionedTrials(scores, query, exemplar, query_person, exemplar_person)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return fit_conditioned(
        trials(), "e/1", ("sharpness",), NEUTRAL, match=0.9, provenance="An invented world."
    )


def ratio(evidence: Evidence, score: float, query: float, exemplar: float) -> float:
    return float(evidence.llr(np.array([score]), np.array([query]), np.array([[exemplar]]))[0])


def test_a_high_score_says_less_of_a_poor_sample(evidence):
    assert ratio(evidence, 0.45, 1.0, 1.0) > 2
    assert ratio(evidence, 0.02, 1.0, 1.0) < ratio(evidence, 0.02, 0.1, 1.0)
    assert abs(ratio(evidence, 0.02, 0.1, 1.0)) < abs(ratio(evidence, 0.02, 1.0, 1.0))


def test_quality_that_is_not_known_is_taken_as_neutral(evidence):
    scores = np.array([0.1, 0.4, 0.6])
    known = evidence.llr(scores, NEUTRAL, np.tile(NEUTRAL, (3, 1)))
    assert evidence.llr(scores) == pytest.approx(known)
    assert evidence.llr(scores, np.array([np.nan])) == pytest.approx(known)


def test_evidence_never_falls_with_the_score_and_keeps_its_bounds(evidence):
    scores = np.linspace(-1, 1, 101)
    for query in (-1.0, 0.0, 0.5, 1.0, 3.0):
        ratios = evidence.llr(scores, np.array([query]))
        assert (np.diff(ratios) >= 0).all()
        assert evidence.lowest <= ratios.min() and ratios.max() <= evidence.highest


def test_a_calibration_file_gives_the_same_evidence(evidence):
    again = _shipped(json.loads(json.dumps(document(evidence))))
    assert again.provenance == "An invented world."
    scores = np.linspace(-1, 1, 21)
    for query in (0.1, 0.9):
        quality = np.array([query])
        assert again.llr(scores, quality) == pytest.approx(evidence.llr(scores, quality), abs=0.01)


def test_what_a_memory_measured_maps_the_shipped_ratio(evidence):
    own = Evidence("e/1", 0.5, -1.0, -9.0, 9.0, over=evidence)
    scores, quality = np.array([0.2, 0.3]), np.array([0.6])
    inside = evidence.llr(scores, quality)
    assert own.llr(scores, quality) == pytest.approx(0.5 * inside - 1.0)


def test_a_measure_may_take_all_evidence_away():
    """However good the score: where nothing can be told, nothing is said."""
    document = {
        "names": ["length", "enough"],
        "fading": "enough",
        **{
            part: {"length": 0.5, "enough": 0.0}
            for part in (
                "neutral",
                "slope_query",
                "intercept_query",
                "slope_exemplar",
                "intercept_exemplar",
            )
        },
    }
    conditions = Conditions.from_document(document)
    assert conditions.as_document()["fading"] == "enough"
    full, half, none = (
        conditions.line(20.0, -8.0, np.array([0.1, share]), None) for share in (1.0, 0.5, 0.0)
    )
    assert half[0] == full[0] / 2 and half[1] == full[1] / 2
    assert none == (0.0, 0.0)
    with pytest.raises(ValueError, match="no measure"):
        Conditions.from_document(document | {"fading": "loudness"})
