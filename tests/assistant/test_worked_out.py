"""What a language model is told of times: the day it is, and how old somebody is."""

from __future__ import annotations

import datetime

import pytest

from tests.assistant.test_thinking import Thinker, text_of
from tests.support.fakes import assistant


def prompt_for(question: str) -> str:
    engine = Thinker(says="So it is.")
    with assistant(engine) as memory:
        memory.add("Ines Duarte", texts=["Ines has her birthday on 4 June 1990 and waters plants."])
        memory.ask(question)
    return text_of(engine.asked[0])


@pytest.mark.parametrize("question", ["How old is Ines?", "When is Ines's next birthday?"])
def test_a_question_for_a_time_comes_with_the_day_and_the_age(question):
    today = datetime.date.today()
    years = today.year - 1990 - ((today.month, today.day) < (6, 4))
    prompt = prompt_for(question)
    assert f"Today is {today:%A}, {today.day} " in prompt
    assert f"Ines Duarte was born on 4 June 1990 and is {years} years old now." in prompt


def test_any_other_question_comes_without():
    assert "Today is" not in prompt_for("What does Ines water?")


def test_what_the_reader_finds_is_told_with_its_sentence():
    prompt = prompt_for("What does Ines water?")
    found = prompt.partition("A search of the notes found: ")[2]
    assert found.partition(". You noted")[0].endswith("plants")
    assert "found nothing" not in prompt


def test_that_the_reader_finds_nothing_is_told_too():
    prompt = prompt_for("What is Ines's shoe size?")
    assert "A search of the notes found nothing that surely answers the question." in prompt
