"""Conversations: kept in the store, read by the engine before the next question."""

from __future__ import annotations

import pytest

from persona_assistant import abstention, app
from persona_assistant.errors import BadInput
from persona_assistant.memory import Store
from persona_assistant.prompt import Turn
from tests.support.fakes import FakeEngine, assistant, clip, picture


@pytest.fixture
def engine():
    return FakeEngine(lambda prompt: [f"answer {len(prompt.before) // 2}"])


@pytest.fixture
def memory(engine):
    with assistant(engine) as opened:
        for plane, name in enumerate(("Ana", "Bo")):
            opened.add(name, images=[picture(0, plane)], voices=[clip(0, plane)])
        yield opened


def test_question_and_answer_become_turns(memory):
    talk = memory.conversations.begin("At the party")
    shown = picture(3)
    answer = memory.ask("Who is this?", image=shown, conversation=talk)
    asked, answered = memory.conversations.show(talk).turns
    ana = memory.show("Ana").persona.id
    assert (asked.role, asked.text, asked.about) == ("user", "Who is this?", (ana,))
    assert [each.data for each in asked.attachments] == [shown.data]
    assert (answered.role, answered.text, answered.about) == ("assistant", answer.text, (ana,))
    assert not answered.abstained


def test_the_engine_reads_the_turns_before(memory, engine):
    talk = memory.conversations.begin()
    first, second = picture(3), clip(3, 1)
    memory.ask("Who is this?", image=first, conversation=talk)
    memory.ask("And who speaks?", voice=second, conversation=talk.id)
    memory.ask("Who is Ana?")
    opening, following, outside = engine.prompts
    assert opening.before == () and outside.before == ()
    user, reply = following.before
    assert (user.role, user.parts[-1], user.parts[0].data) == ("user", "Who is this?", first.data)
    assert reply == Turn("assistant", ("answer 0",))
    assert following.parts[-1] == "\nAnd who speaks?\n"


def test_an_abstention_is_kept_as_one(memory):
    talk = memory.conversations.begin()
    memory.ask("Who is this?", image=picture(0, 3), conversation=talk)
    _, answered = memory.conversations.show(talk).turns
    assert answered.abstained and answered.about == ()


def test_conversations_are_listed_renamed_and_deleted(memory):
    first, second = memory.conversations.begin("One"), memory.conversations.begin("Two")
    memory.ask("Who is Ana?", conversation=first)
    assert {(each.title, each.turns) for each in memory.conversations.list()} == {
        ("One", 2),
        ("Two", 0),
    }
    assert memory.conversations.rename(second, "Other").title == "Other"
    memory.conversations.delete(second.id)
    assert [each.title for each in memory.conversations.list()] == ["One"]
    for call in (memory.conversations.show, memory.conversations.delete):
        with pytest.raises(BadInput, match="no conversation"):
            call(second)
    with pytest.raises(BadInput, match="no conversation"):
        memory.ask("Who is Ana?", conversation=second)


def test_a_turn_changes_nothing_that_people_are_recognised_by(memory):
    version = memory.store.version
    memory.ask("Who is Ana?", conversation=memory.conversations.begin())
    assert memory.store.version == version


def test_who_is_forgotten_leaves_the_conversations_too(memory):
    talk = memory.conversations.begin()
    memory.ask("Who is this?", image=picture(3), conversation=talk)
    memory.ask("Who is Bo?", conversation=talk)
    memory.forget("Ana")
    assert [turn.text for turn in memory.conversations.show(talk).turns if turn.role == "user"] == [
        "Who is Bo?"
    ]


def test_somebody_forgotten_while_the_answer_comes_is_not_kept(memory):
    talk = memory.conversations.begin()
    for event in memory.stream("Who is this?", image=picture(3), conversation=talk):
        if getattr(event, "text", None):
            memory.forget("Ana")
    assert event.result.text == "answer 0"
    assert memory.conversations.show(talk).turns == ()


def test_conversations_outlive_the_assistant(tmp_path, monkeypatch):
    from persona_assistant.settings import Settings

    settings = Settings(store=tmp_path / "s", key_file=tmp_path / "key")
    with app.open_assistant(settings) as opened:
        opened.add("Ana", texts=["Ana works as a baker."])
        talk = opened.conversations.begin("Jobs")
        opened.ask("What is Ana's job?", conversation=talk)
    with Store.open(tmp_path / "s", key_file=tmp_path / "key", create=False) as store:
        (kept,) = store.conversations.list()
        assert (kept.title, kept.turns) == ("Jobs", 2)


# --- one that goes on


def test_a_conversation_goes_on_by_itself(memory, engine):
    with memory.conversation() as talk:
        assert (talk.id, talk.title, talk.turns) == (None, "", ())
        assert memory.conversations.list() == (), "it is stored with its first question"
        talk.ask("Who is Ana?")
        pieces = []
        answer = talk.ask("and where does she live?", on_text=pieces.append)
        assert "".join(pieces) == answer.text == "answer 1" and answer.edge.persona == "Ana"
        assert engine.prompts[-1].query.text == "where does Ana live?"
        assert [turn.text for turn in talk.turns if turn.role == "user"] == [
            "Who is Ana?",
            "and where does she live?",
        ]
        assert talk.title == "Who is Ana?" and len(talk.page().turns) == 4
    with pytest.raises(BadInput, match="closed"):
        talk.ask("and Bo?")
    again = memory.conversation(talk.id)
    assert again.ask("and Bo?").edge.persona == "Bo"
    assert memory.conversation("latest").id == talk.id and len(talk.turns) == 6


def test_which_conversation_goes_on_must_be_there(memory):
    for which, code in (("latest", "no_conversation"), (7, "no_such_conversation")):
        with pytest.raises(BadInput) as caught:
            memory.conversation(which)
        assert caught.value.code == code


def test_a_question_that_fails_leaves_no_empty_conversation(memory, engine):
    engine._pieces = lambda prompt: 1 / 0
    talk = memory.conversation(title="Broken")
    with pytest.raises(ZeroDivisionError):
        talk.ask("Who is Ana?")
    with pytest.raises(BadInput):
        talk.ask("  ")
    assert memory.conversations.list() == () and talk.id is None


def test_a_long_first_question_makes_a_short_title(memory):
    talk = memory.conversation()
    talk.ask("Who is Ana, " + "the one of whom I have spoken so often " * 4 + "?")
    assert len(talk.title) <= 60 and talk.title.startswith("Who is Ana, the") and "…" in talk.title
    named = memory.conversation(title="Friends")
    named.ask("Who is Bo?")
    assert named.title == "Friends"


def test_nothing_that_was_said_becomes_a_note(memory):
    before = memory.store.passages.notes()
    talk = memory.conversation()
    talk.ask("Who is Ana?")
    talk.ask("and does she fly zeppelins?")
    assert memory.store.passages.notes() == before
    assert memory.store.passages.search(["zeppelins"], 5) == []
    assert memory.store.facts.of(memory.show("Ana").persona.id) == []


def test_an_assistant_that_asks_back_is_understood(memory):
    talk = memory.conversation()
    assert talk.ask("does she have pets?").text == abstention.unclear()
    answer = talk.ask("Ana")
    assert answer.edge.persona == "Ana" and answer.text == "answer 1"
