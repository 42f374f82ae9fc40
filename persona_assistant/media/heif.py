"""HEIC and HEIF photos, as phones take them: the primary image, upright, eight bits a channel.

The file's own turns and mirrors (irot, imir) are carried out by the decoder. The orientation in its
EXIF says the same once more and is left alone. Depth maps, thumbnails, the other images and a film
behind the photo are not decoded.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image


def decode_heif(data: bytes, check_size: Callable[[int, int], None]) -> Image.Image:
    """The primary image of a HEIF file that is coded in HEVC, with its colour profile in `info`.

    `check_size` is called with width and height before anything is decoded. Raises whatever the
    decoder raises for damaged data.
    """
    import pillow_heif

    file = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
    primary = file[file.primary_index]
    check_size(*primary.size)
    image = Image.frombytes(
        primary.mode, primary.size, primary.data, "raw", primary.mode, primary.stride
    )
    if profile := primary.info.get("icc_profile"):
        image.info["icc_profile"] = profile
    return image
