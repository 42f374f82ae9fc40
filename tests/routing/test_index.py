"""The nearest exemplars: exact, one per person, the same with and without FAISS, never out of date."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.memory import Entry, Memory, Vector, Vectors
from persona_assistant.pmg import Triplet
from persona_assistant.routing import index
from persona_assistant.routing.index import Index, Indexes
from tests.support.fakes import around, picture


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def crowd(people: int = 60, exemplars: int = 3, dim: int = 16, seed: int = 3) -> Vectors:
    matrix = unit(np.random.default_rng(seed).normal(size=(people * exemplars, dim)))
    rows = np.arange(people * exemplars)
    return Vectors(matrix, rows % people + 100, rows + 1000)


def test_a_person_is_as_near_as_their_best_exemplar():
    vectors = crowd()
    query = unit(np.ones((1, 16)))[0]
    nearest = Index(vectors).nearest(query)
    scores = vectors.matrix @ query
    assert sorted(nearest.persona_ids) == list(range(100, 160))
    assert (np.diff(nearest.scores) <= 0).all()
    for persona, score, triplet in zip(nearest.persona_ids, nearest.scores, nearest.triplet_ids, strict=True):
        own = scores[vectors.persona_ids == persona]
        assert score == pytest.approx(own.max())
        assert scores[triplet - 1000] == pytest.approx(own.max())
        assert vectors.persona_ids[triplet - 1000] == persona


def test_faiss_answers_the_same(monkeypatch):
    vectors = crowd()
    plain = Index(vectors)
    monkeypatch.setattr(index, "_FAISS_FROM", 1)
    quick = Index(vectors)
    for query in unit(np.random.default_rng(4).normal(size=(20, 16))):
        one, other = plain.nearest(query), quick.nearest(query)
        assert (one.persona_ids == other.persona_ids).all() and (one.triplet_ids == other.triplet_ids).all()
        assert one.scores == pytest.approx(other.scores, abs=1e-5)


def test_faiss_leaves_out_only_the_far_end(monkeypatch):
    vectors = crowd()
    plain = Index(vectors).nearest(vectors.matrix[0])
    monkeypatch.setattr(index, "_FAISS_FROM", 1)
    monkeypatch.setattr(index, "_NEIGHBOURS", 10)
    quick = Index(vectors)
    few = quick.nearest(vectors.matrix[0])
    assert 0 < len(few.persona_ids) <= 10
    assert (few.persona_ids == plain.persona_ids[: len(few.persona_ids)]).all()
    assert len(quick.enrolled) == 60


def test_an_empty_index_has_nobody():
    with Memory.temporary() as memory:
        empty = Indexes(memory).of("fake-image/1")
        assert len(empty) == 0 and empty.enrolled == frozenset()
        assert len(empty.nearest(around(0)).persona_ids) == 0


def enrol(memory: Memory, name: str, angle: float, encoder: str = "fake-image/1") -> int:
    entry = Entry(Triplet(picture(angle)), image=Vector(encoder, around(angle)))
    return memory.add(name, [entry]).id


def test_the_index_follows_the_memory():
    with Memory.temporary() as memory:
        indexes = Indexes(memory)
        ana = enrol(memory, "Ana", 0)
        first = indexes.of("fake-image/1")
        assert first.enrolled == {ana}
        assert indexes.of("fake-image/1") is first
        bo = enrol(memory, "Bo", 90)
        assert indexes.of("fake-image/1").nearest(around(85)).persona_ids.tolist() == [bo, ana]
        memory.forget("Bo")
        assert indexes.of("fake-image/1").enrolled == {ana}


def test_encoders_are_never_mixed():
    with Memory.temporary() as memory:
        ana, bo = enrol(memory, "Ana", 0), enrol(memory, "Bo", 0, "fake-image/2")
        indexes = Indexes(memory)
        assert indexes.of("fake-image/1").enrolled == {ana}
        assert indexes.of("fake-image/2").enrolled == {bo}
