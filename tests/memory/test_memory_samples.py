"""Faces and speakers in the store: all that an encoder found, the one that stands for the person,
and which sense serves a medium."""

from __future__ import annotations

import random

import numpy as np
import pytest
from test_memory_events import content, last, only, undo

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, Vector
from persona_assistant.pmg import Box, Triplet
from persona_assistant.samples import Examination, Sample

FACE, PICTURE = "face/1", "image/1"


def sample(seed: int, dim: int = 6, **given) -> Sample:
    random = np.random.default_rng([seed, 7])
    vector = random.standard_normal(dim).astype(np.float32)
    given.setdefault("quality", random.random(3).astype(np.float32))
    return Sample(vector / np.linalg.norm(vector), **given)


def examination(*seeds: int, chosen: int | None = 0, encoder: str = FACE, **given) -> Examination:
    return Examination(encoder, tuple(map(sample, seeds)), chosen if seeds else None, **given)


def photo(make, seed: int, *seen) -> Entry:
    return Entry(Triplet(make.picture(seed)), image=(*seen, make.vector(seed)))


@pytest.fixture
def people(memory, make):
    """Ada in a group of three, Ben alone, Cy in a picture without a face."""
    memory.people.add("Ada", [photo(make, 1, examination(10, 11, 12, chosen=1))])
    memory.people.add("Ben", [photo(make, 2, examination(20))])
    memory.people.add("Cy", [photo(make, 3, examination())])
    return memory


def same(stored: Examination, given: Examination) -> bool:
    return (
        (stored.encoder, stored.chosen, stored.by_user, len(stored.samples))
        == (given.encoder, given.chosen, given.by_user, len(given.samples))
    ) and all(
        np.array_equal(a.vector, b.vector)
        and np.array_equal(a.quality, b.quality)
        and (a.box, a.spans, a.doubts) == (b.box, b.spans, b.doubts)
        for a, b in zip(stored.samples, given.samples, strict=True)
    )


# --- what is kept


def test_everything_that_was_found_comes_back(memory, make):
    given = Examination(
        FACE,
        (
            sample(1, box=Box(0.1, 0.2, 0.25, 1 / 3), doubts=("small", "von der Seite – “q”")),
            sample(2, spans=((0.0, 1.25), (2.5, 1 / 3 + 3))),
        ),
        chosen=1,
        by_user=True,
    )
    memory.people.add("Ada", [photo(make, 1, given)])
    media = memory.media.media_of(1)
    assert media == {"image": 1}
    stored = memory.media.examination(1, FACE)
    assert same(stored, given) and stored.samples[0].vector.dtype == np.float32
    assert memory.media.examination(1, PICTURE) is None, "it sees the picture as a whole"
    vectors = memory.media.vectors(FACE)
    np.testing.assert_array_equal(vectors.matrix[0], given.samples[1].vector)
    np.testing.assert_array_equal(vectors.quality[0], given.samples[1].quality)
    assert memory.media.vectors(PICTURE).quality is None and memory.check() == []


def test_one_person_s_vectors_and_examinations(people, make):
    people.people.add("Ada", [photo(make, 4, examination(13)), make.entry(5)])
    people.media.add_negative("Ada", "image", make.picture(6), [examination(14), make.vector(6)])
    own = people.media.vectors_of(1, FACE)
    assert own.media_ids.tolist() == [1, 4] and own.persona_ids.tolist() == [1, 1]
    np.testing.assert_array_equal(own.matrix[0], sample(11).vector)
    np.testing.assert_array_equal(own.quality[1], sample(13).quality)
    assert people.media.vectors_of(1, PICTURE).triplet_ids.tolist() == [1, 4, 5]
    assert people.media.vectors_of(9, FACE).matrix.shape == (0, 0)
    assert list(people.media.examinations(1, FACE)) == [1, 4]
    assert people.media.several(FACE) == [1] and people.media.several("face/2") == []


def test_no_sample_is_a_result_too(people, make):
    assert people.media.count_without_vector(FACE, "image") == 0
    assert people.media.examination(3, FACE).samples == ()
    assert people.media.vectors(FACE).media_ids.tolist() == [1, 2]
    people.people.add("Cy", [Entry(Triplet(make.picture(4)), make.vector(4))])
    assert [media for media, _ in people.media.without_vector(FACE, "image")] == [4]
    people.media.add_vectors([(4, examination()), (3, examination(30)), (99, examination(31))])
    assert people.media.count_without_vector(FACE, "image") == 0
    assert people.media.examination(3, FACE).samples == (), "what is there stays"
    assert people.check() == []


