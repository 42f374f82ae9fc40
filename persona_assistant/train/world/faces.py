"""Drawn faces: who somebody is, and how one picture of them happens to look.

The idea is a strict split. A `FaceIdentity` holds everything that stays the same from picture to
picture (bones, skin, hair, glasses, freckles); a `FaceNuisance` holds everything that does not
(tilt, expression, light, clothes, background, noise). `draw_face(identity, nuisance)` is a pure
function of the two, so "the same person, another picture" is true by construction.

Coordinates: the picture is 256 x 256 px; head shapes are written around the middle of the face,
x to the right, y down, and pass through one tilt-shift-scale before they are drawn.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace
from typing import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = 256
"""Side of a picture in pixels."""
_SS = 3  # supersampling: drawn at three times the size, then reduced

Colour = tuple[int, int, int]
Point = tuple[float, float]

SKINS: dict[str, Colour] = {
    "very pale": (250, 226, 208), "pale": (244, 208, 182), "rosy": (240, 190, 164),
    "olive": (222, 176, 134), "tan": (205, 152, 108), "golden brown": (180, 124, 82),
    "brown": (148, 98, 66), "deep brown": (112, 72, 50), "very dark": (80, 52, 40),
}
HAIR_COLOURS: dict[str, Colour] = {
    "black": (34, 29, 32), "dark brown": (66, 43, 32), "brown": (104, 68, 44),
    "chestnut": (134, 72, 44), "copper red": (182, 84, 38), "ginger": (212, 122, 56),
    "dark blond": (166, 128, 78), "blond": (218, 182, 112), "grey": (146, 146, 150),
    "white": (226, 224, 220),
}
EYES: dict[str, Colour] = {
    "dark brown": (58, 38, 28), "brown": (104, 66, 36), "hazel": (136, 104, 48),
    "green": (82, 130, 84), "grey": (122, 136, 146), "blue": (70, 124, 182),
}
CLOTHES_COLOURS: dict[str, Colour] = {
    "red": (196, 58, 54), "orange": (226, 128, 52), "yellow": (238, 198, 78), "green": (76, 142, 92),
    "teal": (44, 134, 138), "blue": (62, 108, 178), "navy": (42, 56, 96), "purple": (124, 86, 158),
    "pink": (226, 142, 162), "white": (240, 238, 232), "grey": (142, 146, 152), "black": (48, 48, 54),
    "brown": (134, 96, 68),
}
CLOTHES = ("t-shirt", "shirt", "hoodie", "striped jumper", "turtleneck", "blazer", "cardigan")
BACKGROUNDS = ("plain wall", "park", "beach", "library", "cafe", "street", "kitchen", "mountains",
               "office", "train")
EXPRESSIONS = ("neutral", "smile", "grin", "open", "sad", "smirk")
HAIR_STYLES_F = ("bob", "long straight", "long wavy", "ponytail", "bun", "fringe", "braids",
                 "long curls", "headscarf", "pixie", "short curls", "afro", "locs")
HAIR_STYLES_M = ("buzz cut", "crop", "side parting", "quiff", "short curls", "afro", "bald",
                 "receding", "locs", "bun", "long straight", "messy")
BEARDS = ("none", "stubble", "full beard", "goatee", "moustache", "long beard")
GLASSES = ("none", "round", "square", "narrow", "cat-eye")
FRAME_COLOURS: dict[str, Colour] = {
    "black": (36, 36, 40), "red": (176, 48, 52), "blue": (48, 84, 150), "golden": (192, 150, 62),
    "tortoiseshell": (122, 76, 40),
}


@dataclass(frozen=True, slots=True)
class FaceIdentity:
    """What stays. Lengths are factors around 1 unless said otherwise; `texture` seeds fine detail."""

    presentation: str  # "f" or "m": which hair styles and beards are likely
    skin: str
    hair_style: str
    hair_colour: str
    hair_volume: float
    parting: int  # -1 or 1: the side of a parting or a ponytail
    eye_colour: str
    eye_size: float
    eye_open: float
    eye_spacing: float
    eye_tilt: float  # degrees, outer corners up
    brow_thickness: float
    brow_angle: float  # degrees
    brow_height: float
    nose_length: float
    nose_width: float
    nose_kind: int  # 0 button, 1 straight, 2 long, 3 broad
    mouth_width: float
    lips: float
    mouth_height: float  # px, down
    beard: str
    glasses: str
    frame_colour: str
    freckles: bool
    mole: int  # 0 none, 1..4 where
    ears: float
    earrings: bool
    head_width: float
    head_height: float
    jaw: float
    chin: float
    age: float  # 0 young .. 1 old: wrinkles
    scarf: str  # colour of a headscarf
    texture: int


@dataclass(frozen=True, slots=True)
class FaceNuisance:
    """What changes from picture to picture."""

    tilt: float = 0.0  # degrees
    dx: float = 0.0  # px
    dy: float = 0.0
    scale: float = 1.0
    expression: str = "smile"
    blink: bool = False
    gaze: float = 0.0  # -1 .. 1
    brightness: float = 1.0
    warmth: float = 0.0  # -1 cold .. 1 warm
    light: float = 0.0  # degrees: where the light comes from
    light_strength: float = 0.1
    background: str = "plain wall"
    background_hue: float = 0.5
    clothes: str = "t-shirt"
    clothes_colour: str = "blue"
    noise: float = 2.0  # standard deviation, grey levels
    jpeg: int = 88
    seed: int = 0


def _pick(rng: np.random.Generator, options: Sequence[str], weights: Sequence[float] | None = None) -> str:
    p = None if weights is None else np.asarray(weights, float) / sum(weights)
    return options[int(rng.choice(len(options), p=p))]


def face_identity(rng: np.random.Generator, presentation: str | None = None) -> FaceIdentity:
    """A random person's face. `presentation` "f" or "m" fixes which hair and beards are likely."""
    presentation = presentation or _pick(rng, "fm")
    male = presentation == "m"
    age = float(rng.beta(1.3, 2.0))
    skin_index = int(rng.integers(len(SKINS)))
    # Light hair is rare on dark skin, grey and white come with age: plausible, never impossible.
    fair = (1.2, 1.3, 1.3, 1.0, 0.6, 0.7, 0.9, 0.9) if skin_index < 3 else (3, 2, 1, 0.4, 0.12, 0.08, 0.15, 0.08)
    hair_colour = _pick(rng, tuple(HAIR_COLOURS), (*fair, 0.2 + 4 * age ** 2, 0.05 + 3 * age ** 3))
    styles = HAIR_STYLES_M if male else HAIR_STYLES_F
    weights = [0.5 if s in ("headscarf", "long straight", "bun") and (male or s == "headscarf") else 1.0
               for s in styles]
    eyes = (1, 1.4, 1.2, 1.1, 0.8, 1.6) if skin_index < 3 else (3, 2.4, 0.8, 0.25, 0.1, 0.1)
    u = rng.uniform
    return FaceIdentity(
        presentation=presentation,
        skin=tuple(SKINS)[skin_index],
        hair_style=_pick(rng, styles, weights),
        hair_colour=hair_colour,
        hair_volume=float(u(0.8, 1.3)),
        parting=int(rng.choice((-1, 1))),
        eye_colour=_pick(rng, tuple(EYES), eyes),
        eye_size=float(u(0.84, 1.22)),
        eye_open=float(u(0.7, 1.2)),
        eye_spacing=float(u(0.88, 1.14)),
        eye_tilt=float(u(-7, 10)),
        brow_thickness=float(u(0.5, 1.3) * (1.35 if male else 0.85)),
        brow_angle=float(u(-9, 13)),
        brow_height=float(u(-2, 4)),
        nose_length=float(u(0.78, 1.22)),
        nose_width=float(u(0.75, 1.3)),
        nose_kind=int(rng.integers(4)),
        mouth_width=float(u(0.78, 1.22)),
        lips=float(u(0.6, 1.5) * (0.8 if male else 1.05)),
        mouth_height=float(u(-3, 4)),
        beard=_pick(rng, BEARDS, (5, 1.6, 1.8, 1.3, 1.4, 0.5)) if male else "none",
        glasses=_pick(rng, GLASSES, (6, 1.4, 1.4, 0.9, 0.1 if male else 1.0)),
        frame_colour=_pick(rng, tuple(FRAME_COLOURS), (2.5, 1, 1, 1, 1)),
        freckles=bool(rng.random() < (0.28 if skin_index < 4 else 0.07)),
        mole=int(rng.choice((0, 1, 2, 3, 4), p=(0.72, 0.07, 0.07, 0.07, 0.07))),
        ears=float(u(0.75, 1.3)),
        earrings=bool(rng.random() < (0.06 if male else 0.4)),
        head_width=float(u(0.88, 1.13)),
        head_height=float(u(0.9, 1.09)),
        jaw=float(u(0.66, 0.86) + (0.06 if male else 0)),
        chin=float(u(0.22, 0.5) + (0.06 if male else 0)),
        age=age,
        scarf=_pick(rng, ("teal", "navy", "purple", "pink", "grey", "white", "brown", "green")),
        texture=int(rng.integers(2**31)),
    )


