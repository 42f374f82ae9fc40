"""Recorded voices to vectors with GE2E (Wan et al., arXiv 1710.10467) in ONNX Runtime.

The idea: speech is found first and freed of noise; the network describes every 1.6 s of it twice,
once with its full sound and once as over a telephone, and both means together are the voice's
vector. Two recordings are so compared like with like, whatever band either has: half of the cosine
is that of the full sounds and half that of the narrow ones, the first weighing less for a clip that
has no full sound, and more for one so short that every band is needed.

A clip is of one speaker or of two, who take turns (`speaker_turns`). Synthetic voices of espeak's
kind are not for this network, which was trained on people: such a clip holds no sample, and another
sense takes its turn (`synthetic_speech`).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.onnx_session import OnnxSession, normalized
from persona_assistant.encoders.recording_quality import (
    RecordingQuality,
    band_of,
    clipped_share,
    snr_of,
)
from persona_assistant.encoders.speaker_turns import STEP, turns_of
from persona_assistant.encoders.speech_detector import SpeechDetector
from persona_assistant.encoders.speech_spectrum import (
    FRAMES_A_SECOND,
    mel_spectrum,
    noise_spectrum,
    power_spectrum,
    widened,
    without_noise,
)
from persona_assistant.encoders.synthetic_speech import is_synthetic
from persona_assistant.errors import MediaError, ModelError
from persona_assistant.media import SILENCE, samples
from persona_assistant.pmg import Clip
from persona_assistant.resources import data_path
from persona_assistant.samples import VOICE_MEASURES, Sample

VERSION = 2
"""Of all that happens around the network; another number makes other ids."""
_WINDOW = 160
"""Frames that the network was trained on."""
_NARROW_STEP = 80
_REPEATED = 320
"""Frames that speech shorter than a window and a half is repeated to: the network hears it from
several beginnings."""
_BATCH = 16
_KEPT, _PAUSE = 16, 10
"""Frames around speech that belong to it; further away is a pause."""
_LEAST = 0.2
"""Seconds of speech, fewer are none."""
_WIDE_WEIGHT = (0.1, 0.7)
"""What the full sound weighs in a telephone's clip and in one that has it: the halves of the two
samples multiply, so a telephone's clip against another leaves it about a third."""
_BRIEF, _BRIEF_WEIGHT = (1.0, 1.2), 0.9
"""Seconds of speech so few that every band is needed, and what the full sound weighs there."""
_TURN_GAP = 0.6
"""Seconds; a shorter pause does not end what somebody says."""


class _Part(NamedTuple):
    """One speaker's frames."""

    wide: NDArray[np.float32]
    narrow: NDArray[np.float32]
    """Mel spectra (frames, 40)."""


