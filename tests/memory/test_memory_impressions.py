"""How the user came across in messages: kept for turns of the user alone, undone, and gone with the
turn they stand on."""

from __future__ import annotations

import apsw
import pytest

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, Store
from persona_assistant.memory.items import ItemKey
from persona_assistant.personality import Traits, course
from persona_assistant.pmg import ConversationTurn, Triplet

OPEN, SHY, CALM = Traits(5, 3, 3, 3, 3), Traits(3, 3, 1, 3, 3), Traits(3, 4, 3, 4, 1)


@pytest.fixture
def store():
    with Store.temporary() as store:
        yield store


def said(store: Store, *texts: str, about: tuple[int, ...] = ()) -> list[int]:
    conversation = store.conversations.begin()
    turns = [ConversationTurn("user", text, about) for text in texts]
    return [turn.id or 0 for turn in store.conversations.append(conversation.id, *turns)]


def kept(store: Store) -> dict[int, Traits]:
    return {each.turn: each.traits for each in store.impressions.list()}


def held_anywhere(store: Store) -> bool:
    """Whether any changeset holds a row of an impression."""
    rows = store._connections.raw().execute("SELECT changes FROM event WHERE changes NOT NULL")
    return any(each.name == "personality" for (held,) in rows for each in apsw.Changeset.iter(held))


def test_one_is_kept_for_a_turn_of_the_user_and_for_no_other(store):
    conversation = store.conversations.begin()
    turns = [ConversationTurn("user", "I love caves."), ConversationTurn("assistant", "So do I!")]
    mine, its = [each.id for each in store.conversations.append(conversation.id, *turns)]
    assert store.impressions.keep(mine, OPEN) and store.impressions.has(mine)
    assert not store.impressions.keep(mine, SHY)
    assert not store.impressions.keep(its, SHY)
    assert not store.impressions.keep(its + 1, SHY)
    assert kept(store) == {mine: OPEN}
    assert len(store.events.list()) == 4  # the conversation, its two turns and the one kept


def test_what_are_no_traits_is_refused_and_leaves_nothing(store):
    (turn,) = said(store, "I love caves.")
    with pytest.raises(BadInput, match="five whole numbers"):
        store.impressions.keep(turn, Traits(6, 3, 3, 3, 3))
    assert kept(store) == {}


def test_one_that_is_undone_by_its_number_counts_no_more(store):
    one, other = said(store, "I love caves.", "I stay at home.")
    store.impressions.keep(one, OPEN)
    store.impressions.keep(other, SHY)
    first = store.events.latest(["personality_observed"])[1]
    store.events.undo(first.id)
    assert kept(store) == {other: SHY}
    store.events.undo(store.events.latest(["undone"])[0].id)
    assert kept(store) == {one: OPEN, other: SHY}


def test_undoing_the_latest_change_passes_over_what_was_read_from_messages(store):
    store.people.add("Ana Ruiz", [Entry(Triplet(text="Keeps bees."))])
    (turn,) = said(store, "I love caves.")
    store.impressions.keep(turn, OPEN)
    store.events.undo()
    assert store.people.all() == [] and kept(store) == {turn: OPEN}


def test_a_reset_is_undone_and_an_erased_personality_is_not(store):
    turns = said(store, "I love caves.", "I stay at home.")
    store.impressions.keep(turns[0], OPEN)
    store.impressions.keep(turns[1], SHY)
    assert store.impressions.reset() == 2 and kept(store) == {}
    store.events.undo()
    assert kept(store) == {turns[0]: OPEN, turns[1]: SHY}
    assert store.impressions.reset(erase=True) == 2
    assert kept(store) == {} and not held_anywhere(store) and store.check() == []
    for event in store.events.list():
        if event.kind.startswith("personality_"):
            with pytest.raises(BadInput):
                store.events.undo(event.id)


def test_without_a_turn_the_profile_is_what_it_would_have_been(store):
    first = said(store, "I love caves.")
    second = said(store, "I stay at home.", "All is well.")
    for turn, traits in zip((*first, *second), (OPEN, SHY, CALM), strict=True):
        store.impressions.keep(turn, traits)
    before = course(store.impressions.list())[-1].traits
    store.conversations.delete(store.conversations.list()[-1].id)
    after = course(store.impressions.list())[-1].traits
    assert after != before and after.openness == 3
    with Store.temporary() as other:
        for turn, traits in zip(said(other, "I stay at home.", "All is well."), (SHY, CALM)):
            other.impressions.keep(turn, traits)
        assert course(other.impressions.list())[-1].traits == after


def test_what_stands_on_a_turn_leaves_the_history_with_it_too(store):
    person = store.people.add("Ana Ruiz", [Entry(Triplet(text="Keeps bees."))]).id
    (turn,) = said(store, "I adore Ana Ruiz.", about=(person,))
    store.impressions.keep(turn, OPEN)
    store.impressions.reset()
    store.events.undo()
    store.people.forget("Ana Ruiz")
    assert kept(store) == {} and not held_anywhere(store) and store.check() == []


def test_an_erased_note_takes_along_the_turn_that_quotes_it(store):
    note = "She keeps forty bees in Faro."
    persona = store.people.add("Ana Ruiz", [Entry(Triplet(text=note))])
    (turn,) = said(store, f"{note} How splendid!")
    store.impressions.keep(turn, OPEN)
    (triplet,) = store.media.triplets(persona.id)
    store.items.remove(persona.id, [ItemKey("note", triplet.id)], erase=True)
    assert kept(store) == {} and not held_anywhere(store)
