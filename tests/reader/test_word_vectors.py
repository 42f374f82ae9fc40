"""Vectors of words, and how near notes are to a question by them alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.errors import ModelError
from persona_assistant.reader.word_vectors import WordVectors, load_words
from persona_assistant.resources import data_path

CAT, KITTEN, DOG, TRAM, RARE = range(5)
_PLANE = np.array(
    [[100, 0, 0, 0], [90, 20, 0, 0], [0, 100, 0, 0], [0, 0, 100, 0], [0, 0, 0, 100]], np.int8
)
WORDS = WordVectors(_PLANE, np.array([[0.01], [0.02], [0.01], [0.03], [0.01]], np.float32))


def notes(*ids: list[int]) -> list[np.ndarray]:
    return [np.array(each, np.int64) for each in ids]


def test_a_vector_is_levels_times_scale():
    vectors = WORDS.vectors(np.array([KITTEN, CAT]))
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[1.8, 0.4, 0, 0], [1, 0, 0, 0]], rtol=1e-6)


def test_the_same_word_is_nearer_than_one_like_it_and_than_another():
    same, alike, other, empty = WORDS.nearness([CAT], notes([TRAM, CAT], [KITTEN], [TRAM], []))
    assert same > alike > other == empty == 0


def test_a_rare_word_of_the_question_counts_more_than_a_common_one():
    found = WORDS.nearness([CAT, RARE], notes([CAT], [CAT], [CAT], [RARE]))
    assert found[3] > found[0] == found[1] == found[2]


def test_saying_a_word_twice_is_not_nearer():
    once, twice = WORDS.nearness([CAT], notes([CAT], [CAT, CAT]))
    assert once == twice


@pytest.mark.parametrize(("question", "read"), [([], [[CAT]]), ([CAT], []), ([CAT], [[], []])])
def test_nothing_is_near_where_there_is_nothing(question, read):
    assert list(WORDS.nearness(question, notes(*read))) == [0.0] * len(read)


IDS = st.lists(st.integers(0, len(_PLANE) - 1), max_size=6)


@given(question=IDS, read=st.lists(IDS, max_size=6), order=st.randoms())
def test_the_order_of_notes_and_words_changes_nothing(question, read, order):
    found = WORDS.nearness(question, notes(*read))
    assert found.shape == (len(read),) and (found >= 0).all()
    places = list(range(len(read)))
    order.shuffle(places)
    asked = sorted(question)
    shuffled = WORDS.nearness(asked, notes(*(sorted(read[at]) for at in places)))
    np.testing.assert_allclose(shuffled, found[places])


def test_every_bundled_word_has_a_length():
    words = load_words(data_path("models", "reader", "words.npz"))
    assert words.levels.shape == (30_522, 384) and words.scale.shape == (30_522, 1)
    assert (np.linalg.norm(words.vectors(np.arange(30_522)), axis=1) > 0).all()


def test_a_file_that_cannot_be_read_is_one_line(tmp_path):
    whole = data_path("models", "reader", "words.npz").read_bytes()
    np.savez(tmp_path / "other.npz", levels=_PLANE)
    for name, content in (
        ("missing.npz", None), ("empty.npz", b""), ("cut.npz", whole[:100_000]),
        ("text.npz", b"no archive"), ("other.npz", (tmp_path / "other.npz").read_bytes()),
    ):  # fmt: skip
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(ModelError, match=rf"{name} cannot be read .*install the package again"):
            load_words(tmp_path / name)
