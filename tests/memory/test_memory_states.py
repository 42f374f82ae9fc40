"""Two stores of one user become one, whichever comes first and however often."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, Store
from persona_assistant.memory.memories import MOST_PROCEDURAL, Memory
from persona_assistant.memory.memory_states import Version, merged
from persona_assistant.pmg import ConversationTurn, Triplet

DAYS = [f"2026-03-0{day}T10:00:00Z" for day in range(1, 5)]
MEMORIES = st.builds(
    Memory,
    st.just("semantic"),
    st.sampled_from(["tea", "bread", "jam"]),
    said=st.sampled_from(DAYS),
    created=st.sampled_from(DAYS),
    ended=st.sampled_from([None, None, "replaced", "retracted"]),
) | st.builds(
    Memory,
    st.sampled_from(["core", "procedural"]),
    st.sampled_from(["Sam", "Samuel"]),
    st.sampled_from(["user.name", "goal.run"]),
    said=st.sampled_from(DAYS),
    created=st.sampled_from(DAYS),
    ended=st.sampled_from([None, None, "replaced", "retracted"]),
)


@st.composite
def states(draw) -> list[Version]:
    """Some versions follow others, as corrections do; now and then the former one is gone."""
    versions: list[Version] = []
    for memory in draw(st.lists(MEMORIES, max_size=6)):
        follows = draw(st.sampled_from([None, *(each.key for each in versions), "gone"]))
        about = draw(st.sampled_from([(), ("a" * 16,), ("b" * 16,)]))
        versions.append(Version(memory, follows, about=about))
    return list({each.key: each for each in versions}.values())


def content(state: Iterable[Version]):
    return [(each.key, each.memory.ended, each.turns, each.about) for each in state]


@given(states(), states())
def test_merging_does_not_mind_the_order_and_changes_nothing_twice(one, other):
    both = merged(one, other)
    assert content(both) == content(merged(other, one))
    assert content(merged(both, other)) == content(merged(both, one)) == content(both)
    holding = [each.memory for each in both if each.memory.ended is None]
    names = [(each.kind, each.name) for each in holding if each.name]
    words = [(each.kind, each.text) for each in holding if not each.name]
    assert len(names) == len(set(names)) and len(words) == len(set(words))
    for each in (*one, *other):
        assert any(each.memory.text == kept.memory.text for kept in both), "nothing is lost"


@settings(max_examples=15)
@given(states(), states())
def test_stores_agree_whichever_takes_the_other_in(one, other):
    with Store.temporary() as here, Store.temporary() as there:
        for store in (here, there):
            for name, uid in (("Ana", "a" * 16), ("Ben", "b" * 16)):
                persona = store.people.add(name, [Entry(Triplet(text="Keeps bees."))])
                store._connections.raw().execute(
                    "UPDATE persona SET uid = ? WHERE id = ?", (uid, persona.id)
                )
        here.memory_states.merge(one)
        there.memory_states.merge(other)
        assert content(here.memory_states.read()) == content(merged(one, ()))
        mine = here.memory_states.read()
        here.memory_states.merge(there.memory_states.read())
        there.memory_states.merge(mine)
        assert content(here.memory_states.read()) == content(there.memory_states.read())
        assert here.memory_states.merge(mine) == 0
        assert here.check() == []


@pytest.fixture
def pair():
    with Store.temporary() as phone, Store.temporary() as laptop:
        yield phone, laptop


def texts(store):
    return sorted(memory.text for memory in store.memories.list())


def test_what_both_remember_is_there_once_with_what_each_has_alone(pair):
    phone, laptop = pair
    for store, own, day in ((phone, "I like jam.", 2), (laptop, "I like bread.", 1)):
        store.memories.add(Memory("semantic", "I moved to Porto.", said=DAYS[day]))
        store.memories.add(Memory("semantic", own, said=DAYS[0]))
    phone.memory_states.merge(laptop.memory_states.read())
    assert texts(phone) == ["I like bread.", "I like jam.", "I moved to Porto."]
    assert [each.said for each in phone.memories.search(["Porto"])] == [DAYS[1]]
    phone.events.undo()
    assert texts(phone) == ["I like jam.", "I moved to Porto."]


def test_the_later_correction_holds_and_the_other_is_its_history(pair):
    phone, laptop = pair
    first = phone.memories.add(Memory("semantic", "I moved to Porto."))
    laptop.memory_states.merge(phone.memory_states.read())
    for store, town in ((phone, "Lisbon"), (laptop, "Faro")):
        (memory,) = store.memories.list()
        store.memories.edit(memory.id, text=f"I moved to {town}.")
    phone.memory_states.merge(laptop.memory_states.read())
    laptop.memory_states.merge(phone.memory_states.read())
    assert texts(phone) == texts(laptop) and len(texts(phone)) == 1
    assert {each.text for each in phone.memories.history(first.id)} == {
        "I moved to Porto.",
        "I moved to Lisbon.",
        "I moved to Faro.",
    }


def test_what_one_side_retracted_does_not_come_back(pair):
    phone, laptop = pair
    tea = phone.memories.add(Memory("semantic", "I like tea."))
    laptop.memory_states.merge(phone.memory_states.read())
    phone.memories.retract(tea.id)
    phone.memory_states.merge(laptop.memory_states.read())
    assert texts(phone) == []
    laptop.memory_states.merge(phone.memory_states.read())
    assert texts(laptop) == []


def test_of_a_name_the_last_said_holds_and_goals_stay_capped(pair):
    phone, laptop = pair
    phone.memories.add(Memory("core", "Samuel", "user.name", said=DAYS[2]))
    laptop.memories.add(Memory("core", "Sam", "user.name", said=DAYS[1]))
    for number in range(MOST_PROCEDURAL):
        for store, side in ((phone, "a"), (laptop, "b")):
            name = f"goal.{number}{side}"
            store.memories.add(Memory("procedural", name, name, said=DAYS[number % 4]))
    laptop.memory_states.merge(phone.memory_states.read())
    assert texts(laptop)[0] == "Samuel" and len(texts(laptop)) == 1 + MOST_PROCEDURAL
    held = [each.said for each in laptop.memories.list(["procedural"])]
    assert set(held) == {DAYS[2], DAYS[3]}


def test_a_memory_finds_its_turn_and_its_people_in_the_other_store(pair):
    phone, laptop = pair
    uid = ""
    for store in pair:
        ana = store.people.add("Ana", [Entry(Triplet(text="Keeps bees."))])
        uid = uid or ana.uid
        store._connections.raw().execute("UPDATE persona SET uid = ?", (uid,))
        talk = store.conversations.begin()
        (turn,) = store.conversations.append(talk.id, ConversationTurn("user", "I met Ana."))
        store._connections.raw().execute("UPDATE turn SET created = ?", (DAYS[0],))
    phone.memories.add(
        Memory("semantic", "I met Ana.", origin="turn", turns=(turn.id or 0,), about=(ana.id,))
    )
    laptop.memory_states.merge(phone.memory_states.read())
    laptop.people.forget("Ana")
    assert texts(laptop) == []
    phone.conversations.delete_all()
    assert texts(phone) == []


@pytest.mark.parametrize(
    "wrong", [{"created": "today"}, {"said": ""}, {"ended": "lost"}, {"text": ""}]
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(pair, wrong):
    phone, _ = pair
    good = Memory("semantic", "I like tea.", said=DAYS[0], created=DAYS[0])
    with pytest.raises(BadInput):
        phone.memory_states.merge([Version(good), Version(dataclasses.replace(good, **wrong))])
    assert phone.memory_states.read() == ()
