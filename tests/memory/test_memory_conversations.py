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


@pytest.fixture
def talk(memory, ada, ben):
    talk = memory.conversations.begin("A café").id
    memory.conversations.append(
        talk,
        ConversationTurn(USER, "Where is the café that Ada likes?", (ada.id,)),
        ConversationTurn(ASSISTANT, "Ada likes the Café Zoé, by the bridges.", (ada.id,)),
        ConversationTurn(USER, "Does Ben row with 王小明?", (ben.id,)),
        ConversationTurn(ASSISTANT, "Ben rows on Sundays.", (ben.id,)),
    )
    return talk


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("cafe", 2), ("CAFÉ zoe", 1), ("bridge", 1), ("rowing", 2), ("小明", 1), ("nobody", 0),
        ("café sundays", 0), ('"', 0), ("", 0), ('ada OR ben" NEAR(', 0), ("zoé.", 1),
    ],
)  # fmt: skip
def test_words_are_found_in_what_was_said(memory, talk, text, count):
    hits = memory.conversations.search(text)
    assert len(hits) == count
    assert all(hit.conversation.id == talk and hit.excerpt for hit in hits)
    assert [hit.turn_id for hit in hits] == sorted((hit.turn_id for hit in hits), reverse=True)


def test_what_is_forgotten_or_deleted_is_found_no_more(memory, talk):
    memory.people.forget("Ada")
    assert memory.conversations.search("cafe") == () and memory.conversations.search("bridge") == ()
    assert len(memory.conversations.search("rows")) == 2 and memory.check() == []
    memory.conversations.begin()
    assert memory.conversations.delete_all() == 2
    assert memory.conversations.search("rows") == () == memory.conversations.list()
    assert memory.check() == [] and memory.conversations.delete_all() == 0


def test_no_word_of_a_forgotten_conversation_stays_in_the_file(reopen, home, make):
    with reopen() as memory:
        ada = memory.people.add("Ada", [make.note("n")])
        talk = memory.conversations.begin().id
        turn = ConversationTurn(USER, "Does she still collect zeppelins?", (ada.id,))
        memory.conversations.append(talk, turn, title="zeppelins")
        memory.people.forget("Ada")
        db = memory._connections.raw()
        for table in ("turn_index_data", "turn_index_docsize", "turn", "event"):
            assert "zeppelin" not in str(db.execute(f"SELECT * FROM {table}").fetchall()), table


def test_a_conversation_takes_the_title_of_its_first_turns_only(memory, ben):
    talk = memory.conversations.begin().id
    memory.conversations.append(talk, ConversationTurn(USER, "One?"), title="One?")
    memory.conversations.append(talk, ConversationTurn(USER, "Two?"), title="Two?")
    named = memory.conversations.begin("Named").id
    memory.conversations.append(named, ConversationTurn(USER, "One?"), title="One?")
    assert memory.conversations.get(talk).title == "One?"
    assert memory.conversations.get(named).title == "Named"
