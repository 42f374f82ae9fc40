"""Plots as SVG: without a chart library or a script, sharp at any size and in print.

Colours come from the page's style by class, so that light, dark and print each have their own.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from persona_assistant.bench.html.markup import Markup, format_interval, format_number, join, tag

_LETTER_WIDTH, _OWN_LETTER_WIDTH = 7.0, 8.4
"""About a letter's width in a wide font, in pixels: of published names, and of the run's own."""
_LABEL_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A model in a plot of two metrics."""

    name: str
    x: float
    y: float
    mark: int = 0
    """Its number in the table of published rows; 0 for the run itself."""
    x_interval: Any = None
    y_interval: Any = None


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: float | None
    interval: Any
    n: int
    others: tuple[tuple[str, float], ...] = ()
    """Published values by model; each model has its own of `SHAPES`, by its place."""


# --- two metrics against each other


def scatter(
    points: Sequence[Point], x_name: str, y_name: str, *, width: int, named: bool
) -> Markup:
    """Points with names beside them, or, where there is no room for names, with their numbers.

    The run (mark 0) is drawn last, large, with its intervals as a cross.
    """
    height = round(width * (0.86 if named else 0.95))
    frame = _Frame(points, width, height)
    boxes = [_square(frame.x(p.x), frame.y(p.y), 5) for p in points]
    for point in points:
        boxes += frame.whiskers(point)
    labels = _labels(frame, points, boxes, named)
    title = f"{y_name} against {x_name}: " + "; ".join(
        f"{p.name} {format_number(p.x)}, {format_number(p.y)}"
        for p in sorted(points, key=lambda p: p.mark)
    )
    dots = [_dot(frame, point) for point in sorted(points, key=lambda point: -point.mark)]
    return tag(
        "svg", frame.axes(x_name, y_name), labels, dots,
        viewBox=f"0 0 {width} {height}", role="img", aria_label=title, class_="plot",
    )  # fmt: skip


class _Frame:
    """The plot's margins, and where a number lies in pixels."""

    left, right, top, bottom = 46, 12, 12, 42

    def __init__(self, points: Sequence[Point], width: int, height: int) -> None:
        self.width, self.height = width, height
        self._x = _range([p.x for p in points], [p.x_interval for p in points])
        self._y = _range([p.y for p in points], [p.y_interval for p in points])

    def x(self, value: float) -> float:
        low, high = self._x
        return self.left + (value - low) / (high - low) * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        low, high = self._y
        room = self.height - self.top - self.bottom
        return self.height - self.bottom - (value - low) / (high - low) * room

    def whiskers(self, point: Point) -> list[tuple[float, float, float, float]]:
        x, y = self.x(point.x), self.y(point.y)
        boxes = []
        if point.x_interval:
            boxes.append((self.x(point.x_interval[0]), y - 2, self.x(point.x_interval[1]), y + 2))
        if point.y_interval:
            boxes.append((x - 2, self.y(point.y_interval[1]), x + 2, self.y(point.y_interval[0])))
        return boxes

    def axes(self, x_name: str, y_name: str) -> Markup:
        floor, end = self.height - self.bottom, self.width - self.right
        parts = []
        for value in _ticks(self._x):
            x = _round(self.x(value))
            parts.append(tag("line", x1=x, x2=x, y1=self.top, y2=floor, class_="grid"))
            parts.append(tag("text", str(value), x=x, y=floor + 16, text_anchor="middle"))
        for value in _ticks(self._y):
            y = _round(self.y(value))
            parts.append(tag("line", x1=self.left, x2=end, y1=y, y2=y, class_="grid"))
            parts.append(tag("text", str(value), x=self.left - 7, y=y + 4, text_anchor="end"))
        parts.append(
            tag("text", x_name, x=end, y=self.height - 6, text_anchor="end", class_="axis")
        )
        turned = f"rotate(-90 12 {self.top})"
        upright = {"text_anchor": "end", "class_": "axis", "transform": turned}
        parts.append(tag("text", y_name, x=12, y=self.top, **upright))
        return join(parts)


def _range(values: Sequence[float], intervals: Sequence[Any]) -> tuple[float, float]:
    every = [*values, *itertools.chain.from_iterable(i for i in intervals if i)]
    low, high = min(every), max(every)
    room = max(3.0, 0.06 * (high - low))
    return max(-2.0, low - 1.5 * room), min(102.0, high + room)


def _ticks(ends: tuple[float, float]) -> Iterator[int]:
    step = 20 if ends[1] - ends[0] > 60 else 10 if ends[1] - ends[0] > 25 else 5
    for value in range(0, 101, step):
        if ends[0] <= value <= ends[1]:
            yield value


