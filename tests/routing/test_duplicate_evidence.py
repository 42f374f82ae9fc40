"""When a finding is made: against which prior, from how many exemplars, with which probability."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Triplet
from persona_assistant.routing import duplicates
from persona_assistant.routing.calibration import Evidence
from persona_assistant.routing.findings import Finding
from tests.support.fakes import around, calibration, clip, encoders, picture, picture_of


@pytest.fixture
def memory():
    with Store.temporary() as found:
        yield found


def enrol(memory: Store, name: str, *faces: tuple[float, int]) -> None:
    memory.people.add(
        name,
        [
            Entry(
                Triplet(picture(*at, source=f"{name.lower()}{k}.jpg")),
                image=Vector("fake-image/1", around(*at)),
            )
            for k, at in enumerate(faces)
        ],
    )


def check(memory: Store, slope: float = 30.0, intercept: float = -21.2) -> list[Finding]:
    known = dataclasses.replace(
        calibration(), image=Evidence("fake-image/1", slope, intercept, -10.0, 10.0, 0.75)
    )
    return duplicates.check(memory, encoders(), known)


def test_somebody_entered_three_times_is_found_in_every_pair(memory):
    """Also where the nearest picture of the first is of the second, never of the third."""
    enrol(memory, "Ana", (0, 0), (1, 0))
    enrol(memory, "Anna", (4, 0), (5, 0))
    enrol(memory, "Anne", (8, 0), (9, 0))
    enrol(memory, "Bo", (0, 1))
    found = check(memory)
    assert {f.people for f in found} == {("Ana", "Anna"), ("Ana", "Anne"), ("Anna", "Anne")}
    assert {f.kind for f in found} == {"duplicate"}


def test_a_file_stored_with_three_people_is_found_with_every_pair(memory):
    """Their voices differ, so that they are not one person."""
    party = around(0)
    for number, name in enumerate(("Ana", "Bo", "Cy")):
        alone = np.zeros(8, np.float32)
        alone[0], alone[1 + number] = math.cos(math.radians(30)), math.sin(math.radians(30))
        entries = [
            Entry(Triplet(picture_of(row, f"{name}{k}.jpg")), image=Vector("fake-image/1", row))
            for k, row in enumerate((party, alone))
        ]
        voice = Vector("fake-voice/1", around(0, number))
        memory.people.add(name, [*entries, Entry(Triplet(voice=clip(0, number)), voice=voice)])
    found = check(memory)
    assert {f.kind for f in found} == {"shared"}
    assert {f.people for f in found} == {("Ana", "Bo"), ("Ana", "Cy"), ("Bo", "Cy")}


def test_the_probability_of_a_pair_is_its_evidence_against_the_prior_of_being_entered_twice(memory):
    """One in ten people is entered twice; among three, with either of two others."""
    enrol(memory, "Ana", (0, 0))
    enrol(memory, "Eva", (25, 0))
    enrol(memory, "Bo", (0, 1))
    ratio = 30.0 * math.cos(math.radians(25)) - 21.2
    prior = 0.1 / 2
    odds = ratio + math.log(prior / (1 - prior))
    (found,) = check(memory)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)


@pytest.mark.parametrize(("surplus", "kinds"), [(-0.1, []), (0.1, ["duplicate"])])
@pytest.mark.parametrize("others", [1, 4])
def test_a_pair_is_reported_from_more_likely_than_not_on(memory, surplus, kinds, others):
    enrol(memory, "Ana", (0, 0))
    enrol(memory, "Eva", (20, 0))
    for number in range(others):
        enrol(memory, f"Bo{number}", (90 * (number % 2), 1 + number // 2))
    prior = 0.1 / (1 + others)
    needed = -math.log(prior / (1 - prior))
    intercept = needed + surplus - 30.0 * math.cos(math.radians(20))
    assert [f.kind for f in check(memory, intercept=intercept)] == kinds


def test_two_who_are_alike_in_one_of_several_pictures_are_not_one(memory):
    """All pictures of both must find one of the other: the worse direction counts."""
    enrol(memory, "Ana", (0, 0))
    enrol(memory, "Eva", (2, 0), (50, 0), (55, 0), (60, 0))
    enrol(memory, "Bo", (0, 1))
    assert [f for f in check(memory) if f.kind == "duplicate"] == []


@pytest.mark.parametrize(("surplus", "kinds"), [(-0.1, []), (0.1, ["misplaced"])])
def test_a_picture_is_misplaced_from_more_likely_than_not_on(memory, surplus, kinds):
    """One in a hundred pictures is; it is measured against the others of its person."""
    needed = -math.log(0.01 / 2 / (1 - 0.01 / 2))
    slope, intercept = 30.0, -20.0
    there = slope * math.cos(math.radians(40)) + intercept
    away = (there - needed - surplus - intercept) / slope
    assert away * slope + intercept < 0 < there
    enrol(memory, "Cy", (0, 2), (3, 2))
    enrol(memory, "Bo", (0, 1), (10, 1))
    enrol(memory, "Dan", (0, 3))
    stray = np.zeros(8, np.float32)
    stray[2], stray[4] = math.cos(math.radians(40)), away
    stray[0] = math.sqrt(1 - stray @ stray)
    memory.people.add(
        "Cy",
        [Entry(Triplet(picture_of(stray, "stray.jpg")), image=Vector("fake-image/1", stray))],
    )
    found = check(memory, slope, intercept)
    assert [f.kind for f in found] == kinds
    for finding in found:
        assert finding.files[0] == "stray.jpg" and finding.people == ("Cy", "Bo")
        assert finding.probability == pytest.approx(1 / (1 + math.exp(-surplus)), abs=0.02)


@pytest.mark.parametrize(("own_llr", "other_llr"), [(1.0, 9.0), (-9.0, -1.0)])
def test_a_picture_is_misplaced_only_if_unlike_its_person_and_like_another(
    memory, own_llr, other_llr
):
    """However much better it goes with the other."""
    slope, intercept = 30.0, -13.0
    enrol(memory, "Cy", (0, 2), (1, 2))
    enrol(memory, "Bo", (0, 1), (1, 1))
    stray = np.zeros(8, np.float32)
    stray[4], stray[2] = ((llr - intercept) / slope for llr in (own_llr, other_llr))
    stray[0] = math.sqrt(1 - stray @ stray)
    memory.people.add(
        "Cy",
        [Entry(Triplet(picture_of(stray, "stray.jpg")), image=Vector("fake-image/1", stray))],
    )
    assert [f for f in check(memory, slope, intercept) if f.kind == "misplaced"] == []


@pytest.mark.parametrize(("angles", "kinds"), [((0, 0), []), ((25, 20), ["duplicate"])])
def test_a_face_and_a_voice_that_would_not_do_alone_do_together(memory, angles, kinds):
    """Each sense needs half of the evidence to bring a pair up."""
    needed = -math.log(0.1 / 2 / (1 - 0.1 / 2))
    part = {0: 0.45, 20: 0.55, 25: 0.55}
    known = calibration()
    senses = {}
    for sense, angle in zip(("image", "voice"), angles, strict=True):
        at = angle or 20
        intercept = part[angle] * needed - 30.0 * math.cos(math.radians(at))
        senses[sense] = Evidence(f"fake-{sense}/1", 30.0, intercept, -10.0, 10.0, 0.75)
    for name, plane, offset in (("Ana", 0, False), ("Eva", 0, True), ("Bo", 1, False)):
        face, voice = ((angle or 20) if offset else 0 for angle in angles)
        memory.people.add(
            name,
            [
                Entry(
                    Triplet(picture(face, plane), clip(voice, plane)),
                    image=Vector("fake-image/1", around(face, plane)),
                    voice=Vector("fake-voice/1", around(voice, plane)),
                )
            ],
        )
    found = duplicates.check(memory, encoders(), dataclasses.replace(known, **senses))
    assert [f.kind for f in found] == kinds
    for finding in found:
        assert finding.modalities == ("image", "voice")


def test_a_persona_splits_only_into_groups_of_two_or_more_that_belong_together(memory):
    enrol(memory, "Cy", (0, 2), (5, 2), (0, 3), (5, 3))
    enrol(memory, "Dan", (0, 0), (5, 0), (0, 1))
    (found,) = check(memory)
    assert (found.kind, found.people) == ("mixed", ("Cy",))
    prior = 0.02
    odds = 10.0 + math.log(prior / (1 - prior))
    assert found.probability == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-3)


def test_three_files_of_each_are_named_and_the_rest_counted(memory):
    enrol(memory, "Ana", *[(angle, 0) for angle in range(5)])
    enrol(memory, "Eva", *[(angle + 0.5, 0) for angle in range(3)])
    (found,) = check(memory)
    assert "(ana0.jpg, ana1.jpg, ana2.jpg and 2 more)" in found.sentence
    assert "(eva0.jpg, eva1.jpg, eva2.jpg)" in found.sentence


def test_findings_come_most_likely_first(memory):
    enrol(memory, "Ana", (0, 0))
    enrol(memory, "Eva", (30, 0))
    enrol(memory, "Bo", (0, 1))
    enrol(memory, "Rob", (3, 1))
    found = check(memory)
    assert [f.people for f in found] == [("Bo", "Rob"), ("Ana", "Eva")]
    assert found[0].probability > found[1].probability
