"""Hair and hats of cartoon portraits: what lies behind the head, and what on it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from persona_worlds.cartoon_pen import CartoonPen, Look, Points, as_colour, outline


def _crown(look: Look, down: float, grow: float) -> Points:
    """The head's outline above `down`, closed by a straight line."""
    top = [(x, y) for x, y in outline(look, grow) if y < down]
    return sorted(top, key=lambda p: math.atan2(p[1] - down - 1, p[0]))


def _fringe(look: Look, left: float, right: float) -> Points:
    """Hair on the skull down to `left` and `right` px above the eyes' height."""
    w, h = look.width, look.height
    return [
        *_crown(look, -h * 0.25, 9),
        (w * 0.9, -right),
        (0, -(left + right) / 2 - 6),
        (-w * 0.9, -left),
    ]


def _mane(ink: CartoonPen, look: Look) -> None:
    w, h = look.width, look.height
    ink.shape(
        [
            (-w - 26, h + 30),
            (-w - 32, -20),
            *_crown(look, -h * 0.2, 18),
            (w + 32, -20),
            (w + 26, h + 30),
        ],
        look.hair,
    )


def _curtains(ink: CartoonPen, look: Look) -> None:
    w, h = look.width, look.height
    ink.shape(
        [
            (-w - 12, h * 0.7),
            (-w - 16, -20),
            *_crown(look, -h * 0.2, 12),
            (w + 16, -20),
            (w + 12, h * 0.7),
        ],
        look.hair,
    )


def _pigtails(ink: CartoonPen, look: Look) -> None:
    for side in (-1, 1):
        for i in range(4):
            ink.blob(side * (look.width + 24), 10 + 24 * i, 17 - 2 * i, 16, look.hair)


def _curls(ink: CartoonPen, look: Look) -> None:
    for a in np.linspace(180, 360, 11):
        x, y = math.cos(math.radians(a)), math.sin(math.radians(a))
        ink.blob(x * (look.width + 8), y * (look.height + 4) - 8, 25, 25, look.hair)


def _spikes(ink: CartoonPen, look: Look) -> None:
    w, h = look.width, look.height
    points: Points = []
    for i, a in enumerate(np.linspace(195, 345, 17)):
        far = 34 if i % 2 else -2
        points.append(
            ((w + far) * math.cos(math.radians(a)), (h + far) * math.sin(math.radians(a)))
        )
    ink.shape([*points, (w * 0.6, -h * 0.52), (-w * 0.6, -h * 0.52)], look.hair)


def _mohawk(ink: CartoonPen, look: Look) -> None:
    h = look.height
    ink.shape(
        [(-17, -h * 0.45), (-21, -h - 44), (0, -h - 52), (21, -h - 44), (17, -h * 0.45)], look.hair
    )


def _tufts(ink: CartoonPen, look: Look) -> None:
    for side in (-1, 1):
        ink.blob(side * (look.width + 4), -34, 18, 26, look.hair)


def _topknot(ink: CartoonPen, look: Look) -> None:
    ink.shape(_fringe(look, look.height * 0.62, look.height * 0.62), look.hair)
    ink.blob(0, -look.height - 24, 28, 24, look.hair)


def _cap(ink: CartoonPen, look: Look) -> None:
    h = look.height
    ink.shape([*_crown(look, -h * 0.42, 12)], look.hat)
    ink.shape(
        [
            (-look.width - 12, -h * 0.45),
            (look.width + 46, -h * 0.45),
            (look.width + 30, -h * 0.33),
            (-look.width, -h * 0.35),
        ],
        look.hat,
    )


def _turban(ink: CartoonPen, look: Look) -> None:
    h, w = look.height, look.width
    ink.shape(_crown(look, -h * 0.4, 26), look.hat)
    for i in range(4):
        ink.stroke([(-w - 16 + 12 * i, -h * 0.45 - 8 * i), (w - 10 * i, -h * 0.75 - 13 * i)], 2.4)


def _beanie(ink: CartoonPen, look: Look) -> None:
    h, w = look.height, look.width
    ink.shape(_crown(look, -h * 0.48, 14), look.hat)
    ink.shape(
        [(-w - 14, -h * 0.62), (w + 14, -h * 0.62), (w + 12, -h * 0.4), (-w - 12, -h * 0.4)],
        as_colour(0.7 * v for v in look.hat),
    )


Paint = Callable[[CartoonPen, Look], None]
HAIR_BEHIND: dict[str, Paint] = {
    "mane": _mane,
    "curtains": _curtains,
    "pigtails": _pigtails,
    "curls": _curls,
    "beanie": _curtains,
}
HAIR_BEFORE: dict[str, Paint] = {
    "tufts": _tufts,
    "spikes": _spikes,
    "mohawk": _mohawk,
    "topknot": _topknot,
    "cap": _cap,
    "turban": _turban,
    "beanie": _beanie,
    "bowl": lambda ink, look: ink.shape(_fringe(look, 34, 34), look.hair),
    "parted": lambda ink, look: ink.shape(_fringe(look, 40, look.height * 0.75), look.hair),
    "swept": lambda ink, look: ink.shape(_fringe(look, look.height * 0.8, 42), look.hair),
    "mane": lambda ink, look: ink.shape(_fringe(look, look.height * 0.7, 50), look.hair),
    "curtains": lambda ink, look: ink.shape(_fringe(look, 52, 52), look.hair),
    "pigtails": lambda ink, look: ink.shape(
        _fringe(look, look.height * 0.55, look.height * 0.55), look.hair
    ),
    "curls": lambda ink, look: ink.shape(
        _fringe(look, look.height * 0.6, look.height * 0.6), look.hair
    ),
}