def test_what_cannot_be_stored_is_refused_and_leaves_nothing(people, make):
    before = content(people)
    for wrong in (
        examination(1, 2, chosen=2),
        Examination("", (sample(1),), 0),
        Examination(FACE, (sample(1), sample(2, dim=7)), 0),
        Examination(FACE, (sample(1, dim=7),), 0),
        Examination(FACE, (sample(1, quality=None),), 0),
        Examination(FACE, (sample(1, quality=np.ones(2, np.float32)),), None),
        Examination(FACE, (Sample(np.array([np.nan, 1], np.float32)),), 0),
    ):
        with pytest.raises(BadInput):
            people.people.add("Dan", [photo(make, 9, wrong)])
        with pytest.raises(BadInput):
            people.media.add_vectors([(1, wrong)])
    with pytest.raises(BadInput):
        people.people.add("Dan", [Entry(Triplet(text="t"), image=[examination(1)])])
    assert content(people) == before


# --- choosing


def test_another_face_can_be_chosen(people):
    seen, version = last(people), people.version
    people.media.choose(1, FACE, 3)
    assert people.media.examination(1, FACE).chosen == 2
    assert people.media.examination(1, FACE).by_user
    vectors = people.media.vectors(FACE)
    np.testing.assert_array_equal(vectors.matrix[0], sample(12).vector)
    np.testing.assert_array_equal(vectors.quality[0], sample(12).quality)
    event = only(people, seen)
    assert (event.kind, event.subject) == ("chosen", 1)
    assert event.payload == {"media": 1, "encoder": FACE, "number": 3, "by_user": True}
    assert event.inverse == {"media": 1, "encoder": FACE, "number": 2, "by_user": False}
    assert people.version > version, "indexes are to be read again"
    assert not people.media.only_grew(FACE, since=version, last=2, count=2)
    people.media.choose(1, FACE, 3)
    assert last(people) == event.id and people.check() == []


def test_no_face_can_be_chosen(people):
    people.media.choose(1, FACE, None)
    assert people.media.vectors(FACE).media_ids.tolist() == [2]
    assert people.media.vectors(PICTURE, unless=[FACE]).media_ids.tolist() == [1, 3]
    people.media.choose(1, FACE, 1)
    assert people.media.vectors(FACE).media_ids.tolist() == [1, 2] and people.check() == []


def test_a_face_that_is_not_there_cannot_be_chosen(people):
    before = content(people)
    for media, number, code in (
        (1, 4, "no_such_sample"),
        (1, 0, "no_such_sample"),
        (3, 1, "no_such_sample"),
        (99, 1, "not_examined"),
    ):
        with pytest.raises(BadInput) as refused:
            people.media.choose(media, FACE, number)
        assert refused.value.code == code
    assert content(people) == before


def test_the_user_s_word_on_a_known_photo_counts(people, make):
    seen = last(people)
    people.people.add("Ada", [photo(make, 1, examination(10, 11, 12, chosen=0))])
    assert last(people) == seen, "nobody asked for another face"
    people.people.add("Ada", [photo(make, 1, examination(10, 11, 12, chosen=0, by_user=True))])
    assert only(people, seen).kind == "chosen"
    assert people.media.examination(1, FACE).chosen == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda s, make: s.people.add("Dan", [photo(make, 9, examination(1, 2))]),
        lambda s, make: s.people.add("Ada", [photo(make, 9, examination(1, 2))]),
        lambda s, make: s.people.add("Ada", [photo(make, 1, examination(1, encoder="face/2"))]),
        lambda s, make: s.media.add_vectors([(3, examination(1, 2, encoder="face/2"))]),
        lambda s, make: s.media.add_negative("Ben", "image", make.picture(8), examination(5, 6)),
        lambda s, make: s.media.choose(1, FACE, 1),
        lambda s, make: s.media.choose(1, FACE, None, by_user=False),
        lambda s, make: s.media.choose(1, FACE, 2),
    ],
)
def test_the_inverse_takes_it_back(people, make, change):
    before, seen = content(people), last(people)
    change(people, make)
    assert content(people) != before
    undo(people, only(people, seen))
    assert content(people) == before and people.check() == []


# --- which sense serves a medium


