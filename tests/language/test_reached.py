"""The day somebody reaches an age, and the births of children, as notes tell them."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.language.births import births
from persona_assistant.language.contacts import find_details
from persona_assistant.language.reached import reached

WRITTEN = datetime.date(2024, 5, 10)

REACHED = [
    ("lou was 46 on the 4th, we had cake", 46, "1978-05-04"),
    ("lou was 46 on the 18th, we had cake", 46, "1978-04-18"),
    ("lou's 46 on the 18th", 46, "1978-05-18"),
    ("lou's 60th was on the 2nd", 60, "1964-05-02"),
    ("his 30th bash is on saturday the 25th", 30, "1994-05-25"),
    ("her 72nd yesterday, thurs 9 may", 72, "1952-05-09"),
    ("28 next month, on the 6th. likes rum", 28, "1996-06-06"),
    ("lou 33 on 27 june, wants a kite", 33, "1991-06-27"),
    ("bday 1 june, she'll be 69", 69, "1955-06-01"),
    ("on 3 july she turns 40", 40, "1984-07-03"),
    ("Lou wird am 3. Juli 50.", 50, "1974-07-03"),
    ("Compie 31 anni il 3 luglio.", 31, "1993-07-03"),
    ("Elle fête ses 35 ans le 14 juin.", 35, "1989-06-14"),
    ("lou turned 70 in feb", 70, "1954-02-01"),
    ("lou was 33 on tuesday", 33, "1991-05-07"),
    ("lou's 50th on saturday, street party", 50, "1974-05-11"),
    ("lou turns 34 next sunday, 19 may", 34, "1990-05-19"),
    ("lou hit the big 5-0 on thursday", 50, "1974-05-09"),
    ("38 on tuesday. new glasses", 38, "1986-05-14"),
    ("lou 85 on 29 april, new glasses", 85, "1939-04-29"),
    ("his bday 21 june, 65 then. likes rum", 65, "1959-06-21"),
    ("lou's 60th in August, at the Legion", 60, "1964-08-01"),
    ("tam 88 on thursday, big do at the club", 88, "1936-05-16"),
    ("nan 90 on sunday", 90, "1934-05-12"),
    ("Lou wird dieses Jahr 35", 35, "1989-01-01"),
    ("she'll be 40 in 2027", 40, "1987-01-01"),
    ("potter. the big 5-0 in june", 50, "1974-06-01"),
    ("lou still 24 till october", 25, "1999-10-01"),
]


@pytest.mark.parametrize(("text", "number", "born"), REACHED)
def test_a_day_on_which_an_age_is_reached_tells_the_day_of_birth(text, number, born):
    (found,) = reached(text, WRITTEN)
    assert (found.number, str(found.born.first)) == (number, born)


@pytest.mark.parametrize(
    "text",
    [
        "their 10th anniversary is on 5 june", "lent her £60 on 3 may", "moved to no 12 in may",
        "room 12 on 4 june", "ran her 20th in may", "she was 34 in 2019", "flat 10 in may",
        "sold 40 on friday", "beat them 5-0 on thursday", "she was 34 in 2019, he is 12 in 2019",
        "rent is 40 till october", "lou and Jo's 25th last saturday, silver!",
    ],
)  # fmt: skip
def test_other_numbers_beside_a_date_are_no_ages(text):
    assert reached(text, WRITTEN) == []


def test_without_the_day_of_writing_the_day_is_known_and_the_year_is_not():
    (found,) = reached("lou turns 40 on 5 june")
    assert (found.born.day, found.born.month, found.born.year) == (5, 6, None)


BIRTHS = [
    ("lou had a baby girl on 2 april, Wanda", ("Wanda",), "2024-04-02"),
    ("lou & kit had a boy, Piet, 28 december", ("Piet",), "2023-12-28"),
    ("the twins arrived 9 march: Ada and Bo.", ("Ada", "Bo"), "2024-03-09"),
    ("lou's girl Wanda was born 30 march", ("Wanda",), "2024-03-30"),
    ("Lou hat am 4. Juli einen Sohn bekommen, Piet.", ("Piet",), "2023-07-04"),
]


@pytest.mark.parametrize(("text", "names", "born"), BIRTHS)
def test_a_birth_tells_the_names_and_the_day(text, names, born):
    (found,) = births(text, WRITTEN)
    assert (found.names, str(found.day.first)) == (names, born)


@pytest.mark.parametrize(
    "text",
    [
        "had the boys over on 3 april",
        "lou arrived on 2 april for the summer",
        "lou has a boy, Piet",
    ],
)
def test_visits_are_no_births(text):
    assert births(text, WRITTEN) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("a condo, unit 304", "304"), ("an apt on Elm, #1102", "1102"), ("lives at no 58", "58")],
)
def test_the_number_of_a_house_or_a_flat(text, number):
    assert [each.text for each in find_details(text, "unit")] == [number]


def test_a_number_behind_an_age_in_brackets():
    (found,) = find_details("kids Ida (8) and Ole (4). 07700 900311", "phone")
    assert found.text == "07700 900311"
