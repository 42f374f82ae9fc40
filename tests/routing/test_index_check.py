"""An index that differs from what is stored is noticed, and so is a search that misses people."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from persona_assistant.memory import Store
from persona_assistant.routing import index, index_check
from persona_assistant.routing.index import Indexes
from tests.routing.test_index import ENCODER, WAYS, add, searched, take, unit


@pytest.fixture(params=WAYS)
def way(request, monkeypatch) -> str:
    return take(request.param, monkeypatch)


def damaged(memory: Store, sql: str) -> None:
    """Behind the memory's back: its version does not tell."""
    memory._connections.raw().execute("PRAGMA ignore_check_constraints = ON")
    memory._connections.raw().execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM vector WHERE media = 7",
        "UPDATE vector SET data = (SELECT data FROM vector WHERE media = 3) WHERE media = 7",
        "UPDATE vector SET media = 900 WHERE media = 7",
        "UPDATE triplet SET persona = 3 - persona",
    ],
)
def test_an_index_that_is_not_what_is_stored_is_told(monkeypatch, sql):
    chance = np.random.default_rng(5)
    with Store.temporary() as memory:
        for person in range(2):
            add(memory, person, unit(chance.normal(size=(10, 8))))
        indexes = Indexes(memory)
        assert index_check.problems(indexes, memory, ENCODER) == []
        memory._connections.raw().pragma("foreign_keys", False)
        damaged(memory, sql)
        (problem,) = index_check.problems(indexes, memory, ENCODER)
        assert ENCODER in problem and "stored" in problem


def test_a_search_that_finds_others_is_told(way, monkeypatch):
    chance = np.random.default_rng(5)
    with Store.temporary() as memory:
        for person in range(30):
            add(memory, person, unit(chance.normal(size=(2, 8))))
        indexes = searched(memory, way)
        assert index_check.problems(indexes, memory, ENCODER) == []
        found = indexes.media_index(ENCODER)
        honest = found.nearest
        for lie in (
            lambda n: _rows(n, slice(1, None)),
            lambda n: replace(n, persona_ids=n.persona_ids[::-1]),
            lambda n: replace(n, scores=n.scores - 0.01),
            lambda n: _rows(n, slice(3)),
        ):
            monkeypatch.setattr(found, "nearest", lambda query, lie=lie: lie(honest(query)))
            (problem,) = index_check.problems(indexes, memory, ENCODER)
            assert "16 of 16 queries" in problem


def _rows(nearest: index.Nearest, rows: slice) -> index.Nearest:
    return index.Nearest(*(getattr(nearest, each.name)[rows] for each in fields(nearest)))
