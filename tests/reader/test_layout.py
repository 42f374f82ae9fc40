"""How a question and a note lie before the network: nothing is lost, nothing is displaced, whatever
somebody wrote."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from persona_assistant.language.gloss import glossed
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note
from persona_assistant.reader.layout import TOGETHER, TOKENS, Layout, Window, bounds, prepared
from persona_assistant.resources import data_path

TOKENIZER = prepared(Tokenizer.from_file(str(data_path("models", "reader", "tokenizer.json"))))
LAYOUT = Layout(TOKENIZER)
FIRST, MARK = TOKENIZER.token_to_id("[CLS]"), TOKENIZER.token_to_id("[SEP]")
DAY = datetime.date(2024, 3, 12)
SHORT = Note("Marta tunes pianos. Her brother Tom is a dentist!\nFrom Hull, lives in Leeds.", DAY)
LONG = Note(
    " ".join(f"On day {n} she planted {n + 3} rare lilies near the wall." for n in range(80))
)


def windows(note: Note, question: str = "where from?", name: str | None = "Marta") -> list[Window]:
    return list(LAYOUT.windows(LAYOUT.question(question), note, name))


def words(ids: np.ndarray) -> str:
    return TOKENIZER.decode(list(ids), skip_special_tokens=False)


def test_a_short_note_is_one_window_with_name_and_date():
    (window,) = windows(SHORT)
    assert words(window.ids[: window.question]) == "[CLS] where from? [SEP]"
    head = words(window.ids[window.question : window.begins])
    assert head.replace(" ", "") == "marta2024-03-12:"
    assert window.ids[-1] == MARK and list(window.ids).count(MARK) == 2
    assert [SHORT.text[each.start : each.end] for each in window.sentences] == list(
        sentences(SHORT.text)
    )


def together(*notes: Note, name: str | None = "Marta") -> list[tuple[list[int], Window]]:
    return list(LAYOUT.together(LAYOUT.question("where from?"), notes, name))


def test_notes_of_a_person_lie_in_one_window_in_the_order_of_their_days():
    later = Note("She moved to Rye. Likes it.", datetime.date(2025, 1, 2))
    undated = Note("Has a cat.")
    ((group, window),) = together(later, SHORT, undated)
    assert group == [2, 1, 0]
    text = words(window.ids[window.question :]).replace(" ", "")
    assert text.startswith("marta:hasacat.2024-03-12:martatunes")
    assert "leeds.2025-01-02:shemovedtorye" in text
    said = [
        (later, SHORT, undated)[group[each.note]].text[each.start : each.end]
        for each in window.sentences
    ]
    assert said == [line for note in (undated, SHORT, later) for line in sentences(note.text)]
    for each in window.sentences:  # what it points at stands in its own note
        assert window.characters(each.first, each.last) == (each.start, each.end)
        assert window.tokens(each.start, each.end, each.note) == (each.first, each.last)


def test_a_note_by_itself_lies_as_it_does_alone():
    ((group, window),) = together(SHORT)
    (alone,) = windows(SHORT)
    assert group == [0] and list(window.ids) == list(alone.ids)
    assert window.sentences == alone.sentences


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12))
def test_every_sentence_of_every_note_is_read_once_and_no_window_is_too_long(sizes):
    notes = [Note("She sings. " * (size // 4) + "Ends.", DAY) for size in sizes]
    found = together(*notes)
    told = {(group[each.note], each.start) for group, window in found for each in window.sentences}
    assert told == {(at, start) for at, note in enumerate(notes) for start, _ in bounds(note.text)}
    for group, window in found:
        assert len(window.ids) <= (TOGETHER if len(group) > 1 else TOKENS)


def test_without_name_and_date_only_the_colon_stands_before_the_note():
    (window,) = windows(Note("From Hull."), name=None)
    assert words(window.ids[window.question : window.begins]) == ":"


def test_types_tell_question_from_note_and_pools_take_means():
    (window,) = windows(SHORT)
    assert list(window.types) == [0] * window.question + [1] * (len(window.ids) - window.question)
    assert window.pool.shape == (1 + 3, len(window.ids))
    np.testing.assert_allclose(window.pool.sum(axis=1), 1, atol=1e-6)
    assert (window.pool[0, : window.question] > 0).all()
    for row, each in zip(window.pool[1:], window.sentences):
        assert list(np.flatnonzero(row)) == list(range(each.first, each.last + 1))


def test_words_are_found_by_where_they_stand():
    (window,) = windows(SHORT)
    start = SHORT.text.index("Tom is")
    found = window.tokens(start, start + 6)
    assert found is not None and window.characters(*found) == (start, start + 6)
    assert window.tokens(len(SHORT.text) + 5, len(SHORT.text) + 9) is None


def test_foreign_words_lie_there_as_english_ones_and_point_at_themselves():
    note = Note("Stellan ist Optiker. Er hat Angst vor Hunden.", DAY)
    (window,) = windows(note, "Wovor fürchtet sich Stellan?", "Stellan Frau")
    assert words(window.ids[: window.question]) == "[CLS] of what fears self stellan? [SEP]"
    head = words(window.ids[window.question : window.begins])
    assert head.startswith("stellan frau"), "a name is nobody's word"
    assert "is afraid of dog" in words(window.ids)
    start = note.text.index("Hunden")
    found = window.tokens(start, start + 6)
    assert found is not None and window.characters(*found) == (start, start + 6)
    assert [note.text[each.start : each.end] for each in window.sentences] == list(
        sentences(note.text)
    )


def test_a_long_note_is_read_whole_in_windows_that_share_a_sentence():
    read = windows(LONG)
    assert len(read) > 3 and all(len(each.ids) <= TOKENS for each in read)
    whole = {(start, end) for start, end in bounds(LONG.text)}
    for one, following in pairwise(read):
        shared = {each.start for each in one.sentences} & {
            each.start for each in following.sentences
        }
        assert shared, "what stands at the border has its neighbours in one of the two"
    seen = set()
    for window in read:
        for each in window.sentences:
            held = window.characters(each.first, each.last)
            if held == (each.start, each.end):
                seen.add(held)
    assert seen == whole, "every sentence stands whole in some window"


@pytest.mark.parametrize(
    "text",
    ["x" * 5_000, "word " * 3_000, "\N{GRINNING FACE}" * 2_000, "donaudampfschiff" * 500],
    ids=["letter", "no end", "emoji", "compound"],
)
def test_what_has_no_end_is_read_to_its_end(text):
    read = windows(Note(text))
    assert max(end for window in read for _, end in window.offsets) == len(text.rstrip())
    assert all(len(each.ids) <= TOKENS for each in read)


def test_a_long_question_and_a_long_name_leave_room_for_the_note():
    (window,) = windows(SHORT, "and where did she go then " * 100, "Marta " * 200)
    assert len(window.ids) <= TOKENS and len(window.sentences) == 3


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "\ufeff"])
def test_an_empty_note_has_no_window(text):
    assert windows(Note(text)) == []


def test_marks_that_somebody_types_are_text():
    (window,) = windows(Note("He wrote [SEP] and [CLS] on it."), "what is [SEP]?")
    assert list(window.ids).count(MARK) == 2 and list(window.ids).count(FIRST) == 1


def test_half_characters_displace_nothing():
    """A pair of halves is two characters of a Python string, and one of the tokenizer's."""
    text = "\ud83d\ude00 Tom \ud83d lives in Hull."
    (window,) = windows(Note(text))
    start = text.index("Hull")
    assert window.characters(*window.tokens(start, start + 4)) == (start, start + 4)


