"""What the user asked for comes back when they ask for it, in words that fit."""

from __future__ import annotations

import pytest

from persona_assistant.abstention import SENTENCE
from tests.support.fakes import FakeEngine, assistant


@pytest.fixture
def memory():
    with assistant(FakeEngine(lambda _: [SENTENCE])) as opened:
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        yield opened


@pytest.fixture
def tell(memory):
    talk = memory.conversations.begin()
    return lambda text: memory.ask(text, conversation=talk)


def test_how_the_user_wants_to_be_called_is_told_back_as_a_wish(memory, tell):
    assert tell("Call me Sam.").text == "I will remember that you asked to be called Sam."
    answer = memory.ask("What is my name?")
    assert answer.short == "Sam" and answer.text.endswith("you asked to be called Sam.")


def test_other_core_entries_are_told_in_the_second_person(memory, tell):
    tell("I live in Porto.")
    assert memory.ask("Where do I live?").text.endswith("you said that you live in Porto.")
    memory.memories.add("Faro", kind="core", name="user.home")
    assert memory.ask("Where do I live?").text.endswith("you said: Faro.")


@pytest.mark.parametrize(
    "question",
    [
        "What about the boiler?",
        "And the boiler?",
        "Is there anything about the boiler?",
        "What should I do about the boiler?",
    ],
)
def test_a_reminder_is_found_by_what_it_is_about(memory, tell, question):
    tell("Remind me to call my sister about the boiler.")
    tell("I bought a kettle.")
    answer = memory.ask(question)
    assert not answer.abstained
    assert answer.text.endswith("you asked to be reminded to call your sister about the boiler.")


def test_a_reminder_is_found_after_a_question_about_somebody(memory, tell):
    tell("Remind me to call about the boiler.")
    tell("Where does Ana Prado live?")
    assert "reminded to call about the boiler" in tell("And the boiler?").text
    assert "reminded" not in tell("And Ana Prado's boiler?").text


@pytest.mark.parametrize(
    "question",
    ["What about the roof?", "What about the old boiler?", "Who has a boiler?", "Boiler?"],
)
def test_what_was_not_told_is_not_answered(memory, tell, question):
    tell("Remind me to call about the boiler.")
    assert memory.ask(question).abstained


def test_a_question_about_somebody_stays_about_them(memory, tell):
    tell("Remind me to call Ana Prado about the bees.")
    assert memory.ask("What about Ana Prado?").people == ()
    assert "reminded" not in memory.ask("What about Ana Prado?").text


def test_goals_habits_and_reminders_are_listed_as_such(memory, tell):
    assert memory.ask("What are my goals?").abstained
    tell("Remind me to call about the boiler.")
    tell("I want to learn Italian.")
    tell("I run every morning.")
    for question in ("What are my reminders?", "Do I have any reminders?"):
        reminders = [each.detail for each in memory.ask(question).evidence]
        assert reminders == ["Remind me to call about the boiler."]
    goals = {each.detail for each in memory.ask("What are my goals?").evidence}
    assert goals == {"I want to learn Italian.", "I run every morning."}


def test_what_a_model_put_in_other_words_is_not_told_as_said(memory, tell):
    from persona_assistant.memory.memories import Memory

    tell("Is the flat tyre of my car a problem?")
    (turn, _) = memory.conversations.show(1).turns
    memory.store.memories.add(
        Memory("semantic", "My car has a flat tyre.", origin="turn", turns=(turn.id,))
    )
    answer = memory.ask("What did I tell you about the flat tyre?")
    assert "you told me, in short: My car has a flat tyre." in answer.text
