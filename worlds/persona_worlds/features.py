"""What is in a face: eyes, nose, mouth, beard, glasses."""

from __future__ import annotations

import math

from PIL import ImageChops

from persona_worlds.hair import strands
from persona_worlds.looks import EYES, FRAME_COLOURS, HAIR_COLOURS, FaceNuisance
from persona_worlds.pen import Head, Pen, Point, dark, ellipse, light, mix, spline


def eyes(pen: Pen, head: Head, n: FaceNuisance) -> None:
    f = head.f
    y = -0.06 * head.h
    brow = dark(head.hair, 0.3) if f.hair_colour not in ("white", "grey") else dark(head.hair, 0.22)
    if f.hair_style in ("bald", "headscarf"):
        brow = dark(HAIR_COLOURS[f.hair_colour], 0.2)
    joy = n.expression == "grin"
    for s in (-1, 1):
        x, turn = s * 0.42 * head.w * f.eye_spacing, -s * f.eye_tilt
        rx, ry = 9.6 * f.eye_size, 5.8 * f.eye_size * f.eye_open * (0.75 if joy else 1.0)
        pen.blob(x, y + 1, rx * 1.25, ry * 1.55, dark(head.skin, 0.22), 60, turn)
        if n.blink:
            pen.line(spline([(x - rx, y), (x, y + 3), (x + rx, y)]), 2.2, dark(head.skin, 0.75))
        else:

            def along(dx: float, dy: float, x: float = x, turn: float = turn) -> Point:
                a = math.radians(turn)
                return (
                    x + dx * math.cos(a) - dy * math.sin(a),
                    y + dx * math.sin(a) + dy * math.cos(a),
                )

            almond = spline(
                [
                    along(-rx, 0.5),
                    along(-0.5 * rx, -ry * 0.85),
                    along(0.1 * rx, -ry),
                    along(0.65 * rx, -0.7 * ry),
                    along(rx, -0.3),
                    along(0.5 * rx, ry * 0.8),
                    along(-0.45 * rx, ry * 0.85),
                ],
                closed=True,
            )
            white = pen.mask(almond)
            pen.shade(white, (250, 249, 246), 1.0)
            gx, r = x + n.gaze * 2.2, 5.5 * f.eye_size
            for radius, colour in (
                (r, dark(EYES[f.eye_colour], 0.35)),
                (r * 0.86, EYES[f.eye_colour]),
                (r * 0.46, (18, 14, 16)),
            ):
                pen.shade(
                    ImageChops.multiply(white, pen.mask(ellipse(gx, y - 0.4, radius, radius))),
                    colour,
                    1.0,
                )
            pen.blob(gx - 1.8, y - 2.3, 1.5, 1.5, (255, 255, 255))
            lid = spline(
                [
                    along(-rx, 0.5),
                    along(-0.5 * rx, -ry * 0.9),
                    along(0.1 * rx, -ry * 1.05),
                    along(0.65 * rx, -0.75 * ry),
                    along(rx, -0.3),
                ]
            )
            pen.line(lid, 2.3 if f.presentation == "f" else 1.7, dark(head.skin, 0.8))
            if f.presentation == "f":
                outer = along(s * rx, -0.4)
                pen.line([outer, (outer[0] + s * 3.2, outer[1] - 2.6)], 1.6, dark(head.skin, 0.8))
        if f.age > 0.55:
            pen.line(
                spline([(x - rx * 0.8, y + ry + 4), (x, y + ry + 6), (x + rx * 0.8, y + ry + 3.4)]),
                1.1,
                dark(head.skin, 0.4),
                150,
            )
        lift = f.brow_height + (2.2 if n.expression == "open" else 0)
        sad = 7 if n.expression == "sad" else 0
        a = math.radians(-s * (f.brow_angle - sad))
        by = y - 13.5 - lift
        pts = []
        for t in (-1, -0.4, 0.3, 1):
            dx, dy = t * 11 * f.eye_size, 2.6 * t * t - 2.6
            pts.append(
                (x + dx * math.cos(a) - dy * math.sin(a), by + dx * math.sin(a) + dy * math.cos(a))
            )
        pen.line(spline(pts), 3.4 * f.brow_thickness, brow)


