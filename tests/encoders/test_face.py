"""Photographed faces are found, told apart and described; drawn ones are left to another sense."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from persona_assistant.encoders.base import Examiner
from persona_assistant.encoders.face import FaceEncoder
from persona_assistant.errors import MediaError, ModelError
from persona_assistant.media import load_image
from persona_assistant.resources import data_path
from tests.support.portraits import BIDEN, HARMS, OBAMA, group, harmed, picture, portrait
from tests.support.thorough import THOROUGH

ALIKE = 0.55
"""A cosine that different people do not reach."""


@pytest.fixture(scope="module")
def encoder() -> FaceEncoder:
    return FaceEncoder(threads=1)


@pytest.fixture(scope="module")
def known(encoder) -> dict[str, np.ndarray]:
    return {name: encoder.encode([picture(portrait(name))])[0] for name in (*OBAMA, BIDEN)}


def test_it_is_an_examiner_named_after_its_network(encoder):
    assert isinstance(encoder, Examiner)
    assert encoder.modality == "image" and encoder.family == "mobilefacenet"
    assert encoder.id.startswith("mobilefacenet/1/") and len(encoder.id.split("/")[2]) == 12
    assert encoder.dim == 192


def test_photos_of_one_person_are_alike_and_of_two_are_not(known):
    for one in OBAMA:
        for other in OBAMA:
            assert known[one] @ known[other] > ALIKE
        assert known[one] @ known[BIDEN] < 0.3
    for vector in known.values():
        assert vector.dtype == np.float32 and np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_portrait_is_one_face_where_it_is(encoder):
    (face,) = encoder.examine(picture(portrait(OBAMA[0])))
    assert face.box.left < 0.53 < face.box.left + face.box.width
    assert face.box.top < 0.2 < face.box.top + face.box.height
    assert 0.15 < face.box.width < 0.4
    assert face.doubts == ()
    assert face.quality.shape == (len(encoder.quality_names),)
    assert face.quality.min() > 0.6 and face.quality.max() <= 1


@pytest.mark.parametrize("harm", HARMS)
def test_damage_leaves_the_person_recognisable(encoder, known, harm):
    (face,) = encoder.examine(picture(harmed(portrait(OBAMA[0]), harm)))
    assert face.vector @ known[OBAMA[0]] > ALIKE
    assert face.vector @ known[BIDEN] < 0.3


@pytest.mark.parametrize(
    ("harm", "measure", "doubt"),
    [("small", "size", "small"), ("blurred", "sharpness", None), ("dark", "light", None)],
)
def test_quality_falls_with_damage(encoder, harm, measure, doubt):
    at = encoder.quality_names.index(measure)
    image = portrait(OBAMA[0])
    (good,) = encoder.examine(picture(image))
    (poor,) = encoder.examine(picture(harmed(image, harm)))
    assert poor.quality[at] < good.quality[at] - 0.15
    if doubt is not None:
        (worse,) = encoder.examine(picture(harmed(harmed(image, harm), "small")))
        assert doubt in worse.doubts


def test_a_group_is_numbered_from_left_to_right(encoder, known):
    names = [OBAMA[0], BIDEN, OBAMA[2], BIDEN, OBAMA[1], BIDEN, OBAMA[0], OBAMA[2]]
    faces = encoder.examine(picture(group(names, side=330)))
    assert len(faces) == len(names)
    lefts = [face.box.left for face in faces]
    assert lefts == sorted(lefts)
    for face, name in zip(faces, names):
        assert max(known, key=lambda each: face.vector @ known[each]) == name


def test_the_largest_face_stands_for_a_picture(encoder, known):
    wall = group([BIDEN, BIDEN], side=300)
    wall.paste(portrait(OBAMA[0]), (500, 200))
    (vector,) = encoder.encode([picture(wall)])
    assert vector @ known[OBAMA[0]] > 0.9


@pytest.mark.parametrize("turn", [90, 270])
def test_a_photo_on_its_side_is_looked_at_upright(encoder, known, turn):
    lying = portrait(OBAMA[0]).rotate(turn, expand=True)
    (face,) = encoder.examine(picture(lying))
    assert face.vector @ known[OBAMA[0]] > 0.9
    middle = (face.box.left + face.box.width / 2, face.box.top + face.box.height / 2)
    upright = {90: (1 - middle[1], middle[0]), 270: (middle[1], 1 - middle[0])}[turn]
    assert upright == pytest.approx((0.53, 0.22), abs=0.08)


def test_no_drawing_of_the_demo_or_the_benchmark_is_a_face(encoder):
    folders = (data_path("memory_store", "demo"), data_path("bench", "mini"))
    drawings = [file for folder in folders for file in sorted(folder.rglob("*.jpg"))]
    assert len(drawings) > 250
    looked_at = drawings if THOROUGH else drawings[::10]
    assert [file.name for file in looked_at if encoder.examine(load_image(file))] == []


def test_what_shows_no_face_gives_none(encoder):
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    flat = Image.new("RGB", (400, 300), (200, 180, 160))
    for image in (Image.fromarray(noise), flat):
        assert encoder.examine(picture(image)) == ()
    with pytest.raises(MediaError, match=r"wall\.jpg: no photographed face was found"):
        encoder.encode([picture(flat, "wall.jpg")])


def test_equal_pictures_give_equal_faces_in_any_thread(encoder):
    pictures = [picture(portrait(name)) for name in (*OBAMA, BIDEN)] * 2
    alone = [encoder.examine(each) for each in pictures]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(encoder.examine, pictures))
    for before, after in zip(alone, together):
        assert [face.box for face in before] == [face.box for face in after]
        for one, other in zip(before, after):
            np.testing.assert_array_equal(one.vector, other.vector)
            np.testing.assert_array_equal(one.quality, other.quality)


@pytest.mark.parametrize(
    "file", ["detector.onnx", "landmarks.onnx", "mobilefacenet.onnx", "photographic.json"]
)
def test_a_missing_or_damaged_file_is_one_line(tmp_path: Path, file):
    folder = tmp_path / "face"
    shutil.copytree(data_path("models", "face"), folder)
    (folder / file).write_bytes(b"{}")
    with pytest.raises(ModelError, match=file) as damaged:
        FaceEncoder(folder)
    (folder / file).unlink()
    with pytest.raises(ModelError, match=file) as missing:
        FaceEncoder(folder)
    for error in (damaged, missing):
        assert "\n" not in str(error.value)


def test_a_network_for_something_else_is_refused(tmp_path: Path):
    folder = tmp_path / "face"
    shutil.copytree(data_path("models", "face"), folder)
    shutil.copy(folder / "landmarks.onnx", folder / "mobilefacenet.onnx")
    with pytest.raises(ModelError, match="no face recognition network"):
        FaceEncoder(folder)
