"""Whatever a file holds, media answers with a safe picture or clip, or with one clear line."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from persona_assistant import media
from persona_assistant.errors import MediaError
from persona_assistant.media import (
    image_from_pixels,
    load_image,
    load_voice,
    pixels,
    samples,
    voice_from_samples,
)

RATE = media.SAMPLE_RATE
REPOSITORY = Path(media.__file__).parents[2]


def scene(width: int = 96, height: int = 64) -> np.ndarray:
    """Left half red, right half blue, a green top: orientation can be told from it."""
    array = np.zeros((height, width, 3), np.uint8)
    array[:, : width // 2] = (200, 30, 30)
    array[:, width // 2 :] = (30, 30, 200)
    array[: height // 4] = (30, 180, 30)
    return array


def tone(
    seconds: float = 1.0, rate: int = RATE, hz: float = 440.0, level: float = 0.5
) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)).astype(
        np.float32
    )


def encoded(array: np.ndarray, kind: str, **options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(array).save(out, kind, **options)
    return out.getvalue()


def sound_bytes(
    array: np.ndarray, rate: int = RATE, kind: str = "WAV", subtype: str | None = None
) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, array, rate, format=kind, subtype=subtype)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(name: str, data: bytes):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def refused(load, path, *words: str) -> None:
    """`load(path)` fails with one line that names the file and says `words`."""
    with pytest.raises(MediaError) as caught:
        load(path)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert os.path.basename(str(path)) in message
    for word in words:
        assert word in message


# --- pictures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF"])
def test_the_content_decides_the_format(file, kind):
    picture = load_image(file("misnamed.txt", encoded(scene(), kind)))
    assert (picture.width, picture.height) == (96, 64)
    assert picture.source == "misnamed.txt"
    assert np.abs(pixels(picture).astype(int) - scene()).mean() < 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright(file, orientation):
    stored = Image.fromarray(scene())
    how = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    if orientation in how:
        stored = stored.transpose(how[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = load_image(
        file("photo.jpg", encoded(np.asarray(stored), "JPEG", quality=95, exif=exif))
    )
    assert (picture.width, picture.height) == (96, 64)
    assert np.abs(pixels(picture).astype(int) - scene()).mean() < 6


@pytest.mark.parametrize("side", [96, 700])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_survives(file, kind, side):
    exif = Image.Exif()
    exif[0x010E] = "SECRETexif"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 29: "SECRETgps"})
    options = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETxmp</x:xmpmeta>"
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "SECRETtext")
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options["pnginfo"] = text
    else:
        options["xmp"] = xmp
    if kind == "JPEG":
        options |= {"comment": b"SECRETcomment"}
    raw = encoded(scene(side, side), kind, **options)
    assert b"SECRET" in raw
    data = load_image(file("photo", raw)).data
    assert b"SECRET" not in data
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert dict(image.getexif()) == {}
        assert not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    if data.startswith(b"\x89PNG"):
        assert _chunks(data) <= {b"IHDR", b"IDAT", b"IEND"}
    else:
        assert not any(bytes([0xFF, mark]) in data[:600] for mark in (0xE1, 0xE2, 0xED, 0xFE))


def _chunks(png: bytes) -> set[bytes]:
    names, at = set(), 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        names.add(png[at + 4 : at + 8])
        at += 12 + length
    return names


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_transparency_lies_on_white(file, mode):
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 20, 40))
    out = io.BytesIO()
    if mode == "P":
        image.quantize(4).save(out, "PNG")
    elif mode == "PA":
        image.convert("PA").convert("RGBA").save(out, "WEBP", lossless=True)
    else:
        image.convert(mode).save(out, "PNG")
    rgb = pixels(load_image(file("a.png", out.getvalue())))
    assert (rgb[:, 30] > 250).all() and (rgb[:, 5] < 5).all()


def test_every_colour_mode_becomes_rgb(file):
    deep = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    grey = pixels(load_image(file("deep.png", encoded(deep, "PNG"))))
    assert np.abs(grey[..., 0].astype(int) - (deep >> 8)).max() <= 1
    base = Image.fromarray(scene())
    for mode, kind in (("L", "JPEG"), ("CMYK", "JPEG"), ("1", "PNG"), ("P", "PNG"), ("L", "BMP")):
        out = io.BytesIO()
        base.convert(mode).save(out, kind)
        assert pixels(load_image(file(f"{mode}.bin", out.getvalue()))).shape == (64, 96, 3)
    out = io.BytesIO()
    base.convert("CMYK").save(out, "JPEG", quality=95)
    assert (
        np.abs(pixels(load_image(file("cmyk.jpg", out.getvalue()))).astype(int) - scene()).mean()
        < 10
    )


def test_a_profile_is_converted_and_a_wrong_one_ignored(file):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (b"not a profile", lab):
        picture = load_image(file("a.png", encoded(scene(), "PNG", icc_profile=profile)))
        assert np.array_equal(pixels(picture), scene())
        assert "profile" in picture.notices[0]
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = load_image(file("a.png", encoded(scene(), "PNG", icc_profile=srgb)))
    assert picture.notices == () and np.abs(pixels(picture).astype(int) - scene()).max() <= 1


def test_large_pictures_are_scaled_down_and_say_so(file):
    picture = load_image(file("big.png", encoded(scene(2400, 1200), "PNG")))
    assert (picture.width, picture.height) == (1600, 800)
    assert picture.data.startswith(b"\xff\xd8")
    assert "2400x1200" in picture.notices[0] and "1600x800" in picture.notices[0]


def test_a_huge_photo_is_decoded_small_and_looks_the_same(file):
    smooth = Image.fromarray(scene(96, 64)).resize((7200, 4800), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = load_image(file("camera.jpg", encoded(np.asarray(smooth), "JPEG", exif=exif)))
    assert (picture.width, picture.height) == (1067, 1600)
    assert "4800x7200" in picture.notices[0] and "1067x1600" in picture.notices[0]
    exact = smooth.resize((1600, 1067), Image.Resampling.LANCZOS).transpose(
        Image.Transpose.ROTATE_270
    )
    assert np.abs(pixels(picture).astype(int) - np.asarray(exact)).mean() < 1


def test_a_photo_is_kept_as_it_came_where_it_needs_no_change(file):
    noisy = np.asarray(
        Image.fromarray(scene()).resize((900, 700), Image.Resampling.BICUBIC)
    ).astype(int)
    noisy = (
        (noisy + np.random.default_rng(0).normal(0, 8, noisy.shape)).clip(0, 255).astype(np.uint8)
    )
    for quality, sampling in ((60, 2), (90, 2), (85, 0), (90, 1)):
        raw = encoded(noisy, "JPEG", quality=quality, subsampling=sampling)
        picture = load_image(file("a.jpg", raw))
        with Image.open(io.BytesIO(raw)) as image:
            lost = np.square(pixels(picture).astype(float) - np.asarray(image)).mean()
        assert lost == 0 and len(picture.data) <= len(raw)
        raw = encoded(noisy, "JPEG", quality=quality, subsampling=sampling, progressive=True)
        picture = load_image(file("b.jpg", raw))
        with Image.open(io.BytesIO(raw)) as image:
            lost = np.square(pixels(picture).astype(float) - np.asarray(image)).mean()
        assert lost < 1 and len(picture.data) < 1.3 * len(raw)


def test_what_lies_between_and_behind_the_parts_of_a_jpeg_stays_behind(file):
    noise = np.random.default_rng(1).integers(0, 256, (600, 600, 3), dtype=np.uint8)
    plain = encoded(noise, "JPEG", quality=80, restart_marker_blocks=7)
    hidden = [
        b"\xff" + bytes([kind]) + struct.pack(">H", 12) + b"SECRETdata"
        for kind in (*range(0xE1, 0xEE), 0xEF, 0xFE)
    ]
    picture = load_image(
        file("a.jpg", plain[:20] + b"".join(hidden) + plain[20:] + b"SECRET" + plain)
    )
    assert b"SECRET" not in picture.data and picture.data == load_image(file("b.jpg", plain)).data
    assert np.array_equal(pixels(picture), np.asarray(Image.open(io.BytesIO(plain))))
    adobe = (
        b"\xff\xee" + struct.pack(">H", 14) + b"Adobe\x00\x64\x00\x00\x00\x00\x00"
    )  # says that it is RGB
    raw = b"\xff\xd8" + adobe + plain[20:]
    with Image.open(io.BytesIO(raw)) as image:
        meant = np.asarray(image).astype(int)
    assert np.abs(pixels(load_image(file("c.jpg", raw))).astype(int) - meant).mean() < 6


@pytest.mark.parametrize(
    "options",
    [{"quality": 100}, {"qtables": [[9] * 64, [9] * 64, [5] * 64]}, {"qtables": [[7] * 64]}],
)
def test_a_jpeg_of_unusual_tables_is_written_with_ours(file, options):
    picture = load_image(file("a.jpg", encoded(scene(600, 600), "JPEG", **options)))
    with Image.open(io.BytesIO(picture.data)) as image:
        assert (
            image.quantization
            == Image.open(io.BytesIO(image_from_pixels(scene(600, 600)).data)).quantization
        )
    assert np.abs(pixels(picture).astype(int) - scene(600, 600)).mean() < 6


def test_threads_that_load_at_once_leave_the_warnings_as_they_were(file):
    paths = [file(f"{i}.jpg", encoded(scene(600, 600), "JPEG", comment=b"x")) for i in range(8)]
    before = list(warnings.filters)
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(load_image, paths * 4))
    assert len({picture.data for picture in loaded}) == 1
    assert warnings.filters == before


def test_what_a_file_promises_is_read_from_its_content(file):
    assert media.what(file("a.wav", encoded(scene(), "PNG"))) == "image"
    assert media.what(file("a.png", sound_bytes(tone()))) == "voice"
    refused(media.what, file("a.jpg", b"neither of them, though it says so"), "neither")


def test_small_pictures_are_kept_exactly_and_bytes_are_stable(file):
    array = np.random.default_rng(0).integers(0, 256, (48, 80, 3), dtype=np.uint8)
    path = file("a.png", encoded(array, "PNG"))
    picture = load_image(path)
    assert np.array_equal(pixels(picture), array)
    assert picture.sha256 == load_image(path).sha256 == image_from_pixels(array).sha256
    assert load_image(file("again.png", picture.data)).data == picture.data
    assert pixels(picture).flags.writeable


@pytest.mark.parametrize(
    ("shape", "kind"), [((20, 20), "u1"), ((20, 20, 3), "f8"), ((9, 20, 3), "u1")]
)
def test_only_rgb_bytes_of_a_usable_size_are_pixels(shape, kind):
    with pytest.raises(MediaError):
        image_from_pixels(np.zeros(shape, kind))


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body


@pytest.mark.parametrize(
    "size", [(9000, 9000), (11000, 11000), (60000, 60000), (2**31 - 1, 2**31 - 1)]
)
def test_decompression_bombs_are_refused_from_the_header(file, size, recwarn):
    refused(load_image, file("bomb.png", _png_header(*size)), "megapixels")
    assert not recwarn.list


def test_oversized_files_are_refused_unread(tmp_path):
    path = tmp_path / "huge.png"
    with open(path, "wb") as out:
        out.write(encoded(scene(), "PNG"))
        out.truncate(media.MAX_PICTURE_BYTES + 1)
    refused(load_image, path, "64 MB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF"])
def test_half_a_picture_is_no_picture(file, kind):
    noise = np.random.default_rng(1).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    data = encoded(noise, kind)
    refused(load_image, file("half.jpg", data[: len(data) // 2]), "fresh copy")


def test_small_and_narrow_pictures_are_refused(file):
    refused(load_image, file("dot.png", encoded(scene(15, 40), "PNG")), "too small")
    refused(load_image, file("strip.png", encoded(scene(16, 3000), "PNG")), "narrow")


# --- clips ---------------------------------------------------------------------------------------


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
        refused(load_voice, file("bad.wav", sound_bytes(broken, subtype="FLOAT")), "non-numbers")
        with pytest.raises(MediaError):
            voice_from_samples(broken)
    refused(load_voice, file("radar.wav", sound_bytes(tone(), 900_000)), "900000 Hz")
    assert (
        load_voice(file("quiet.wav", sound_bytes(tone(level=0.002), subtype="PCM_24"))).seconds
        == 1.0
    )
    loud = samples(load_voice(file("loud.wav", sound_bytes(tone(level=3.0), subtype="FLOAT"))))
    assert np.abs(loud).max() <= 1.0


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
def test_a_recording_that_was_cut_off_is_refused(file, kind):
    data = sound_bytes(
        np.random.default_rng(0).normal(0, 0.1, RATE * 2).astype(np.float32), kind=kind
    )
    refused(load_voice, file("cut.wav", data[: len(data) * 2 // 3]))


def test_m4a_says_what_to_convert_to(file):
    refused(
        load_voice, file("memo.wav", struct.pack(">I", 32) + b"ftypM4A " + bytes(64)), "M4A", "WAV"
    )
    refused(
        load_image,
        file("photo.jpg", struct.pack(">I", 32) + b"ftypheic" + bytes(64)),
        "HEIC",
        "JPEG",
    )


def test_a_damaged_mp3_stays_off_the_terminal(tmp_path):
    data = bytearray(sound_bytes(tone(2.0), kind="MP3"))
    rng = np.random.default_rng(3)
    for at in rng.integers(300, len(data), 60):
        data[at] = rng.integers(256)
    (tmp_path / "a.mp3").write_bytes(data)
    code = (
        "import sys, contextlib\nfrom persona_assistant import media\n"
        "if len(sys.argv) > 2: media.clips._native_silence = lambda active: contextlib.nullcontext()\n"
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


# --- both ----------------------------------------------------------------------------------------


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


def test_mixed_up_flags_are_explained(file):
    refused(load_image, file("hello.jpg", sound_bytes(tone())), "as a clip")
    refused(load_voice, file("face.wav", encoded(scene(), "PNG")), "as a picture")


def test_the_file_name_cannot_break_the_line(file):
    with pytest.raises(MediaError) as caught:
        load_image(file("two\nlines\x1b[31m.png", b"text, no picture"))
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)


VALID = [
    (load_image, encoded(scene(), "JPEG")), (load_image, encoded(scene(), "PNG")),
    (load_image, encoded(scene(), "WEBP")), (load_image, encoded(scene(), "GIF")),
    (load_image, encoded(scene(), "BMP")),
    (load_voice, sound_bytes(tone(0.5))), (load_voice, sound_bytes(tone(0.5), kind="FLAC")),
    (load_voice, sound_bytes(tone(0.5), kind="OGG")), (load_voice, sound_bytes(tone(0.5), kind="MP3")),
]  # fmt: skip


@settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
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
        assert len(str(error).splitlines()) == 1 and "damaged" in str(error)
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
