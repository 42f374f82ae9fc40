"""The classical encoder was fitted on drawings: by a photo it names nobody but who has nearly that
very photo."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from persona_assistant.app import encoders
from persona_assistant.media import load_image
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Outcome, Query, Triplet
from persona_assistant.resources import data_path
from persona_assistant.routing import Router
from persona_assistant.routing.calibration import load

PORTRAITS = sorted(data_path("models", "self_test", "faces").glob("*.jpg"))
DRAWINGS = sorted(data_path("memory_store", "demo", "people").glob("*.jpg"))


@pytest.fixture(scope="module")
def image():
    return encoders()["image"]


def decided(image, remembered: list[Path], asked: bytes):
    with Store.temporary() as store:
        for file in remembered:
            picture = load_image(file)
            vector = Vector(image.id, image.encode([picture])[0])
            store.people.add(file.stem, [Entry(Triplet(image=picture), vector)])
        return Router(store, {"image": image}, load()).decide(Query(image=load_image(asked)))


def test_photos_and_drawings_are_told_apart(image):
    assert not any(image.knows(load_image(each)) for each in PORTRAITS)
    assert all(image.knows(load_image(each)) for each in DRAWINGS)


@pytest.mark.parametrize("asked", PORTRAITS, ids=lambda file: file.stem)
def test_a_photo_names_nobody_by_other_photos(image, asked):
    others = [each for each in PORTRAITS if each != asked]
    edge = decided(image, others + DRAWINGS, asked.read_bytes())
    assert edge.outcome is Outcome.UNKNOWN


def test_the_same_photo_made_smaller_is_recognised(image):
    photo = Image.open(PORTRAITS[0])
    smaller = io.BytesIO()
    photo.resize((photo.width * 2 // 3, photo.height * 2 // 3)).save(smaller, "JPEG", quality=50)
    edge = decided(image, PORTRAITS + DRAWINGS, smaller.getvalue())
    assert edge.persona == PORTRAITS[0].stem
