"""Lists whose asking word stands behind, and lists of people called by their sort."""

from __future__ import annotations

import pytest

from persona_assistant.language.asked_behind import in_front, with_its_topic
from persona_assistant.language.debts import Owes, asked_debt, debts
from persona_assistant.language.group_questions import GroupKind, group_question


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("allergic to wool, which ones", "who is allergic to wool"),
        ("goats - who keeps them", "who keeps goats"),
        ("landlines: whose have I got", "whose landlines have I got"),
        ("someone's moving to Rome, who is it", "who's moving to Rome"),
        ("sailors: who has a boat", "who has a boat"),
        ("with twins, anyone?", "who has twins"),
        ("is Lia older than Ben", "is Lia older than Ben"),
        ("her sister, who?", "her sister, who?"),
    ],
)
def test_the_asking_word_is_put_in_front(asked, said):
    assert in_front(asked.rstrip("?") if said != asked else asked) == said


def test_only_a_question_with_them_takes_its_topic():
    assert with_its_topic("ponies: which of my friends have them?") == (
        "which of my friends have ponies"
    )
    assert with_its_topic("ponies: who rides?") == "ponies: who rides?"


@pytest.mark.parametrize(
    ("asked", "each"),
    [
        ("over 70s among my lot", "Is she over 70?"),
        ("parents of teenagers", "Does she have teenagers?"),
        ("debtors of mine, names please", "Does she owe me money?"),
        ("who has any of my things", "Does she have something of mine?"),
        ("bakery colleagues as of today", "Is she my colleague at the bakery?"),
        ("who am I in debt to at the moment", "Am I in debt to her?"),
        ("who used to be on the board but isn't any more", "Is she on the board?"),
    ],
)
def test_people_of_a_sort_are_a_list(asked, each):
    found = group_question(asked)
    assert found is not None and found.kind is GroupKind.LIST and found.each == (each,)


def test_what_is_no_longer_so_is_asked_for():
    found = group_question("who used to sing in the choir but doesn't any more")
    assert found is not None and found.formerly


@pytest.mark.parametrize(
    ("texts", "open_debts"),
    [
        (["lent Ivo 80", "Ivo paid me the 80 on friday"], []),
        (["Uwe owes me £15", "Uwe sent the 15 by bank"], []),
        (["I owe Mira 30", "paid mira the 30"], []),
        (["Oda owes me for the ferry, $20"], [(Owes.THEY, True)]),
        (["Pia has my tent"], [(Owes.THEY, False)]),
    ],
)
def test_a_debt_ends_when_it_is_paid(texts, open_debts):
    assert [(each.who, each.money) for _, each in debts(texts)] == open_debts


def test_things_are_asked_for_without_money():
    asked = asked_debt("Does she have something of mine?")
    assert asked is not None and asked.thing and asked.who is Owes.THEY
