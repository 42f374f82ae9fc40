"""What a voice encoder looks at: how loud 80 bands of a clip are, 25 ms at a time, every 10 ms.

The idea: a network only understands the features it was trained on, and two recipes are in use.
Both are written here with numpy alone, down to the details in which they differ, and asserted
against their originals.

                speechbrain                         kaldi
    used by     speechbrain's own ECAPA             WeSpeaker, 3D-Speaker (torchaudio's
                                                    compliance.kaldi)
    samples     full scale = 1                      full scale = 32768
    edges       half a frame of silence around      frames that do not fit are left out
    frame       as it is                            without its mean, pre-emphasised by 0.97
    window      Hamming, periodic                   Hamming, symmetric
    transform   400 points                          512 points
    bands       from 0 Hz, triangles over hertz     from 20 Hz, triangles over mel
    loudness    decibels, at most 80 below the top  natural logarithm

Both end with the mean of each band over the clip taken away: it holds the microphone rather than
the voice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.media import SAMPLE_RATE

BANDS = 80
FRAME, HOP = 400, 160
"""Samples: 25 ms and 10 ms."""

_KALDI_POINTS = 512
_KALDI_LOW = 20.0
_EMPHASIS = np.float32(0.97)
_LEAST_POWER = np.float32(1e-10)
_RANGE_DB = np.float32(80)


def speechbrain(signal: NDArray[Any]) -> NDArray[np.float32]:
    """float32 (1 + n // 160, 80) of float32 (n,) at 16 kHz, n > 0: speechbrain's `Fbank(n_mels=80)`
    followed by its sentence normalisation of the mean."""
    frames = _framed(np.pad(signal.astype(np.float32), FRAME // 2)) * _PERIODIC
    decibels = 10 * np.log10(np.maximum(_BY_HERTZ(_power(frames, FRAME)), _LEAST_POWER))
    return _centred(np.maximum(decibels, decibels.max() - _RANGE_DB))


def kaldi(signal: NDArray[Any]) -> NDArray[np.float32]:
    """float32 (1 + (n - 400) // 160, 80) of float32 (n,) at 16 kHz, n >= 400: Kaldi's
    `compute-fbank-feats` without dither, as WeSpeaker sets it, and the mean taken away."""
    frames = _framed(signal.astype(np.float32) * np.float32(32768))
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    frames = (frames - _EMPHASIS * before) * _SYMMETRIC
    power = _BY_MEL(_power(frames, _KALDI_POINTS))
    return _centred(np.log(np.maximum(power, np.finfo(np.float32).eps)))


FEATURES: dict[str, Callable[[NDArray[Any]], NDArray[np.float32]]] = {
    "speechbrain": speechbrain,
    "kaldi": kaldi,
}
"""By the name that an encoder's folder says."""


def _framed(signal: NDArray[Any]) -> NDArray[Any]:
    return np.lib.stride_tricks.sliding_window_view(signal, FRAME)[::HOP]


def _power(frames: NDArray[Any], points: int) -> NDArray[Any]:
    bins = np.fft.rfft(frames, points)
    power: NDArray[Any] = bins.real**2 + bins.imag**2
    return power


def _centred(features: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(features - features.mean(axis=0, keepdims=True), np.float32)


# --- windows and bands


def _hamming(period: int) -> NDArray[np.float32]:
    window = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(FRAME) / period)
    return np.asarray(window, np.float32)


class _FilterBank:
    """Sums the power of bins into bands.

    No matrix product: a multithreaded one leaves threads behind that keep cores busy for some
    hundredths of a second, which is when the network wants them. A band is a dozen bins, so it is
    not slower either.
    """

    def __init__(self, triangles: NDArray[Any]) -> None:
        """`triangles` (bins, bands)."""
        self._width = int((triangles > 0).sum(axis=0).max())
        first = np.minimum((triangles > 0).argmax(axis=0), len(triangles) - self._width)
        self._bins = first[:, None] + np.arange(self._width)
        self._weights = np.take_along_axis(triangles.T, self._bins, axis=1).astype(np.float32)

    def __call__(self, power: NDArray[Any]) -> NDArray[Any]:
        """(frames, bands) of (frames, bins)."""
        return np.asarray(np.einsum("fbk,bk->fb", power[:, self._bins], self._weights))


def _triangles_over_hertz() -> NDArray[Any]:
    """(bins, bands). Each triangle is as wide to its right as it is to its left, as speechbrain has
    it."""
    top = 2595 * np.log10(1 + SAMPLE_RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, BANDS + 2) / 2595) - 1)
    hertz = np.linspace(0, SAMPLE_RATE / 2, FRAME // 2 + 1)
    rise = (hertz[:, None] - edges[1:-1]) / np.diff(edges)[:-1]
    return np.asarray(np.maximum(0, np.minimum(1 + rise, 1 - rise)))


def _triangles_over_mel() -> NDArray[Any]:
    """(bins, bands). Kaldi's: equally wide in mel, and the last bin, at half the sample rate, in
    none."""
    low, high = (1127 * np.log(1 + hertz / 700) for hertz in (_KALDI_LOW, SAMPLE_RATE / 2))
    width = (high - low) / (BANDS + 1)
    bins = np.arange(_KALDI_POINTS // 2) * (SAMPLE_RATE / _KALDI_POINTS)
    rise = (1127 * np.log(1 + bins[:, None] / 700) - low) / width - np.arange(BANDS)
    return np.asarray(np.maximum(0, np.minimum(rise, 2 - rise)))


_PERIODIC, _SYMMETRIC = _hamming(FRAME), _hamming(FRAME - 1)
_BY_HERTZ, _BY_MEL = _FilterBank(_triangles_over_hertz()), _FilterBank(_triangles_over_mel())
