"""Lists by ages, addresses, debts and colleagues, which are parsed in everybody's notes."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import several
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant
from tests.support.noted_people import memory_of
from tests.support.readers import ScriptedReader

NOTES = {
    "Alma Fisk": [
        ("2022-03-09", "alma turned 51 today. my boss at the library. husband Edvin is a baker"),
        ("2024-05-05", "alma quit in april. lent her £30 for seeds. alma@fisk.example"),
        ("2025-02-02", "edvin died on 3 january"),
    ],
    "Bo Rask": [
        ("2021-06-06", "bo from work. vegan. dog called Dot. her bday is 4 june, she's 33"),
        ("2024-08-08", "bo is vegetarian now. dot got run over. i owe bo £12.50"),
    ],
    "Cyra Fisk": [
        ("2023-01-01", "cyra owes me £20. her dad was a postman, retired now. 07700 900777"),
        ("2024-02-02", "new bf is Sander, a postman. w/ 2 dogs"),
    ],
}


@pytest.fixture(scope="module")
def memory():
    with memory_of(NOTES) as opened:
        yield opened


def asked(memory: Memory, question: str, reader: ScriptedReader | None = None):
    return several.answer(memory.services, Query(question), reader or ScriptedReader())


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("who's over fifty?", {"Alma Fisk"}),
        ("who is under 45", {"Bo Rask"}),
        ("who is in their fifties", {"Alma Fisk"}),
        ("who was born in 1988", {"Bo Rask"}),
        ("who was born before 1980", {"Alma Fisk"}),
        ("who was born in the eighties", {"Bo Rask"}),
        ("march birthdays", {"Alma Fisk"}),
        ("whose email do I have?", {"Alma Fisk"}),
        ("who has a phone number saved", {"Cyra Fisk"}),
        ("who used to work at the library with me", {"Alma Fisk"}),
        ("who works with me", {"Bo Rask"}),
        ("who has the surname Fisk", {"Alma Fisk", "Cyra Fisk"}),
        ("who lost their husband", {"Alma Fisk"}),
        ("any widows?", {"Alma Fisk"}),
        ("which friend lost her husband", {"Alma Fisk"}),
        ("who has still got a dog", {"Cyra Fisk"}),
        ("who is vegan", set()),
        ("any vegetarians?", {"Bo Rask"}),
        ("who has a dog", {"Cyra Fisk"}),
        ("anybody retired?", set()),
    ],
)
def test_a_list_names_those_of_whom_it_is_told(memory, question, people):
    answer = asked(memory, question)
    named = {each.name for each in answer.people} if answer is not None else set()
    relatives = answer is not None and "'s " in answer.short
    assert (set() if relatives else named) == people


def test_the_debts_of_all_are_added_up(memory):
    assert asked(memory, "how much do people owe me in total?").short == "£50"
    assert asked(memory, "what do I owe altogether?").short == "£12.50"


def test_newer_work_takes_somebody_off_the_list(memory):
    reader = ScriptedReader(("what is her job", "vet", 0.9))
    with assistant(FakeEngine()) as opened:
        days = [datetime.date(2020, 1, 1), datetime.date(2022, 1, 1)]
        opened.add("Dag Moe", texts=["Dag is a baker.", "Dag is a vet."], dates=days)
        assert asked(opened, "who is a baker?", reader).abstained
        assert [each.name for each in asked(opened, "who is a vet?", reader).people] == ["Dag Moe"]


def test_what_is_planned_is_dated_ahead():
    today = datetime.date.today()
    then = today + datetime.timedelta(days=180)
    with assistant(FakeEngine()) as opened:
        opened.add("Eli Voss", texts=[f"Eli is moving to Oslo in {then:%B}"], dates=[today])
        reader = ScriptedReader(("is moving", f"moving to Oslo in {then:%B}", 0.97))
        moving = asked(opened, f"who is moving in {then:%B} {then.year}", reader)
        assert [each.name for each in moving.people] == ["Eli Voss"]
        assert asked(opened, f"who is moving in {then:%B} {then.year + 1}", reader).abstained
