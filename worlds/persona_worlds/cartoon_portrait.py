"""Portraits by another hand: `draw_portrait`, flat colours within wobbling black outlines.

Nothing is shared with `faces`: no shape, palette or proportion. Heads go from
round to boxy, hair is of any colour, hats stay on, and people are numbered, so that a picture is a
function of two numbers: who sits, and which sitting it is. `cartoon_world` makes a world of them.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from persona_worlds.cartoon_hair import HAIR_BEFORE, HAIR_BEHIND
from persona_worlds.cartoon_pen import (
    INK,
    SCALE,
    CartoonPen,
    Look,
    as_colour,
    cartoon_face,
    outline,
    ring,
)

SIZE = 320
"""Side of a picture in pixels."""
_SITTINGS = 62
"""First word of the random stream."""


def draw_portrait(person: int, view: int) -> Image.Image:
    """One portrait, RGB, 320 x 320."""
    look, rng = cartoon_face(person), np.random.default_rng((_SITTINGS, person, view))
    image = _backdrop(rng)
    ink = CartoonPen(image, rng)
    _clothes(ink, look, rng)
    if behind := HAIR_BEHIND.get(look.style):
        behind(ink, look)
    for side in (-1, 1):
        ink.blob(side * (look.width + look.ears / 3), 5, look.ears * 0.7, look.ears, look.skin)
    ink.shape(outline(look), look.skin)
    _marks(ink, look)
    _beard(ink, look)
    _mouth(ink, look, rng)
    _nose(ink, look)
    _eyes(ink, look, rng)
    if before := HAIR_BEFORE.get(look.style):
        before(ink, look)
    _glasses(ink, look)
    return _photographed(image, rng)


def _backdrop(rng: np.random.Generator) -> Image.Image:
    side = SIZE * SCALE
    first, second = (as_colour(rng.integers(40, 250, 3)) for _ in range(2))
    image = Image.new("RGB", (side, side), first)
    draw = ImageDraw.Draw(image)
    kind = int(rng.integers(5))
    if kind == 0:
        for x in range(0, 2 * side, int(rng.integers(50, 160))):
            draw.line((x, 0, x - side, side), fill=second, width=int(rng.integers(10, 40)))
    elif kind == 1:
        step = int(rng.integers(50, 150))
        for x in range(0, side, 2 * step):
            for y in range(0, side, step):
                draw.rectangle(
                    (x + (y // step % 2) * step, y, x + (y // step % 2) * step + step, y + step),
                    fill=second,
                )
    elif kind == 2:
        for _ in range(14):
            across, down, r = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(20, 110)
            draw.ellipse(
                (across - r, down - r, across + r, down + r),
                fill=as_colour(rng.integers(40, 250, 3)),
            )
    elif kind == 3:
        share = np.linspace(0, 1, side)[:, None, None]
        rows = (1 - share) * np.array(first) + share * np.array(second)
        image.paste(Image.fromarray(np.broadcast_to(rows, (side, side, 3)).astype(np.uint8)))
    return image


def _clothes(ink: CartoonPen, look: Look, rng: np.random.Generator) -> None:
    main, other = (as_colour(rng.integers(20, 245, 3)) for _ in range(2))
    down = look.height + 26
    ink.shape(
        [(-150, 330), (-118, down + 26), (-40, down), (40, down), (118, down + 26), (150, 330)],
        main,
    )
    kind = int(rng.integers(4))
    if kind == 0:
        ink.shape([(-34, down), (0, down + 60), (34, down)], other)
    elif kind == 1:
        for y in range(int(down) + 40, 330, 26):
            half = 108 + 32 * (y - down - 26) / (304 - down)
            ink.stroke([(-half, y), (half, y)], 9, other)
    elif kind == 2:
        ink.blob(0, down + 4, look.neck + 16, 15, other)
    neck = look.neck
    ink.shape(
        [(-neck, look.height - 34), (-neck, down + 6), (neck, down + 6), (neck, look.height - 34)],
        look.skin,
    )


def _eyes(ink: CartoonPen, look: Look, rng: np.random.Generator) -> None:
    gaze, up, size = rng.uniform(-0.35, 0.35), rng.uniform(-5, 3), look.eye_size
    shut = rng.random() < 0.05
    for side in (-1, 1):
        x, y, lean = side * look.gap, -12.0, side * look.slant / 14 * size * 0.35
        if shut:
            ink.stroke([(x - size, y), (x, y + 3), (x + size, y)], 3)
        elif look.eye == "dot":
            ink.blob(x + gaze * size * 0.5, y, size * 0.55, size * 0.7, look.iris)
        else:
            tall = {"almond": 0.55, "round": 1.0, "lidded": 0.8}[look.eye] * size
            ink.shape(
                [(px, py + lean * (px - x) / size) for px, py in ring(x, y, size, tall)],
                (250, 248, 242),
            )
            ink.blob(x + gaze * size * 0.6, y, size * 0.5, min(tall, size * 0.55), look.iris)
            ink.blob(x + gaze * size * 0.6, y, size * 0.2, size * 0.22, INK, False)
            if look.eye == "lidded":
                ink.shape(ring(x, y, size + 1, tall + 1, 180, 360), look.skin)
        rise = side * look.brow_slant / 3
        ink.stroke(
            [(x - size * 1.3, y - 20 + up + rise), (x + size * 1.3, y - 20 + up - rise)],
            look.brow,
            look.hair,
        )
    if look.joined:
        ink.stroke([(-look.gap, -32 + up), (look.gap, -32 + up)], look.brow, look.hair)


def _nose(ink: CartoonPen, look: Look) -> None:
    k, shade = look.nose_size, as_colour(0.82 * v for v in look.skin)
    if look.nose == "wedge":
        ink.shape([(0, -8), (13 * k, 24), (-13 * k, 24)], shade)
    elif look.nose == "hook":
        ink.stroke([(3, -12), (11 * k, 18), (-4, 24)], 3)
    elif look.nose == "potato":
        ink.blob(0, 16, 13 * k, 11 * k, shade)
    elif look.nose == "nostrils":
        for side in (-1, 1):
            ink.blob(side * 6 * k, 20, 3 * k, 2.4 * k, INK, False)
    else:
        ink.stroke([(-6 * k, -16), (-8 * k, 20), (8 * k, 20), (6 * k, -16)], 2.4)


def _mouth(ink: CartoonPen, look: Look, rng: np.random.Generator) -> None:
    y, curve = look.height * 0.52, rng.uniform(-6, 15)
    wide = look.mouth * rng.uniform(0.9, 1.12)
    x = np.linspace(-wide, wide, 11)
    bow = curve * (1 - (x / wide) ** 2)
    upper = list(zip(x, y + bow - look.fullness * (1 - (x / wide) ** 2) * 0.7))
    lower = list(zip(x[::-1], (y + bow + look.fullness * (1 - (x / wide) ** 2))[::-1]))
    ink.shape([*upper, *lower], look.lips)
    if rng.random() < 0.35:
        ink.shape(ring(0, y + curve, wide * 0.6, 3 + look.fullness * 0.4), (250, 248, 240))
    else:
        ink.stroke(list(zip(x, y + bow)), 2)


def _marks(ink: CartoonPen, look: Look) -> None:
    dark = as_colour(0.72 * v for v in look.skin)
    if look.mark == "freckles":
        for side in (-1, 1):
            for i in range(7):
                ink.blob(
                    side * (look.width * 0.45 + 5 * (i % 3)), 14 + 6 * (i // 3), 2, 2, dark, False
                )
    elif look.mark == "mole":
        ink.blob(look.width * 0.5, 34, 4.5, 4.5, INK, False)
    elif look.mark == "scar":
        ink.stroke([(-look.width * 0.7, -4), (-look.width * 0.4, 36)], 3.4, dark)
    elif look.mark == "blush":
        for side in (-1, 1):
            ink.blob(side * look.width * 0.55, 26, 15, 10, (226, 120, 116), False)
    elif look.mark == "lines":
        for y in (-62, -54, -46):
            ink.stroke([(-26, y), (26, y)], 2, dark)
        for side in (-1, 1):
            ink.stroke([(side * 20, 22), (side * 32, 46)], 2.4, dark)
    elif look.mark == "patch":
        ink.blob(
            look.width * 0.45,
            -40,
            20,
            13,
            as_colour(0.6 * v + 0.4 * 250 for v in look.skin),
            False,
        )


def _beard(ink: CartoonPen, look: Look) -> None:
    y = look.height * 0.52
    if look.beard in ("box", "walrus"):
        low = [(x, yy) for x, yy in outline(look, 3) if yy > look.height * 0.12]
        low.sort(key=lambda p: math.atan2(p[1], p[0]))
        ink.shape([*low, (-look.width * 0.5, y - 8), (look.width * 0.5, y - 8)], look.hair)
    if look.beard in ("moustache", "walrus"):
        ink.shape(
            [(-34, y - 4), (-16, y - 17), (0, y - 13), (16, y - 17), (34, y - 4), (0, y - 6)],
            look.hair,
        )
    elif look.beard == "tuft":
        ink.shape([(-13, y + 16), (13, y + 16), (0, look.height + 10)], look.hair)
    elif look.beard == "sideburns":
        for side in (-1, 1):
            x = side * look.width
            ink.shape([(x, -24), (0.72 * x, -14), (0.74 * x, y - 4), (0.93 * x, y - 8)], look.hair)


def _glasses(ink: CartoonPen, look: Look) -> None:
    if look.glasses == "none":
        return
    r = look.gap * 0.74
    for side in (-1, 1) if look.glasses != "monocle" else (1,):
        x = side * look.gap
        if look.glasses == "square":
            rim = [
                (x - r, -12 - r * 0.7),
                (x + r, -12 - r * 0.7),
                (x + r, -12 + r * 0.7),
                (x - r, -12 + r * 0.7),
            ]
        else:
            rim = ring(x, -12, r, r, 0, 180 if look.glasses == "halves" else 360)
        ink.stroke([*rim, rim[0]], 5, look.frame)
        ink.stroke([(x + side * r, -14), (side * look.width, -18)], 4, look.frame)
    if look.glasses != "monocle":
        ink.stroke([(-look.gap + r, -12), (look.gap - r, -12)], 5, look.frame)


def _photographed(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Reduced, lit from one side, tinted, noisy."""
    pixels = np.asarray(image.resize((SIZE, SIZE), Image.Resampling.LANCZOS), np.float32)
    across = np.linspace(-1, 1, SIZE, dtype=np.float32)
    angle, strength = rng.uniform(0, 2 * math.pi), rng.uniform(0, 0.16)
    shade = 1 + strength * (
        math.cos(angle) * across[None, :, None] + math.sin(angle) * across[:, None, None]
    )
    lit = pixels * shade * rng.uniform(0.78, 1.1) * rng.uniform(0.94, 1.06, 3).astype(np.float32)
    return Image.fromarray(
        np.rint((lit + rng.normal(0, rng.uniform(1, 5), lit.shape)).clip(0, 255)).astype(np.uint8)
    )
