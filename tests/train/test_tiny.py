"""The tiny model that training is tried on: real in all but its numbers. Needs torch; `make
test-torch`."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra train is not installed: make test-torch")
pytest.importorskip("transformers", reason="the extra train is not installed: make test-torch")
pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

import torch

from persona_assistant import abstention, media, prompt
from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.errors import BadInput
from persona_assistant.pmg import Query
from persona_assistant.prompt import Part, Prompt
from persona_assistant.resources import data_path
from persona_assistant.train.tiny import IMAGE_TOKENS, VOCABULARY, write_tiny
from persona_assistant.weights.convert import convert
from persona_assistant.weights.quantize import quantize
from tests.support.reference import Reference

pytestmark = pytest.mark.torch

TEXTS = [
    prompt.INSTRUCTIONS,
    abstention.SENTENCE,
    "Ada keeps a tortoise. She lives in Lyon and works as a nurse.",
    "Bo sails on Sunday and bakes bread; who keeps a tortoise?",
    "It is \\boxed{1}. Yes, that is the same voice.",
] * 3
TEXTS += data_path("bench", "mini", "omni_persona_mini.jsonl").read_text().splitlines()
"""The last are many words more, so that no token is left without one: the engine does not say
those."""
PICTURE = media.image_from_pixels(
    np.kron(
        np.random.default_rng(3).integers(0, 255, (6, 8, 3), dtype=np.uint8),
        np.ones((24, 24, 1), np.uint8),
    )
)
BUZZ = sum(
    np.sin(0.05 * k * np.arange(20800) + np.sin(0.0013 * np.arange(20800))) / k for k in range(1, 9)
)
CLIP = media.voice_from_samples(0.15 * BUZZ + np.random.default_rng(4).normal(0, 0.02, 20800))
QUESTIONS: dict[str, tuple[Part, ...]] = {
    "text": ("Ada keeps a tortoise. Who keeps a tortoise?",),
    "picture": ("Here is ", PICTURE, " at home. Who is this?"),
    "clip": ("Listen: ", CLIP, " Whose voice is that?"),
    "all": (
        "Person 1:\n",
        PICTURE,
        CLIP,
        "\nAda sails.\nQuestion:\n",
        PICTURE,
        "\nIs that the same person?",
    ),
}
LOGITS = 0.02
"""Apart at most, in single precision; their standard deviation is 1."""


class Seeing(Reference):
    """With the attention of a model of this width, where a picture's soft tokens see each other."""

    def inputs(self, parts):
        given, about = super().inputs(parts), self._model.config
        ids = given["input_ids"]
        kinds = 1 * (ids == about.image_token_id) + 3 * (ids == about.audio_token_id)
        return {**given, "mm_token_type_ids": kinds}


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny", seed=1, texts=TEXTS)


@pytest.fixture(scope="module")
def converted(tiny, tmp_path_factory):
    named = os.environ.get("LLAMA_CPP_SOURCE_CACHE")
    place = tmp_path_factory.mktemp("converted")
    cache = Path(named) if named else place / "cache"
    return convert(tiny, place / "gguf", cache=cache, precision="f32", projector_precision="f32")


@pytest.fixture(scope="module")
def reference(tiny) -> Seeing:
    return Seeing(tiny, image_tokens=IMAGE_TOKENS)


@pytest.fixture(scope="module")
def engine(converted):
    engine = LlamaEngine(
        converted.model, converted.projector, n_ctx=2048, image_tokens=IMAGE_TOKENS, threads=1
    )
    yield engine
    engine.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_llama_cpp_answers_as_transformers_does(engine, reference, name):
    parts = QUESTIONS[name]
    asked = Prompt(parts, Query())
    assert engine.count_tokens(asked) == reference.inputs(parts)["input_ids"].shape[1]
    assert np.abs(engine.logits(asked)[0] - reference.logits(parts)).max() < LOGITS
    theirs, closest = reference.answer(parts, max_tokens=8)
    assert closest > LOGITS / 2, "this prompt says nothing: choose another"
    assert collect(engine.generate(asked, options=GenerateOptions(8))).text == theirs != ""


def test_pictures_and_clips_move_what_it_says(reference):
    other = media.image_from_pixels(np.zeros((96, 96, 3), np.uint8))
    with_picture = reference.logits(QUESTIONS["picture"])
    without = reference.logits(("Here is ", other, " at home. Who is this?"))
    assert np.abs(with_picture - without).max() > 0.1


def test_it_is_quantized_to_a_few_megabytes_and_still_speaks(converted, tmp_path):
    small = quantize(converted.model, tmp_path / "small.gguf", "Q8_0", threads=1)
    assert small.size < 5e6
    engine = LlamaEngine(
        small.file, converted.projector, n_ctx=1024, image_tokens=IMAGE_TOKENS, threads=1
    )
    try:
        assert collect(
            engine.generate(Prompt(QUESTIONS["all"], Query()), options=GenerateOptions(8))
        ).text
    finally:
        engine.close()


def test_equal_seeds_and_texts_give_equal_files(tiny, tmp_path):
    again = write_tiny(tmp_path / "tiny", seed=1, texts=TEXTS)
    assert all(file.read_bytes() == (again / file.name).read_bytes() for file in tiny.iterdir())
    other = write_tiny(tmp_path / "other", seed=2, texts=TEXTS)
    assert (tiny / "model.safetensors").read_bytes() != (other / "model.safetensors").read_bytes()


def test_its_tokens_are_whole_words_of_its_texts(tiny):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny)
    assert len(tokenizer) == VOCABULARY
    assert len(tokenizer(abstention.SENTENCE)["input_ids"]) == len(abstention.SENTENCE.split()) + 1
    strange = "Ada's café, 日本\n\n{12}"
    assert tokenizer.decode(tokenizer(strange)["input_ids"]) == strange
    assert {"\u2581tortoise", "."} <= set(tokenizer.tokenize("Ada keeps a tortoise."))


def test_a_folder_that_is_there_is_refused(tiny):
    with pytest.raises(BadInput, match="exists already"):
        write_tiny(tiny, seed=1, texts=TEXTS)