class SpeakerEncoder:
    """See the module's idea. float32 vectors of length 1; equal clips give equal vectors. May be
    used by several threads at once."""

    family = "ge2e"
    modality: Literal["voice"] = "voice"
    dim = 512
    quality_names = VOICE_MEASURES

    def __init__(
        self,
        network: Path | None = None,
        detector: Path | None = None,
        *,
        threads: int | None = None,
    ) -> None:
        """`network` and `detector` are ONNX files, those that are bundled by default; they are
        loaded when the first clip comes. Raises ModelError for a missing network."""
        self._network_path = network or data_path("models", "voice", "ge2e.onnx")
        self._detector_path = detector or data_path("models", "voice", "vad.onnx")
        self._threads = threads
        self._loading = threading.Lock()
        try:
            content = self._network_path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"{self._network_path} cannot be read ({error.strerror}); reinstall "
                "persona-assistant"
            ) from error
        self.id = f"{self.family}/{VERSION}/{hashlib.sha256(content).hexdigest()[:12]}"

    def encode(self, items: Sequence[Clip]) -> NDArray[np.float32]:
        """float32 (len(items), 512): of a clip of two, who speaks longer. Raises MediaError, naming
        the clip, where nobody speaks or the voice is synthetic."""
        vectors = np.empty((len(items), self.dim), np.float32)
        for row, clip in enumerate(items):
            found = self.examine(clip)
            if not found:
                raise MediaError(
                    f"{clip.source or 'clip'}: a synthetic voice, not a recorded one; record a "
                    "person",
                    code="synthetic_voice",
                )
            vectors[row] = max(found, key=_seconds).vector
        return vectors

    def examine(self, item: Clip) -> Sequence[Sample]:
        """The speakers as they begin to speak, at most two; none where the voice is synthetic.

        Raises MediaError with the code "no_speech" for silence, music and noise.
        """
        signal = samples(item)
        name = item.source or "clip"
        if not len(signal) or np.abs(signal).max() < SILENCE:
            raise _no_speech(name, "the clip is silent")
        speech = self._detector.frames_of_speech(signal)
        power = power_spectrum(signal)
        if speech.sum() < _LEAST * FRAMES_A_SECOND:
            raise _no_speech(name, f"only {_sound(power)} is heard, nobody speaks")
        if is_synthetic(signal, name):
            return []
        noise = noise_spectrum(power, ~widened(speech, _PAUSE))
        clean = without_noise(power, noise)
        kept = np.flatnonzero(widened(speech, _KEPT))
        windows = self._windows(mel_spectrum(clean, speech)[kept], STEP)
        speakers = self._speakers(windows, kept, speech)
        clipped = clipped_share(signal)
        found = []
        for mine in speakers:
            frames = np.flatnonzero(mine)
            speaking = speech & mine
            quality = RecordingQuality(
                float(speaking.sum() / FRAMES_A_SECOND),
                band_of(clean[speaking]),
                snr_of(power[speaking], noise),
                clipped,
            )
            wide = (
                windows
                if len(speakers) == 1
                else self._windows(mel_spectrum(clean, speaking)[frames], STEP)
            )
            narrow = self._windows(mel_spectrum(clean, speaking, narrow=True)[frames], _NARROW_STEP)
            doubts = quality.doubts + (("one of two voices",) if len(speakers) == 2 else ())
            found.append(
                Sample(
                    _joined(_mean(wide), _mean(narrow), quality),
                    quality.features,
                    spans=_spans(speaking),
                    doubts=doubts,
                )
            )
        return found

    def _speakers(
        self,
        windows: NDArray[np.float32],
        kept: NDArray[np.intp],
        speech: NDArray[np.bool_],
    ) -> list[NDArray[np.bool_]]:
        """Each speaker's frames (frames,) of the clip, in the order in which they begin."""
        whole = np.zeros(len(speech), bool)
        whole[kept] = True
        turns = turns_of(windows)
        if not turns.several:
            return [whole]
        # A frame belongs to the window whose middle is nearest.
        middle = np.arange(len(windows)) * STEP + _WINDOW // 2
        middle[-1] = len(kept) - _WINDOW // 2
        nearest = np.abs(np.arange(len(kept))[:, None] - middle).argmin(axis=1)
        masks = []
        for number in (0, 1):
            mine = np.zeros(len(speech), bool)
            mine[kept[turns.speaker[nearest] == number]] = True
            masks.append(mine)
        return masks

    def _windows(self, mel: NDArray[np.float32], step: int) -> NDArray[np.float32]:
        """Vectors (windows, 256) of windows of (frames, 40) that begin every `step` frames; the
        last one ends where the frames do."""
        if len(mel) < 1.5 * _WINDOW:
            mel, step = np.resize(mel, (_REPEATED, mel.shape[1])), STEP
        starts = [*range(0, len(mel) - _WINDOW, step), len(mel) - _WINDOW]
        windows = np.stack([mel[start : start + _WINDOW] for start in starts])
        vectors = [
            self._network.run(windows[k : k + _BATCH]) for k in range(0, len(windows), _BATCH)
        ]
        return np.asarray(normalized(np.concatenate(vectors), self._network.path), np.float32)

    @property
    def _network(self) -> OnnxSession:
        with self._loading:
            return self._opened_network

    @property
    def _detector(self) -> SpeechDetector:
        with self._loading:
            return self._opened_detector

    @cached_property
    def _opened_network(self) -> OnnxSession:
        return OnnxSession(self._network_path, threads=self._threads)

    @cached_property
    def _opened_detector(self) -> SpeechDetector:
        return SpeechDetector(self._detector_path, threads=self._threads)


def _joined(
    wide: NDArray[np.float32], narrow: NDArray[np.float32], quality: RecordingQuality
) -> NDArray[np.float32]:
    """(512,) of length 1; the square of the first half's length is what it weighs."""
    weight = _WIDE_WEIGHT[0] + (_WIDE_WEIGHT[1] - _WIDE_WEIGHT[0]) * quality.band
    if quality.seconds < _BRIEF[1]:
        missing = (_BRIEF[1] - quality.seconds) / (_BRIEF[1] - _BRIEF[0])
        weight += (_BRIEF_WEIGHT - _WIDE_WEIGHT[1]) * quality.band * min(1.0, missing)
    return np.concatenate([np.sqrt(weight) * wide, np.sqrt(1 - weight) * narrow]).astype(np.float32)


def _mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def _seconds(sample: Sample) -> float:
    return sum(end - begin for begin, end in sample.spans)


def _spans(speaking: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Beginning and end in seconds of what is marked in (frames,), short pauses included."""
    marked = np.flatnonzero(speaking)
    parts = np.split(marked, np.flatnonzero(np.diff(marked) > _TURN_GAP * FRAMES_A_SECOND) + 1)
    return tuple(
        (round(part[0] / FRAMES_A_SECOND, 2), round((part[-1] + 1) / FRAMES_A_SECOND, 2))
        for part in parts
        if len(part)
    )


def _sound(power: NDArray[np.float32]) -> str:
    """What a clip without speech holds: music has sharp lines in its spectrum, noise has none."""
    mean = power[:, 4:120].mean(axis=0) + 1e-12
    flatness = np.exp(np.log(mean).mean()) / mean.mean()
    return "noise" if flatness > 0.3 else "music or other sound"


def _no_speech(name: str, what: str) -> MediaError:
    return MediaError(f"{name}: {what}; use a clip in which somebody speaks", code="no_speech")
