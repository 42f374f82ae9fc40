"""Pictures and sound as files, for the tests of media, and how a refusal has to look."""

from __future__ import annotations

import io
import os

import numpy as np
import pytest
import soundfile
from PIL import Image

from persona_assistant.errors import MediaError
from persona_assistant.media import SAMPLE_RATE as RATE


def scene(width: int = 96, height: int = 64) -> np.ndarray:
    """Left half red, right half blue, a green top: orientation can be told from it."""
    array = np.zeros((height, width, 3), np.uint8)
    array[:, : width // 2] = (200, 30, 30)
    array[:, width // 2 :] = (30, 30, 200)
    array[: height // 4] = (30, 180, 30)
    return array


def tone(
    seconds: float = 1.0, rate: int = RATE, hz: float = 440.0, level: float = 0.5
) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)).astype(
        np.float32
    )


def encoded(array: np.ndarray, kind: str, **options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(array).save(out, kind, **options)
    return out.getvalue()


def sound_bytes(
    array: np.ndarray, rate: int = RATE, kind: str = "WAV", subtype: str | None = None
) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, array, rate, format=kind, subtype=subtype)
    return out.getvalue()


def refused(load, path, *words: str) -> MediaError:
    """`load(path)` fails with one line that names the file and says `words`."""
    with pytest.raises(MediaError) as caught:
        load(path)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert os.path.basename(str(path)) in message
    for word in words:
        assert word in message
    return caught.value
