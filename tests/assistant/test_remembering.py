"""What the user tells in a conversation is remembered, answers about their past, and leaves with
whom it is about."""

from __future__ import annotations

import pytest

from persona_assistant.assistant import remembering
from persona_assistant.engines.base import Capabilities
from persona_assistant.errors import BadInput, StoreBusy
from persona_assistant.views.answers import footing
from tests.support.fakes import FakeEngine, assistant


@pytest.fixture
def memory():
    with assistant(FakeEngine(lambda _: ["I adore sailing."])) as opened:
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        yield opened


@pytest.fixture
def tell(memory):
    talk = memory.conversations.begin()
    return lambda text: memory.ask(text, conversation=talk)


def texts(memory, *kinds):
    return [each.text for each in memory.memories.list(kinds)]


def test_what_is_stated_is_remembered_with_its_turn_and_its_time(memory, tell):
    answer = tell("I moved to Porto in May 2024.")
    assert not answer.abstained and "I moved to Porto in May 2024." in answer.text
    (kept,) = memory.memories.list()
    assert (kept.kind, kept.valid_from, kept.origin) == ("semantic", "2024-05", "turn")
    assert memory.memories.show(kept).said_in == ("I moved to Porto in May 2024.",)
    corrected = memory.memories.edit(kept, text="I moved to Porto, near the river.")
    assert memory.memories.show(corrected).places == memory.memories.show(kept).places != ()


def test_answers_and_questions_become_no_memory(memory, tell):
    tell("Who is Ana Prado?")
    assert texts(memory) == []


def test_of_the_users_name_the_latest_holds_and_answers(memory, tell):
    tell("Call me Sam.")
    tell("Call me Samuel.")
    assert texts(memory, "core") == ["Samuel"]
    assert tell("What is my name?").short == "Samuel"


def test_a_question_about_ones_own_past_is_answered_from_a_memory(memory, tell):
    tell("I moved to Porto in May 2024.")
    tell("I had the boiler repaired in March 2023.")
    answer = memory.ask("When did I move to Porto?")
    assert answer.short == "May 2024"
    assert [each.detail for each in answer.evidence] == ["I moved to Porto in May 2024."]
    assert memory.ask("Where did I park the car?").abstained


def test_the_time_of_a_question_leaves_out_what_was_at_another_time(memory, tell):
    tell("I had the boiler repaired in March 2023.")
    tell("I had the boiler cleaned in July 2024.")
    memory.memories.add("The boiler was painted.", valid_from="2019-01", valid_to="2019-01")
    (old,) = memory.memories.search("boiler", until="2023-12-31", since="2023-01-01")
    assert old.text == "I had the boiler repaired in March 2023."
    told = memory.ask("What did I tell you about the boiler in July 2024?")
    assert [each.detail for each in told.evidence] == ["I had the boiler cleaned in July 2024."]


def test_a_retracted_memory_answers_no_more(memory, tell):
    tell("I moved to Porto in May 2024.")
    memory.memories.retract(memory.memories.list()[0])
    assert memory.ask("When did I move to Porto?").abstained
    memory.undo()
    assert not memory.ask("When did I move to Porto?").abstained


def test_a_session_becomes_an_episode_when_it_is_over(memory, tell):
    tell("I moved to Porto in May 2024.")
    tell("Who is Ana Prado?")
    assert texts(memory, "episodic") == []
    remembering.update(memory.services, flush=True)
    (episode,) = memory.memories.list(["episodic"])
    assert episode.text == "I moved to Porto in May 2024. Who is Ana Prado?"
    assert len(episode.turns) == 2 and "adore" not in episode.text
    assert remembering.update(memory.services, flush=True) == ()


