"""Shapes in head coordinates: curves, colours, a pen that draws them supersampled, and a head's
measures.

The middle of the face is the origin, x to the right, y down, in pixels of the finished picture;
every shape passes through one tilt-shift-scale before it is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from persona_worlds.looks import FaceIdentity, FaceNuisance

SIZE = 256
"""Side of a picture in pixels."""
SUPERSAMPLING = 3
"""PersonDraft at three times the size, then reduced: smooth edges."""

Colour = tuple[int, int, int]
Point = tuple[float, float]


def spline(points: Sequence[Point], closed: bool = False, steps: int = 9) -> list[Point]:
    """Catmull-Rom curve through the points."""
    p = np.asarray(points, float)
    p = (
        np.vstack([p[-1], p, p[:2]])
        if closed
        else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    )
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        out.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    curve = np.vstack(out)
    if not closed:
        curve = np.vstack([curve, p[-2]])
    return [(float(x), float(y)) for x, y in curve]


def ellipse(
    cx: float, cy: float, rx: float, ry: float, turn: float = 0.0, n: int = 40
) -> list[Point]:
    a = np.linspace(0, 2 * math.pi, n, endpoint=False)
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    x, y = rx * np.cos(a), ry * np.sin(a)
    return [(float(cx + c * i - s * j), float(cy + s * i + c * j)) for i, j in zip(x, y)]


def mix(a: Colour, b: Colour, t: float) -> Colour:
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b))  # type: ignore[return-value]


def dark(c: Colour, t: float = 0.2) -> Colour:
    return mix(c, (24, 10, 16), t)


def light(c: Colour, t: float = 0.2) -> Colour:
    return mix(c, (255, 246, 232), t)


class Pen:
    """Draws shapes given in head coordinates onto a supersampled picture."""

    def __init__(self, image: Image.Image, n: FaceNuisance) -> None:
        self.image = image
        self.draw = ImageDraw.Draw(image, "RGBA")
        a = math.radians(n.tilt)
        self.c, self.s = n.scale * math.cos(a), n.scale * math.sin(a)
        self.scale = n.scale
        self.ox, self.oy = 128 + n.dx, 122 + n.dy

    def at(self, points: Sequence[Point]) -> list[Point]:
        # The head turns about the neck, 70 px below the middle of the face.
        return [
            (
                (self.ox + self.c * x - self.s * (y - 70)) * SUPERSAMPLING,
                (self.oy + 70 * self.scale + self.s * x + self.c * (y - 70)) * SUPERSAMPLING,
            )
            for x, y in points
        ]

    def fill(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        self.draw.polygon(self.at(points), fill=(*colour, alpha))

    def blob(
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        colour: Colour,
        alpha: int = 255,
        turn: float = 0.0,
    ) -> None:
        self.fill(ellipse(cx, cy, rx, ry, turn), colour, alpha)

    def line(self, points: Sequence[Point], width: float, colour: Colour, alpha: int = 255) -> None:
        """A stroke with round ends; drawn as one shape so that alpha does not double at joints."""
        pts = np.asarray(points, float)
        d = np.gradient(pts, axis=0)
        normal = (
            np.stack([-d[:, 1], d[:, 0]], 1) / np.maximum(np.hypot(d[:, 0], d[:, 1]), 1e-9)[:, None]
        )
        left, right = pts + normal * width / 2, pts - normal * width / 2
        self.fill([*map(tuple, left), *map(tuple, right[::-1])], colour, alpha)
        if alpha == 255:
            for x, y in (points[0], points[-1]):
                self.blob(x, y, width / 2, width / 2, colour)

    def mask(self, points: Sequence[Point]) -> Image.Image:
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(self.at(points), fill=255)
        return mask

    def shade(self, mask: Image.Image, colour: Colour, strength: float = 1.0) -> None:
        """Lay a colour over the picture where the mask is, `strength` 0 to 1."""
        box = mask.getbbox()
        if box:
            self.image.paste(colour, box, mask.crop(box).point(lambda v: int(v * strength)))
            self.draw = ImageDraw.Draw(self.image, "RGBA")


class Head:
    """The measures of one head, from which every feature takes its place."""

    def __init__(self, f: FaceIdentity, skin: Colour, hair: Colour) -> None:
        self.f = f
        self.w, self.h = 47 * f.head_width, 61 * f.head_height
        self.skin, self.hair = skin, hair
        self.rng = np.random.default_rng(f.texture)

    def outline(self, grow: float = 0.0) -> list[Point]:
        w, h, g = self.w, self.h, grow
        right = [
            (0.62 * w + 0.8 * g, -0.84 * h - 0.7 * g),
            (0.97 * w + g, -0.4 * h),
            (w + g, 0.1 * h),
            (self.f.jaw * w + g, 0.6 * h),
            (self.f.chin * w + 0.6 * g, 0.93 * h + 0.7 * g),
        ]
        pts = [(0.0, -h - g), *right, (0.0, h + g), *[(-x, y) for x, y in reversed(right)]]
        return spline(pts, closed=True)

    def cap(self, top: float, side: float, down: float, hairline: Sequence[Point]) -> list[Point]:
        """Hair on the skull: thickness `top` and `side` px, reaching down to y = `down`; `hairline`
        left to right bounds it below."""
        w, h = self.w, self.h
        up = [
            (-0.98 * w - side, down),
            (-1.0 * w - side, -0.4 * h),
            (-0.64 * w - 0.8 * side, -0.84 * h - 0.8 * top),
            (0, -h - top),
            (0.64 * w + 0.8 * side, -0.84 * h - 0.8 * top),
            (1.0 * w + side, -0.4 * h),
            (0.98 * w + side, down),
        ]
        return [*spline(up), *reversed(spline(list(hairline)))]
