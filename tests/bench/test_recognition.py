"""The benchmark of recognition: its populations, and its figures for people of known geometry."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import asdict

import numpy as np
import pytest

from bench import populations
from persona_assistant.errors import StoreCorrupt
from persona_assistant.pmg import Picture
from persona_assistant.resources import data_path
from persona_assistant.routing.calibration import load
from tests.support.fakes import FakeEncoder, calibration, picture_of

DIM = 24


@pytest.fixture(scope="module")
def bench():
    path = data_path("bench", "recognition.py")
    spec = importlib.util.spec_from_file_location("bench_recognition", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def shipped(bench, monkeypatch):
    monkeypatch.setattr(bench, "load", calibration)


def population(people: int, media: int, noise: float = 0.6, alone: int = 0):
    """Everybody's pictures; the first `alone` people have one only."""
    rng = np.random.default_rng(6)
    rows = rng.normal(size=(people, 1, DIM)) + noise * rng.normal(size=(people, media, DIM))
    rows = (rows / np.linalg.norm(rows, axis=2, keepdims=True)).astype(np.float32)
    return [
        [picture_of(row, f"{i}_{k}.jpg") for k, row in enumerate(own[: 1 if i < alone else media])]
        for i, own in enumerate(rows)
    ]


def test_half_of_the_people_state_what_the_other_half_observes(bench):
    people = population(60, 4)
    result = bench.run(
        "a population", people, bench.Known(FakeEncoder("image", DIM), people), 3, None
    )
    assert (result.people, result.media, result.encoder, result.problem) == (
        60,
        240,
        "fake-image/1",
        None,
    )
    assert (
        result.equal_error_rate.low <= result.equal_error_rate.rate <= result.equal_error_rate.high
    )
    assert len(result.splits) == 3 and {split.enrolled for split in result.splits} == {30}
    assert result.within == result.stated.contains(result.observed.rate)
    assert result.within and result.observed.rate < 0.15 and 0 <= result.missed < 0.5
    assert result.splits_within == sum(split.within for split in result.splits)
    json.dumps(asdict(result))


def test_where_few_have_two_media_more_are_enrolled(bench):
    people = population(120, 2, alone=90)
    result = bench.run(
        "a population", people, bench.Known(FakeEncoder("image", DIM), people), 2, None
    )
    assert {split.enrolled for split in result.splits} == {90} and result.missed is None
    assert result.equal_error_rate.people == 30


def test_too_few_people_are_a_problem_not_a_figure(bench):
    people = population(24, 2)
    result = bench.run(
        "a population", people, bench.Known(FakeEncoder("image", DIM), people), 2, None
    )
    assert "needed" in result.problem and result.stated is None and result.within is None


def test_media_are_encoded_once(bench):
    encoder = FakeEncoder("image", DIM)
    people = population(3, 2)
    known = bench.Known(encoder, [*people, people[0]])
    assert encoder.calls == 3
    assert np.array_equal(known.encode(people[1]), FakeEncoder("image", DIM).encode(people[1]))
    with pytest.raises(KeyError):
        known.encode(population(5, 2)[4])


def test_what_is_shipped_for_an_encoder_is_asked_in_small_galleries(bench, monkeypatch):
    people = population(60, 3)
    encoder = FakeEncoder("image", DIM)
    encoder.id, encoder.family = load().image.encoder, "classical"
    monkeypatch.setattr(bench, "load", load)
    found = bench.as_shipped(bench.Known(encoder, people), people, np.random.default_rng(0))
    assert found["stated"] == asdict(load().image.false_matches)
    assert found["within"] == (
        found["stated"]["low"] <= found["observed"]["rate"] <= found["stated"]["high"]
    )
    encoder.id = "unmeasured/1"
    with pytest.raises(StoreCorrupt):
        bench.as_shipped(bench.Known(encoder, people), people, np.random.default_rng(0))


def test_the_bundled_items_people(monkeypatch):
    """Contexts, queries about them, and outsiders; each picture and clip belongs to one person."""
    for read in ("load_image", "load_voice"):
        monkeypatch.setattr(
            populations, read, lambda path: Picture(path.read_bytes(), 256, 256, path.name)
        )
    found = populations.mini_people()
    for media in found.values():
        assert len(media) == 207 and sum(map(len, media)) == 242
        sources = [each.data for own in media for each in own]
        assert len(set(sources)) == len(sources)
        assert sum(len(own) > 1 for own in media) in (33, 34)
