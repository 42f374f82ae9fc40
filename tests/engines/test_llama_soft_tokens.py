"""Soft tokens of known people are kept, and give the logits of fresh ones without the projector."""

from __future__ import annotations

import pytest

from persona_assistant.pmg import Context
from tests.support.llama_reuse import (
    ADA,
    CYD,
    SOFT,
    STATE,
    MemoryCache,
    ask,
    same,
)
from tests.support.made_media import square

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")


@pytest.mark.parametrize("model", ["", "both-ways", "omni"])
def test_kept_soft_tokens_give_the_logits_of_fresh_ones_without_the_projector(engines, model):
    prompt, cache = ask(ADA, CYD), MemoryCache()
    cold = engines.cold(prompt, model=model)[0]
    enrolling = engines(cache, model)
    enrolling.encode([ADA.image, ADA.voice], [1])
    enrolling.encode([CYD.image], [3])
    assert sorted(cache.about.values()) == [(1,), (1,), (3,)] and len(cache.of(SOFT)) == 3
    asking = engines(cache, model)
    assert same(asking.logits(prompt), cold)
    assert (asking.last.encoded, asking.last.load, asking.last.encode) == (0, 0, 0)
    assert asking.last.computed == asking.last.tokens


def test_what_a_question_encodes_of_known_people_is_kept_and_of_the_question_nothing(engines):
    cache, prompt = MemoryCache(), ask(ADA, image=square(9))
    first = engines(cache)
    expected = first.logits(prompt)
    assert first.last.encoded == 3 and first.last.load > 0 and first.last.encode > 0
    first.close()
    kept = {about for (kind, _), about in cache.about.items() if kind == SOFT}
    assert kept == {(1,)} and len(cache.of(SOFT)) == 2
    second = engines(cache.without(STATE))
    assert same(second.logits(prompt), expected) and second.last.encoded == 1


def test_people_without_an_id_leave_nothing_behind(engines):
    cache = MemoryCache()
    engine = engines(cache)
    engine.logits(ask(Context("Ada", ADA.image, ADA.voice, ("Ada keeps a tortoise.",)), ADA))
    engine.close()
    assert {about for (kind, _), about in cache.about.items() if kind == STATE} == {()}
    assert not any(b"tortoise" in data for data in cache.entries.values())


def test_encoding_again_is_free_and_a_lost_entry_comes_back(engines):
    cache = MemoryCache()
    engine = engines(cache)
    engine.encode([ADA.image], [1])
    (entry,) = cache.entries
    data = cache.entries[entry]
    engine.encode([ADA.image], [1])
    for damage in (None, data[:100], data[:-1] + b"\x7f", b""):
        if damage is None:
            del cache.entries[entry]
        else:
            cache.entries[entry] = damage
        engine.encode([ADA.image], [1])
        assert cache.entries[entry] == data


def test_other_budgets_and_projectors_do_not_share_soft_tokens(engines, gguf_folder, tmp_path):
    cache, prompt = MemoryCache(), ask(CYD)
    for budget, count in ((70, 64), (140, 121), (280, 256), (560, 529), (1120, 1089)):
        engine = engines(cache, image_tokens=budget)
        without = ask(Context("Cyd", None, None, CYD.texts, 3))
        assert engine.count_tokens(prompt) - engine.count_tokens(without) == count + 2
        if budget < 500:
            engine.encode([CYD.image], [3])
    assert len(cache.of(SOFT)) == 3
