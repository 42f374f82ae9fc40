"""The benchmark of a picture and a clip together, on people of known geometry."""

from __future__ import annotations

import dataclasses

import numpy as np

from bench import together
from bench.recognition import Known
from persona_assistant.pmg import Clip
from persona_assistant.routing.joint import Joint
from tests.support.fakes import FakeEncoder, calibration, picture_of

DIM = 24


def people(kind: str, count: int = 60, noise: float = 0.6):
    rng = np.random.default_rng(len(kind))
    rows = rng.normal(size=(count, 1, DIM)) + noise * rng.normal(size=(count, 3, DIM))
    rows = (rows / np.linalg.norm(rows, axis=2, keepdims=True)).astype(np.float32)
    if kind == "image":
        return [[picture_of(row) for row in own] for own in rows]
    return [[Clip(row.astype("<f4").tobytes(), 1.0) for row in own] for own in rows]


def test_both_name_no_more_strangers_than_one_and_more_of_the_people_who_are_known():
    everybody = {kind: people(kind) for kind in ("image", "voice")}
    encoders = {kind: Known(FakeEncoder(kind, DIM), media) for kind, media in everybody.items()}
    base = calibration()
    lax = dataclasses.replace(
        base,
        image=dataclasses.replace(base.image, intercept=-13.0, match=0.75),
        voice=dataclasses.replace(base.voice, intercept=-14.5, match=0.95),
        joint=Joint(0.1, 0.8),
    )
    rows = {(row.known_by, row.asking): row for row in together.measure(everybody, encoders, lax)}
    picture, clip, both = (rows["both", asking] for asking in ("picture", "clip", "both"))
    assert picture.named > 0.02, "the ratios of this world are overstated"
    assert both.named <= max(picture.named, clip.named)
    assert both.right >= max(picture.right, clip.right) > 0.9
    halves = [rows["one of both", asking].named for asking in ("picture", "clip", "both")]
    assert halves[2] <= halves[0] + halves[1] + 1 / 192
