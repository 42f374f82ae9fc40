"""Which notes a language model reads, and what becomes of media that it cannot take."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.assistant import Options, Services
from persona_assistant.assistant.context_budget import contexts_for, prompt_for
from persona_assistant.assistant.token_estimate import text_tokens
from persona_assistant.engines.base import Capabilities
from persona_assistant.errors import EndpointError
from persona_assistant.memory import Store
from persona_assistant.pmg import Clip, Context, Note, Picture, Query
from persona_assistant.prompt import Turn, build_prompt
from tests.support import fakes

DAY = datetime.date(2020, 1, 1)
TEXT = frozenset({"text"})


class Model(fakes.FakeEngine):
    """A language model with a window, of which `refuses` kinds of media are found out by asking."""

    def __init__(self, window=8192, modalities=TEXT, count=False, refuses=frozenset(), says="Yes."):
        super().__init__([says])
        self.name = "tiny"
        self.capabilities = Capabilities(modalities, count=count, window=window)
        self.refuses, self.counted = frozenset(refuses), 0

    def count_tokens(self, prompt) -> int:
        """One for each word, however long."""
        self.counted += 1
        return sum(len(part.split()) for part in prompt.all_parts)

    def generate(self, prompt, *, options=None, cancel=None) -> Iterator:
        kinds = {{Picture: "image", Clip: "voice"}.get(type(part)) for part in prompt.all_parts}
        if refused := kinds & self.refuses:
            able = self.capabilities
            self.capabilities = replace(able, modalities=able.modalities - refused)
            self.refuses -= refused
            raise EndpointError("the server failed", code="media_refused")
        return super().generate(prompt, options=options, cancel=cancel)


class WordReader:
    """Finds a note the more relevant, the more words of the question it has."""

    def relevance(self, question, notes: Sequence[Note], *, name=None) -> list[float]:
        asked = set(re.findall(r"\w+", question.lower()))
        return [len(asked & set(re.findall(r"\w+", n.text.lower()))) / 100 for n in notes]


def services(engine, **options):
    return Services.over(
        Store.temporary(),
        fakes.encoders(),
        fakes.calibration(),
        engine,
        Options(**options),
        reader=WordReader(),
    )


def notes_of(count: int, words: int = 40, first: int = 0) -> tuple[Note, ...]:
    filler = " ".join(f"word{number}" for number in range(words - 4))
    return tuple(
        Note(f"Note number {n} says {filler}.", DAY + datetime.timedelta(days=n), n)
        for n in range(first, first + count)
    )


def context(notes: Sequence[Note], name="Ana", persona_id=1, **media) -> Context:
    return Context(
        name,
        texts=tuple(note.text for note in notes),
        dates=tuple(note.date for note in notes),
        triplets=tuple(note.triplet_id for note in notes),
        persona_id=persona_id,
        **media,
    )


def chosen_of(engine, question, *contexts, before=()):
    return contexts_for(services(engine), Query(question), contexts, engine, before=before)


def test_all_notes_go_in_where_they_fit_and_nothing_is_said():
    whole = context(notes_of(5))
    assert chosen_of(Model(), "What?", whole) == ((whole,), ())


def test_a_person_with_two_hundred_notes_fits_eight_thousand_tokens():
    notes = list(notes_of(200, words=60))
    notes[17] = Note("Ana is allergic to hazelnuts, badly.", notes[17].date, 17)
    engine = Model()
    (left,), (notice,) = chosen_of(engine, "Is Ana allergic to hazelnuts?", context(notes))
    prompt = build_prompt(Query("Is Ana allergic to hazelnuts?"), [left])
    assert sum(map(text_tokens, prompt.parts)) + 256 <= 8192
    assert notes[17].text in left.texts and left.texts[-1] == notes[-1].text
    assert left.dates == tuple(sorted(left.dates)) and len(left.dates) == len(left.texts)
    kept = len(left.texts)
    assert 20 < kept < 200
    assert notice == f"{200 - kept} of 200 notes were left out; they do not fit the model."


def test_the_engines_own_tokenizer_is_asked_where_there_is_one():
    notes = notes_of(200, words=60)
    (guessed,), _ = chosen_of(Model(), "What?", context(notes))
    counting = Model(count=True)
    (counted,), _ = chosen_of(counting, "What?", context(notes))
    assert counting.counted < 20
    assert len(counted.texts) > len(guessed.texts)
    words = sum(len(text.split()) for text in counted.texts)
    assert 0.8 * 7500 < words < 8192


def test_the_newest_notes_stay_though_they_have_no_word_of_the_question():
    notes = [Note(f"cat {n} " * 40, DAY + datetime.timedelta(n), n) for n in range(100)]
    notes += [Note("Something else.", DAY + datetime.timedelta(200), 100)]
    (left,), _ = chosen_of(Model(2000), "Which cat?", context(notes))
    assert left.texts[-1] == "Something else." and len(left.texts) > 2


def test_notes_stand_in_the_order_of_their_dates():
    later, sooner = Note("later", DAY + datetime.timedelta(9)), Note("sooner", DAY)
    undated = Note("no date")
    (left,), notices = chosen_of(Model(), "What?", context([later, undated, sooner]))
    assert left.texts == ("sooner", "later", "no date") and not notices
    without_dates = Context("Ana", texts=("b", "a"))
    assert chosen_of(Model(), "What?", without_dates) == ((without_dates,), ())


def test_a_note_longer_than_the_window_gives_the_passage_that_is_asked_for():
    story = [f"On day {n} it rained in the valley and nobody came." for n in range(600)]
    story[300] = "Her brother Emil keeps bees in Gdansk."
    (left,), (notice,) = chosen_of(
        Model(2000), "Where does her brother keep bees?", context([Note(" ".join(story), DAY, 1)])
    )
    (text,) = left.texts
    assert "Her brother Emil keeps bees in Gdansk." in text and "[...]" in text
    assert notice == "Of 1 of 1 notes only passages were taken; they do not fit the model."


def test_who_has_few_notes_keeps_them_beside_who_has_many():
    few, many = context(notes_of(2), "Ana", 1), context(notes_of(300), "Ben", 2)
    (ana, ben), _ = chosen_of(Model(4096), "What?", few, many)
    assert ana.texts == few.texts and 10 < len(ben.texts) < 300


def test_an_engine_without_a_window_gets_everything():
    whole = context(notes_of(500))
    assert chosen_of(fakes.FakeEngine(["x"]), "What?", whole) == ((whole,), ())


def test_old_turns_make_room_for_the_question():
    engine = Model(1000)
    turns = [Turn("user", (f"{n} " + "talk " * 60,)) for n in range(20)]
    prompt = build_prompt(Query("What?"), [context(notes_of(3, 10))], before=turns)
    fitted, notices = prompt_for(services(engine), prompt, engine)
    assert 1 < len(fitted.before) < 20 and fitted.before == tuple(turns[-len(fitted.before) :])
    assert not notices and fitted.contexts == prompt.contexts


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(0, 5000)), max_size=40),
    st.integers(900, 6000),
    st.booleans(),
)
def test_whatever_the_notes_are_the_prompt_fits_and_holds_only_them(sizes, window, count):
    notes = [
        Note(" ".join(f"w{n}x{k}." for k in range(words)), DAY + datetime.timedelta(day), n)
        for n, (words, day) in enumerate(sizes)
    ]
    engine = Model(window, count=count)
    made = services(engine)
    (left,), notices = contexts_for(made, Query("w1x1?"), [context(notes)], engine)
    prompt = build_prompt(Query("w1x1?"), [left])
    tokens = engine.count_tokens(prompt) if count else sum(map(text_tokens, prompt.parts))
    assert tokens + 256 <= window
    assert left.dates == tuple(sorted(left.dates))
    whole = {note.triplet_id: note.text for note in notes}
    for note in left.notes:
        assert all(piece in whole[note.triplet_id] for piece in note.text.split(" [...] "))
    assert bool(notices) == (sorted(left.texts) != sorted(whole.values()))


@pytest.mark.parametrize(
    "text", ["Call 0049 30 1234567 at 12:30", "這是一個測試", "Käse", "a" * 70]
)
def test_the_estimate_is_rather_too_high(text):
    assert text_tokens(text) >= max(len(text) / 4, sum(c.isdigit() for c in text))


@pytest.mark.parametrize(
    "asked", ["What is number 17?", "What is number 17? " + "I wonder. " * 900]
)
def test_a_wide_window_is_filled_no_more_than_the_settings_allow(asked):
    engine = Model(window=131_072)
    query, ana = Query(asked), context(notes_of(400))
    for limit in (1500, 6000):
        able = services(engine, prompt_tokens=limit)
        (chosen,), notices = contexts_for(able, query, [ana], engine)
        prompt = build_prompt(query, [chosen])
        tokens = sum(text_tokens(part) for part in prompt.parts)
        assert limit * 0.8 < tokens - text_tokens(asked) < limit + 50
        assert any("number 17 says" in text for text in chosen.texts) and notices
    whole = services(engine, prompt_tokens=1500, route="model")
    assert contexts_for(whole, query, [ana], engine) == ((ana,), ())
