"""The second world: repeatable, of its own making, and good enough to be remembered by."""

from __future__ import annotations

import inspect
import sys

import numpy as np
import pytest
from persona_worlds import cartoon_hair, cartoon_pen, cartoon_portrait, cartoon_world, looks, voices
from persona_worlds.cartoon_portrait import draw_portrait

from persona_assistant.errors import EngineMissing
from persona_assistant.media import image_from_pixels, voice_from_samples
from persona_assistant.quality import check_clip, check_picture


def test_a_portrait_is_a_function_of_who_and_which():
    assert draw_portrait(3, 1).size == (320, 320) and draw_portrait(3, 1).mode == "RGB"
    assert draw_portrait(3, 1).tobytes() == draw_portrait(3, 1).tobytes()
    assert (
        len(
            {
                draw_portrait(3, 1).tobytes(),
                draw_portrait(3, 2).tobytes(),
                draw_portrait(4, 1).tobytes(),
            }
        )
        == 3
    )


def test_everybody_can_be_drawn_and_passes_the_gate():
    seen = set()
    for person in range(60):
        seen.add(cartoon_pen.cartoon_face(person).style)
        check_picture(image_from_pixels(np.asarray(draw_portrait(person, person % 5)), f"{person}"))
    assert (
        len(seen) > 12 and len({cartoon_pen.cartoon_face(person) for person in range(300)}) == 300
    )


def test_no_drawing_and_no_voice_is_shared_with_the_first_world():
    for module in (cartoon_portrait, cartoon_hair, cartoon_pen):
        source = inspect.getsource(module)
        for theirs in (
            "world.faces",
            "world.looks",
            "world.hair",
            "world.features",
            "world.scenery",
            "world.pen ",
        ):
            assert theirs not in source
    assert not set(cartoon_world.VARIANTS) & {*voices.VARIANTS_F, *voices.VARIANTS_M}
    assert not set(cartoon_world.SENTENCES) & set(voices.ACCENTS)
    assert not {cartoon_pen.cartoon_face(person).skin for person in range(100)} & set(
        looks.SKINS.values()
    )


def test_clips_are_repeatable_and_pass_the_gate():
    clip = cartoon_world.say(2, 1)
    assert np.array_equal(clip, cartoon_world.say(2, 1)) and not np.array_equal(
        clip[:9000], cartoon_world.say(2, 2)[:9000]
    )
    for person in range(12):
        check_clip(voice_from_samples(cartoon_world.say(person, 0), f"{person}"))


def test_every_language_and_voice_speaks():
    identity = cartoon_world.voice_of(0)
    for k, variant in enumerate(cartoon_world.VARIANTS):
        language = list(cartoon_world.SENTENCES)[k % len(cartoon_world.SENTENCES)]
        made = voices.speak(
            identity.__class__("m", language, variant, 50, 100, 150, 1.0, (0.0,) * 5),
            cartoon_world.SENTENCES[language][0],
            voices.VoiceNuisance(),
        )
        assert len(made) > voices.RATE


def test_a_kept_world_is_the_world(tmp_path):
    fresh = list(cartoon_world.cartoon_world(3, 2, 0))
    assert list(cartoon_world.cartoon_world(3, 2, 0, folder=tmp_path)) == fresh
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(before) == 6 and list(cartoon_world.cartoon_world(3, 2, 0, folder=tmp_path)) == fresh
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}


def test_without_espeak_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EngineMissing, match="install"):
        list(cartoon_world.cartoon_world(1, 0, 1))
