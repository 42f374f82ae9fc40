"""What somebody states of themselves, with its time; questions and guesses state nothing."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.language.statements import only_states, period, statements

SAID = datetime.date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "kind", "name", "kept", "begin"),
    [
        ("I moved to Porto in May.", "semantic", "", "I moved to Porto in May.", "2026-05"),
        ("I bought a boat yesterday", "semantic", "", "I bought a boat yesterday", "2026-11-28"),
        ("My dog is called Rex", "semantic", "", "My dog is called Rex", None),
        ("Please remember that the key is blue", "semantic", "", "the key is blue", None),
        ("call me Sam", "core", "user.name", "Sam", None),
        ("My name is Sam Prado.", "core", "user.name", "Sam Prado", None),
        ("I prefer short answers", "core", "persona.answers", "I prefer short answers", None),
        ("Please answer briefly", "core", "persona.answers", "Please answer briefly", None),
    ],
)
def test_statements_of_each_kind(text, kind, name, kept, begin):
    (found,) = statements(text, SAID)
    assert (found.kind, found.name, found.text, found.valid_from) == (kind, name, kept, begin)
    assert only_states(text, SAID)


def test_reminders_and_goals_are_procedural_and_look_ahead():
    (reminder,) = statements("Remind me that the boiler needs service in March", SAID)
    assert (reminder.kind, reminder.valid_from) == ("procedural", "2027-03")
    (goal,) = statements("I want to learn Italian", SAID)
    assert goal.kind == "procedural" and goal.name != reminder.name


@pytest.mark.parametrize(
    "text",
    [
        "Where did I move?",
        "what is my name",
        "I think she is nice",
        "I wonder where Ana lives",
        "I want to know where Ana lives",
        "I mean the other one",
        "I'm talking about the tall one",
        "We were speaking of Ana",
        "I have a question",
        "If I moved to Porto, who would help?",
        "My sister's birthday",
        "my sister",
        "and her phone number",
        "the tall one",
        "the woman who bakes bread",
        "the guy I met in Leeds",
        "my cat called Figo",
        "carla's birthday",
        "and the new boat, what day did it arrive",
        "the man from the garage, what was he called",
        "jon bought a car, what colour is it",
        "rosa had her scan, how many weeks is she",
        "nina owes me how much",
        "jon lives where now",
        "they married in which year",
        "ana allergies",
        "wher does ana live",
        "Ana lives where",
        "ana is vegetarian, right",
        "Ana's number, please",
        "find the friend who broke his arm",
        "Remind me how Ana earns her living.",
        "it is great",
        "you are wrong",
        "thank you so much",
        "",
    ],
)
def test_nothing_is_stated_by_a_question_a_guess_or_a_fragment(text):
    assert statements(text, SAID) == () and not only_states(text, SAID)


@pytest.mark.parametrize(
    "text",
    [
        "Ana likes cats.",
        "tom broke his arm last weekend",
        "Tom's moving to Berlin",
        "She gave me a red bicycle for my birthday, it's amazing",
        "My boss Helen is leaving in January.",
        "The dentist is on Monday at 9.",
        "No, Tom moved to Leeds in 2019",
        "Grandma will be 90 in March",
        "btw Mr Okoro quit smoking",
        "Ana can't eat gluten",
        "tom moved to Leeds, where he works at a bank",
        "rosa had her scan, what a relief",
        "priya told me what she earns",
    ],
)
def test_what_is_told_of_others_is_stated_too(text):
    (found,) = statements(text, SAID)
    assert (found.kind, found.text) == ("semantic", text)
    assert only_states(text, SAID)


def test_a_turn_that_also_asks_does_not_only_state():
    text = "My dog is called Rex. Who is Ana?"
    assert [each.text for each in statements(text, SAID)] == ["My dog is called Rex."]
    assert not only_states(text, SAID)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("what did I say in spring?", ("2026-03-01", "2026-05-31")),
        ("where did I move last year?", ("2025-01-01", "2025-12-31")),
        ("what did I do in December?", ("2025-12-01", "2025-12-31")),
        ("what did I do last winter?", ("2025-12-01", "2026-02-28")),
        ("where did I move?", None),
    ],
)
def test_the_time_a_question_names(text, days):
    assert period(text, SAID) == days
