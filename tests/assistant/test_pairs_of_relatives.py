"""Two people side by side of whom the memory knows one, or neither, by a note of their own."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import several
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant
from tests.support.readers import ScriptedReader

STREET = {
    "Vera Holm": [
        "Vera Holm keeps bees. her husband Anders, a baker. daughter Siri was born 4 may",
        "Vera Holm, Ruben's older sister. she's got a spaniel",
    ],
    "Ruben Holm": ["Ruben Holm rows, and Ruben & Vera sing in a choir. he has a whippet"],
    "Magda": [
        "Lives with her sister Tilda, who is two years younger. Magda paints. "
        "boyfriend Oleg, a roofer. son Ilya was born 9 june"
    ],
    "Rosa Lind": [
        "Rosa Lind. married to a nurse called Tove. birthday 3 may",
        "son Nils was born 3 june 2019, daughter Edda 4 july 2021",
    ],
    "Rosa Maier": ["Rosa Maier, my cousin, is married to a surgeon. birthday 12 may 1980"],
}
READER = ScriptedReader(
    ("roofer", "a roofer"),
    ("pet", "a spaniel"),
    ("pet", "a whippet"),
    ("married", "married to a nurse"),
    ("married", "married to a surgeon"),
)
WRITTEN = datetime.date(2024, 8, 1)


@pytest.fixture(scope="module")
def street():
    with assistant(FakeEngine()) as opened:
        for name, notes in STREET.items():
            opened.add(name, texts=notes, dates=[WRITTEN], same=False)
        yield opened


@pytest.fixture
def ask(street):
    return lambda question: several.answer(street.services, Query(question), READER)


@pytest.mark.parametrize(
    "question",
    [
        "Anders or Oleg, which of them is a roofer?",
        "which of Anders and Oleg is a roofer",
        "is it Oleg or Vera who is a roofer",
    ],
)
def test_two_whom_only_others_notes_name(ask, question):
    answer = ask(question)
    assert answer.short.startswith("Oleg")
    assert [each.persona for each in answer.evidence] == ["Magda"]


def test_children_are_compared_by_their_births(ask):
    assert ask("who was born first, Siri or Ilya").short == "Siri"
    assert ask("Siri or Ilya, who's younger?").short == "Ilya"


def test_children_in_one_family_are_compared(ask):
    assert ask("who is older, Nils or Edda").short == "Nils"
    assert ask("who is younger, Magda or Tilda").short == "Tilda"


def test_a_sister_is_older_by_the_word_of_a_note(ask):
    assert ask("who is older, Vera or Ruben").short == "Vera Holm"
    assert ask("who is younger, Vera or Ruben").short == "Ruben Holm"


def test_what_one_is_to_the_other(ask):
    assert ask("how are Vera and Ruben related").short == "sister"


def test_what_both_do_together_stands_beside_both_names(ask):
    assert "sing in a choir" in ask("what do Vera and Ruben do together").text
    assert ask("what do Vera and Magda do together").abstained


def test_breeds_are_one_sort_of_animal(ask):
    assert ask("what pet do Vera and Ruben both have").text.startswith("Dog")


def test_only_whoever_says_all_of_it_is_chosen(ask):
    assert ask("which of the Rosas is married to a surgeon").short.startswith("Rosa Maier")


def test_whose_family_one_is_of(ask):
    answer = ask("is Rosa Lind related to me or is Rosa Maier")
    assert answer.short.startswith("Rosa Maier") and "Rosa Lind do not say" in answer.text


def test_birthdays_in_one_month(ask):
    assert ask("do Rosa Lind and Rosa Maier share a birthday month").text.startswith("Yes")
    assert ask("do Rosa Lind and Rosa Maier have the same birthday").text.startswith("No")


def test_a_name_that_is_a_word_is_a_name_beside_another():
    with assistant(FakeEngine()) as opened:
        for name, alias in (("Keiko", "Kei"), ("Delphine Roux", "Del")):
            opened.add(name, texts=[f"{name} is {len(name) + 30} years old."])
            opened.edit(name, aliases=[alias])
        answer = several.answer(opened.services, Query("who's older, kei or del"), READER)
        assert answer.short == "Delphine Roux"
        opened.add("Me", texts=["I row."])
        with opened.services.deciding:
            index = opened.services.router.known.by_name
            assert [each.typed for each in index.mentions("did kei and me meet")] == ["kei"]
