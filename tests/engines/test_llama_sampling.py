"""Sampling and stop strings of the llama engine; greedy is the default and stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from persona_assistant.engines.base import GenerateOptions, Generation, collect
from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.pmg import Context, Query
from persona_assistant.prompt import Prompt, build_prompt

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

WHO = Prompt(("Who is this?",), Query())


@pytest.fixture(scope="module")
def engine(gguf_folder: Path) -> Iterator[LlamaEngine]:
    engine = LlamaEngine(gguf_folder / "model.gguf", n_ctx=2048, threads=1)
    yield engine
    engine.close()


def generate(engine: LlamaEngine, **options) -> Generation:
    return collect(engine.generate(WHO, options=GenerateOptions(**{"max_tokens": 24, **options})))


def says(engine: LlamaEngine, **options) -> str:
    return generate(engine, **options).text


def test_without_options_the_answer_is_the_likeliest_tokens(engine):
    greedy = says(engine)
    assert collect(engine.generate(WHO)).text.startswith(greedy.rstrip("\ufffd"))
    assert says(engine, temperature=0.0, seed=7, top_k=40, top_p=0.5, min_p=0.1) == greedy


def test_the_only_token_left_is_the_likeliest(engine):
    greedy = says(engine)
    for cut in ({"top_k": 1}, {"top_p": 1e-6}, {"min_p": 1.0}, {}):
        temperature = 5.0 if cut else 1e-4
        assert says(engine, temperature=temperature, seed=3, **cut) == greedy, cut


def test_a_seed_repeats_an_answer_and_another_one_does_not(engine):
    one = says(engine, temperature=1.5, seed=1)
    assert says(engine, temperature=1.5, seed=1) == one
    assert len({says(engine, temperature=1.5, seed=seed) for seed in range(6)}) > 3
    assert len({says(engine, temperature=1.5) for _ in range(6)}) > 3, "drawn anew each time"


def test_a_high_temperature_is_cut_by_top_k(engine):
    """The first token of many draws stands among the likeliest so many of its logits."""
    logits, _ = engine.logits(WHO)
    from tests.support.tiny_gguf import vocabulary

    tokens, _ = vocabulary()
    ranked = [tokens[i] for i in np.argsort(-logits)]
    firsts = {
        says(engine, max_tokens=1, temperature=100.0, top_k=3, seed=seed) for seed in range(40)
    }
    free = {says(engine, max_tokens=1, temperature=100.0, seed=seed) for seed in range(40)}
    assert len(firsts) <= 3 < len(free), (firsts, ranked[:3])


def test_sampling_leaves_greedy_answers_as_they_were(engine):
    before = says(engine)
    says(engine, temperature=2.0)
    assert says(engine) == before


def test_an_answer_ends_before_a_stop_string_that_several_tokens_make(engine):
    whole = says(engine, max_tokens=40)
    assert len(whole) > 20
    stop = whole[8:13]
    cut = generate(engine, max_tokens=40, stop=(stop,))
    assert cut.text == whole[: whole.index(stop)]
    assert cut.finished.reason == "stop" and 0 < cut.finished.usage.answer_tokens < 40
    never = generate(engine, max_tokens=40, stop=("no such words",))
    assert (never.text, never.finished.reason) == (whole, "length")


def test_a_stop_string_half_met_at_the_end_is_shown(engine):
    whole = says(engine, max_tokens=12)
    assert says(engine, max_tokens=12, stop=(whole[-2:] + "\0",)) == whole


def test_an_answer_of_its_own_words_is_no_abstention(engine):
    lina = Context("Lina", texts=("Lina cannot answer the phone before noon.",), persona_id=1)
    generation = collect(
        engine.generate(
            build_prompt(Query("When can I call?"), [lina]), options=GenerateOptions(max_tokens=8)
        )
    )
    assert not generation.finished.abstained
