"""Whose partner somebody is, and until when, by what notes tell with a verb."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import by_name_alone, of_the_last
from persona_assistant.reader.reader import Reader
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import named_relatives

TOLD = (
    ("Ottoline is seeing a guy named Casimir, he tiles roofs", "Casimir", False),
    ("ottoline & Casimir engaged!! party in may", "Casimir", False),
    ("caught up with ottoline. w/ a bloke called Casimir now", "Casimir", False),
    ("wedding with Casimir is on 4 july", "Casimir", False),
    ("ottoline is dating a tiler, Casimir", "Casimir", False),
    ("ottoline got remarried, to Casimir", "Casimir", False),
    ("married to Hedda's brother Casimir", "Casimir", False),
    ("Her husband Casimir drives a tram. Ottoline and casimir divorced", "Casimir", True),
    ("split up with casimir, moved back home", "Casimir", True),
    ("ottoline met Hedda's brother casimir at a wake, they are an item now", "Casimir", False),
)


@pytest.mark.parametrize(("text", "who", "former"), TOLD)
def test_a_verb_tells_of_a_partner(text: str, who: str, former: bool) -> None:
    found = named_relatives([Note(text, datetime.date(2024, 3, 1))], "Ottoline Varga")
    assert {(each.who, each.former) for each in found} == {(who, former)}


@pytest.mark.parametrize(
    "text",
    [
        "ottoline's sister Ilka is seeing a guy named Casimir",
        "her neighbour split up with Casimir",
        "I'm dating a tiler, Casimir",
    ],
)
def test_a_partner_of_somebody_else_is_none_of_hers(text: str) -> None:
    found = named_relatives([Note(text, None)], "Ottoline Varga")
    assert "Casimir" not in {each.who for each in found}


@pytest.mark.parametrize(
    "text",
    [
        "her sister Ilka had a boy, Bela, in june",
        "says Imre and his wife Roza are moving",
    ],
)
def test_the_child_or_the_wife_of_another_is_not_theirs(text: str) -> None:
    found = named_relatives([Note(text, None)], "Ottoline Varga")
    assert not {"Bela", "Roza"} & {each.who for each in found}


def read(question: str, *notes: tuple[int, str]):
    dated = [Note(text, datetime.date(year, 5, 2)) for year, text in notes]
    return Reader().read(question, dated, name="Ottoline Varga", today=datetime.date(2026, 11, 1))


LIFE = (
    (2021, "met Ottoline at the pool. her boyfriend Balint is a sound engineer"),
    (2023, "ottoline split up with balint, new flat in Pest"),
    (2025, "she's seeing someone new, Casimir. Casimir is a paramedic, from Szeged"),
)


def test_a_partner_without_a_name_is_the_present_one() -> None:
    assert "paramedic" in read("what does ottoline's boyfriend do", *LIFE).answer


def test_the_former_one_answers_for_the_ex() -> None:
    assert read("who is ottoline's ex", (2023, "Ottoline and Balint divorced")).answer == "Balint"


def test_a_man_asked_for_is_not_a_woman() -> None:
    notes = ((2024, "Ottoline is seeing a welsh woman, Carys"),)
    assert read("what is ottoline's husband's name", *notes).answer == ""


def test_the_age_between_commas_is_the_fathers() -> None:
    notes = ((2026, "ottoline's dad Imre is here till june, 83, and builds a shed. she turns 50"),)
    assert "84" in read("how old is ottoline's father", *notes).answer


def test_a_house_is_nobody_to_live_with() -> None:
    notes = ((2024, "ottoline lives in Vac with her cousin Ilka"),)
    assert "Ilka" in read("who does ottoline live with", *notes).answer
    alone = read("who does ottoline live with", (2025, "ottoline rents a flat in Vac"))
    assert not alone.answered


def test_what_another_has_is_nowhere_if_no_note_speaks_of_it() -> None:
    notes = (*LIFE, (2026, "Ottoline moved out, place with Casimir in Vac"))
    asked = "where's Ottoline's boyfriend Casimir's ambulance depot"
    assert not read(asked, *notes).answered


def test_what_is_told_of_a_daughter_is_none_of_her_husbands() -> None:
    told = "ottoline runs the depot. married to Endre, retired baker. daughter Ilka's a vet at Vac"
    place = Found(Note(told, None), told[50:], "a vet at Vac", told.index("a vet"), 0.9)
    asked = "what does Ottoline's daughter Ilka's husband do"
    assert not of_the_last(asked, [place])
    assert of_the_last("what does Ottoline's daughter Ilka do", [place])


def test_a_relative_called_by_name_is_asked_for_as_such() -> None:
    assert by_name_alone("what's Ottoline's wife Ilka do") == "what does Ilka do"
