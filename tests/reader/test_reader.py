"""The bundled reader, as other rooms use it: somebody's notes in, places in them out."""

from __future__ import annotations

import datetime
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.pmg import Note
from persona_assistant.reader.network import Place, ReaderNetwork, Scale
from persona_assistant.reader.reader import MOST_READ, Reader, found_at
from persona_assistant.reader.reading import Reading

TODAY = datetime.date(2026, 3, 1)
NOTES = [
    Note("Marta tunes pianos, mostly for schools. From Hull.", datetime.date(2024, 3, 12), 7),
    Note("Her brother Tom is a dentist. She owes me a pressure washer."),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(ReaderNetwork(threads=1))


def read(reader: Reader, question: str, notes: list[Note], name: str | None = "Marta") -> Reading:
    return reader.read(question, notes, name=name, today=TODAY)


def holds(reading: Reading, notes: list[Note]) -> None:
    """What every reading keeps to."""
    assert 0 <= reading.probability <= 1
    assert not reading.answered or reading.answer
    for each in reading.found:
        assert each.note in notes and each.sentence in each.note.text
        assert each.note.text[each.start : each.start + len(each.span)] == each.span != ""
        assert each.span in each.sentence and 0 <= each.probability <= 1
        if any(sign.isalnum() for sign in each.sentence):
            assert any(sign.isalnum() for sign in each.span)


def test_places_stand_in_the_notes_most_probable_first(reader):
    undated = [Note(each.text, None, number) for number, each in enumerate(NOTES)]
    reading = read(reader, "what does Marta do?", undated)
    holds(reading, undated)
    assert len(reading.found) > 1 and reading.found[0].probability == reading.probability
    worth = [each.probability for each in reading.found]
    assert worth == sorted(worth, reverse=True)


def test_a_quotation_mark_alone_answers_nothing():
    note = Note('He says "no more coffee".')
    mark = note.text.index('"')
    found = found_at(note, Place(0, len(note.text), (mark, mark + 1), 3.0), Scale(1.0, 0.0, 0.5))
    assert found.span == found.sentence == note.text


def test_equal_questions_get_equal_readings(reader):
    assert read(reader, "where is she from?", NOTES) == read(reader, "where is she from?", NOTES)


def test_without_notes_nothing_is_stated(reader):
    for notes in ([], [Note("")], [Note(" \n"), Note("")]):
        assert read(reader, "where is she from?", notes) == Reading(False, 0.0)
        assert reader.relevance("where is she from?", notes) == [0.0] * len(notes)


def test_several_people_are_read_as_each_alone(reader):
    people = {3: ("Marta", NOTES), 9: ("Tom Ode", [Note("Tom bakes rye bread.")]), 4: ("Bo", [])}
    question = "what does the one who bakes do"
    found = reader.read_people(question, people, today=TODAY)
    assert found == {
        persona: reader.read_people(question, {persona: told}, today=TODAY)[persona]
        for persona, told in people.items()
    }
    alone = read(reader, question, list(people[9][1]), "Tom Ode")
    assert found[9].answered == alone.answered
    assert reader.read_people(question, {}, today=TODAY) == {}


def test_threads_share_a_reader(reader):
    question, alone = "who is a dentist?", {}
    expected = read(reader, question, NOTES)

    def ask(number: int) -> None:
        alone[number] = read(reader, question, NOTES)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert list(alone.values()) == [expected] * 4


# --- much to read


LILIES = [f"On day {n} of that year she planted {n + 3} lilies near the wall." for n in range(120)]


@pytest.mark.parametrize("position", [0, 60, 120])
def test_a_long_note_is_read_to_its_end(reader, position):
    """In windows: what stands at either end is found as well as what stands in the middle."""
    sentence = "Her blood group is zero negative."
    text = " ".join([*LILIES[:position], sentence, *LILIES[position:]])
    notes = [Note(text)]
    reading = read(reader, "what is her blood group?", notes)
    holds(reading, notes)
    assert sentence in [each.sentence for each in reading.found[:3]]


def test_among_two_thousand_notes_the_one_that_tells_is_read(reader):
    notes = [Note(f"Met her in house {n} and we talked about film {n * 7}.") for n in range(2_000)]
    told = Note("She is allergic to hazelnuts, badly.")
    notes.insert(777, told)
    reading = read(reader, "which hazelnuts is she allergic to?", notes)
    holds(reading, notes)
    assert reading.found[0].note == told
    worth = reader.relevance("is she allergic to hazelnuts?", notes)
    assert len(worth) == 2_001 and int(np.argmax(worth)) == 777
    assert all(0 <= each <= 1 for each in worth)


def test_of_notes_that_are_equally_near_the_newest_are_read(reader):
    notes = [Note("She bakes.", None, number) for number in range(3 * MOST_READ)]
    reading = read(reader, "does she bake?", notes)
    assert {each.note.triplet_id for each in reading.found} <= set(
        range(2 * MOST_READ, 3 * MOST_READ)
    )


# --- whatever somebody wrote


@pytest.mark.parametrize(
    "text",
    [
        "\N{GRINNING FACE}" * 300,
        "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL} in Hull. \N{REGIONAL INDICATOR SYMBOL LETTER G}",
        "half \ud83d and \ude00\ud800 of it. In Hull!",
        "a" * 20_000,
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 40,
        "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35" * 200,
        "東京に住んでいます。猫が二匹います。",
        "e\u0301" * 400,
        ". . . ? ! ...",
        "[SEP] [CLS] [MASK] lives in Hull [PAD]",
        "tab\there\x00and\x1bthere",
        "line\u2028and\x85line\x0cHull",
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_strange_notes_are_read_and_quoted_as_they_are(reader, text):
    notes = [Note(text), *NOTES]
    reading = read(reader, "where does she live?", notes)
    holds(reading, notes)
    assert len(reader.relevance("where does she live?", notes)) == 3


@pytest.mark.parametrize("question", ["", " ", "?", "\ud83d", "x" * 5_000, "[SEP]", "why " * 500])
def test_strange_questions_are_read(reader, question):
    holds(read(reader, question, NOTES), NOTES)


TEXTS = st.text(st.characters(), max_size=120) | st.lists(
    st.sampled_from(
        ["she ", "born 3 May 1990. ", "\n", "Hull. ", "555 0199 ", "\ud800", "no longer "]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=40)
@given(question=TEXTS, texts=st.lists(TEXTS, max_size=3), name=st.none() | TEXTS)
def test_whatever_is_read_is_in_the_notes(reader, question, texts, name):
    notes = [Note(each) for each in texts]
    holds(read(reader, question, notes, name), notes)
    worth = reader.relevance(question, notes, name=name)
    assert len(worth) == len(notes) and all(0 <= each <= 1 for each in worth)
