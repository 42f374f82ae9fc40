"""What a stage of remembering leaves: kept once, with how far it is, and never against the user."""

from __future__ import annotations

import pytest

from persona_assistant.memory import Store, database
from persona_assistant.memory.memories import Memory
from persona_assistant.memory.memory_stages import CORE, EPISODIC, SEMANTIC, STATED
from persona_assistant.pmg import ConversationTurn


@pytest.fixture
def store():
    with Store.temporary() as store:
        yield store


@pytest.fixture
def said(store):
    conversation = store.conversations.begin()
    return lambda text: (
        store.conversations.append(conversation.id, ConversationTurn("user", text))[0].id or 0
    )


def texts(store):
    return [memory.text for memory in store.memories.list()]


def test_what_was_looked_at_is_taken_in_once(store, said):
    first, second = said("I like tea."), said("I like bread.")
    found = [Memory("semantic", "I like tea.", origin="turn", turns=(first,))]
    gone = Memory("semantic", "I like jam.", origin="turn", turns=(second + 7,))
    assert len(store.memory_stages.settle(STATED, second, [*found, gone])) == 1
    assert store.memory_stages.settle(STATED, second, found) == ()
    assert store.memory_stages.reached(STATED) == second and texts(store) == ["I like tea."]
    assert store.memory_stages.reached(SEMANTIC) == 0


def test_what_was_found_before_is_no_news(store, said):
    turn = said("I like tea.")
    tea = Memory("semantic", "I like tea.", origin="turn", turns=(turn,))
    store.memory_stages.settle(STATED, turn, [tea])
    assert store.memory_stages.settle(SEMANTIC, turn, [tea]) == ()
    assert [each.text for each in store.memory_stages.of_turn(turn)] == ["I like tea."]


def test_of_a_name_what_was_said_last_holds_whoever_finds_it_first(store, said):
    new = Memory("core", "Porto", "user.home", said="2026-03-02T10:00:00Z")
    old = Memory("core", "Rome", "user.home", said="2026-03-01T10:00:00Z")
    store.memory_stages.settle(STATED, said("I live in Porto."), [new])
    store.memory_stages.settle(CORE, said("Good night."), [old])
    assert texts(store) == ["Porto"]


@pytest.mark.parametrize("correct", ["retract", "edit"])
def test_what_the_user_took_back_is_not_found_again_in_the_same_turn(store, said, correct):
    turn = said("I live in Rome.")
    rome = Memory("core", "Rome", "user.home", origin="turn", turns=(turn,))
    (kept,) = store.memory_stages.settle(STATED, turn, [rome])
    if correct == "retract":
        store.memories.retract(kept.id)
    else:
        store.memories.edit(kept.id, text="Porto")
    assert store.memory_stages.settle(CORE, turn, [rome]) == ()
    assert texts(store) == ([] if correct == "retract" else ["Porto"])


def test_a_stage_is_taken_back_as_a_whole_and_is_not_done_again(store, said):
    one, two = (
        store.memories.add(Memory("core", text, f"user.preference.{text}"))
        for text in ("tea", "coffee")
    )
    turn = said("I like hot drinks.")
    both = Memory("core", "hot drinks", "user.preference.hot", origin="turn", turns=(turn,))
    store.memory_stages.settle(CORE, turn, [both], replaced=[one.id], retracted=[two.id])
    assert texts(store) == ["hot drinks"]
    store.events.undo(store.events.latest(["memory_added"])[0].id)
    assert texts(store) == ["tea", "coffee"]
    assert store.memory_stages.settle(CORE, turn, [both]) == ()


def test_two_sessions_that_went_alike_are_two_episodes(store, said):
    for day, turn in (("2026-03-01", said("Good night.")), ("2026-03-02", said("Good night."))):
        night = Memory("episodic", "Good night.", said=f"{day}T22:00:00Z", turns=(turn,))
        store.memory_stages.settle(EPISODIC, turn, [night])
    assert texts(store) == ["Good night.", "Good night."]


def test_undo_takes_back_what_the_user_did_and_not_what_goes_on_behind(store, said):
    turn = said("I like tea.")
    store.memories.add(Memory("semantic", "I like bread."))
    tea = Memory("semantic", "I like tea.", origin="turn", turns=(turn,))
    store.memory_stages.settle(SEMANTIC, turn, [tea])
    store.events.undo()
    assert texts(store) == ["I like tea."]


def test_an_earlier_store_goes_on_where_it_was(tmp_path, monkeypatch):
    every = database._migrations()
    monkeypatch.setattr(database, "_migrations", lambda: every[:13])
    how = {"passphrase": None, "key_file": tmp_path / "key", "busy_seconds": 1}
    former, _ = database.open_file(tmp_path / "home" / "memory.db", create=True, **how)
    assert former.pragma("user_version") == 13
    for sql in (
        "INSERT INTO conversation (id, title) VALUES (1, '')",
        "INSERT INTO turn (id, conversation, role, text, abstained)"
        " VALUES (5, 1, 'user', 'Tea', 0), (7, 1, 'user', 'Jam', 0)",
        "INSERT INTO memory (id, kind, name, text, keywords, said, origin, source)"
        " VALUES (1, 'episodic', '', 'I like tea.', '', '2026-01-01T00:00:00Z', 'turn', '')",
        "INSERT INTO memory_turn VALUES (1, 5)",
        "UPDATE memory_progress SET turn = 7",
    ):
        former.execute(sql)
    former.close()
    monkeypatch.setattr(database, "_migrations", lambda: every)
    with Store.open(tmp_path / "home", key_file=tmp_path / "key", create=False) as store:
        reached = [store.memory_stages.reached(each) for each in (STATED, SEMANTIC, EPISODIC)]
        assert reached == [7, 7, 5] and store.check() == []
