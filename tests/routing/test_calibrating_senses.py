"""Self-calibration of what has qualities, of a picture and a clip together, and of people who are
alike."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from persona_assistant.memory import Entry, Store, Vector, Vectors
from persona_assistant.pmg import Outcome, Query, Triplet
from persona_assistant.routing import Router
from persona_assistant.routing.calibration import Evidence
from persona_assistant.routing.conditions import Conditions
from persona_assistant.routing.joint import Joint
from persona_assistant.routing.self_calibration import MIN_PEOPLE, TOGETHER, calibrate, measure
from tests.support.fakes import calibration, clip, encoders, picture_of

DIM = 24
IMAGE, VOICE = "fake-image/1", "fake-voice/1"


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def crowd(people: int, noise: float, seed: int, exemplars: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return unit(
        rng.normal(size=(people, 1, DIM)) + noise * rng.normal(size=(people, exemplars, DIM))
    )


def clip_of(vector: np.ndarray):
    return dataclasses.replace(clip(0), data=vector.astype("<f4").tobytes())


def remember(memory: Store, faces: np.ndarray, voices: np.ndarray) -> None:
    for number, rows in enumerate(zip(faces, voices, strict=True)):
        memory.people.add(
            f"P{number}",
            [
                Entry(
                    Triplet(picture_of(face), clip_of(voice)),
                    image=Vector(IMAGE, face),
                    voice=Vector(VOICE, voice),
                )
                for face, voice in zip(*rows, strict=True)
            ],
        )


@pytest.fixture(scope="module")
def both():
    """Half of the people are remembered by pictures and clips; (memory, everybody's media)."""
    faces, voices = crowd(60, 0.9, 1), crowd(60, 1.1, 2)
    with Store.temporary() as memory:
        remember(memory, faces[:30, :2], voices[:30, :2])
        yield memory, faces, voices


SHIPPED = dataclasses.replace(calibration(), joint=Joint(0.2, 0.8, provenance="As shipped."))


def test_a_picture_and_a_clip_together_are_measured_too(both):
    memory, faces, voices = both
    *_, together = calibrate(memory, encoders(), SHIPPED)
    assert (together.modality, together.encoder) == (TOGETHER, f"{IMAGE} + {VOICE}")
    assert (together.people, together.enrolled) == (30, 30)
    own = SHIPPED.with_library(memory.calibrations.get)
    joint = own.joint_of(IMAGE, VOICE)
    assert (joint.agreement, joint.conflict, joint.match) == (0.2, 0.8, together.match)
    assert joint.false_matches == together.fpir and own.joint_of("other/1", VOICE) is SHIPPED.joint
    router = Router(memory, encoders(), own)
    strangers = [
        router.decide(Query(image=picture_of(face), voice=clip_of(voice))).outcome
        for face, voice in zip(faces[30:].reshape(-1, DIM), voices[30:].reshape(-1, DIM))
    ]
    assert strangers.count(Outcome.MATCHED) / len(strangers) <= together.fpir.high
    known = [
        router.decide(Query(image=picture_of(face), voice=clip_of(voice))).persona
        for face, voice in zip(faces[:30, 2], voices[:30, 2])
    ]
    right = np.mean([name == f"P{number}" for number, name in enumerate(known)])
    assert right >= 1 - together.fnir.high
    alone = [
        router.decide(Query(image=picture_of(face))).persona == f"P{number}"
        for number, face in enumerate(faces[:30, 2])
    ]
    assert right > np.mean(alone)


def test_too_few_with_both_leave_it_as_it_is_shipped():
    faces, voices = crowd(MIN_PEOPLE - 1, 0.5, 3), crowd(MIN_PEOPLE - 1, 0.5, 4)
    with Store.temporary() as memory:
        remember(memory, faces, voices)
        assert [each.modality for each in calibrate(memory, encoders(), SHIPPED)] == [
            "image",
            "voice",
        ]
        assert SHIPPED.with_library(memory.calibrations.get).joint_of(IMAGE, VOICE) == SHIPPED.joint


def test_people_who_are_taken_for_one_another_are_told_apart_from_strangers():
    """One picture of each of two people shows the other one as well."""
    alone = crowd(60, 0.5, 5)
    twins = alone.copy()
    twins[0, 0], twins[1, 0] = alone[1, 0], alone[0, 0]

    def measured(media: np.ndarray):
        rows = np.arange(180)
        held = Vectors(media.reshape(-1, DIM), rows // 3, rows, rows)
        return measure(held, 60, "image", IMAGE, 0.5)

    assert measured(alone).misidentified.rate == 0
    found = measured(twins)
    assert 0 < found.misidentified.rate <= 2 / 60


# --- evidence that depends on quality


OVER = Evidence(
    IMAGE, 20.0, -8.0, -9.0, 9.0, 0.8,
    conditions=Conditions(
        ("sharpness",), np.array([1.0]), *(np.array([c]) for c in (6.0, -4.0, 6.0, -4.0))
    ),
    provenance="Toys.",
)  # fmt: skip


def with_quality(people: int = 40) -> Vectors:
    """One of three exemplars of everybody is blurred."""
    rng = np.random.default_rng(7)
    blurred = np.array([0, 0, 1])
    media = unit(
        rng.normal(size=(people, 1, DIM))
        + (0.3 + 0.9 * blurred[:, None]) * rng.normal(size=(people, 3, DIM))
    )
    rows = np.arange(people * 3)
    quality = 1.0 - 0.8 * np.tile(blurred, people)[:, None].astype(np.float32)
    return Vectors(media.reshape(-1, DIM), rows // 3, rows, rows, quality)


def test_own_people_move_and_stretch_the_shipped_evidence_and_keep_its_conditions():
    shipped = dataclasses.replace(calibration(), bundled=(OVER,))
    encoder = encoders()["image"]
    shipped = dataclasses.replace(shipped, image=dataclasses.replace(shipped.image, encoder="x"))
    found = measure(with_quality(), 40, "image", IMAGE, 0.5, OVER)
    assert found.problem is None and found.conditioned == OVER.fingerprint
    own = shipped.with_library(lambda _: found.content()).evidence("image", encoder)
    assert own.origin == "library" and own.over == OVER and own.match == found.match
    score, sharp, blurred = np.array([0.55]), np.array([1.0]), np.array([0.2])
    expected = found.slope * OVER.unbounded(score, blurred, None) + found.intercept
    assert own.llr(score, blurred)[0] == pytest.approx(expected[0], abs=1e-6)
    assert own.llr(score, blurred)[0] != pytest.approx(own.llr(score, sharp)[0], abs=0.1)


def test_what_was_measured_over_other_shipped_evidence_is_not_used():
    found = measure(with_quality(), 40, "image", IMAGE, 0.5, OVER)
    later = dataclasses.replace(OVER, slope=25.0)
    shipped = dataclasses.replace(
        calibration(),
        bundled=(later,),
        image=dataclasses.replace(calibration().image, encoder="x"),
    )
    judged = shipped.with_library(lambda _: found.content()).evidence("image", encoders()["image"])
    assert judged == later
