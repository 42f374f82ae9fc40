"""Whatever a sound file holds becomes a 16 kHz mono clip, or one clear line."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from persona_assistant import media
from persona_assistant.errors import MediaError
from persona_assistant.media import load_voice, samples, voice_from_samples
from tests.support.media_files import RATE, refused, sound_bytes, tone

REPOSITORY = Path(media.__file__).parents[2]


@pytest.mark.parametrize(("kind", "subtype"), [
    ("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("WAV", "ULAW"), ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", None),
])  # fmt: skip
@pytest.mark.parametrize("rate", [8000, 48000])
def test_every_encoding_rate_and_channel_count_becomes_16_khz_mono(file, kind, subtype, rate):
    stereo = np.stack([tone(1.0, rate), tone(1.0, rate) * 0.5], axis=1)
    clip = load_voice(file("misnamed.raw", sound_bytes(stereo, rate, kind, subtype)))
    heard = samples(clip)
    assert heard.dtype == np.float32 and heard.shape == (round(clip.seconds * RATE),)
    assert abs(clip.seconds - 1.0) < 0.06
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert abs(np.argmax(spectrum) * RATE / len(heard) - 440) < 3
    middle = heard[4000:12000]
    assert abs(np.abs(middle).max() - 0.375) < 0.05
    info = soundfile.info(io.BytesIO(clip.data))
    assert (info.format, info.subtype, info.samplerate, info.channels) == (
        "FLAC",
        "PCM_16",
        RATE,
        1,
    )


def test_stored_clips_are_stable(file):
    clip = load_voice(file("a.wav", sound_bytes(tone())))
    assert load_voice(file("b.flac", clip.data)).data == clip.data
    assert voice_from_samples(samples(clip)).sha256 == clip.sha256
    assert np.abs(samples(clip) - tone()).max() <= 1 / 32768


def test_long_clips_keep_their_first_30_seconds_and_say_so(file):
    clip = load_voice(file("long.wav", sound_bytes(tone(31, 8000), 8000)))
    assert clip.seconds == 30.0 and "first 30 s" in clip.notices[0]
    exact = load_voice(file("exact.wav", sound_bytes(tone(30, 8000), 8000)))
    assert exact.seconds == 30.0 and exact.notices == ()
    assert voice_from_samples(tone(30.5)).notices


def test_ten_hours_cost_no_more_than_30_seconds(tmp_path):
    path = tmp_path / "meeting.wav"
    data = 36_000 * 16_000 * 2
    with open(path, "wb") as out:
        out.write(b"RIFF" + struct.pack("<I", 36 + data) + b"WAVE")
        out.write(b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, 32000, 2, 16))
        out.write(b"data" + struct.pack("<I", data) + (tone(30) * 32767).astype("<i2").tobytes())
        out.truncate(44 + data)
    clip = load_voice(path)
    assert clip.seconds == 30.0 and clip.notices


def test_a_wav_from_a_pipe_with_unknown_length_is_fine(file):
    wav = bytearray(sound_bytes(tone()))
    wav[4:8] = wav[40:44] = struct.pack("<I", 0xFFFFFFFF)
    assert abs(load_voice(file("piped.wav", bytes(wav))).seconds - 1.0) < 0.01


def test_unusable_clips_are_refused_with_the_reason(file):
    refused(load_voice, file("none.wav", sound_bytes(np.zeros(0, np.float32))), "empty")
    refused(load_voice, file("short.wav", sound_bytes(tone(0.29))), "0.29 s", "0.3 s")
    refused(load_voice, file("still.wav", sound_bytes(np.zeros(RATE, np.float32))), "silent")
    refused(
        load_voice, file("faint.wav", sound_bytes(tone(level=0.0009), subtype="PCM_24")), "silent"
    )
    for bad in (np.nan, np.inf):
        broken = tone()
        broken[100] = bad
        refused(
            load_voice, file("bad.wav", sound_bytes(broken, subtype="FLOAT")), "undefined samples"
        )
        with pytest.raises(MediaError):
            voice_from_samples(broken)
    refused(load_voice, file("radar.wav", sound_bytes(tone(), 900_000)), "900000 Hz")
    assert (
        load_voice(file("quiet.wav", sound_bytes(tone(level=0.002), subtype="PCM_24"))).seconds
        == 1.0
    )
    loud = samples(load_voice(file("loud.wav", sound_bytes(tone(level=3.0), subtype="FLOAT"))))
    assert np.abs(loud).max() <= 1.0


def test_what_no_voice_is_recorded_with_is_refused(file):
    assert load_voice(file("slow.wav", sound_bytes(tone(1, 4000), 4000))).seconds == 1.0
    refused(load_voice, file("slower.wav", sound_bytes(tone(1, 3999), 3999)), "3999 Hz")
    many = np.repeat(tone()[:, None], 33, axis=1)
    assert load_voice(file("array.wav", sound_bytes(many[:, :32]))).seconds == 1.0
    refused(load_voice, file("arrays.wav", sound_bytes(many)), "x 33")


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
def test_a_recording_that_was_cut_off_is_refused(file, kind):
    data = sound_bytes(
        np.random.default_rng(0).normal(0, 0.1, RATE * 2).astype(np.float32), kind=kind
    )
    refused(load_voice, file("cut.wav", data[: len(data) * 2 // 3]))


def test_a_damaged_mp3_stays_off_the_terminal(tmp_path):
    data = bytearray(sound_bytes(tone(2.0), kind="MP3"))
    rng = np.random.default_rng(3)
    for at in rng.integers(300, len(data), 60):
        data[at] = rng.integers(256)
    (tmp_path / "a.mp3").write_bytes(data)
    code = (
        "import sys, contextlib\nfrom persona_assistant import media\n"
        "if len(sys.argv) > 2:\n"
        "    media.clips._mpg123_muted = lambda active: contextlib.nullcontext()\n"
        "try: media.load_voice(sys.argv[1])\n"
        "except media.clips.MediaError: pass\n"
        "print('still here', file=sys.stderr)"
    )
    run = [sys.executable, "-c", code, str(tmp_path / "a.mp3")]
    noisy = subprocess.run(
        [*run, "unguarded"], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert "mpg123" in noisy.stderr or "Note:" in noisy.stderr, (
        "the sample no longer provokes the decoder"
    )
    quiet = subprocess.run(run, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert quiet.stderr == "still here\n" and quiet.stdout == ""
