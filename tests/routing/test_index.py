"""The nearest exemplars: exact, one per person, the same however they are searched, never out of
date."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_assistant.errors import BadInput, StoreError
from persona_assistant.memory import Entry, Store, Vector, Vectors
from persona_assistant.memory.media import Media
from persona_assistant.pmg import Triplet
from persona_assistant.routing import index, index_check
from persona_assistant.routing.index import Index, Indexes
from tests.support.fakes import around, picture, picture_of

ENCODER = "fake-image/1"
WAYS = ("numpy", "faiss", "sqlite-vec")


@pytest.fixture(params=WAYS)
def way(request, monkeypatch) -> str:
    """The three ways to search; FAISS from the first vector on, so that few are enough."""
    return take(request.param, monkeypatch)


def take(way: str, monkeypatch) -> str:
    monkeypatch.setattr(index, "_FAISS_FROM", 1 if way == "faiss" else 1 << 60)
    return way


def searched(memory: Store, way: str) -> Indexes:
    return Indexes(memory, "sqlite-vec" if way == "sqlite-vec" else "faiss")


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def add(memory: Store, person: int, vectors: np.ndarray) -> int:
    entries = [
        Entry(Triplet(picture_of(vector)), image=Vector(ENCODER, vector)) for vector in vectors
    ]
    return memory.people.add(f"person {person}", entries).id


def brute(vectors: Vectors, query: np.ndarray) -> dict[int, float]:
    best: dict[int, float] = {}
    for persona, score in zip(
        vectors.persona_ids.tolist(), (vectors.matrix @ query).tolist(), strict=True
    ):
        best[persona] = max(score, best.get(persona, -2.0))
    return best


def agrees(nearest: index.Nearest, vectors: Vectors, query: np.ndarray) -> None:
    """Each persona at the score of the exemplar that is named, in order, and nobody nearer left
    out."""
    best = brute(vectors, query)
    expected = sorted(best.values(), reverse=True)
    assert nearest.scores.tolist() == pytest.approx(expected[: len(nearest.scores)], abs=1e-5)
    assert len(set(nearest.persona_ids.tolist())) == len(nearest.persona_ids)
    row = {triplet: i for i, triplet in enumerate(vectors.triplet_ids.tolist())}
    for persona, score, triplet in zip(
        nearest.persona_ids, nearest.scores, nearest.triplet_ids, strict=True
    ):
        assert best[int(persona)] == pytest.approx(float(score), abs=1e-5)
        assert vectors.persona_ids[row[int(triplet)]] == persona
        assert float(vectors.matrix[row[int(triplet)]] @ query) == pytest.approx(
            float(score), abs=1e-5
        )


@given(
    people=st.lists(st.integers(1, 30), min_size=1, max_size=12),
    asked=st.floats(0.05, 3),
    wanted=st.integers(1, 12),
    seed=st.integers(0, 2**32 - 1),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_way_finds_what_comparing_with_everything_finds(
    monkeypatch, people, asked, wanted, seed
):
    """Also when the nearest exemplars are all of a few people, and more have to be asked for."""
    monkeypatch.setattr(index, "_EXEMPLARS", asked)
    monkeypatch.setattr(index, "_PERSONAS", wanted)
    chance = np.random.default_rng(seed)
    with Store.temporary() as memory:
        for person, count in enumerate(people):
            add(memory, person, unit(chance.normal(size=8) + 0.3 * chance.normal(size=(count, 8))))
        vectors = memory.media.vectors(ENCODER)
        for way in WAYS:
            found = searched(memory, take(way, monkeypatch)).media_index(ENCODER)
            assert found.enrolled == frozenset(vectors.persona_ids.tolist()) and len(found) == sum(
                people
            )
            for query in (vectors.matrix[0], unit(chance.normal(size=(1, 8)))[0]):
                nearest = found.nearest(query)
                assert len(nearest.persona_ids) >= min(wanted, len(people))
                agrees(nearest, vectors, query)


def test_one_with_thousands_of_photos_hides_nobody(monkeypatch):
    chance = np.random.default_rng(1)
    crowd = unit(np.eye(8)[0] + 0.05 * chance.normal(size=(3000, 8)))
    others = unit(chance.normal(size=(20, 8)))
    vectors = Vectors(
        np.concatenate([crowd, others]),
        np.r_[np.full(3000, 1), np.arange(2, 22)],
        np.arange(3020),
        np.arange(3020),
    )
    for way in ("numpy", "faiss"):
        take(way, monkeypatch)
        nearest = Index(vectors).nearest(crowd[0])
        assert sorted(nearest.persona_ids) == list(range(1, 22))
        agrees(nearest, vectors, crowd[0])


def test_among_very_many_at_least_the_nearest_32_are_found(monkeypatch):
    vectors = Vectors(
        unit(np.random.default_rng(2).normal(size=(3000, 16))),
        np.arange(3000),
        np.arange(3000),
        np.arange(3000),
    )
    take("faiss", monkeypatch)
    nearest = Index(vectors).nearest(vectors.matrix[5])
    assert 32 <= len(nearest.persona_ids) < 3000
    agrees(nearest, vectors, vectors.matrix[5])


def test_with_faiss_no_second_copy_is_made(monkeypatch):
    vectors = Vectors(*(np.zeros((50, 4), np.float32), *(np.arange(50) for _ in range(3))))
    take("faiss", monkeypatch)
    held = Index(vectors)
    held.nearest(vectors.matrix[0])
    assert all(
        np.shares_memory(held.rows(start, start + 10).matrix, vectors.matrix) for start in (0, 40)
    )


def test_an_empty_index_has_nobody(way):
    with Store.temporary() as memory:
        empty = searched(memory, way).media_index(ENCODER)
        assert len(empty) == 0 and empty.enrolled == frozenset()
        nearest = empty.nearest(around(0))
        assert len(nearest.persona_ids) == len(nearest.rejected) == 0
        assert index_check.problems(searched(memory, way), memory, ENCODER) == []


# --- who it is not


def test_what_is_nearer_to_a_negative_exemplar_is_refuted(way):
    with Store.temporary() as memory:
        ana, bo = add(memory, 0, [around(0)]), add(memory, 1, [around(0, 1)])
        memory.media.add_negative("person 0", "image", picture(40), Vector(ENCODER, around(40)))
        found = searched(memory, way).media_index(ENCODER)
        assert found.enrolled == {ana, bo} and len(found) == 2

        def refuted(angle: float) -> dict[int, bool]:
            nearest = found.nearest(around(angle))
            return dict(zip(nearest.persona_ids.tolist(), nearest.rejected.tolist(), strict=True))

        assert refuted(10) == {ana: False, bo: False}
        assert refuted(30) == {ana: True, bo: False}
        assert refuted(45) == {ana: True, bo: False}


def test_the_negative_exemplar_of_one_says_nothing_of_another(way):
    with Store.temporary() as memory:
        ana, bo = add(memory, 0, [around(0)]), add(memory, 1, [around(30)])
        memory.media.add_negative("person 0", "image", picture(30), Vector(ENCODER, around(30)))
        nearest = searched(memory, way).media_index(ENCODER).nearest(around(30))
        assert nearest.persona_ids.tolist() == [bo, ana] and nearest.rejected.tolist() == [
            False,
            True,
        ]


def test_a_vector_that_is_both_does_not_refute(way):
    with Store.temporary() as memory:
        add(memory, 0, [around(0)])
        memory.media.add_negative("person 0", "image", picture(1), Vector(ENCODER, around(0)))
        assert searched(memory, way).media_index(ENCODER).nearest(around(0)).rejected.tolist() == [
            False
        ]


def test_rounding_does_not_reject_the_very_exemplar(way):
    """One picture given twice, as theirs and as not theirs: whatever computes the two scores."""
    chance = np.random.default_rng(11)
    rows = unit(chance.normal(size=(40, 96)))
    with Store.temporary() as memory:
        for person, row in enumerate(rows):
            add(memory, person, [row])
            memory.media.add_negative(
                f"person {person}", "image", picture_of(-row, "other.jpg"), Vector(ENCODER, row)
            )
        found = searched(memory, way).media_index(ENCODER)
        for query in unit(chance.normal(size=(30, 96))):
            assert not found.nearest(query).rejected.any()


def test_a_new_negative_exemplar_is_heeded_at_once_and_no_more_when_taken_back(way):
    with Store.temporary() as memory:
        ana = add(memory, 0, [around(0)])
        indexes = searched(memory, way)
        assert not indexes.media_index(ENCODER).nearest(around(30)).rejected.any()
        memory.media.add_negative("person 0", "image", picture(40), Vector(ENCODER, around(40)))
        assert indexes.media_index(ENCODER).nearest(around(30)).rejected.tolist() == [True]
        memory.people.add(
            "person 0", [Entry(Triplet(picture(40)), image=Vector(ENCODER, around(40)))]
        )
        nearest = indexes.media_index(ENCODER).nearest(around(30))
        assert nearest.rejected.tolist() == [False] and nearest.persona_ids.tolist() == [ana]
        assert nearest.scores[0] == pytest.approx(np.cos(np.radians(10)), abs=1e-5)


# --- following the memory


def test_the_index_follows_the_memory(way):
    with Store.temporary() as memory:
        indexes = searched(memory, way)
        ana = add(memory, 0, [around(0)])
        first = indexes.media_index(ENCODER)
        assert first.enrolled == {ana}
        assert indexes.media_index(ENCODER) is first
        bo = add(memory, 1, [around(90)])
        assert indexes.media_index(ENCODER).nearest(around(85)).persona_ids.tolist() == [bo, ana]
        memory.people.forget("person 1")
        assert indexes.media_index(ENCODER).enrolled == {ana}
        assert indexes.media_index(ENCODER).nearest(around(85)).persona_ids.tolist() == [ana]


def test_encoders_are_never_mixed(way):
    with Store.temporary() as memory:
        ana = add(memory, 0, [around(0)])
        bo = memory.people.add(
            "Bo", [Entry(Triplet(picture(0)), image=Vector("fake-image/2", around(0)))]
        ).id
        indexes = searched(memory, way)
        assert indexes.media_index(ENCODER).enrolled == {ana}
        assert indexes.media_index("fake-image/2").enrolled == {bo}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add", "forget", "another encoder", "encode", "refute"]),
        st.integers(0, 4),
    ),
    max_size=12,
)


@given(STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happens_the_index_is_what_is_stored(monkeypatch, steps):
    """Added to, or read again: nobody can tell."""
    take("faiss", monkeypatch)
    monkeypatch.setattr(index, "_TAIL", 1)
    monkeypatch.setattr(index, "_EXEMPLARS", 0.5)
    monkeypatch.setattr(index, "_PERSONAS", 2)
    monkeypatch.setattr(index, "_MORE", 2)
    monkeypatch.setattr(index_check, "_PEOPLE", 2)
    chance = np.random.default_rng(len(steps))
    with Store.temporary() as memory:
        indexes = Indexes(memory)
        add(memory, 9, unit(chance.normal(size=(6, 8))))
        for what, person in steps:
            one = unit(chance.normal(size=(1, 8)))[0]
            if what == "add":
                add(memory, person, [one])
            elif what == "another encoder":
                memory.people.add(
                    f"person {person}",
                    [Entry(Triplet(picture_of(one)), image=Vector("fake-image/2", one))],
                )
            elif what == "encode":
                unseen = memory.media.without_vector(ENCODER, "image", limit=1)
                memory.media.add_vectors([(media, Vector(ENCODER, one)) for media, _ in unseen])
            elif f"person {person}" in memory.people.names().values():
                if what == "forget":
                    memory.people.forget(f"person {person}")
                else:
                    memory.media.add_negative(
                        f"person {person}", "image", picture_of(one), Vector(ENCODER, one)
                    )
            assert index_check.problems(indexes, memory, ENCODER) == []
            vectors = memory.media.vectors(ENCODER)
            agrees(indexes.media_index(ENCODER).nearest(one), vectors, one)


def test_a_few_more_are_added_without_reading_all_again(monkeypatch):
    chance = np.random.default_rng(3)
    with Store.temporary() as memory:
        add(memory, 0, unit(chance.normal(size=(40, 8))))
        indexes = Indexes(memory)
        before = indexes.media_index(ENCODER).rows(0, 40).matrix
        add(memory, 1, unit(chance.normal(size=(3, 8))))
        memory.calibrations.put(ENCODER, {"slope": 1.0})
        after = indexes.media_index(ENCODER)
        assert len(after) == 43 and np.shares_memory(after.rows(0, 40).matrix, before)
        add(memory, 2, unit(chance.normal(size=(30, 8))))
        assert len(indexes.media_index(ENCODER)) == 73 and not np.shares_memory(
            indexes.media_index(ENCODER).rows(0, 40).matrix, before
        )
        assert index_check.problems(indexes, memory, ENCODER) == []


def test_the_old_vectors_are_let_go_before_all_is_read_again(monkeypatch):
    with Store.temporary() as memory:
        add(memory, 0, [around(angle) for angle in range(5)])
        add(memory, 1, [around(90)])
        indexes = Indexes(memory)
        old = weakref.ref(indexes.media_index(ENCODER))
        memory.people.forget("person 1")
        read = Media.vectors
        alive = []

        def watched(self, *args, **options):
            gc.collect()
            alive.append(old() is not None)
            return read(self, *args, **options)

        monkeypatch.setattr(Media, "vectors", watched)
        assert len(indexes.media_index(ENCODER)) == 5
        assert alive and not any(alive)


# --- sqlite-vec


def test_sqlite_vec_refuses_a_query_of_another_length():
    with Store.temporary() as memory:
        add(memory, 0, [around(0)])
        with pytest.raises(BadInput, match="8 numbers"):
            Indexes(memory, "sqlite-vec").media_index(ENCODER).nearest(np.ones(5, np.float32))


def test_where_sqlite_vec_cannot_be_loaded_the_remedy_is_said(monkeypatch):
    import sqlite_vec

    monkeypatch.setattr(sqlite_vec, "loadable_path", lambda: "/nowhere/vec0")
    with Store.temporary() as memory:
        add(memory, 0, [around(0)])
        with pytest.raises(StoreError, match="reinstall persona-assistant, or set search to faiss"):
            Indexes(memory, "sqlite-vec").media_index(ENCODER).nearest(around(0))


def test_nothing_else_can_be_loaded_into_the_memory_afterwards():
    import apsw
    import sqlite_vec

    with Store.temporary() as memory:
        add(memory, 0, [around(0)])
        assert Indexes(memory, "sqlite-vec").media_index(ENCODER).nearest(around(0)).scores[
            0
        ] == pytest.approx(1)
        with pytest.raises(apsw.SQLError, match="not authorized"):
            memory._connections.raw().execute(
                "SELECT load_extension(?)", (sqlite_vec.loadable_path(),)
            )
