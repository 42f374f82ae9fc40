"""Questions on several notes of a person: each once, its answers where they stand, and what a note
that is left out, or parted, does to them."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.pmg import Note
from persona_assistant.train.reader.corpus import Question, read_corpus
from persona_assistant.train.reader.easy import SURE, chance_of_right, harder
from persona_assistant.train.reader.named import measured_on
from persona_assistant.train.reader.people import PersonQuestion, of_people, parted

CORPUS = """\
= Ada Lund | 2021-02-03
Ada lives in Hull. She tunes pianos.
? where does she live
> Hull
? what is her work
> tunes pianos
? any pets
> -
= Ada Lund | 2022-02-03
Her sister has a dog.
? any pets
> ~
? what is her work
> -
= Ada Lund | 2024-02-03
She has moved to Leeds.
? where does she live
> Leeds
= Bo Ek | 2020-01-01
Bo bakes bread.
? his work
> bakes bread
"""
DAY = datetime.date(2024, 3, 12)


@pytest.fixture
def questions(tmp_path: Path) -> list[Question]:
    (tmp_path / "hand.txt").write_text(CORPUS)
    return read_corpus(tmp_path)


def told(question: Question | PersonQuestion) -> list[str]:
    return sorted(question.notes[at].text[start:end] for at, start, end in question.spots)


def test_a_question_is_put_to_all_notes_of_a_person_once(questions):
    together, alone = of_people(questions)
    assert {each.text: (told(each), each.near) for each in together} == {
        "where does she live": (["Hull", "Leeds"], False),
        "what is her work": (["tunes pianos"], False),
        "any pets": ([], True),
    }
    assert all(len(each.notes) == 3 for each in together)
    assert [each.text for each in alone] == ["his work"]


def test_what_is_measured_names_the_person(questions):
    asked = [each.text for each in measured_on(questions, [])]
    assert asked[0].lower().startswith("where does ada") and len(asked) == 4


def test_a_note_that_is_left_out_takes_its_answer_with_it(questions):
    (live, *_), chance = of_people(questions)[0], random.Random(3)
    seen = set()
    for _ in range(200):
        fewer = live.without(0.5, chance)
        seen.add(tuple(told(fewer)))
        assert 1 <= len(fewer.notes) <= 3
        assert ("Leeds" in told(fewer)) == (live.notes[2] in fewer.notes)
    assert seen == {(), ("Hull",), ("Leeds",), ("Hull", "Leeds")}
    assert live.without(0.0, chance) == live


SENTENCES = st.lists(
    st.sampled_from(["Ada tunes pianos.", "From Hull.", "Has a cat named Bo!", "She sings."]),
    min_size=1,
    max_size=6,
)


@given(SENTENCES, st.integers(0, 5), st.randoms(use_true_random=False))
def test_a_parted_note_says_the_same(lines, at, chance):
    text = " ".join(lines)
    start = sum(len(line) + 1 for line in lines[: at % len(lines)])
    end = start + len(lines[at % len(lines)]) - 1
    question = Question("what", "Ada", Note(text, DAY), ((start, end),))
    found = parted(question, chance)
    assert told(found) == told(question)
    assert " ".join(each.text for each in found.notes) == text
    days = [each.date for each in found.notes]
    assert days == sorted(days) and days[-1] == DAY
    assert len(found.notes) == 1 or len(lines) > 2


def test_a_note_without_a_day_is_not_parted():
    question = Question("what", "Ada", Note("One. Two. Three. Four."), ())
    assert parted(question, random.Random(1)) is question


def test_what_a_reader_gets_right_for_sure_is_left_out_but_for_a_share(network):
    note = Note("Marta lives in Hull. Her brother Tom is a dentist.", DAY)
    known = Question("where does Marta live?", "Marta", note, ((15, 19),))
    wrong = Question("where does Marta live?", "Marta", note, ())
    assert chance_of_right(network, known) > SURE > chance_of_right(network, wrong)
    kept: list[Question | PersonQuestion] = []
    steps = list(harder(network, [known, wrong], 0.0, 0, kept))
    assert kept == [wrong] and steps[-1].done == steps[-1].total == 2
    every: list[Question | PersonQuestion] = []
    list(harder(network, [known, wrong], 1.0, 0, every))
    assert every == [known, wrong]


@pytest.fixture(scope="module")
def network():
    from persona_assistant.reader.network import bundled_network

    return bundled_network()
