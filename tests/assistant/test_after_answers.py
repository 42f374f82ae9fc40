"""The update goes on behind a conversation and makes way for whatever comes."""

from __future__ import annotations

import time

import pytest

from persona_assistant.assistant.longterm.background import AfterAnswers
from persona_assistant.errors import BadInput, EngineError, StoreLocked
from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import Triplet
from tests.support.fakes import assistant
from tests.support.thinking import Thinker, fact

CAR = "Is the garage open, because the car has a flat tyre?"
FLAT = "My car has a flat tyre."


@pytest.fixture
def model():
    return Thinker(
        lambda stage, material: (
            fact("the car has a flat tyre", FLAT)
            if stage == "memories" and CAR in material
            else None
        )
    )


@pytest.fixture
def store(tmp_path):
    return Store.open(tmp_path / "home", key_file=tmp_path / "key")


@pytest.fixture
def memory(model, store):
    with assistant(model, store) as opened:
        opened.services.after_answers.seconds = 0
        yield opened


@pytest.fixture
def tell(memory):
    talk = memory.conversations.begin()
    return lambda text: memory.ask(text, conversation=talk)


def texts(memory):
    return [each.text for each in memory.memories.list(["semantic"])]


def thinking(model):
    model.go_on.clear()
    return model


def test_what_was_told_is_looked_through_after_the_answer(memory, tell):
    tell(CAR)
    assert memory.services.after_answers.join(10)
    assert texts(memory) == [FLAT]


def test_a_question_does_not_wait_for_it_and_it_goes_on_after_the_answer(memory, model, tell):
    thinking(model)
    tell(CAR)
    assert model.thinking.wait(10)
    tell("And where is the key of it now?")  # would not come back if it had to wait
    assert texts(memory) == []
    model.go_on.set()
    assert memory.services.after_answers.join(10)
    assert texts(memory) == [FLAT]


def test_a_session_of_yesterday_is_looked_through_when_a_conversation_is_opened(
    memory, model, tell
):
    tell(CAR)
    assert memory.services.after_answers.join(10)
    memory.store._connections.raw().execute("UPDATE turn SET created = '2025-03-03T10:00:00Z'")
    memory.conversation()
    assert memory.services.after_answers.join(10)
    assert [each.text for each in memory.memories.list(["episodic"])] == [CAR]


def test_the_store_is_free_while_the_model_thinks(memory, model, tell, tmp_path, monkeypatch):
    thinking(model)
    tell(CAR)
    assert model.thinking.wait(10)
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.1)
    with Store.open(tmp_path / "home", key_file=tmp_path / "key") as other:
        other.people.add("Ben", [Entry(Triplet(text="Likes tea."))])
    assert memory.add("Ben", texts=["Likes jam."]).texts == 2
    model.go_on.set()
    assert memory.services.after_answers.join(10) and texts(memory) == [FLAT]


def test_closing_ends_it_and_the_next_process_goes_on(memory, model, tell, tmp_path):
    thinking(model)
    tell(CAR)
    assert model.thinking.wait(10)
    memory.close()
    assert not model.thinking.is_set() and memory.services.after_answers.join(0)
    model.go_on.set()
    with assistant(model, Store.open(tmp_path / "home", key_file=tmp_path / "key")) as opened:
        assert texts(opened) == []
        list(opened.memories.update())
        assert texts(opened) == [FLAT]


def test_locking_ends_it(memory, model, tell):
    thinking(model)
    tell(CAR)
    assert model.thinking.wait(10)
    memory.lock()
    assert not model.thinking.is_set()
    with pytest.raises(StoreLocked):
        memory.memories.list()


def test_forgetting_somebody_ends_what_the_model_may_be_reading_of_them(memory, model, tell):
    memory.add("Ben", texts=["Likes tea."])
    thinking(model)
    tell(CAR)
    assert model.thinking.wait(10)
    memory.forget("Ben")
    assert not model.thinking.is_set() and memory.services.after_answers.join(0)


def test_an_error_behind_a_conversation_is_told_with_the_next_answer(memory, model, tell):
    def fail(stage, material):
        raise EngineError("the server is gone")

    find, model.say = model.say, fail
    tell(CAR)
    assert memory.services.after_answers.join(10)
    model.say = find
    answer = tell("And where is the key of it now?")
    assert "what you told is not looked through yet: the server is gone" in answer.notices
    assert memory.services.after_answers.join(10)
    assert texts(memory) == [FLAT]
    assert tell("And where is the lock of it now?").notices == ()


def test_work_waits_for_a_moment_without_a_question():
    done = []
    behind = AfterAnswers(seconds=0.05)
    behind.begin(lambda cancel: done.append("one"))
    behind.pause()
    behind.join(10)
    assert done == []
    behind.begin(lambda cancel: done.append("two"))
    assert behind.join(10) and done == ["two"]


def test_an_error_is_kept_once_and_one_after_a_pause_is_none():
    def fail(cancel):
        raise BadInput("no")

    def fail_when_paused(cancel):
        cancel.wait(10)
        raise BadInput("cancelled")

    behind = AfterAnswers(seconds=0)
    behind.begin(fail)
    behind.join(10)
    assert str(behind.take_error()) == "no" and behind.take_error() is None
    behind.begin(fail_when_paused)
    time.sleep(0.05)
    behind.stop()
    assert behind.take_error() is None
