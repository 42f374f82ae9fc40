"""Vectors in bulk, search inside the file, who somebody is not, and a second thread."""

from __future__ import annotations

import threading
import tracemalloc

import numpy as np
import pytest

from persona_assistant.errors import BadInput, PersonaNotFound, StoreCorrupt
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Picture, Triplet


def both(seed: int, make) -> Entry:
    return Entry(Triplet(make.picture(seed)), make.vector(seed))


# --- vectors in bulk


def test_vectors_are_read_into_one_array_of_their_size(memory):
    count, dim = 1500, 512
    values = np.random.default_rng(0).standard_normal((count, dim)).astype(np.float32)
    memory.people.add("Ada", [Entry(Triplet(text="has many photos"))])
    memory.people.add(
        "Ada",
        [
            Entry(Triplet(Picture(bytes([i % 256, i // 256]), 1, 1)), Vector("e", values[i]))
            for i in range(count)
        ],
    )
    memory.media.vectors("e")
    tracemalloc.start()
    vectors = memory.media.vectors("e")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    np.testing.assert_array_equal(vectors.matrix, values)
    assert peak < 1.3 * values.nbytes
    assert (vectors.persona_ids == 1).all() and vectors.media_ids.tolist() == sorted(
        vectors.media_ids.tolist()
    )


def test_what_came_after_can_be_read_alone(memory, make):
    memory.people.add("Ada", [both(1, make), both(2, make)])
    first = memory.media.vectors("image/1")
    last = int(first.media_ids[-1])
    assert memory.media.vectors("image/1", after=last).matrix.shape == (0, 0)
    ben = memory.people.add("Ben", [both(3, make)])
    added = memory.media.vectors("image/1", after=last)
    assert added.matrix.tolist() == [
        make.vector(3).values.tolist()
    ] and added.persona_ids.tolist() == [ben.id]
    assert added.media_ids[0] > last


def test_blocks_are_the_vectors_in_pieces(memory, make):
    memory.people.add("Ada", [make.entry(seed) for seed in range(7)])
    whole, blocks = memory.media.vectors("image/1"), list(memory.media.vector_blocks("image/1", 3))
    assert [len(block.matrix) for block in blocks] == [3, 3, 1]
    for name in ("matrix", "persona_ids", "triplet_ids", "media_ids"):
        np.testing.assert_array_equal(
            np.concatenate([getattr(b, name) for b in blocks]), getattr(whole, name)
        )
    owners = memory.media.vector_owners("image/1")
    assert owners["media"].tolist() == whole.media_ids.tolist()
    assert owners["triplet"].tolist() == whole.triplet_ids.tolist()
    assert (
        list(memory.media.vector_blocks("unheard of/1")) == []
        and len(memory.media.vector_owners("unheard of/1")) == 0
    )


def test_a_sweep_that_is_left_in_the_middle_blocks_nothing(reopen, home, make):
    memory = reopen()
    memory.people.add("Ada", [make.entry(seed) for seed in range(5)])
    for _ in memory.media.vector_blocks("image/1", 2):
        break
    (
        memory.media.vectors("image/1"),
        memory.media.nearest("image/1", make.vector(1).values, 2),
        memory.media.vector_owners("image/1"),
    )
    memory.people.forget("Ada")
    assert (home / "memory.db-wal").stat().st_size == 0


def test_vectors_of_unequal_length_are_damage(memory, make):
    memory.people.add("Ada", [both(1, make), both(2, make)])
    memory._connections.raw().execute(
        "PRAGMA ignore_check_constraints = ON; UPDATE vector SET data = x'00000000' WHERE media = 2"
    )
    with pytest.raises(StoreCorrupt, match="unequal length"):
        memory.media.vectors("image/1")
    with pytest.raises(StoreCorrupt, match="unequal length"):
        memory.media.nearest("image/1", make.vector(1).values, 5)


def test_who_read_all_learns_whether_only_more_came(memory, make):
    memory.people.add("Ada", [both(1, make), both(2, make)])
    memory.media.add_negative("Ada", "image", make.picture(6), make.vector(6))
    memory.people.add("Ben", [both(3, make)])
    seen, version = memory.media.vectors("image/1"), memory.version
    asked = {"since": version, "last": int(seen.media_ids[-1]), "count": 3}
    assert memory.media.only_grew("image/1", **asked)
    memory.people.add("Cy", [both(4, make)])
    memory.media.add_negative("Ada", "image", make.picture(5), make.vector(5))
    memory.calibrations.put("image/1", {"slope": 2})
    assert memory.media.only_grew("image/1", **asked)
    assert not memory.media.only_grew("image/1", **{**asked, "count": 2})
    memory.people.forget("Ben")
    assert not memory.media.only_grew("image/1", **asked)


def test_one_gone_and_another_in_between_is_not_only_more(memory, make):
    memory.people.add(
        "Ada", [both(1, make), Entry(Triplet(make.picture(2)), make.vector(2, "image/2"))]
    )
    memory.people.add("Ben", [Entry(Triplet(make.picture(3)), make.vector(3, "image/2"))])
    asked = {"since": memory.version, "last": 3, "count": 2}
    assert memory.media.only_grew("image/2", **asked)
    memory.people.forget("Ben")
    memory.media.add_vectors([(1, make.vector(1, "image/2"))])
    assert memory.media.vectors("image/2").media_ids.tolist() == [1, 2]
    assert not memory.media.only_grew("image/2", **asked)


# --- inside the file


def test_the_nearest_are_found_where_they_lie(memory, make):
    ada = memory.people.add("Ada", [make.entry(seed) for seed in range(20)])
    ben = memory.people.add("Ben", [make.entry(seed) for seed in range(20, 40)])
    memory.media.add_negative("Ada", "image", make.picture(99), make.vector(99))
    vectors = memory.media.vectors("image/1")
    directions = vectors.matrix / np.linalg.norm(vectors.matrix, axis=1, keepdims=True)
    for query in (make.vector(7).values, make.vector(99).values):
        scores = directions @ (query / np.linalg.norm(query))
        order = np.argsort(-scores)[:9]
        found = memory.media.nearest("image/1", query, 9)
        assert [near.triplet_id for near in found] == vectors.triplet_ids[order].tolist()
        assert [near.persona_id for near in found] == vectors.persona_ids[order].tolist()
        assert [near.score for near in found] == pytest.approx(scores[order].tolist(), abs=1e-5)
    assert {near.persona_id for near in memory.media.nearest("image/1", query, 100)} == {
        ada.id,
        ben.id,
    }
    voices = memory.media.nearest("voice/1", make.vector(3, "voice/1", 4).values, 1)
    assert voices[0].persona_id == ada.id and voices[0].score == pytest.approx(1)
    assert (
        memory.media.nearest("image/1", query, 0) == []
        and memory.media.nearest("unheard of/1", query, 5) == []
    )


def test_the_nearest_are_found_in_an_encrypted_file_too(reopen, make):
    with reopen() as memory:
        memory.people.add("Ada", [make.entry(seed) for seed in range(5)])
        ben = memory.people.add("Ben", [make.entry(9)])
    with reopen() as memory:
        assert memory.media.nearest("image/1", make.vector(9).values, 1)[0].persona_id == ben.id


# --- who somebody is not


def test_a_negative_exemplar_is_seen_nowhere_but_as_one(memory, make):
    ada = memory.people.add("Ada", [make.entry(1)])
    version = memory.version
    assert memory.media.add_negative("ADA", "image", make.picture(2), make.vector(2)) == ada
    assert (
        memory.media.add_negative("Ada", "voice", make.clip(2), make.vector(2, "voice/1", 4)) == ada
    )
    assert (
        memory.version > version
        and memory.people.get("Ada") == ada
        and memory.people.all() == [ada]
    )
    assert len(memory.media.triplets(ada.id)) == 1 and memory.passages.notes()[ada.id] == [
        (1, "note number 1")
    ]
    assert memory.media.vectors("image/1").matrix.tolist() == [make.vector(1).values.tolist()]
    negative = memory.media.vectors("image/1", negative=True)
    assert negative.matrix.tolist() == [make.vector(2).values.tolist()]
    assert negative.persona_ids.tolist() == [ada.id] and negative.triplet_ids.tolist() == [0]
    assert memory.media.count("image") == memory.media.count("voice") == 1
    assert memory.passages.without_transcript("whisper") == [(2, make.clip(1))]
    assert memory.check() == []


def test_said_twice_is_said_once(memory, make):
    memory.people.add("Ada", [make.entry(1)])
    memory.media.add_negative("Ada", "image", make.picture(2), make.vector(2))
    version = memory.version
    memory.media.add_negative("Ada", "image", make.picture(2), make.vector(2))
    assert (
        memory.version == version
        and len(memory.media.vectors("image/1", negative=True).matrix) == 1
    )


def test_of_a_picture_that_is_both_the_later_word_holds(memory, make):
    ada = memory.people.add("Ada", [both(1, make)])
    memory.media.add_negative("Ada", "image", make.picture(2), make.vector(2))
    ada = memory.people.add("Ada", [both(2, make)])
    assert ada.images == 2 and len(memory.media.vectors("image/1", negative=True).matrix) == 0
    version = memory.version
    with pytest.raises(BadInput, match="1.png is one of Ada's own"):
        memory.media.add_negative("Ada", "image", make.picture(1), make.vector(1))
    assert memory.version == version and memory.check() == []
    memory.people.add("Ben", [make.note("another")])
    memory.media.add_negative(
        "Ben", "image", make.picture(1), make.vector(1)
    )  # Ada's own picture is not Ben's


@pytest.mark.parametrize(
    ("kind", "media", "vector"),
    [("image", "clip", True), ("voice", "picture", True), ("image", "picture", False)],
)
def test_an_unusable_negative_exemplar_is_refused(memory, make, kind, media, vector):
    memory.people.add("Ada", [make.note("n")])
    with pytest.raises(BadInput, match="negative exemplar"):
        memory.media.add_negative(
            "Ada", kind, getattr(make, media)(1), make.vector(1) if vector else None
        )
    with pytest.raises(PersonaNotFound):
        memory.media.add_negative("Eve", "image", make.picture(1), make.vector(1))
    assert memory.check() == [] and memory.media.vectors("image/1", negative=True).matrix.shape == (
        0,
        0,
    )


# --- media that another encoder has not seen


def test_a_new_encoder_is_given_everything_once_negative_exemplars_too(memory, make):
    memory.people.add("Ada", [make.entry(1), both(2, make)])
    memory.people.add("Ben", [make.entry(3)])
    memory.media.add_negative("Ben", "image", make.picture(2), make.vector(2))
    assert (
        memory.media.count_without_vector("image/2", "image") == 4
        and memory.media.count("image") == 3
    )
    assert (
        memory.media.count_without_vector("voice/2", "voice") == 2
        and memory.media.count_without_vector("image/1", "image") == 0
    )
    given, after = [], 0
    while batch := memory.media.without_vector("image/2", "image", after=after, limit=3):
        given += batch
        after = batch[-1][0]
        memory.media.add_vectors([(media, make.vector(media, "image/2")) for media, _ in batch])
    assert [picture for _, picture in given] == [make.picture(seed) for seed in (1, 2, 3, 2)]
    assert memory.media.count_without_vector("image/2", "image") == 0
    assert (
        len(memory.media.vectors("image/2").matrix) == 3
        and len(memory.media.vectors("image/2", negative=True).matrix) == 1
    )
    assert memory.media.encoders() == ["image/1", "image/2", "voice/1"]


def test_adding_vectors_is_a_change_and_adding_them_again_is_none(memory, make):
    memory.people.add("Ada", [make.entry(1)])
    version = memory.version
    memory.media.add_vectors([(1, make.vector(1, "image/2")), (99, make.vector(2, "image/2"))])
    assert memory.version > version and len(memory.media.vectors("image/2").matrix) == 1
    version = memory.version
    memory.media.add_vectors([(1, make.vector(1, "image/2"))]), memory.media.add_vectors([])
    assert memory.version == version
    with pytest.raises(BadInput, match="image/2 has 9 numbers"):
        memory.media.add_vectors(
            [(2, make.vector(1, "image/3")), (2, make.vector(1, "image/2", 9))]
        )
    assert memory.version == version and memory.media.vectors("image/3").matrix.shape == (0, 0)


def test_a_kind_that_is_none_becomes_no_part_of_a_statement(memory):
    for ask in (memory.media.count, lambda kind: memory.media.without_vector("e", kind)):
        with pytest.raises(ValueError, match="no kind of media"):
            ask("image FROM triplet; --")


def test_names_come_in_the_order_of_ids(memory, make):
    assert memory.people.names() == {}
    for name in ("Zoë", "Ada", "Mo"):
        memory.people.add(name, [make.note("n")])
    memory.people.forget("Ada")
    assert list(memory.people.names().items()) == [(1, "Zoë"), (3, "Mo")]


# --- calibrations


def test_the_last_calibration_of_an_encoder_is_kept(reopen):
    with reopen() as memory:
        assert memory.calibrations.get("image/1") is None
        memory.calibrations.put("image/1", {"slope": 1.5, "of": ["a", None]})
        memory.calibrations.put("voice/1", {})
        version = memory.version
        memory.calibrations.put("image/1", {"slope": 1.5, "of": ["a", None]})
        assert memory.version == version
        memory.calibrations.put("image/1", {"slope": 2.5})
        assert memory.version > version
    with reopen() as memory:
        assert (
            memory.calibrations.get("image/1") == {"slope": 2.5}
            and memory.calibrations.get("voice/1") == {}
        )
        with pytest.raises(ValueError):
            memory.calibrations.put("image/1", {"slope": float("nan")})
        assert memory.calibrations.get("image/1") == {"slope": 2.5}


# --- a second thread


def test_another_thread_writes_while_this_one_reads(tmp_path, make):
    with Store.open(tmp_path / "home", passphrase="a long one") as memory:
        memory.people.add("Ada", [make.entry(1)])
        failed = []

        def work() -> None:
            try:
                for seed in range(2, 12):
                    memory.people.add("Ben", [make.entry(seed)])
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            assert 1 <= len(memory.media.vectors("image/1").matrix) <= 11
        thread.join()
        assert not failed and memory.people.get("Ben").images == 10
        assert memory.check() == []
