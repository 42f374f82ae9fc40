"""How long it still is until a day that is told, how long somebody has lived where they moved to,
and whether something happened that a newer note tells."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant import Settings, open_assistant
from persona_assistant.reader.lasting import asked_of_arrival, asked_of_beginning

_TODAY = datetime.date.today()
_NOTES = (
    ("Pia failed her driving test, cried", _TODAY - datetime.timedelta(days=200)),
    ("pia passed her driving test!", _TODAY - datetime.timedelta(days=90)),
    ("works at the Anchor, born in May", _TODAY - datetime.timedelta(days=60)),
    (
        f"Pia's wedding is on {_TODAY + datetime.timedelta(days=10):%d %B %Y}",
        _TODAY - datetime.timedelta(days=20),
    ),
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    place = tmp_path_factory.mktemp("until")
    with open_assistant(Settings(store=place / "s", key_file=place / "k", me="Me")) as memory:
        memory.add("Pia Lund", texts=[text for text, _ in _NOTES], dates=[day for _, day in _NOTES])
        memory.add("Me", texts=["my dentist appointment is on 4 may at 9"], dates=[_TODAY])
        memory.add("Dr Voss", texts=["Dr Voss is my dentist. Quay surgery"])
        yield memory.ask


def test_days_until_what_is_told_are_counted(ask):
    assert ask("how long until pia's wedding?").short.startswith("10 days")


def test_what_a_newer_note_tells_happened_goes_before_what_did_not(ask):
    assert "passed" in ask("did pia pass her driving test?").short


def test_my_dentist_appointment_is_mine_and_not_the_dentists(ask):
    assert "4 may" in ask("when is my dentist appointment?").short


def test_how_long_asks_for_the_day_it_began():
    assert asked_of_arrival("how long has Pia lived here?") == "when did Pia move here?"
    assert asked_of_arrival("how long has Pia been ill?") == ""
    assert asked_of_beginning("how many days until pia's wedding") == "when is pia's wedding?"
