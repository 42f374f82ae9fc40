"""From samples to what the speaker encoder listens to: the mel spectrum of speech, noise removed.

The network was trained on the *power* of 40 mel bands (librosa's Slaney bands, 25 ms every 10 ms)
of speech at -30 dBFS. Noise adds to that power, so it is subtracted there: what sounds in the
pauses is taken off twice over (Berouti et al., 1979), which leaves a fiftieth at least. The level
is that of the speech alone, whatever the clip's pauses are like.

Two spectra are made of each clip: the *wide* one, and the *narrow* one with a telephone's band
only. Narrow ones of a call and of a studio recording look alike, where the wide ones do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from persona_assistant.media import SAMPLE_RATE

HOP = 160
"""Samples from frame to frame."""
FRAMES_A_SECOND = SAMPLE_RATE / HOP
_FRAME = 400
BANDS = 40
TELEPHONE = (300, 3400)
"""Hz."""
_LEVEL = 10 ** (-30 / 10)
"""Mean power of speech, full scale = 1."""
_SUBTRACTED, _LEFT = 2.0, 0.02
_FEWEST_PAUSES = 15
"""Frames of pause from which the noise is measured; a clip with fewer is judged by its quietest
frames."""
_TINY = 1e-12


def power_spectrum(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """(frames, 201) for samples (n,) at 16 kHz: a frame every 10 ms, the first around sample 0."""
    padded = np.pad(signal, _FRAME // 2).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::HOP]
    spectrum = np.fft.rfft(frames * _WINDOW, axis=1)
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)


def noise_spectrum(power: NDArray[np.float32], pause: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(201,), the mean power in pauses: (frames,) that are far from speech."""
    if pause.sum() >= _FEWEST_PAUSES:
        return np.asarray(power[pause].mean(axis=0), np.float32)
    # The tenth percentile of white noise lies at about .1 of its mean, but frames between words
    # still hold some speech; 1.6 is what served best on clips without pauses.
    return np.asarray(1.6 * np.percentile(power, 10, axis=0), np.float32)


def without_noise(power: NDArray[np.float32], noise: NDArray[np.float32]) -> NDArray[np.float32]:
    """The power that is left of each frame; what to take off is judged over 50 ms."""
    padded = np.pad(power, ((2, 2), (0, 0)))
    smooth = sum(padded[k : k + len(power)] for k in range(5)) / 5
    kept = np.maximum(1 - _SUBTRACTED * noise / np.maximum(smooth, _TINY), _LEFT)
    return np.asarray(power * kept, np.float32)


def mel_spectrum(
    power: NDArray[np.float32], speech: NDArray[np.bool_], *, narrow: bool = False
) -> NDArray[np.float32]:
    """(frames, 40) at the network's level; `speech` (frames,) says where the level is measured."""
    bank = _NARROW_BANK if narrow else _BANK
    bins = _IN_TELEPHONE if narrow else slice(None)
    level = 2 * power[speech][:, bins].sum(axis=1).mean() / _FRAME / (_WINDOW**2).sum()
    return np.asarray(power @ bank * (_LEVEL / max(float(level), _TINY)), np.float32)


def widened(marked: NDArray[np.bool_], frames: int) -> NDArray[np.bool_]:
    """Marks also what lies within so many frames of a mark."""
    return np.asarray(np.convolve(marked, np.ones(2 * frames + 1), "same") > 0.5)


def _mel_bank() -> NDArray[np.float32]:
    """(201, 40) triangles of equal area, linear below 1 kHz and logarithmic above (Slaney)."""
    linear, knee = 3 / 200, 15.0
    octave = np.log(6.4) / 27
    top = knee + np.log(SAMPLE_RATE / 2 / 1000) / octave
    mel = np.linspace(0, top, BANDS + 2)
    edge = np.where(mel < knee, mel / linear, 1000 * np.exp((mel - knee) * octave))
    low, middle, high = edge[:-2], edge[1:-1], edge[2:]
    hertz = HERTZ[:, None]
    rise, fall = (hertz - low) / (middle - low), (high - hertz) / (high - middle)
    triangles = np.maximum(0, np.minimum(rise, fall)) * 2 / (high - low)
    return np.asarray(triangles, np.float32)


HERTZ = np.fft.rfftfreq(_FRAME, 1 / SAMPLE_RATE)
_WINDOW = np.hanning(_FRAME + 1)[:-1].astype(np.float32)
_IN_TELEPHONE = (TELEPHONE[0] <= HERTZ) & (TELEPHONE[1] >= HERTZ)
_BANK = _mel_bank()
_NARROW_BANK = np.where(_IN_TELEPHONE[:, None], _BANK, np.float32(0))
