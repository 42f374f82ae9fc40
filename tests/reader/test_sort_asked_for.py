"""A question that names a sort of thing is answered by a member of it, or declined."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reader import Reader

ADDED = datetime.date(2026, 5, 2)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def _notes(*texts: str) -> list[Note]:
    return [Note(text, date=ADDED) for text in texts]


def test_a_drawn_animal_is_no_pet(reader: Reader) -> None:
    notes = _notes("Met Oda at the post office. She held a mug with an otter on it in both hands.")
    assert not reader.read("What kind of animal does Oda keep?", notes, name="Oda").answered


def test_a_colour_is_asked_for_and_none_is_noted(reader: Reader) -> None:
    notes = _notes("leif's bday today, leap day, born 1980.", "haircut w/ leif, then the fair")
    assert not reader.read("what colour is leif's hair", notes, name="Leif").answered


def test_noise_is_no_weather(reader: Reader) -> None:
    notes = _notes("Saw Tariq. We could hardly talk, as a lorry was unloading bricks.")
    asked = "What was it like outside when I saw Tariq?"
    assert not reader.read(asked, notes, name="Tariq").answered


def test_fond_of_is_no_mood(reader: Reader) -> None:
    notes = _notes("Bruna (at the tram stop). Wearing a navy coat. Mad about rowing.")
    asked = "What were the feelings of Bruna at that moment?"
    assert not reader.read(asked, notes, name="Bruna").answered


def test_what_the_user_asked_is_not_what_they_said(reader: Reader) -> None:
    notes = _notes(
        'Saw Pavel at a fair. "Any news?" I asked. "They are going to close the library," he said.'
    )
    reading = reader.read("What news did Pavel tell me?", notes, name="Pavel")
    assert reading.answered
    assert "library" in reading.found[0].sentence


def test_the_only_footwear_noted_answers(reader: Reader) -> None:
    text = 'Ewa (in a lift).\nWeather: hail.\nSaid: "The kiosk is going to close in July."\n'
    notes = _notes(
        text + "Dream: to sail to Bergen.\nFluent in Sami and Finnish.\nIn straw sandals."
    )
    asked = "Think of Ewa. What kind of footwear did that person wear?"
    reading = reader.read(asked, notes, name="Persona_1")
    assert reading.answered
    assert "sandals" in reading.answer


def test_that_it_is_a_dog_is_no_breed(reader: Reader) -> None:
    notes = _notes("Tariq lives in Hove with his dog Pixel and a lodger.")
    assert not reader.read("what breed is Tariq's dog Pixel", notes, name="Tariq").answered
    notes = _notes("Tariq lives in Hove with his whippet Pixel and a lodger.")
    assert "whippet" in reader.read("what breed is Tariq's dog", notes, name="Tariq").answer


def test_an_allergy_to_another_thing_says_neither_yes_nor_no(reader: Reader) -> None:
    notes = _notes("Oda is allergic to bees, carries a pen.")
    assert not reader.read("is Oda allergic to cats", notes, name="Oda").answered
    assert reader.read("is Oda allergic to anything", notes, name="Oda").answered


def test_what_is_told_of_a_dog_is_nothing_of_a_cat(reader: Reader) -> None:
    notes = _notes("Tariq got a dog from the pound, Pixel, blind in one eye.")
    assert not reader.read("what's the name of Tariq's cat", notes, name="Tariq").answered
    assert reader.read("what's the name of Tariq's dog", notes, name="Tariq").answered


def test_what_somebody_wore_is_a_garment(reader: Reader) -> None:
    notes = _notes(
        "Ulla is the pilot of the small ferry, the one with the bent mast. We talked on the pier"
        " in the fog. She was worn out: two shifts in a row. Green dungarees, straw hat."
    )
    reading = reader.read("What was Ulla wearing when we talked at the pier?", notes, name="Ulla")
    assert "dungarees" in reading.found[0].sentence


def test_what_is_liked_is_nothing_that_is_hated(reader: Reader) -> None:
    notes = _notes("Runa, 80. Likes gin, sudoku and bowls. Hates the dentist, so ring her after.")
    assert reader.read("what does runa hate", notes, name="Runa").answer == "the dentist"


def test_that_it_is_a_dog_called_so_is_no_breed(reader: Reader) -> None:
    notes = _notes("Ovid moved to Hull with his dog Pip")
    assert not reader.read("what kind of dog has ovid", notes, name="Ovid").answered


def test_a_breed_may_stand_in_brackets_behind_the_name(reader: Reader) -> None:
    notes = _notes("Ovid moved to Hull with his dog Pip (border collie)")
    reading = reader.read("what kind of dog has ovid", notes, name="Ovid")
    assert reading.answered
    assert "border collie" in reading.answer
