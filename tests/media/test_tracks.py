"""Voice messages, memos and films give their sound, no more of it than is kept, or one line."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from persona_assistant import media
from persona_assistant.media import load_image, load_voice, modality_of, samples
from tests.support.media_files import RATE, encoded, refused, scene, tone
from tests.support.phone_files import (
    SOUNDS,
    hum,
    recording,
    silent_film,
    wideband_amr,
    with_table,
)

REPOSITORY = Path(media.__file__).parents[2]


@pytest.mark.parametrize("kind", SOUNDS)
def test_every_kind_of_voice_message_becomes_16_khz_mono(file, kind):
    path = file("misnamed.jpg", hum(kind))
    assert modality_of(path) == "voice"
    clip = load_voice(path)
    heard = samples(clip)
    assert abs(clip.seconds - 1.0) < 0.15 and clip.notices == ()
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert abs(np.argmax(spectrum) * RATE / len(heard) - 440) < 3
    assert abs(np.abs(heard[4000:12000]).max() - 0.5) < 0.1


def test_wideband_amr_is_read(file):
    clip = load_voice(file("a.amr", wideband_amr()))
    assert abs(clip.seconds - 1.0) < 0.05
    spectrum = np.abs(np.fft.rfft(samples(clip)))
    assert spectrum[len(spectrum) // 2 :].sum() > 0.05 * spectrum.sum(), "nothing above 4 kHz"


def test_of_a_film_the_sound_is_taken_and_said_so(file):
    for kind in ("MP4", "MOV", "3GP", "Matroska"):
        clip = load_voice(file("a.mp4", hum(kind, film=True)))
        assert abs(clip.seconds - 1.0) < 0.08
        assert "only the sound" in clip.notices[0]


def test_a_film_without_sound_is_refused(file):
    refused(load_voice, file("mute.mp4", silent_film()), "without a sound track")


def test_a_film_for_a_picture_is_explained(file):
    error = refused(load_image, file("clip.jpg", hum("MP4", film=True)), "a film or sound (MP4)")
    assert error.code == "voice_given_as_picture"
    refused(load_image, file("memo.jpg", hum("M4A")), "this is sound (M4A)")


def test_a_track_of_an_unknown_kind_beside_a_usual_one_does_no_harm(file):
    """As the spatial sound of some phones' films."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        tracks = [film.add_stream("aac", rate=48_000, layout="mono") for _ in range(2)]
        for at in range(0, 48_000, 1024):
            for track, level in zip(tracks, (0.9, 0.5), strict=True):
                block = tone(1, 48_000, level=level)[None, at : at + 1024]
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "flt", "mono")
                frame.sample_rate, frame.pts = 48_000, at
                film.mux(track.encode(frame))
        for track in tracks:
            film.mux(track.encode(None))
    spatial = out.getvalue().replace(b"mp4a", b"zzzz", 1).replace(b"esds", b"free", 1)
    heard = samples(load_voice(file("IMG_0001.MOV", spatial)))
    assert abs(np.abs(heard[4000:12000]).max() - 0.5) < 0.1
    neither = out.getvalue().replace(b"mp4a", b"zzzz").replace(b"esds", b"free")
    refused(load_voice, file("IMG_0002.MOV", neither), "unusual kind")


def test_protected_sound_is_refused_by_its_name(file):
    for mark in (b"drms", b"enca"):
        protected = hum("M4A").replace(b"mp4a", mark, 1)
        refused(load_voice, file("song.m4p", protected), "protected", "record the voice")


def test_stereo_is_mixed_and_other_signals_are_refused(file):
    stereo = recording("MOV with PCM", tone(1, 44_100), layout="stereo")
    assert np.abs(samples(load_voice(file("a.mov", stereo)))).max() < 0.52
    fast = io.BytesIO()
    with av.open(fast, "w", format="aiff") as out:
        stream = out.add_stream("pcm_s16be", rate=400_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.ones((1, 400_000), np.int16), "s16", "mono")
        frame.sample_rate = 400_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    refused(load_voice, file("radar.aiff", fast.getvalue()), "400000 Hz")


