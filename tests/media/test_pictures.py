"""Whatever a picture file holds becomes an upright picture without metadata, or one clear line."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from persona_assistant import media
from persona_assistant.errors import MediaError
from persona_assistant.media import image_from_pixels, load_image, pixels
from tests.support.media_files import encoded, refused, scene


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


def test_large_pictures_are_scaled_down_without_a_word(file):
    picture = load_image(file("big.png", encoded(scene(2400, 1200), "PNG")))
    assert (picture.width, picture.height) == (1600, 800)
    assert picture.data.startswith(b"\xff\xd8")
    assert picture.notices == ()


def test_a_huge_photo_is_decoded_small_and_looks_the_same(file):
    smooth = Image.fromarray(scene(96, 64)).resize((7200, 4800), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = load_image(file("camera.jpg", encoded(np.asarray(smooth), "JPEG", exif=exif)))
    assert (picture.width, picture.height) == (1067, 1600)
    assert picture.notices == ()
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


def test_64_megapixels_are_not_too_many(file):
    refused(load_image, file("large.png", _png_header(8000, 8000)), "damaged")
    refused(load_image, file("larger.png", _png_header(8001, 8000)), "over 64 megapixels")


@pytest.mark.parametrize(("side", "start"), [(512, b"\x89PNG"), (513, b"\xff\xd8")])
def test_pictures_up_to_512_pixels_are_kept_without_loss(file, side, start):
    assert load_image(file("a.png", encoded(scene(side, 300), "PNG"))).data.startswith(start)


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