def _dot(frame: _Frame, point: Point) -> Markup:
    x, y = _round(frame.x(point.x)), _round(frame.y(point.y))
    label = tag("title", f"{point.name}: {format_number(point.x)}, {format_number(point.y)}")
    if point.mark:
        return tag("g", tag("circle", cx=x, cy=y, r=4.5, class_="published"), label)
    crosses = []
    for x1, y1, x2, y2 in frame.whiskers(point):
        size = {"width": _round(x2 - x1), "height": _round(y2 - y1)}
        crosses.append(tag("rect", x=_round(x1), y=_round(y1), **size, rx=2, class_="whisker"))
    return tag("g", crosses, tag("circle", cx=x, cy=y, r=7.5, class_="run"), label)


_Box = tuple[float, float, float, float]


def _labels(
    frame: _Frame, points: Sequence[Point], fixed: Sequence[_Box], named: bool
) -> list[Markup]:
    """Every point's name where it covers least. After the first round each name is placed again
    around the others."""
    text = {p.mark: p.name if named or not p.mark else str(p.mark) for p in points}
    placed: dict[int, _Box] = {}
    for _ in range(_LABEL_ROUNDS):
        for point in sorted(points, key=lambda point: (point.mark > 0, _crowding(point, points))):
            others = [*fixed, *(box for mark, box in placed.items() if mark != point.mark)]
            placed[point.mark] = _best_box(frame, point, text[point.mark], others)
    return [_label(frame, point, text[point.mark], placed[point.mark]) for point in points]


def _best_box(frame: _Frame, point: Point, text: str, others: Sequence[_Box]) -> _Box:
    """Near the point, on any side; farther away where it is crowded."""
    x, y = frame.x(point.x), frame.y(point.y)
    letter, start = (_LETTER_WIDTH, 9) if point.mark else (_OWN_LETTER_WIDTH, 13)
    wide = letter * len(text)
    best, chosen = math.inf, (x, y, x, y)
    for distance, turn in itertools.product(range(start, start + 90, 9), range(16)):
        right, down = math.cos(turn * math.pi / 8), math.sin(turn * math.pi / 8)
        # Beside the point the name begins or ends there; above and below it is centred.
        left = x + right * distance - wide * (1 - right) / 2
        middle = y + down * (distance + 3)
        box = (left, middle - 7, left + wide, middle + 7)
        cost = 6 * _area_outside(box, frame) + distance**1.3 + 6 * abs(down)
        if cost < best:
            cost += 4 * sum(_overlap_area(box, other) for other in others)
        if cost < best:
            best, chosen = cost, box
    return chosen


def _label(frame: _Frame, point: Point, text: str, box: _Box) -> Markup:
    x, y, middle = frame.x(point.x), frame.y(point.y), (box[1] + box[3]) / 2
    near = min(max(x, box[0]), box[2])
    line = None
    if point.mark and math.hypot(near - x, middle - y) > 17:
        edge = min(max(y, box[1] + 2), box[3] - 2)
        line = tag(
            "line", x1=_round(x), y1=_round(y), x2=_round(near), y2=_round(edge), class_="leader"
        )
    # In fonts narrower than assumed a name stays beside its point.
    side = "start" if box[0] >= x else "end" if box[2] <= x else "middle"
    at = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[side]
    kind = "name" if point.mark else "name own"
    return join(
        [
            line,
            tag("text", text, x=_round(at), y=_round(middle + 4), text_anchor=side, class_=kind),
        ]
    )


def _crowding(point: Point, points: Sequence[Point]) -> float:
    """Smaller for points with near neighbours, whose names are placed first."""
    return sorted(abs(point.x - p.x) + abs(point.y - p.y) for p in points)[min(3, len(points) - 1)]


def _square(x: float, y: float, by: float) -> _Box:
    return (x - by, y - by, x + by, y + by)


