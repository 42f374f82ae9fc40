"""Training questions on sentences laid side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from persona_assistant.reader.joint import BESIDE
from persona_assistant.train.reader.corpus import read_corpus
from persona_assistant.train.reader.side_by_side import joint_questions

CORPUS = Path(__file__).resolve().parents[2] / "worlds" / "reading" / "kept_apart" / "diary.txt"


@pytest.fixture(scope="module")
def questions():
    return read_corpus(CORPUS)


def test_the_answer_stands_where_it_stood_among_a_few_sentences(questions):
    known = {(each.text, each.name): each for each in questions}
    made = joint_questions(questions, 100, seed=3)
    assert len(made) == 100
    assert any(each.answers for each in made) and any(not each.answers for each in made)
    for each in made:
        source = known[each.text, each.name]
        assert each.note.text.count("\n") < BESIDE
        told = [each.note.text[slice(*span)] for span in each.answers]
        assert told == [source.note.text[slice(*span)] for span in source.answers]
        assert each.near == source.near


def test_a_seed_makes_the_same_questions_again(questions):
    assert joint_questions(questions, 20, seed=1) == joint_questions(questions, 20, seed=1)
    assert joint_questions(questions, 20, seed=1) != joint_questions(questions, 20, seed=2)
