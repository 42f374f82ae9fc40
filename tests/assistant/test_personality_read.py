"""How the user comes across is read from their messages by a language model, where that is switched
on, and told to it; everything else leaves it alone."""

from __future__ import annotations

import json

import pytest

from persona_assistant.assistant.longterm.impressions import after_turn
from persona_assistant.engines.base import Capabilities
from persona_assistant.errors import BadInput, EngineError
from persona_assistant.personality import NEUTRAL, TRAITS, Traits, evolved, inertia
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken
from tests.support.fakes import EVERYTHING, FakeEngine, assistant

OPEN = Traits(5, 3, 3, 4, 2)


class Judge(FakeEngine):
    """A language model: judges messages by `judge`, answers questions, keeps what it was shown."""

    def __init__(self, judge=lambda material: OPEN, window: int | None = 8192) -> None:
        super().__init__(self._say)
        self.capabilities = Capabilities(EVERYTHING, window=window)
        self.judge, self.judged = judge, []

    def _say(self, prompt):
        if "Big Five" not in prompt.parts[0]:
            return ["bees"]
        self.judged.append(prompt.query.text)
        said = self.judge(prompt.query.text)
        return [said if isinstance(said, str) else json.dumps(dict(zip(TRAITS, said)))]


@pytest.fixture
def engine():
    return Judge()


@pytest.fixture
def memory(engine):
    with assistant(engine, personality=True) as opened:
        opened.services.after_answers.seconds = 3600  # only what a test asks for
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        yield opened


@pytest.fixture
def tell(memory):
    """Asks in a conversation, and has read what was asked."""
    talk = memory.conversations.begin()

    def say(text):
        answer = memory.ask(text, conversation=talk)
        memory.personality.update()
        return answer

    return say


def test_each_message_moves_the_profile_and_is_what_it_stands_on(memory, tell, engine):
    tell("What does Ana Prado keep?")
    assert memory.personality.traits == evolved(NEUTRAL, OPEN, 0)
    tell("I love caves.")
    page = memory.personality.show()
    assert page.traits == evolved(evolved(NEUTRAL, OPEN, 0), OPEN, 1)
    said = memory.store.conversations.said([each.observation.turn for each in page.points])
    assert said == ("What does Ana Prado keep?", "I love caves.")
    assert "Written before it:\n- What does Ana Prado keep?" in engine.judged[1]


def test_what_was_answered_is_never_shown_nor_read(memory, tell, engine):
    tell("What does Ana Prado keep?")
    tell("Thank you.")
    assert len(engine.judged) == 2 and not any("bees" in each for each in engine.judged)
    turns = memory.store.conversations.said_since(0)
    kept = {each.observation.turn for each in memory.personality.show().points}
    assert kept == {each.id for each in turns if each.role == "user"}


def test_nothing_is_read_or_told_while_it_is_off_nor_later_of_what_was_written_then(tell, memory):
    memory.personality.use(False)
    tell("I love caves.")
    memory.personality.use(True)
    assert memory.personality.update() == () and memory.personality.traits == NEUTRAL
    tell("I love seas.")
    memory.personality.use(False)
    assert len(memory.personality.show().points) == 1
    memory.ask("What does Ana Prado keep?")
    prompt = memory.engine.prompts[-1]
    assert not any("come across" in part for part in prompt.parts if isinstance(part, str))


def test_what_came_along_while_it_was_off_is_not_read_and_no_engine_is_asked(memory, engine):
    memory.personality.use(False)
    talk = memory.conversations.begin()
    (turn,) = memory.store.conversations.append(talk.id, ConversationTurn("user", "I love caves."))
    assert after_turn(memory.services, turn) is None and engine.prompts == []
    memory.personality.use(True)
    assert memory.personality.update() == () and memory.personality.show().pending == 0
    assert after_turn(memory.services, turn) == OPEN and after_turn(memory.services, turn) is None
    assert len(engine.prompts) == 1


def test_a_language_model_is_told_of_it_in_words_and_one_decimal(memory, tell, engine):
    tell("I love caves.")
    memory.ask("What does Ana Prado keep?")
    told = "".join(part for part in engine.prompts[-1].parts if isinstance(part, str))
    assert "openness 4.0 (curious and open to new ideas)" in told
    assert "neuroticism 2.5 (calm and even-tempered)" in told
    assert "extraversion 3.0 (neither much nor little)" in told
    assert "What does Ana Prado keep?" in told and "Ana Prado keeps bees." in told


def test_where_there_is_no_room_for_it_that_is_said(engine, memory, tell):
    tell("I love caves.")
    engine.capabilities = Capabilities(EVERYTHING, window=500)
    answer = memory.ask("What does Ana Prado keep?")
    assert "how you come across was left out of the prompt" in answer.notices


def test_without_a_language_model_nothing_is_read_and_that_is_said():
    with assistant(Judge(window=None), personality=True) as opened:
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        opened.ask("What does Ana Prado keep?", conversation=opened.conversations.begin())
        assert opened.personality.update() == ()
        page = opened.personality.show()
    assert page.points == () and "without a language model" in page.obstacle


