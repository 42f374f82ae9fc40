"""Questions for nothing but somebody's work, and what may be the newer statement of it."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.engines.base import Finished
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Context, Note, Query
from persona_assistant.reader.asked_work import asks_for_work, in_plain_words
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found, Reading

OLD, NEW = date(2021, 3, 1), date(2024, 9, 1)


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("who pays vera's wages these days", "who does Vera work for"),
        ("vera's current role?", "what does Vera do for a living"),
        ("what line of work is Vera in now", "what does Vera do for a living"),
        ("tell me what vera does since she shut the kiosk", "what does Vera do for a living"),
        ("what's vera do for work", "what does Vera do for a living"),
        (
            "which firm was vera with before the harbour",
            "where did Vera work before the harbour",
        ),
        ("what did vera do before", "what was Vera's job before"),
        ("where did vera use to work", "what was Vera's job before"),
        ("what was Vera's job", ""),
        ("does vera like her job", ""),
        ("how long has vera had the job", ""),
        ("what does vera do on sundays", ""),
        ("why did vera quit her job", ""),
    ],
)
def test_a_question_for_work_in_plain_words(question, plain):
    assert in_plain_words(question, "Vera Lindholm") == plain
    assert asks_for_work(question, "Vera Lindholm") or not plain


def place(text: str, span: str, day: date, probability: float) -> Found:
    return Found(Note(text, day), text, span, text.index(span), probability)


def read(question: str, *found: Found) -> Reading:
    notes = list({each.note.text: each.note for each in found}.values())
    return reading_of(question, found, notes, threshold=0.7, name="Vera Lindholm", today=NEW)


def test_what_tells_of_no_work_takes_no_older_works_place():
    pilot = place("vera is a harbour pilot now", "a harbour pilot", OLD, 0.95)
    market = place("saw vera at the bus stop in may", "bus stop", NEW, 0.5)
    assert read("what line of work is vera in", pilot, market).answer == "a harbour pilot"


def test_only_what_is_paid_for_the_same_thing_takes_its_place():
    old = place("rent is 700 a month", "700", OLD, 0.9)
    new = place("rent goes up to 760", "760", NEW, 0.8)
    flat = place("she'd sell the flat for 190k", "190k", date(2025, 1, 1), 0.8)
    assert read("how much is the rent now", old, new, flat).answer == "760"


def test_the_newer_time_answers_what_is_asked_of_nowadays():
    old = place("vera and I row at 7", "at 7", OLD, 0.95)
    new = place("we row at 9 from today", "at 9", NEW, 0.9)
    assert read("what time do vera and i row nowadays", old, new).answer == "at 9"


def test_what_came_then_may_be_in_a_note_the_reader_is_less_sure_of():
    first = place("vera worked at the mint", "the mint", OLD, 0.8)
    second = place("vera works at the zoo now", "the zoo", date(2022, 1, 1), 0.8)
    third = place("got a post at the harbour", "the harbour", NEW, 0.4)
    reading = read("where did vera work before the harbour", first, second, third)
    assert reading.answer == "the zoo"


class Plainly:
    """A reader that answers one question alone."""

    def read(self, question, notes, *, name=None, today=None):
        found = (Found(notes[0], notes[0].text, "the zoo", 14, 0.9),)
        return Reading(question == "who does Vera work for", 0.9, "the zoo", found)


def test_a_question_for_work_is_asked_again_in_plain_words():
    context = Context("Vera Lindholm", texts=("vera works at the zoo",))
    asked = Query("who pays vera's wages")
    ended = list(ExtractiveEngine(Plainly()).answer(asked.text, context))[-1]  # type: ignore[arg-type]
    assert isinstance(ended, Finished) and not ended.abstained


def test_the_work_before_is_that_of_the_older_note():
    texts = (
        "vera works nights as a baker, married to Olle, 2 kids. 070 555 0192",
        "vera gave up baking, sells boats for a firm in Umeå now. Olle lost his job",
    )
    context = Context("Vera Lindholm", texts=texts, dates=(OLD, NEW))
    for question in ("what did vera do before", "what was vera's old job"):
        reading = next(
            event.reading
            for event in ExtractiveEngine().answer(question, context)
            if isinstance(event, Finished)
        )
        assert reading.answered and "baker" in reading.answer, question


def test_what_somebody_was_asked_to_do_is_no_living():
    chef = place("vera is a fish cook at the quay", "fish cook", OLD, 0.86)
    asked = place("she has been asked to bake for a wedding", "bake", OLD, 0.82)
    note = Note(f"{chef.note.text}. {asked.note.text}", OLD)
    both = [
        Found(note, each.sentence, each.span, note.text.index(each.span), each.probability)
        for each in (chef, asked)
    ]
    assert read("what does the person here do for a living", *both).answer == "fish cook"
