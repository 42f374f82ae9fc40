"""Photos of several people at the command line: faces, add --face, who, ask, show. The people are
presidents and a vice president of the United States, in portraits of the public domain."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import DEMO, ROOT
from PIL import Image

PORTRAITS = ROOT / "models" / "self_test" / "faces"
OBAMA, BIDEN = PORTRAITS / "obama_1.jpg", PORTRAITS / "biden.jpg"


@pytest.fixture(scope="session")
def party(tmp_path_factory) -> Path:
    """Obama on the left, Biden on the right."""
    both = [Image.open(PORTRAITS / name).convert("RGB") for name in ("obama_2.jpg", "biden.jpg")]
    height = min(each.height for each in both)
    both = [each.resize((each.width * height // each.height, height)) for each in both]
    photo = Image.new("RGB", (sum(each.width for each in both), height))
    photo.paste(both[0], (0, 0))
    photo.paste(both[1], (both[0].width, 0))
    path = tmp_path_factory.mktemp("party") / "party.jpg"
    photo.save(path, quality=92)
    return path


@pytest.fixture
def obama(run) -> None:
    assert run("add", "Obama", "--image", OBAMA, "--text", "Obama was born in Honolulu.").code == 0


def test_faces_are_listed_before_anybody_is_remembered(run, party, tmp_path):
    ran = run("faces", party, "--preview", tmp_path / "numbered.png")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 faces in party.jpg, from left to right:\n  1 (left)")
    assert "unknown" not in ran.out
    with Image.open(party) as photo, Image.open(tmp_path / "numbered.png") as numbered:
        assert numbered.format == "PNG" and numbered.size == photo.size
    assert not (tmp_path / "store").exists()


def test_who_names_each_face_of_a_group_photo(run, party, obama):
    seen = run("who", "--image", party)
    head, first, second = seen.out.splitlines()
    assert head == "2 faces, from left to right:"
    assert first.startswith("  1 (left)   Obama, ") and "(obama_1.jpg)" in first
    assert second == "  2 (right)  unknown"
    document = run("who", "--image", party, "--json").document
    assert [face["persona"] for face in document["faces"]] == ["Obama", None]
    listed = run("faces", party, "--json").document["faces"]
    assert [(face["number"], face["persona"]) for face in listed] == [(1, "Obama"), (2, None)]
    assert [face["box"] for face in listed] == [face["box"] for face in document["faces"]]


def test_a_photo_with_one_known_person_is_about_them(run, party, obama):
    asked = run("ask", "Where was this person born?", "--image", party)
    assert '"Obama was born in Honolulu."' in asked.out


def test_the_face_that_is_named_stands_for_the_person(run, party, obama):
    added = run("add", "Biden", "--image", party, "--face", "2", "--text", "Born in Scranton.")
    assert added.code == 0 and "number 2 from the left was taken for Biden" in added.err
    assert "face 2 (right) of 2 stands for Biden" in run("show", "Biden").out
    held = run("show", "Biden", "--json").document["held"][0]
    assert (held["image"]["faces"], held["image"]["face"]) == (2, 2)
    assert run("who", "--image", BIDEN, "--json").document["persona"] == "Biden"
    asked = run("ask", "Where was this person born?", "--image", party, "--json").document
    assert (asked["outcome"], asked["reason"]) == ("several", "several people")
    assert "Obama and Biden" in asked["text"]
    named = run("ask", "Where was Biden born?", "--image", party)
    assert '"Born in Scranton."' in named.out


def test_a_number_belongs_to_the_picture_of_several_people(run, party):
    added = run("add", "Biden", "--image", BIDEN, "--image", party, "--face", "2")
    assert added.code == 0
    held = run("show", "Biden", "--json").document["held"]
    assert [each["image"]["face"] for each in held] == [1, 2]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--face", "7"], "there is no number 7 (--face N"),
        (["--face", "0"], "there is no number 0"),
        (["--face", "1", "--face", "2"], "not clear"),
    ],
)
def test_a_number_that_fits_no_face_stores_nothing(run, party, words, part):
    ran = run("add", "Biden", "--image", party, *words)
    assert ran.code == 2 and part in ran.error
    assert run("people").code == 2


def test_a_drawing_is_remembered_as_a_picture_and_says_so(run):
    drawing = DEMO / "people" / "01_1.jpg"
    added = run("add", "Maya", "--image", drawing)
    assert added.code == 0 and "it is remembered as a picture" in added.err
    assert "no face was found in it" in run("show", "Maya").out
    assert run("faces", drawing).out == "No face was found in 01_1.jpg.\n"


def test_a_preview_that_cannot_be_written_is_one_line(run, party):
    assert run("faces", party, "--preview", party / "n.png").code == 2