ANYTHING = st.text(st.characters(codec=None), max_size=80)
PIECES = st.lists(
    st.sampled_from(
        ["Hull. ", "\n", "\N{GRINNING FACE}", "e\u0301", "\ud83d", "\ude00", "Dr. ", "東京。", "?"]
    )
    | st.text(st.characters(), max_size=3),
    max_size=120,
).map("".join)


def _characters(places: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in places for at in range(start, end)}


@given(text=ANYTHING | PIECES, question=ANYTHING, name=st.none() | st.text(max_size=40))
def test_whatever_is_written_is_laid_out_in_order(text, question, name):
    asked = LAYOUT.question(question)
    covered: set[tuple[int, int]] = set()
    for window in LAYOUT.windows(asked, Note(text), name):
        assert len(window.ids) <= TOKENS and len(window.types) == len(window.ids)
        assert window.pool.shape == (1 + len(window.sentences), len(window.ids))
        assert window.ids[0] == FIRST and window.ids[-1] == MARK
        before = (0, 0)
        for each in window.sentences:
            start, end = window.characters(each.first, each.last)
            assert before[1] <= each.start <= start < end <= each.end <= len(text)
            before = (each.start, each.end)
        covered |= set(window.offsets)
    if glossed(text, bounds(text)):  # English stands for a foreign word and the signs it carries
        return
    pieces = _characters(TOKENIZER.encode(_plain(text), add_special_tokens=False).offsets)
    assert _characters(covered) <= pieces
    assert not any(text[at].isalnum() for at in pieces - _characters(covered))


def _plain(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)
