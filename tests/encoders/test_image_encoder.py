"""The same drawn person stays near through nuisance and damage; others and non-people do not."""

from __future__ import annotations

import io

import numpy as np
import pytest
from persona_worlds.faces import draw_face, face_identity, face_nuisance
from PIL import Image

from persona_assistant.encoders.image import ClassicalImageEncoder
from persona_assistant.errors import MediaError
from persona_assistant.fitting.recognition import PICTURE_HARM, doodle, equal_error, score, texture
from persona_assistant.media import image_from_pixels, load_image

PEOPLE, VIEWS = 14, 2
STRANGER = 0.5
"""A cosine that different people rarely and things never reach."""


@pytest.fixture(scope="module")
def encoder() -> ClassicalImageEncoder:
    return ClassicalImageEncoder()


@pytest.fixture(scope="module")
def faces() -> list[np.ndarray]:
    drawn = []
    for person in range(PEOPLE):
        rng = np.random.default_rng((4711, person))
        identity = face_identity(rng)
        drawn += [np.asarray(draw_face(identity, face_nuisance(rng))) for _ in range(VIEWS)]
    return drawn


@pytest.fixture(scope="module")
def vectors(encoder, faces) -> np.ndarray:
    return encoder.encode([image_from_pixels(face) for face in faces])


WHO = np.repeat(np.arange(PEOPLE), VIEWS)


def test_vectors_keep_the_contract(encoder, faces, vectors):
    assert encoder.modality == "image" and encoder.id == "classical-image/1" and encoder.dim <= 1024
    assert vectors.dtype == np.float32 and vectors.shape == (len(faces), encoder.dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    again = encoder.encode([image_from_pixels(faces[5])])
    assert np.array_equal(again[0], vectors[5])
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_people_the_map_never_saw_are_told_apart(vectors):
    row = score("as made", vectors, vectors, WHO)
    assert row.eer <= 0.05 and row.of_4 >= 0.97 and row.of_14 >= 0.93


@pytest.mark.parametrize("harm", PICTURE_HARM)
def test_damage_does_not_make_somebody_else(encoder, faces, vectors, harm):
    damaged = encoder.encode(
        [image_from_pixels(PICTURE_HARM[harm](face)) for face in faces[::VIEWS]]
    )
    cosine = damaged @ vectors.T
    same = WHO[::VIEWS][:, None] == WHO[None, :]
    eer, _ = equal_error(cosine[same], cosine[~same])
    assert eer <= 0.07
    assert (cosine[np.arange(PEOPLE), np.arange(PEOPLE) * VIEWS] > STRANGER).mean() >= 0.9


def test_a_photo_taken_sideways_is_the_same_photo(encoder, faces, vectors, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.fromarray(faces[0]).transpose(Image.Transpose.ROTATE_90).save(
        out, "JPEG", quality=92, exif=exif
    )
    (tmp_path / "sideways.jpg").write_bytes(out.getvalue())
    (vector,) = encoder.encode([load_image(tmp_path / "sideways.jpg")])
    assert vector @ vectors[0] > 0.95


def test_portraits_by_another_hand_are_told_apart(encoder):
    drawn = encoder.encode([image_from_pixels(doodle(p, v)) for p in range(14) for v in range(2)])
    assert score("doodles", drawn, drawn, np.repeat(np.arange(14), 2)).of_4 >= 0.9


def test_things_are_nobody(encoder, vectors):
    things = encoder.encode([image_from_pixels(texture(seed)) for seed in range(20)])
    assert (things @ vectors.T > STRANGER).mean() <= 0.005


def test_any_shape_is_described_and_nothing_is_refused(encoder):
    rng = np.random.default_rng(0)
    for shape in ((16, 16, 3), (40, 900, 3), (900, 40, 3)):
        picture = image_from_pixels(rng.integers(0, 256, shape, dtype=np.uint8))
        assert np.isfinite(encoder.encode([picture])).all()
    with pytest.raises(MediaError, match="wall.png"):
        encoder.encode([image_from_pixels(np.full((64, 64, 3), 120, np.uint8), "wall.png")])
