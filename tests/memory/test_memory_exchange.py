"""Dossiers carry people whole; taking them in only adds, and is one step for undoing."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_tables import contents

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, Store, Transcript, Vector
from persona_assistant.memory.dossiers import Dossier, Exemplar, Statement
from persona_assistant.memory.exchange import Incoming
from persona_assistant.pmg import Clip, Picture, Triplet

DAY = datetime.date(2024, 5, 12)
NAMES = ("Ana", "Bea", "Émile", "王芳")


def entry(number: int) -> Entry:
    picture = Picture(bytes([number % 5 + 1]), 1, 1, f"{number % 5}.jpg") if number % 2 else None
    clip = Clip(bytes([number % 3 + 101]), 1.0, f"{number % 3}.flac") if number % 3 else None
    text = f"note {number}" if number % 4 or not (picture or clip) else None
    return Entry(Triplet(picture, clip, text, date=DAY))


@st.composite
def dossier(draw, name: str) -> Dossier:
    entries = tuple(map(entry, draw(st.lists(st.integers(0, 11), max_size=4, unique=True))))
    rejected = draw(st.lists(st.integers(20, 23), max_size=2, unique=True))
    noted = [at for at, each in enumerate(entries) if each.triplet.text]
    clips = {each.triplet.voice.sha256 for each in entries if each.triplet.voice}
    return Dossier(
        name=name,
        uid=f"{NAMES.index(name):016x}",
        aliases=tuple(draw(st.sets(st.sampled_from(["Annie", "B.", "小芳"])))),
        consent=draw(st.sampled_from([None, "photos"])),
        created="2024-01-01T10:00:00Z",
        external_ids=(("contacts", name),) if draw(st.booleans()) else (),
        entries=entries,
        negatives=tuple(Exemplar(Picture(bytes([each]), 1, 1, "no.jpg")) for each in rejected),
        transcripts={each: Transcript("w", "en", "hello") for each in clips},
        facts=tuple(Statement("likes", f"tea {at}", at, "note", "2024-05") for at in noted),
        files=(bytes(32),) if draw(st.booleans()) else (),
        different=("0" * 16,) if name != "Ana" and draw(st.booleans()) else (),
    )


PEOPLE = st.tuples(*map(dossier, NAMES))


def taken(store: Store, people: tuple[Dossier, ...], source: str = "archive") -> None:
    known = {each.uid: each.id for each in store.people.all()}
    store.exchange.take_in([Incoming(each, known.get(each.uid)) for each in people], source=source)


def out(store: Store) -> dict[str, Dossier]:
    ids = [each.id for each in store.people.all()]
    return {each.uid: comparable(each) for each in store.exchange.dossiers(ids)}


def comparable(each: Dossier) -> Dossier:
    """Without what only orders it, and without the rows that its triplets have here."""
    return replace(
        each,
        aliases=tuple(sorted(each.aliases)),
        entries=tuple(Entry(replace(e.triplet, id=None)) for e in each.entries),
    )


@settings(deadline=None, max_examples=40)
@given(PEOPLE)
def test_people_are_carried_whole_and_twice_adds_nothing(people):
    with Store.temporary() as store, Store.temporary() as other:
        taken(store, people)
        first = out(store)
        assert {uid: each.name for uid, each in first.items()} == {p.uid: p.name for p in people}
        assert all(first[each.uid].entries == comparable(each).entries for each in people)
        assert all(first[each.uid].negatives == each.negatives for each in people)
        taken(other, tuple(first.values()))
        assert out(other) == first
        before, version = contents(other), other.version
        taken(other, tuple(first.values()))
        assert contents(other) == before and other.version == version


@settings(deadline=None, max_examples=40)
@given(PEOPLE, PEOPLE)
def test_an_import_into_a_store_with_people_is_undone_as_one(people, others):
    with Store.temporary() as store:
        taken(store, people[:3])
        before = contents(store)
        taken(store, others)
        store.events.undo()
        assert contents(store) == before
        store.events.undo(store.events.latest({"undone"})[0].id)
        assert set(out(store)) == {each.uid for each in people}


def test_a_consent_that_is_there_stays():
    with Store.temporary() as store:
        taken(store, (Dossier("Ana", uid="a" * 16, consent="face only"),))
        taken(store, (Dossier("Ana", uid="a" * 16, consent="everything"),))
        assert store.people.get("Ana").consent == "face only"


def test_all_or_nothing():
    good = Dossier("Ana", uid="a" * 16, entries=(entry(1),))
    bad = Dossier(
        "Bea", entries=(Entry(Triplet(Picture(b"1", 1, 1)), Vector("image/1", [1.0, 2.0])),)
    )
    with Store.temporary() as store:
        store.people.add("Cid", [Entry(Triplet(Picture(b"2", 1, 1)), Vector("image/1", [1.0]))])
        before = contents(store)
        with pytest.raises(BadInput, match="numbers"):
            taken(store, (good, bad))
        assert contents(store) == before


def test_what_has_changed_since_the_plan_is_said():
    with Store.temporary() as store:
        ana = Dossier("Ana", uid="a" * 16)
        store.exchange.take_in([Incoming(ana)], source="archive")
        for stale in (Incoming(ana), Incoming(ana, persona_id=99)):
            with pytest.raises(BadInput) as raised:
                store.exchange.take_in([stale], source="archive")
            assert raised.value.code == "changed_meanwhile"
