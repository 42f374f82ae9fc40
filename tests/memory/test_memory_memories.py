"""What is remembered of the user: kept in versions, undone, and gone with what it is of."""

from __future__ import annotations

import pytest

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, Store
from persona_assistant.memory.memories import MOST_PROCEDURAL, Memory
from persona_assistant.pmg import ConversationTurn, Triplet


@pytest.fixture
def store():
    with Store.temporary() as store:
        yield store


def said(store: Store, *texts: str, about: tuple[int, ...] = ()) -> list[int]:
    conversation = store.conversations.begin()
    turns = [ConversationTurn("user", text, about) for text in texts]
    return [turn.id or 0 for turn in store.conversations.append(conversation.id, *turns)]


def texts(store: Store) -> list[str]:
    return [memory.text for memory in store.memories.list()]


def person(store: Store, name: str) -> int:
    return store.people.add(name, [Entry(Triplet(text="Keeps bees."))]).id


def anywhere(store: Store, word: str) -> bool:
    """Whether a word stands in any row of the store, changesets too."""
    db = store._connections.raw()
    tables = db.execute("SELECT name FROM pragma_table_list WHERE type = 'table'").fetchall()
    return any(
        word in (value if isinstance(value, str) else value.decode("utf-8", "replace"))
        for (table,) in tables
        for row in db.execute(f'SELECT * FROM "{table}"')
        for value in row
        if isinstance(value, str | bytes)
    )


def test_a_correction_is_a_new_version_and_undoing_brings_the_former_back(store):
    first = store.memories.add(Memory("semantic", "I moved to Porto.", valid_from="2024-05"))
    second = store.memories.edit(first.id, text="I moved to Lisbon.")
    assert texts(store) == ["I moved to Lisbon."]
    assert (second.follows, second.valid_from) == (first.id, "2024-05")
    assert [each.text for each in store.memories.history(first.id)] == [
        "I moved to Porto.",
        "I moved to Lisbon.",
    ]
    store.events.undo()
    assert texts(store) == ["I moved to Porto."]
    store.events.undo(store.events.latest(["undone"])[0].id)
    assert texts(store) == ["I moved to Lisbon."]


def test_adding_is_not_undone_before_the_correction_that_stands_on_it(store):
    memory = store.memories.add(Memory("semantic", "I moved to Porto."))
    added = store.events.latest(["memory_added"])[0]
    store.memories.edit(memory.id, text="I moved to Lisbon.")
    with pytest.raises(BadInput) as refused:
        store.events.undo(added.id)
    assert refused.value.code == "stands_on"


def test_a_retracted_memory_holds_no_more_until_that_is_undone(store):
    memory = store.memories.add(Memory("semantic", "I like tea."))
    store.memories.retract(memory.id)
    assert texts(store) == [] and store.memories.search(["tea"]) == ()
    with pytest.raises(BadInput, match="retracted"):
        store.memories.edit(memory.id, text="I like coffee.")
    store.events.undo()
    assert [each.text for each in store.memories.search(["tea"])] == ["I like tea."]


def test_of_a_core_name_only_the_latest_version_holds(store):
    store.memories.add(Memory("core", "Sam", "user.name"))
    store.memories.add(Memory("core", "Samuel", "user.name"))
    store.memories.add(Memory("core", "short", "persona.answers"))
    assert texts(store) == ["Samuel", "short"]


def test_only_so_many_procedural_memories_hold(store):
    for number in range(MOST_PROCEDURAL + 2):
        store.memories.add(Memory("procedural", f"goal {number}", f"goal.{number}"))
    assert texts(store)[0] == "goal 2" and len(texts(store)) == MOST_PROCEDURAL


@pytest.mark.parametrize(
    ("since", "until", "met"),
    [
        ("2024-05-10", "2024-05-12", True),
        ("2024-01-01", "2024-12-31", True),
        ("2024-06-01", None, True),
        ("2024-06-01", "2024-06-30", False),
        (None, "2024-04-30", False),
        ("2026-03-01", "2026-03-01", True),
        ("2026-03-02", None, False),
    ],
)
def test_the_time_filter_keeps_what_was_said_or_held_then(store, since, until, met):
    store.memories.add(
        Memory("semantic", "I moved.", said="2026-03-01T10:00:00Z", valid_from="2024-05")
    )
    found = store.memories.search(["moved"], since=since, until=until)
    assert bool(found) == met


@pytest.mark.parametrize(
    "memory",
    [
        Memory("semantic", " "),
        Memory("core", "Sam"),
        Memory("semantic", "x", valid_from="May"),
        Memory("semantic", "x", said="yesterday"),
        Memory("semantic", "x", turns=(9,)),
        Memory("semantic", "x", about=(9,)),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(store, memory):
    with pytest.raises(BadInput):
        store.memories.add(memory)
    assert texts(store) == [] and store.events.list() == ()


def test_erasing_leaves_nothing_of_any_version_nor_of_the_turn_that_said_it(store):
    (turn,) = said(store, "I moved to Kathmandu last year")
    memory = store.memories.add(
        Memory("semantic", "I moved to Kathmandu last year", origin="turn", turns=(turn,))
    )
    corrected = store.memories.edit(memory.id, text="I moved to Kathmandu in 2024")
    store.memories.retract(corrected.id)
    store.memories.erase(corrected.id)
    assert not anywhere(store, "Kathmandu")
    assert store.check() == []


def test_erasing_what_was_put_in_other_words_takes_the_turn_that_it_stands_on(store):
    told, other = said(store, "In Kathmandu the car broke down, what now?", "Good night.")
    memory = store.memories.add(
        Memory("semantic", "My car is broken.", origin="turn", turns=(told,))
    )
    store.memories.add(Memory("episodic", "A talk on cars.", origin="turn", turns=(told, other)))
    store.memories.erase(memory.id)
    assert not anywhere(store, "Kathmandu") and store.check() == []
    assert store.conversations.said([told, other]) == ("Good night.",)


@pytest.mark.parametrize("undone", [False, True])
def test_deleting_a_conversation_takes_what_was_remembered_from_it(store, undone):
    (turn,) = said(store, "I moved to Kathmandu")
    store.memories.add(Memory("semantic", "I moved to Kathmandu", origin="turn", turns=(turn,)))
    if undone:
        store.events.undo()
    store.conversations.delete_all()
    assert not anywhere(store, "Kathmandu")


@pytest.mark.parametrize("undone", [False, True])
def test_whoever_is_forgotten_takes_memories_about_them_and_with_their_name(store, undone):
    ana = person(store, "Ana Prado")
    store.memories.add(Memory("semantic", "She likes Kathmandu.", about=(ana,)))
    if undone:
        store.events.undo()
    store.memories.add(Memory("semantic", "I met Ana Prado in Kathmandu."))
    kept = store.memories.add(Memory("semantic", "I like tea."))
    store.people.forget("Ana Prado")
    assert texts(store) == [kept.text]
    assert not anywhere(store, "Kathmandu")


def test_undoing_that_somebody_was_added_keeps_memories_that_named_them(store):
    ana = person(store, "Ana")
    added = store.events.latest(["added"])[0]
    store.memories.add(Memory("semantic", "I met Ana.", about=(ana,)))
    store.events.undo(added.id)
    assert texts(store) == ["I met Ana."]
    store.events.undo(store.events.latest(["undone"])[0].id)
    assert texts(store) == ["I met Ana."] and store.check() == []
