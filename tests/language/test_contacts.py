"""How to reach somebody, and what is counted: found by shape and by the words beside it."""

from __future__ import annotations

import datetime
import itertools
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.clock import find_times
from persona_assistant.language.contacts import Kind, find_details

FOUND = {
    "phone": [
        ("turned 44 on aug 30. 651-555-0176", "651-555-0176"),
        ("call 555 0142", "555 0142"), ("+44 7700 900123 is hers", "+44 7700 900123"),
        ("0171 5551234", "0171 5551234"), ("(415) 555-0132", "(415) 555-0132"),
        ("06 12 34 56 78", "06 12 34 56 78"), ("415.555.0132", "415.555.0132"),
        ("tel: 30 901820", "30 901820"), ("+49 (0)30 901820-12", "+49 (0)30 901820-12"),
        ("612 345 678", "612 345 678"), ("Ben's number is 4711 22", "4711 22"),
        ("born 1989, phone 0151 23456789, nice", "0151 23456789"),
    ],
    "email": [
        ("mail marta.k@example.co.uk.", "marta.k@example.co.uk"),
        ("ben (at) mail (dot) com", "ben (at) mail (dot) com"),
        ("write to ana at gmail dot com please", "ana at gmail dot com"),
    ],
    "web": [
        ("see https://x.org/a?b=1.", "https://x.org/a?b=1"), ("www.foo.de", "www.foo.de"),
        ("her blog anna-bakes.com/about", "anna-bakes.com/about"),
    ],
    "address": [
        ("lives at 12 High Street, Leeds LS1 4DY", "12 High Street, Leeds LS1 4DY"),
        ("14b elm rd", "14b elm rd"), ("Goethestr. 5", "Goethestr. 5"),
        ("Berliner Straße 12, 10115 Berlin", "Berliner Straße 12, 10115 Berlin"),
        ("Calle Mayor 12, 28013 Madrid", "Calle Mayor 12, 28013 Madrid"),
        ("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris"),
        ("Via Roma 7, Torino", "Via Roma 7, Torino"), ("Rua das Flores 23", "Rua das Flores 23"),
        ("742 Evergreen Terrace", "742 Evergreen Terrace"),
        ("lives in 10115 Berlin", "10115 Berlin"),
    ],
    "amount": [
        ("owes me 40 EUR", "40 EUR"), ("£12.50", "£12.50"), ("3k", "3k"), ("$1,200", "$1,200"),
        ("twenty quid", "twenty quid"), ("1.200,50 €", "1.200,50 €"), ("a tenner", "a tenner"),
        ("owes me 40", "40"), ("a hundred pounds", "a hundred pounds"), ("rent is 900", "900"),
    ],
    "size": [
        ("size 38", "38"), ("shoe size 42", "42"), ("EU 42", "EU 42"), ("T-shirt: M", "M"),
        ("Schuhgröße 42", "42"), ("shoes 42", "42"), ("wears a 42", "42"),
        ("jeans 32/34", "32/34"), ("38 in shoes", "38"), ("takes a size 9.5", "9.5"),
    ],
    "code": [
        ("wifi: sunflower42", "sunflower42"), ("code 4711", "4711"), ("door code: 4711#", "4711#"),
        ("wifi password is Tr0ub4dor&3.", "Tr0ub4dor&3"), ("gate code is 12A7", "12A7"),
        ("mot de passe: chat", "chat"), ("4711 is the door code", "4711"),
    ],
    "age": [
        ("she is 36", "36"), ("36 y/o", "36 y/o"), ("36yo", "36yo"), ("aged 36", "36"),
        ("turning 40 in May", "40"), ("Ben, 36, plumber", "36"), ("Tom (36)", "36"),
        ("Retired postman, 71 in March.", "71"), ("is thirty-six", "thirty-six"),
        ("36 Jahre alt", "36 Jahre alt"), ("tiene 36 años", "36"), ("elle a 36 ans", "36"),
        ("in her forties", "in her forties"), ("she is 36 and lives in Porto", "36"),
    ],
    "birthday": [
        ("Faz anos a 17 de abril", "17 de abril"), ("cumple años el 3 de mayo", "3 de mayo"),
        ("compie gli anni il 6 aprile", "6 aprile"),
        ("hat am 28. Februar Geburtstag und wird 40", "28. Februar"),
        ("bday 14/6", "14/6"), ("birthday: June 14", "June 14"), ("born 1989", "1989"),
        ("born on 14 June 1989", "14 June 1989"), ("14 June is her birthday", "14 June"),
        ("born in Hull in 1989", "1989"), ("* 14.6.1989", "14.6.1989"),
        ("née le 14 juin 1989", "14 juin 1989"), ("turning 40 on 14 June", "14 June"),
    ],
    "count": [("has two daughters", "two daughters"), ("3 cats", "3 cats")],
    "time": [
        ("at 7pm", "7pm"), ("18:30", "18:30"), ("half past six", "half past six"),
        ("quarter to seven", "quarter to seven"), ("18 Uhr", "18 Uhr"), ("noon", "noon"),
        ("à 7 heures", "7 heures"), ("see you at seven.", "seven"),
    ],
    "date": [("met on 14 June 1989 there", "14 June 1989")],
}  # fmt: skip
CASES = [(kind, *case) for kind, cases in FOUND.items() for case in cases]


