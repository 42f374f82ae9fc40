"""Nobody is accused by what was not measured, by a poor sample, or by a sense that does not know
the medium."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Triplet
from persona_assistant.routing import duplicates
from persona_assistant.routing.calibration import Evidence
from persona_assistant.routing.conditions import Conditions
from tests.support.fakes import FakeEncoder, around, calibration, encoders, picture


class Faces(FakeEncoder):
    """Finds faces; here only their ids matter."""

    def __init__(self) -> None:
        super().__init__("image")
        self.id, self.quality_names = "fake-face/1", ("sharpness",)


class Drawings(FakeEncoder):
    """Knows drawings; sources say which pictures are photos."""

    def knows(self, item) -> bool:
        return "photo" not in item.source


EVIDENCE = Evidence(
    "fake-face/1", 30.0, -21.2, -10.0, 10.0, 0.75,
    conditions=Conditions(
        ("sharpness",), np.array([1.0]), *(np.array([c]) for c in (0.0, 8.0, 0.0, 8.0))
    ),
)  # fmt: skip
CALIBRATION = dataclasses.replace(calibration(), bundled=(EVIDENCE,))


@pytest.fixture
def memory():
    with Store.temporary() as found:
        yield found


def face(memory: Store, name: str, *faces: tuple[float, int, float]) -> None:
    """Faces at (angle, plane, sharpness); the sense of whole pictures sees all of them alike."""
    memory.people.add(
        name,
        [
            Entry(
                Triplet(picture(angle, plane, f"{name}{k}.jpg")),
                image=(
                    Vector("fake-face/1", around(angle, plane), np.array([sharp], np.float32)),
                    Vector("fake-image/1", around(angle / 9, 3)),
                ),
            )
            for k, (angle, plane, sharp) in enumerate(faces)
        ],
    )


def check(memory: Store, known=CALIBRATION, **more):
    chosen = {**encoders(), "face": Faces(), **more}
    return [(each.kind, each.people) for each in duplicates.check(memory, chosen, known)]


def test_faces_are_compared_with_faces_and_not_as_pictures(memory):
    face(memory, "Ana", (0, 0, 1), (5, 0, 1))
    face(memory, "Bo", (0, 1, 1), (5, 1, 1))
    assert check(memory) == []
    face(memory, "Anna", (3, 0, 1))
    assert check(memory) == [("duplicate", ("Ana", "Anna"))]


def test_poor_photos_accuse_nobody(memory):
    face(memory, "Ana", (0, 0, 0.3))
    face(memory, "Anna", (10, 0, 0.3))
    face(memory, "Bo", (0, 1, 1))
    assert check(memory) == []


def test_what_is_only_assumed_accuses_nobody_but_finds_the_same_file(memory):
    assumed = dataclasses.replace(
        CALIBRATION, bundled=(dataclasses.replace(EVIDENCE, origin="assumed"),)
    )
    face(memory, "Ana", (0, 0, 1), (5, 0, 1))
    face(memory, "Anna", (3, 0, 1))
    assert check(memory, assumed) == []
    face(memory, "Eva", (0, 0, 1))
    assert check(memory, assumed) == [("shared", ("Ana", "Eva"))]


def test_photos_are_not_judged_by_what_knows_drawings(memory):
    for name, angle in (("Rex", 0), ("Max", 8)):
        memory.people.add(
            name,
            [
                Entry(
                    Triplet(picture(angle, source=f"{name} photo.jpg")),
                    image=Vector("fake-image/1", around(angle)),
                )
            ],
        )
    assert check(memory, image=Drawings("image")) == []
    assert check(memory) == [("duplicate", ("Rex", "Max"))]
