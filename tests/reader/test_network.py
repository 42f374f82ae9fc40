"""The bundled network: which sentences it weighs, which words it points at, and that nothing that
is read beside a note changes what comes of it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.errors import ModelError
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note
from persona_assistant.reader.layout import Layout, Sentence, Window
from persona_assistant.reader.network import (
    LONGEST_SPAN,
    Place,
    ReaderNetwork,
    Scale,
    load_scale,
    places_of,
    split_output,
)
from persona_assistant.resources import data_path

NOTE = Note("Marta tunes pianos. Her brother Tom is a dentist! From Hull, lives in Leeds.")
OTHERS = [
    Note("Tom runs marathons; the next one is in Lagos."),
    Note(" ".join(f"On day {n} she planted {n + 3} rare lilies." for n in range(70))),
    Note("Ja.\n\n\N{GRINNING FACE} 東京 \ud83d x"),
]
ASKED = "what does her brother do"


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    return ReaderNetwork(threads=1)


# --- places


def test_every_sentence_is_a_place_with_words_in_it(network):
    for note in (NOTE, *OTHERS):
        (places,) = network.places(ASKED, [note], "Marta")
        assert [note.text[each.start : each.end] for each in places] == list(sentences(note.text))
        for each in places:
            start, end = each.span
            assert each.start <= start < end <= each.end
            assert np.isfinite(each.logit)


def test_a_note_is_read_the_same_alone_and_among_others(network):
    together = network.places(ASKED, [*OTHERS, NOTE], "Marta")
    assert [network.places(ASKED, [each], "Marta")[0] for each in (*OTHERS, NOTE)] == together


def test_the_same_is_read_by_several_threads_at_once(network):
    """Also by the first ones, which find it not yet loaded."""
    fresh, found = ReaderNetwork(), {}
    barrier = threading.Barrier(4)

    def read(number: int) -> None:
        barrier.wait()
        found[number] = fresh.places(ASKED, [NOTE, *OTHERS[:1]], "Marta")

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 4 and all(each == found[0] for each in found.values())
    again = network.places(ASKED, [NOTE, *OTHERS[:1]], "Marta")
    flat = [place for places in again for place in places]
    for one, other in zip(flat, [place for places in found[0] for place in places], strict=True):
        assert one.span == other.span and one.logit == pytest.approx(other.logit, abs=1e-3)


def test_question_name_and_note_all_count(network):
    (places,) = network.places(ASKED, [NOTE], "Marta")
    (asked_otherwise,) = network.places("where does she live", [NOTE], "Marta")
    (named_otherwise,) = network.places(ASKED, [NOTE], "Zacharias Bell")
    logits = [[each.logit for each in x] for x in (places, asked_otherwise, named_otherwise)]
    assert logits[0] != logits[1] and logits[0] != logits[2]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_to_read_is_no_place(network, text):
    assert network.places(ASKED, [Note(text), NOTE], None)[0] == []
    assert network.places(ASKED, [], None) == []
    assert len(network.places("", [NOTE], None)[0]) == 3


# --- what its output means


def test_output_is_logits_of_sentences_of_nothing_and_of_edges():
    answers, nothing, edges = split_output(np.arange(9.0), 2)
    assert list(answers) == [0, 1] and nothing == 2 and edges.tolist() == [[3, 4], [5, 6], [7, 8]]


@given(
    st.lists(st.tuples(*[st.floats(-20, 20)] * 2), min_size=1, max_size=60),
    st.floats(-9, 9),
    st.floats(-9, 9),
)
def test_a_span_is_the_best_that_goes_forward_and_is_not_too_long(edges, logit, nothing):
    size = len(edges)
    offsets = tuple((2 * at, 2 * at + 1) for at in range(size))
    window = Window(np.arange(3 + size), 2, (Sentence(0, 2 * size, 3, size + 2),), offsets, 3)
    table = np.vstack([np.full((3, 2), 99.0), np.array(edges)])
    (place,) = places_of(window, np.array([logit]), nothing, table)
    first, last = place.span[0] // 2, (place.span[1] - 1) // 2
    best = max(
        edges[i][0] + edges[j][1]
        for i in range(size)
        for j in range(i, min(i + LONGEST_SPAN, size))
    )
    assert first <= last < first + LONGEST_SPAN
    assert edges[first][0] + edges[last][1] == pytest.approx(best)
    assert place == Place(0, 2 * size, place.span, logit - nothing)


@given(st.floats(0.01, 5), st.floats(-5, 5), st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_a_larger_logit_is_worth_no_less(slope, intercept, logit, more):
    scale = Scale(slope, intercept, 0.5)
    assert 0 <= scale.probability(logit) <= scale.probability(logit + more) <= 1


# --- files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(data_path("models", "reader"), tmp_path / "reader"))


def test_a_reader_of_another_folder_reads_the_same(folder, network):
    assert ReaderNetwork(folder, threads=1).places(ASKED, [NOTE], None) == network.places(
        ASKED, [NOTE], None
    )


@pytest.mark.parametrize("name", ["reader.onnx", "words.npz", "tokenizer.json", "reader.json"])
@pytest.mark.parametrize("content", [None, b"", b"[1, 2]", b'{"slope": []}'])
def test_a_file_that_is_missing_or_damaged_is_named_in_one_line(folder, name, content):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    reader = ReaderNetwork(folder, threads=1)
    for _ in range(2):  # it does not count as loaded
        with pytest.raises(ModelError) as refused:
            reader.places(ASKED, [NOTE], None)
        said = str(refused.value)
        assert name in said and len(said.splitlines()) == 1 and "again" in said


def test_a_scale_is_what_the_file_says(tmp_path):
    path = tmp_path / "reader.json"
    path.write_text('{"slope": 1, "intercept": -0.5, "threshold": 0.25, "made": "2026"}')
    assert load_scale(path) == Scale(1.0, -0.5, 0.25)


def test_the_words_of_a_note_are_cut_once_however_often_it_is_looked_at(monkeypatch):
    calls, whole = [], Layout.tokens
    monkeypatch.setattr(
        Layout, "tokens", lambda self, text: calls.append(text) or whole(self, text)
    )
    network = ReaderNetwork(threads=1)
    notes = [Note(f"She planted {n} lilies.") for n in range(20)]
    first = network.nearness("who planted lilies", notes)
    assert calls == [each.text for each in notes]
    assert (network.nearness("who planted lilies", notes) == first).all()
    assert len(calls) == len(notes)
