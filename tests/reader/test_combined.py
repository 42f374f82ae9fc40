"""A reading of the network's places, of what is parsed and of what holds today, together."""

from __future__ import annotations

import datetime

from persona_assistant.pmg import Context, Note
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.reading import Found
from persona_assistant.reader.wording import nearest_text

OLD = Note("Lives in Lyon. Number 555 0142. He is 36.", datetime.date(2022, 1, 10), 1)
NEW = Note("Moved to Porto in May. New number: 555 0199.", datetime.date(2024, 6, 1), 2)
TODAY = datetime.date(2024, 7, 1)


def read(question, *proposed, notes=(OLD, NEW)):
    """`proposed` is what the network found: (span, probability)."""
    found = []
    for span, probability in proposed:
        note = next(each for each in notes if span in each.text)
        start = note.text.index(span)
        sentence = next(each for each in note.text.split(". ") if span in each)
        found.append(Found(note, sentence, span, start, probability))
    return reading_of(question, found, notes, threshold=0.5, name="Ben", today=TODAY)


def test_the_newer_home_answers_with_what_was_before():
    reading = read("where does ben live", ("Lyon", 0.9), ("Porto", 0.8))
    assert (reading.answer, reading.history) == ("Porto", "since May 2024; Lyon before")
    assert (reading.answered, reading.found[0].span, reading.earlier.span) == (
        True,
        "Porto",
        "Lyon",
    )


def test_the_newer_number_answers_where_the_network_is_silent():
    reading = read("ben's phone number")
    assert reading.answered and reading.found[0].span == "555 0199"
    assert reading.answer == "555 0199"
    assert reading.history == "noted on 1 June 2024; 555 0142 before"


def test_an_age_is_reckoned_from_its_note():
    assert read("how old is ben", ("36", 0.7)).answer == "about 38"


def test_what_is_not_there_is_not_answered_and_what_is_near_is_kept():
    reading = read("ben's email", ("555 0142", 0.9))
    assert not reading.answered and reading.answer == "" and reading.probability < 0.5
    assert reading.found[0].span == "555 0142"


def test_what_has_ended_does_not_answer_today():
    note = Note("No longer works at the bank.", datetime.date(2024, 1, 1), 3)
    reading = read("where does ben work", ("the bank", 0.8), notes=(note,))
    assert not reading.answered and reading.earlier.span == "the bank"


def test_nothing_found_and_nothing_sure_is_no_answer():
    assert not read("what does ben like").answered
    assert not read("what does ben like", ("Lyon", 0.3)).answered


def test_a_home_that_is_stated_answers_where_the_network_is_silent():
    assert read("where does ben live").answer == "Porto"


def test_of_several_all_are_told_and_counted():
    row = Note("From Beirut, kids Noor 4 and Sami 9. Says I grind my teeth")
    pair = Note("twins Asha + Dev. husband Tom")
    for question in ("how old are ben's kids", "what are his kids called"):
        assert read(question, ("Noor 4", 0.9), notes=(row,)).answer == "Noor 4 and Sami 9"
    assert read("how many kids does he have", ("kids Noor 4", 0.9), notes=(row,)).answer == "2"
    assert read("names of ben's twins", ("Dev", 0.9), notes=(pair,)).answer == "Asha + Dev"
    assert read("who is nine", ("Sami 9", 0.9), notes=(row,)).answer == "Sami 9"


def test_of_a_birthday_the_year_alone_is_told_in_its_place():
    note = Note("chef. born 1985 in Bilbao.")
    reading = read("when is his birthday", ("1985", 0.9), notes=(note,))
    assert (reading.answered, reading.answer) == (False, "")
    assert reading.instead == "only the year is noted: 1985"
    context = Context("Ben", texts=("chef. born 1985 in Bilbao.",))
    assert nearest_text(reading, context).endswith("Only the year is noted: 1985.")


def test_what_is_said_of_the_person_is_no_answer_about_a_relative_of_theirs():
    told = Note("Ben plays bass. His wife Mia sings in a choir.", datetime.date(2024, 1, 1), 1)
    assert not read("what does Ben's wife Mia play", ("bass", 0.9), notes=(told,)).answered
    sings = read("where does Ben's wife Mia sing", ("in a choir", 0.9), notes=(told,))
    assert sings.answered and sings.found[0].span == "in a choir"


def test_the_users_own_notes_are_called_so():
    reading = read(
        "when is my mot", ("dentist on friday", 0.05), notes=(Note("dentist on friday"),)
    )
    assert nearest_text(reading, Context("Me", texts=("a", "b"))) == " Your own 2 notes do not say."
