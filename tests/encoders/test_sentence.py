"""A sentence encoder: the mean of a sentence's tokens, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from persona_assistant.encoders.loader import open_encoder
from persona_assistant.encoders.sentence import SentenceEncoder
from persona_assistant.errors import ModelError
from tests.support import tiny_onnx

ARABIC = "\u0647\u064a \u0637\u0628\u064a\u0628\u0629"
SENTENCES = ["she has a dog", "a", "", "he plays chess on sundays", ARABIC, "Dog!"] * 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tiny_onnx.sentence_folder(tmp_path_factory.mktemp("sentence"), int8=True)


@pytest.fixture(scope="module", params=["fp32", "int8"])
def encoder(request, folder) -> SentenceEncoder:
    return open_encoder(folder, "text", precision=request.param, threads=1)


def test_rows_are_of_length_one_in_the_order_given(encoder):
    rows = encoder.encode(SENTENCES)
    assert rows.dtype == np.float32 and rows.shape == (30, encoder.dim) == (30, tiny_onnx.DIM)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.allclose(rows[:6], rows[6:12], atol=1e-6)
    assert (rows[:6] @ rows[:6].T - np.eye(6)).max() < 0.9999
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_a_sentence_has_the_same_vector_alone_and_in_company(encoder):
    together = encoder.encode(SENTENCES)
    for number, sentence in enumerate(SENTENCES[:6]):
        assert np.allclose(encoder.encode([sentence])[0], together[number], atol=1e-6)


def test_the_mean_is_over_the_sentences_own_tokens(folder):
    """What numpy makes of the network's weights, without padding, is what the encoder says."""
    import onnx
    from onnx import numpy_helper

    constants = onnx.load(folder / "model.onnx").graph.initializer
    weights = {each.name: numpy_helper.to_array(each) for each in constants}
    letters = "abcdefghijklmnopqrstuvwxyz"
    ids = [2, 4 + letters.index("d"), 30 + letters.index("o"), 30 + letters.index("g"), 3]
    looked = weights["table"][ids]
    expected = np.tanh((looked + looked.sum(axis=0)) @ weights["inner"]).mean(axis=0)
    found = open_encoder(folder, "text", precision="fp32", threads=1).encode(
        ["dog", "a longer sentence"]
    )[0]
    assert np.allclose(found, expected / np.linalg.norm(expected), atol=1e-6)


def test_a_long_text_counts_with_its_beginning(encoder):
    long = "a b c d e f g h i j k l m n o p"
    a, b, c = encoder.encode([long, long + " and more", "b " + long])
    assert np.allclose(a, b, atol=1e-6) and a @ c < 0.9999


def test_a_network_without_tokens_is_refused(tmp_path):
    tower = tiny_onnx.text_tower(tmp_path / "t.onnx")
    vocabulary = tiny_onnx.sentence_tokenizer(tmp_path / "tokenizer.json")
    with pytest.raises(ModelError, match="t.onnx gives no vectors of tokens"):
        SentenceEncoder(tower, "a/fp32/b", vocabulary)


@pytest.mark.parametrize("content", [None, "{}", "no json", "[]"])
def test_a_vocabulary_that_cannot_be_read_is_named(tmp_path, content):
    file = tmp_path / "tokenizer.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ModelError, match="tokenizer.json is (missing|no tokenizer.json).*again"):
        SentenceEncoder(tiny_onnx.sentence_network(tmp_path / "s.onnx"), "a/fp32/b", file)
