"""The demo memory: complete, consistent with its pictures, and made again by its command."""

import json

import numpy as np
import pytest
from persona_worlds import demo
from PIL import Image

from persona_assistant.resources import data_path

HOME = data_path("memory_store", "demo")


@pytest.fixture(scope="module")
def bundled():
    return json.loads((HOME / "demo.json").read_text(encoding="utf-8"))


def files(home):
    return {p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file()}


def test_every_person_is_whole(bundled):
    people = bundled["people"]
    assert 12 <= len(people) <= 14
    for person in people:
        assert person["consent"] and len(person["triplets"]) == 2
        assert any(t["text"] for t in person["triplets"])
        for t in person["triplets"]:
            assert (HOME / t["image"]).is_file() and (HOME / t["voice"]).is_file()
    names = "".join(p["name"] for p in people)
    assert any("\u0600" <= c <= "\u06ff" for c in names) and any(c in names for c in "áéíóúëøñ")


def test_questions_ask_with_media_that_are_not_enrolled(bundled):
    enrolled = {
        (HOME / t[kind]).read_bytes()
        for p in bundled["people"]
        for t in p["triplets"]
        for kind in ("image", "voice")
    }
    names = {p["name"] for p in bundled["people"]}
    kinds = set()
    for q in bundled["questions"]:
        kinds.add(q["kind"])
        assert q["expect"] is None or q["expect"] in names
        assert q["expect_abstain"] == (q["gold"] is None) == q["kind"].startswith("absent")
        for path in filter(None, (q["image"], q["voice"])):
            assert (HOME / path).read_bytes() not in enrolled
        if q["kind"].startswith("absent_persona"):
            assert q["expect"] is None
    for kind in (
        "image_to_bio",
        "voice_to_emotion",
        "text_to_environment",
        "absent_persona_image",
        "absent_persona_voice",
        "absent_attribute_image",
        "absent_attribute_text",
    ):
        assert kind in kinds


def test_it_is_small_and_holds_nothing_unused(bundled):
    used = {"demo.json", "README.md"}
    for p in bundled["people"]:
        used |= {t[kind] for t in p["triplets"] for kind in ("image", "voice")}
    used |= {q[kind] for q in bundled["questions"] for kind in ("image", "voice") if q[kind]}
    assert files(HOME) == used
    assert sum((HOME / f).stat().st_size for f in used) < 4_000_000
    assert "CC0-1.0" in (HOME / "README.md").read_text()


def test_the_command_makes_it_again(tmp_path, bundled):
    demo.write_demo(tmp_path, sound=False)
    assert json.loads((tmp_path / "demo.json").read_text(encoding="utf-8")) == bundled
    assert (tmp_path / "README.md").read_text() == (HOME / "README.md").read_text()
    for name in [f for f in files(HOME) if f.endswith(".jpg")]:
        new, old = (np.asarray(Image.open(home / name), float) for home in (tmp_path, HOME))
        assert np.abs(new - old).mean() < 1.5, name  # another Pillow may round differently
