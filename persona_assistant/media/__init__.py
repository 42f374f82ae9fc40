"""Untrusted files in, safe pictures and clips out.

Every picture and clip is read here and nowhere else. What comes out is uniform: a picture is
upright and without any metadata (`pictures`), a clip is 16 kHz and mono (`clips`). Anything else is
refused with one line that names the file and the remedy. The format is read from the content, never
from the name; sizes are checked from headers before anything is decoded; files that are not regular
(pipes, devices) are not even opened (`files`).
"""

from persona_assistant.media.clips import (
    MAX_SECONDS,
    MIN_SECONDS,
    SAMPLE_RATE,
    SILENCE,
    load_voice,
    samples,
    voice_from_samples,
)
from persona_assistant.media.files import modality_of
from persona_assistant.media.pictures import (
    LOSSLESS_SIDE,
    MAX_PICTURE_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    MIN_SIDE,
    image_from_pixels,
    image_of,
    load_image,
    pixels,
)

__all__ = [
    "LOSSLESS_SIDE",
    "MAX_PICTURE_BYTES",
    "MAX_PIXELS",
    "MAX_SECONDS",
    "MAX_SIDE",
    "MIN_SECONDS",
    "MIN_SIDE",
    "SAMPLE_RATE",
    "SILENCE",
    "image_from_pixels",
    "image_of",
    "load_image",
    "load_voice",
    "modality_of",
    "pixels",
    "samples",
    "voice_from_samples",
]
