"""A clip in block characters: one column for each stretch of time, as high as it is loud."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from persona_assistant.pmg import Clip

_HEIGHTS = " ▁▂▃▄▅▆▇█"
_FLOOR = -60.0
"""dBFS at which the level meter is empty."""


def waveform(clip: Clip, width: int) -> str:
    """`width` characters; the loudest is full. Raises MediaError."""
    from persona_assistant import media

    return columns(media.samples(clip), width)


def columns(samples: NDArray[Any], width: int) -> str:
    """Samples, float (n,), as `width` characters by the peak of each stretch."""
    import numpy as np

    edges = np.linspace(0, len(samples), width + 1).astype(int)
    peaks = [float(np.abs(samples[a:b]).max()) if b > a else 0.0 for a, b in pairwise(edges)]
    loudest = max(peaks, default=0.0) or 1.0
    return "".join(_HEIGHTS[math.ceil(8 * peak / loudest)] for peak in peaks)


def level(samples: NDArray[Any]) -> float:
    """How loud samples are, from 0 (silent) to 1 (full scale), as the ear hears it: in decibels."""
    import numpy as np

    peak = float(np.abs(samples).max()) if len(samples) else 0.0
    return 0.0 if peak <= 0 else min(1.0, max(0.0, 1 - 20 * math.log10(peak) / _FLOOR))