def _overlap_area(a: Sequence[float], b: Sequence[float]) -> float:
    """Area that two boxes have in common, in square pixels."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _area_outside(box: Sequence[float], frame: _Frame) -> float:
    inner = (frame.left, frame.top, frame.width - frame.right, frame.height - frame.bottom)
    return (box[2] - box[0]) * (box[3] - box[1]) - _overlap_area(box, inner)


def _round(value: float) -> float | int:
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


# --- one metric over parts


_ROW, _WIDE, _VALUE = 24, 340, 44
SHAPES = ("M-4 0L0 -4L4 0L0 4Z", "M-3.5 3L0 -4L3.5 3Z", "M-3 -3H3V3H-3Z", "M-4 0H4M0 -4V4")
"""Of published values: a diamond, a triangle, a square, a cross."""


def bars(rows: Sequence[Bar], metric: str, overall: float | None) -> Markup:
    """Bars from 0 to 100 with 95 % whiskers; a dashed line where all items together are."""
    longest = max(len(row.name) for row in rows)
    start = min(26, longest) * _LETTER_WIDTH + 12
    end = _WIDE - _VALUE
    height = _ROW * len(rows) + 22

    def x(value: float) -> float | int:
        return _round(start + min(max(value, 0), 100) / 100 * (end - start))

    parts = []
    for value in (0, 50, 100):
        parts.append(_upright(x(value), height - 20, "grid"))
        parts.append(tag("text", str(value), x=x(value), y=height - 5, text_anchor="middle"))
    for at, row in enumerate(rows):
        parts.append(_bar(row, at * _ROW, start, x))
    if overall is not None:
        parts.append(_upright(x(overall), height - 20, "overall"))
    label = f"{metric}: " + "; ".join(map(_describe, rows))
    box = f"0 0 {_WIDE} {height}"
    return tag("svg", parts, viewBox=box, role="img", aria_label=label, class_="plot bars")


def _describe(row: Bar) -> str:
    interval = format_interval(row.interval)
    others = "".join(f", {name} {format_number(value)}" for name, value in row.others)
    return (
        f"{row.name} {format_number(row.value)}"
        + (f" (95 % {interval})" if interval else "")
        + others
    )


def _upright(x: float, height: float, kind: str) -> Markup:
    return tag("line", x1=x, x2=x, y1=0, y2=height, class_=kind)


def _bar(row: Bar, top: int, start: float, x: Callable[[float], float]) -> Markup:
    middle = top + _ROW // 2
    name = row.name if len(row.name) <= 26 else row.name[:25] + "\u2026"
    parts = [
        tag("title", f"{_describe(row)}, n = {row.n}"),
        tag("text", name, x=_round(start - 8), y=middle + 4, text_anchor="end", class_="name"),
        tag(
            "text",
            format_number(row.value),
            x=_WIDE,
            y=middle + 4,
            text_anchor="end",
            class_="value",
        ),
    ]
    if row.value is not None:
        wide = max(_round(x(row.value) - x(0)), 1)
        parts.append(
            tag("rect", x=x(0), y=top + 5, width=wide, height=_ROW - 10, rx=2, class_="bar")
        )
    if row.interval:
        low, high = x(row.interval[0]), x(row.interval[1])
        up, down = middle - 4, middle + 4
        path = f"M{low} {up}V{down}M{low} {middle}H{high}M{high} {up}V{down}"
        parts.append(tag("path", d=path, class_="error"))
    for shape, (other, value) in zip(SHAPES, row.others):
        place = f"translate({x(value)} {middle})"
        label = tag("title", f"{other}, {row.name}: {format_number(value)}")
        parts.append(tag("g", tag("path", d=shape), label, transform=place, class_="other"))
    return tag("g", parts)


def legend(names: Sequence[str]) -> Markup:
    """Which model each shape stands for."""
    shown = []
    for shape, name in zip(SHAPES, names):
        drawn = tag(
            "svg", tag("path", d=shape, class_="other"), viewBox="-6 -6 12 12", aria_hidden="true"
        )
        shown.append(tag("span", drawn, name))
    return tag("p", shown, class_="key")


# --- small ones, beside text that says the same


def value_strip(value: float | None, interval: Any) -> Markup | None:
    """Where a rate lies between 0 and 100, with its interval."""
    if value is None or not 0 <= value <= 100:
        return None
    parts = [tag("rect", x=0, y=3, width=100, height=2, class_="rail")]
    if interval:
        low, high = interval
        wide = max(_round(high - low), 0.5)
        parts.append(tag("rect", x=_round(low), y=2, width=wide, height=4, class_="range"))
    at = _round(min(max(value - 0.5, 0), 99))
    parts.append(tag("rect", x=at, y=0, width=1, height=8, class_="at"))
    return _full_width(parts, 8)


def stacked_bar(counts: Sequence[tuple[str, int]]) -> Markup:
    """One bar in parts, by class name."""
    total, at, parts = sum(count for _, count in counts) or 1, 0.0, []
    for kind, count in counts:
        if count:
            wide = 100 * count / total
            place = {"x": round(at, 2), "width": round(wide, 2)}
            parts.append(tag("rect", **place, y=0, height=8, class_=f"part {kind}"))
            at += wide
    return _full_width(parts, 8)


def _full_width(parts: Sequence[Markup], height: int) -> Markup:
    box = f"0 0 100 {height}"
    return tag(
        "svg", parts, viewBox=box, preserveAspectRatio="none", class_="strip", aria_hidden="true"
    )
