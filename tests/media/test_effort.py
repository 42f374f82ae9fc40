"""Files of few bytes or few pixels that would keep a decoder busy: refused before it begins."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from persona_assistant.errors import MediaError
from persona_assistant.media import colours, load_image, pixels
from persona_assistant.media.effort import MAX_PARTS, MAX_SCANS
from tests.support.media_files import encoded, refused, scene

ROOT = Path(__file__).resolve().parents[2]


def scans(data: bytes, times: int, segment: bytes = b"") -> bytes:
    """A progressive JPEG whose last scan comes so many times more."""
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + (segment + last) * times + data[-2:]


def behind_start(data: bytes, segments: bytes) -> bytes:
    return data[:2] + segments + data[2:]


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


JPEG = encoded(scene(), "JPEG", progressive=True)
LARGE = encoded(np.zeros((5000, 6000), np.uint8), "JPEG", progressive=True, quality=5)
PNG = encoded(scene(), "PNG")
GIF = encoded(scene(), "GIF")
ROWS = 1_200_000
BMP = b"BM" + struct.pack("<IHHI", 0, 0, 0, 1078) + struct.pack(
    "<IiiHHIIiiII", 40, 1000, 1000, 1, 8, 1, 0, 0, 0, 0, 0
)  # fmt: skip
BOMBS = {
    "scans": scans(JPEG, MAX_SCANS),
    "scans of many pixels": scans(LARGE, 40),
    "segments": behind_start(JPEG, b"\xff\xfe\x00\x02" * (MAX_PARTS + 1)),
    "segments between scans": scans(JPEG, 1, b"\xff\xfe\x00\x02" * (MAX_PARTS + 1)),
    "fill bytes": behind_start(JPEG, b"\xff" * (MAX_PARTS + 1)),
    "bytes that belong to nothing": behind_start(JPEG, b"\xff\xfe\x00\x02" + bytes(100_000)),
    "a header without end": behind_start(JPEG, (b"\xff\xe1\xff\xffExif\0\0" + bytes(65_527)) * 257),
    "chunks": PNG[:33] + chunk(b"teXt") * (MAX_PARTS + 1) + PNG[33:],
    "blocks": GIF[:13]
    + bytes(3 << (GIF[10] & 7) + 1)
    + b"\x21\xfe"
    + b"\x01a" * (MAX_PARTS + 1)
    + b"\0"
    + GIF[13 + (3 << (GIF[10] & 7) + 1) :],
    "runs": BMP + bytes(1024) + b"\x01\x00" * (3 * 2**20),
}


@pytest.mark.parametrize("what", BOMBS)
def test_what_would_take_too_long_is_refused_before_it_is_decoded(file, monkeypatch, what):
    monkeypatch.setattr(Image, "open", None)
    refused(load_image, file("holiday.jpg", BOMBS[what]), "too long to decode", "save it again")


@pytest.mark.parametrize(
    "data",
    [
        JPEG,
        scans(JPEG, 20),
        behind_start(JPEG, b"\xff\xfe\x00\x02" * 500 + bytes(100)),
        encoded(scene(), "JPEG", restart_marker_blocks=1),
        encoded(scene(), "JPEG") + b"\xff\xda\x00\x08" * 1000,
        PNG[:33] + chunk(b"teXt") * 500 + PNG[33:],
        GIF,
    ],
)
def test_what_cameras_and_programs_write_is_read(file, data):
    picture = load_image(file("holiday.jpg", data))
    assert np.abs(pixels(picture).astype(int) - scene()).mean() < 6


def test_each_bytes_of_a_header_may_be_missing():
    for data in (JPEG, PNG, GIF, BOMBS["runs"][:2000]):
        for size in range(1, 60):
            with pytest.raises(MediaError):
                load_image(data[:size])


MODES = {
    "RGBA": lambda array: Image.fromarray(array),
    "LA": lambda array: Image.fromarray(array).convert("LA"),
    "P": lambda array: Image.fromarray(array[..., :3].copy()).quantize(8),
    "CMYK": lambda array: Image.fromarray(array, "CMYK"),
    "I;16": lambda array: Image.fromarray(array[..., 0].astype(np.uint16) * 257),
    "1": lambda array: Image.fromarray(array[..., 0].copy()).convert("1"),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(907, 641), (640, 900)])
def test_bands_change_no_pixel(monkeypatch, mode, size):
    random = np.random.default_rng(4)
    image = MODES[mode](random.integers(0, 256, (size[1], size[0], 4), np.uint8))
    stored = (size[0] // 4, size[1] // 4)
    whole, _ = colours.to_rgb(image, image.size, "picture")
    monkeypatch.setattr(colours, "_BAND_PIXELS", 10_000)
    banded, _ = colours.to_rgb(image, stored, "picture")
    expected = whole.resize(stored, Image.Resampling.LANCZOS, reducing_gap=colours.ROOM)
    assert whole.size == size and banded.size == stored
    assert np.array_equal(np.asarray(banded), np.asarray(expected))


def test_64_megapixels_with_transparency_take_the_memory_of_one_image(tmp_path):
    side = 8000
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + 2 * side)) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 4, 0, 0, 0)
    path = tmp_path / "grey.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND")
    )
    program = (
        "import re, sys\n"
        "from persona_assistant.media import load_image\n"
        "load_image(sys.argv[1])\n"
        "told = open('/proc/self/status').read()\n"  # of this program alone, not of its parent
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', told)[1]) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert int(done.stdout) < 4 * side * side / 2**20 + 250, done.stderr
