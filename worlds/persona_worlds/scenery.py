"""What is around a face: clothes and places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from persona_worlds.looks import CLOTHES_COLOURS, FaceNuisance
from persona_worlds.pen import SIZE, Colour, Head, Pen, dark, light, spline


def body(image: Image.Image, head: Head, n: FaceNuisance) -> None:
    pen = Pen(image, replace(n, tilt=n.tilt * 0.15))
    f, c = head.f, CLOTHES_COLOURS[n.clothes_colour]
    shoulder = 74 * (1.12 if f.presentation == "m" else 0.98) * (0.7 + 0.3 * f.head_width)
    neck = 20 * (1.15 if f.presentation == "m" else 0.92)
    low = 170.0
    torso = spline(
        [
            (-shoulder - 8, low),
            (-shoulder, 106),
            (-shoulder * 0.7, 88),
            (-neck, 78),
            (neck, 78),
            (shoulder * 0.7, 88),
            (shoulder, 106),
            (shoulder + 8, low),
        ]
    )
    shade = dark(c, 0.25)
    pen.fill(torso, c)
    if n.clothes == "striped jumper":
        inside = pen.mask(torso)
        other = (244, 240, 230) if n.clothes_colour not in ("white", "yellow") else (60, 70, 104)
        for k in range(5):
            y = 92 + 17 * k
            pen.shade(
                ImageChops.multiply(
                    inside, pen.mask([(-140, y), (140, y), (140, y + 8), (-140, y + 8)])
                ),
                other,
                1.0,
            )
    if n.clothes == "hoodie":
        pen.fill(
            spline(
                [
                    (-neck - 26, 92),
                    (-neck - 12, 62),
                    (0, 58),
                    (neck + 12, 62),
                    (neck + 26, 92),
                    (0, 108),
                ],
                closed=True,
            ),
            shade,
        )
    skin_dark = dark(head.skin, 0.18)
    pen.fill([(-neck, 30), (neck, 30), (neck + 4, 84), (0, 100), (-neck - 4, 84)], head.skin)
    pen.fill(
        spline([(-neck, 40), (neck, 40), (neck, 62), (0, 80), (-neck, 62)], closed=True),
        skin_dark,
        200,
    )
    if n.clothes == "turtleneck":
        pen.fill(
            spline(
                [
                    (-neck - 4, 66),
                    (0, 72),
                    (neck + 4, 66),
                    (neck + 8, 96),
                    (0, 104),
                    (-neck - 8, 96),
                ],
                closed=True,
            ),
            c,
        )
        pen.line(spline([(-neck - 4, 67), (0, 73), (neck + 4, 67)]), 2, shade)
    elif n.clothes in ("shirt", "blazer"):
        if n.clothes == "blazer":
            pen.fill([(-neck - 2, 80), (0, 150), (neck + 2, 80)], (244, 242, 236))
            pen.fill([(-neck, 76), (0, 100), (neck, 76), (0, 92)], head.skin)
        for s in (-1, 1):
            pen.fill(
                [
                    (s * (neck + 5), 74),
                    (s * 2, 100),
                    (s * (neck * 0.9), 118 if n.clothes == "shirt" else 112),
                    (s * (neck + 14), 86),
                ],
                light(c, 0.22) if n.clothes == "shirt" else shade,
            )
        if n.clothes == "shirt":
            pen.line([(0, 100), (0, low)], 1.5, shade)
            for y in (112, 128):
                pen.blob(3, y, 1.8, 1.8, shade)
        else:
            pen.line([(-neck - 2, 84), (0, 150)], 2, dark(c, 0.4))
            pen.line([(neck + 2, 84), (0, 150)], 2, dark(c, 0.4))
    elif n.clothes == "cardigan":
        pen.fill([(-neck - 6, 82), (0, 160), (neck + 6, 82), (0, 98)], (242, 236, 224))
        pen.line([(-neck - 7, 82), (0, 160)], 3, shade)
        pen.line([(neck + 7, 82), (0, 160)], 3, shade)
    elif n.clothes == "hoodie":
        for s in (-1, 1):
            pen.line([(s * 11, 96), (s * 12, 122)], 2, (244, 242, 236))
    else:
        pen.line(
            spline(
                [(-neck - 5, 82), (-neck * 0.6, 95), (0, 100), (neck * 0.6, 95), (neck + 5, 82)]
            ),
            3,
            shade,
        )


def _wall(n: FaceNuisance) -> Colour:
    palette = (
        (198, 214, 226),
        (226, 214, 196),
        (206, 222, 204),
        (228, 206, 204),
        (212, 206, 226),
        (232, 224, 190),
        (188, 204, 206),
        (216, 216, 214),
    )
    return palette[int(n.background_hue * len(palette)) % len(palette)]


def background(n: FaceNuisance) -> Image.Image:
    rng = np.random.default_rng(n.seed)
    image = Image.new("RGB", (SIZE, SIZE), _wall(n))
    d = ImageDraw.Draw(image, "RGBA")
    b, u = n.background, rng.uniform
    if b == "park":
        d.rectangle((0, 0, 256, 150), fill=(186, 218, 238))
        d.rectangle((0, 150, 256, 256), fill=(136, 184, 104))
        for _ in range(6):
            x, r = u(-10, 266), u(24, 46)
            d.rectangle((x - 4, 110, x + 4, 160), fill=(120, 88, 62))
            d.ellipse((x - r, 96 - r, x + r, 96 + r), fill=(88 + int(u(0, 34)), 152, 84))
    elif b == "beach":
        d.rectangle((0, 0, 256, 120), fill=(172, 220, 244))
        d.rectangle((0, 118, 256, 176), fill=(70, 154, 192))
        d.rectangle((0, 174, 256, 256), fill=(238, 216, 168))
        x = u(20, 236)
        d.ellipse((x - 18, 14, x + 18, 50), fill=(255, 240, 180))
    elif b == "library":
        d.rectangle((0, 0, 256, 256), fill=(122, 86, 58))
        for row in range(5):
            x = 2.0
            while x < 256:
                w = u(7, 15)
                d.rectangle(
                    (x, 52 * row + u(4, 14), x + w - 1, 52 * row + 46),
                    fill=tuple(int(v) for v in u(80, 216, 3)),
                )
                x += w
            d.rectangle((0, 52 * row + 46, 256, 52 * row + 52), fill=(92, 62, 42))
    elif b == "cafe":
        d.rectangle((0, 0, 256, 256), fill=(158, 116, 84))
        d.rectangle((0, 176, 256, 256), fill=(108, 76, 56))
        for _ in range(16):
            x, y, r = u(0, 256), u(0, 170), u(7, 17)
            d.ellipse((x - r, y - r, x + r, y + r), fill=(255, 220, 150, int(u(60, 150))))
    elif b == "street":
        d.rectangle((0, 0, 256, 256), fill=(206, 218, 228))
        x = -10.0
        while x < 256:
            w, top = u(38, 66), u(20, 90)
            d.rectangle((x, top, x + w, 256), fill=tuple(int(v) for v in u(140, 212, 3)))
            for yy in range(int(top) + 10, 250, 24):
                for xx in range(int(x) + 7, int(x + w) - 10, 17):
                    d.rectangle(
                        (xx, yy, xx + 8, yy + 12),
                        fill=(240, 234, 206) if u() < 0.4 else (112, 130, 150),
                    )
            x += w + 1
    elif b == "kitchen":
        d.rectangle((0, 0, 256, 256), fill=(238, 236, 228))
        for k in range(0, 256, 28):
            d.line((k, 0, k, 160), fill=(206, 208, 204), width=2)
            d.line((0, k * 160 // 256, 256, k * 160 // 256), fill=(206, 208, 204), width=2)
        d.rectangle((0, 160, 256, 174), fill=(176, 136, 98))
        d.rectangle((0, 174, 256, 256), fill=(146, 172, 168))
        d.rectangle((186, 30, 250, 74), fill=(146, 172, 168))
    elif b == "mountains":
        d.rectangle((0, 0, 256, 256), fill=(190, 216, 238))
        for base, shade in ((150, (154, 170, 190)), (186, (112, 140, 132))):
            x = u(-60, 0)
            while x < 300:
                w, h = u(80, 130), u(60, 116)
                d.polygon([(x, base), (x + w / 2, base - h), (x + w, base)], fill=shade)
                if base == 150:
                    d.polygon(
                        [
                            (x + w * 0.42, base - h * 0.84),
                            (x + w / 2, base - h),
                            (x + w * 0.58, base - h * 0.84),
                        ],
                        fill=(246, 248, 250),
                    )
                x += w * 0.7
            d.rectangle((0, base, 256, 256), fill=shade)
    elif b == "office":
        d.rectangle((0, 0, 256, 256), fill=(220, 224, 226))
        d.rectangle((14, 20, 112, 128), fill=(180, 210, 230))
        d.line((63, 20, 63, 128), fill=(246, 246, 246), width=4)
        d.rectangle((170, 40, 236, 92), fill=(250, 250, 248))
        for k in range(4):
            d.line((178, 50 + 10 * k, 178 + u(26, 50), 50 + 10 * k), fill=(150, 160, 190), width=3)
    elif b == "train":
        d.rectangle((0, 0, 256, 256), fill=(196, 202, 206))
        d.rounded_rectangle((-20, 24, 120, 136), 14, fill=(160, 206, 190))
        d.rounded_rectangle((140, 24, 280, 136), 14, fill=(160, 206, 190))
        d.rectangle((-20, 96, 120, 136), fill=(132, 176, 112))
        d.rectangle((140, 96, 280, 136), fill=(132, 176, 112))
        d.rectangle((0, 170, 256, 256), fill=(66, 92, 142))
    else:
        d.rectangle((0, 0, 256, 256), fill=_wall(n))
        if n.background_hue % 0.25 < 0.12:
            x = u(0, 60) if rng.random() < 0.5 else u(180, 210)
            d.rectangle((x - 4, 24, x + 62, 92), fill=dark(_wall(n), 0.35))
            d.rectangle((x, 28, x + 58, 88), fill=tuple(int(v) for v in u(150, 226, 3)))
    return image.filter(
        ImageFilter.GaussianBlur(2.2 if b in ("cafe", "street", "library") else 1.4)
    )
