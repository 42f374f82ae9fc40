"""How good a recording of a voice is: what may be believed of a comparison depends on it.

length       seconds of speech, as a logarithm: 0 at half a second, 1 at ten and more
band         1 for a full sound, 0 for a telephone's: whether there is speech below 220 Hz and
             above 4 kHz
clean        speech over noise in dB, from 300 to 3400 Hz: 0 at 0, 1 at 30 and more
undistorted  1 less the share of samples that lie at the clip's peak, times four
    enough       whether there is speech enough to tell who speaks: 0 up to .9 s, 1 from 1.05 s
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.speech_spectrum import HERTZ

SHORT = 1.0
"""Seconds of speech below which a clip is too short to tell who speaks."""
_TOO_LITTLE, _ENOUGH = 0.9, 1.05
_SHORTEST, _LONGEST = 0.5, 10.0
_LOW, _MIDDLE, _HIGH = ((60, 220), (300, 3400), (4000, 7500))
_LOW_RANGE, _HIGH_RANGE = (-25.0, -3.0), (-45.0, -25.0)
"""dB below the middle band at which the outer ones are taken to be absent and present."""
_NARROW = 0.55
_CLEAN = 30.0
_NOISY = 12.0
_OVERDRIVEN = 0.02


@dataclass(frozen=True, slots=True)
class RecordingQuality:
    """See the module's idea."""

    seconds: float
    """Of speech."""
    band: float
    snr: float
    """dB."""
    clipped: float
    """Share of samples within 1 % of the clip's peak."""

    @property
    def features(self) -> NDArray[np.float32]:
        """(5,), each from 0 to 1, by `VOICE_MEASURES`."""
        length = np.log(max(self.seconds, 0.01) / _SHORTEST) / np.log(_LONGEST / _SHORTEST)
        enough = (self.seconds - _TOO_LITTLE) / (_ENOUGH - _TOO_LITTLE)
        found = (length, self.band, self.snr / _CLEAN, 1 - 4 * self.clipped, enough)
        return np.clip(np.array(found, np.float32), 0, 1)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is poor about it, each as it stands after "it is"."""
        found = {
            "too short to tell": self.seconds < SHORT,
            "short": SHORT <= self.seconds < 2 * SHORT,
            "over a telephone line": self.seconds >= SHORT and self.band < _NARROW,
            "noisy": self.snr < _NOISY,
            "overdriven": self.clipped > _OVERDRIVEN,
        }
        return tuple(words for words, holds in found.items() if holds)


def band_of(power: NDArray[np.float32]) -> float:
    """0 to 1 for the power spectrum (frames, 201) of speech, noise removed."""
    # The loudest twentieth of the frames: vowels have low sounds, hisses have high ones.
    loud = np.percentile(power, 95, axis=0)
    middle = 10 * np.log10(_mean(loud, _MIDDLE) + 1e-12)
    parts = []
    for place, (absent, present) in ((_LOW, _LOW_RANGE), (_HIGH, _HIGH_RANGE)):
        below = 10 * np.log10(_mean(loud, place) + 1e-12) - middle
        parts.append(np.clip((below - absent) / (present - absent), 0, 1))
    return float(np.mean(parts))


def snr_of(power: NDArray[np.float32], noise: NDArray[np.float32]) -> float:
    """dB from the power spectrum (frames, 201) of speech, noise and all, and the noise (201,)."""
    speech = _mean(power.mean(axis=0), _MIDDLE)
    ratio = speech / max(_mean(noise, _MIDDLE), 1e-12) - 1
    return float(np.clip(10 * np.log10(max(ratio, 1e-3)), -10, 60))


def clipped_share(signal: NDArray[np.float32]) -> float:
    """Share of samples within 1 % of the peak."""
    peak = float(np.abs(signal).max())
    return float((np.abs(signal) >= 0.99 * peak).mean()) if peak > 0 else 0.0


def _mean(spectrum: NDArray[np.float32], place: tuple[float, float]) -> float:
    return float(spectrum[(place[0] <= HERTZ) & (place[1] >= HERTZ)].mean())