@pytest.mark.parametrize(("kind", "text", "wanted"), CASES)
def test_it_is_found_where_it_stands(kind, text, wanted):
    (found,) = find_details(text, kind)
    assert (found.text, text[found.start : found.end], found.kind) == (wanted, wanted, kind)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "bday 14.06.1989"), ("phone", "owes 1200 450"), ("phone", "2014-2018"),
        ("phone", "12345-6789"), ("phone", "met 2024-03-12"), ("phone", "10115 Berlin"),
        ("phone", "wifi: 12345678"), ("phone", "ISBN 978-3-16-148410-0"), ("phone", "3,000 000"),
        ("email", "we meet at dot"), ("web", "a.k. and e.g. this"), ("web", "marta@foo.com"),
        ("address", "5 people in the street"), ("address", "3 kids on the way"),
        ("amount", "2 years"), ("amount", "paid 3 times"), ("size", "shoes 40 euros"),
        ("code", "dress code casual"), ("code", "wifi is slow here"),
        ("age", "she's 12 weeks pregnant"), ("age", "is 180 cm"), ("age", "is 12 High Street"),
        ("age", "has 3 kids"), ("age", "number is 36"), ("age", "is 7 minutes late"),
        ("birthday", "met 14 June"), ("birthday", "born in Lyon, moved to Porto in 2015"),
        ("birthday", "birthday party on 3 May"),
        ("time", "at 12 High Street"), ("time", "half a mile"), ("time", "3.5"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it(kind, text):
    assert find_details(text, kind) == ()


@given(st.text(st.sampled_from("0123456789+-()./@: abenoiswfmKH€k\n"), max_size=60))
def test_offsets_slice_the_text_and_never_overlap(text):
    for kind in get_args(Kind):
        found = find_details(text, kind)
        assert [each.text for each in found] == [text[each.start : each.end] for each in found]
        assert all(one.end <= two.start for one, two in itertools.pairwise(found))


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_read_back(hour, minute):
    time = datetime.time(hour, minute)
    half = f"{hour % 12 or 12}:{minute:02}{'pm' if hour >= 12 else 'am'}"
    for text in (f"{hour}:{minute:02}", half, f"{hour}.{minute:02} Uhr", f"{hour}h{minute:02}"):
        (found,) = find_times(f"we meet {text}, then")
        assert found.time == time


@pytest.mark.parametrize(
    ("text", "number"),
    [("owes 40 EUR", 40), ("£1,200.50", 1200.5), ("1.200,50 €", 1200.5), ("3k", 3000),
     ("twenty-five quid", 25)],
)  # fmt: skip
def test_amounts_are_numbers(text, number):
    assert find_details(text, "amount")[0].number == number


def test_an_age_that_is_reached_later_says_when():
    (age,) = find_details("turning 40 in May 2024", "age")
    assert (age.number, age.date.first) == (40, datetime.date(2024, 5, 1))
    assert find_details("she is 36 since May", "age")[0].date is None
