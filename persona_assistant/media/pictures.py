"""A picture is upright sRGB without any metadata, at most 1600 px. A plain JPEG that is so already
loses its metadata and not a pixel."""

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
from persona_assistant.media.files import (
    PICTURES,
    SOUNDS,
    Source,
    brief,
    kind_of,
    opened_source,
    size_of,
)
from persona_assistant.pmg import Picture

MAX_SIDE = 1600
MIN_SIDE = 16
LOSSLESS_SIDE = 512
"""Pictures up to this many pixels are kept as PNG, larger ones as JPEG."""
MAX_PICTURE_BYTES = 64 * 2**20
MAX_PIXELS = 64_000_000

_JFIF = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
"""How a JPEG begins: square pixels, no thumbnail."""
_TABLES_AND_FRAME = (0xC0, 0xC4, 0xDB, 0xDD)
"""Segments that pixels are made with: baseline frame, Huffman and quantization tables, restart
interval. Application segments are left out; Adobe's (0xEE) may change what the colours mean, a file
with it is not plain."""
_SCAN, _END = 0xDA, b"\xff\xd9"
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_FINEST = 369
"""Sum of the brightness table of a JPEG of quality 95."""
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
_TURNED = (5, 6, 7, 8)
"""Orientations that make a tall picture of a wide one."""


def load_image(source: Source) -> Picture:
    """Read a JPEG, PNG, WebP, BMP or GIF (first frame) file as an upright, metadata-free picture.

    `source` is its path or its content. Transparency is laid on white and an ICC profile is
    converted to sRGB. Raises MediaError.
    """
    with opened_source(source, "picture") as (file, name, file_name):
        kind = kind_of(file)
        if kind in SOUNDS or kind == "AAC":
            raise MediaError(
                f"{name}: this is sound ({kind}); give it as a clip", code="sound_for_picture"
            )
        if kind == "HEIC":
            raise MediaError(f"{name}: HEIC/AVIF pictures cannot be read; export it as JPEG or PNG")
        if kind not in PICTURES:
            raise MediaError(f"{name}: not a picture; use a JPEG, PNG, WebP, BMP or GIF file")
        if size_of(file) > MAX_PICTURE_BYTES:
            raise MediaError(
                f"{name}: larger than {MAX_PICTURE_BYTES >> 20} MB; save a smaller copy"
            )
        data = file.read(MAX_PICTURE_BYTES)
    image, full, notices = _decode_picture(data, name, draft=True)
    return _store_picture(image, full, name, file_name, notices, data)


def image_from_pixels(array: np.ndarray, source: str = "") -> Picture:
    """The picture made of `array`, uint8 (height, width, 3) RGB. Raises MediaError."""
    name = source or "picture"
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
        raise MediaError(
            f"{name}: pixels must be uint8 (height, width, 3), not {array.dtype} {array.shape}"
        )
    _check_size(array.shape[1], array.shape[0], name)
    image = Image.fromarray(np.ascontiguousarray(array))
    return _store_picture(image, image.size, name, source, ())


def pixels(picture: Picture) -> np.ndarray:
    """RGB of a picture, uint8 (height, width, 3), the caller's own copy. Raises MediaError."""
    name = picture.source or "picture"
    image, _, _ = _decode_picture(picture.data, name)
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
    data: bytes, name: str, *, draft: bool = False
) -> tuple[Image.Image, tuple[int, int], tuple[str, ...]]:
    """A picture as upright RGB, its full size, and notices.

    `draft` lets a JPEG be decoded at half its size or less, where that is still twice what is kept
    of it: a photo of 48 megapixels then takes a quarter of the time and memory.
    """
    try:
        with (
            _no_warnings,
            Image.open(io.BytesIO(data), formats=[kind.upper() for kind in PICTURES]) as image,
        ):
            full = image.size
            _check_size(*full, name)
            if draft and max(full) > MAX_SIDE:
                image.draft(None, tuple(2 * side for side in _kept(full)))
            image.load()
            orientation = image.getexif().get(_ORIENTATION)
            image, notices = _flattened(image, orientation, name)
            return image, full[::-1] if orientation in _TURNED else full, notices
    except MediaError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise MediaError(
            f"{name}: over {MAX_PIXELS // 10**6} megapixels; save a smaller copy"
        ) from None
    except Exception as error:
        # Damaged bytes make decoders raise nearly any class; whatever it is, the file is at fault.
        raise MediaError(f"{name}: damaged picture ({brief(error)}); get a fresh copy") from error


