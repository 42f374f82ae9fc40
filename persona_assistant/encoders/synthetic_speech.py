"""Does a machine speak here, of espeak's kind, or was a person recorded?

espeak builds speech from formants by rule. The statistics of `voice.measure` (spectrum, formants,
pitch, and how the sounds lie by kind) tell it from people, by one line fitted on generated voices
and recordings in all sorts of conditions (`fitting.synthetic_speech`). In doubt a clip counts as
recorded: only what clearly sounds like espeak is left to the encoder that was made for it. Voices
of neural synthesis sound like recordings, and are taken for such.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.projection import Projection
from persona_assistant.encoders.voice import (
    ClassicalVoiceEncoder,
    SoundMixture,
    measure,
    mixture_offsets,
)
from persona_assistant.resources import data_path

FILE = ("models", "voice", "synthetic.npz")


class Line(NamedTuple):
    """Score = weights · statistics - offset: about 0 for espeak and 1 for recordings."""

    weights: NDArray[np.float32]
    offset: NDArray[np.float32]
    threshold: NDArray[np.float32]
    """Scores below it are synthetic."""


def is_synthetic(signal: NDArray[np.float32], name: str = "clip") -> bool:
    """For float32 (n,) at 16 kHz. Raises MediaError for silence."""
    return score(signal, name) < float(_line().threshold)


def score(signal: NDArray[np.float32], name: str = "clip") -> float:
    """About 0 for espeak and 1 for recordings."""
    line = _line()
    return float(statistics(signal, name) @ line.weights - line.offset)


def statistics(signal: NDArray[np.float32], name: str = "clip") -> NDArray[np.float32]:
    """(d,), of float32 (n,) at 16 kHz. Raises MediaError for silence."""
    measured, cepstra = measure(signal, name)
    return np.append(measured, mixture_offsets(cepstra, _mixture())).astype(np.float32)


@lru_cache(maxsize=1)
def _line() -> Line:
    with np.load(data_path(*FILE)) as file:
        return Line(*(file[name] for name in Line._fields))


@lru_cache(maxsize=1)
def _mixture() -> SoundMixture:
    extras = Projection.load("voice", ClassicalVoiceEncoder.id).extras
    return SoundMixture(*(extras[name] for name in SoundMixture._fields))