def nose(pen: Pen, head: Head) -> None:
    f, skin = head.f, head.skin
    tip = 0.18 * head.h + 8 * f.nose_length + (4 if f.nose_kind == 2 else 0)
    wide = 8 * f.nose_width * (1.35 if f.nose_kind == 3 else 1.0)
    ink = dark(skin, 0.42)
    if f.nose_kind in (1, 2):
        pen.line(
            spline([(-2.5, -0.02 * head.h), (-3.4, tip * 0.5), (-wide * 0.8, tip - 1)]),
            1.5,
            ink,
            130,
        )
        pen.blob(1.5, tip * 0.55, 2.6, tip * 0.42, light(skin, 0.4), 70)
    if f.nose_kind in (0, 3):
        pen.blob(0, tip - 3, wide * 0.85, wide * 0.62, light(skin, 0.3), 90)
    pen.line(
        spline(
            [
                (-wide, tip - 2.5),
                (-wide * 0.8, tip + 1.6),
                (-wide * 0.35, tip),
                (0, tip + 2.4),
                (wide * 0.35, tip),
                (wide * 0.8, tip + 1.6),
                (wide, tip - 2.5),
            ]
        ),
        1.9,
        ink,
    )


def mouth(pen: Pen, head: Head, n: FaceNuisance) -> None:
    f = head.f
    y, w = 0.58 * head.h + f.mouth_height, 15.5 * f.mouth_width
    lip = mix(head.skin, (178, 58, 66), 0.5 if f.presentation == "f" else 0.28)
    lip = dark(lip, 0.06)
    ink, t = dark(head.skin, 0.62), 3.0 * f.lips
    e = n.expression
    if e in ("grin", "open"):
        w2 = w * (1.12 if e == "grin" else 0.72)
        depth, rise = (10.5, -4.0) if e == "grin" else (12.0, 0.0)
        inner = spline(
            [
                (-w2, y + rise),
                (0, y + (1 if e == "grin" else -4)),
                (w2, y + rise),
                (w2 * 0.6, y + depth * 0.75),
                (0, y + depth),
                (-w2 * 0.6, y + depth * 0.75),
            ],
            closed=True,
        )
        hull = pen.mask(inner)
        pen.fill(
            [
                (x * 1.07, y + (yy - y) * 1.1 + 0.4 + (t * 0.45 if yy > y + 3 else -t * 0.4))
                for x, yy in inner
            ],
            lip,
        )
        pen.shade(hull, (96, 30, 36), 1.0)
        teeth = pen.mask(
            [(-w2, y - 8), (w2, y - 8), (w2, y + depth * 0.36), (-w2, y + depth * 0.36)]
        )
        pen.shade(ImageChops.multiply(hull, teeth), (250, 248, 242), 1.0)
        tongue = pen.mask(ellipse(0, y + depth, w2 * 0.55, depth * 0.4))
        pen.shade(ImageChops.multiply(hull, tongue), (206, 96, 98), 1.0)
    else:
        bend = {"smile": 5.0, "neutral": 0.6, "sad": -4.5, "smirk": 2.5}[e]
        skew = 3.0 * f.parting if e == "smirk" else 0.0

        def on(x: float, off: float = 0.0) -> Point:
            u = x / w
            return (x, y + bend * (1 - u * u) - bend * 0.55 - skew * u + off)

        top = [
            on(-w),
            on(-0.5 * w, -t * 0.8),
            on(-0.15 * w, -t * 1.15),
            on(0, -t * 0.8),
            on(0.15 * w, -t * 1.15),
            on(0.5 * w, -t * 0.8),
            on(w),
        ]
        low = [on(w), on(0.5 * w, t * 1.2), on(0, t * 1.6), on(-0.5 * w, t * 1.2), on(-w)]
        pen.fill([*spline(top), *spline(low)], lip)
        pen.line(spline([on(-w), on(-0.5 * w), on(0), on(0.5 * w), on(w)]), 1.7, ink)
        if e == "smile":
            for s in (-1, 1):
                pen.line(
                    spline(
                        [(s * (w + 2.4), y - 5), (s * (w + 4), y - 2.4), (s * (w + 2.6), y + 0.6)]
                    ),
                    1.4,
                    ink,
                    130,
                )
    if f.age > 0.5:
        for s in (-1, 1):
            pen.line(
                spline(
                    [(s * 11, 0.34 * head.h), (s * (w + 3), 0.46 * head.h), (s * (w + 4), y - 2)]
                ),
                1.3,
                dark(head.skin, 0.4),
                int(90 + 110 * f.age),
            )


