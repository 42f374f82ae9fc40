"""Does one person speak in a clip, or two? Windows of it are compared with one another.

Each window of 1.6 s has a vector. Of every way to give the windows to two speakers who take turns
(few turns: a change has its price), the best is looked for; then the two groups are compared. The
voice of one person changes with what is said and how, so the groups have to be clearly apart, and
each has to be long enough to be sure of. In doubt it is one person: to split one voice would harm
every later comparison, while two voices taken for one merely match nobody well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_WINDOWS = 3
"""Of each speaker, at steps of `STEP`: 1.6 s and two steps, about 2.4 s."""
STEP = 40
"""Frames from window to window."""
APART = 0.72
"""Cosine of the two groups' means below which they are two people."""
_CHANGE = 0.25
"""What a change of speakers has to gain, as a sum of cosines."""
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Turns:
    """Who speaks in which window."""

    speaker: NDArray[np.intp]
    """(windows,): 0 or 1, the one who begins is 0."""
    cosine: float
    """Between the two groups; 1 for a single speaker."""

    @property
    def several(self) -> bool:
        return bool(self.speaker.any())


def turns_of(vectors: NDArray[np.float32]) -> Turns:
    """Of windows (n, dim) in their order, each vector of length 1."""
    alone = Turns(np.zeros(len(vectors), np.intp), 1.0)
    if len(vectors) < 2 * MIN_WINDOWS:
        return alone
    best = alone
    for start in _starts(vectors):
        speaker = _settled(vectors, start)
        if min(np.bincount(speaker, minlength=2)) < MIN_WINDOWS:
            continue
        cosine = float(np.prod([_mean(vectors[speaker == k]) for k in (0, 1)], axis=0).sum())
        if cosine < best.cosine:
            best = Turns(speaker if speaker[0] == 0 else 1 - speaker, cosine)
    return best if best.cosine < APART else alone


def _starts(vectors: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Two means (2, dim) to begin with: the two windows least alike, and the two ends."""
    alike = vectors @ vectors.T
    one, other = np.unravel_index(alike.argmin(), alike.shape)
    third = max(MIN_WINDOWS, len(vectors) // 3)
    return [
        vectors[[one, other]],
        np.stack([_mean(vectors[:third]), _mean(vectors[-third:])]),
    ]


def _settled(vectors: NDArray[np.float32], means: NDArray[np.float32]) -> NDArray[np.intp]:
    """Assign and average in turns until nothing changes."""
    speaker = _path(vectors @ means.T)
    for _ in range(_ROUNDS):
        if min(np.bincount(speaker, minlength=2)) == 0:
            return speaker
        means = np.stack([_mean(vectors[speaker == k]) for k in (0, 1)])
        after = _path(vectors @ means.T)
        if np.array_equal(after, speaker):
            return speaker
        speaker = after
    return speaker


def _path(fit: NDArray[np.float32]) -> NDArray[np.intp]:
    """The way through (windows, 2) with the highest sum, where each change costs `_CHANGE`."""
    total = fit[0].astype(np.float64)
    came = np.zeros(fit.shape, np.intp)
    for k in range(1, len(fit)):
        changed = total[::-1] - _CHANGE
        came[k] = np.where(changed > total, [1, 0], [0, 1])
        total = np.maximum(total, changed) + fit[k]
    speaker = np.zeros(len(fit), np.intp)
    speaker[-1] = total.argmax()
    for k in range(len(fit) - 1, 0, -1):
        speaker[k - 1] = came[k][speaker[k]]
    return speaker


def _mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)
