"""Whatever the mode and colour profile of an image, its pixels as sRGB on white.

A large image that has to be converted is converted in bands, and each band is scaled down before
the next one is looked at: 64 megapixels with transparency then take the memory of the image itself
and no copy of it, instead of four.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from PIL import ImageCms

ROOM = 1.2
"""How much larger than it will be stored a photo is at least, when it is scaled to that size with
care; down to there, pixels are averaged. Against all of it with care: 43 dB or more, and vectors of
faces at a cosine of .997 or more (10 photos made 4000 pixels wide, with noise)."""
_BAND_PIXELS = 4_000_000

Notices = tuple[str, ...]


def to_rgb(image: Image.Image, stored: tuple[int, int], name: str) -> tuple[Image.Image, Notices]:
    """A loaded image in RGB and in its full size; where it has to be converted and is much larger
    than `stored`, in that size."""
    profile = image.info.get("icc_profile")
    if image.mode == "RGB" and not profile and not image.has_transparency_data:
        return image, ()
    conversion = _Conversion(profile, name)
    across, down = (
        int(full / wanted / ROOM) or 1 for full, wanted in zip(image.size, stored, strict=True)
    )
    if (across, down) == (1, 1):
        return conversion(image), conversion.notices
    width, height = image.size
    reduced = Image.new("RGB", (-(-width // across), -(-height // down)))
    rows = max(1, _BAND_PIXELS // width // down) * down
    for top in range(0, height, rows):
        band = image.crop((0, top, width, min(top + rows, height)))
        reduced.paste(conversion(band).reduce((across, down)), (0, top // down))
    whole = (0, 0, width / across, height / down)
    return reduced.resize(stored, Image.Resampling.LANCZOS, whole), conversion.notices


class _Conversion:
    """What makes RGB of an image, or of a band of it."""

    def __init__(self, profile: bytes | None, name: str) -> None:
        self._profile, self._name = profile, name
        self._transform: ImageCms.ImageCmsTransform | None = None
        self.notices: Notices = ()

    def __call__(self, image: Image.Image) -> Image.Image:
        alpha = None
        if image.has_transparency_data:
            image = image.convert("RGBA")
            alpha = image.getchannel("A")
            image = image.convert("RGB")
        elif image.mode.startswith("I"):
            image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
        elif image.mode not in ("RGB", "L", "CMYK"):
            image = image.convert("RGB")
        if self._profile and not self.notices:
            image = self._to_srgb(image, self._profile)
        if image.mode != "RGB":
            image = image.convert("RGB")
        if alpha is not None:
            image = Image.composite(image, Image.new("RGB", image.size, "white"), alpha)
        return image

    def _to_srgb(self, image: Image.Image, profile: bytes) -> Image.Image:
        from PIL import ImageCms

        try:
            if self._transform is None:
                source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
                srgb = ImageCms.createProfile("sRGB")
                self._transform = ImageCms.buildTransform(source, srgb, image.mode, "RGB")
            return ImageCms.applyTransform(image, self._transform) or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # Also a profile of another colour space than the picture's: an RGB one on a grey PNG.
            self.notices = (f"{self._name}: its colour profile does not fit and was ignored",)
            return image
