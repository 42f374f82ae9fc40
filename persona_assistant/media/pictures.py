"""A picture is upright sRGB without any metadata, at most 1600 px a side. A plain JPEG that is so
already loses its metadata and no pixel."""

from __future__ import annotations

import io
import os
import re
import threading
import warnings
from typing import Any

import numpy as np
from PIL import Image, JpegImagePlugin

from persona_assistant.errors import MediaError
from persona_assistant.media.colours import ROOM, to_rgb
from persona_assistant.media.effort import check_effort
from persona_assistant.media.files import (
    FILMS,
    PICTURES,
    PICTURES_IN_WORDS,
    SOUNDS,
    Source,
    format_of,
    open_source,
    reason,
    size_of,
)
from persona_assistant.media.heif import decode_heif
from persona_assistant.pmg import Picture

MAX_SIDE = 1600
MIN_SIDE = 16
LOSSLESS_SIDE = 512
"""Pictures up to this many pixels are kept as PNG, larger ones as JPEG."""
MAX_PICTURE_BYTES = 64 * 2**20
MAX_PIXELS = 64_000_000

_JFIF = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
"""Start of a JPEG file: square pixels, no thumbnail."""
_PIXEL_SEGMENTS = (0xC0, 0xC4, 0xDB, 0xDD)
"""Segments that decoding needs: baseline frame, Huffman and quantization tables, restart interval.
Application segments are left out. Adobe's (0xEE) may change what the colours mean, so a file with
it is not plain."""
_SCAN, _END = 0xDA, b"\xff\xd9"
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_QUALITY_95 = 369
"""Sum of the luminance table of a JPEG of quality 95; a smaller sum is a finer one."""
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (5, 6, 7, 8)
"""Orientations that swap width and height."""


def load_image(source: Source) -> Picture:
    """Read a JPEG, HEIC, PNG, WebP, AVIF, BMP or GIF file as an upright, metadata-free picture.

    Of several images, the one that the file calls its main one is taken, otherwise the first; of a
    live or motion photo, the still. `source` is its path or its content. Transparency is laid on
    white and an ICC profile is converted to sRGB. Raises MediaError.
    """
    with open_source(source, "picture") as (file, name, file_name):
        kind = format_of(file)
        if kind in SOUNDS:
            what = "a film or sound" if kind in FILMS else "sound"
            raise MediaError(
                f"{name}: this is {what} ({kind}), not a picture; give it as a voice",
                code="voice_given_as_picture",
            )
        if kind not in PICTURES:
            raise MediaError(f"{name}: not a picture; use {PICTURES_IN_WORDS}")
        if size_of(file) > MAX_PICTURE_BYTES:
            raise MediaError(
                f"{name}: larger than {MAX_PICTURE_BYTES >> 20} MB; save a smaller copy"
            )
        data = file.read(MAX_PICTURE_BYTES)
    image, full, notices = _decode_picture(data, name, kind, draft=True)
    return _store_picture(image, full, name, file_name, notices, data)


def image_from_pixels(array: np.ndarray, source: str = "") -> Picture:
    """The picture of `array`, uint8 (height, width, 3) RGB. Raises MediaError."""
    name = source or "picture"
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
        raise MediaError(
            f"{name}: pixels must be uint8 (height, width, 3), not {array.dtype} {array.shape}"
        )
    _check_size(array.shape[1], array.shape[0], name)
    image = Image.fromarray(np.ascontiguousarray(array))
    return _store_picture(image, image.size, name, source, ())


def image_of(image: Image.Image, source: str = "") -> Picture:
    """The picture of an image of PIL, upright, on white where it is transparent. Raises
    MediaError."""
    name = source or "picture"
    if not isinstance(image, Image.Image):
        raise MediaError(f"{name}: give a path, bytes, pixels or an image of PIL")
    _check_size(*image.size, name)
    try:
        orientation = image.getexif().get(_ORIENTATION)
        upright, notices = _upright_rgb(image, orientation, image.size, name)
    except (OSError, ValueError, SyntaxError) as error:
        raise MediaError(f"{name}: cannot be read ({reason(error)})") from None
    return _store_picture(upright, upright.size, name, source, notices)


def pixels(picture: Picture) -> np.ndarray:
    """RGB of a picture, uint8 (height, width, 3), a copy for the caller. Raises MediaError."""
    name = picture.source or "picture"
    kind = format_of(io.BytesIO(picture.data)) or "PNG"
    image, _, _ = _decode_picture(picture.data, name, kind)
    return np.array(image)


def _check_size(width: int, height: int, name: str) -> None:
    if min(width, height) < MIN_SIDE:
        raise MediaError(
            f"{name}: {width}x{height} is too small; use at least {MIN_SIDE}x{MIN_SIDE} pixels"
        )
    if width * height > MAX_PIXELS:
        raise MediaError(
            f"{name}: {width}x{height} is over {MAX_PIXELS // 10**6} megapixels; scale it down"
        )
    if min(width, height) * MAX_SIDE < MIN_SIDE * max(width, height):
        raise MediaError(f"{name}: {width}x{height} is too narrow a strip; crop it")


