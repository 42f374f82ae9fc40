"""Whatever a file holds, media answers with a picture, a clip, or one clear line."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_assistant import media
from persona_assistant.errors import MediaError
from persona_assistant.media import load_image, load_voice, pixels, samples
from tests.support.media_files import RATE, encoded, refused, scene, sound_bytes, tone
from tests.support.phone_files import SOUNDS, avif, heic, hum, wideband_amr


def test_what_a_file_promises_is_read_from_its_content(file):
    assert media.modality_of(file("a.wav", encoded(scene(), "PNG"))) == "image"
    assert media.modality_of(file("a.png", sound_bytes(tone()))) == "voice"
    refused(media.modality_of, file("a.jpg", b"neither of them, though it says so"), "neither")


@pytest.mark.parametrize("load", [load_image, load_voice])
def test_what_is_no_media_file_is_named_with_its_remedy(file, tmp_path, load):
    refused(load, tmp_path / "nobody.jpg", "no such file")
    refused(load, tmp_path, "folder")
    refused(load, file("empty.jpg", b""), "empty")
    refused(load, file("letter.jpg", b"Dear Ms Example,\nI am not a picture.\n" * 9), "use a")
    refused(load, file("archive.wav", b"PK\x03\x04" + bytes(200)), "use a")
    with pytest.raises(MediaError):
        load("a\0b")
    refused(load, tmp_path / ("long" * 200), "cannot be opened")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this file system")
@pytest.mark.parametrize("load", [load_image, load_voice])
def test_pipes_and_devices_never_hang(tmp_path, load):
    os.mkfifo(tmp_path / "pipe.wav")
    refused(load, tmp_path / "pipe.wav", "regular")
    refused(load, "/dev/zero", "regular")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable to root"
)
def test_a_file_one_may_not_read(file):
    path = file("private.png", encoded(scene(), "PNG"))
    path.chmod(0)
    refused(load_image, path, "permission")


def test_a_file_one_may_not_read_as_the_system_reports_it(file, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(media.files.os, "open", denied)
    refused(load_image, file("private.png", encoded(scene(), "PNG")), "permission")


def test_a_picture_for_a_voice_is_explained(file):
    for load, wrong, words, code in (
        (load_image, sound_bytes(tone()), "sound (WAV)", "voice_given_as_picture"),
        (load_voice, encoded(scene(), "PNG"), "a picture (PNG)", "picture_given_as_voice"),
    ):
        error = refused(load, file("mixed_up.jpg", wrong), words)
        assert error.code == code and "--" not in str(error)


def test_the_file_name_cannot_break_the_line(file):
    with pytest.raises(MediaError) as caught:
        load_image(file("two\nlines\x1b[31m.png", b"text, no picture"))
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)


VALID = [
    (load_image, encoded(scene(), "JPEG")), (load_image, encoded(scene(), "PNG")),
    (load_image, encoded(scene(), "WEBP")), (load_image, encoded(scene(), "GIF")),
    (load_image, encoded(scene(), "BMP")),
    (load_voice, sound_bytes(tone(0.5))), (load_voice, sound_bytes(tone(0.5), kind="FLAC")),
    (load_voice, sound_bytes(tone(0.5), kind="OGG")),
    (load_voice, sound_bytes(tone(0.5), kind="MP3")),
    (load_image, heic(scene(96, 96), quality=50)), (load_image, avif(scene(), quality=50)),
    *((load_voice, hum(kind, 0.5)) for kind in SOUNDS), (load_voice, wideband_amr(0.5)),
    (load_voice, hum("MP4", 0.5, film=True)), (load_voice, hum("Matroska", 0.5, film=True)),
]  # fmt: skip


@settings(
    max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(range(len(VALID))), st.data())
def test_damage_yields_media_or_a_media_error_and_nothing_else(tmp_path, which, data):
    load, good = VALID[which]
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(0, 6))):
        # Headers are where damage does most harm, so half of it goes there.
        end = data.draw(st.sampled_from([min(len(damaged), 120), len(damaged)]))
        damaged[data.draw(st.integers(0, end - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del damaged[data.draw(st.integers(0, len(damaged))) :]
    path = tmp_path / "damaged"
    path.write_bytes(damaged)
    try:
        taken = load(path)
    except MediaError as error:
        message = str(error)
        assert len(message.splitlines()) == 1 and "damaged" in message
        return
    if load is load_image:
        assert pixels(taken).shape == (taken.height, taken.width, 3)
    else:
        assert len(samples(taken)) == round(taken.seconds * RATE) > 0


def test_the_content_of_a_file_does_as_well_as_its_path(tmp_path):
    from persona_assistant.media import load_image, load_voice
    from persona_assistant.resources import data_path

    demo = data_path("memory_store", "demo", "people")
    for read, name in ((load_image, "01_1.jpg"), (load_voice, "01_1.ogg")):
        by_path, by_content = read(demo / name), read((demo / name).read_bytes())
        assert by_content.data == by_path.data
        assert (by_path.source, by_content.source) == (name, "")
        with pytest.raises(MediaError, match="is empty"):
            read(b"")
        with pytest.raises(MediaError) as refused:
            read(b"no media at all")
        assert "\n" not in str(refused.value)
