"""Drawn faces: a picture is a function of identity and nuisance, so "the same person, another
picture" is true by construction.

Parameters come from `looks`, hair from `hair`, eyes to glasses from `features`, clothes and places
from `scenery`; here they are put together, lit and passed through a camera.
"""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from persona_worlds.features import beard, eyes, glasses, mouth, nose
from persona_worlds.hair import hair_back, hair_front
from persona_worlds.looks import (
    HAIR_COLOURS,
    SKINS,
    FaceIdentity,
    FaceNuisance,
    face_identity,
    face_nuisance,
)
from persona_worlds.pen import SIZE, SUPERSAMPLING, Head, Pen, dark, mix, spline
from persona_worlds.scenery import background, body

__all__ = [
    "SIZE",
    "FaceIdentity",
    "FaceNuisance",
    "draw_face",
    "face_identity",
    "face_nuisance",
    "jpeg_bytes",
]


def draw_face(f: FaceIdentity, n: FaceNuisance) -> Image.Image:
    """One picture of a person: RGB, 256 x 256, the same bytes every time for the same arguments."""
    head = Head(f, SKINS[f.skin], HAIR_COLOURS[f.hair_colour])
    image = background(n).resize(
        (SIZE * SUPERSAMPLING, SIZE * SUPERSAMPLING), Image.Resampling.BICUBIC
    )
    pen = Pen(image, n)
    behind_body = f.hair_style in ("ponytail", "bun", "afro")
    if behind_body:
        hair_back(pen, head)
        body(image, head, n)
    else:
        body(image, head, n)
        hair_back(pen, head)
        if f.hair_style != "headscarf":  # the neck stands in front of long hair
            neck = 20 * (1.15 if f.presentation == "m" else 0.92)
            pen.fill(
                spline([(-neck, 40), (neck, 40), (neck, 72), (0, 84), (-neck, 72)], closed=True),
                dark(head.skin, 0.18),
            )
    pen.draw = ImageDraw.Draw(image, "RGBA")
    if f.hair_style != "headscarf":
        for s in (-1, 1):
            pen.blob(
                s * head.w * 1.02,
                0.04 * head.h,
                7.5 * f.ears,
                12.5 * f.ears,
                dark(head.skin, 0.08),
                turn=s * 8,
            )
            pen.blob(
                s * head.w * 1.03,
                0.05 * head.h,
                4 * f.ears,
                8 * f.ears,
                dark(head.skin, 0.25),
                150,
                turn=s * 8,
            )
    outline = head.outline()
    face = pen.mask(outline)
    pen.shade(face, head.skin, 1.0)
    side = 1 if math.cos(math.radians(n.light)) > 0 else -1
    lit = pen.mask([(0.96 * x + side * 7, 0.97 * y - 4) for x, y in outline])
    pen.shade(ImageChops.subtract(face, lit), dark(head.skin, 0.35), 0.45)
    for s in (-1, 1):
        for r in (13, 10, 7):
            pen.blob(
                s * 0.56 * head.w, 0.3 * head.h, r, r * 0.72, mix(head.skin, (226, 84, 78), 0.6), 22
            )
    if f.freckles:
        for _ in range(26):
            x, y = head.rng.normal(0, 0.42) * head.w, head.rng.normal(0.2, 0.1) * head.h
            if abs(x) < 0.8 * head.w:
                pen.blob(x, y, 1.25, 1.25, mix(head.skin, (124, 62, 30), 0.55), 190)
    if f.age > 0.62:
        for k in range(2):
            y = (-0.5 + 0.09 * k) * head.h
            pen.line(
                spline([(-0.38 * head.w, y), (0, y - 2.5), (0.38 * head.w, y)]),
                1.1,
                dark(head.skin, 0.35),
                120,
            )
    nose(pen, head)
    mouth(pen, head, n) if f.beard in ("none", "stubble", "goatee", "moustache") else None
    beard(pen, head, n)
    if f.beard != "none":
        mouth(pen, head, n)
    eyes(pen, head, n)
    if f.mole:
        x, y = ((-0.42, 0.42), (0.45, 0.44), (0.3, 0.78), (-0.55, 0.1))[f.mole - 1]
        pen.blob(x * head.w, y * head.h, 2.1, 2.1, dark(head.skin, 0.65))
    hair_front(pen, head)
    glasses(pen, head)
    if f.earrings and f.hair_style not in (
        "headscarf",
        "long straight",
        "long wavy",
        "fringe",
        "bob",
        "long curls",
    ):
        for s in (-1, 1):
            pen.blob(s * (head.w * 1.02 + 1), 0.04 * head.h + 14 * f.ears, 2.8, 2.8, (232, 192, 84))
    return _camera(image.resize((SIZE, SIZE), Image.Resampling.LANCZOS), n)


def _camera(image: Image.Image, n: FaceNuisance) -> Image.Image:
    """Light, white balance, sensor noise, JPEG."""
    x = np.asarray(image, np.float32)
    yy, xx = np.mgrid[0:SIZE, 0:SIZE] / (SIZE - 1.0) - 0.5
    a = math.radians(n.light)
    gain = n.brightness * (1 + n.light_strength * 1.4 * (xx * math.cos(a) + yy * math.sin(a)))
    balance = np.array([1 + 0.07 * n.warmth, 1.0, 1 - 0.08 * n.warmth], np.float32)
    x = x * gain[..., None].astype(np.float32) * balance
    x = x + np.random.default_rng(n.seed + 1).normal(0, n.noise, x.shape).astype(np.float32)
    out = Image.fromarray(np.clip(np.rint(x), 0, 255).astype(np.uint8))
    buffer = io.BytesIO()
    out.save(buffer, "JPEG", quality=n.jpeg)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def jpeg_bytes(image: Image.Image, quality: int = 86) -> bytes:
    """The picture as it is written to disk."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
