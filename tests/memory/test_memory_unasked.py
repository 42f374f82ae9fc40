"""What is not asked yet comes back, and goes with whom it names."""

from __future__ import annotations

import pytest

from persona_assistant.memory.items import ItemKey
from persona_assistant.pmg import ConversationTurn, Query, Session


@pytest.fixture
def ada(memory, make):
    memory.people.add("Ben", [make.note("Ben rows on the river every morning.")])
    return memory.people.add("Ada", [make.note("Ada drinks tea.")])


def test_a_session_comes_back_as_it_was_kept(reopen, make):
    waiting = (Query("Who is this?", make.picture(1), make.clip(2)), Query("And Ben?"))
    with reopen() as memory:
        assert memory.session.get() == Session()
        talk = memory.conversations.begin("Tea").id
        version, log = memory.version, len(memory.events.list())
        memory.session.keep(Session(talk, "something else", (Query("former"),)))
        memory.session.keep(Session(talk, "What does\nAda \ud800drink", waiting))
        assert memory.version == version and len(memory.events.list()) == log
    with reopen() as memory:
        assert memory.session.get() == Session(talk, "What does\nAda ?drink", waiting)
        memory.session.keep(Session(99, "x"))
        assert memory.session.get() == Session(None, "x"), "there is no such conversation"
        memory.session.clear()
        assert memory.session.get() == Session() and memory.check() == []


def test_it_goes_with_whoever_is_forgotten(memory, make, ada):
    shown = Query("Who is this?", make.picture(1))
    memory.session.keep(Session(None, "When did ADA move?", (Query("Who is Ben?"), shown)))
    memory.people.forget("Ada")
    assert memory.session.get() == Session(None, "", (Query("Who is Ben?"),))
    memory.people.forget("Ben")
    assert memory.session.get() == Session() and memory.check() == []


def test_what_quotes_an_erased_note_goes(memory, make, ada):
    talk = memory.conversations.begin().id
    memory.session.keep(Session(talk, "it says ben rows on the river", (Query("Who is Ada?"),)))
    ben = memory.people.get("Ben").id
    note = memory.media.triplets(ben)[0].id
    memory.items.remove(ben, [ItemKey("note", note)], erase=True)
    assert memory.session.get() == Session(talk, "", (Query("Who is Ada?"),))


def test_a_deleted_conversation_takes_its_questions_along(memory):
    first, second = memory.conversations.begin("a").id, memory.conversations.begin("b").id
    memory.conversations.append(first, ConversationTurn("user", "x"))
    memory.session.keep(Session(first, "draft", (Query("waits"),)))
    memory.conversations.delete(second)
    assert memory.session.get() == Session(first, "draft", (Query("waits"),))
    memory.conversations.delete(first)
    assert memory.session.get() == Session()


def test_nothing_of_a_draft_stays_in_the_file(reopen, make, home, tmp_path):
    with reopen() as memory:
        memory.people.add("Zebulon", [make.note("Zebulon drinks tea.")])
        for number in range(40):
            memory.session.keep(Session(None, f"Is Zebulon {number} qwertyuiop" * 9))
        traces = memory.traces("Zebulon")
        memory.people.forget("Zebulon")
        assert memory.verify(traces).problems == ()
        pages = memory._connections.raw().serialize("main")
        assert b"qwertyuiop" not in pages and b"Zebulon" not in pages


def test_a_draft_has_its_picture_and_clip_and_goes_with_them(memory, make, ada):
    kept = Session(None, "", (Query("Who is Ben?"),), make.picture(1), make.clip(2))
    memory.session.keep(kept)
    assert memory.session.get() == kept
    kept = Session(None, "Who", (), make.picture(1), make.clip(3))
    memory.session.keep(kept)
    assert memory.session.get() == kept
    memory.people.forget("Ada")
    assert memory.session.get() == Session(), "anybody may be in it"


def test_two_programs_have_a_session_each(reopen):
    with reopen() as first, reopen() as second:
        assert first.session.get() == second.session.get() == Session()
        assert first.session.is_open_elsewhere() and second.session.is_open_elsewhere()
        first.session.keep(Session(None, "of the first"))
        second.session.keep(Session(None, "of the second"))
        assert first.session.get() == Session(None, "of the first")
        assert [each.draft for each in first.session.all()] == ["of the second", "of the first"]
        second.close()
        assert not first.session.is_open_elsewhere()
        with reopen() as third:
            assert third.session.get() == Session(None, "of the second")
            with reopen() as fourth:
                assert fourth.session.get() == Session()


def test_what_is_not_asked_is_taken_up_first_and_nothing_unread_is_overwritten(reopen, home):
    with reopen() as memory:
        talk = memory.conversations.begin("a").id
        memory.session.keep(Session(None, "older"))
    with reopen() as memory:
        memory.session.keep(Session(talk))
        assert len(memory.session.all()) == 2
    with reopen() as memory:
        assert memory.session.get() == Session(None, "older")
        assert memory.session.all() == (Session(None, "older"),), "the empty one went"
    assert not list(home.rglob("*.lock"))