def face_nuisance(rng: np.random.Generator, **fixed: object) -> FaceNuisance:
    """A random picture-taking. `fixed` sets named fields, e.g. `background="park"`."""
    u = rng.uniform
    drawn = FaceNuisance(
        tilt=float(u(-12, 12)), dx=float(u(-9, 9)), dy=float(u(-5, 6)), scale=float(u(0.92, 1.08)),
        expression=_pick(rng, EXPRESSIONS, (1.6, 3, 2, 0.8, 0.5, 0.8)),
        blink=bool(rng.random() < 0.06), gaze=float(u(-1, 1)),
        brightness=float(u(0.84, 1.05)), warmth=float(u(-0.8, 0.8)),
        light=float(u(0, 360)), light_strength=float(u(0.04, 0.2)),
        background=_pick(rng, BACKGROUNDS), background_hue=float(u(0, 1)),
        clothes=_pick(rng, CLOTHES), clothes_colour=_pick(rng, tuple(CLOTHES_COLOURS)),
        noise=float(u(0.5, 3.5)), jpeg=int(rng.integers(72, 94)), seed=int(rng.integers(2**31)),
    )
    return replace(drawn, **fixed)  # type: ignore[arg-type]


# ---------------------------------------------------------------- geometry

def _spline(points: Sequence[Point], closed: bool = False, steps: int = 9) -> list[Point]:
    """Catmull-Rom curve through the points."""
    p = np.asarray(points, float)
    p = np.vstack([p[-1], p, p[:2]]) if closed else np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                          + (3 * b - a - 3 * c + d) * t**3))
    curve = np.vstack(out)
    if not closed:
        curve = np.vstack([curve, p[-2]])
    return [(float(x), float(y)) for x, y in curve]


def _ellipse(cx: float, cy: float, rx: float, ry: float, turn: float = 0.0, n: int = 40) -> list[Point]:
    a = np.linspace(0, 2 * math.pi, n, endpoint=False)
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    x, y = rx * np.cos(a), ry * np.sin(a)
    return [(float(cx + c * i - s * j), float(cy + s * i + c * j)) for i, j in zip(x, y)]


def _mix(a: Colour, b: Colour, t: float) -> Colour:
    return tuple(int(round(x + (y - x) * t)) for x, y in zip(a, b))  # type: ignore[return-value]


def _dark(c: Colour, t: float = 0.2) -> Colour:
    return _mix(c, (24, 10, 16), t)


def _light(c: Colour, t: float = 0.2) -> Colour:
    return _mix(c, (255, 246, 232), t)


