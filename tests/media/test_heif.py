"""HEIC and AVIF photos become upright pictures, and of live and motion photos the still is kept."""

from __future__ import annotations

import io
import struct

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from persona_assistant import media
from persona_assistant.media import load_image, load_voice, modality_of, pixels
from tests.support.media_files import encoded, refused, scene
from tests.support.phone_files import avif, heic, hum


def unlike(picture, array: np.ndarray) -> float:
    return float(np.abs(pixels(picture).astype(int) - array).mean())


@pytest.mark.parametrize("encode", [heic, avif])
def test_the_content_decides_the_format(file, encode):
    path = file("misnamed.jpg", encode(scene(), quality=90))
    assert modality_of(path) == "image"
    picture = load_image(path)
    assert (picture.width, picture.height) == (96, 64)
    assert unlike(picture, scene()) < 6
    refused(load_voice, path, "this is a picture")


@pytest.mark.parametrize("encode", [heic, avif])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_once(file, encode, orientation):
    """The encoders write the turn as a property of the image, and leave it in EXIF beside."""
    how = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = Image.fromarray(scene())
    if orientation in how:
        stored = stored.transpose(how[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encode(np.asarray(stored), quality=95, exif=exif.tobytes())
    assert (b"irot" in data or b"imir" in data) == (orientation > 1)
    picture = load_image(file("photo.heic", data))
    assert (picture.width, picture.height) == (96, 64)
    assert unlike(picture, scene()) < 6


def test_an_orientation_in_exif_alone_turns_no_heic(file):
    """The standard has readers ignore it; phones write the turn as a property."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = bytearray(heic(scene(), quality=90, exif=exif.tobytes()))
    at = data.index(b"irot")
    data[at : at + 4] = b"free"
    picture = load_image(file("photo.heic", bytes(data)))
    assert (picture.width, picture.height) == (96, 64)


@pytest.mark.parametrize("encode", [heic, avif])
@pytest.mark.parametrize("side", [96, 700])
def test_no_metadata_survives(file, encode, side):
    exif = Image.Exif()
    exif[0x010E] = "SECRETexif"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 29: "SECRETgps"})
    raw = encode(scene(side, side), exif=exif.tobytes(), xmp=b"<x>SECRETxmp</x>")
    assert b"SECRETexif" in raw and b"SECRETxmp" in raw
    data = load_image(file("photo", raw)).data
    assert b"SECRET" not in data
    with Image.open(io.BytesIO(data)) as image:
        assert dict(image.getexif()) == {} and image.format in ("PNG", "JPEG")


def test_ten_bits_become_eight(file):
    ramp = np.tile(np.linspace(0, 65535, 128).astype(np.uint16)[None, :, None], (64, 1, 3))
    out = io.BytesIO()
    pillow_heif.encode("RGB;16", (128, 64), ramp.tobytes(), out, quality=95)
    assert pillow_heif.open_heif(out.getvalue(), convert_hdr_to_8bit=False).info["bit_depth"] == 10
    picture = load_image(file("deep.heic", out.getvalue()))
    assert np.abs(pixels(picture)[32, :, 1].astype(int) - (ramp[32, :, 1] >> 8)).max() <= 3


def test_of_several_images_the_main_one_is_taken(file):
    images = pillow_heif.HeifFile()
    for colour in ((200, 0, 0), (0, 200, 0), (0, 0, 200)):
        images.add_frombytes("RGB", (64, 64), bytes(colour) * 64 * 64)
    out = io.BytesIO()
    images.save(out, primary_index=1, quality=90)
    middle = pixels(load_image(file("burst.heic", out.getvalue())))[32, 32]
    assert middle.argmax() == 1


def test_a_photo_in_tiles_with_a_thumbnail_is_one_picture(file):
    big = np.asarray(Image.fromarray(scene()).resize((1800, 1200), Image.Resampling.BICUBIC))
    raw = heic(big, quality=80, tile_size=512, thumbnails=[320])
    assert b"grid" in raw
    picture = load_image(file("IMG_2041.HEIC", raw))
    assert (picture.width, picture.height) == (1600, 1067)
    expected = Image.fromarray(big).resize((1600, 1067), Image.Resampling.LANCZOS)
    assert unlike(picture, np.asarray(expected)) < 4


@pytest.mark.parametrize("encode", [heic, avif])
def test_transparency_and_colour_profiles_are_resolved(file, encode):
    image = np.zeros((64, 64, 4), np.uint8)
    image[:, :32, 3] = 255
    rgb = pixels(load_image(file("a.heic", encode(image, quality=90))))
    assert (rgb[:, 50] > 245).all() and (rgb[:, 10] < 10).all()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    wrong = load_image(file("b.heic", encode(scene(), quality=90, icc_profile=lab)))
    assert "profile" in wrong.notices[0] and unlike(wrong, scene()) < 6


def test_the_still_of_a_motion_photo_is_kept_and_its_film_is_not(file):
    film = hum("MP4", film=True)
    xmp = b"<x:xmpmeta GCamera:MotionPhoto='1'/>"
    for still in (
        encoded(scene(700, 700), "JPEG", xmp=xmp),
        heic(scene(700, 700)) + struct.pack(">I", 8 + len(film)) + b"mpvd",
    ):
        path = file("PXL_20260412.MP.jpg", still + film)
        assert modality_of(path) == "image"
        picture = load_image(path)
        assert picture.data == load_image(file("still.jpg", still)).data
        assert b"ftyp" not in picture.data and b"mdat" not in picture.data


@pytest.mark.parametrize("encode", [heic, avif])
def test_sizes_are_checked_before_anything_is_decoded(file, encode):
    good = encode(scene(), quality=50)
    at = good.index(b"ispe") + 8
    for size in ((9000, 9000), (2**31 - 1, 2**31 - 1)):
        lie = good[:at] + struct.pack(">II", *size) + good[at + 8 :]
        refused(load_image, file("bomb.heic", lie))
    refused(load_image, file("dot.heic", encode(scene(15, 40))), "too small")
    refused(load_image, file("half.heic", good[: len(good) // 2]), "fresh copy")
    path = file("huge.heic", good)
    with open(path, "r+b") as out:
        out.truncate(media.MAX_PICTURE_BYTES + 1)
    refused(load_image, path, "64 MB")
