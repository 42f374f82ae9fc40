"""How many of something somebody has."""

from __future__ import annotations

from datetime import date

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found


def number(question, *notes):
    reading = reading_of(question, [], notes, threshold=0.5, name="Farah Haddad")
    return reading.answer if reading.answered else None


@pytest.mark.parametrize(
    ("question", "note", "answer"),
    [
        ("how many children does Farah have", "kids Noor 4 and Sami 9. says I grind my teeth", "2"),
        ("how many kids does she have?", "twins Asha + Dev, 7. husband Tom", "2"),
        ("how many cats does Gwen have?", "know her from book club. two cats. deaf", "2"),
        ("How many cats does she have?", "3 big cats and a dog", "3"),
        ("how many kids has Ana got", "daughter Mia (3) and son Leo, 5", "2"),
        ("how many kids has Farah got", "single dad of Rami, 8, and Dina, 3. cooks well", "2"),
        ("how many dogs does Ines have?", "Tiene dos perros, Sol y Luna", "2"),
        ("how many children does she have", "no children. two cats", "0"),
        ("how many languages does Farah speak", "speaks french arabic english. kids 4", "3"),
        ("how many kids does she have", "her sister has three kids", None),
        ("how many kids does she have", "teaches kids, 9 to 5", None),
        ("how many kids does she have", "son Luke takes over, he is 31", None),
        ("how many cats does she have", "cat is 4, allergic to dogs", None),
        ("how many daughters does she have", "2 grown up daughters, Ida and Jo", "2"),
        ("how many kids does she have", "Farah is having a baby in june", None),
    ],
)
def test_what_is_counted(question, note, answer):
    assert number(question, Note(note)) == answer


def test_the_newest_number_counts():
    old, new = Note("two cats", date(2023, 1, 1)), Note("now three cats!", date(2024, 1, 1))
    assert number("how many cats does she have", new, old) == "3"


@pytest.mark.parametrize(
    "went", ["Dot had to be put down", "Dot was put to sleep in may", "Dot died on sunday"]
)
def test_one_that_died_is_counted_no_more(went):
    old, new = Note("two cats, Ink and Dot", date(2023, 1, 1)), Note(went, date(2024, 1, 1))
    assert number("how many cats does she have", new, old) == "1"


@pytest.mark.parametrize(
    ("notes", "answer"),
    [
        (("married, no kids yet", "farah had a boy!! called Ali", "no 2, Mona, came early"), "2"),
        (("farah expecting twins in july", "twins are here, Ali and Mona, 18 july"), "2"),
        (("had a girl, Mona, 3 may", "Farah had a boy on 9 june, Ali"), "2"),
        (("first baby, Ali, born 3 may", "had no 2, Mona"), "2"),
        (("kids Ali (9), Mona (7) and Sami (2)", "farahs number 4 arrived, a boy, Idris"), "4"),
        (("two kids, her mum helps", "farah met someone, Omar, a vet. he has twins"), "2"),
        (("three kids, her mum helps", "farah met someone, Omar, a vet. he has twins"), "3"),
        (("one son Ali, lives at no 4 Mona Road",), "1"),
        (("one son Ali", "she is engaged to Omar, a baker. He has two grown-up children"), "1"),
    ],
)
def test_children_that_came_one_after_the_other(notes, answer):
    dated = [Note(text, date(2020 + at, 8, 1)) for at, text in enumerate(notes)]
    assert number("how many kids does Farah have", *dated) == answer


@pytest.mark.parametrize(
    ("notes", "answer"),
    [
        (("Farah's son Karim, 15, surfs. daughter Lina is 12",), "2"),
        (("daughter Lina sails", "her son Karim is at sea"), "2"),
        (("her sister's son Karim sails. daughter Lina is 12",), None),
        (("son Karim surfs", "son Karim is at sea"), None),
        (("nurse, 3 kids", "granny at last, her eldest Ola had a boy on 1 may"), "3"),
        (("3 kids: Ola, Ben, Tim", "she's a grandma, Ola's little boy Rune born 3 nov"), "3"),
    ],
)
def test_children_that_are_named_one_by_one(notes, answer):
    assert number("how many children does Farah have", *map(Note, notes)) == answer


@pytest.mark.parametrize(
    ("question", "note", "span"),
    [
        ("how many grandkids does Farah have", "husband Jo, 4 children", "4 children"),
        ("quanti figli ha Farah?", "adopted two kittens", "two kittens"),
        ("how many sons does Farah have", "nurse, 3 kids", "3 kids"),
    ],
)
def test_what_is_counted_is_what_is_asked_for(question, note, span):
    found = Found(Note(note), note, span, note.index(span), 0.9)
    reading = reading_of(question, [found], [found.note], threshold=0.5, name="Farah Haddad")
    assert not reading.answered
