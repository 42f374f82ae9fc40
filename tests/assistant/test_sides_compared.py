"""Two people compared: debts, ages, children and weddings, what they share, how they met, and who
is meant by what their own notes say of another."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.assistant import several
from persona_assistant.pmg import Query
from tests.support.fakes import FakeEngine, assistant
from tests.support.readers import ScriptedReader

STREET = {
    "Ottilie Kern": [
        ("2020-03-01", "ottilie, potter. 31. rents a kiln from the council"),
        ("2023-05-01", "ottilie owes me 40 euros. has a cochlear implant"),
        ("2025-07-02", "Ottilie had a boy, Nils, 12 june. wedding is 4 may 2028"),
    ],
    "Barnaby Quist": [
        ("2021-01-01", "barnaby, my dentist. 52. met him at a chess club"),
        ("2022-02-02", "barnaby owes me 30 euros. got a cochlear implant last year"),
        ("2022-09-09", "barnaby still owes me a hundred. his girl Maja was born 3 april 2011"),
        ("2026-01-01", "barnaby taught ottilie's sister to ski. wedding with Solveig 9 july 2027"),
    ],
    "Leocadia Brandt": [
        ("2022-02-02", "leocadia taught Barnaby at school, she is a tyrant"),
        ("2023-03-03", "leocadia paid me back the 500. they met Solveig on a train"),
    ],
}
READER = ScriptedReader(
    ("wedding", "wedding is | 4 may 2028"),
    ("wedding", "wedding with Solveig | 9 july 2027"),
    ("meet", "met him | at a chess club"),
)


@pytest.fixture(scope="module")
def street():
    with assistant(FakeEngine()) as opened:
        for name, notes in STREET.items():
            days = [datetime.date.fromisoformat(day) for day, _ in notes]
            opened.add(name, texts=[text for _, text in notes], dates=days)
        yield opened


@pytest.fixture
def ask(street):
    return lambda question: several.answer(street.services, Query(question), READER)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("who owes me more, ottilie or barnaby", "Barnaby Quist"),
        ("who's in deeper with me, barnaby or ottilie", "Barnaby Quist"),
        ("whose debt to me is smaller, ottilie or barnaby", "Ottilie Kern"),
        ("who has the bigger debt with me, leocadia or ottilie", "Ottilie Kern"),
        ("who's further along in years, ottilie or barnaby", "Barnaby Quist"),
        ("whose kid is younger, barnaby's or ottilie's", 'Ottilie Kern ("'),
        ("ottilie or barnaby: whose baby came first", 'Barnaby Quist ("'),
        ("whose wedding comes first, ottilie's or barnaby's", 'Barnaby Quist ("'),
    ],
)
def test_who_of_two_has_more_or_was_first(ask, question, who):
    assert ask(question).short.startswith(who)


def test_how_many_years_are_between_two(ask):
    assert ask("ottilie and barnaby, how many years between them").short == "about 20 years"
    assert ask("how much older is barnaby than ottilie").short == "about 20 years"


def test_an_age_question_with_yes_or_no_says_which(ask):
    assert ask("is ottilie younger than barnaby").text.startswith("Yes. Ottilie Kern is younger.")
    assert ask("is ottilie older than barnaby").text.startswith("No. Barnaby Quist is older.")


def test_whether_one_owes_more_than_the_other(ask):
    assert ask("does barnaby owe me more than ottilie does").short == "Yes: Barnaby Quist"
    assert ask("does ottilie owe me more than barnaby").short == "No: Barnaby Quist"


def test_two_words_side_by_side_are_shared_whatever_they_are_called(ask):
    answer = ask("what gadget have ottilie and barnaby in common")
    assert answer.text.startswith("Cochlear implant (")
    assert ask("what do ottilie and barnaby both sing").abstained


def test_how_two_met_is_not_how_the_user_met_one(ask):
    assert ask("how did barnaby meet solveig").abstained
    assert ask("where did barnaby meet ottilie").abstained


@pytest.mark.parametrize(
    "question", ["who taught barnaby at school", "who was it that taught barnaby at school"]
)
def test_who_did_something_stands_in_their_own_notes(ask, question):
    answer = ask(question)
    assert answer.short == "Leocadia Brandt"
    assert "taught Barnaby" in answer.evidence[0].detail


def test_what_was_done_to_a_relative_was_not_done_to_them(ask):
    assert ask("who taught ottilie's sister to ski").short == "Barnaby Quist"
    assert ask("who taught ottilie to ski") is None
    assert ask("who did barnaby teach at school") is None
