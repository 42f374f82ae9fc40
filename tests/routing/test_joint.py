"""A picture and a clip together never say more than they should."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from persona_assistant.fitting.joint import Senses, World, ask, fit
from persona_assistant.routing.calibration import Evidence, load
from persona_assistant.routing.joint import Joint, read

JOINT = Joint(0.1, 0.8)
SENSES = Senses(
    Evidence("f/1", 30.0, -21.0, -10.0, 10.0, 0.75), Evidence("v/1", 30.0, -21.0, -10.0, 10.0, 0.93)
)

MATCHES = (0.75, 0.93)


def world(people: int = 60, seed: int = 0) -> World:
    """Looks and voices both go by sex and age; the ratios are surer than they should be."""
    rng = np.random.default_rng(seed)
    kind = rng.normal(size=(people, 4))
    found = []
    for noise in (0.6, 0.5):
        place = np.concatenate([kind, rng.normal(size=(people, 4))], axis=1)
        media = place[:, None] + noise * rng.normal(size=(people, 2, 8))
        distance = np.linalg.norm(media[:, :, None] - place, axis=3)
        found.append(np.clip(2.5 * (5.4 - 2.2 * distance), -10, 10))
    return World(*found)


@pytest.fixture(scope="module")
def fitted() -> Joint:
    return fit([world(seed=1), world(seed=2)])


def test_what_says_nothing_changes_nothing():
    for ratio in (-6.0, 0.5, 8.0):
        assert JOINT.llr(np.array([ratio]), np.array([0.0]))[0] == ratio
        assert JOINT.llr(np.array([0.0]), np.array([ratio]))[0] == ratio


def test_a_poor_clip_turns_no_unknown_face_into_a_name():
    """Whatever the face says: evidence near nothing leaves it where it was, and what a match needs
    is what the face needs."""
    for ratio in np.linspace(-5, 5, 41):
        together = JOINT.llr(np.array([ratio]), np.array([0.2]))[0]
        assert together <= max(ratio, 0.2) + 0.1 * 0.2 + 1e-9
        if ratio > 0.2:
            needed = JOINT.needed((np.array([ratio]), np.array([0.2])), MATCHES)
            assert needed[0] == SENSES.image.match


def test_both_say_more_the_more_either_says():
    ratios = np.linspace(-10, 10, 41)
    together = JOINT.llr(ratios[:, None] + 0.01, ratios[None] + 0.01)
    assert (np.diff(together, axis=0) >= 0).all() and (np.diff(together, axis=1) >= 0).all()
    assert JOINT.llr(np.array([4.0]), np.array([3.0]))[0] < 7.0
    assert JOINT.llr(np.array([4.0]), np.array([-3.0]))[0] < 4.0


def test_whoever_is_known_by_one_alone_needs_what_that_one_needs():
    image = np.array([3.0, 0.0, 3.0, 3.0, 0.0, 3.0])
    voice = np.array([0.0, 3.0, 2.0, 4.0, 0.0, -1.0])
    needed = JOINT.needed((image, voice), MATCHES)
    assert needed.tolist() == [0.75, 0.93, 0.75, 0.93, 0.75, 0.93]
    strict = dataclasses.replace(JOINT, match=0.9).needed((image, voice), MATCHES)
    assert strict.tolist() == [0.75, 0.93, 0.9, 0.93, 0.75, 0.93]


@pytest.mark.parametrize("known_by", [1.0, 0.5])
@pytest.mark.parametrize("seed", [3, 4])
def test_strangers_are_named_no_more_by_both_than_by_one(fitted, known_by, seed):
    unseen = world(seed=seed)
    one, other, both = (
        ask(unseen, SENSES, fitted, known_by, use) for use in ("image", "voice", "both")
    )
    if known_by == 1:
        assert both.strangers < max(one.strangers, other.strangers)
        assert both.recognised > max(one.recognised, other.recognised)
        assert both.strangers < 0.7 * ask(unseen, SENSES, Joint(), known_by).strangers
    else:  # other people are known by either
        assert both.strangers <= 1.2 * (one.strangers + other.strangers)


def test_the_fit_adds_up_what_is_right_and_independent():
    """Gaussian scores of two independent senses with their true ratios."""
    rng = np.random.default_rng(5)
    people = 150

    def sense():
        own = np.eye(people, dtype=bool)[:, None]
        scores = rng.normal(size=(people, 2, people)) + 2.0 * own
        return 2.0 * scores - 2.0

    independent = fit([World(sense(), sense())])
    assert independent.agreement > 0.6 and independent.conflict > 0.6
    shared = sense()
    same = fit([World(shared, shared)])
    assert same.agreement < 0.2


def test_what_ships_is_read_and_names_what_it_rests_on():
    shipped = load().joint
    assert 0 <= shipped.agreement < 1 and 0 < shipped.conflict < 1
    assert "generated people" in shipped.provenance and shipped.false_matches.rate < 0.01


@pytest.mark.parametrize("harm", [{"agreement": 1.5}, {"conflict": None}, {"match": float("nan")}])
def test_a_damaged_file_is_refused(harm):
    with pytest.raises((KeyError, TypeError, ValueError)):
        read({"agreement": 0.1, "conflict": 0.8, "match": 0.5} | harm)
