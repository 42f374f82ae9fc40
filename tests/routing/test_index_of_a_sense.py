"""The index of a sense leaves out media that another sense serves, whatever comes to be served."""

from __future__ import annotations

import random

import numpy as np
import pytest

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Triplet
from persona_assistant.routing.index import Indexes
from persona_assistant.samples import Examination, Sample
from tests.support.fakes import around, picture_of

WHOLE, FACE = "whole/1", "face/1"


def face(vector: np.ndarray | None) -> Examination:
    found = () if vector is None else (Sample(vector, np.ones(1, np.float32)),)
    return Examination(FACE, found, 0 if found else None)


def shown(number: int, plane: int, vector: np.ndarray | None) -> Entry:
    whole = around(number, plane)
    picture = picture_of(whole, f"{number}.jpg")
    return Entry(Triplet(picture), [Vector(WHOLE, whole), face(vector)])


@pytest.mark.parametrize("search", ["faiss", "sqlite-vec"])
def test_whatever_happens_only_what_no_other_sense_serves_is_searched(search):
    chance = random.Random(11)
    with Store.temporary() as memory:
        indexes = Indexes(memory, search)
        for number in range(90):
            name, vector = f"P{chance.randrange(5)}", around(number, 3)
            what = chance.randrange(6)
            if what < 3:
                memory.people.add(name, [shown(number, what, vector if what else None)])
            elif what == 3:
                picture = picture_of(around(number, 0))
                memory.people.add(name, [Entry(Triplet(picture), Vector(WHOLE, around(number)))])
            elif what == 4:
                unseen = memory.media.without_vector(FACE, "image", limit=2)
                made = [
                    (media, face(vector if chance.random() < 0.5 else None)) for media, _ in unseen
                ]
                memory.media.add_vectors(made)
            elif name in memory.people.names().values():
                rejected = picture_of(around(number, 2))
                seen = [Vector(WHOLE, around(number, 2)), face(vector if number % 2 else None)]
                memory.media.add_negative(name, "image", rejected, seen)
            expected = memory.media.vectors(WHOLE, unless=[FACE])
            index = indexes.media_index(WHOLE, (FACE,))
            assert len(index) == len(expected.matrix)
            if not len(index):
                continue
            query = around(chance.randrange(90), chance.randrange(3))
            found = index.nearest(query)
            scores = expected.matrix @ query
            best = {
                p: scores[expected.persona_ids == p].max()
                for p in set(expected.persona_ids.tolist())
            }
            assert set(found.persona_ids.tolist()) == set(best)
            for persona, score, rejected in zip(
                found.persona_ids.tolist(),
                found.scores.tolist(),
                found.rejected.tolist(),
                strict=True,
            ):
                assert score == pytest.approx(best[persona], abs=1e-5)
                negative = memory.media.vectors(WHOLE, negative=True, unless=[FACE])
                against = (
                    negative.matrix[negative.persona_ids == persona] @ query
                    if len(negative.matrix)
                    else np.zeros(0)
                )
                assert rejected == bool(len(against) and against.max() > score + 1e-6)


def test_photos_with_faces_do_not_make_the_index_of_pictures_be_read_again(monkeypatch):
    with Store.temporary() as memory:
        memory.people.add("Ana", [shown(number, 0, None) for number in range(60)])
        indexes = Indexes(memory)
        before = indexes.media_index(WHOLE, (FACE,)).rows(0, 60).matrix
        for number in range(5):
            memory.people.add("Bo", [shown(number, 1, around(number))])
            memory.people.add(
                "Cy", [shown(number, 2, None)] if number < 3 else [shown(9, 1, around(0))]
            )
            index = indexes.media_index(WHOLE, (FACE,))
            assert np.shares_memory(index.rows(0, 60).matrix, before)
        assert len(index) == 63
