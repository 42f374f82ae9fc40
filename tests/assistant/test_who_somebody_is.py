"""Who somebody remembered is, and who is somebody to the user."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant import open_assistant
from persona_assistant.settings import Settings

NOTES = {
    "Henrik Dahl": (
        ("2025-03-01", "henrik my landlord, keen on chess, wife Signe, two sons."),
        ("2026-05-04", "henrik sold up, new landlord is Paula Reis"),
    ),
    "Nives Kos": (("2025-04-02", "nives my cousin, dentist in Rijeka, boyfriend Luka is a cook"),),
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    home = tmp_path_factory.mktemp("who")
    settings = Settings(store=home / "store", key_file=home / "key", me="Me")
    with open_assistant(settings) as assistant:
        for name, notes in NOTES.items():
            dates = [datetime.date.fromisoformat(date) for date, _ in notes]
            assistant.add(name, texts=[text for _, text in notes], dates=dates)
        yield assistant.ask


@pytest.mark.parametrize("question", ["who is nives", "whos Nives Kos again?"])
def test_somebody_remembered_is_told_by_their_notes(ask, question):
    answer = ask(question)
    assert not answer.abstained
    assert "dentist in Rijeka" in answer.text


def test_who_has_a_role_is_the_one_the_newest_note_names(ask):
    answer = ask("who is my landlord")
    assert answer.short == "Paula Reis"
    assert "Signe" not in answer.text


def test_a_relative_of_the_user_is_told_by_name(ask):
    assert ask("who is my cousin").short == "nives"