class _NoWarnings:
    """While any thread is inside, decoders' warnings are neither shown nor lost: a bomb is an
    error.

    The filters of `warnings` belong to the whole process: were every thread to set and restore them
    for itself, the last one out would restore what another one had set.
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


def _flattened(
    image: Image.Image, orientation: int | None, name: str
) -> tuple[Image.Image, tuple[str, ...]]:
    """Upright sRGB of a loaded image, whatever its mode, orientation and colour profile."""
    profile = image.info.get("icc_profile")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    elif image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    elif image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    notices: tuple[str, ...] = ()
    if profile:
        image, notices = _to_srgb(image, profile, name)
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is not None:
        image = Image.composite(image, Image.new("RGB", image.size, "white"), alpha)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    return image, notices


def _to_srgb(image: Image.Image, profile: bytes, name: str) -> tuple[Image.Image, tuple[str, ...]]:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        ), ()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # Also a profile of another colour space than the picture's, e.g. an RGB one on a grey PNG.
        return image, (f"{name}: its colour profile does not fit and was ignored",)


def _kept(size: tuple[int, int]) -> tuple[int, int]:
    """The size in which a picture of `size` is kept."""
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
    """The picture to keep of `image`, which may be a draft of one of size `full`; `file` is what it
    was read from."""
    width, height = size = _kept(full)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    if size != full:
        notices += (f"{name}: scaled down from {full[0]}x{full[1]} to {width}x{height}",)
    image.info = {}  # what Pillow finds there (profile, comment) it would write
    if max(size) <= LOSSLESS_SIDE:
        # More than level 4 takes three times as long for photos and saves nothing.
        data = _written(image, "PNG", compress_level=4)
    else:
        data = _as_it_came(image, file) or _written(image, "JPEG", quality=95, subsampling=0)
    return Picture(data, width, height, source=source, notices=notices)


def _as_it_came(image: Image.Image, file: bytes) -> bytes | None:
    """A JPEG without its metadata: where it can be, with the very bytes its pixels were read from,
    otherwise written again with its own tables, so that nearly nothing is lost and no bit is spent
    on what was lost before.

    None for what is no JPEG any more (turned, scaled), an unusual one or one finer than ours.
    """
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or "APP14" in image.app:
        return None
    tables, sampling = image.quantization, JpegImagePlugin.get_sampling(image)
    places = [(layer[0], layer[3]) for layer in image.layer]
    usual = (
        places == [(1, 0), (2, 1), (3, 1)] and sorted(tables) == [0, 1] and sampling in (0, 1, 2)
    )
    if not usual or max(map(max, tables.values())) > 255 or sum(tables[0]) < _FINEST:
        return None
    return _bare_jpeg(file) or _written(
        image, "JPEG", qtables=[tables[0], tables[1]], subsampling=sampling
    )


def _bare_jpeg(file: bytes) -> bytes | None:
    """A plain JPEG (baseline, one scan, its colours as JFIF has them) with nothing in it but what
    its pixels are made of, byte for byte; what follows its end is left behind. None for any
    other."""
    bare, at = [_JFIF], 2
    while file[at : at + 1] == b"\xff" and len(file) > at + 4:
        kind, end = file[at + 1], at + 2 + int.from_bytes(file[at + 2 : at + 4], "big")
        if kind in _TABLES_AND_FRAME:
            bare.append(file[at:end])
        elif kind == _SCAN:
            after = _AFTER_SCAN.search(file, end)
            if after is None or after[0] != _END:
                return None
            return b"".join([*bare, file[at : after.end()]])
        elif not (0xE0 <= kind < 0xEE or kind in (0xEF, 0xFE)):
            return None
        at = end
    return None


def _written(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file that Pillow writes of an image.

    To a file of the operating system it writes without holding up other threads, to one of Python's
    it does not; so where there are files that live in memory alone, it is one of those.
    """
    if not hasattr(os, "memfd_create"):
        out = io.BytesIO()
        image.save(out, kind, **options)
        return out.getvalue()
    with open(os.memfd_create("picture"), "w+b") as file:
        image.save(file, kind, **options)
        file.seek(0)
        return file.read()
