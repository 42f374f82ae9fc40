"""Work ahead of a question, and what makes way for what."""

from __future__ import annotations

import threading
import time

import psutil
import pytest

from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.errors import DiskFull
from persona_assistant.pmg import Context, Picture, Query
from persona_assistant.prompt import Prompt
from tests.support.llama_reuse import (
    ADA,
    BOB,
    CANCELLED,
    CYD,
    SOFT,
    MemoryCache,
    ask,
    same,
)
from tests.support.made_media import square
from tests.support.watched_engine import WatchedEngine

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")


def test_after_preparing_a_question_computes_only_itself(engines):
    typing, asked = ask(ADA, BOB, text=""), ask(ADA, BOB, text="What does she keep?")
    cold = engines.cold(asked)[0]
    engine = engines()
    engine.prepare(typing)
    assert engine.last.computed > 400 and engine.last.answer_tokens == 0
    assert same(engine.logits(asked), cold)
    assert engine.last.encoded == 0 and engine.last.computed < 50
    engine.prepare(Prompt(("No head.",), Query()))
    assert same(engine.logits(asked), cold) and engine.last.computed < 50


def big(seed: int) -> Picture:
    return square(seed, side=1160)


def test_preparing_makes_way_for_a_question_about_others_and_not_for_its_own(engines):
    slow = Context("Eve", big(5), None, ("Eve.",), 5)
    engine = engines(image_tokens=280)
    started = time.perf_counter()
    cold = engine.logits(ask(slow))
    full = time.perf_counter() - started
    engine.forget()
    expected = engine.logits(ask(ADA))
    for text, contexts, reference in (("?", (ADA,), None), ("What does she keep?", (slow,), cold)):
        engine.forget()
        preparing = threading.Thread(target=engine.prepare, args=(ask(slow, text=text),))
        preparing.start()
        time.sleep(min(0.2, full / 4))
        begun = time.perf_counter()
        logits = engine.logits(ask(*contexts))
        took = time.perf_counter() - begun
        preparing.join(5)
        assert not preparing.is_alive()
        if reference is None:
            assert same(logits, expected) and took < full
        else:
            assert same(logits, reference) and engine.last.encoded == 0 and engine.last.reused > 250


def test_encoding_a_picture_can_be_cancelled(gguf_folder, tmp_path):
    from tests.support import tiny_gguf

    deep = tiny_gguf.write_projector(tmp_path / "deep.gguf", layers=12)
    engine = WatchedEngine(gguf_folder / "model.gguf", deep, n_ctx=2048, threads=1)
    prompt = ask(Context("Eve", big(6), None, ("Eve.",), 6))
    try:
        engine.logits(ask(CYD))
        engine.logits(prompt)
        full = engine.last.encode
        engine.forget()
        cancel = threading.Event()
        threading.Timer(engine.last.total - full + full / 4, cancel.set).start()
        assert list(engine.generate(prompt, options=GenerateOptions(4), cancel=cancel)) == CANCELLED
        begun = time.perf_counter()
        engine.count_tokens(ask())
        assert time.perf_counter() - begun < full / 3, "the rest of it was waited for"
    finally:
        engine.close()


def test_enrolment_makes_way_for_a_question_and_goes_on_after_it(engines):
    cache = MemoryCache()
    engine = engines(cache, image_tokens=560)
    engine.logits(ask())
    enrolling = threading.Thread(target=engine.encode, args=([big(7), big(8)], [7]))
    enrolling.start()
    time.sleep(0.2)
    engine.logits(ask(text="And now?"))
    assert enrolling.is_alive() and not cache.of(SOFT)
    enrolling.join(20)
    assert len(cache.of(SOFT)) == 2


def test_the_projector_is_let_go_when_it_is_not_needed(gguf_folder, tmp_path):
    from tests.support import tiny_gguf

    large = tiny_gguf.write_projector(tmp_path / "large.gguf", layers=90)
    engine = WatchedEngine(
        gguf_folder / "model.gguf",
        large,
        n_ctx=2048,
        image_tokens=70,
        threads=1,
        projector_seconds=0.3,
    )

    def resident() -> int:
        return psutil.Process(engine.pid).memory_info().rss

    try:
        engine.logits(ask(CYD))
        assert engine.last.load > 0
        engine.logits(ask(ADA))
        assert engine.last.encoded == 2 and engine.last.load == 0, "it was needed a moment ago"
        with_it = resident()
        time.sleep(0.6)
        assert with_it - resident() > 0.9 * large.stat().st_size
        engine.logits(ask(ADA, CYD))
        assert engine.last.encoded == 0 and engine.last.load == 0
        engine.logits(ask(BOB))
        assert engine.last.encoded == 2 and engine.last.load > 0
    finally:
        engine.close()


def test_a_cache_that_fails_costs_no_answer_but_is_told(engines):
    class Full(MemoryCache):
        def put(self, *_, **__):
            raise DiskFull("the disk is full")

    engine = engines(Full())
    assert collect(engine.generate(ask(ADA), options=GenerateOptions(3))).text
    with pytest.raises(DiskFull):
        engine.encode([BOB.image], [2])
    engine.close()
    assert engine.log[-1] == "not kept: the disk is full"
