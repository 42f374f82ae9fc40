"""Conversations and facts: kept whole, and gone with whom they are about."""

from __future__ import annotations

import pytest

from persona_assistant.errors import BadInput
from persona_assistant.pmg import ConversationTurn

USER, ASSISTANT = "user", "assistant"


@pytest.fixture
def ada(memory, make):
    return memory.people.add("Ada", [make.note("Ada drinks tea.")])


@pytest.fixture
def ben(memory, make):
    return memory.people.add("Ben", [make.note("Ben rows.")])


def said(memory, conversation: int) -> list[str]:
    return [turn.text for turn in memory.conversations.turns(conversation)]


def test_a_conversation_comes_back_as_it_was(reopen, make):
    with reopen() as memory:
        ada = memory.people.add("Ada", [make.note("n")])
        talk = memory.conversations.begin("Tea")
        question = ConversationTurn(
            USER, "Who is this?", (ada.id,), (make.picture(1), make.clip(2))
        )
        answer = ConversationTurn(ASSISTANT, "I do not know.", abstained=True)
        stored = memory.conversations.append(talk.id, question, answer)
    with reopen() as memory:
        assert memory.conversations.turns(talk.id) == stored
        first, second = stored
        assert (first.role, first.text, first.about) == (USER, "Who is this?", (ada.id,))
        assert first.attachments == (make.picture(1), make.clip(2)) and not first.abstained
        assert (second.role, second.abstained, second.attachments) == (ASSISTANT, True, ())
        assert first.created.endswith("Z") and first.id < second.id
        assert memory.conversations.turns(talk.id, last=1) == (second,)
        assert memory.conversations.turns(talk.id, last=0) == ()
        known = memory.conversations.get(talk.id)
        assert (known.title, known.turns, memory.conversations.list()) == ("Tea", 2, (known,))
        assert memory.check() == []


def test_a_turn_makes_nobody_read_the_vectors_again(memory, ada):
    version = memory.version
    talk = memory.conversations.begin().id
    memory.conversations.append(talk, ConversationTurn(USER, "Who is Ada?", (ada.id,)))
    memory.conversations.rename(talk, "Ada")
    memory.facts.add(ada.id, "drink", "tea")
    memory.conversations.delete(talk)
    assert memory.version == version


def test_titles_and_deletion(memory):
    first, second = memory.conversations.begin("one").id, memory.conversations.begin().id
    assert memory.conversations.rename(second, "two").title == "two"
    memory.conversations.delete(first)
    assert [talk.title for talk in memory.conversations.list()] == ["two"]
    for ask in (
        lambda: memory.conversations.get(first),
        lambda: memory.conversations.turns(first),
        lambda: memory.conversations.rename(first, "x"),
        lambda: memory.conversations.delete(first),
        lambda: memory.conversations.append(first, ConversationTurn(USER, "x")),
    ):
        with pytest.raises(BadInput) as caught:
            ask()
        assert caught.value.code == "no_such_conversation"
    assert memory.conversations.begin().id > second, "an id is never given again"


def test_the_latest_conversation_comes_first(memory):
    first, second = memory.conversations.begin("one").id, memory.conversations.begin("two").id
    memory._connections.raw().execute("UPDATE conversation SET created = '2020-01-01T00:00:00Z'")
    assert [talk.id for talk in memory.conversations.list()] == [second, first]
    memory.conversations.append(first, ConversationTurn(USER, "x"))
    assert [talk.id for talk in memory.conversations.list()] == [first, second]


def test_a_turn_that_cannot_be_kept_takes_the_others_of_its_call_along(memory, ada):
    talk = memory.conversations.begin().id
    good = ConversationTurn(USER, "good", (ada.id,))
    with pytest.raises(BadInput) as caught:
        memory.conversations.append(talk, good, ConversationTurn(ASSISTANT, "bad", (99,)))
    assert caught.value.code == "persona_forgotten" and said(memory, talk) == []
    with pytest.raises(BadInput, match="by the user or the assistant"):
        memory.conversations.append(talk, good, ConversationTurn("system", "bad"))
    assert said(memory, talk) == [] and memory.check() == []


