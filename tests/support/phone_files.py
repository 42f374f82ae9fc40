"""Photos, voice messages and films as phones make them, encoded on the spot by the encoders that
come with PyAV and pillow-heif."""

from __future__ import annotations

import io
import struct
from functools import cache

import av
import numpy as np
import pillow_heif
from PIL import Image

from tests.support.media_files import tone

SOUNDS = {
    "M4A": ("ipod", "aac", 44_100),
    "M4A lossless": ("ipod", "alac", 44_100),
    "MP4": ("mp4", "aac", 48_000),
    "MP4 with Opus": ("mp4", "libopus", 48_000),
    "MOV": ("mov", "aac", 44_100),
    "MOV with PCM": ("mov", "pcm_s16le", 44_100),
    "3GP": ("3gp", "libopencore_amrnb", 8_000),
    "AAC": ("adts", "aac", 16_000),
    "AMR": ("amr", "libopencore_amrnb", 8_000),
    "WebM": ("webm", "libopus", 48_000),
    "Matroska": ("matroska", "aac", 48_000),
    "OGG": ("ogg", "libopus", 48_000),
    "CAF": ("caf", "alac", 44_100),
    "AIFF": ("aiff", "pcm_s16be", 44_100),
}
"""Container, codec and rate of what people have."""


def recording(
    kind: str, array: np.ndarray, *, film: bool = False, layout: str = "mono", **options: str
) -> bytes:
    """`array`, float (n,) at the rate of that kind, as a file; with moving pictures if `film`."""
    container, codec, rate = SOUNDS[kind]
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=options) as file:
        sound = file.add_stream(codec, rate=rate, layout=layout)
        pictures = file.add_stream("mpeg4", rate=10, width=64, height=64) if film else None
        for at in range(0, len(array), 1024):
            block = np.repeat(array[at : at + 1024], sound.layout.nb_channels)[None]
            frame = av.AudioFrame.from_ndarray(block.astype(np.float32), "flt", layout)
            frame.sample_rate, frame.pts = rate, at
            file.mux(sound.encode(frame))
        file.mux(sound.encode(None))
        if pictures is not None:
            for number in range(int(10 * len(array) / rate)):
                colour = np.full((64, 64, 3), 20 * number % 255, np.uint8)
                shown = av.VideoFrame.from_ndarray(colour, "rgb24")
                shown.pts = number
                file.mux(pictures.encode(shown))
            file.mux(pictures.encode(None))
    return out.getvalue()


@cache
def hum(kind: str, seconds: float = 1.0, *, film: bool = False) -> bytes:
    """A tone of 440 Hz as a file of that kind."""
    return recording(kind, tone(seconds, SOUNDS[kind][2]), film=film)


def silent_film() -> bytes:
    """Moving pictures without a sound track, as MP4."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        pictures = file.add_stream("mpeg4", rate=10, width=64, height=64)
        for number in range(5):
            shown = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 40 * number, np.uint8), "rgb24")
            shown.pts = number
            file.mux(pictures.encode(shown))
        file.mux(pictures.encode(None))
    return out.getvalue()


def wideband_amr(seconds: float = 1.0) -> bytes:
    """AMR-WB of random frames at 23.85 kbit/s: nothing here encodes it, and noise will do."""
    random = np.random.default_rng(5)
    frames = (b"\x44" + random.bytes(60) for _ in range(round(50 * seconds)))
    return b"#!AMR-WB\n" + b"".join(frames)


def heic(array: np.ndarray, **options) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(array)).save(out, **options)
    return out.getvalue()


def avif(array: np.ndarray, **options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(array).save(out, "AVIF", **options)
    return out.getvalue()


def with_table(file: bytes, kind: bytes, number: int, value: int) -> bytes:
    """An MP4 file whose first table of that kind has another value as its number after the kind."""
    at = file.index(kind) + 4 + 4 * number
    return file[:at] + struct.pack(">I", value) + file[at + 4 :]
