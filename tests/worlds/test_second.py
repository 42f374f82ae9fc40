"""The second world: repeatable, of its own making, and good enough to be remembered by."""

from __future__ import annotations

import inspect
import sys

import numpy as np
import pytest
from persona_worlds import cartoon, cartoon_hair, cartoon_pen, looks, second, voices
from persona_worlds.cartoon import sit

from persona_assistant.errors import EngineMissing
from persona_assistant.media import image_from_pixels, voice_from_samples
from persona_assistant.quality import check_clip, check_picture


def test_a_portrait_is_a_function_of_who_and_which():
    assert sit(3, 1).size == (320, 320) and sit(3, 1).mode == "RGB"
    assert sit(3, 1).tobytes() == sit(3, 1).tobytes()
    assert len({sit(3, 1).tobytes(), sit(3, 2).tobytes(), sit(4, 1).tobytes()}) == 3


def test_everybody_can_be_drawn_and_passes_the_gate():
    seen = set()
    for person in range(60):
        seen.add(cartoon_pen.look_of(person).style)
        check_picture(image_from_pixels(np.asarray(sit(person, person % 5)), f"{person}"))
    assert len(seen) > 12 and len({cartoon_pen.look_of(person) for person in range(300)}) == 300


def test_no_drawing_and_no_voice_is_shared_with_the_first_world():
    for module in (cartoon, cartoon_hair, cartoon_pen):
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
    assert not set(second.VARIANTS) & {*voices.VARIANTS_F, *voices.VARIANTS_M}
    assert not set(second.SENTENCES) & set(voices.ACCENTS)
    assert not {cartoon_pen.look_of(person).skin for person in range(100)} & set(
        looks.SKINS.values()
    )


def test_clips_are_repeatable_and_pass_the_gate():
    clip = second.say(2, 1)
    assert np.array_equal(clip, second.say(2, 1)) and not np.array_equal(
        clip[:9000], second.say(2, 2)[:9000]
    )
    for person in range(12):
        check_clip(voice_from_samples(second.say(person, 0), f"{person}"))


def test_every_language_and_voice_speaks():
    identity = second.voice_of(0)
    for k, variant in enumerate(second.VARIANTS):
        language = list(second.SENTENCES)[k % len(second.SENTENCES)]
        made = voices.speak(
            identity.__class__("m", language, variant, 50, 100, 150, 1.0, (0.0,) * 5),
            second.SENTENCES[language][0],
            voices.VoiceNuisance(),
        )
        assert len(made) > voices.RATE


def test_a_kept_world_is_the_world(tmp_path):
    fresh = list(second.second_world(3, 2, 0))
    assert list(second.second_world(3, 2, 0, folder=tmp_path)) == fresh
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(before) == 6 and list(second.second_world(3, 2, 0, folder=tmp_path)) == fresh
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}


def test_without_espeak_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EngineMissing, match="install"):
        list(second.second_world(1, 0, 1))
