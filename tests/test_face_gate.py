"""A face good enough to be recognised is not always good enough to remember somebody by."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from persona_assistant.encoders.face import FaceEncoder
from persona_assistant.errors import MediaError
from persona_assistant.quality import check_face
from persona_assistant.samples import Sample
from tests.support.portraits import BIDEN, OBAMA, harmed, picture, portrait


@pytest.fixture(scope="module")
def encoder() -> FaceEncoder:
    return FaceEncoder(threads=1)


def darkened(image: Image.Image) -> Image.Image:
    levels = np.asarray(image, np.float32) * 0.08
    noise = np.random.default_rng(0).normal(0, 1, levels.shape)
    return Image.fromarray((levels + noise).clip(0, 255).astype(np.uint8))


def noisy(image: Image.Image) -> Image.Image:
    levels = np.asarray(image, np.float32)
    noise = np.random.default_rng(0).normal(0, 60, levels.shape)
    return Image.fromarray((levels + noise).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("name", [*OBAMA, BIDEN])
@pytest.mark.parametrize("harm", [None, "compressed", "grey", "turned", "dark"])
def test_ordinary_photos_pass(encoder, name, harm):
    image = portrait(name) if harm is None else harmed(portrait(name), harm)
    (face,) = encoder.examine(picture(image))
    check_face(face, "photo.jpg")


@pytest.mark.parametrize(
    ("reason", "harm"),
    [
        ("too small", lambda image: image.resize((image.width // 7, image.height // 7))),
        ("too blurred", lambda image: image.filter(ImageFilter.GaussianBlur(6))),
        ("too dark", darkened),
        ("lost in noise", noisy),
    ],
)
def test_a_poor_face_is_found_but_refused_with_the_reason(encoder, reason, harm):
    (face,) = encoder.examine(picture(harm(portrait(OBAMA[0]))))
    with pytest.raises(MediaError, match=rf"^photo\.jpg: .*{reason}.*; ") as refused:
        check_face(face, "photo.jpg")
    assert refused.value.code == "poor_face"


def test_a_face_in_profile_is_refused():
    vector = np.eye(192, dtype=np.float32)[0]
    quality = np.array([1, 1, 0.05, 1, 1, 1], np.float32)
    with pytest.raises(MediaError, match="from the side"):
        check_face(Sample(vector, quality), "photo.jpg")


def test_a_sample_that_nobody_judged_passes():
    check_face(Sample(np.eye(192, dtype=np.float32)[0]), "photo.jpg")