def beard(pen: Pen, head: Head, n: FaceNuisance) -> None:
    f, w, h = head.f, head.w, head.h
    if f.beard == "none":
        return
    colour = dark(head.hair, 0.1)
    mouth = 0.58 * h + f.mouth_height
    tip = 0.18 * h + 8 * f.nose_length
    lash = [
        (-17.5 * f.mouth_width, mouth + 3),
        (-11, mouth - 6.5),
        (0, tip + 6),
        (11, mouth - 6.5),
        (17.5 * f.mouth_width, mouth + 3),
        (9, mouth - 1.5),
        (0, mouth - 3),
        (-9, mouth - 1.5),
    ]
    jaw = pen.mask(head.outline(3.0 if f.beard != "stubble" else 0.0))
    if f.beard in ("stubble", "full beard", "long beard"):
        cheek = spline(
            [
                (-1.1 * w, 0.1 * h),
                (-0.8 * w, 0.28 * h),
                (-0.5 * w, 0.42 * h),
                (0, tip + 5),
                (0.5 * w, 0.42 * h),
                (0.8 * w, 0.28 * h),
                (1.1 * w, 0.1 * h),
            ]
        )
        area = pen.mask([*cheek, (1.2 * w, 1.3 * h), (-1.2 * w, 1.3 * h)])
        hole = pen.mask(
            spline(
                [
                    (-15 * f.mouth_width, mouth + 1),
                    (0, mouth - 5.5),
                    (15 * f.mouth_width, mouth + 1),
                    (0, mouth + 9),
                ],
                closed=True,
            )
        )
        beard = ImageChops.multiply(jaw, area)
        if f.beard == "stubble":
            pen.shade(beard, dark(colour, 0.1), 0.30)
            return
        if f.beard == "long beard":
            pen.fill(
                spline(
                    [
                        (-0.86 * w, 0.45 * h),
                        (-0.72 * w, 1.0 * h),
                        (-0.3 * w, 1.38 * h),
                        (0, 1.46 * h),
                        (0.3 * w, 1.38 * h),
                        (0.72 * w, 1.0 * h),
                        (0.86 * w, 0.45 * h),
                    ]
                ),
                colour,
            )
        pen.shade(ImageChops.subtract(beard, hole), colour, 1.0)
        strands(
            pen,
            head,
            [
                [(x * w, 0.82 * h), (0.9 * x * w, (1.0 if f.beard == "full beard" else 1.3) * h)]
                for x in (-0.4, -0.2, 0, 0.2, 0.4)
            ],
        )
    if f.beard == "goatee":
        pen.fill(
            spline(
                [
                    (-13, mouth + 9),
                    (-15, 0.86 * h),
                    (-8, h + 4),
                    (0, h + 6),
                    (8, h + 4),
                    (15, 0.86 * h),
                    (13, mouth + 9),
                    (0, mouth + 11),
                ],
                closed=True,
            ),
            colour,
        )
    if f.beard in ("moustache", "goatee", "full beard", "long beard"):
        pen.fill(spline(lash, closed=True), dark(colour, 0.06))


def glasses(pen: Pen, head: Head) -> None:
    f = head.f
    if f.glasses == "none":
        return
    colour = FRAME_COLOURS[f.frame_colour]
    y, thick = -0.05 * head.h, 2.6
    cx = max(0.42 * head.w * f.eye_spacing, 17.5)
    for s in (-1, 1):
        x = s * cx
        if f.glasses == "round":
            rim = ellipse(x, y, 15.5, 15)
        elif f.glasses == "square":
            rim = spline(
                [
                    (x - 15, y - 11.5),
                    (x, y - 13),
                    (x + 15, y - 11.5),
                    (x + 14.5, y + 10),
                    (x, y + 12),
                    (x - 14.5, y + 10),
                ],
                closed=True,
            )
        elif f.glasses == "narrow":
            rim = spline(
                [
                    (x - 15, y - 5),
                    (x, y - 6.5),
                    (x + 15, y - 5),
                    (x + 14, y + 6),
                    (x, y + 8),
                    (x - 14, y + 6),
                ],
                closed=True,
            )
        else:
            rim = spline(
                [
                    (x - s * 14, y - 8),
                    (x + s * 4, y - 10),
                    (x + s * 18, y - 15),
                    (x + s * 15, y + 5),
                    (x, y + 11),
                    (x - s * 12, y + 6),
                ],
                closed=True,
            )
        pen.fill(rim, (222, 236, 246), 46)
        pen.line([*rim, rim[0], rim[1]], thick, colour)
        pen.line([(x - 8, y + 3), (x - 1, y - 7)], 1.8, (255, 255, 255), 90)
        pen.line([(x + s * 15, y - 4), (s * head.w * 1.0, y - 6)], thick, colour)
    gap = cx - 15
    pen.line(spline([(-gap, y - 3), (0, y - 6), (gap, y - 3)]), thick, colour)
