"""Leave-one-out on a memory's own people: honest rates, intervals over people, kept only when there
are enough."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.memory import Entry, Store, Vector, Vectors
from persona_assistant.pmg import Outcome, Query, Triplet
from persona_assistant.routing import Router, leave_one_out
from persona_assistant.routing.self_calibration import MIN_PEOPLE, calibrate, measure
from tests.support.fakes import calibration, encoders, picture_of

DIM = 24


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def crowd(people: int, exemplars: int = 3, noise: float = 0.3, seed: int = 0) -> np.ndarray:
    """(people, exemplars, DIM): everybody about a point of their own, `noise` as far away as people
    are apart."""
    rng = np.random.default_rng(seed)
    return unit(
        rng.normal(size=(people, 1, DIM)) + noise * rng.normal(size=(people, exemplars, DIM))
    )


def vectors(media: np.ndarray) -> Vectors:
    people, exemplars = media.shape[:2]
    rows = np.arange(people * exemplars)
    return Vectors(media.reshape(-1, DIM), rows // exemplars + 100, rows + 1000, rows + 5000)


def measured(media: np.ndarray, everybody: int | None = None):
    return measure(vectors(media), everybody or len(media), "image", "fake-image/1", 0.5)


def remember(memory: Store, media: np.ndarray) -> None:
    for number, rows in enumerate(media):
        entries = [
            Entry(Triplet(picture_of(row, f"{number}_{k}.jpg")), image=Vector("fake-image/1", row))
            for k, row in enumerate(rows)
        ]
        memory.people.add(f"P{number}", entries)


# --- measuring


def test_people_who_are_far_apart_are_told_apart():
    found = measured(crowd(60, noise=0.1))
    assert found.problem is None and (found.people, found.enrolled, found.exemplars) == (
        60,
        60,
        180,
    )
    assert found.fmr.rate < 0.02  # one against one a match needs less evidence than among sixty
    for rate in (found.eer, found.fnmr, found.fpir, found.fnir):
        assert (rate.rate, rate.low, rate.people) == (0, 0, 60)
    assert found.fnir.high == pytest.approx(1 - 0.025 ** (1 / 60), abs=1e-4)
    assert found.fpir.high == pytest.approx(
        1 - 0.025 ** (1 / 30), abs=1e-4
    )  # a false match takes two
    assert found.slope > 0 and found.lowest < 0 < found.highest and 0.5 <= found.match < 1


def test_the_harder_the_people_the_higher_the_rates():
    easy, hard = measured(crowd(60, noise=0.5)), measured(crowd(60, noise=1.3))
    assert easy.eer.rate < hard.eer.rate and easy.fnir.rate < hard.fnir.rate
    assert hard.fpir.rate < 0.2, "strangers stay unknown at whatever cost"


def test_fewer_people_are_stated_less_surely():
    width = [rate.high - rate.low for rate in (measured(crowd(n)).fpir for n in (20, 60, 240))]
    assert width[0] > 1.5 * width[1] > 2.25 * width[2]


def test_what_is_measured_does_not_depend_on_order_or_chance():
    media = crowd(40, noise=0.8)
    held = vectors(media)
    order = np.random.default_rng(5).permutation(len(held.matrix))
    shuffled = Vectors(
        *(
            getattr(held, name)[order]
            for name in ("matrix", "persona_ids", "triplet_ids", "media_ids")
        )
    )
    first = measured(media)
    assert first == measured(media)
    again = measure(shuffled, 40, "image", "fake-image/1", 0.5)
    assert again.match == pytest.approx(first.match, abs=2e-3) and again.slope == pytest.approx(
        first.slope, rel=1e-3
    )


def test_of_a_large_memory_a_part_asks_against_all(monkeypatch):
    media = crowd(300, noise=0.6)
    whole = measured(media)
    monkeypatch.setattr(leave_one_out, "_MAX_PROBES", 150)
    part = measured(media)
    assert part.enrolled == 300 and part.exemplars == 900
    assert part.fpir.people == 150 and whole.fpir.people == 300
    assert part.fpir.low <= whole.fpir.rate <= part.fpir.high


def test_the_stated_interval_holds_for_strangers():
    """Libraries of 40; of each one 200 people ask who had no part in it."""
    within = 0
    for seed in range(20):
        media = crowd(240, noise=0.75, seed=seed)
        found = measured(media[:40])
        scores = (
            (media[40:].reshape(-1, DIM) @ media[:40].reshape(-1, DIM).T)
            .reshape(-1, 40, 3)
            .max(axis=2)
        )
        weight = np.exp(
            np.clip(found.slope * scores + found.intercept, found.lowest, found.highest)
        )
        matched = weight.max(axis=1) / (40 + weight.sum(axis=1)) >= found.match
        within += found.fpir.low <= matched.mean() <= found.fpir.high
    assert within >= 19


def test_people_of_whom_nothing_is_seen_take_their_part_of_the_prior():
    """360 others, each as likely as somebody whose picture says nothing, are as good as a prior of
    95 % for nobody."""
    media = crowd(40, noise=0.7)
    alone, among = measured(media), measured(media, everybody=400)
    assert among.fnir.rate > alone.fnir.rate + 0.05
    prior = measure(vectors(media), 40, "image", "fake-image/1", 0.95)
    assert prior.match == pytest.approx(among.match, abs=0.01)
    assert (prior.fnir.rate, prior.fpir.rate) == pytest.approx(
        (among.fnir.rate, among.fpir.rate), abs=0.01
    )


def test_people_with_one_exemplar_do_not_loosen_the_operating_point():
    """They can only be strangers; they are not missed."""
    held = vectors(crowd(90, noise=0.5))
    kept = (held.persona_ids < 130) | (np.arange(270) % 3 == 0)
    some = Vectors(
        *(
            getattr(held, name)[kept]
            for name in ("matrix", "persona_ids", "triplet_ids", "media_ids")
        )
    )
    found = measure(some, 90, "image", "fake-image/1", 0.5)
    assert (found.people, found.enrolled, found.exemplars) == (30, 90, 150)
    assert found.fnir.people == 30 and found.fpir.people == 90
    assert found.match > 0.6 and found.fnir.rate < 0.1


# --- kept or not


def test_too_few_people_keep_what_is_shipped():
    with Store.temporary() as memory:
        remember(memory, crowd(MIN_PEOPLE - 1))
        memory.people.add(
            "Single",
            [
                Entry(
                    Triplet(picture_of(unit(np.ones(DIM)))),
                    image=Vector("fake-image/1", unit(np.ones(DIM))),
                )
            ],
        )
        faces, voices = calibrate(memory, encoders(), calibration())
        assert f"only {MIN_PEOPLE - 1} people" in faces.problem and faces.enrolled == MIN_PEOPLE
        assert "nobody has two" in voices.problem and faces.fpir is None
        assert memory.calibrations.get("fake-image/1") is None
        evidence = (
            calibration()
            .with_library(memory.calibrations.get)
            .evidence("image", encoders()["image"])
        )
        assert evidence == calibration().image


def test_what_is_measured_is_kept_and_judges_from_then_on():
    media = crowd(MIN_PEOPLE + 10, exemplars=4, noise=0.4)
    with Store.temporary() as memory:
        remember(memory, media[:MIN_PEOPLE, :3])
        faces, _ = calibrate(memory, encoders(), calibration())
        assert faces.problem is None
        own = (
            calibration()
            .with_library(memory.calibrations.get)
            .evidence("image", encoders()["image"])
        )
        assert own.origin == "library" and own.false_matches == faces.fpir
        assert (own.slope, own.intercept, own.match) == (faces.slope, faces.intercept, faces.match)
        router = Router(memory, encoders(), calibration().with_library(memory.calibrations.get))
        for number in range(MIN_PEOPLE):
            assert router.decide(Query(image=picture_of(media[number, 3]))).persona == f"P{number}"
        outcomes = [
            router.decide(Query(image=picture_of(rows[0]))).outcome for rows in media[MIN_PEOPLE:]
        ]
        assert outcomes.count(Outcome.MATCHED) <= 1
        assert memory.calibrations.forget("fake-image/1") and not memory.calibrations.forget(
            "fake-image/1"
        )
        assert (
            calibration()
            .with_library(memory.calibrations.get)
            .evidence("image", encoders()["image"])
            .origin
            == "fitted"
        )


def test_scores_that_tell_nothing_are_not_kept():
    """Exemplars of one person are each other's opposite."""
    media = crowd(30, exemplars=1)
    opposite = np.concatenate([media, -media], axis=1)
    found = measured(opposite)
    assert "no higher" in found.problem and found.fpir is None
