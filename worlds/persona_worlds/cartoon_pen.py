"""Who sits for a cartoon portrait, and the shaky pen that draws it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

SCALE = 2
"""PersonDraft twice as large, then reduced."""
INK = (24, 20, 26)
FACES = 61
"""First word of the random stream."""

Colour = tuple[int, int, int]
Points = list[tuple[float, float]]


def as_colour(values: Iterable[float]) -> Colour:
    """Three channels, cut to whole numbers."""
    red, green, blue = (int(value) for value in values)
    return red, green, blue


class Look(NamedTuple):
    """What stays of a face. Lengths in pixels of a head about 200 px high."""

    skin: Colour
    hair: Colour
    style: str
    width: float
    height: float
    square: float  # exponent of the outline: 2 an ellipse, more a box
    jaw: float  # width of the chin over that of the brow
    eye: str
    iris: Colour
    gap: float
    eye_size: float
    slant: float
    brow: float
    brow_slant: float
    joined: bool
    nose: str
    nose_size: float
    mouth: float
    lips: Colour
    fullness: float
    ears: float
    beard: str
    glasses: str
    frame: Colour
    mark: str
    neck: float
    hat: Colour


_STYLES = (
    "bald",
    "tufts",
    "bowl",
    "parted",
    "swept",
    "spikes",
    "mohawk",
    "curls",
    "curtains",
    "mane",
    "topknot",
    "pigtails",
    "cap",
    "turban",
    "beanie",
)
_EYES = ("dot", "almond", "round", "lidded")
_NOSES = ("wedge", "hook", "potato", "nostrils", "bridge")
_BEARDS = ("none", "none", "none", "none", "box", "moustache", "tuft", "sideburns", "walrus")
_GLASSES = ("none", "none", "none", "round", "square", "halves", "monocle")
_MARKS = ("none", "none", "none", "freckles", "mole", "scar", "blush", "lines", "patch")


def cartoon_face(person: int) -> Look:
    """The face of a person, by number."""
    rng = np.random.default_rng((FACES, person))
    u = rng.uniform

    def any_of(options: tuple[str, ...]) -> str:
        return options[int(rng.integers(len(options)))]

    def colour(low: int = 20, high: int = 235) -> Colour:
        return as_colour(rng.integers(low, high, 3))

    depth, red = u(0, 1), u(-14, 14)
    skin = as_colour(
        np.clip(
            (1 - depth) * np.array([252, 222, 200])
            + depth * np.array([88, 56, 42])
            + (red, 0, -red),
            0,
            255,
        )
    )
    natural = np.array(
        [
            [28, 22, 24],
            [88, 52, 30],
            [164, 112, 60],
            [222, 190, 120],
            [170, 70, 36],
            [190, 188, 186],
        ]
    )
    hair = (
        colour()
        if u() < 0.25
        else as_colour(np.clip(natural[int(rng.integers(6))] + u(-18, 18, 3), 0, 255))
    )
    return Look(
        skin=skin,
        hair=hair,
        style=any_of(_STYLES),
        width=u(64, 92),
        height=u(84, 112),
        square=u(1.8, 3.4),
        jaw=u(0.62, 1.06),
        eye=any_of(_EYES),
        iris=colour(10, 200),
        gap=u(24, 42),
        eye_size=u(7, 15),
        slant=u(-14, 14),
        brow=u(2, 10),
        brow_slant=u(-18, 18),
        joined=u() < 0.08,
        nose=any_of(_NOSES),
        nose_size=u(0.6, 1.5),
        mouth=u(18, 46),
        lips=colour(60, 220),
        fullness=u(3, 13),
        ears=u(8, 24),
        beard=any_of(_BEARDS),
        glasses=any_of(_GLASSES),
        frame=colour(0, 160),
        mark=any_of(_MARKS),
        neck=u(22, 46),
        hat=colour(),
    )


class CartoonPen:
    """Shapes about the middle of the face, tilted and moved as the sitter sits, with a shaky
    outline."""

    def __init__(self, image: Image.Image, rng: np.random.Generator) -> None:
        self.draw = ImageDraw.Draw(image)
        self._rng = rng
        angle, scale = math.radians(rng.uniform(-11, 11)), SCALE * rng.uniform(0.88, 1.06)
        self._turn = scale * np.array(
            [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
        )
        self._middle = SCALE * np.array([160 + rng.uniform(-12, 12), 150 + rng.uniform(-8, 10)])
        self._wobble = rng.uniform(0.3, 1.1)
        self._line = rng.uniform(1.6, 3.4)

    def _place(self, points: Points) -> Points:
        placed = np.asarray(points) + self._wobble * self._rng.normal(size=(len(points), 2))
        return [(float(x), float(y)) for x, y in placed @ self._turn.T + self._middle]

    def shape(self, points: Points, fill: Colour, outline: bool = True) -> None:
        placed = self._place(points)
        self.draw.polygon(placed, fill=fill)
        if outline:
            self.draw.line(
                [*placed, placed[0]], fill=INK, width=round(SCALE * self._line), joint="curve"
            )

    def stroke(self, points: Points, width: float, fill: Colour = INK) -> None:
        self.draw.line(
            self._place(points), fill=fill, width=max(1, round(SCALE * width)), joint="curve"
        )

    def blob(
        self, x: float, y: float, rx: float, ry: float, fill: Colour, outline: bool = True
    ) -> None:
        self.shape(ring(x, y, rx, ry), fill, outline)


def ring(
    x: float, y: float, rx: float, ry: float, start: float = 0, end: float = 360, n: int = 26
) -> Points:
    turn = np.radians(np.linspace(start, end, n))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in turn]


def outline(look: Look, grow: float = 0.0) -> Points:
    """The head: a superellipse whose lower half narrows or widens towards the jaw."""
    points = []
    for a in np.linspace(0, 2 * math.pi, 56, endpoint=False):
        c, s = math.cos(a), math.sin(a)
        x = math.copysign(abs(c) ** (2 / look.square), c)
        y = math.copysign(abs(s) ** (2 / look.square), s)
        narrow = 1 + (look.jaw - 1) * max(0.0, y)
        points.append(((look.width + grow) * x * narrow, (look.height + grow) * y))
    return points
