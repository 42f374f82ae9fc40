"""States are kept for the next process, which goes on from them bit for bit."""

from __future__ import annotations

import time

import numpy as np
import pytest

from persona_assistant.engines.base import GenerateOptions
from persona_assistant.pmg import Context
from tests.support.llama_reuse import (
    ADA,
    BOB,
    CYD,
    SOFT,
    STATE,
    MemoryCache,
    ask,
    same,
)
from tests.support.made_media import square
from tests.support.watched_engine import WatchedEngine

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")


def test_a_restarted_engine_goes_on_from_the_kept_state(engines):
    cache, first, second = MemoryCache(), ask(ADA, BOB), ask(ADA, BOB, text="And his instrument?")
    cold = engines.cold(second, ask(BOB))
    engine = engines(cache)
    list(engine.generate(first, options=GenerateOptions(40)))
    engine.close()
    abouts = sorted(about for (kind, _), about in cache.about.items() if kind == STATE)
    assert abouts == [(), (1, 2)]
    again = engines(cache)
    assert same(again.logits(second), cold[0])
    assert again.last.restored > 400 and again.last.computed < 50 and again.last.restore > 0
    assert again.last.encoded == 0
    # What was restored can be cut back as exactly as what was computed.
    for prompt, expected in zip((ask(CYD), ask(ADA, CYD)), engines.cold(ask(CYD), ask(ADA, CYD))):
        assert (
            same(again.logits(prompt), expected) and again.last.reused + again.last.restored > 300
        )
    # Other people: the instructions alone are restored, by a fresh process too.
    other = engines(cache)
    assert same(other.logits(ask(BOB)), cold[1])
    assert 300 < other.last.restored < 400


def test_pictures_on_a_grid_of_positions_are_reused_and_restored_exactly(engines):
    cache, first, second = (
        MemoryCache(),
        ask(CYD, ADA),
        ask(CYD, ADA, text="Why?", image=square(9)),
    )
    cold = engines.cold(first, second, ask(CYD), model="omni")
    engine = engines(cache, "omni")
    assert same(engine.logits(first), cold[0]) and same(engine.logits(second), cold[1])
    assert engine.last.reused > 1000
    list(engine.generate(first, options=GenerateOptions(100)))
    assert same(engine.logits(ask(CYD)), cold[2]) and engine.last.reused > 400
    engine.close()
    again = engines(cache, "omni")
    assert same(again.logits(second), cold[1]) and again.last.restored > 400
    assert same(again.logits(ask(CYD)), cold[2]) and again.last.reused > 400


def test_states_are_kept_also_when_the_next_question_comes_at_once(engines):
    cache = MemoryCache()
    engine = engines(cache)
    for prompt in (ask(BOB, CYD), ask(BOB), ask(ADA), ask(CYD, BOB), ask(ADA, text="Why?")):
        engine.logits(prompt)
    engine.close()
    abouts = sorted(about for (kind, _), about in cache.about.items() if kind == STATE)
    assert abouts == [(), (1,), (2,), (2, 3), (3, 2)]


def test_a_process_that_asked_about_somebody_else_meanwhile_goes_back_without_computing(engines):
    cache, ada, bob = MemoryCache(), ask(ADA), ask(BOB)
    cold = engines.cold(ada)[0]
    engine = engines(cache)
    for prompt in (ada, bob):
        engine.logits(prompt)
        time.sleep(0.3)
    assert same(engine.logits(ada), cold) and engine.last.restored > 400
    assert same(engine.logits(ada), cold) and engine.last.restored == 0 and engine.last.reused > 400


def test_the_state_of_fewer_people_helps_where_they_come_first(engines):
    cache, more = MemoryCache(), ask(ADA, BOB)
    cold = engines.cold(more)[0]
    engine = engines(cache)
    engine.logits(ask(ADA))
    engine.close()
    again = engines(cache)
    assert same(again.logits(more), cold) and again.last.restored > 400


@pytest.mark.parametrize("kind", [SOFT, STATE])
def test_damaged_entries_cost_time_and_never_an_answer(engines, kind):
    cache, prompt = MemoryCache(), ask(ADA)
    engine = engines(cache)
    expected = engine.logits(prompt)
    engine.close()
    cache.full = True
    whole = {entry: data for entry, data in cache.entries.items() if entry[0] == kind}
    rng, again = np.random.default_rng(0), engines(cache)

    def flipped(data: bytes) -> bytes:
        damaged = bytearray(data)
        damaged[rng.integers(0, len(data))] ^= 0x10
        return bytes(damaged)

    for damage in (
        flipped,
        lambda d: d[: len(d) // 2],
        lambda d: b"",
        lambda d: d + b"x",
        lambda d: d[:8] * 9,
    ):
        cache.entries = {entry: damage(data) for entry, data in whole.items()}
        again.forget()
        assert same(again.logits(prompt), expected)
        assert again.last.restored == 0 and again.last.encoded == 2
    if kind == STATE:
        cache.entries = dict(zip(whole, [*whole.values()][::-1]))
        again.forget()
        assert same(again.logits(prompt), expected) and again.last.restored == 0, "somebody else's"
    assert again.pid is not None


def test_another_model_does_not_take_over_a_state(engines, gguf_folder, tmp_path):
    from tests.support import tiny_gguf

    cache, prompt = MemoryCache(), ask(Context("Ada", None, None, ADA.texts, 1))
    engine = engines(cache)
    engine.logits(prompt)
    engine.close()
    sibling = tiny_gguf.write_model(tmp_path / "model.gguf", seed=7)
    assert sibling.stat().st_size == (gguf_folder / "model.gguf").stat().st_size
    with_cache, without = (
        WatchedEngine(sibling, n_ctx=2048, threads=1, cache=c) for c in (cache, None)
    )
    try:
        assert (
            same(with_cache.logits(prompt), without.logits(prompt))
            and with_cache.last.restored == 0
        )
    finally:
        with_cache.close()
        without.close()
    moved = tmp_path / "elsewhere.gguf"
    moved.write_bytes((gguf_folder / "model.gguf").read_bytes())
    copy = WatchedEngine(moved, n_ctx=2048, threads=1, cache=cache)
    try:
        copy.logits(prompt)
        assert copy.last.restored > 300, "a copy of the same model does"
    finally:
        copy.close()
