"""Hair, behind the head and in front of it; a headscarf counts as hair."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import ImageChops

from persona_worlds.looks import CLOTHES_COLOURS
from persona_worlds.pen import Head, Pen, Point, dark, light, mix, spline


def _curls(pen: Pen, head: Head, where: Sequence[Point], size: float) -> None:
    for x, y in where:
        r = size * head.rng.uniform(0.75, 1.2)
        shade = head.rng.uniform(-0.16, 0.16)
        colour = dark(head.hair, -shade) if shade < 0 else light(head.hair, shade * 0.7)
        pen.blob(
            x + head.rng.normal(0, size * 0.15), y + head.rng.normal(0, size * 0.15), r, r, colour
        )


def strands(pen: Pen, head: Head, lines: Sequence[Sequence[Point]]) -> None:
    for k, points in enumerate(lines):
        colour = light(head.hair, 0.22) if k % 2 else dark(head.hair, 0.3)
        pen.line(spline(points), 1.3, colour, 130)


def _side_locks(
    head: Head, length: float, width: float, flare: float, waves: float = 0.0
) -> list[Point]:
    """The mass of long hair behind the head."""
    w, h = head.w, head.h
    steps = 9
    right = []
    for i in range(steps):
        t = i / (steps - 1)
        y = -0.45 * h + t * (length + 0.45 * h)
        right.append((w + width + flare * t + waves * math.sin(t * 9.5), y))
    crown = [
        (-0.66 * w - width * 0.8, -0.9 * h),
        (0, -h - width * 0.9),
        (0.66 * w + width * 0.8, -0.9 * h),
    ]
    ends = [(0.5 * w, length + 4), (0.0, length - 2), (-0.5 * w, length + 4)]
    return spline([*crown, *right, *ends, *[(-x, y) for x, y in reversed(right)]], closed=True)


def hair_back(pen: Pen, head: Head) -> None:
    f, w, h = head.f, head.w, head.h
    v, colour, p = f.hair_volume, dark(head.hair, 0.16), f.parting
    style = f.hair_style
    if style == "bob":
        pen.fill(_side_locks(head, 0.78 * h, 11 * v, 4), colour)
    elif style in ("long straight", "fringe"):
        pen.fill(_side_locks(head, 1.55 * h, 10 * v, 6), colour)
    elif style == "long wavy":
        pen.fill(_side_locks(head, 1.5 * h, 13 * v, 9, 3.6), colour)
    elif style == "ponytail":
        tail = [
            (p * 0.5 * w, -0.9 * h),
            (p * (w + 26 * v), -0.75 * h),
            (p * (w + 30 * v), 0.1 * h),
            (p * (w + 16), 0.85 * h),
            (p * (w + 12), 0.1 * h),
            (p * 0.8 * w, -0.4 * h),
        ]
        pen.fill(spline(tail, closed=True), colour)
        strands(
            pen,
            head,
            [[(p * (w + 22 * v), -0.6 * h), (p * (w + 24 * v), 0), (p * (w + 15), 0.7 * h)]],
        )
    elif style == "bun":
        pen.blob(0, -h - 17 * v, 19 * v, 17 * v, colour)
        strands(
            pen,
            head,
            [
                [(-12, -h - 14), (0, -h - 26 * v), (12, -h - 14)],
                [(-8, -h - 10), (2, -h - 20), (10, -h - 10)],
            ],
        )
    elif style == "afro":
        r = w + 17 * v
        pen.blob(0, -0.42 * h, r, r * 0.98, colour)
        ring = [
            (r * math.cos(a), -0.42 * h + r * 0.98 * math.sin(a)) for a in np.linspace(2.7, 6.7, 30)
        ]
        _curls(pen, head, ring, 7.5)
        ring = [
            (0.84 * r * math.cos(a), -0.42 * h + r * 0.84 * math.sin(a))
            for a in np.linspace(2.8, 6.6, 26)
        ]
        _curls(pen, head, ring, 8)
    elif style == "long curls":
        pen.fill(_side_locks(head, 1.1 * h, 8 * v, 6), colour)
        rows = [
            (s * (w + 4 + 9 * v * j + 3 * math.sin(i)), -0.6 * h + i * 10.5)
            for s in (-1, 1)
            for i in range(int(0.175 * h))
            for j in (0, 1)
        ]
        _curls(pen, head, rows, 8.5)
    elif style == "locs":
        for i in range(-6, 7):
            x = i * (w + 9 * v) / 6
            end = (1.25 - 0.02 * abs(i)) * h + (i % 3) * 5
            pen.line(
                spline([(0.7 * x, -0.8 * h), (1.04 * x, 0), (1.12 * x, end)]),
                8.5,
                colour if i % 2 else light(colour, 0.12),
            )
    elif style == "headscarf":
        scarf = CLOTHES_COLOURS[f.scarf]
        pen.fill(_side_locks(head, 1.32 * h, 9, 10), dark(scarf, 0.18))


def hair_front(pen: Pen, head: Head) -> None:
    f, w, h = head.f, head.w, head.h
    v, colour, p, style = f.hair_volume, head.hair, f.parting, head.f.hair_style
    straight = [
        (-0.95 * w, -0.12 * h),
        (-0.86 * w, -0.42 * h),
        (-0.5 * w, -0.62 * h),
        (0, -0.66 * h),
        (0.5 * w, -0.62 * h),
        (0.86 * w, -0.42 * h),
        (0.95 * w, -0.12 * h),
    ]
    middle = [
        (-0.97 * w, 0.1 * h),
        (-0.88 * w, -0.3 * h),
        (-0.5 * w, -0.62 * h),
        (0, -0.86 * h),
        (0.5 * w, -0.62 * h),
        (0.88 * w, -0.3 * h),
        (0.97 * w, 0.1 * h),
    ]
    sweep = [
        (x * p, y)
        for x, y in [
            (-0.96 * w, -0.05 * h),
            (-0.86 * w, -0.4 * h),
            (-0.52 * w, -0.76 * h),
            (-0.1 * w, -0.6 * h),
            (0.5 * w, -0.44 * h),
            (0.86 * w, -0.3 * h),
            (0.96 * w, 0.0),
        ]
    ]
    sweep = sweep if p > 0 else sweep[::-1]
    fringe = [
        (-0.97 * w, 0.15 * h),
        (-0.84 * w, -0.28 * h),
        (-0.45 * w, -0.33 * h),
        (0, -0.35 * h),
        (0.45 * w, -0.33 * h),
        (0.84 * w, -0.28 * h),
        (0.97 * w, 0.15 * h),
    ]

    def shine(y: float = -0.86, width: float = 0.55) -> None:
        band = [(-width * w, (y + 0.1) * h), (0, y * h - 3), (width * w, (y + 0.1) * h)]
        pen.line(spline(band), 4.0, light(colour, 0.35), 70)

    if style == "bald":
        pen.blob(-p * 0.3 * w, -0.72 * h, 0.22 * w, 0.09 * h, (255, 255, 255), 60, turn=-p * 18)
    elif style == "buzz cut":
        pen.fill(head.cap(2.2, 1.2, -0.06 * h, straight), mix(colour, head.skin, 0.22), 232)
    elif style == "crop":
        jag = [(x, y + (4 if i % 2 else -3)) for i, (x, y) in enumerate(spline(straight, steps=3))]
        pen.fill(head.cap(9 * v, 3, -0.04 * h, jag), colour)
        shine()
    elif style == "messy":
        pen.fill(head.cap(9 * v, 5, 0.0, straight), colour)
        for i in range(-5, 6):
            x = i * 0.17 * w
            pen.fill(
                [
                    (x - 9, -0.8 * h),
                    (x + p * 7 + head.rng.uniform(-5, 5), -h - (17 - 0.35 * i * i) * v),
                    (x + 9, -0.8 * h),
                ],
                colour,
            )
            pen.fill(
                [(x - 8, -0.7 * h), (x + p * 5, (-0.42 + 0.008 * i * i) * h), (x + 8, -0.7 * h)],
                colour,
            )
    elif style == "side parting":
        pen.fill(head.cap(12 * v, 5, 0.0, sweep), colour)
        x = -p * 0.52 * w
        pen.line(
            spline([(x, -0.76 * h), (x + p * 2, -0.95 * h), (x + p * 8, -1.08 * h)]),
            1.6,
            dark(colour, 0.45),
            190,
        )
        strands(
            pen,
            head,
            [
                [
                    (x, (-0.9 - 0.05 * k) * h),
                    (0, (-0.8 - 0.06 * k) * h),
                    (p * 0.75 * w, (-0.5 - 0.1 * k) * h),
                ]
                for k in range(3)
            ],
        )
    elif style == "quiff":
        pen.fill(head.cap(6, 1.5, -0.08 * h, straight), dark(colour, 0.12))
        roll = [
            (-0.72 * w, -0.6 * h),
            (-0.78 * w, -0.98 * h),
            (-0.2 * w, -h - 19 * v),
            (0.55 * w, -h - 16 * v),
            (0.82 * w, -0.92 * h),
            (0.66 * w, -0.58 * h),
            (0.1 * w, -0.68 * h),
        ]
        roll = [(p * x, y) for x, y in roll]
        pen.fill(spline(roll, closed=True), colour)
        strands(
            pen,
            head,
            [
                [
                    (p * (-0.5 + 0.3 * k) * w, -0.66 * h),
                    (p * (-0.5 + 0.28 * k) * w, -0.9 * h),
                    (p * (-0.25 + 0.3 * k) * w, -h - 10 * v),
                ]
                for k in range(4)
            ],
        )
    elif style == "short curls":
        pen.fill(head.cap(6, 2, 0.0, straight), dark(colour, 0.15))
        band = [
            (1.02 * (w + 3) * math.cos(a), -0.36 * h + (0.66 * h + 3 * v) * math.sin(a) * k)
            for k in (1.0, 0.82)
            for a in np.linspace(math.pi + 0.12, 2 * math.pi - 0.12, 15)
        ]
        _curls(pen, head, band, 8.2 * v)
        _curls(pen, head, [(x * w, -0.68 * h) for x in np.linspace(-0.62, 0.62, 8)], 6.5)
    elif style == "afro":
        pen.fill(head.cap(8, 5, -0.02 * h, straight), dark(colour, 0.08))
        _curls(
            pen,
            head,
            [(x * w, (-0.72 - 0.12 * math.cos(2.4 * x)) * h) for x in np.linspace(-0.8, 0.8, 12)],
            7,
        )
    elif style == "receding":
        m = [
            (-0.97 * w, -0.02 * h),
            (-0.9 * w, -0.45 * h),
            (-0.6 * w, -0.8 * h),
            (0, -0.72 * h),
            (0.6 * w, -0.8 * h),
            (0.9 * w, -0.45 * h),
            (0.97 * w, -0.02 * h),
        ]
        pen.fill(head.cap(3.5, 3, 0.0, m), mix(colour, head.skin, 0.08))
    elif style in ("bun", "ponytail"):
        pen.fill(head.cap(4.5, 2.0, -0.02 * h, [(x, y - 0.06 * h) for x, y in straight]), colour)
        strands(
            pen,
            head,
            [
                [(x * w, -0.7 * h), (0.6 * x * w, -0.9 * h), (0.15 * x * w, -1.04 * h)]
                for x in (-0.66, -0.3, 0.3, 0.66)
            ],
        )
    elif style == "pixie":
        pen.fill(head.cap(9 * v, 4, 0.12 * h, sweep), colour)
        for k in range(4):
            x = p * (0.1 + 0.22 * k) * w
            pen.fill(
                [(x - 9, -0.62 * h), (x + p * 9, (-0.36 + 0.05 * k) * h), (x + 8, -0.62 * h)],
                colour,
            )
        strands(pen, head, [[(-p * 0.4 * w, -0.88 * h), (0, -0.78 * h), (p * 0.7 * w, -0.46 * h)]])
    elif style == "fringe":
        pen.fill(head.cap(10 * v, 7, 0.5 * h, fringe), colour)
        strands(
            pen,
            head,
            [
                [(x * w, -0.9 * h), (x * w * 1.1, -0.4 * h)]
                for x in (-0.6, -0.35, -0.1, 0.15, 0.4, 0.62)
            ],
        )
        shine()
    elif style in ("bob", "long straight", "long wavy", "long curls", "locs", "braids"):
        line = sweep if style in ("bob", "long wavy") else middle
        reach = {"bob": 0.55, "long curls": 0.15, "locs": 0.1, "braids": 0.05}.get(style, 0.75) * h
        if style in ("bob", "long straight", "long wavy"):
            ends = ((-0.98 * w, reach), (0.98 * w, reach))
            line = [ends[0], (-0.93 * w, 0.1 * h), *line[1:-1], (0.93 * w, 0.1 * h), ends[1]]
        pen.fill(head.cap(9 * v, 7 * v, reach, line), colour)
        if style == "long curls":
            _curls(
                pen,
                head,
                [
                    (s * (0.2 + 0.16 * k) * w, (-0.92 + 0.035 * k * k) * h)
                    for s in (-1, 1)
                    for k in range(5)
                ],
                7.5,
            )
        elif style == "braids":
            for s in (-1, 1):
                for k in range(9):
                    x, y = s * (w + 5 + 1.5 * k), 0.02 * h + 11 * k
                    pen.blob(
                        x,
                        y,
                        8.5 - 0.3 * k,
                        7.2,
                        colour if k % 2 else light(colour, 0.14),
                        turn=s * 18,
                    )
                pen.blob(s * (w + 18.5), 0.02 * h + 92, 5.5, 4, (214, 80, 86))
        elif style == "locs":
            for i in (-3, -2, 2, 3):
                pen.line(
                    spline(
                        [(i * 4, -1.05 * h), (0.29 * i * w, -0.72 * h), (0.345 * i * w, 0.1 * h)]
                    ),
                    7.5,
                    light(colour, 0.1) if i % 2 else colour,
                )
        else:
            shine(-0.9, 0.6)
    elif style == "headscarf":
        scarf = CLOTHES_COLOURS[f.scarf]
        face = [(0.93 * x, 0.93 * y + 3) for x, y in head.outline()]
        frame = ImageChops.subtract(
            pen.mask(head.outline(9)),
            pen.mask([(x, y if y > -0.45 * h else max(y, -0.62 * h)) for x, y in face]),
        )
        pen.shade(frame, scarf, 1.0)
        pen.line(
            spline([(-0.8 * w, -0.72 * h), (0, -0.98 * h), (0.8 * w, -0.72 * h)]),
            2.0,
            dark(scarf, 0.3),
            120,
        )
        fold = [
            (-0.8 * w, 0.72 * h),
            (-0.2 * w, 1.08 * h),
            (0.5 * w, 1.2 * h),
            (1.0 * w, 1.42 * h),
            (0.1 * w, 1.55 * h),
            (-0.9 * w, 1.4 * h),
        ]
        pen.fill(spline([(p * x, y) for x, y in fold], closed=True), scarf)
        pen.line(
            spline([(-p * 0.6 * w, 0.95 * h), (0, 1.2 * h), (p * 0.7 * w, 1.36 * h)]),
            2.0,
            dark(scarf, 0.3),
            120,
        )
