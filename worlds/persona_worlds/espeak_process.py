"""The process that speaks one sentence: run by `espeak.py` as a script, with the standard library
alone.

Standard input holds one JSON object: library and data (paths), text (SSML), voice, pitch and
words_a_minute. Standard output gets the sample rate as 4 bytes, little-endian, and the samples as
signed 16 bit. What goes wrong is one line on standard error, with exit status 1.

Constants and signatures are those of espeak-ng/speak_lib.h, version 1.52.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

_SYNCHRONOUS = 2
_NO_EXIT = 0x8000
_RATE, _PITCH = 1, 3
_BY_CHARACTER = 1
_UTF8, _SSML, _PHONEMES, _END_PAUSE = 0x1, 0x10, 0x100, 0x1000
_SEED = 1
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class _Voice(ctypes.Structure):
    """espeak_VOICE."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


def synthesize(
    library: str, data: str, text: str, voice: str, pitch: int, words_a_minute: int
) -> tuple[int, bytes]:
    """Sample rate and samples (signed 16 bit) of an SSML text. Raises RuntimeError."""
    espeak = ctypes.CDLL(library)
    espeak.espeak_Synth.argtypes = (
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    )
    rate = espeak.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _NO_EXIT)
    if rate <= 0:
        raise RuntimeError(f"no voice data in {data}")
    # Initialising seeds the random numbers by the clock.
    espeak.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
    blocks: list[bytes] = []

    def collect(samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            blocks.append(ctypes.string_at(samples, 2 * count))
        return 0

    callback = _CALLBACK(collect)
    espeak.espeak_SetSynthCallback(callback)
    if espeak.espeak_SetVoiceByName(voice.encode()):
        # Some languages, en-gb among them, are no voice's name but a property of one.
        wanted = _Voice(languages=voice.encode())
        if espeak.espeak_SetVoiceByProperties(ctypes.byref(wanted)):
            raise RuntimeError("no such voice")
    espeak.espeak_SetParameter(_RATE, words_a_minute, 0)
    espeak.espeak_SetParameter(_PITCH, pitch, 0)
    content = text.encode()
    flags = _UTF8 | _SSML | _PHONEMES | _END_PAUSE
    if espeak.espeak_Synth(content, len(content) + 1, 0, _BY_CHARACTER, 0, flags, None, None):
        raise RuntimeError("the text was not taken")
    espeak.espeak_Synchronize()
    return rate, b"".join(blocks)


if __name__ == "__main__":
    try:
        sample_rate, spoken = synthesize(**json.load(sys.stdin))
    except (RuntimeError, OSError) as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(sample_rate.to_bytes(4, "little") + spoken)
