"""A folder as a phone leaves it: photos with films beside them, voice messages, a film."""

from __future__ import annotations

import io

import numpy as np
from people_in_folders import draw, slow, speak
from PIL import Image

from persona_assistant.enrolment import enrol
from persona_assistant.progress import finish
from tests.support.phone_files import SOUNDS, heic, recording


def voice(kind: str, seed: int, tmp_path, **options) -> bytes:
    import soundfile
    import soxr

    samples, rate = soundfile.read(speak(tmp_path / f"{seed}.wav", seed), dtype="float32")
    return recording(kind, soxr.resample(samples, rate, SOUNDS[kind][2]), **options)


def test_photos_voice_messages_and_films_are_taken_and_companions_left(memory, tmp_path):
    own = tmp_path / "people" / "Lina"
    photo = np.asarray(Image.open(draw(own / "IMG_2042.png", 1)))
    (own / "IMG_2041.HEIC").write_bytes(heic(photo, quality=95))
    (own / "IMG_2041.MOV").write_bytes(voice("MOV", 1, tmp_path, film=True))
    (own / "IMG_2041.AAE").write_bytes(b"<?xml version='1.0'?><plist/>")
    (own / "PTT-20260412-WA0003.m4a").write_bytes(voice("M4A", 2, tmp_path))
    (own / "audio_2026-04-12.ogg").write_bytes(voice("OGG", 3, tmp_path))
    (own / "birthday.mp4").write_bytes(voice("MP4", 4, tmp_path, film=True))
    done = finish(enrol(memory.people, slow(), own.parent))
    assert (done.images, done.voices, done.refused) == (2, 3, ())
    said = "\n".join(done.notices)
    assert "IMG_2041.MOV is the film of a live photo" in said
    assert "IMG_2041.AAE lists edits" in said
    assert "birthday.mp4: of a film, only the sound is used" in said
    seen = memory.media.vectors("slow-image/1").triplet_ids.tolist()
    stored = [memory.media.triplet(each) for each in seen]
    assert len(stored) == 2
    for each in stored:
        with Image.open(io.BytesIO(each.image.data)) as image:
            assert image.format == "PNG" and not image.getexif()
