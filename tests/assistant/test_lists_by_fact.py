"""Lists whose question names a class of things, and whose notes name the things themselves."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import several
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Query
from tests.support.noted_people import memory_of
from tests.support.readers import ScriptedReader

NOTES = {
    "Runa Holt": [
        ("2021-03-01", "Runa is a pharmacist, we met at the climbing wall. veggie"),
        ("2023-05-05", "Runa had a little girl, Nia, in april. lent her 30 quid"),
        ("2024-01-10", "Runa is eating fish and meat again"),
    ],
    "Silas Brook": [
        ("2020-02-02", "Silas is a plumber. I owe him £40 for the tap"),
        ("2024-04-04", "Silas's sister Ada is a nurse, has two kids"),
        ("2025-05-05", "silas had a heart attack in may. doesn't drink coffee"),
    ],
    "Tove Lind": [
        ("2022-02-02", "Tove used to be a midwife. teetotal"),
        ("2023-03-03", "tove borrowed 20 pounds off me"),
        ("2024-04-04", "tove paid me back. vegetarian"),
    ],
    "Ugo Neri": [
        ("2022-02-02", "Ugo suona il violino. È vegetariano"),
        ("2023-03-03", "ugo's wife Gia had twins on 2 march. he gave up alcohol"),
    ],
}


@pytest.fixture(scope="module")
def memory():
    with memory_of(NOTES) as opened:
        yield opened


def named(memory: Memory, question: str) -> set[str]:
    answer = several.answer(memory.services, Query(question), ScriptedReader())
    return set() if answer is None else {each.name for each in answer.people}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who works in health care", {"Runa Holt"}),
        ("who is or was in the medical profession", {"Runa Holt", "Tove Lind"}),
        ("who could fix my dripping tap", {"Silas Brook"}),
        ("who of them all has kids", {"Runa Holt", "Ugo Neri"}),
        ("which of the people I know have a daughter", {"Runa Holt"}),
        ("anyone who had a baby since 2022? who", {"Runa Holt", "Ugo Neri"}),
        ("who owes me money", {"Runa Holt"}),
        ("who do I owe money to", {"Silas Brook"}),
        ("which of my friends are vegetarian", {"Tove Lind", "Ugo Neri"}),
        ("who has a heart condition", {"Silas Brook"}),
        ("who had a heart attack", {"Silas Brook"}),
        ("who is teetotal", {"Tove Lind", "Ugo Neri"}),
        ("who am I in debt to", {"Silas Brook"}),
        ("who doesn't drink alcohol", {"Tove Lind", "Ugo Neri"}),
        ("who do I know from the climbing wall", {"Runa Holt"}),
        ("who has kids apart from Runa", {"Ugo Neri"}),
    ],
)
def test_members_of_a_class_are_found(memory, question, names):
    assert named(memory, question) == names


def test_owing_is_counted_one_way(memory):
    question = Query("how many of my friends owe me money")
    answer = several.answer(memory.services, question, ScriptedReader())
    assert answer is not None
    assert answer.short == "1"
