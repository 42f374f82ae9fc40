"""Who somebody is to the eye, and how one picture of them happens to be taken: as parameters.

A `FaceIdentity` holds everything that stays the same from picture to picture (bones, skin, hair,
glasses, freckles); a `FaceNuisance` holds everything that does not (tilt, expression, light,
clothes, background, noise). `faces.draw_face` turns the two into a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from persona_worlds.pen import Colour

SKINS: dict[str, Colour] = {
    "very pale": (250, 226, 208),
    "pale": (244, 208, 182),
    "rosy": (240, 190, 164),
    "olive": (222, 176, 134),
    "tan": (205, 152, 108),
    "golden brown": (180, 124, 82),
    "brown": (148, 98, 66),
    "deep brown": (112, 72, 50),
    "very dark": (80, 52, 40),
}
HAIR_COLOURS: dict[str, Colour] = {
    "black": (34, 29, 32),
    "dark brown": (66, 43, 32),
    "brown": (104, 68, 44),
    "chestnut": (134, 72, 44),
    "copper red": (182, 84, 38),
    "ginger": (212, 122, 56),
    "dark blond": (166, 128, 78),
    "blond": (218, 182, 112),
    "grey": (146, 146, 150),
    "white": (226, 224, 220),
}
EYES: dict[str, Colour] = {
    "dark brown": (58, 38, 28),
    "brown": (104, 66, 36),
    "hazel": (136, 104, 48),
    "green": (82, 130, 84),
    "grey": (122, 136, 146),
    "blue": (70, 124, 182),
}
CLOTHES_COLOURS: dict[str, Colour] = {
    "red": (196, 58, 54),
    "orange": (226, 128, 52),
    "yellow": (238, 198, 78),
    "green": (76, 142, 92),
    "teal": (44, 134, 138),
    "blue": (62, 108, 178),
    "navy": (42, 56, 96),
    "purple": (124, 86, 158),
    "pink": (226, 142, 162),
    "white": (240, 238, 232),
    "grey": (142, 146, 152),
    "black": (48, 48, 54),
    "brown": (134, 96, 68),
}
CLOTHES = ("t-shirt", "shirt", "hoodie", "striped jumper", "turtleneck", "blazer", "cardigan")
BACKGROUNDS = (
    "plain wall",
    "park",
    "beach",
    "library",
    "cafe",
    "street",
    "kitchen",
    "mountains",
    "office",
    "train",
)
EXPRESSIONS = ("neutral", "smile", "grin", "open", "sad", "smirk")
HAIR_STYLES_F = (
    "bob",
    "long straight",
    "long wavy",
    "ponytail",
    "bun",
    "fringe",
    "braids",
    "long curls",
    "headscarf",
    "pixie",
    "short curls",
    "afro",
    "locs",
)
HAIR_STYLES_M = (
    "buzz cut",
    "crop",
    "side parting",
    "quiff",
    "short curls",
    "afro",
    "bald",
    "receding",
    "locs",
    "bun",
    "long straight",
    "messy",
)
BEARDS = ("none", "stubble", "full beard", "goatee", "moustache", "long beard")
GLASSES = ("none", "round", "square", "narrow", "cat-eye")
FRAME_COLOURS: dict[str, Colour] = {
    "black": (36, 36, 40),
    "red": (176, 48, 52),
    "blue": (48, 84, 150),
    "golden": (192, 150, 62),
    "tortoiseshell": (122, 76, 40),
}


@dataclass(frozen=True, slots=True)
class FaceIdentity:
    """What stays. Lengths are factors around 1 unless said otherwise; `texture` seeds fine
    detail."""

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


def _pick(
    rng: np.random.Generator, options: Sequence[str], weights: Sequence[float] | None = None
) -> str:
    p = None if weights is None else np.asarray(weights, float) / sum(weights)
    return options[int(rng.choice(len(options), p=p))]


def face_identity(rng: np.random.Generator, presentation: str | None = None) -> FaceIdentity:
    """A random person's face. `presentation` "f" or "m" fixes which hair and beards are likely."""
    presentation = presentation or _pick(rng, "fm")
    male = presentation == "m"
    age = float(rng.beta(1.3, 2.0))
    skin_index = int(rng.integers(len(SKINS)))
    # Light hair is rare on dark skin, grey and white come with age: plausible, never impossible.
    fair = (
        (1.2, 1.3, 1.3, 1.0, 0.6, 0.7, 0.9, 0.9)
        if skin_index < 3
        else (3, 2, 1, 0.4, 0.12, 0.08, 0.15, 0.08)
    )
    hair_colour = _pick(rng, tuple(HAIR_COLOURS), (*fair, 0.2 + 4 * age**2, 0.05 + 3 * age**3))
    styles = HAIR_STYLES_M if male else HAIR_STYLES_F
    weights = [
        0.5 if s in ("headscarf", "long straight", "bun") and (male or s == "headscarf") else 1.0
        for s in styles
    ]
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
        tilt=float(u(-12, 12)),
        dx=float(u(-9, 9)),
        dy=float(u(-5, 6)),
        scale=float(u(0.92, 1.08)),
        expression=_pick(rng, EXPRESSIONS, (1.6, 3, 2, 0.8, 0.5, 0.8)),
        blink=bool(rng.random() < 0.06),
        gaze=float(u(-1, 1)),
        brightness=float(u(0.84, 1.05)),
        warmth=float(u(-0.8, 0.8)),
        light=float(u(0, 360)),
        light_strength=float(u(0.04, 0.2)),
        background=_pick(rng, BACKGROUNDS),
        background_hue=float(u(0, 1)),
        clothes=_pick(rng, CLOTHES),
        clothes_colour=_pick(rng, tuple(CLOTHES_COLOURS)),
        noise=float(u(0.5, 3.5)),
        jpeg=int(rng.integers(72, 94)),
        seed=int(rng.integers(2**31)),
    )
    return replace(drawn, **fixed)  # type: ignore[arg-type]
