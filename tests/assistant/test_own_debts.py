"""Debts that the user's own notes tell of, and towns that no note tells."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant import open_assistant
from persona_assistant.settings import Settings

ADDED = [datetime.date(2026, 3, 1)]


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    home = tmp_path_factory.mktemp("debts")
    settings = Settings(store=home / "store", key_file=home / "key", me="Me")
    with open_assistant(settings) as assistant:
        for name, text in {
            "Rosa Lund": "rosa rents on Dock St, teaches judo. bday was yesterday, 41 now",
            "Emil Varga": "emil lives in Turku, paints boats",
            "Me": "I owe Emil 85 for the tyres. Dentist on 4 may.",
        }.items():
            assistant.add(name, texts=[text], dates=ADDED)
        yield assistant.ask


def test_whom_the_user_owes_by_their_own_note(ask):
    answer = ask("who do i owe")
    assert [each.name for each in answer.people] == ["Emil Varga"]
    assert "85 for the tyres" in answer.text


def test_what_the_user_owes_in_all_without_a_currency(ask):
    assert ask("how much do i owe in all").short == "85"


def test_nothing_is_owed_to_the_user(ask):
    assert ask("how much am i owed").abstained


def test_a_street_is_no_other_town(ask):
    assert ask("do rosa and emil live in the same town").abstained


def test_an_age_told_on_the_day_after_the_birthday(ask):
    today = datetime.date.today()
    age = today.year - 1985 - ((today.month, today.day) < (2, 28))
    assert ask("how old is rosa").short == str(age)
