"""Likely duplicates and mix-ups: found where they were made, not found in a clean memory, never
acted upon."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Triplet
from persona_assistant.routing import duplicates
from persona_assistant.routing.findings import Finding
from tests.support.fakes import around, calibration, clip, encoders, picture, picture_of


@pytest.fixture
def memory():
    with Store.temporary() as found:
        yield found


def enrol(memory: Store, name: str, *, faces=(), voices=(), where: str | None = None) -> None:
    """Exemplars at (angle, plane); planes are other people."""
    where = where or name.lower()
    entries = [
        Entry(
            Triplet(picture(*at, source=f"{where}{k}.jpg")),
            image=Vector("fake-image/1", around(*at)),
        )
        for k, at in enumerate(faces)
    ]
    entries += [
        Entry(
            Triplet(voice=clip(*at, source=f"{where}{k}.ogg")),
            voice=Vector("fake-voice/1", around(*at)),
        )
        for k, at in enumerate(voices)
    ]
    memory.people.add(name, entries)


def check(memory: Store) -> list[Finding]:
    return duplicates.check(memory, encoders(), calibration())


@pytest.fixture
def three(memory):
    enrol(memory, "Ana", faces=[(0, 0), (12, 0), (-9, 0), (20, 0)], voices=[(0, 0), (9, 0)])
    enrol(memory, "Bo", faces=[(0, 1), (10, 1)], voices=[(0, 1), (14, 1)])
    enrol(memory, "Cy", faces=[(0, 2)], voices=[(3, 2)])
    return memory


def test_a_clean_memory_has_nothing_to_look_at(three):
    assert check(three) == []


def test_an_empty_memory_has_nothing_to_look_at(memory):
    assert check(memory) == []
    enrol(memory, "Ana", faces=[(0, 0)])
    assert check(memory) == []


def test_whoever_is_entered_twice_is_found(three):
    enrol(three, "Anna", faces=[(5, 0), (-4, 0)])
    (found,) = check(three)
    assert (found.kind, found.people, found.modalities) == (
        "duplicate",
        ("Ana", "Anna"),
        ("image",),
    )
    assert 0.5 < found.probability < 1
    assert {"anna0.jpg", "ana0.jpg"} <= set(found.files)
    assert (
        "Ana (ana0.jpg, ana1.jpg, ana2.jpg and 1 more) and Anna (anna0.jpg, anna1.jpg)"
        in found.sentence
    )
    assert (
        "by face" in found.sentence
        and "merge Ana Anna" in found.advice
        and "reject a picture of Anna for Ana" in found.advice
    )


def test_face_and_voice_speak_together(three):
    enrol(three, "Face", faces=[(7, 0)], voices=[(0, 3)])
    assert check(three) == [], "the same face with another voice"
    three.people.forget("Face")
    enrol(three, "Both", faces=[(7, 0)], voices=[(2, 0)])
    (found,) = check(three)
    assert found.modalities == ("image", "voice") and "by face and voice" in found.sentence


def test_what_the_user_has_refuted_is_not_said_again(three):
    enrol(three, "Anna", faces=[(5, 0), (-4, 0)])
    three.media.add_negative(
        "Ana", "image", picture(4, 0, "other.jpg"), Vector("fake-image/1", around(4))
    )
    assert check(three) == []


def test_a_negative_exemplar_of_somebody_is_no_exemplar(three):
    three.media.add_negative(
        "Bo", "image", picture(4, 0, "notbo.jpg"), Vector("fake-image/1", around(4))
    )
    assert check(three) == []


def test_the_same_file_with_two_people_is_found(memory):
    """Their voices say two people, so it is not one person entered twice."""
    enrol(memory, "Ana", faces=[(0, 0), (30, 0)], voices=[(0, 0)], where="party")
    enrol(memory, "Bo", faces=[(0, 0), (-30, 0)], voices=[(0, 1)], where="group")
    (found,) = check(memory)
    assert found.kind == "shared"
    assert (
        found.people == ("Ana", "Bo")
        and found.files == ("party0.jpg", "group0.jpg")
        and found.probability == 1
    )
    assert "party0.jpg" in found.sentence and "stored with both Ana and Bo" in found.sentence


def test_a_picture_with_the_wrong_person_is_found(three):
    enrol(three, "Cy", faces=[(4, 2), (-5, 2), (6, 1)], where="late")
    (found,) = check(three)
    assert (found.kind, found.people) == ("misplaced", ("Cy", "Bo"))
    assert found.files[0] == "late2.jpg" and found.files[1].startswith("bo")
    assert (
        "late2.jpg stored with Cy is likely of Bo" in found.sentence
        and "move Cy late2.jpg --to Bo" in found.advice
    )


def test_two_people_under_one_name_are_found(three):
    enrol(three, "Cy", voices=[(0, 2), (8, 2), (0, 3), (8, 3)], where="late")
    (found,) = check(three)
    assert (found.kind, found.people, found.modalities) == ("mixed", ("Cy",), ("voice",))
    assert set(found.files) == {"cy0.ogg", "late0.ogg", "late1.ogg", "late2.ogg", "late3.ogg"}
    assert "late2.ogg, late3.ogg" in found.sentence and "of 2 people" in found.sentence


def test_one_odd_photo_splits_nobody(three):
    enrol(three, "Bo", faces=[(5, 1), (0, 3)])
    assert check(three) == []


def test_assumed_evidence_splits_nobody(three):
    """A careful line for matches is a careless one against them."""
    enrol(three, "Cy", faces=[(4, 2), (0, 3), (8, 3)], where="late")
    assert [f.kind for f in check(three)] == ["mixed"]
    chosen = encoders()
    chosen["image"].family = "clip"
    assumed = calibration()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(assumed), "evidence", _as_assumed(type(assumed).evidence))
        assert duplicates.check(three, chosen, assumed) == []


def _as_assumed(evidence):
    import dataclasses

    return lambda self, modality, encoder: dataclasses.replace(
        evidence(self, modality, encoder), origin="assumed"
    )


def test_nothing_is_changed_by_looking(three):
    enrol(three, "Anna", faces=[(5, 0)])
    before = three.version
    check(three)
    assert three.version == before


# --- many people


def crowd(
    memory: Store, people: int, exemplars: int = 4, dim: int = 64, noise: float = 0.25
) -> np.ndarray:
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(people, 1, dim)) + noise * rng.normal(size=(people, exemplars, dim))
    rows = (rows / np.linalg.norm(rows, axis=2, keepdims=True)).astype(np.float32)
    for number, own in enumerate(rows):
        add(memory, f"P{number}", own)
    return rows


def add(memory: Store, name: str, rows: np.ndarray) -> None:
    entries = [
        Entry(Triplet(picture_of(row, f"{name}_{k}.jpg")), image=Vector("fake-image/1", row))
        for k, row in enumerate(rows)
    ]
    memory.people.add(name, entries)


@pytest.mark.parametrize("block", [256, 7])
def test_exactly_what_was_planted_is_found_among_many(memory, monkeypatch, block):
    monkeypatch.setattr(duplicates, "_BLOCK", block)
    rows = crowd(memory, 120)
    assert check(memory) == []
    rng = np.random.default_rng(3)

    def another(person: int) -> np.ndarray:
        row = rows[person].mean(axis=0) + 0.01 * rng.normal(size=64)
        return (row / np.linalg.norm(row)).astype(np.float32)

    add(memory, "Twice", np.stack([another(17), another(17)]))
    add(memory, "P30", another(31)[None])
    add(memory, "Two", np.concatenate([_person(1), _person(2)]))
    found = {(f.kind, f.people) for f in check(memory)}
    assert found == {
        ("duplicate", ("P17", "Twice")),
        ("misplaced", ("P30", "P31")),
        ("mixed", ("Two",)),
    }


def _person(seed: int, dim: int = 64) -> np.ndarray:
    rng = np.random.default_rng((9, seed))
    rows = rng.normal(size=(1, dim)) + 0.3 * rng.normal(size=(3, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
