"""Scores with their 95 % intervals, drawn in characters: one line a score, from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from textual.content import Content

from persona_assistant.tui.text import plain

AXIS = 41
"""Characters from 0 to 100: a line at every quarter falls on a character of its own."""


def interval(
    value: float, span: Sequence[float] | None = None, *, width: int = AXIS, style: str = "$primary"
) -> Content:
    """A point at `value` (0 to 100) with a line over `span`, its lower and upper end."""
    cells = ["┊" if place % ((width - 1) // 4) == 0 else " " for place in range(width)]
    low, high = (_place(end, width) for end in (span or (value, value)))
    for place in range(low, high + 1):
        cells[place] = "━"
    at = _place(value, width)
    before, after = "".join(cells[:at]), "".join(cells[at + 1 :])
    point = Content.styled("●", f"bold {style}")
    return _whiskers(before, style) + point + _whiskers(after, style)


def _place(value: float, width: int) -> int:
    return round(max(0.0, min(100.0, value)) / 100 * (width - 1))


def _whiskers(text: str, style: str) -> Content:
    content = Content(text)
    for at, char in enumerate(text):
        content = content.stylize(f"{style} 70%" if char == "━" else "$text-muted 40%", at, at + 1)
    return content


def scale(width: int = AXIS) -> Content:
    """The numbers under a plot."""
    cells = [" "] * (width + 2)
    for number in (0, 25, 50, 75, 100):
        at = _place(number, width)
        start = max(0, at - len(str(number)) // 2)
        cells[start : start + len(str(number))] = str(number)
    return plain("".join(cells), "dim")


def lines(
    rows: Iterable[tuple[str, Mapping[str, Any]]], metric: str, *, label: int, width: int = AXIS
) -> Iterator[Content]:
    """One line for each part that has this metric: its name, the plot, the number with its
    interval and how many items it is of. `label`: columns of the names."""
    for name, part in rows:
        value = part.get(metric)
        if value is None:
            continue
        span = part.get("intervals", {}).get(metric)
        low_high = f" [{span[0]:.0f}-{span[1]:.0f}]" if span else ""
        yield (
            plain(f"{_cut(name, label):{label}} ")
            + interval(value, span, width=width)
            + plain(f" {value:5.1f}{low_high:9}")
            + plain(f"  n {part['n']}" if "n" in part else "", "dim")
        )


def _cut(name: str, columns: int) -> str:
    words = name.replace("_", " ")
    return words if len(words) <= columns else words[: columns - 1] + "…"
