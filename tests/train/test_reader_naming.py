"""Questions of the corpus that name the person, as people ask: once, and nothing else changes."""

from __future__ import annotations

import random

import pytest

from persona_assistant.train.reader.named import naming

MEI = "Mei-Lin Chao"


def forms(question: str, name: str = MEI) -> set[str]:
    """What is made of it by many chances, in small letters."""
    return {naming(question, name, random.Random(seed)).casefold() for seed in range(200)}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("where does she live now", "where does mei live now"),
        ("what is her kid called", "what is mei's kid called"),
        ("what did I lend him?", "what did i lend mei?"),
        ("who's the husband", "who's mei's husband"),
        ("shoe size", "mei's shoe size"),
        ("What does she owe her brother?", "what does mei owe her brother?"),
    ],
)
def test_a_name_stands_where_a_pronoun_stood(question, first):
    made = forms(question)
    assert first in made
    assert any("mei-lin chao" in each for each in made), "never the whole name"
    assert all("mei" in each or "chao" in each for each in made)


@pytest.mark.parametrize(
    "question", ["what did mei say about the flat", "which month is it", "hat er töchter"]
)
def test_a_question_with_a_name_or_without_a_place_for_one_stays(question):
    assert forms(question) == {question.casefold()}


def test_a_title_alone_is_no_name():
    assert "rev.'s" not in " ".join(forms("how does his wife come across", "Rev. Ade Cole"))