def test_what_another_encoder_serves_is_left_out(people, make):
    people.media.add_negative("Ada", "image", make.picture(7), [examination(15), make.vector(7)])
    people.media.add_negative("Ada", "image", make.picture(8), [examination(), make.vector(8)])
    whole = people.media.vectors(PICTURE, unless=[FACE, "unheard of/1"])
    assert whole.media_ids.tolist() == [3] and whole.left_out == 2
    np.testing.assert_array_equal(whole.matrix, [make.vector(3).values])
    assert people.media.vectors(PICTURE).left_out == 0
    negative = people.media.vectors(PICTURE, negative=True, unless=[FACE])
    assert negative.media_ids.tolist() == [5] and negative.left_out == 1
    assert people.media.vector_owners(PICTURE, unless=[FACE])["media"].tolist() == [3]
    assert people.media.vectors(PICTURE, after=1, unless=[FACE]).left_out == 1
    near = people.media.nearest(PICTURE, make.vector(1).values, 9, unless=[FACE])
    assert [each.persona_id for each in near] == [3] and near[0].quality is None
    faces = people.media.nearest(FACE, sample(20).vector, 9)
    assert [each.persona_id for each in faces] == [2, 1]
    np.testing.assert_array_equal(faces[0].quality, sample(20).quality)


def test_blocks_hold_quality_and_leave_out(reopen, make):
    memory = reopen()
    for i in range(9):
        faces = examination(i) if i % 3 else examination()
        memory.people.add(f"Person {i}", [photo(make, i, faces)])
    whole, blocks = memory.media.vectors(FACE), list(memory.media.vector_blocks(FACE, 4))
    assert [len(block.matrix) for block in blocks] == [4, 2]
    np.testing.assert_array_equal(np.concatenate([b.quality for b in blocks]), whole.quality)
    rest = list(memory.media.vector_blocks(PICTURE, 2, unless=[FACE]))
    assert [block.media_ids.tolist() for block in rest] == [[1, 4], [7]]


def test_only_grew_is_right_whatever_happens(memory, make):
    """Random histories: whenever it says that nothing changed, nothing has."""
    chance = random.Random(5)
    kept = grown = 0
    for i in range(120):
        seen = memory.media.vectors(PICTURE, unless=[FACE])
        asked = {
            "since": memory.version,
            "last": seen.last,
            "count": len(seen.media_ids),
            "unless": [FACE],
            "left_out": seen.left_out,
        }
        name = f"Person {chance.randrange(6)}"
        for _ in range(chance.randrange(1, 3)):
            change = chance.randrange(6)
            unexamined = memory.media.without_vector(FACE, "image")
            if change == 0:
                memory.people.add(name, [photo(make, i, examination(i))])
            elif change == 1:
                memory.people.add(name, [photo(make, i, examination())])
            elif change == 2:
                memory.people.add(name, [Entry(Triplet(make.picture(1000 + i)), make.vector(i))])
            elif change == 3 and unexamined:
                found = examination(i) if chance.random() < 0.5 else examination()
                memory.media.add_vectors([(unexamined[0][0], found)])
            elif change == 4 and memory.people.all() and chance.random() < 0.3:
                memory.people.forget(memory.people.all()[0].name)
            elif change == 5 and memory.people.names().values() and i:
                negative = make.picture(3000 + i)
                known = next(iter(memory.people.names().values()))
                faces = examination(i) if chance.random() < 0.5 else examination()
                memory.media.add_negative(known, "image", negative, [faces, make.vector(i)])
        now = memory.media.vectors(PICTURE, unless=[FACE])
        if memory.media.only_grew(PICTURE, **asked):
            rest = memory.media.vectors(PICTURE, after=seen.last, unless=[FACE])
            whole = np.concatenate([seen.media_ids, rest.media_ids])
            assert now.media_ids.tolist() == whole.tolist()
            assert (now.left_out, now.last) == (seen.left_out + rest.left_out, rest.last)
            grown += 1
        else:
            kept += 1
    assert grown > 30 and kept > 10 and memory.check() == []


# --- damage


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("DELETE FROM sample WHERE media = 1 AND number = 2", "chosen sample"),
        ("DELETE FROM sample WHERE media = 1 AND number = 1", "missing"),
        ("DELETE FROM vector WHERE media = 2 AND encoder = 'face/1'", "chosen sample"),
        ("UPDATE vector SET quality = NULL WHERE media = 2", "differs in length"),
        ("UPDATE sample SET data = zeroblob(24) WHERE media = 2", "chosen sample"),
        ("UPDATE examination SET chosen = NULL WHERE media = 2", "chosen sample"),
    ],
)
def test_damage_is_found(people, damage, problem):
    assert people.check() == []
    people._connections.raw().execute(damage)
    assert any(problem in each for each in people.check())


def test_a_vector_alone_is_enough_to_have_been_seen(people, make):
    people.people.add(
        "Eve", [Entry(Triplet(make.picture(9)), Vector(FACE, sample(1).vector, sample(1).quality))]
    )
    assert people.media.count_without_vector(FACE, "image") == 0
    people.media.add_vectors([(4, examination(2))])
    assert people.media.examination(4, FACE) is None and people.check() == []
