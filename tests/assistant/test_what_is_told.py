"""What is told in a conversation of the people one knows, small talk, and all that is known."""

from __future__ import annotations

import pytest

from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Outcome
from tests.assistant.test_thinking import Thinker, answers, text_of
from tests.support.fakes import assistant


@pytest.fixture
def memory():
    with assistant(ExtractiveEngine()) as opened:
        opened.add("Carla Moreno", texts=["Carla is my sister. She works as a vet in Braga."])
        opened.add("Tom Baker", texts=["Tom plays bass in a band."])
        yield opened


@pytest.fixture
def talk(memory):
    return memory.conversation()


def test_what_is_told_of_somebody_answers_like_a_note(memory, talk):
    told = talk.ask("Carla gave me a red bicycle for my birthday")
    assert told.text.startswith("I will remember that you said") and not told.abstained
    assert told.edge.outcome is Outcome.MATCHED and told.edge.candidates[0].name == "Carla Moreno"
    assert [each.text for each in memory.show("Carla Moreno").told] == [
        "Carla gave me a red bicycle for my birthday"
    ]
    answer = talk.ask("What did Carla give me?")
    assert answer.short == "a red bicycle" and "You said on" in answer.text
    assert [each.persona for each in answer.evidence if each.modality == "text"] == ["you"]
    memory.forget("Carla Moreno")
    assert "bicycle" not in " ".join(each.text for each in memory.memories.list())


def test_the_newer_of_a_note_and_what_was_told_wins(memory, talk):
    memory.add("Carla Moreno", texts=["Carla lives in Braga."], dates=["2024-03-01"], same=True)
    talk.ask("Carla moved to Lisbon")
    assert talk.ask("Where does Carla live?").short.startswith("Lisbon")


def test_what_is_told_of_her_is_about_whom_the_conversation_was(memory, talk):
    talk.ask("What does Carla do?")
    told = talk.ask("She has a new boyfriend, Nuno")
    assert told.edge.candidates[0].name == "Carla Moreno"
    (kept,) = memory.memories.list(["semantic"])
    assert kept.about == (told.edge.candidates[0].persona_id,)


def test_what_is_told_of_nobody_known_is_found_by_its_words(talk):
    talk.ask("The dentist is on Monday at 9.")
    assert "on Monday at 9" in talk.ask("When is the dentist?").text
    assert talk.ask("Who is the dentist?").abstained


@pytest.mark.parametrize(
    "question",
    ["Tell me about Tom", "what do you know about tom baker?", "Who is Tom?", "hi, who's Tom"],
)
def test_everything_that_is_known_of_somebody(talk, question):
    talk.ask("Tom broke his arm")
    answer = talk.ask(question)
    assert not answer.abstained and answer.edge.candidates[0].name == "Tom Baker"
    assert '"Tom broke his arm"; you noted' in answer.text and "plays bass" in answer.text


def test_of_many_notes_the_latest_are_told_and_the_others_counted(memory, talk):
    for day in range(1, 11):
        text = f"Tom said number {day} when we met at the market."
        memory.add("Tom Baker", texts=[text], dates=[f"2025-05-{day:02}"], same=True)
    text = talk.ask("Tell me everything about Tom").text
    assert "number 10" in text and "number 6" in text and "number 5" not in text
    assert text.endswith("(5 more)")


def test_a_question_for_one_thing_is_not_for_everything(talk):
    assert talk.ask("Tell me about Tom's allergies").abstained
    assert talk.ask("What do you know about Tom's sister?").abstained


@pytest.mark.parametrize("text", ["hi", "Good morning!", "thanks a lot", "who are you?", "Bye"])
def test_small_talk_is_no_question_of_a_memory(talk, text):
    answer = talk.ask(text)
    assert not answer.abstained and answer.evidence == () and "cannot" not in answer.text


def test_what_only_asked_for_something_is_not_quoted_as_told(talk):
    talk.ask("Tell me about Tom")
    talk.ask("tell me everything about my trip to Rome")
    assert "Rome" not in talk.ask("tell me about my trip").text


def test_a_language_model_answers_from_what_was_told_and_not_of_somebody_alike():
    engine = Thinker(answers(), says="Tuesday and Thursday.")
    with assistant(engine) as memory:
        memory.add("Tom Baker", texts=["Tom trains dogs and drives trains on some days."])
        talk = memory.conversation()
        talk.ask("I want to run a half marathon, so I train every Tuesday and Thursday.")
        answer = talk.ask("Which days do I train?")
    assert answer.text == "Tuesday and Thursday." and answer.edge.outcome is Outcome.UNKNOWN
    assert "Tom" not in text_of(engine.asked[0])
