"""Who somebody's people are, read from the forms in which notes name them."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.asked_relative import asked_relative
from persona_assistant.reader.reader import Reader
from persona_assistant.reader.relatives import relatives, with_relatives

NOTES = (
    ("Wants to go to Lisbon w/ her mum Solange (71) if the knee op goes ok", "mum", "Solange"),
    ("no mobile, he refuses. wife Pauline died in 2019", "late wife", "Pauline"),
    ("Into birding. wife Simone's a court reporter", "wife", "Simone"),
    ("left handed. two sisters, Keisha and Renée", "sisters", "Keisha and Renée"),
    ("he'll be home over easter, his dad Clement needs a bypass", "dad", "Clement"),
    ("sold her share to her nephew Bart.", "nephew", "Bart"),
    ("his dog Admiral is a basset", "dog", "Admiral"),
    ("Peggy, her grandma, still drives", "gran", "Peggy"),
    ("midwife, mum of Joel. tall", "son", "Joel"),
    ("left the shop to her ex Gordon", "ex", "Gordon"),
    ("runs the bar with her business partner Efraín", "business partner", "Efraín"),
)


@pytest.mark.parametrize(("text", "relation", "name"), NOTES)
def test_a_relative_is_named_in_many_forms(text: str, relation: str, name: str) -> None:
    note = Note(text, datetime.date(2024, 5, 3))
    for question in (
        f"who's morgan's {relation}",
        f"morgans {relation}",
        f"Could you tell me the name of Morgan's {relation}?",
        f"what is her {relation} called",
    ):
        asked = asked_relative(question, "Morgan Reyes")
        assert asked is not None, question
        assert [each.span for each in relatives(asked, [note], "Morgan Reyes")] == [name], question


@pytest.mark.parametrize(
    "question",
    [
        "what does her mum do",
        "who is her sister's boss",
        "when did her dog die",
        "who minds the children",
        "does she have a brother",
        "who is married",
        "where does her son live",
    ],
)
def test_a_question_for_more_than_a_name_is_not_taken_for_one(question: str) -> None:
    assert asked_relative(question, "Morgan Reyes") is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("met my sister Ruth at hers", "who is morgan's sister"),
        ("Bernie's daughter Niamh was there too", "morgans daughter?"),
        ("her ex-husband Gordon came", "who is morgan's husband"),
        ("her husband Gordon came", "who's morgan's ex-husband"),
        ("brother, Dec 16 last day", "name of morgan's brother"),
        ("her sister married Jannik in may", "who is morgan's husband"),
        ("her brother is French", "what is morgan's brother called"),
        ("with her mum's friend Olga", "what is morgan's mum called"),
    ],
)
def test_the_relative_of_somebody_else_or_a_date_is_not_told(text: str, question: str) -> None:
    asked = asked_relative(question, "Morgan Reyes")
    assert asked is not None
    assert relatives(asked, [Note(text)], "Morgan Reyes") == []


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("morgan is getting married in may 2030 to Jannik", "who's morgan's fiancé"),
        ("she married Jannik Ude on a boat", "name of morgan's husband"),
        ("over it! she's seeing Jannik, a baker", "who is morgan seeing"),
        ("Morgan is with Jannik now (not Olaf)", "who is morgan with these days"),
        ("her brother is Jannik, a vet", "what is morgan's brother called"),
    ],
)
def test_a_verb_tells_who_a_relative_is(text: str, question: str) -> None:
    asked = asked_relative(question, "Morgan Reyes")
    assert asked is not None
    (found,) = relatives(asked, [Note(text)], "Morgan Reyes")
    assert found.span.startswith("Jannik")


def test_the_newest_note_tells_who_the_partner_is() -> None:
    notes = [
        Note("her boyfriend Liam sings", datetime.date(2021, 1, 1)),
        Note("new boyfriend: Tunde", datetime.date(2024, 1, 1)),
    ]
    reading = Reader().read("who is morgan seeing", notes, name="Morgan Reyes")
    assert reading.answered
    assert reading.found[0].span == "Tunde"


def test_a_slip_in_the_name_does_not_hide_the_relative() -> None:
    note = Note("moved back w/ his mom Loretta in Homewood")
    reading = Reader().read("desmods mum", [note], name="Desmond Farrow")
    assert reading.answer == "Loretta"


@pytest.mark.parametrize("question", ["what was edgar's late wife called", "who was edgar's wife"])
def test_a_wife_is_not_whom_a_widower_is_seeing_since(question: str) -> None:
    told = [
        Note("edgar holm, organist. wife Runa, 2 sons", datetime.date(2021, 4, 2)),
        Note("runa died on 3 may", datetime.date(2022, 5, 9)),
        Note("he's seeing a lady from the choir, Sunniva", datetime.date(2024, 9, 1)),
    ]
    assert [each.span for each in with_relatives(question, [], told, "Edgar Holm")] == ["Runa"]
