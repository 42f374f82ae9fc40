"""Who is what to the user, by the notes."""

from __future__ import annotations

import pytest

from persona_assistant.language.relations_to_user import asked_relation, by_relation

NAMES = {1: "Amara Jessup", 2: "Graciela Montoya"}


def told(note: str) -> set[int]:
    found = by_relation(NAMES, {1: [(1, note)], 2: [(2, "runs a cart w/ her cousin Efraín")]})
    relation = asked_relation("what does my cousin do")
    return found.get(relation, set())


@pytest.mark.parametrize(
    "note",
    [
        "cousin Amara: grad school at Penn State",
        "Amara, my cousin, likes beetles",
        "my cousin Amara moved",
        "Amara is my cousin from Erie",
        "Amara Jessup (cousin), entomologist",
        "Amara the cousin rang",
        "Cousine Amara aus Bern",
    ],
)
def test_a_note_says_whose_cousin_its_person_is(note):
    assert told(note) == {1}


@pytest.mark.parametrize(
    "note",
    [
        "Amara is her cousin",
        "met Efraín, Graciela's cousin Amara knows",
        "her cousin Amara called",
        "Amara's cousin sings",
        "Amara likes my cousin Pete",
    ],
)
def test_somebody_elses_cousin_is_not_the_users(note):
    assert told(note) == set()


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("who is our manager", "what about my new boss"),
        ("meine Nachbarin?", "is my neighbour in"),
        ("my landlord's number", "where is our landlady"),
    ],
)
def test_words_for_one_relation_are_one(question, same):
    assert asked_relation(question) == asked_relation(same) is not None


@pytest.mark.parametrize(
    "question", ["my cousin's wife", "her cousin", "who is a cousin", "my cat"]
)
def test_other_questions_ask_for_no_relation(question):
    assert asked_relation(question) is None
