"""The gate for exemplars: bundled people pass, their harmed copies do not, and the reason is
said."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from persona_assistant.errors import MediaError
from persona_assistant.media import (
    SAMPLE_RATE,
    image_from_pixels,
    load_image,
    load_voice,
    pixels,
    samples,
    voice_from_samples,
)
from persona_assistant.pmg import Clip, Picture
from persona_assistant.quality import check_clip, check_picture
from persona_assistant.resources import data_path

DEMO = data_path("memory_store", "demo")
MINI = data_path("bench", "mini", "assets")
FACES = sorted((DEMO / "people").glob("*.jpg"))[::4]
VOICES = sorted((DEMO / "people").glob("*.ogg"))[::4]


def test_whoever_is_bundled_passes():
    for path in (*DEMO.glob("*/*.jpg"), *sorted(MINI.glob("*/*.jpg"))[::4]):
        check_picture(load_image(path))
    for path in (*DEMO.glob("*/*.ogg"), *sorted(MINI.glob("*/*.ogg"))[::4]):
        check_clip(load_voice(path))


def blurred(array: np.ndarray) -> np.ndarray:
    return np.asarray(
        Image.fromarray(array).filter(ImageFilter.GaussianBlur(array.shape[0] * 7 / 256))
    )


def sized(array: np.ndarray, side: int) -> np.ndarray:
    return np.asarray(Image.fromarray(array).resize((side, side), Image.Resampling.BICUBIC))


HARMED = {
    "too few": lambda a: sized(a, 48),
    "too dark": lambda a: (a * 0.1).astype(np.uint8),
    "overexposed": lambda a: np.maximum(a, 253),
    "flat": lambda a: (128 + (a.astype(float) - 128) * 0.08).astype(np.uint8),
    "blurred": blurred,
}


@pytest.mark.parametrize("reason", HARMED)
def test_a_harmed_picture_is_refused_with_the_reason(reason):
    for path in FACES:
        harmed = image_from_pixels(HARMED[reason](pixels(load_image(path))), path.name)
        with pytest.raises(MediaError, match=reason) as caught:
            check_picture(harmed)
        assert str(caught.value).startswith(path.name) and "use " in str(caught.value)


@pytest.mark.parametrize("side", [64, 200, 1000, 1600])
def test_the_size_of_a_picture_alone_harms_nobody(side):
    """A sharp one passes at any size, a blurred one at none."""
    whole = pixels(load_image(FACES[0]))
    check_picture(image_from_pixels(sized(whole, side)))
    with pytest.raises(MediaError, match="blurred"):
        check_picture(image_from_pixels(blurred(sized(whole, side))))


def test_a_soft_background_and_a_white_wall_pass():
    face = pixels(load_image(FACES[0]))
    soft = blurred(face).copy()
    soft[64:192, 64:192] = face[64:192, 64:192]
    check_picture(image_from_pixels(soft))
    wall = np.full((512, 384, 3), 255, np.uint8)
    wall[150:406, 64:320] = face
    check_picture(image_from_pixels(wall))


def noisy(clip: np.ndarray, decibel: float) -> np.ndarray:
    noise = (
        np.random.default_rng(1).normal(size=len(clip))
        * np.sqrt((clip**2).mean())
        * 10 ** (-decibel / 20)
    )
    return 0.5 * (clip + noise) / np.abs(clip + noise).max()


SPOILT = {
    "1 s|0\\.\\d s": lambda c: c[: int(0.8 * SAMPLE_RATE)],
    "overdriven": lambda c: 0.5 * (c * 30).clip(-1, 1),
    "silent": lambda c: c * 5e-4 / np.sqrt((c**2).mean()),
    "noise": lambda c: noisy(c, -4),
}


@pytest.mark.parametrize("reason", SPOILT)
def test_a_spoilt_clip_is_refused_with_the_reason(reason):
    for path in VOICES:
        with pytest.raises(MediaError, match=reason) as caught:
            check_clip(
                voice_from_samples(
                    SPOILT[reason](samples(load_voice(path))).astype(np.float32), path.name
                )
            )
        assert str(caught.value).startswith(path.name) and "record" in str(caught.value)


def test_noise_and_pauses_alone_are_no_voice():
    rng = np.random.default_rng(3)
    hiss = rng.normal(0, 0.1, 4 * SAMPLE_RATE).clip(-1, 1).astype(np.float32)
    rumble = (3 * np.convolve(hiss, np.ones(40) / 40, "same")).astype(np.float32)
    for sound in (hiss, rumble):
        with pytest.raises(MediaError, match="noise"):
            check_clip(voice_from_samples(sound))


def test_what_a_room_and_a_telephone_do_passes():
    for path in VOICES:
        clip = samples(load_voice(path))
        spectrum, hertz = np.fft.rfft(clip), np.fft.rfftfreq(len(clip), 1 / SAMPLE_RATE)
        telephone = np.fft.irfft(spectrum * ((hertz > 300) & (hertz < 3400)), len(clip)).clip(-1, 1)
        for harmless in (telephone, clip * 0.05, noisy(clip, 15), clip[: int(2.5 * SAMPLE_RATE)]):
            check_clip(voice_from_samples(harmless.astype(np.float32)))


def test_pauses_count_for_no_speech():
    voice = samples(load_voice(VOICES[0]))[: int(0.7 * SAMPLE_RATE)]
    padded = np.concatenate(
        [np.zeros(3 * SAMPLE_RATE, np.float32), voice, np.zeros(3 * SAMPLE_RATE, np.float32)]
    )
    with pytest.raises(MediaError, match="of speech"):
        check_clip(voice_from_samples(padded))


def test_damaged_bytes_are_one_clear_line():
    with pytest.raises(MediaError, match="me.jpg: damaged"):
        check_picture(Picture(b"\xff\xd8\xffnothing", 300, 300, "me.jpg"))
    with pytest.raises(MediaError, match="me.wav: damaged"):
        check_clip(Clip(b"fLaC", 3.0, "me.wav"))
