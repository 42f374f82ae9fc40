"""Faces and voices: the same arguments give the same media, identity and nuisance are kept
apart."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from persona_worlds import espeak, faces, looks, voices
from persona_worlds.small_talk import small_talk

from persona_assistant.errors import EngineCrashed, EngineMissing


def pixels(identity, nuisance):
    return np.asarray(faces.draw_face(identity, nuisance), float)


def test_a_picture_is_a_function_of_identity_and_nuisance():
    rng = np.random.default_rng(5)
    who, how = faces.face_identity(rng), faces.face_nuisance(rng)
    picture = faces.draw_face(who, how)
    assert picture.size == (faces.SIZE, faces.SIZE) and picture.mode == "RGB"
    assert picture.tobytes() == faces.draw_face(who, how).tobytes()
    assert not np.array_equal(pixels(who, how), pixels(who, faces.face_nuisance(rng)))


def test_every_style_can_be_drawn():
    rng = np.random.default_rng(6)
    plain = faces.FaceNuisance(noise=0)
    bald = replace(faces.face_identity(rng, "m"), hair_style="bald", beard="none", glasses="none")
    base = pixels(bald, plain)
    for style in {*looks.HAIR_STYLES_F, *looks.HAIR_STYLES_M} - {"bald"}:
        assert np.abs(pixels(replace(bald, hair_style=style), plain) - base).max() > 20, style
    for beard in set(looks.BEARDS) - {"none"}:
        assert np.abs(pixels(replace(bald, beard=beard), plain) - base).max() > 20, beard


def test_one_person_looks_alike_in_the_middle_of_two_pictures_and_unlike_others():
    """Same light and pose: skin and eyes of one person stay, those of another differ."""
    rng = np.random.default_rng(7)
    still = [
        replace(
            faces.face_nuisance(rng),
            tilt=0,
            dx=0,
            dy=0,
            scale=1,
            brightness=1,
            warmth=0,
            light_strength=0,
            expression="neutral",
            blink=False,
            gaze=0,
        )
        for _ in range(2)
    ]
    people = [faces.face_identity(rng) for _ in range(6)]
    crops = [[pixels(p, how)[70:150, 95:161] for how in still] for p in people]
    same = max(np.abs(a - b).mean() for a, b in crops)
    other = min(
        np.abs(crops[i][0] - crops[j][1]).mean() for i in range(6) for j in range(6) if i != j
    )
    assert same < other


def test_a_clip_is_a_function_of_its_arguments_and_survives_its_file():
    rng = np.random.default_rng(8)
    who, how = voices.voice_identity(rng), voices.voice_nuisance(rng)
    clip = voices.speak(who, small_talk(rng), how)
    rng = np.random.default_rng(8)
    who, how = voices.voice_identity(rng), voices.voice_nuisance(rng)
    again = voices.speak(who, small_talk(rng), how)
    assert np.array_equal(clip, again) and voices.clip_bytes(clip) == voices.clip_bytes(again)
    assert (
        clip.dtype == np.float32
        and 2 < len(clip) / voices.RATE < 8
        and 0.01 < np.abs(clip).max() <= 1
    )
    data = voices.clip_bytes(clip)
    decoded, rate = soundfile.read(io.BytesIO(data))
    assert rate == voices.RATE and len(data) < 40_000
    assert np.corrcoef(decoded[: len(clip)], clip)[0, 1] > 0.95


def test_every_voice_of_the_banks_speaks():
    rng = np.random.default_rng(9)
    who = voices.voice_identity(rng)
    for variant in (*voices.VARIANTS_F[::4], *voices.VARIANTS_M[::8]):
        assert (
            len(voices.speak(replace(who, variant=variant), "A short one.", voices.VoiceNuisance()))
            > 8000
        )
    for accent in voices.ACCENTS:
        assert (
            len(
                voices.speak(
                    replace(who, accent=accent), "A < short & one.", voices.VoiceNuisance()
                )
            )
            > 8000
        )


def test_without_espeak_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    rng = np.random.default_rng(1)
    with pytest.raises(EngineMissing, match="pip install espeakng-loader"):
        voices.speak(voices.voice_identity(rng), "Hello.", voices.VoiceNuisance())


def test_no_program_is_needed_and_speech_does_not_depend_on_what_was_said_before(monkeypatch):
    monkeypatch.setenv("PATH", "")
    sentence, other = "The bus was late again.", "Tea tastes better out of small cups."
    how = {"pitch": 50, "pitch_range": 100, "words_a_minute": 150}
    first, rate = espeak.synthesize(sentence, "en-us+f3", **how)
    espeak.synthesize(other, "en-gb+m1", **how)
    with ThreadPoolExecutor(4) as pool:
        again = list(
            pool.map(lambda _: espeak.synthesize(sentence, "en-us+f3", **how)[0], range(4))
        )
    assert rate == 22_050 and 1 < len(first) / rate < 4
    assert all(np.array_equal(first, each) for each in again)


def test_every_setting_of_a_voice_is_heard():
    plain = {"pitch": 50, "pitch_range": 100, "words_a_minute": 150}

    def spoken(voice="en-us+f3", **changed):
        return espeak.synthesize("Somebody left a red umbrella.", voice, **{**plain, **changed})[0]

    base = spoken()
    for other in (
        spoken(pitch=80),
        spoken(pitch_range=20),
        spoken("en-us+m3"),
        spoken("en-gb-scotland+f3"),
    ):
        assert len(other) != len(base) or not np.allclose(other, base)
    assert len(spoken(words_a_minute=200)) < 0.9 * len(base)


def test_a_voice_that_does_not_exist_is_named():
    with pytest.raises(EngineCrashed, match="zz-zz"):
        espeak.synthesize("Hello.", "zz-zz", pitch=50, pitch_range=100, words_a_minute=150)
