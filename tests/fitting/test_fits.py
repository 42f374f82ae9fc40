"""What is fitted comes out the same every time and does what it is fitted for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.fitting.calibrate import (
    FALSE_MATCHES,
    fit_ratio,
    pairs,
    simulate,
    strangers,
    threshold,
)
from persona_assistant.fitting.describing import (
    describing_choices,
    evaluate_describing,
    fit_describing,
    generated_cases,
    load_cases,
)
from persona_assistant.language import descriptions

CASES = Path(__file__).resolve().parents[1] / "reading"


@pytest.fixture(scope="module")
def cases():
    found = load_cases(CASES / "dev.json")
    return found[:90], found[90:150]


def test_every_answer_of_the_reading_sets_is_in_the_notes():
    for name in (
        "dev.json",
        "notes.json",
        "portraits.json",
        "riddles.json",
        "watched.json",
        "heldout.json",
    ):
        answers = [(case.sentence, case.notes[case.target]) for case in load_cases(CASES / name)]
        stated = [sentence in note for sentence, note in answers if sentence is not None]
        assert all(stated) and 0.3 < len(stated) / len(answers) < 0.8, name


def test_nobody_is_in_two_reading_sets():
    sets = [
        {note for case in load_cases(CASES / f"{name}.json") for note in case.notes}
        for name in ("dev", "notes", "portraits", "riddles", "watched", "heldout")
    ]
    assert sum(map(len, sets)) == len(set().union(*sets))


def test_generated_cases_are_repeatable_and_hold_their_answers():
    found = generated_cases(24, seed=3)
    assert found == generated_cases(24, seed=3) != generated_cases(24, seed=4)
    for case in found:
        assert case.sentence is None or case.sentence in case.notes[case.target]


def test_describing_learns_who_is_meant(cases):
    weights = fit_describing(cases[0])
    assert (weights == fit_describing(cases[0])).all() and len(weights) == len(
        descriptions.FEATURES
    )
    found = evaluate_describing(cases[1], weights)
    assert found["n"] >= 30 and found["found"] + found["refused"] > 130  # whoever guesses has 100


def test_meaning_is_one_more_feature_and_one_that_tells_is_believed(cases):
    once = {tuple(case.notes): case for case in cases[0] if case.described}

    def knowing(words, notes):
        return [1.0 if place == once[tuple(notes)].target else 0.1 for place in range(len(notes))]

    some = list(once.values())
    weights, alone = fit_describing(some, knowing), fit_describing(some)
    assert len(weights) == len(descriptions.FEATURES) + 1 and weights[-1] > 1
    told, untold = evaluate_describing(some, weights, knowing), evaluate_describing(some, alone)
    assert told["found"] > untold["found"]
    nothing = fit_describing(some, lambda words, notes: [0.0] * len(notes))
    assert abs(nothing[-1]) < 1e-6  # one that tells nothing is not


def test_each_description_is_put_with_and_without_its_person(cases):
    described = [case for case in cases[1] if case.described]
    choices = describing_choices(cases[1])
    assert len(choices) == 2 * len(described)
    for case, (present, chosen), (absent, nobody) in zip(
        described, choices[::2], choices[1::2], strict=True
    ):
        assert (len(present), len(absent)) == (len(case.notes), len(case.notes) - 1)
        assert chosen == case.target and nobody is None


# --- thresholds


posteriors = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@settings(max_examples=50)
@given(posteriors, posteriors, st.floats(0.1, 1))
def test_a_match_needs_even_odds_at_least(absent, present, weaker):
    needed, false, right = threshold(absent, present)
    assert 0.5 <= needed <= 1
    assert 0 <= false <= 1 and 0 <= right <= 1
    # Whoever is recognised less surely is not held to a stricter threshold.
    assert threshold(absent, [p * weaker for p in present])[0] <= needed


def test_who_is_recognised_surely_is_asked_the_strictest():
    absent = np.linspace(0, 1, 1001)
    strict, false, right = threshold(absent, [1.0] * 50)
    assert false <= min(FALSE_MATCHES) + 1e-3 and right == 1.0
    lenient, more, _ = threshold(absent, np.linspace(0.4, 0.9, 50))
    assert lenient < strict and false < more <= max(FALSE_MATCHES) + 1e-3


# --- evidence of faces and voices


def crowd(people: int = 30, spread: float = 0.35, dim: int = 16, seed: int = 6) -> list[np.ndarray]:
    """Unit vectors of people, three each, that scatter around somebody."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(people):
        rows = rng.normal(size=dim) / np.sqrt(dim) + rng.normal(size=(3, dim)) * spread / np.sqrt(
            dim
        )
        found.append(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    return found


def test_pairs_are_all_genuine_and_all_impostor_ones():
    genuine, impostor = pairs(crowd(5))
    assert (len(genuine), len(impostor)) == (5 * 3, 15 * 14 // 2 - 5 * 3)
    assert genuine.mean() > impostor.mean() + 0.5


def test_evidence_rises_with_the_score_and_changes_sign_between_the_crowds():
    genuine, impostor = pairs(crowd(16, spread=0.8))
    ratio = fit_ratio(genuine, impostor)
    assert ratio == fit_ratio(genuine, impostor)
    assert ratio["slope"] > 0 and ratio["lowest"] == -ratio["highest"] < 0
    assert ratio["slope"] * np.median(genuine) + ratio["intercept"] > 0
    assert ratio["slope"] * np.median(impostor) + ratio["intercept"] < 0


def test_scores_that_say_nothing_are_no_evidence():
    rng = np.random.default_rng(0)
    ratio = fit_ratio(rng.normal(size=300), rng.normal(size=1200))
    assert abs(ratio["slope"]) < 0.2 and abs(ratio["intercept"]) < 0.2


def test_a_simulated_memory_knows_its_people_and_no_stranger():
    vectors = crowd(32)
    ratio = fit_ratio(*pairs(vectors[:14]))
    rows = simulate(vectors[14:], ratio, np.random.default_rng(1), rounds=60)
    present, absent = [r for r in rows if r[0]], [r for r in rows if not r[0]]
    assert len(present) > 20 and len(absent) > 20
    assert not any(right for _, right, *_ in absent)
    assert np.mean([right for _, right, *_ in present]) > 0.95
    assert (
        np.mean([top for _, _, top, *_ in present])
        > np.mean([top for _, _, top, *_ in absent]) + 0.3
    )
    assert all(pair >= top for _, _, top, pair, _ in rows)


def test_the_rate_of_strangers_matched_is_stated_of_people_not_of_trials():
    """One of sixty people is taken for somebody ten times: one failure of sixty, not ten of six
    hundred."""
    half = [(False, False, 0.2, 0.2, person) for person in range(30) for _ in range(10)]
    half += [(True, True, 0.99, 0.99, person) for person in range(30)]
    other = [
        (present, right, 0.9 if person == 3 and not present else top, pair, person)
        for present, right, top, pair, person in half
    ]
    found = strangers([half, other])
    assert found.people == 60 and found.rate == pytest.approx(1 / 60, abs=1e-4)
    assert found.low < found.rate < found.high and found.high > 0.08
