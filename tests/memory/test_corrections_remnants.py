"""Of what is erased, and of a forgotten person who was corrected and merged before, not eight bytes
are left in the files."""

from __future__ import annotations

import random

import numpy as np
import pytest
from remnants import Needles, remnants, whole_content

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.memory.items import ItemKey
from persona_assistant.pmg import ConversationTurn, Picture, Triplet


class Thing:
    """A note and a picture with its vector, that share no eight bytes with another's."""

    def __init__(self, number: int) -> None:
        chance = random.Random(number)
        letters = "bcdfghjklmnpqrstvwxyz"
        self.words = ["".join(chance.choices(letters, k=10)) for _ in range(12)]
        self.data = chance.randbytes(20_000)
        self.vector = np.frombuffer(chance.randbytes(512), "<u4").astype(np.float32) / 7

    @property
    def note(self) -> str:
        return " ".join(self.words)

    def entry(self) -> Entry:
        picture = Picture(self.data, 10, 10, "p.jpg")
        return Entry(Triplet(picture, text=self.note), Vector("face/1", self.vector))

    def needles(self, into: Needles, owner: str) -> None:
        into.text(owner, self.note)
        into.data(owner, self.data)
        into.data(owner, self.vector.astype("<f4").tobytes())
        into.digest(owner, self.data)


@pytest.fixture
def things() -> dict[str, Thing]:
    return {name: Thing(number) for number, name in enumerate(("Ann", "Ben", "Cy", "Dot"))}


def fill(store: Store, things: dict[str, Thing]) -> None:
    for name, thing in things.items():
        store.people.add(name, [thing.entry()])
    store.people.add("Ann", [Entry(Triplet(text="Ann sings."))])


def left(home, tmp_path, things, gone: list[str]) -> dict:
    needles = Needles()
    for name, thing in things.items():
        thing.needles(needles, name)
    content = whole_content(home, tmp_path / "key")
    assert set(things) - set(gone) <= set(needles.found_in(content)), (
        "the search finds what is there"
    )
    return remnants(needles, content, gone)


def first(store: Store, name: str) -> tuple[int, list[ItemKey]]:
    persona = store.people.get(name)
    triplet = store.media.triplets(persona.id)[0].id or 0
    return persona.id, [
        ItemKey("note", triplet),
        ItemKey("picture", store.media.media_of(triplet)["image"]),
    ]


def test_of_erased_items_nothing_is_left(reopen, home, tmp_path, things):
    store = reopen()
    fill(store, things)
    ann, items = first(store, "Ann")
    talk = store.conversations.begin("t").id
    store.conversations.append(
        talk, ConversationTurn("assistant", f"You noted: {things['Ann'].note}")
    )
    store.items.remove(ann, items)
    store.events.undo()
    store.items.remove(ann, items, erase=True)
    store.close()
    assert left(home, tmp_path, things, ["Ann"]) == {}


def test_of_a_note_that_was_written_over_and_erased_nothing_is_left(reopen, home, tmp_path, things):
    store = reopen()
    fill(store, things)
    ann, (note, picture) = first(store, "Ann")
    store.items.edit_note(ann, note.id, "Ann dances.")
    store.items.edit_note(ann, note.id, things["Ann"].note)
    store.items.edit_note(ann, note.id, "Ann rows.", erase=True)
    store.items.remove(ann, [picture], erase=True)
    store.close()
    assert left(home, tmp_path, things, ["Ann"]) == {}


def test_of_a_forgotten_person_nothing_is_left_in_the_changes_of_others(
    reopen, home, tmp_path, things
):
    store = reopen()
    fill(store, things)
    ann, items = first(store, "Ann")
    ben = store.people.get("Ben").id
    store.items.edit_note(ann, items[0].id, "Ann dances.")
    store.items.edit_note(ann, items[0].id, things["Ann"].note)
    store.items.move(ann, items, ben)
    store.people.merge("Cy", "Ben")
    store.events.undo()
    store.people.merge("Cy", "Ben")
    store.people.forget("Cy")
    store.close()
    assert left(home, tmp_path, things, ["Ann", "Ben", "Cy"]) == {}


def test_of_vectors_that_may_not_be_kept_nothing_is_left(reopen, home, tmp_path, things):
    store = reopen()
    fill(store, things)
    store.consents.recognise("Ann", "image", False)
    store.close()
    needles = Needles()
    for name, thing in things.items():
        needles.data(name, thing.vector.astype("<f4").tobytes())
    assert remnants(needles, whole_content(home, tmp_path / "key"), ["Ann"]) == {}
