"""What the reader's logits are worth: fitted on made-up places whose figures are plain to see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.pmg import Note
from persona_assistant.reader.network import Place
from persona_assistant.train.reader.corpus import Question
from persona_assistant.train.reader.people import PersonQuestion
from persona_assistant.train.reader.scale import fit_scale

NOTE = Note("Tunes pianos. From Hull.")
STATED = Question("what", "Ada", NOTE, ((6, 12),))
OTHER, NEAR = Question("who", "Ada", NOTE, ()), Question("why", "Ada", NOTE, (), near=True)


def places(
    first: float, second: float, span: tuple[int, int] = (6, 12), note: int = 0
) -> list[tuple[int, Place]]:
    """Logits of the note's two sentences, and what is pointed at in the first."""
    return [(note, Place(0, 13, span, first)), (note, Place(14, 24, (19, 23), second))]


def test_what_can_be_told_apart_is_told_apart():
    asked = [STATED, STATED, OTHER, NEAR]
    scale, found = fit_scale(asked, [places(6, -5), places(4, -9), places(-4, -5), places(-6, -3)])
    assert scale.slope > 0
    assert scale.probability(4) >= scale.threshold > scale.probability(-3)
    assert (found.questions, found.answered, found.right) == (4, 100, 100)
    assert (found.declined, found.declined_near, found.span_f1) == (100, 100, 100)


def test_the_wrong_sentence_is_answered_and_not_right():
    _, found = fit_scale([STATED, OTHER], [places(1, 6), places(-4, -5)])
    assert found.answered == 100 and found.right == 0 and found.span_f1 == 0
    assert found.declined_near is None, "no question was near"


def test_half_of_the_words_are_half_right():
    _, found = fit_scale([STATED, OTHER], [places(6, -6, (0, 12)), places(-4, -5)])
    assert found.span_f1 == pytest.approx(66.7), "6 of 12 characters, all 6 of the right ones"


def test_a_note_without_places_is_declined():
    _, found = fit_scale([STATED, STATED, OTHER], [places(5, -5), [], []])
    assert found.answered == 50 and found.declined == 100


def test_the_same_place_of_another_note_is_not_right():
    question = PersonQuestion("what", "Ada", (Note("From Hull. Has a cat."), NOTE), ((1, 6, 12),))
    _, found = fit_scale([question, OTHER], [places(6, -6, note=1), places(-4, -5)])
    assert found.right == 100
    _, found = fit_scale([question, OTHER], [places(6, -6, note=0), places(-4, -5)])
    assert found.answered == 100 and found.right == 0


LOGITS = st.floats(-30, 30)


@given(
    st.lists(st.tuples(LOGITS, LOGITS), min_size=1, max_size=12),
    st.lists(st.tuples(LOGITS, LOGITS), min_size=1, max_size=12),
)
def test_figures_are_shares_and_right_ones_are_among_the_answered(stated, others):
    asked = [STATED] * len(stated) + [OTHER] * len(others)
    scale, found = fit_scale(asked, [places(*each) for each in (*stated, *others)])
    assert 0 <= found.right <= found.answered <= 100 and 0 <= found.declined <= 100
    assert 0 <= scale.threshold <= 1