def test_while_remembering_is_off_nothing_is_read_and_that_is_said(memory, tell):
    memory.memories.use(False)
    tell("I love caves.")
    assert "remembering is off" in memory.personality.show().obstacle
    memory.memories.use(True)
    assert memory.personality.update() == () and memory.personality.show().obstacle == ""


@pytest.mark.parametrize(
    "said",
    [
        "no idea",
        '{"openness": 4}',
        json.dumps(dict.fromkeys(TRAITS, 7)),
        Traits(1, 2, 3, 4, 5),
        Traits(3, 2, 4, 1, 5),
    ],
)
def test_a_reply_in_another_form_or_of_the_scale_itself_keeps_nothing_and_the_next_message_goes_on(
    said, memory, tell
):
    memory.engine.judge = lambda _: said
    tell("I love caves.")
    memory.engine.judge = lambda _: OPEN
    tell("I love seas.")
    assert [each.observation.traits for each in memory.personality.show().points] == [OPEN]


def test_it_is_read_behind_the_conversation_and_an_error_is_said_with_the_next_answer(memory):
    def fails(_):
        raise EngineError("the server is gone; start it")

    memory.services.after_answers.seconds = 0
    memory.engine.judge = fails
    talk = memory.conversations.begin()
    memory.ask("I love caves.", conversation=talk)
    memory.services.after_answers.join()
    assert memory.personality.show().pending == 1
    memory.engine.judge = lambda _: OPEN
    answer = memory.ask("I love seas.", conversation=talk)
    assert not answer.abstained and "the server is gone" in answer.notices[-1]
    memory.services.after_answers.join()
    page = memory.personality.show()
    assert len(page.points) == 2 and page.pending == 0


def test_one_that_is_stopped_goes_on_with_the_same_message(memory):
    stopped = CancelToken()

    def stop(_):
        stopped.set()
        return "{"

    talk = memory.conversations.begin()
    memory.ask("I love caves.", conversation=talk)
    memory.ask("I love seas.", conversation=talk)
    memory.engine.judge = stop
    assert memory.personality.update(stopped) == ()
    memory.engine.judge = lambda _: OPEN
    assert memory.personality.update() == (OPEN, OPEN) and memory.personality.update() == ()


def test_what_is_switched_off_while_it_is_read_is_not_kept(memory):
    def off(_):
        memory.personality.use(False)
        return OPEN

    memory.ask("I love caves.", conversation=memory.conversations.begin())
    memory.engine.judge = off
    assert memory.personality.update() == () and memory.personality.show().points == ()


def test_forgetting_deleting_undoing_and_resetting_hold_for_it(memory, tell):
    def judged(material):
        return Traits(1, 3, 3, 3, 3) if "Ana" in material.rpartition("message:")[2] else OPEN

    memory.engine.judge = judged
    tell("What does Ana Prado keep?")
    tell("I love caves.")
    memory.forget("Ana Prado")
    assert memory.personality.traits == evolved(NEUTRAL, OPEN, 0)
    page = memory.personality.show()
    memory.undo(page.changes[0])
    assert memory.personality.traits == NEUTRAL
    memory.undo(memory.history()[0].id)
    assert memory.personality.traits == page.traits
    assert memory.personality.reset() == 1 and memory.personality.traits == NEUTRAL
    memory.undo()
    assert memory.personality.traits == page.traits
    assert memory.personality.reset(erase=True) == 1
    for each in memory.history():
        assert "personality" not in each.kind or not each.undoable


def test_the_rule_of_the_release_looks_at_each_trait(engine):
    with assistant(engine, personality=True, personality_skip="release") as opened:
        talk = opened.conversations.begin()
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        for text in ("I love caves.", "I love seas."):
            opened.ask(text, conversation=talk)
        opened.personality.update()
        engine.judge = lambda _: Traits(3, 3, 3, 1, 3)
        before = opened.personality.traits
        opened.ask("I hate it.", conversation=talk)
        opened.personality.update()
        after = opened.personality.traits
    assert after.openness == before.openness
    stays = inertia(2)
    assert after.agreeableness == pytest.approx(stays * before.agreeableness + (1 - stays))


def test_it_is_drawn_into_a_picture_file(memory, tell, tmp_path):
    from PIL import Image

    target = tmp_path / "me.png"
    with pytest.raises(BadInput, match="nothing to draw"):
        memory.personality.save_plot(target)
    tell("I love caves.")
    assert memory.personality.save_plot(target) == target
    with Image.open(target) as first:
        first.load()
    memory.engine.judge = lambda _: Traits(1, 5, 5, 1, 5)
    tell("I hate caves.")
    with pytest.raises(BadInput) as refused:
        memory.personality.save_plot(target)
    assert refused.value.code == "target_exists"
    memory.personality.save_plot(target, overwrite=True)
    with Image.open(target) as second:
        assert second.size == first.size and second.tobytes() != first.tobytes()
    with pytest.raises(BadInput, match="end it with .png"):
        memory.personality.save_plot(tmp_path / "me.jpg")
