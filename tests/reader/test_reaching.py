"""How to reach somebody: which of several numbers and names is the one asked for."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.reader import Reader

DAY = datetime.date(2025, 3, 1)
ODA = (
    "Oda runs a café in Moss, pays 900 rent. turned 51 on may 30. 0131 555 0188. oda@moss.example",
    "oda lives at no 23, over the road. Opened a second café, 14 Harbour Row",
)
NORA = ("nora new mob 07700 900123. insta @noravance_pots. lives 12 Mill Rd flat 3",)
BRUNO = (
    "Bruno: work mail b.keller@werft.example, private one is brunok@posteo.example. Büro 040 555"
    " 0188. Telegram: bkeller",
)
AMAL = (
    "dentist amal haddad, practice 0131 555 0161 (closed fri), emergencies 07700 900166. address 4"
    " Leith Walk EH6",
)


@pytest.mark.parametrize(
    ("name", "notes", "question", "answer"),
    [
        ("Nora Vance", NORA, "how do i reach nora", "07700 900123"),
        ("Nora Vance", NORA, "is there any way of reaching nora", "07700 900123"),
        ("Nora Vance", NORA, "is there a way of contacting nora", "07700 900123"),
        ("Nora Vance", NORA, "any way of reaching nora", "07700 900123"),
        ("Per Dahl", ("per@dahl.example, off sick",), "how can i reach per", "per@dahl.example"),
        (
            "Per Dahl",
            ("per@dahl.example, off sick",),
            "any way to get hold of per",
            "per@dahl.example",
        ),
        ("Oda Lie", ODA, "best number for oda", "0131 555 0188"),
        ("Oda Lie", ODA, "ring oda at the café on what", "0131 555 0188"),
        ("Oda Lie", ODA, "i want to text oda, what's the mobile", "0131 555 0188"),
        ("Oda Lie", ODA, "which number do i get oda on", "0131 555 0188"),
        ("Oda Lie", ODA, "do we have an e-mail address for oda?", "oda@moss.example"),
        ("Oda Lie", ODA, "i'd like to write oda l an email", "oda@moss.example"),
        ("Oda Lie", ODA, "wanna drop oda a mail, where to", "oda@moss.example"),
        ("Oda Lie", ODA, "house number oda", "23"),
        ("Nora Vance", NORA, "nora's instagram?", "@noravance_pots"),
        ("Nora Vance", NORA, "what's nora's handle on insta", "@noravance_pots"),
        ("Bruno Keller", BRUNO, "brunos private email", "brunok@posteo.example"),
        ("Bruno Keller", BRUNO, "what is Bruno's work email address?", "b.keller@werft.example"),
        ("Bruno Keller", BRUNO, "bruno office phone", "040 555 0188"),
        ("Bruno Keller", BRUNO, "telegram name of bruno", "bkeller"),
        ("Amal Haddad", AMAL, "amal's practice number", "0131 555 0161"),
        ("Amal Haddad", AMAL, "amal emergency number", "07700 900166"),
        ("Amal Haddad", AMAL, "amal postcode", "4 Leith Walk EH6"),
    ],
)
def test_the_one_that_is_asked_for_is_told(
    name: str, notes: tuple[str, ...], question: str, answer: str
) -> None:
    reading = Reader().read(question, [Note(each, DAY) for each in notes], name=name)
    assert reading.answered
    assert reading.answer == answer


@pytest.mark.parametrize(
    ("name", "notes", "question"),
    [
        ("Bruno Keller", BRUNO, "bruno mobile"),
        ("Nora Vance", NORA, "has nora got an email"),
        ("Amal Haddad", AMAL, "amals instagram"),
        ("Ivo Brand", ("ivo lives in Rye. his roofer's number 0131 555 0121",), "ivo's number"),
    ],
)
def test_another_one_is_not_told_in_its_place(
    name: str, notes: tuple[str, ...], question: str
) -> None:
    reading = Reader().read(question, [Note(each, DAY) for each in notes], name=name)
    assert not reading.answered


def test_a_number_of_things_is_no_phone_number():
    assert asked_kind("number of grandchildren oda has") != "phone"
    assert asked_kind("number for oda") == "phone"
