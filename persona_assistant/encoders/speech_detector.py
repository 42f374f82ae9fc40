"""Where somebody speaks: Silero's voice activity detector in ONNX Runtime.

A small recurrent network gives each 32 ms the probability that they are speech. Music, noise and
silence do not vote on who is speaking, so a clip of nothing else holds no sample of a voice.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.encoders.speech_spectrum import HOP

_STEP, _CONTEXT = 512, 64
"""Samples that each probability is about, and that it is shown before them."""
_STATE = (1, 1, 128)
_SPEECH = 0.5
_PEAK = 0.5
"""Clips are brought to this peak: a soft voice is a voice too."""


class SpeechDetector:
    """See the module's idea. May be used by several threads at once."""

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        """Raises ModelError for a file that is no such network."""
        self._session = OnnxSession(path, threads=threads)

    def frames_of_speech(self, signal: NDArray[np.float32]) -> NDArray[np.bool_]:
        """(1 + n // 160,) for samples (n,) at 16 kHz: whether each frame of 10 ms is speech."""
        steps = -(-len(signal) // _STEP)
        padded = np.zeros(_CONTEXT + steps * _STEP, np.float32)
        padded[_CONTEXT : _CONTEXT + len(signal)] = signal * (
            _PEAK / max(float(np.abs(signal).max()), 1e-9)
        )
        windows = np.lib.stride_tricks.sliding_window_view(padded, _CONTEXT + _STEP)[::_STEP]
        state = np.zeros(_STATE, np.float32)
        probability = self._session.run(windows, state, state).ravel()
        step = np.arange(1 + len(signal) // HOP) * HOP // _STEP
        return np.asarray(probability[np.minimum(step, steps - 1)] > _SPEECH)
