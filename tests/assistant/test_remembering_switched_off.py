"""Switched off, remembering keeps nothing of what is said, then or later; what there is stays."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import remembering
from persona_assistant.settings import load_settings
from tests.support.fakes import FakeEngine, assistant


@pytest.fixture
def memory():
    with assistant(FakeEngine(lambda _: ["I adore sailing."])) as opened:
        opened.memories.add("I like tea with milk.")
        yield opened


def texts(memory):
    return [each.text for each in memory.memories.list()]


def test_what_is_said_while_it_is_off_is_not_remembered_later_either(memory):
    talk = memory.conversations.begin()
    assert memory.memories.on
    memory.memories.use(False)
    answer = memory.ask("I moved to Porto in May 2024.", conversation=talk)
    assert "I keep nothing of that" in answer.text and not memory.memories.on
    remembering.update(memory.services, flush=True)
    memory.memories.use(True)
    memory.ask("I bought a boat in 2023.", conversation=talk)
    remembering.update(memory.services, flush=True)
    assert texts(memory) == [
        "I like tea with milk.",
        "I bought a boat in 2023.",
        "I bought a boat in 2023.",
    ], "the second is the episode"
    assert "Porto" in memory.conversations.show(talk).turns[0].text


def test_what_was_remembered_before_stays_and_answers(memory):
    memory.memories.use(False)
    assert "tea" in memory.ask("What did I tell you about tea?").text
    memory.memories.add("I like rain.")
    assert texts(memory) == ["I like tea with milk.", "I like rain."]


def test_the_setting_is_on_unless_it_says_otherwise():
    assert load_settings({}).longterm.remember
    assert not load_settings({"PERSONA_ASSISTANT_LONGTERM__REMEMBER": "off"}).longterm.remember
