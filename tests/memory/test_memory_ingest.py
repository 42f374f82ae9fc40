"""Files are ingested together with what they hold, and known by their content from then on."""

from __future__ import annotations

import hashlib

import pytest

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, IngestedFile
from persona_assistant.pmg import Triplet


def file(name: str, of: str, *entries: Entry) -> IngestedFile:
    return IngestedFile(name, hashlib.sha256(of.encode()).digest(), entries)


def test_files_of_several_people_are_ingested_at_once(memory, make):
    version = memory.version
    memory.people.ingest(
        [file("Ada", "a", make.entry(1)), file("Ben", "b", make.entry(2), make.note("tall"))],
        consent="yes",
    )
    assert [(p.name, p.images, p.texts, p.consent) for p in memory.people.all()] == [
        ("Ada", 1, 1, "yes"),
        ("Ben", 1, 2, "yes"),
    ]
    assert memory.people.ingested() == {
        (n, hashlib.sha256(of.encode()).digest()) for n, of in (("ada", "a"), ("ben", "b"))
    }
    assert memory.version > version and memory.check() == []


def test_what_is_there_is_not_stored_again_and_two_spellings_are_one(memory, make):
    memory.people.ingest([file("Ada", "a", make.entry(1))])
    version = memory.version
    memory.people.ingest([file("ADA", "a", make.entry(1))])
    assert memory.version == version and memory.people.get("ada").triplets == 1
    memory.people.ingest([file("ADA", "again"), file("Ada", "b", make.entry(2))])
    assert (
        memory.people.get("Ada").triplets == 2
        and len(memory.people.ingested()) == 3
        and len(memory.people.all()) == 1
    )


def test_one_that_cannot_be_stored_leaves_nothing_of_the_others(memory, make):
    with pytest.raises(BadInput):
        memory.people.ingest(
            [file("Ada", "a", make.entry(1)), file("Ben", "b", Entry(Triplet(text=" ")))]
        )
    assert memory.people.all() == [] and memory.people.ingested() == set()


def test_who_is_forgotten_may_be_enrolled_anew(memory, make):
    memory.people.ingest([file("Ada", "a", make.entry(1))])
    memory.people.forget("Ada")
    assert memory.people.ingested() == set()
