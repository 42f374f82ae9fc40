"""What the llama engine computes only once within one process. Always bit for bit the same."""

from __future__ import annotations

import threading
import time

import pytest

from persona_assistant.engines.base import GenerateOptions, collect, texts
from persona_assistant.pmg import Context
from tests.support.llama_reuse import (
    ADA,
    BOB,
    CANCELLED,
    CYD,
    DOT,
    ask,
    same,
)
from tests.support.made_media import clip, square

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")


def test_a_process_that_forgot_computes_what_a_new_one_does(engines):
    engines.cold(ask(ADA, BOB, image=square(9)))
    assert same(engines.cold(ask(BOB, CYD))[0], engines().logits(ask(BOB, CYD)))


# --- within one process --------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["", "both-ways"])
def test_a_warm_question_gets_the_logits_of_a_cold_one_and_computes_only_what_is_new(
    engines, model
):
    prompts = [
        ask(ADA, BOB, CYD, DOT),
        ask(ADA, BOB, CYD, DOT, text="Where does Bob live, and with whom?"),
        ask(ADA, BOB, CYD, DOT, text="Who is this?", image=square(9)),
        ask(ADA, BOB, DOT),
        ask(ADA),
        ask(BOB),
        ask(),
        ask(ADA, BOB, CYD, DOT),
    ]
    cold = engines.cold(*prompts, model=model)
    assert len({logits.tobytes() for logits in cold[:-1]}) == len(prompts) - 1
    engine, reused = engines(model=model), []
    for prompt, expected in zip(prompts, cold):
        assert same(engine.logits(prompt), expected)
        assert engine.last.reused + engine.last.computed == engine.last.tokens
        reused.append(engine.last.reused)
    new = [len("Question:\n") + len(prompt.query.text) for prompt in prompts]
    total = [engine.count_tokens(prompt) for prompt in prompts]
    assert reused[0] == 0 and total[1] - reused[1] < new[1] + 8
    # The same first personas: their entries are not computed again, also where the later ones
    # differ.
    two = engine.count_tokens(ask(ADA, BOB)) - engine.count_tokens(ask())
    instructions = reused[6]
    assert instructions > 300 and reused[3] > instructions + two - 8
    assert reused[5] > instructions - 8


def test_reuse_is_exact_after_long_answers_cancelled_ones_and_other_people(engines):
    first, second, other = ask(ADA, BOB), ask(ADA, BOB, text="And he?"), ask(CYD, text="?")
    cold = engines.cold(first, second)
    engine = engines()
    said = collect(
        engine.generate(first, options=GenerateOptions(250))
    ).text  # four windows of 64 tokens
    assert engine.last.answer_tokens == 250
    assert same(engine.logits(second), cold[1]) and engine.last.reused > 400
    cancel = threading.Event()
    answer = engine.generate(first, options=GenerateOptions(1000), cancel=cancel)
    next(answer)
    cancel.set()
    assert len(list(texts(answer))) <= 1
    assert same(engine.logits(first), cold[0]) and engine.last.reused > 400
    assert same(engine.logits(first), cold[0]), "the very same prompt"
    engine.logits(other)
    assert same(engine.logits(second), cold[1])
    again = collect(engine.generate(first, options=GenerateOptions(40))).text
    assert said.startswith(again.rstrip("\ufffd"))


def test_a_prompt_cancelled_half_way_leaves_no_trace(engines):
    long = Context(
        "Eve", square(5), clip(300), tuple(f"Eve knows the number {n}." for n in range(50)), 5
    )
    prompt = ask(long)
    cold = engines.cold(prompt)[0]
    engine = engines()
    engine.logits(ask(ADA))
    for delay in (0.02, 0.1, 0.2, 0.3):
        cancel = threading.Event()
        threading.Timer(delay, cancel.set).start()
        list(engine.generate(prompt, options=GenerateOptions(1), cancel=cancel))
    assert same(engine.logits(prompt), cold)


def test_cancelling_reaches_into_the_computing_of_a_prompt(engines):
    knows = tuple(f"Eve knows the number {n}, and why it is a number." for n in range(70))
    prompt, engine = ask(Context("Eve", None, None, knows, 5)), engines(n_ctx=4096)
    engine.logits(prompt)
    full = engine.last.prefill
    assert full > 0.1 and engine.last.tokens > 2500
    engine.forget()
    cancel = threading.Event()
    threading.Timer(full / 5, cancel.set).start()
    assert list(engine.generate(prompt, options=GenerateOptions(1), cancel=cancel)) == CANCELLED
    begun = time.perf_counter()
    engine.count_tokens(ask())
    assert time.perf_counter() - begun < full / 2


def test_timings_say_where_the_time_went(engines):
    engine = engines()
    generation = collect(engine.generate(ask(ADA), options=GenerateOptions(5)))
    last = generation.finished.usage
    assert generation.text and last.answer_tokens == 5 and last.encoded == 2
    assert last.tokens == last.computed == engine.count_tokens(ask(ADA)) and last.start > 0.05
    assert 0 < last.first_token - last.start <= last.total
    assert last.native == pytest.approx(last.load + last.encode + last.prefill + last.decode)
    assert 0 < last.overhead < last.total
