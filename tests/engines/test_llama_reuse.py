"""What the llama engine computes only once: soft tokens, prefixes, states. Always bit for bit the
same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from persona_assistant import media
from persona_assistant.engines.base import Finished, GenerateOptions, collect, texts
from persona_assistant.errors import DiskFull
from persona_assistant.pmg import Clip, Context, Picture, Query
from persona_assistant.prompt import Prompt, build_prompt
from tests.support.watched_engine import WatchedEngine

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

CANCELLED = [Finished("cancelled", abstained=False)]
SOFT, STATE = "soft tokens", "kv state"


class MemoryCache:
    """A cache as an engine may expect it, with a look inside."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], bytes] = {}
        self.about: dict[tuple[str, str], tuple[int, ...]] = {}
        self.full = False

    def get(self, kind: str, key: str) -> bytes | None:
        return self.entries.get((kind, key))

    def put(self, kind: str, key: str, data: bytes, *, about: Iterable[int] = ()) -> None:
        if self.full:
            return
        self.entries[kind, key], self.about[kind, key] = data, tuple(about)

    def of(self, kind: str) -> list[bytes]:
        return [data for (each, _), data in self.entries.items() if each == kind]

    def without(self, kind: str) -> MemoryCache:
        other = MemoryCache()
        other.entries = {entry: data for entry, data in self.entries.items() if entry[0] != kind}
        return other


def picture(seed: int, side: int = 160) -> Picture:
    pixels = np.random.default_rng(seed).integers(
        0, 255, (side // 20, side // 20, 3), dtype=np.uint8
    )
    return media.image_from_pixels(np.kron(pixels, np.ones((20, 20, 1), np.uint8)))


def clip(hertz: float, seconds: float = 1.0) -> Clip:
    return media.voice_from_samples(
        0.4 * np.sin(2 * np.pi * hertz * np.arange(int(16000 * seconds)) / 16000)
    )


ADA = Context("Ada", picture(1), clip(220), ("Ada keeps a tortoise.", "She lives in Bath."), 1)
BOB = Context("Bob", picture(2), clip(900), ("Bob plays the oboe.",), 2)
CYD = Context("Cyd", picture(3), None, ("Cyd bakes.",), 3)
DOT = Context("Dot", None, clip(500), (), 4)


def ask(
    *contexts: Context, text: str = "What does she keep?", image: Picture | None = None
) -> Prompt:
    return build_prompt(Query(text, image), contexts)


class Engines:
    """Engines on the tiny model, closed at the end of a test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: list[WatchedEngine] = []
        self._cold: dict[str, WatchedEngine] = {}

    def __call__(
        self, cache: MemoryCache | None = None, model: str = "", **settings
    ) -> WatchedEngine:
        settings = {"n_ctx": 2048, "image_tokens": 70, "threads": 1, "cache": cache, **settings}
        names = (
            (f"{model}.gguf", f"{model}-projector.gguf")
            if model
            else ("model.gguf", "projector.gguf")
        )
        self._open.append(WatchedEngine(*(self._folder / name for name in names), **settings))
        return self._open[-1]

    def cold(self, *prompts: Prompt, model: str = "") -> list[np.ndarray]:
        """Logits of each prompt, computed by a process that was made to forget all before."""
        if model not in self._cold:
            self._cold[model] = self(model=model)
            self._open.pop()
        engine, found = self._cold[model], []
        for prompt in prompts:
            engine.forget()
            found.append(engine.logits(prompt))
            assert engine.last.computed == engine.last.tokens
        return found

    def close(self) -> None:
        while self._open:
            self._open.pop().close()

    def close_cold(self) -> None:
        for engine in self._cold.values():
            engine.close()


@pytest.fixture(scope="module")
def all_engines(gguf_folder: Path) -> Iterator[Engines]:
    engines = Engines(gguf_folder)
    yield engines
    engines.close_cold()


@pytest.fixture
def engines(all_engines: Engines) -> Iterator[Engines]:
    yield all_engines
    all_engines.close()


def same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype == np.float32 and len(a) > 100 and np.array_equal(a, b)


def test_a_process_that_forgot_computes_what_a_new_one_does(engines):
    engines.cold(ask(ADA, BOB, image=picture(9)))
    assert same(engines.cold(ask(BOB, CYD))[0], engines().logits(ask(BOB, CYD)))


# --- within one process --------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["", "both-ways"])
def test_a_warm_question_gets_the_logits_of_a_cold_one_and_computes_only_what_is_new(
    engines, model
):
    prompts = [
        ask(ADA, BOB, CYD, DOT),
        ask(ADA, BOB, CYD, DOT, text="Where does Bob live, and with whom?"),
        ask(ADA, BOB, CYD, DOT, text="Who is this?", image=picture(9)),
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
        "Eve", picture(5), clip(300), tuple(f"Eve knows the number {n}." for n in range(50)), 5
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


# --- soft tokens ---------------------------------------------------------------------------------


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
    cache, prompt = MemoryCache(), ask(ADA, image=picture(9))
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


# --- states --------------------------------------------------------------------------------------


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
        ask(CYD, ADA, text="Why?", image=picture(9)),
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


# --- work ahead ----------------------------------------------------------------------------------


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
    return picture(seed, side=1160)


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


# --- memory and time -----------------------------------------------------------------------------


def test_timings_say_where_the_time_went(engines):
    engine = engines()
    generation = collect(engine.generate(ask(ADA), options=GenerateOptions(5)))
    last = generation.finished.usage
    assert generation.text and last.answer_tokens == 5 and last.encoded == 2
    assert last.tokens == last.computed == engine.count_tokens(ask(ADA)) and last.start > 0.05
    assert 0 < last.first_token - last.start <= last.total
    assert last.native == pytest.approx(last.load + last.encode + last.prefill + last.decode)
    assert 0 < last.overhead < last.total