class _Pen:
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
        return [((self.ox + self.c * x - self.s * (y - 70)) * _SS,
                 (self.oy + 70 * self.scale + self.s * x + self.c * (y - 70)) * _SS) for x, y in points]

    def fill(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        self.draw.polygon(self.at(points), fill=(*colour, alpha))

    def blob(self, cx: float, cy: float, rx: float, ry: float, colour: Colour, alpha: int = 255,
             turn: float = 0.0) -> None:
        self.fill(_ellipse(cx, cy, rx, ry, turn), colour, alpha)

    def line(self, points: Sequence[Point], width: float, colour: Colour, alpha: int = 255) -> None:
        """A stroke with round ends; drawn as one shape so that alpha does not double at joints."""
        pts = np.asarray(points, float)
        d = np.gradient(pts, axis=0)
        normal = np.stack([-d[:, 1], d[:, 0]], 1) / np.maximum(np.hypot(d[:, 0], d[:, 1]), 1e-9)[:, None]
        left, right = pts + normal * width / 2, pts - normal * width / 2
        self.fill([*map(tuple, left), *map(tuple, right[::-1])], colour, alpha)
        if alpha == 255:
            for x, y in (points[0], points[-1]):
                self.blob(x, y, width / 2, width / 2, colour)

    def mask(self, points: Sequence[Point]) -> Image.Image:
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(self.at(points), fill=255)
        return mask

    def shade(self, mask: Image.Image, colour: Colour, strength: float, blur: float = 0.0) -> None:
        if blur:
            small = mask.resize((SIZE, SIZE)).filter(ImageFilter.GaussianBlur(blur))
            mask = ImageChops.multiply(mask, small.resize(mask.size))
        box = mask.getbbox()
        if box:
            self.image.paste(colour, box, mask.crop(box).point(lambda v: int(v * strength)))
            self.draw = ImageDraw.Draw(self.image, "RGBA")


class _Head:
    """The measures of one head, from which every feature takes its place."""

    def __init__(self, f: FaceIdentity) -> None:
        self.f = f
        self.w, self.h = 47 * f.head_width, 61 * f.head_height
        self.skin, self.hair = SKINS[f.skin], HAIR_COLOURS[f.hair_colour]
        self.rng = np.random.default_rng(f.texture)

    def outline(self, grow: float = 0.0) -> list[Point]:
        w, h, g = self.w, self.h, grow
        right = [(0.62 * w + 0.8 * g, -0.84 * h - 0.7 * g), (0.97 * w + g, -0.4 * h), (w + g, 0.1 * h),
                 (self.f.jaw * w + g, 0.6 * h), (self.f.chin * w + 0.6 * g, 0.93 * h + 0.7 * g)]
        pts = [(0.0, -h - g), *right, (0.0, h + g), *[(-x, y) for x, y in reversed(right)]]
        return _spline(pts, closed=True)

    def cap(self, top: float, side: float, down: float, hairline: Sequence[Point]) -> list[Point]:
        """Hair on the skull: thickness `top` and `side` px, reaching down to y = `down`; `hairline`
        left to right bounds it below."""
        w, h = self.w, self.h
        up = [(-0.98 * w - side, down), (-1.0 * w - side, -0.4 * h), (-0.64 * w - 0.8 * side, -0.84 * h - 0.8 * top),
              (0, -h - top), (0.64 * w + 0.8 * side, -0.84 * h - 0.8 * top), (1.0 * w + side, -0.4 * h),
              (0.98 * w + side, down)]
        return [*_spline(up), *reversed(_spline(list(hairline)))]


# ---------------------------------------------------------------- hair

def _curls(pen: _Pen, head: _Head, where: Sequence[Point], size: float) -> None:
    for x, y in where:
        r = size * head.rng.uniform(0.75, 1.2)
        shade = head.rng.uniform(-0.16, 0.16)
        colour = _dark(head.hair, -shade) if shade < 0 else _light(head.hair, shade * 0.7)
        pen.blob(x + head.rng.normal(0, size * 0.15), y + head.rng.normal(0, size * 0.15), r, r, colour)


def _strands(pen: _Pen, head: _Head, lines: Sequence[Sequence[Point]]) -> None:
    for k, points in enumerate(lines):
        colour = _light(head.hair, 0.22) if k % 2 else _dark(head.hair, 0.3)
        pen.line(_spline(points), 1.3, colour, 130)


def _side_locks(head: _Head, length: float, width: float, flare: float, waves: float = 0.0) -> list[Point]:
    """The mass of long hair behind the head."""
    w, h = head.w, head.h
    steps = 9
    right = []
    for i in range(steps):
        t = i / (steps - 1)
        y = -0.45 * h + t * (length + 0.45 * h)
        right.append((w + width + flare * t + waves * math.sin(t * 9.5), y))
    crown = [(-0.66 * w - width * .8, -0.9 * h), (0, -h - width * 0.9), (0.66 * w + width * .8, -0.9 * h)]
    ends = [(0.5 * w, length + 4), (0.0, length - 2), (-0.5 * w, length + 4)]
    return _spline([*crown, *right, *ends, *[(-x, y) for x, y in reversed(right)]], closed=True)


def _hair_back(pen: _Pen, head: _Head) -> None:
    f, w, h = head.f, head.w, head.h
    v, colour, p = f.hair_volume, _dark(head.hair, 0.16), f.parting
    style = f.hair_style
    if style == "bob":
        pen.fill(_side_locks(head, 0.78 * h, 11 * v, 4), colour)
    elif style in ("long straight", "fringe"):
        pen.fill(_side_locks(head, 1.55 * h, 10 * v, 6), colour)
    elif style == "long wavy":
        pen.fill(_side_locks(head, 1.5 * h, 13 * v, 9, 3.6), colour)
    elif style == "ponytail":
        tail = [(p * 0.5 * w, -0.9 * h), (p * (w + 26 * v), -0.75 * h), (p * (w + 30 * v), 0.1 * h),
                (p * (w + 16), 0.85 * h), (p * (w + 12), 0.1 * h), (p * 0.8 * w, -0.4 * h)]
        pen.fill(_spline(tail, closed=True), colour)
        _strands(pen, head, [[(p * (w + 22 * v), -0.6 * h), (p * (w + 24 * v), 0), (p * (w + 15), 0.7 * h)]])
    elif style == "bun":
        pen.blob(0, -h - 17 * v, 19 * v, 17 * v, colour)
        _strands(pen, head, [[(-12, -h - 14), (0, -h - 26 * v), (12, -h - 14)], [(-8, -h - 10), (2, -h - 20), (10, -h - 10)]])
    elif style == "afro":
        r = w + 17 * v
        pen.blob(0, -0.42 * h, r, r * 0.98, colour)
        ring = [(r * math.cos(a), -0.42 * h + r * 0.98 * math.sin(a)) for a in np.linspace(2.7, 6.7, 30)]
        _curls(pen, head, ring, 7.5)
        ring = [(.84 * r * math.cos(a), -0.42 * h + r * 0.84 * math.sin(a)) for a in np.linspace(2.8, 6.6, 26)]
        _curls(pen, head, ring, 8)
    elif style == "long curls":
        pen.fill(_side_locks(head, 1.1 * h, 8 * v, 6), colour)
        rows = [(s * (w + 4 + 9 * v * j + 3 * math.sin(i)), -0.6 * h + i * 10.5)
                for s in (-1, 1) for i in range(int(0.175 * h)) for j in (0, 1)]
        _curls(pen, head, rows, 8.5)
    elif style == "locs":
        for i in range(-6, 7):
            x = i * (w + 9 * v) / 6
            end = (1.25 - 0.02 * abs(i)) * h + (i % 3) * 5
            pen.line(_spline([(0.7 * x, -0.8 * h), (1.04 * x, 0), (1.12 * x, end)]), 8.5,
                     colour if i % 2 else _light(colour, 0.12))
    elif style == "headscarf":
        scarf = CLOTHES_COLOURS[f.scarf]
        pen.fill(_side_locks(head, 1.32 * h, 9, 10), _dark(scarf, 0.18))


def _hair_front(pen: _Pen, head: _Head) -> None:
    f, w, h = head.f, head.w, head.h
    v, colour, p, style = f.hair_volume, head.hair, f.parting, head.f.hair_style
    straight = [(-0.95 * w, -0.12 * h), (-0.86 * w, -0.42 * h), (-0.5 * w, -0.62 * h), (0, -0.66 * h),
                (0.5 * w, -0.62 * h), (0.86 * w, -0.42 * h), (0.95 * w, -0.12 * h)]
    middle = [(-0.97 * w, 0.1 * h), (-0.88 * w, -0.3 * h), (-0.5 * w, -0.62 * h), (0, -0.86 * h),
              (0.5 * w, -0.62 * h), (0.88 * w, -0.3 * h), (0.97 * w, 0.1 * h)]
    sweep = [(x * p, y) for x, y in
             [(-0.96 * w, -0.05 * h), (-0.86 * w, -0.4 * h), (-0.52 * w, -0.76 * h), (-0.1 * w, -0.6 * h),
              (0.5 * w, -0.44 * h), (0.86 * w, -0.3 * h), (0.96 * w, 0.0)]]
    sweep = sweep if p > 0 else sweep[::-1]
    fringe = [(-0.97 * w, 0.15 * h), (-0.84 * w, -0.28 * h), (-0.45 * w, -0.33 * h), (0, -0.35 * h),
              (0.45 * w, -0.33 * h), (0.84 * w, -0.28 * h), (0.97 * w, 0.15 * h)]

    def shine(y: float = -0.86, width: float = 0.55) -> None:
        band = [(-width * w, (y + 0.1) * h), (0, y * h - 3), (width * w, (y + 0.1) * h)]
        pen.line(_spline(band), 4.0, _light(colour, 0.35), 70)

    if style == "bald":
        pen.blob(-p * 0.3 * w, -0.72 * h, 0.22 * w, 0.09 * h, (255, 255, 255), 60, turn=-p * 18)
    elif style == "buzz cut":
        pen.fill(head.cap(2.2, 1.2, -0.06 * h, straight), _mix(colour, head.skin, 0.22), 232)
    elif style == "crop":
        jag = [(x, y + (4 if i % 2 else -3)) for i, (x, y) in enumerate(_spline(straight, steps=3))]
        pen.fill(head.cap(9 * v, 3, -0.04 * h, jag), colour)
        shine()
    elif style == "messy":
        pen.fill(head.cap(9 * v, 5, 0.0, straight), colour)
        for i in range(-5, 6):
            x = i * 0.17 * w
            pen.fill([(x - 9, -0.8 * h), (x + p * 7 + head.rng.uniform(-5, 5), -h - (17 - 0.35 * i * i) * v), (x + 9, -0.8 * h)],
                     colour)
            pen.fill([(x - 8, -0.7 * h), (x + p * 5, (-0.42 + 0.008 * i * i) * h), (x + 8, -0.7 * h)], colour)
    elif style == "side parting":
        pen.fill(head.cap(12 * v, 5, 0.0, sweep), colour)
        x = -p * 0.52 * w
        pen.line(_spline([(x, -0.76 * h), (x + p * 2, -0.95 * h), (x + p * 8, -1.08 * h)]), 1.6, _dark(colour, 0.45), 190)
        _strands(pen, head, [[(x, (-0.9 - .05 * k) * h), (0, (-0.8 - .06 * k) * h), (p * 0.75 * w, (-0.5 - .1 * k) * h)] for k in range(3)])
    elif style == "quiff":
        pen.fill(head.cap(6, 1.5, -0.08 * h, straight), _dark(colour, 0.12))
        roll = [(-0.72 * w, -0.6 * h), (-0.78 * w, -0.98 * h), (-0.2 * w, -h - 19 * v), (0.55 * w, -h - 16 * v),
                (0.82 * w, -0.92 * h), (0.66 * w, -0.58 * h), (0.1 * w, -0.68 * h)]
        roll = [(p * x, y) for x, y in roll]
        pen.fill(_spline(roll, closed=True), colour)
        _strands(pen, head, [[(p * (-.5 + .3 * k) * w, -0.66 * h), (p * (-.5 + .28 * k) * w, -0.9 * h), (p * (-.25 + .3 * k) * w, -h - 10 * v)] for k in range(4)])
    elif style == "short curls":
        pen.fill(head.cap(6, 2, 0.0, straight), _dark(colour, 0.15))
        band = [(1.02 * (w + 3) * math.cos(a), -0.36 * h + (0.66 * h + 3 * v) * math.sin(a) * k)
                for k in (1.0, 0.82) for a in np.linspace(math.pi + 0.12, 2 * math.pi - 0.12, 15)]
        _curls(pen, head, band, 8.2 * v)
        _curls(pen, head, [(x * w, -0.68 * h) for x in np.linspace(-0.62, 0.62, 8)], 6.5)
    elif style == "afro":
        pen.fill(head.cap(8, 5, -0.02 * h, straight), _dark(colour, 0.08))
        _curls(pen, head, [(x * w, (-0.72 - 0.12 * math.cos(2.4 * x)) * h) for x in np.linspace(-0.8, 0.8, 12)], 7)
    elif style == "receding":
        m = [(-0.97 * w, -0.02 * h), (-0.9 * w, -0.45 * h), (-0.6 * w, -0.8 * h), (0, -0.72 * h),
             (0.6 * w, -0.8 * h), (0.9 * w, -0.45 * h), (0.97 * w, -0.02 * h)]
        pen.fill(head.cap(3.5, 3, 0.0, m), _mix(colour, head.skin, 0.08))
    elif style in ("bun", "ponytail"):
        pen.fill(head.cap(4.5, 2.0, -0.02 * h, [(x, y - 0.06 * h) for x, y in straight]), colour)
        _strands(pen, head, [[(x * w, -0.7 * h), (0.6 * x * w, -0.9 * h), (0.15 * x * w, -1.04 * h)] for x in (-.66, -.3, .3, .66)])
    elif style == "pixie":
        pen.fill(head.cap(9 * v, 4, 0.12 * h, sweep), colour)
        for k in range(4):
            x = p * (0.1 + 0.22 * k) * w
            pen.fill([(x - 9, -0.62 * h), (x + p * 9, (-0.36 + 0.05 * k) * h), (x + 8, -0.62 * h)], colour)
        _strands(pen, head, [[(-p * 0.4 * w, -0.88 * h), (0, -0.78 * h), (p * 0.7 * w, -0.46 * h)]])
    elif style == "fringe":
        pen.fill(head.cap(10 * v, 7, 0.5 * h, fringe), colour)
        _strands(pen, head, [[(x * w, -0.9 * h), (x * w * 1.1, -0.4 * h)] for x in (-.6, -.35, -.1, .15, .4, .62)])
        shine()
    elif style in ("bob", "long straight", "long wavy", "long curls", "locs", "braids"):
        line = sweep if style in ("bob", "long wavy") else middle
        reach = {"bob": 0.55, "long curls": 0.15, "locs": 0.1, "braids": 0.05}.get(style, 0.75) * h
        if style in ("bob", "long straight", "long wavy"):
            ends = ((-0.98 * w, reach), (0.98 * w, reach))
            line = [ends[0], (-0.93 * w, 0.1 * h), *line[1:-1], (0.93 * w, 0.1 * h), ends[1]]
        pen.fill(head.cap(9 * v, 7 * v, reach, line), colour)
        if style == "long curls":
            _curls(pen, head, [(s * (0.2 + 0.16 * k) * w, (-0.92 + 0.035 * k * k) * h) for s in (-1, 1) for k in range(5)], 7.5)
        elif style == "braids":
            for s in (-1, 1):
                for k in range(9):
                    x, y = s * (w + 5 + 1.5 * k), 0.02 * h + 11 * k
                    pen.blob(x, y, 8.5 - 0.3 * k, 7.2, colour if k % 2 else _light(colour, 0.14), turn=s * 18)
                pen.blob(s * (w + 18.5), 0.02 * h + 92, 5.5, 4, (214, 80, 86))
        elif style == "locs":
            for i in (-3, -2, 2, 3):
                pen.line(_spline([(i * 4, -1.05 * h), (0.29 * i * w, -0.72 * h), (0.345 * i * w, 0.1 * h)]), 7.5,
                         _light(colour, 0.1) if i % 2 else colour)
        else:
            shine(-0.9, 0.6)
    elif style == "headscarf":
        scarf = CLOTHES_COLOURS[f.scarf]
        face = [(0.93 * x, 0.93 * y + 3) for x, y in head.outline()]
        frame = ImageChops.subtract(pen.mask(head.outline(9)), pen.mask([(x, y if y > -0.45 * h else max(y, -0.62 * h)) for x, y in face]))
        pen.shade(frame, scarf, 1.0)
        pen.line(_spline([(-0.8 * w, -0.72 * h), (0, -0.98 * h), (0.8 * w, -0.72 * h)]), 2.0, _dark(scarf, 0.3), 120)
        fold = [(-0.8 * w, 0.72 * h), (-0.2 * w, 1.08 * h), (0.5 * w, 1.2 * h), (1.0 * w, 1.42 * h), (0.1 * w, 1.55 * h), (-0.9 * w, 1.4 * h)]
        pen.fill(_spline([(p * x, y) for x, y in fold], closed=True), scarf)
        pen.line(_spline([(-p * 0.6 * w, 0.95 * h), (0, 1.2 * h), (p * 0.7 * w, 1.36 * h)]), 2.0, _dark(scarf, 0.3), 120)


# ---------------------------------------------------------------- features

def _eyes(pen: _Pen, head: _Head, n: FaceNuisance) -> None:
    f = head.f
    y = -0.06 * head.h
    brow = _dark(head.hair, 0.3) if f.hair_colour not in ("white", "grey") else _dark(head.hair, 0.22)
    if f.hair_style in ("bald", "headscarf"):
        brow = _dark(HAIR_COLOURS[f.hair_colour], 0.2)
    joy = n.expression == "grin"
    for s in (-1, 1):
        x, turn = s * 0.42 * head.w * f.eye_spacing, -s * f.eye_tilt
        rx, ry = 9.6 * f.eye_size, 5.8 * f.eye_size * f.eye_open * (0.75 if joy else 1.0)
        pen.blob(x, y + 1, rx * 1.25, ry * 1.55, _dark(head.skin, 0.22), 60, turn)
        if n.blink:
            pen.line(_spline([(x - rx, y), (x, y + 3), (x + rx, y)]), 2.2, _dark(head.skin, 0.75))
        else:
            def along(dx: float, dy: float) -> Point:
                a = math.radians(turn)
                return (x + dx * math.cos(a) - dy * math.sin(a), y + dx * math.sin(a) + dy * math.cos(a))
            almond = _spline([along(-rx, 0.5), along(-0.5 * rx, -ry * 0.85), along(0.1 * rx, -ry), along(0.65 * rx, -0.7 * ry),
                              along(rx, -0.3), along(0.5 * rx, ry * 0.8), along(-0.45 * rx, ry * 0.85)], closed=True)
            white = pen.mask(almond)
            pen.shade(white, (250, 249, 246), 1.0)
            gx, r = x + n.gaze * 2.2, 5.5 * f.eye_size
            for radius, colour in ((r, _dark(EYES[f.eye_colour], 0.35)), (r * 0.86, EYES[f.eye_colour]),
                                   (r * 0.46, (18, 14, 16))):
                pen.shade(ImageChops.multiply(white, pen.mask(_ellipse(gx, y - 0.4, radius, radius))), colour, 1.0)
            pen.blob(gx - 1.8, y - 2.3, 1.5, 1.5, (255, 255, 255))
            lid = _spline([along(-rx, 0.5), along(-0.5 * rx, -ry * 0.9), along(0.1 * rx, -ry * 1.05), along(0.65 * rx, -0.75 * ry), along(rx, -0.3)])
            pen.line(lid, 2.3 if f.presentation == "f" else 1.7, _dark(head.skin, 0.8))
            if f.presentation == "f":
                outer = along(s * rx, -0.4)
                pen.line([outer, (outer[0] + s * 3.2, outer[1] - 2.6)], 1.6, _dark(head.skin, 0.8))
        if f.age > 0.55:
            pen.line(_spline([(x - rx * 0.8, y + ry + 4), (x, y + ry + 6), (x + rx * 0.8, y + ry + 3.4)]), 1.1, _dark(head.skin, 0.4), 150)
        lift = f.brow_height + (2.2 if n.expression == "open" else 0)
        sad = 7 if n.expression == "sad" else 0
        a = math.radians(-s * (f.brow_angle - sad))
        by = y - 13.5 - lift
        pts = []
        for t in (-1, -0.4, 0.3, 1):
            dx, dy = t * 11 * f.eye_size, 2.6 * t * t - 2.6
            pts.append((x + dx * math.cos(a) - dy * math.sin(a), by + dx * math.sin(a) + dy * math.cos(a)))
        pen.line(_spline(pts), 3.4 * f.brow_thickness, brow)


def _nose(pen: _Pen, head: _Head) -> None:
    f, skin = head.f, head.skin
    tip = 0.18 * head.h + 8 * f.nose_length + (4 if f.nose_kind == 2 else 0)
    wide = 8 * f.nose_width * (1.35 if f.nose_kind == 3 else 1.0)
    ink = _dark(skin, 0.42)
    if f.nose_kind in (1, 2):
        pen.line(_spline([(-2.5, -0.02 * head.h), (-3.4, tip * 0.5), (-wide * 0.8, tip - 1)]), 1.5, ink, 130)
        pen.blob(1.5, tip * 0.55, 2.6, tip * 0.42, _light(skin, 0.4), 70)
    if f.nose_kind in (0, 3):
        pen.blob(0, tip - 3, wide * 0.85, wide * 0.62, _light(skin, 0.3), 90)
    pen.line(_spline([(-wide, tip - 2.5), (-wide * 0.8, tip + 1.6), (-wide * 0.35, tip), (0, tip + 2.4),
                      (wide * 0.35, tip), (wide * 0.8, tip + 1.6), (wide, tip - 2.5)]), 1.9, ink)


def _mouth(pen: _Pen, head: _Head, n: FaceNuisance) -> None:
    f = head.f
    y, w = 0.58 * head.h + f.mouth_height, 15.5 * f.mouth_width
    lip = _mix(head.skin, (178, 58, 66), 0.5 if f.presentation == "f" else 0.28)
    lip = _dark(lip, 0.06)
    ink, t = _dark(head.skin, 0.62), 3.0 * f.lips
    e = n.expression
    if e in ("grin", "open"):
        w2 = w * (1.12 if e == "grin" else 0.72)
        depth, rise = (10.5, -4.0) if e == "grin" else (12.0, 0.0)
        inner = _spline([(-w2, y + rise), (0, y + (1 if e == "grin" else -4)), (w2, y + rise), (w2 * 0.6, y + depth * 0.75),
                         (0, y + depth), (-w2 * 0.6, y + depth * 0.75)], closed=True)
        hull = pen.mask(inner)
        pen.fill([(x * 1.07, y + (yy - y) * 1.1 + 0.4 + (t * 0.45 if yy > y + 3 else -t * 0.4)) for x, yy in inner], lip)
        pen.shade(hull, (96, 30, 36), 1.0)
        teeth = pen.mask([(-w2, y - 8), (w2, y - 8), (w2, y + depth * 0.36), (-w2, y + depth * 0.36)])
        pen.shade(ImageChops.multiply(hull, teeth), (250, 248, 242), 1.0)
        tongue = pen.mask(_ellipse(0, y + depth, w2 * 0.55, depth * 0.4))
        pen.shade(ImageChops.multiply(hull, tongue), (206, 96, 98), 1.0)
    else:
        bend = {"smile": 5.0, "neutral": 0.6, "sad": -4.5, "smirk": 2.5}[e]
        skew = 3.0 * f.parting if e == "smirk" else 0.0
        def on(x: float, off: float = 0.0) -> Point:
            u = x / w
            return (x, y + bend * (1 - u * u) - bend * 0.55 - skew * u + off)
        top = [on(-w), on(-0.5 * w, -t * 0.8), on(-0.15 * w, -t * 1.15), on(0, -t * 0.8), on(0.15 * w, -t * 1.15),
               on(0.5 * w, -t * 0.8), on(w)]
        low = [on(w), on(0.5 * w, t * 1.2), on(0, t * 1.6), on(-0.5 * w, t * 1.2), on(-w)]
        pen.fill([*_spline(top), *_spline(low)], lip)
        pen.line(_spline([on(-w), on(-0.5 * w), on(0), on(0.5 * w), on(w)]), 1.7, ink)
        if e == "smile":
            for s in (-1, 1):
                pen.line(_spline([(s * (w + 2.4), y - 5), (s * (w + 4), y - 2.4), (s * (w + 2.6), y + 0.6)]), 1.4, ink, 130)
    if f.age > 0.5:
        for s in (-1, 1):
            pen.line(_spline([(s * 11, 0.34 * head.h), (s * (w + 3), 0.46 * head.h), (s * (w + 4), y - 2)]), 1.3,
                     _dark(head.skin, 0.4), int(90 + 110 * f.age))


def _beard(pen: _Pen, head: _Head, n: FaceNuisance) -> None:
    f, w, h = head.f, head.w, head.h
    if f.beard == "none":
        return
    colour = _dark(head.hair, 0.1)
    mouth = 0.58 * h + f.mouth_height
    tip = 0.18 * h + 8 * f.nose_length
    lash = [(-17.5 * f.mouth_width, mouth + 3), (-11, mouth - 6.5), (0, tip + 6), (11, mouth - 6.5), (17.5 * f.mouth_width, mouth + 3),
            (9, mouth - 1.5), (0, mouth - 3), (-9, mouth - 1.5)]
    jaw = pen.mask(head.outline(3.0 if f.beard != "stubble" else 0.0))
    if f.beard in ("stubble", "full beard", "long beard"):
        cheek = _spline([(-1.1 * w, 0.1 * h), (-0.8 * w, 0.28 * h), (-0.5 * w, 0.42 * h), (0, tip + 5), (0.5 * w, 0.42 * h),
                         (0.8 * w, 0.28 * h), (1.1 * w, 0.1 * h)])
        area = pen.mask([*cheek, (1.2 * w, 1.3 * h), (-1.2 * w, 1.3 * h)])
        hole = pen.mask(_spline([(-15 * f.mouth_width, mouth + 1), (0, mouth - 5.5), (15 * f.mouth_width, mouth + 1), (0, mouth + 9)], closed=True))
        beard = ImageChops.multiply(jaw, area)
        if f.beard == "stubble":
            pen.shade(beard, _dark(colour, 0.1), 0.30)
            return
        if f.beard == "long beard":
            pen.fill(_spline([(-0.86 * w, 0.45 * h), (-0.72 * w, 1.0 * h), (-0.3 * w, 1.38 * h), (0, 1.46 * h), (0.3 * w, 1.38 * h),
                              (0.72 * w, 1.0 * h), (0.86 * w, 0.45 * h)]), colour)
        pen.shade(ImageChops.subtract(beard, hole), colour, 1.0)
        _strands(pen, head, [[(x * w, 0.82 * h), (0.9 * x * w, (1.0 if f.beard == "full beard" else 1.3) * h)] for x in (-.4, -.2, 0, .2, .4)])
    if f.beard == "goatee":
        pen.fill(_spline([(-13, mouth + 9), (-15, 0.86 * h), (-8, h + 4), (0, h + 6), (8, h + 4), (15, 0.86 * h), (13, mouth + 9),
                          (0, mouth + 11)], closed=True), colour)
    if f.beard in ("moustache", "goatee", "full beard", "long beard"):
        pen.fill(_spline(lash, closed=True), _dark(colour, 0.06))


def _glasses(pen: _Pen, head: _Head) -> None:
    f = head.f
    if f.glasses == "none":
        return
    colour = FRAME_COLOURS[f.frame_colour]
    y, thick = -0.05 * head.h, 2.6
    cx = max(0.42 * head.w * f.eye_spacing, 17.5)
    for s in (-1, 1):
        x = s * cx
        if f.glasses == "round":
            rim = _ellipse(x, y, 15.5, 15)
        elif f.glasses == "square":
            rim = _spline([(x - 15, y - 11.5), (x, y - 13), (x + 15, y - 11.5), (x + 14.5, y + 10), (x, y + 12), (x - 14.5, y + 10)], closed=True)
        elif f.glasses == "narrow":
            rim = _spline([(x - 15, y - 5), (x, y - 6.5), (x + 15, y - 5), (x + 14, y + 6), (x, y + 8), (x - 14, y + 6)], closed=True)
        else:
            rim = _spline([(x - s * 14, y - 8), (x + s * 4, y - 10), (x + s * 18, y - 15), (x + s * 15, y + 5), (x, y + 11), (x - s * 12, y + 6)], closed=True)
        pen.fill(rim, (222, 236, 246), 46)
        pen.line([*rim, rim[0], rim[1]], thick, colour)
        pen.line([(x - 8, y + 3), (x - 1, y - 7)], 1.8, (255, 255, 255), 90)
        pen.line([(x + s * 15, y - 4), (s * head.w * 1.0, y - 6)], thick, colour)
    gap = cx - 15
    pen.line(_spline([(-gap, y - 3), (0, y - 6), (gap, y - 3)]), thick, colour)


# ---------------------------------------------------------------- clothes and places

def _body(image: Image.Image, head: _Head, n: FaceNuisance) -> None:
    pen = _Pen(image, replace(n, tilt=n.tilt * 0.15))
    f, c = head.f, CLOTHES_COLOURS[n.clothes_colour]
    shoulder = 74 * (1.12 if f.presentation == "m" else 0.98) * (0.7 + 0.3 * f.head_width)
    neck = 20 * (1.15 if f.presentation == "m" else 0.92)
    low = 170.0
    torso = _spline([(-shoulder - 8, low), (-shoulder, 106), (-shoulder * 0.7, 88), (-neck, 78), (neck, 78), (shoulder * 0.7, 88),
                     (shoulder, 106), (shoulder + 8, low)])
    dark = _dark(c, 0.25)
    pen.fill(torso, c)
    if n.clothes == "striped jumper":
        inside = pen.mask(torso)
        other = (244, 240, 230) if n.clothes_colour not in ("white", "yellow") else (60, 70, 104)
        for k in range(5):
            y = 92 + 17 * k
            pen.shade(ImageChops.multiply(inside, pen.mask([(-140, y), (140, y), (140, y + 8), (-140, y + 8)])), other, 1.0)
    if n.clothes == "hoodie":
        pen.fill(_spline([(-neck - 26, 92), (-neck - 12, 62), (0, 58), (neck + 12, 62), (neck + 26, 92), (0, 108)], closed=True), dark)
    skin_dark = _dark(head.skin, 0.18)
    pen.fill([(-neck, 30), (neck, 30), (neck + 4, 84), (0, 100), (-neck - 4, 84)], head.skin)
    pen.fill(_spline([(-neck, 40), (neck, 40), (neck, 62), (0, 80), (-neck, 62)], closed=True), skin_dark, 200)
    if n.clothes == "turtleneck":
        pen.fill(_spline([(-neck - 4, 66), (0, 72), (neck + 4, 66), (neck + 8, 96), (0, 104), (-neck - 8, 96)], closed=True), c)
        pen.line(_spline([(-neck - 4, 67), (0, 73), (neck + 4, 67)]), 2, dark)
    elif n.clothes in ("shirt", "blazer"):
        if n.clothes == "blazer":
            pen.fill([(-neck - 2, 80), (0, 150), (neck + 2, 80)], (244, 242, 236))
            pen.fill([(-neck, 76), (0, 100), (neck, 76), (0, 92)], head.skin)
        for s in (-1, 1):
            pen.fill([(s * (neck + 5), 74), (s * 2, 100), (s * (neck * 0.9), 118 if n.clothes == "shirt" else 112), (s * (neck + 14), 86)],
                     _light(c, 0.22) if n.clothes == "shirt" else dark)
        if n.clothes == "shirt":
            pen.line([(0, 100), (0, low)], 1.5, dark)
            for y in (112, 128):
                pen.blob(3, y, 1.8, 1.8, dark)
        else:
            pen.line([(-neck - 2, 84), (0, 150)], 2, _dark(c, 0.4))
            pen.line([(neck + 2, 84), (0, 150)], 2, _dark(c, 0.4))
    elif n.clothes == "cardigan":
        pen.fill([(-neck - 6, 82), (0, 160), (neck + 6, 82), (0, 98)], (242, 236, 224))
        pen.line([(-neck - 7, 82), (0, 160)], 3, dark)
        pen.line([(neck + 7, 82), (0, 160)], 3, dark)
    elif n.clothes == "hoodie":
        for s in (-1, 1):
            pen.line([(s * 11, 96), (s * 12, 122)], 2, (244, 242, 236))
    else:
        pen.line(_spline([(-neck - 5, 82), (-neck * 0.6, 95), (0, 100), (neck * 0.6, 95), (neck + 5, 82)]), 3, dark)


def _wall(n: FaceNuisance) -> Colour:
    palette = ((198, 214, 226), (226, 214, 196), (206, 222, 204), (228, 206, 204), (212, 206, 226), (232, 224, 190),
               (188, 204, 206), (216, 216, 214))
    return palette[int(n.background_hue * len(palette)) % len(palette)]


def _background(n: FaceNuisance) -> Image.Image:
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
                d.rectangle((x, 52 * row + u(4, 14), x + w - 1, 52 * row + 46), fill=tuple(int(v) for v in u(80, 216, 3)))
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
                    d.rectangle((xx, yy, xx + 8, yy + 12), fill=(240, 234, 206) if u() < 0.4 else (112, 130, 150))
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
                    d.polygon([(x + w * .42, base - h * .84), (x + w / 2, base - h), (x + w * .58, base - h * .84)], fill=(246, 248, 250))
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
            d.rectangle((x - 4, 24, x + 62, 92), fill=_dark(_wall(n), 0.35))
            d.rectangle((x, 28, x + 58, 88), fill=tuple(int(v) for v in u(150, 226, 3)))
    return image.filter(ImageFilter.GaussianBlur(2.2 if b in ("cafe", "street", "library") else 1.4))


# ---------------------------------------------------------------- the picture

def draw_face(f: FaceIdentity, n: FaceNuisance) -> Image.Image:
    """One picture of a person: RGB, 256 x 256, the same bytes every time for the same arguments."""
    head = _Head(f)
    image = _background(n).resize((SIZE * _SS, SIZE * _SS), Image.Resampling.BICUBIC)
    pen = _Pen(image, n)
    behind_body = f.hair_style in ("ponytail", "bun", "afro")
    if behind_body:
        _hair_back(pen, head)
        _body(image, head, n)
    else:
        _body(image, head, n)
        _hair_back(pen, head)
        if f.hair_style != "headscarf":  # the neck stands in front of long hair
            neck = 20 * (1.15 if f.presentation == "m" else 0.92)
            pen.fill(_spline([(-neck, 40), (neck, 40), (neck, 72), (0, 84), (-neck, 72)], closed=True), _dark(head.skin, 0.18))
    pen.draw = ImageDraw.Draw(image, "RGBA")
    if f.hair_style != "headscarf":
        for s in (-1, 1):
            pen.blob(s * head.w * 1.02, 0.04 * head.h, 7.5 * f.ears, 12.5 * f.ears, _dark(head.skin, 0.08), turn=s * 8)
            pen.blob(s * head.w * 1.03, 0.05 * head.h, 4 * f.ears, 8 * f.ears, _dark(head.skin, 0.25), 150, turn=s * 8)
    outline = head.outline()
    face = pen.mask(outline)
    pen.shade(face, head.skin, 1.0)
    side = 1 if math.cos(math.radians(n.light)) > 0 else -1
    lit = pen.mask([(0.96 * x + side * 7, 0.97 * y - 4) for x, y in outline])
    pen.shade(ImageChops.subtract(face, lit), _dark(head.skin, 0.35), 0.45)
    for s in (-1, 1):
        for r in (13, 10, 7):
            pen.blob(s * 0.56 * head.w, 0.3 * head.h, r, r * 0.72, _mix(head.skin, (226, 84, 78), 0.6), 22)
    if f.freckles:
        for _ in range(26):
            x, y = head.rng.normal(0, 0.42) * head.w, head.rng.normal(0.2, 0.1) * head.h
            if abs(x) < 0.8 * head.w:
                pen.blob(x, y, 1.25, 1.25, _mix(head.skin, (124, 62, 30), 0.55), 190)
    if f.age > 0.62:
        for k in range(2):
            y = (-0.5 + 0.09 * k) * head.h
            pen.line(_spline([(-0.38 * head.w, y), (0, y - 2.5), (0.38 * head.w, y)]), 1.1, _dark(head.skin, 0.35), 120)
    _nose(pen, head)
    _mouth(pen, head, n) if f.beard in ("none", "stubble", "goatee", "moustache") else None
    _beard(pen, head, n)
    if f.beard != "none":
        _mouth(pen, head, n)
    _eyes(pen, head, n)
    if f.mole:
        x, y = ((-0.42, 0.42), (0.45, 0.44), (0.3, 0.78), (-0.55, 0.1))[f.mole - 1]
        pen.blob(x * head.w, y * head.h, 2.1, 2.1, _dark(head.skin, 0.65))
    _hair_front(pen, head)
    _glasses(pen, head)
    if f.earrings and f.hair_style not in ("headscarf", "long straight", "long wavy", "fringe", "bob", "long curls"):
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
