"""Pictures and clips back out: as they are stored, or in the format that a file name asks for."""

from __future__ import annotations

import io
from pathlib import Path

import soundfile
from PIL import Image

from persona_assistant.errors import BadInput
from persona_assistant.media.clips import SAMPLE_RATE, samples
from persona_assistant.media.files import format_of
from persona_assistant.media.pictures import pixels
from persona_assistant.pmg import Clip, Picture

_PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WebP"}
_SOUNDS = {".wav": "WAV", ".flac": "FLAC", ".ogg": "OGG"}


def as_file(medium: Picture | Clip, name: str) -> bytes:
    """The content of a file called `name`: what is stored where that has the format or the name
    has no ending, else the same in the format of the name.

    Raises BadInput with the code "unknown_format" for an ending of no such format.
    """
    formats = _PICTURES if isinstance(medium, Picture) else _SOUNDS
    ending = Path(name).suffix.lower()
    wanted = formats.get(ending)
    if wanted is None:
        if ending:
            raise BadInput(
                f"{name}: use one of {', '.join(formats)}, or no ending", code="unknown_format"
            )
        return medium.data
    stored = format_of(io.BytesIO(medium.data)) or ""
    if stored.casefold() == wanted.casefold():
        return medium.data
    out = io.BytesIO()
    if isinstance(medium, Picture):
        Image.fromarray(pixels(medium)).save(out, wanted, quality=95)
    else:
        soundfile.write(out, samples(medium), SAMPLE_RATE, format=wanted)
    return out.getvalue()
