"""Files are taken in together with what they hold, and are known by their content from then on."""

from __future__ import annotations

import hashlib

import pytest

from persona_assistant.errors import BadInput
from persona_assistant.memory import Arrival, Entry
from persona_assistant.pmg import Triplet


def arrival(name: str, of: str, *entries: Entry) -> Arrival:
    return Arrival(name, hashlib.sha256(of.encode()).digest(), entries)


def test_files_of_several_people_arrive_at_once(memory, make):
    version = memory.version
    memory.take_in(
        [arrival("Ada", "a", make.entry(1)), arrival("Ben", "b", make.entry(2), make.note("tall"))],
        consent="yes",
    )
    assert [(p.name, p.images, p.texts, p.consent) for p in memory.people()] == [
        ("Ada", 1, 1, "yes"),
        ("Ben", 1, 2, "yes"),
    ]
    assert memory.taken_in() == {
        (n, hashlib.sha256(of.encode()).digest()) for n, of in (("ada", "a"), ("ben", "b"))
    }
    assert memory.version > version and memory.check() == []


def test_what_is_there_is_not_stored_again_and_two_spellings_are_one(memory, make):
    memory.take_in([arrival("Ada", "a", make.entry(1))])
    version = memory.version
    memory.take_in([arrival("ADA", "a", make.entry(1))])
    assert memory.version == version and memory.persona("ada").triplets == 1
    memory.take_in([arrival("ADA", "again"), arrival("Ada", "b", make.entry(2))])
    assert (
        memory.persona("Ada").triplets == 2
        and len(memory.taken_in()) == 3
        and len(memory.people()) == 1
    )


def test_one_that_cannot_be_stored_leaves_nothing_of_the_others(memory, make):
    with pytest.raises(BadInput):
        memory.take_in(
            [arrival("Ada", "a", make.entry(1)), arrival("Ben", "b", Entry(Triplet(text=" ")))]
        )
    assert memory.people() == [] and memory.taken_in() == set()


def test_who_is_forgotten_may_be_enrolled_anew(memory, make):
    memory.take_in([arrival("Ada", "a", make.entry(1))])
    memory.forget("Ada")
    assert memory.taken_in() == set()
