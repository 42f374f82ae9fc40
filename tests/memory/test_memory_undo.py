"""Undoing gives back exactly what was, and refuses where something later stands on a change."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from corrections import DAY, correct, fill, hear, items
from hypothesis import example, given, settings
from hypothesis import strategies as st
from store_tables import contents

from persona_assistant.errors import BadInput, PersonaNotFound
from persona_assistant.memory import Store, Vector
from persona_assistant.pmg import ConversationTurn

ENTRIES = st.lists(st.integers(0, 11), min_size=1, max_size=5, unique=True)
REJECTED = st.lists(st.integers(20, 24), max_size=2, unique=True)


@given(ENTRIES, ENTRIES, REJECTED, REJECTED)
@settings(max_examples=60)
def test_merging_and_undoing_gives_back_exactly_what_was(ann, ben, not_ann, not_ben):
    with Store.temporary() as store:
        fill(store, "Ann", ann, not_ann)
        fill(store, "Ben", ben, not_ben)
        hear(store)
        before = contents(store)
        store.people.merge("Ann", "Ben")
        assert [each.name for each in store.people.all()] == ["Ann"]
        assert store.people.get("Ben").name == store.people.get("Benny").name == "Ann"
        assert store.check() == []
        merged = contents(store)
        store.events.undo()
        assert contents(store) == before
        assert store.check() == []
        store.events.undo(store.events.list()[-1].id)
        assert contents(store) == merged
        store.events.undo()
        assert contents(store) == before


CORRECTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "edit",
                "date",
                "remove",
                "move",
                "split",
                "merge",
                "rename",
                "alias",
                "consent",
                "add",
                "reject",
                "undo",
            ]
        ),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=8,
)


@given(ENTRIES, ENTRIES, CORRECTIONS)
@example([0], [1], [("split", 2), ("split", 2), ("undo", 1)])
@settings(max_examples=60)
def test_undoing_everything_in_turn_goes_back_through_every_state(ann, ben, corrections):
    with Store.temporary() as store:
        fill(store, "Ann", ann, [])
        fill(store, "Ben", ben, [])
        states = [(store.events.list()[-1].id, contents(store))]
        for what, number in corrections:
            if what == "undo" and len(states) == 1:
                continue
            before = contents(store)
            try:
                correct(store, what, number)
            except (BadInput, PersonaNotFound):
                assert contents(store) == before, "what is refused changes nothing"
            assert store.check() == []
            if contents(store) != before and what != "undo":
                states.append((store.events.list()[-1].id, contents(store)))
            elif contents(store) != before:
                states.pop()
        while len(states) > 1:
            _, now = states.pop()
            assert contents(store) == now
            store.events.undo()
            assert store.check() == []
        assert contents(store) == states[0][1]


@pytest.fixture
def store():
    with Store.temporary() as found:
        fill(found, "Ann", [1, 5], [])
        fill(found, "Ben", [7], [])
        yield found


def last(store: Store) -> int:
    return store.events.list()[-1].id


def test_a_change_is_not_undone_under_what_stands_on_it(store):
    persona = store.people.get("Ann")
    note = next(each for each in items(store, "Ann") if each.kind == "note")
    store.items.edit_note(persona.id, note.id, "first")
    first = last(store)
    store.items.edit_note(persona.id, note.id, "second")
    second = last(store)
    store.items.date(persona.id, note.id, DAY + datetime.timedelta(1))
    with pytest.raises(BadInput) as refused:
        store.events.undo(first)
    assert refused.value.code == "stands_on"
    assert refused.value.fields["events"] == [second]
    store.events.undo(second)
    store.events.undo(first)
    triplet = store.media.triplet(note.id)
    assert triplet.text == "note 1 of hers"
    assert triplet.date == DAY + datetime.timedelta(1), "the later change of its date stays"


def test_a_person_is_not_undone_under_what_was_added_to_them(store):
    added = next(each for each in store.events.list() if each.kind == "added")
    with pytest.raises(BadInput) as refused:
        store.events.undo(added.id)
    assert refused.value.code == "stands_on"


def test_two_who_were_split_are_never_merged_also_not_through_a_third(store):
    ann, held = store.people.get("Ann"), items(store, "Ann")
    store.items.split(ann.id, held[:1], "Anna")
    with pytest.raises(BadInput) as refused:
        store.people.merge("Ann", "Anna")
    assert refused.value.code == "different_people"
    store.people.merge("Ben", "Anna")
    with pytest.raises(BadInput) as refused:
        store.people.merge("Ann", "Ben")
    assert refused.value.code == "different_people"
    assert store.people.get("Anna").name == "Ben"


def test_one_whose_picture_is_said_not_to_be_of_another_is_not_merged_with_them(store):
    picture = next(each.image for each in store.media.triplets(store.people.get("Ben").id))
    store.media.add_negative("Ann", "image", picture, Vector("image/1", [1.0, 2.0]))
    with pytest.raises(BadInput) as refused:
        store.people.merge("Ann", "Ben")
    assert refused.value.code == "different_people"
    store.events.undo()
    store.people.merge("Ann", "Ben")


def test_what_is_removed_wins_no_search_and_comes_back(store):
    note = next(each for each in items(store, "Ann") if each.kind == "note")
    assert [hit.triplet_id for hit in store.passages.search(["note 1"], 5)] == [note.id]
    store.items.remove(store.people.get("Ann").id, [note])
    assert store.passages.search(["note 1"], 5) == []
    store.events.undo()
    assert [hit.triplet_id for hit in store.passages.search(["note 1"], 5)] == [note.id]


def test_what_is_erased_is_in_no_table_and_cannot_come_back(store):
    ann = store.people.get("Ann")
    note = next(each for each in items(store, "Ann") if each.kind == "note")
    store.items.edit_note(ann.id, note.id, "zebras at the zoo frighten her")
    talk = store.conversations.begin("t").id
    store.conversations.append(
        talk, ConversationTurn("assistant", "You noted: zebras at the zoo frighten her.")
    )
    store.conversations.append(talk, ConversationTurn("user", "And Ben?"))
    store.items.remove(ann.id, [note], erase=True)
    assert "zebras" not in repr(contents(store)) + repr(store.events.list())
    assert [turn.text for turn in store.conversations.turns(talk)] == ["And Ben?"]
    with contextlib.suppress(BadInput):
        store.events.undo(last(store))
    with pytest.raises(BadInput):
        store.events.undo(last(store))
    assert store.check() == []


def test_a_forgotten_person_is_not_in_the_changes_of_others(store):
    ann, ben = store.people.get("Ann"), store.people.get("Ben")
    note = next(each for each in items(store, "Ann") if each.kind == "note")
    store.items.edit_note(ann.id, note.id, "giraffes amuse him")
    store.items.edit_note(ann.id, note.id, "he likes llamas")
    store.items.move(ann.id, [note], ben.id)
    hers = [each for each in items(store, "Ben") if each.kind == "note"]
    store.items.remove(ben.id, hers)
    store.people.forget("Ben")
    raw = store._connections.raw().execute("SELECT changes FROM event WHERE changes NOT NULL")
    held = b"".join(row[0] for row in raw)
    assert b"giraffes" not in held
    assert b"llamas" not in held


def test_a_forgotten_person_is_not_in_the_changes_of_whom_they_were_merged_with(store):
    store.people.rename("Ben", "Benedikt")
    store.people.merge("Ann", "Benedikt")
    store.people.forget("Ann")
    kept = [(each.payload, each.inverse) for each in store.events.list()]
    assert "Ben" not in repr(kept)