def test_who_is_forgotten_takes_the_turns_about_them_along(memory, ada, ben, make):
    talk = memory.conversations.begin("About tea").id
    only_ada = memory.conversations.begin().id
    memory.conversations.append(
        talk,
        ConversationTurn(USER, "And she?", (ada.id,), (make.picture(5),)),
        ConversationTurn(USER, "Both of them?", (ada.id, ben.id)),
        ConversationTurn(USER, "What does ADA drink?"),
        ConversationTurn(USER, "Is Adam here?"),
        ConversationTurn(USER, "What does Ben do?", (ben.id,), (make.picture(6),)),
    )
    memory.conversations.append(only_ada, ConversationTurn(USER, "Her again", (ada.id,)))
    memory.people.forget("Ada")
    assert said(memory, talk) == ["Is Adam here?", "What does Ben do?"]
    assert [talk.title for talk in memory.conversations.list()] == [""]
    count = memory._connections.raw().execute("SELECT count(*) FROM attachment").get
    assert count == 1 and memory.check() == []


def test_a_name_that_somebody_else_has_too_takes_nothing_along(memory, ada, make):
    other = memory.people.add("Ada", [make.note("another")], new=True)
    talk = memory.conversations.begin("Ada").id
    memory.conversations.append(
        talk, ConversationTurn(USER, "Who is Ada?"), ConversationTurn(USER, "This one", (ada.id,))
    )
    memory.people.forget(ada.uid)
    assert said(memory, talk) == ["Who is Ada?"]
    memory.people.forget(other.uid)
    assert memory.conversations.list() == ()


def test_a_title_that_names_the_person_goes(memory, ada):
    talk = memory.conversations.begin("All about Ada.").id
    memory.conversations.append(talk, ConversationTurn(USER, "Hello"))
    memory.conversations.rename(talk, "Tea with ada")
    memory.conversations.rename(talk, "Tea")
    memory.people.forget("Ada")
    assert said(memory, talk) == ["Hello"]
    assert not [e for e in memory.events.list() if "ada" in str(e.payload).lower() + str(e.inverse)]


def test_facts_of_a_person(memory, ada, ben):
    tea = memory.facts.add(ada.id, " drink ", "tea", triplet_id=1, origin="note")
    job = memory.facts.add(ada.id, "job", "nurse", valid_from="2019", valid_to="2024-05")
    memory.facts.add(ben.id, "sport", "rowing")
    assert memory.facts.of(ada.id) == [tea, job] and memory.facts.of(99) == []
    assert (tea.attribute, tea.value, tea.triplet_id, tea.origin) == ("drink", "tea", 1, "note")
    assert (job.valid_from, job.valid_to) == ("2019", "2024-05") and job.created.endswith("Z")
    assert memory.facts.add(ada.id, "drink", "tea", triplet_id=1, origin="note") == tea
    assert memory.facts.remove(tea.id) == tea and memory.facts.of(ada.id) == [job]
    with pytest.raises(BadInput) as caught:
        memory.facts.remove(tea.id)
    assert caught.value.code == "no_such_fact"
    memory.people.forget("Ada")
    assert memory.facts.of(ada.id) == [] and len(memory.facts.of(ben.id)) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"persona_id": 99}, "persona_forgotten"),
        ({"triplet_id": 2}, "no_such_triplet"),
        ({"triplet_id": 99}, "no_such_triplet"),
        ({"attribute": " "}, "bad_input"),
        ({"value": ""}, "bad_input"),
        ({"valid_from": "May 2024"}, "bad_input"),
        ({"valid_to": "2024-13"}, "bad_input"),
    ],
)
def test_an_unusable_fact_is_refused(memory, ada, ben, change, code):
    row = {"persona_id": ada.id, "attribute": "drink", "value": "tea", **change}
    with pytest.raises(BadInput) as caught:
        memory.facts.add(row.pop("persona_id"), row.pop("attribute"), row.pop("value"), **row)
    assert caught.value.code == code and memory.facts.of(ada.id) == []
