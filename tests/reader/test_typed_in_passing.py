"""Ages, numbers, debts and counts that notes tell in passing, asked for in roundabout words."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.language.debts import Owes, ends
from persona_assistant.pmg import Note
from persona_assistant.reader.as_partner import as_the_person
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.lasting import asked_of_beginning
from persona_assistant.reader.reading import Found, Reading

TODAY = datetime.date(2026, 11, 30)
EARLIER = datetime.date(2021, 6, 1)
LATER = datetime.date(2025, 9, 1)


def _read(question: str, name: str, *texts: str, seen: tuple[str, float] | None = None) -> Reading:
    notes = [
        Note(text, day, at) for at, (text, day) in enumerate(zip(texts, (EARLIER, LATER)), start=1)
    ]
    found = []
    if seen is not None:
        note = next(each for each in notes if seen[0] in each.text)
        found = [Found(note, note.text, seen[0], note.text.index(seen[0]), seen[1])]
    return reading_of(question, found, notes, threshold=0.75, name=name, today=TODAY)


@pytest.mark.parametrize(
    ("question", "texts", "answer"),
    [
        ("what age is milo really, not the joke one", ("milo's bday today, born 1980",), "46"),
        (
            "so how old does that make milo",
            ("milo. birthday was nov 14 (1970), same as mine",),
            "56",
        ),
        ("is milo fifty something by now", ("milo, born 3 may 1972",), "54"),
        ("what does that make milo, fifty what", ("milo, born 3 may 1972",), "54"),
        ("milo must be what now, late fifties?", ("milo, born 3 may 1972",), "54"),
        ("do we know what age milo is these days", ("milo, born 3 may 1972",), "54"),
        ("has milo hit sixty, or how far along is he", ("milo, born 3 may 1972",), "no, 54"),
        ("milo is what, fifty? exact age", ("milo, born 3 may 1972",), "54"),
        ("milo: age?", ("milo, tiler on the new estate. 40. plays chess", "bday is 3 may"), "45"),
        ("how old is milo", ("milo, rita's lad, 30, roofer", "bday is 3 may"), "35"),
        ("how old is milo's dad", ("milo's dad Ned is over till june, 80, bakes",), "about 85"),
        ("how old will milo be next birthday", ("milo, born 3 may 1972",), "55"),
        ("year milo was born", ("milo, born 3 may 1972",), "1972"),
    ],
)
def test_an_age_told_in_passing(question: str, texts: tuple[str, ...], answer: str) -> None:
    assert _read(question, "Milo Brandt", *texts).answer == answer


def test_the_age_of_a_relative_between_commas_is_not_the_persons() -> None:
    assert not _read("how old is milo", "Milo Brandt", "his dad Ned moved in w them, 80").answered


@pytest.mark.parametrize(
    ("question", "name"),
    [("donna marchettti birthday", "Donna Marchetti"), ("marsel brandt birthdy", "Marcel Brandt")],
)
def test_a_slip_in_the_name_asks_for_nothing_else(question: str, name: str) -> None:
    assert _read(question, name, "bday was 30 july").answer == "30 July"


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("i need to ring the piano woman", "the piano lady. 0121 496 0777. 38, climbs",
         "0121 496 0777"),
        ("where do i write to order a bowl off milo", "orders to pots@milo.example",
         "pots@milo.example"),
        ("an address for milo, the electronic kind", "milo, 3 Elm Road. m@milo.example",
         "m@milo.example"),
        ("how do i get hold of milo's daughter", "his daughter Ada (01632 960208)", "01632 960208"),
    ],
)  # fmt: skip
def test_how_to_reach_somebody_in_roundabout_words(question: str, text: str, answer: str) -> None:
    assert _read(question, "Milo Brandt", text).answer == answer


@pytest.mark.parametrize(
    ("question", "texts", "answer"),
    [
        ("how much does milo still owe", ("milo owes me £350", "milo paid 200 of the 350"), "£150"),
        ("how much is milo short", ("lent milo £90", "milo gave me 50 of the 90 back"), "£40"),
        ("what's milo still owing me", ("milo borrowed £120 off me", "paid me back 70"), "£50"),
        ("how much do i owe milo", ("i owe milo 80 euros", "i paid him 30 of the 80"), "50 euros"),
        ("does milo owe me the whole 250 still", ("milo borrowed 250 quid off me",
         "milo paid back 150, still owes me a hundred"), "no, 100 quid is left"),
        ("how much does milo owe me", ("milo owes me 60", "he paid me the 60"),
         "nothing: he paid me the 60"),
        ("is my debt w/ milo settled", ("i owe milo for the fish, £84", "paid milo the 84"),
         "yes: paid milo the 84"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_debt(question: str, texts: tuple[str, ...], answer: str) -> None:
    assert _read(question, "Milo Brandt", *texts).answer == answer


def test_a_part_ends_no_debt_and_a_named_sum_does() -> None:
    assert ends("milo gave me 50 of the 90 back") == frozenset()
    assert ends("paid milo the 84") == {Owes.USER}
    assert ends("told him to forget the last 200") == {Owes.THEY}


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("how many cats are left at milo's", "2 cats, Ink & Dot. Dot ran off", "1"),
        ("kids milo has, how many", "milo is back after the 2nd (Ada, born in june)", "2"),
        ("milo, kids, total?", "his second child Ada is a week old", "2"),
        ("number of goats on the farm", "just goats now, 31 of them", "31"),
    ],
)
def test_a_count_in_other_words(question: str, text: str, answer: str) -> None:
    assert _read(question, "Milo Brandt", text).answer == answer


def test_a_child_born_in_the_sentence_before_its_name() -> None:
    text = "milo had twins!! Ada & Finn, june 9"
    assert _read("the twins of milo, born which day", "Milo Brandt", text).answer == "9 June 2020"


def test_the_youngest_is_the_last_one_born() -> None:
    text = "milo, born 3 may 1972. he had another baby, Ada, born 12 may"
    assert _read("milo's youngest, born which day", "Milo Brandt", text).answer == "12 May 2021"


def test_a_stay_is_told_by_its_first_and_last_day() -> None:
    text = "milo comes over new years, dec 30 to jan 3"
    read = _read("how long is milo staying", "Milo Brandt", text, seen=("dec 30", 0.5))
    assert read.answer == "dec 30 to jan 3"


def test_the_day_and_the_hour() -> None:
    text = "milo lands on dec 18 at 6.20am"
    read = _read(
        "which day does milo land and at what hour", "Milo Brandt", text, seen=("6.20am", 0.9)
    )
    assert read.answer == "dec 18 at 6.20am"


def test_how_long_two_are_married() -> None:
    question = "how long have milo and ada been married"
    assert asked_of_beginning(question) == "when did milo and ada get married?"
    read = _read(question, "Milo Brandt", "milo married Ada on 2 may", seen=("2 may", 0.9))
    assert read.answer == "since 2 May 2021, 5 years"


def test_the_partner_of_somebody_named_is_the_person() -> None:
    notes = [Note("ada is dating Kofi, a fireman", EARLIER)]
    asked = "when's kofi's girlfriend's birthday"
    assert as_the_person(asked, notes, "Ada Lund") == "when's Ada's birthday"
    assert as_the_person(asked, notes, "Kofi Lund") == asked
    assert as_the_person("when's tom's girlfriend's birthday", notes, "Ada Lund").startswith(
        "when's tom"
    )