def test_surround_sound_is_mixed_as_far_as_it_is_safe(file):
    for layout, seconds in (("5.1", 1.0), ("7.1", None)):
        path = file("a.m4a", recording("MP4", tone(1, 48_000), layout=layout))
        if seconds:
            assert abs(load_voice(path).seconds - seconds) < 0.05
        else:
            refused(load_voice, path, "8 channels")


def test_the_usual_limits_of_length_and_level_hold(file):
    long = load_voice(file("a.m4a", recording("AAC", tone(33))))
    assert long.seconds == 30.0 and "first 30 s" in long.notices[0]
    refused(load_voice, file("blip.amr", hum("AMR", 0.2)), "too short")
    silence = recording("MOV with PCM", np.zeros(44_100, np.float32))
    refused(load_voice, file("still.mov", silence), "silent")


def test_a_long_film_costs_no_more_than_30_seconds(tmp_path, monkeypatch):
    """Counted in bytes read and samples decoded, not in seconds, which depend on the machine."""
    path = tmp_path / "evening.mp4"
    path.write_bytes(recording("MP4", tone(70, 48_000), film=True, moov_size="200000"))
    decoded = []
    frame_to_mono = media.tracks._mono

    def counted(frame, name):
        decoded.append(frame.samples / frame.rate)
        return frame_to_mono(frame, name)

    monkeypatch.setattr(media.tracks, "_mono", counted)
    assert load_voice(path).seconds == 30.0
    assert 30 <= sum(decoded) < 31


def test_a_recording_that_was_cut_off_is_refused(file):
    whole = recording("M4A", tone(8, 44_100), moov_size="20000")
    refused(load_voice, file("cut.m4a", whole[: len(whole) // 2]), "cut off")
    refused(load_voice, file("cut.mp4", hum("M4A", 3.0)[:5000]))  # its table of contents is last
    shorter = load_voice(file("cut.amr", hum("AMR", 2.0)[:800]))
    assert 0.5 < shorter.seconds < 1.5


@pytest.mark.parametrize(("kind", "number"), [(b"stsz", 2), (b"trun", 1)])
def test_tables_that_promise_more_than_there_is_are_refused_before_decoding(file, kind, number):
    if kind == b"trun":
        good = recording("MP4", tone(2, 48_000), movflags="frag_keyframe+empty_moov")
        lie = with_table(with_table(good, b"trun", 0, 0x01000001), b"trun", 1, 60_000_000)
    else:
        good = hum("M4A")
        lie = with_table(with_table(good, b"stsz", 1, 4), b"stsz", 2, 60_000_000)
    assert load_voice(file("good.m4a", good)).seconds > 0.9
    refused(load_voice, file("lie.m4a", lie), "less than it lists")


PLAYLISTS = {
    "a.m3u8": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n",
    "a.ffconcat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a.sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_what_refers_to_other_files_or_hosts_is_no_sound(file, name):
    refused(load_voice, file(name, PLAYLISTS[name]), "not a sound file")


def test_damage_stays_off_the_terminal(tmp_path):
    damaged = bytearray(hum("M4A", 2.0))
    for at in np.random.default_rng(3).integers(40, len(damaged), 40):
        damaged[at] ^= 0x55
    (tmp_path / "a.m4a").write_bytes(damaged)
    code = (
        "import sys\nfrom persona_assistant import media\n"
        "try: media.load_voice(sys.argv[1])\n"
        "except media.clips.MediaError: pass\n"
    )
    run = [sys.executable, "-c", code, str(tmp_path / "a.m4a")]
    done = subprocess.run(run, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stderr == "" and done.stdout == ""


def test_a_cover_does_not_make_a_film(file):
    out = io.BytesIO()
    with av.open(io.BytesIO(hum("M4A"))) as source, av.open(out, "w", format="mp4") as file_:
        sound = file_.add_stream_from_template(source.streams.audio[0])
        cover = file_.add_stream("mjpeg", rate=1, width=96, height=64, pix_fmt="yuvj420p")
        cover.disposition = Disposition.attached_pic.value
        picture = av.Packet(encoded(scene(), "JPEG"))
        picture.stream, picture.pts, picture.dts = cover, 0, 0
        file_.start_encoding()
        file_.mux(picture)
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = sound
                file_.mux(packet)
    assert load_voice(file("song.m4a", out.getvalue())).notices == ()
