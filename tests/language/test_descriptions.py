"""Whom words describe by what only one person's notes say."""

from __future__ import annotations

import pytest

from persona_assistant.language.descriptions import (
    FEATURES,
    description_words,
    expand_terms,
    match_descriptions,
)
from persona_assistant.language.question import parse

NOTES = {
    1: [(10, "Greta is a dentist. She has a dog called Bruno."), (11, "She collects music boxes.")],
    2: [(20, "Yusuf drives the night bus. His cat is named Minnow.")],
    3: [(30, "Beatriz is an architect. She keeps two rabbits and a beehive.")],
    4: [],
}


def best(text: str) -> int:
    fits = match_descriptions(description_words(parse(text), with_media=False), NOTES)
    return max(fits, key=lambda persona: fits[persona].features[FEATURES.index("whole")])


@pytest.mark.parametrize(
    ("text", "persona"),
    [
        ("the woman who collects music boxes", 1),
        ("the person with the beehive", 3),
        ("the bus driver", 2),
        ("my friend the architect", 3),
        ("the man with the cat", 2),
    ],
)
def test_the_person_whose_notes_say_it_fits_best(text, persona):
    assert best(text) == persona


def test_the_sentence_that_fits_comes_with_its_triplet():
    fit = match_descriptions(
        description_words(parse("the woman who collects music boxes"), with_media=False), NOTES
    )[1]
    assert (fit.source, fit.sentence) == (11, "She collects music boxes.")
    assert len(fit.features) == len(FEATURES)


def test_words_that_fit_nobody_say_nothing_of_anybody():
    fits = match_descriptions(
        description_words(parse("the person who juggles lanterns"), with_media=False), NOTES
    )
    assert all(fit.features[FEATURES.index("whole")] == 0.0 for fit in fits.values())


def test_a_person_without_notes_and_an_empty_description_are_no_trouble():
    words = description_words(parse("the man with the cat"), with_media=False)
    assert 4 not in match_descriptions(words, NOTES)
    assert match_descriptions((), NOTES) == {} and match_descriptions(words, {4: []}) == {}


def test_nobody_to_compare_with_is_no_trouble():
    assert (
        match_descriptions(description_words(parse("the man with the cat"), with_media=False), {})
        == {}
    )


def test_a_kind_is_searched_by_its_members_too():
    found = expand_terms(description_words(parse("the woman with the pet"), with_media=False))
    assert found[0] == "pet" and {"dog", "cat"} <= set(found)


@pytest.mark.parametrize(
    "question", ["What is her job?", "Where did we meet?", "How did they feel?"]
)
def test_a_question_without_a_description_describes_nobody(question):
    assert description_words(parse(question), with_media=False) == ()
