"""Where the language room's thresholds lie, seen from outside."""

from __future__ import annotations

import math

import pytest

from persona_assistant.language.descriptions import (
    description_words,
    match_descriptions,
)
from persona_assistant.language.frames import HINTED, STATED, frames, stated
from persona_assistant.language.lexicon import relation, sense
from persona_assistant.language.names import mentioned_names
from persona_assistant.language.question import parse
from persona_assistant.language.reading import read, reading_model
from persona_assistant.language.third_person import to_third_person
from persona_assistant.language.words import words

# --- relations of words


@pytest.mark.parametrize(
    ("word", "sentence", "strength"),
    [
        ("goats", "She keeps a goat.", 1.0),
        ("job", "His career ended early.", 0.75),
        ("pet", "A spaniel sleeps there.", 0.7),
        ("physics", "He is a physicist.", 0.65),
        ("spaniel", "She has an animal.", 0.35),
        ("spaniel", "A tabby sleeps there.", 0.0),
        ("organ", "She organises weddings.", 0.65),
        ("port", "A portrait hangs there.", 0.0),
        ("interest", "An interpretation was given.", 0.0),
        ("employer", "She works for a bank.", 0.75),
        ("animal", "He owns a guinea pig.", 0.7),
    ],
)
def test_a_word_is_expressed_as_strongly_as_it_is_related(word, sentence, strength):
    (token,) = words(word)
    assert relation(token, sense(sentence)) == strength


# --- names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is Al?", {}),
        ("Where is Al Green?", {1: 1.0}),
        ("Where is Green?", {1: 0.8}),
        ("Where is Ana?", {2: 1.0}),
        ("Is it green?", {}),
    ],
)
def test_a_part_of_a_name_counts_less_and_not_below_three_letters(text, expected):
    assert mentioned_names(text, {1: "Al Green", 2: "Ana", 3: "Ana Lind"}) == expected


# --- descriptions


NOTES = {
    1: [(1, "Ana keeps goats. She bakes.")],
    2: [(2, "Bo bakes bread.")],
    3: [(3, "Cy bakes cakes.")],
}


def test_what_few_people_share_tells_more_than_what_all_do():
    question = parse("the person who keeps goats and bakes")
    fits = match_descriptions(description_words(question, with_media=False), NOTES)
    whole = {person: fit.features[1] for person, fit in fits.items()}
    assert whole[1] == pytest.approx(1.0)
    assert whole[2] == whole[3] < 0.25  # baking is said of everybody


def test_fullness_counts_the_words_that_are_expressed():
    question = parse("the person who keeps goats and bakes")
    fits = match_descriptions(description_words(question, with_media=False), NOTES)
    assert fits[1].features[4] == pytest.approx(math.log1p(3))  # keeps, goats, bakes
    assert fits[2].features[4] == pytest.approx(fits[2].features[1] * math.log1p(1))


def test_without_media_what_is_asked_describes_too():
    question = parse("Who keeps goats?")
    alone = {w.lower for w in description_words(question, with_media=False)}
    beside = {w.lower for w in description_words(question, with_media=True)}
    assert "goats" in alone and beside <= alone


# --- attributes


@pytest.mark.parametrize(
    ("frame", "sentence", "strength"),
    [
        ("occupation", "She works as a nurse.", STATED),
        ("occupation", "Her father works as a nurse.", HINTED),
        ("age", "He is 34.", STATED),
        ("age", "He is 3400.", 0.0),
        ("pet", "A cat sat there.", HINTED),
    ],
)
def test_a_sentence_states_an_attribute_hints_at_it_or_does_neither(frame, sentence, strength):
    assert stated(frames()[frame], words(sentence)) == strength


def test_a_hint_is_worth_less_than_half_of_a_statement():
    assert HINTED == 0.45 and STATED == 1.0


# --- the answer


def test_the_threshold_decides_whether_the_best_sentence_answers():
    notes = [(1, "Ana works as a nurse. She bakes on Sundays. Her house is by the sea.")]
    questions = [
        "What is her job?",
        "Where does she live?",
        "What does she do on Sundays?",
        "What colour is her car?",
        "Who is her dentist?",
        "What did she promise?",
        "How old is she?",
    ]
    answers = [read(question, notes) for question in questions]
    assert {a.answered for a in answers} == {True, False}
    for answer in answers:
        assert answer.answered == (answer.probability >= reading_model().threshold)


# --- what somebody says of themselves


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I work as a nurse.", "Ana work as a nurse."),
        ("I'm a nurse.", "Ana is a nurse."),
        ("I've two goats.", "Ana has two goats."),
        ("I'll come.", "Ana will come."),
        ("I'd like tea.", "Ana would like tea."),
        ("My goats like me.", "Ana's goats like Ana."),
        ("The blue one is mine.", "The blue one is Ana's."),
        ("I was a diver.", "Ana was a diver."),
        ("In Iceland it is dark.", "In Iceland it is dark."),
    ],
)
def test_the_first_person_becomes_the_speaker(text, expected):
    assert to_third_person(text, "Ana") == [(text, expected)]
