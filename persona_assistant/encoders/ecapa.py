"""Voices to vectors with ECAPA-TDNN (Desplanques et al., arXiv 2005.07143) in ONNX Runtime, without
torch.

The idea: a network that was trained to tell thousands of speakers apart describes a voice by 192
numbers or so, and two clips are of one person when these point the same way. What goes in is
exactly what the network was trained on (see `fbank`): the whole clip, pauses included, as
speechbrain and WeSpeaker have it.

Clips go through the network one at a time. They are of unequal lengths, and an int8 network scales
its numbers by the largest among all that it is given at once: in company a clip would not get the
vector that it gets alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.fbank import BANDS, FEATURES
from persona_assistant.encoders.onnx_session import OnnxSession, normalized
from persona_assistant.errors import MediaError, ModelError
from persona_assistant.media import MIN_SECONDS, SAMPLE_RATE, SILENCE, samples
from persona_assistant.pmg import Clip

_SHORTEST = int(MIN_SECONDS * SAMPLE_RATE)


class EcapaEncoder:
    """See the module's idea. float32 vectors of length 1; equal clips give equal vectors."""

    family = "ecapa"
    modality: Literal["voice"] = "voice"

    def __init__(
        self, path: Path, id: str, *, features: str = "speechbrain", threads: int | None = None
    ) -> None:
        """`path` of an ONNX file that takes `features` (1, time, 80), "speechbrain" or "kaldi".

        Any such network will do, also others than ECAPA. Raises ModelError for a file that is none.
        """
        if features not in FEATURES:
            raise ModelError(
                f"{path} asks for voice features called {features!r}, known are "
                f"{' and '.join(FEATURES)}; export it again"
            )
        self.id = id
        self._features = FEATURES[features]
        self._session = OnnxSession(path, threads=threads)
        specs = list(self._session.input_specs.values())
        if len(specs) != 1 or specs[0].rank != 3 or specs[0].shape[2] not in (BANDS, None):
            raise ModelError(
                f"{path} does not take features of {BANDS} bands; use a voice encoder that does"
            )
        noise = np.random.default_rng(0).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
        self.dim = len(self._encoded(noise))

    def encode(self, items: Sequence[Clip]) -> NDArray[np.float32]:
        """float32 (len(items), dim). Raises MediaError for silence."""
        vectors = np.empty((len(items), self.dim), np.float32)
        for row, clip in enumerate(items):
            vectors[row] = self._encoded(signal_of(clip))
        return vectors

    def _encoded(self, signal: NDArray[np.float32]) -> NDArray[np.float32]:
        vector: NDArray[Any] = (
            self._session.run(self._features(signal)[None]).reshape(1, -1).astype(np.float64)
        )
        return np.asarray(normalized(vector, self._session.path)[0], np.float32)


def signal_of(clip: Clip) -> NDArray[np.float32]:
    """Samples of a clip, float32 (n,), n of at least 0.3 s: a shorter clip is repeated until it is
    that long.

    Raises MediaError for silence, a constant offset of the samples aside.
    """
    signal = samples(clip)
    if not len(signal) or np.abs(signal - signal.mean()).max() < SILENCE:
        raise MediaError(
            f"{clip.source or 'clip'}: the clip is silent, nobody can be heard; record it again"
        )
    return np.resize(signal, _SHORTEST) if len(signal) < _SHORTEST else signal
