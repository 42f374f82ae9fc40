"""Numbers, lists and names in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def counted(count: int, word: str, several: str | None = None) -> str:
    """For example "1 person", "3 people"."""
    return f"{count:,} {word if count == 1 else several or word + 's'}"


def listed(parts: Iterable[str]) -> str:
    """For example "2 pictures, 1 clip and 3 notes"."""
    *most, last = parts or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def percent(probability: float) -> str:
    """Whole percent; certainty is not rounded up to."""
    if 0.995 <= probability < 1:
        return "over 99 %"
    if 0 < probability < 0.005:
        return "under 1 %"
    return f"{100 * probability:.0f} %"


def shown(name: str) -> str:
    """A name within a line. After one in a right-to-left script a left-to-right mark (no width)
    keeps the numbers that follow from moving to its other side."""
    right_to_left = any(unicodedata.bidirectional(char) in ("R", "AL") for char in name)
    return f"{name}\u200e" if right_to_left else name