def _decode_picture(
    data: bytes, name: str, kind: str, *, draft: bool = False
) -> tuple[Image.Image, tuple[int, int], tuple[str, ...]]:
    """A picture of format `kind` as upright RGB, its full size, and notices.

    `draft` lets a JPEG be decoded at half its size or less where that is still larger than the
    stored size by `ROOM`: a photo of 12 megapixels is then read in two fifths of the time, one of
    48 in a quarter of the memory.
    """
    check_effort(data, kind, name)
    try:
        with _no_warnings:
            if kind == "HEIC":
                image = decode_heif(data, lambda width, height: _check_size(width, height, name))
                upright, notices = _upright_rgb(image, None, image.size, name)
                return upright, image.size, notices
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
                full = image.size
                _check_size(*full, name)
                if draft and max(full) > MAX_SIDE:
                    width, height = _stored_size(full)
                    image.draft(None, (round(ROOM * width), round(ROOM * height)))
                image.load()
                orientation = image.getexif().get(_ORIENTATION)
                upright, notices = _upright_rgb(image, orientation, full, name)
                return upright, full[::-1] if orientation in _SIDEWAYS else full, notices
    except MediaError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise MediaError(
            f"{name}: over {MAX_PIXELS // 10**6} megapixels; save a smaller copy"
        ) from None
    except Exception as error:
        # Damaged bytes make decoders raise nearly any class; the file is at fault.
        raise MediaError(f"{name}: damaged picture ({reason(error)}); get a fresh copy") from error


class _NoWarnings:
    """While any thread is inside, decoders' warnings are not shown, and a decompression bomb is an
    error.

    The filters of `warnings` belong to the whole process. If every thread set and restored them for
    itself, the last one out would restore what another one had set.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._before = warnings.catch_warnings()
                self._before.__enter__()
                warnings.simplefilter("ignore")
                warnings.simplefilter("error", Image.DecompressionBombWarning)
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._before.__exit__(None, None, None)


_no_warnings = _NoWarnings()


def _upright_rgb(
    image: Image.Image, orientation: int | None, full: tuple[int, int], name: str
) -> tuple[Image.Image, tuple[str, ...]]:
    """Upright sRGB of a loaded image, whatever its mode, orientation and colour profile. `full` is
    its size in the file."""
    image, notices = to_rgb(image, _stored_size(full), name)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    return image, notices


def _stored_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size in which a picture of `size` is stored."""
    scale = min(1.0, MAX_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _store_picture(
    image: Image.Image,
    full: tuple[int, int],
    name: str,
    source: str,
    notices: tuple[str, ...],
    file: bytes = b"",
) -> Picture:
    """The picture to store of `image`, which may be a draft of one of size `full`. `file` is what
    it was read from."""
    width, height = size = _stored_size(full)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=ROOM)
    image.info = {}  # Pillow would write the profile and comment that it finds there
    if max(size) <= LOSSLESS_SIDE:
        # More than level 4 takes three times as long for photos and saves nothing.
        data = _encoded(image, "PNG", compress_level=4)
    else:
        data = _without_metadata(image, file) or _encoded(image, "JPEG", quality=95, subsampling=0)
    return Picture(data, width, height, source=source, notices=notices)


def _without_metadata(image: Image.Image, file: bytes) -> bytes | None:
    """A JPEG without its metadata: where possible the very bytes that its pixels were read from,
    otherwise encoded again with its own tables, so that it loses next to nothing and does not grow.

    None for what is no JPEG any more (rotated, scaled), an unusual one, or one finer than ours.
    """
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or "APP14" in image.app:
        return None
    tables, sampling = image.quantization, JpegImagePlugin.get_sampling(image)
    channels = [(layer[0], layer[3]) for layer in image.layer]
    usual = (
        channels == [(1, 0), (2, 1), (3, 1)] and sorted(tables) == [0, 1] and sampling in (0, 1, 2)
    )
    if not usual or max(map(max, tables.values())) > 255 or sum(tables[0]) < _QUALITY_95:
        return None
    return _stripped_jpeg(file) or _encoded(
        image, "JPEG", qtables=[tables[0], tables[1]], subsampling=sampling
    )


def _stripped_jpeg(file: bytes) -> bytes | None:
    """A plain JPEG (baseline, one scan, colours as in JFIF) reduced to the segments that its pixels
    need, byte for byte, without what follows its end. None for any other JPEG."""
    parts, at = [_JFIF], 2
    while file[at : at + 1] == b"\xff" and len(file) > at + 4:
        marker, end = file[at + 1], at + 2 + int.from_bytes(file[at + 2 : at + 4], "big")
        if marker in _PIXEL_SEGMENTS:
            parts.append(file[at:end])
        elif marker == _SCAN:
            after = _AFTER_SCAN.search(file, end)
            if after is None or after[0] != _END:
                return None
            return b"".join([*parts, file[at : after.end()]])
        elif not (0xE0 <= marker < 0xEE or marker in (0xEF, 0xFE)):
            return None
        at = end
    return None


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file that Pillow writes of an image.

    Pillow lets other threads run while it writes to a file of the operating system, but not while
    it writes to one of Python's. So it gets a file in memory where the system has such.
    """
    if not hasattr(os, "memfd_create"):
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()
    with open(os.memfd_create("picture"), "w+b") as file:
        image.save(file, kind, **options)
        file.seek(0)
        return file.read()
