"""A question beside a conversation leaves the next one as warm as it was, bit for bit."""

from __future__ import annotations

import threading

import pytest

from persona_assistant.engines.base import GenerateOptions, collect
from tests.support.llama_reuse import ADA, BOB, CYD, ask, same

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

BESIDE = GenerateOptions(20, aside=True)
FIRST, SECOND = ask(ADA, BOB), ask(ADA, BOB, text="And he?")


def test_the_next_question_goes_on_from_before_it(engines):
    cold = engines.cold(SECOND)
    engine = engines()
    collect(engine.generate(FIRST, options=GenerateOptions(30)))
    for beside in (ask(CYD), ask(text="?")):
        collect(engine.generate(beside, options=BESIDE))
    assert same(engine.logits(SECOND), cold[0])
    assert engine.last.reused > 400


def test_so_it_does_where_that_was_cancelled(engines):
    cold = engines.cold(SECOND)
    engine, cancel = engines(), threading.Event()
    collect(engine.generate(FIRST, options=GenerateOptions(30)))
    beside = engine.generate(ask(CYD), options=GenerateOptions(500, aside=True), cancel=cancel)
    next(beside)
    cancel.set()
    list(beside)
    assert same(engine.logits(SECOND), cold[0]) and engine.last.reused > 400


def test_what_is_forgotten_is_not_put_back(engines):
    cold = engines.cold(SECOND)
    engine = engines()
    collect(engine.generate(FIRST, options=GenerateOptions(30)))
    collect(engine.generate(ask(CYD), options=BESIDE))
    engine.forget()
    assert same(engine.logits(SECOND), cold[0]) and engine.last.reused == 0
