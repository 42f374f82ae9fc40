"""The personality as a radar plot: five axes, 1 in the middle and 5 at the rim, and an outline for
each moment that is shown. The neutral profile is the dashed ring.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from persona_assistant.personality import LEAST, MOST, NEUTRAL_AT, TRAITS, Point, Traits, milestones

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Place: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 1000, 620
"""Pixels of the picture."""
_FINER = 3
"""It is drawn so many times as large and then made smaller, for smooth lines."""
_CENTRE, _RADIUS = (320.0, 326.0), 196.0
_PAPER, _INK, _QUIET, _RING = (255, 255, 255), (34, 40, 49), (110, 118, 128), (216, 221, 228)
_EARLY, _NOW = (186, 206, 230), (18, 84, 158)
"""From the first outline to the last."""
_CURVES = (700.0, 92.0, 240.0, 66.0, 100.0)
"""Left, top, width and height of the first curve over time, and the way down to the next."""


def corner(axis: int, value: float, centre: Place, radius: float) -> Place:
    """Where a value lies on an axis, of which the first points up and the others follow to the
    right."""
    angle = math.tau * axis / len(TRAITS) - math.pi / 2
    length = radius * (value - LEAST) / (MOST - LEAST)
    return centre[0] + length * math.cos(angle), centre[1] + length * math.sin(angle)


def outline(traits: Traits, centre: Place, radius: float) -> list[Place]:
    """The corners of a profile, the first one again at the end."""
    corners = [corner(axis, value, centre, radius) for axis, value in enumerate(traits)]
    return [*corners, corners[0]]


def png(points: Sequence[Point]) -> bytes:
    """A history as a PNG file of `WIDTH` x `HEIGHT` pixels: outlines of some moments on the left,
    each trait over time on the right. There is at least one point."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), _PAPER)
    _draw(ImageDraw.Draw(image, "RGBA"), points)
    written = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw(draw: ImageDraw, points: Sequence[Point]) -> None:
    shown = milestones(points)
    _text(draw, (40, 30), "How you come across", 22)
    _rings(draw)
    for number, each in enumerate(shown):
        last = number == len(shown) - 1
        colour = _shade(number, len(shown))
        corners = [_fine(place) for place in outline(each.traits, _CENTRE, _RADIUS)]
        if last:
            draw.polygon(corners, fill=(*colour, 48))
        draw.line(corners, fill=colour, width=(4 if last else 2) * _FINER, joint="curve")
    _axes(draw, points[-1].traits)
    _legend(draw, shown)
    for axis, trait in enumerate(TRAITS):
        _curve(draw, axis, trait, [NEUTRAL_AT, *(each.traits[axis] for each in points)])


# --- the radar


def _rings(draw: ImageDraw) -> None:
    for value in range(LEAST + 1, MOST + 1):
        corners = outline(Traits(*[float(value)] * len(TRAITS)), _CENTRE, _RADIUS)
        for start, end in pairwise(corners):
            if value == NEUTRAL_AT:
                _dashes(draw, start, end)
            else:
                draw.line((*_fine(start), *_fine(end)), fill=_RING, width=_FINER)
    for axis in range(len(TRAITS)):
        rim = corner(axis, MOST, _CENTRE, _RADIUS)
        draw.line((*_fine(_CENTRE), *_fine(rim)), fill=_RING, width=_FINER)


def _dashes(draw: ImageDraw, start: Place, end: Place, count: int = 12) -> None:
    def along(part: float) -> Place:
        return _fine((start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part))

    for number in range(count):
        ends = (*along(number / count), *along((number + 0.5) / count))
        draw.line(ends, fill=_QUIET, width=_FINER)


def _axes(draw: ImageDraw, traits: Traits) -> None:
    """Names and numbers around the rim; the ring's numbers up the first axis."""
    for ring in range(LEAST + 1, MOST + 1):
        x, y = corner(0, ring, _CENTRE, _RADIUS)
        _text(draw, (x - 8, y), str(ring), 13, _QUIET, anchor="rm")
    for axis, (trait, value) in enumerate(zip(TRAITS, traits, strict=True)):
        x, y = corner(axis, MOST, _CENTRE, _RADIUS + 16)
        side = round(x - _CENTRE[0])
        anchor = "ma" if abs(side) < _RADIUS / 4 else "la" if side > 0 else "ra"
        top = y - 40 if axis == 0 else y - 14
        _text(draw, (x, top), trait.capitalize(), 16, anchor=anchor)
        _text(draw, (x, top + 20), f"{value:.1f}", 16, _NOW, anchor=anchor)


def _legend(draw: ImageDraw, shown: Sequence[Point]) -> None:
    """When each outline was, below the radar."""
    left, top = 60.0, HEIGHT - 44.0
    times = moments(shown)
    for number in range(len(shown)):
        colour = _shade(number, len(shown))
        draw.line((*_fine((left, top)), *_fine((left + 24, top))), fill=colour, width=4 * _FINER)
        _text(draw, (left + 32, top), times[number], 14, anchor="lm")
        left += 140


def moments(points: Sequence[Point]) -> list[str]:
    """When these points are: their days, or where these are not all different their times too."""
    days = [each.observation.said[:10] for each in points]
    if len(set(days)) == len(days):
        return days
    return [each.observation.said[5:16].replace("T", " ") for each in points]


# --- over time


def _curve(draw: ImageDraw, axis: int, trait: str, values: Sequence[float]) -> None:
    """A trait from before the first message to the last."""
    left, top, width, height, step = _CURVES
    top += axis * step
    _text(draw, (left, top - 22), trait.capitalize(), 14)
    for value in (LEAST, NEUTRAL_AT, MOST):
        y = top + height * (MOST - value) / (MOST - LEAST)
        draw.line((*_fine((left, y)), *_fine((left + width, y))), fill=_RING, width=_FINER)
        _text(draw, (left - 8, y), str(value), 11, _QUIET, anchor="rm")
    across = [width * place / max(1, len(values) - 1) for place in range(len(values))]
    places = [
        _fine((left + x, top + height * (MOST - value) / (MOST - LEAST)))
        for x, value in zip(across, values, strict=True)
    ]
    if len(places) > 1:
        draw.line(places, fill=_NOW, width=2 * _FINER, joint="curve")
    x, y = places[-1]
    dot = 3.5 * _FINER
    draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=_NOW)


# --- parts


def _shade(number: int, count: int) -> tuple[int, int, int]:
    """Of an outline, the darker the later."""
    part = 1.0 if count < 2 else number / (count - 1)
    red, green, blue = (
        round(early + (now - early) * part) for early, now in zip(_EARLY, _NOW, strict=True)
    )
    return red, green, blue


def _text(
    draw: ImageDraw,
    place: Place,
    text: str,
    size: int,
    colour: tuple[int, int, int] = _INK,
    anchor: str = "la",
) -> None:
    from PIL import ImageFont

    font: Any = ImageFont.load_default(size * _FINER)
    draw.text(_fine(place), text, fill=colour, font=font, anchor=anchor)


def _fine(place: Place) -> Place:
    return place[0] * _FINER, place[1] * _FINER
