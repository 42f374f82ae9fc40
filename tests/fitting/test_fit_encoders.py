"""The fitted map does what discriminant analysis promises, and never serves a foreign version."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.encoders import projection
from persona_assistant.encoders.projection import Projection
from persona_assistant.errors import ModelError
from persona_assistant.fitting.encoders import discriminant
from persona_assistant.fitting.recognition import equal_error, identified, score


def crowd(seed: int, people: int, loud: float) -> tuple[np.ndarray, np.ndarray]:
    """8 dimensions tell people apart; 8 others are nuisance, `loud` times as strong."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(people), 6)
    identity = rng.normal(size=(people, 8))[who] + 0.3 * rng.normal(size=(len(who), 8))
    return np.hstack([identity, loud * rng.normal(size=(len(who), 8))]), who


def test_nuisance_is_dropped_for_people_never_seen():
    mean, matrix = discriminant(*crowd(0, 200, 3.0), dim=8)
    rows, who = crowd(1, 40, 3.0)
    project = Projection(mean, matrix, {})
    fitted = np.stack([project(row) for row in rows])
    plain = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    assert (
        score("fitted", fitted, fitted, who).eer
        < 0.06
        < 0.3
        < score("plain", plain, plain, who).eer
    )


def test_identification_is_the_exact_chance():
    rng = np.random.default_rng(0)
    who = np.repeat(np.arange(6), 2)
    cosine = rng.normal(size=(12, 12))
    right = []
    for _ in range(20000):
        chosen = rng.permutation(6)[:4]
        query, own = 2 * chosen[0] + rng.permutation(2)
        right.append(
            cosine[query, own] > cosine[query, 2 * chosen[1:] + rng.integers(0, 2, 3)].max()
        )
    assert identified(cosine, who, 4) == pytest.approx(np.mean(right), abs=0.015)
    assert identified(np.eye(6)[who] @ np.eye(6)[who].T, who, 6) == 1


def test_equal_error_of_known_scores():
    assert equal_error(np.full(10, 0.9), np.full(90, 0.1))[0] == 0
    rng = np.random.default_rng(0)
    rate, threshold = equal_error(rng.normal(2, 1, 20000), rng.normal(0, 1, 20000))
    assert rate == pytest.approx(0.1587, abs=0.01) and threshold == pytest.approx(1, abs=0.05)


def test_a_map_is_stored_faithfully_and_bound_to_its_encoder(tmp_path, monkeypatch):
    monkeypatch.setattr(projection, "_path", lambda name: tmp_path / f"{name}.npz")
    rng = np.random.default_rng(0)
    made = Projection(rng.normal(size=50), rng.normal(size=(50, 9)), {"codebook": np.eye(3)})
    made.save("thing", "thing/1")
    read = Projection.load("thing", "thing/1")
    row = rng.normal(size=50)
    assert read.dim == 9 and np.array_equal(read.extras["codebook"], np.eye(3))
    assert read(row) @ made(row) > 0.999
    with pytest.raises(ModelError, match="thing/2"):
        Projection.load("thing", "thing/2")
    with pytest.raises(ModelError, match="missing"):
        Projection.load("nothing", "thing/1")
    stored = (tmp_path / "thing.npz").read_bytes()
    (tmp_path / "thing.npz").write_bytes(stored[: len(stored) // 2])
    with pytest.raises(ModelError, match="damaged"):
        Projection.load("thing", "thing/1")