def test_an_update_that_was_cut_short_goes_on_to_the_same_memories(memory, tell, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(remembering, "_memory", killed)
        with pytest.raises(KeyboardInterrupt):
            tell("I moved to Porto in May 2024.")
    assert texts(memory) == []
    remembering.update(memory.services)
    assert texts(memory) == ["I moved to Porto in May 2024."]
    assert remembering.update(memory.services) == ()


def test_a_memory_of_a_turn_that_names_somebody_goes_with_them(memory, tell):
    tell("I met Ana Prado in May 2024. I bought a boat there.")
    (met, boat) = memory.memories.list()
    assert "Ana" not in boat.text and memory.memories.of_person("Ana Prado") == (met, boat)
    memory.forget("Ana Prado")
    assert texts(memory) == []


def test_whoever_is_forgotten_takes_along_what_the_user_told_of_them(memory, tell):
    tell("I met Ana Prado at the harbour in May 2024.")
    tell("I like tea with milk.")
    remembering.update(memory.services, flush=True)
    (met, _, episode) = memory.memories.list()
    assert memory.memories.show(met).people == ("Ana Prado",)
    assert memory.memories.of_person("Ana Prado") == (met, episode)
    memory.forget("Ana Prado")
    assert texts(memory) == ["I like tea with milk."]


def test_an_unknown_kind_is_refused_by_name(memory):
    with pytest.raises(BadInput, match="There are no visual memories"):
        memory.memories.list(["visual"])


def test_a_language_model_is_told_what_fits_and_a_notice_numbers_the_rest():
    engine = FakeEngine(lambda _: ["bees"])
    engine.capabilities = Capabilities(engine.capabilities.modalities, window=8192)
    with assistant(engine) as opened:
        opened.add("Ana Prado", texts=["Ana Prado keeps bees."])
        opened.memories.add("Sam", kind="core", name="user.name")
        long = opened.memories.add("Ana Prado keeps bees " + "and many other animals " * 200)
        short = opened.memories.add("I gave Ana Prado a jar for bees.")
        answer = opened.ask("What does Ana Prado keep?")
    told = "".join(part for part in engine.prompts[-1].parts if isinstance(part, str))
    assert "user.name: Sam" in told and short.text in told and long.text not in told
    assert f"memories left out of the prompt: {long.id}" in answer.notices


def test_the_time_of_a_memory_answers_where_its_words_do_not_say_it(memory):
    memory.memories.add("I moved to Porto", valid_from="2024-05")
    assert memory.ask("When did I move to Porto?").short == "May 2024"


def test_where_the_user_moved_is_where_they_live(memory, tell):
    tell("I live in Hull.")
    tell("I moved to Porto in May 2024.")
    assert tell("where do I live?").short == "Porto"
    tell("I've moved back to Lyon")
    assert tell("where do I live?").short == "Lyon"


def test_a_question_in_other_words_than_the_memory_is_answered(memory, tell):
    tell("My knee hurts since the marathon.")
    tell("I'm allergic to penicillin.")
    answer = tell("what medicine should I avoid?")
    assert [each.detail for each in answer.evidence] == ["I'm allergic to penicillin."]
    assert footing(answer).startswith("about you · what you told")
    assert tell("what is my shoe size?").abstained


def test_all_that_is_known_of_the_user_is_told_where_they_ask_for_it(memory, tell):
    assert tell("what do you know about me?").abstained
    tell("Call me Sam.")
    tell("I'm allergic to penicillin.")
    answer = tell("What do you know about me?")
    assert [each.detail for each in answer.evidence] == ["Sam", "I'm allergic to penicillin."]


def test_an_answer_stands_where_nothing_can_be_remembered_now(memory, tell, monkeypatch):
    def busy(*_, **__):
        raise StoreBusy("another process is writing", code="busy")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(remembering, "update", busy)
        answer = tell("I'm allergic to penicillin.")
    assert not answer.abstained
    assert any("not looked through yet: another process" in each for each in answer.notices)
    tell("Who is Ana Prado?")
    assert texts(memory, "semantic") == ["I'm allergic to penicillin."]
