"""Raw speech from espeak-ng, whose library and data the package espeakng-loader brings along.

The library keeps state from one sentence to the next, so what it says would depend on what it said
before, and on the clock. Each sentence is therefore spoken by a process of its own
(`espeak_process.py`): equal arguments give equal samples, and threads do not meet in the library.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from persona_assistant.errors import EngineCrashed, EngineMissing

_PROCESS = Path(__file__).with_name("espeak_process.py")
_SLOWEST = 80
"""Words a minute; espeak-ng speaks no slower."""
_SECONDS = 60
"""More than any sentence takes."""


def installed() -> bool:
    """Whether anybody can speak here."""
    return find_spec("espeakng_loader") is not None


def require() -> None:
    """Raises EngineMissing unless espeak-ng is installed."""
    if not installed():
        raise EngineMissing(
            "Voices are made with espeak-ng, which is not installed: pip install espeakng-loader",
            code="espeak_missing",
        )


@lru_cache(maxsize=1)
def version() -> str:
    """Such as "1.52.0"; clips depend on it. Raises EngineMissing."""
    library = ctypes.CDLL(_library()[0])
    library.espeak_Info.restype = ctypes.c_char_p
    return bytes(library.espeak_Info(None)).decode()


def synthesize(
    text: str, voice: str, *, pitch: int, pitch_range: int, words_a_minute: int
) -> tuple[npt.NDArray[np.float64], int]:
    """Samples in -1 .. 1, shape (samples,), and their rate in Hz.

    `voice` is a language and a variant, such as "en-us+f3"; `pitch` 0 .. 99, `pitch_range` in
    percent. Raises EngineMissing, EngineCrashed.
    """
    library, data = _library()
    request = {
        "library": library,
        "data": data,
        "text": f'<speak><prosody range="{pitch_range}%">{escape(text)}</prosody></speak>',
        "voice": voice,
        "pitch": pitch,
        "words_a_minute": max(_SLOWEST, words_a_minute),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(_PROCESS)],
            input=json.dumps(request).encode(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise _no_speech(voice, f"no answer within {_SECONDS} s") from None
    samples = np.frombuffer(done.stdout[4:], "<i2").astype(np.float64) / 32768
    if done.returncode or not samples.any():
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise _no_speech(voice, lines[-1] if lines else f"exit status {done.returncode}")
    return samples, int.from_bytes(done.stdout[:4], "little")


def _no_speech(voice: str, why: str) -> EngineCrashed:
    return EngineCrashed(f"espeak-ng gave no speech for the voice {voice}: {why}")


def _library() -> tuple[str, str]:
    """Paths of the library and of its data. Raises EngineMissing."""
    require()
    import espeakng_loader

    return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
