"""An archive carries people whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from archive_parts import CLIPS, PICTURES, taken
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.errors import DiskFull
from persona_assistant.importers import Choices, importer_of
from persona_assistant.importers.archive import write
from persona_assistant.memory import Entry, Store, Transcript, Vector
from persona_assistant.memory.dossiers import Choice, Dossier, Exemplar, Statement
from persona_assistant.memory.exchange import Incoming
from persona_assistant.memory.items import ItemKey
from persona_assistant.pmg import Box, ConversationTurn, Triplet
from persona_assistant.samples import Examination, Sample

NAMES = ("Ana", "Béa", "王芳")


@st.composite
def dossier(draw, name: str) -> Dossier:
    maybe = st.none() | st.sampled_from(CLIPS)
    parts = st.tuples(
        st.none() | st.sampled_from(PICTURES[:3]),
        maybe,
        st.sampled_from(["one", "two\n", "ü"]),
    )
    drawn = draw(st.lists(parts, max_size=4, unique_by=lambda each: repr(each)))
    entries = tuple(Entry(Triplet(*each)) for each in drawn)
    clips = {each.triplet.voice.sha256 for each in entries if each.triplet.voice}
    return Dossier(
        name=name,
        uid=f"{NAMES.index(name):016x}",
        aliases=tuple(draw(st.sets(st.sampled_from(["Annie", "小芳"])))),
        consent=draw(st.sampled_from([None, "photos"])),
        consent_by=draw(st.sampled_from([None, "her mother"])),
        consent_day=draw(st.none() | st.dates()),
        unrecognised=draw(st.sampled_from([(), ("image",), ("image", "voice")])),
        keep_until=draw(st.none() | st.dates()),
        created="2024-01-01T10:00:00Z",
        external_ids=(("contacts", name),) if draw(st.booleans()) else (),
        entries=entries,
        negatives=(Exemplar(PICTURES[3]),) if draw(st.booleans()) else (),
        transcripts={each: Transcript("w", "en", "hello") for each in clips},
        facts=tuple(Statement("likes", f"{at}", at, "note") for at in range(len(entries))),
        files=(bytes(32),) if draw(st.booleans()) else (),
        different=("0" * 16,) if name != "Ana" and draw(st.booleans()) else (),
    )


def export(store: Store, path: Path, **options: Any) -> Path:
    ids = [each.id for each in store.people.all()]
    vectors = bool(options.get("vectors"))
    write(path, store.exchange.dossiers(ids, vectors=vectors), **options)
    return path


def out(store: Store) -> list[Dossier]:
    """Everybody, without the rows that are theirs in this store."""
    ids = [each.id for each in store.people.all()]
    return [
        replace(each, entries=tuple(Entry(replace(e.triplet, id=None)) for e in each.entries))
        for each in store.exchange.dossiers(ids)
    ]


@settings(deadline=None, max_examples=25)
@given(st.tuples(*map(dossier, NAMES)))
def test_everybody_is_the_same_in_an_empty_store_and_twice_adds_nothing(tmp_path_factory, people):
    path = tmp_path_factory.mktemp("archive") / "a.zip"
    with Store.temporary() as store, Store.temporary() as other:
        store.exchange.take_in([Incoming(each) for each in people], source="test")
        export(store, path)
        taken(other, path)
        assert out(other) == out(store) and other.check() == []
        version, events = other.version, other.events.list()
        taken(other, path)
        assert (other.version, other.events.list()) == (version, events)


def test_vectors_and_choices_come_along(tmp_path):
    seen = Examination(
        "face/1",
        (
            Sample(np.float32([1, 0]), np.float32([0.5]), Box(0, 0, 0.5, 0.5), doubts=("small",)),
            Sample(np.float32([0, 1]), np.float32([0.7]), Box(0.5, 0, 0.5, 1)),
        ),
        chosen=1,
        by_user=True,
    )
    entry = Entry(
        Triplet(PICTURES[0], CLIPS[0]), [seen], [Vector("voice/1", np.float32([1, 2, 3]))]
    )
    with Store.temporary() as store, Store.temporary() as other, Store.temporary() as third:
        store.people.add("Ana", [entry])
        taken(other, export(store, tmp_path / "with.zip", vectors=True))
        bare = export(store, tmp_path / "without.zip")
        importer = importer_of(bare)
        done = importer.carry_out(importer.preview(bare, third, Choices()), third)
        person = other.people.get("Ana")
        (found,) = other.media.examinations(person.id, "face/1").values()
        assert found.chosen == 1 and found.by_user and found.samples[0].doubts == ("small",)
        assert found.samples[1].vector.tolist() == [0, 1]
        assert other.media.vectors("voice/1").matrix.tolist() == [[1, 2, 3]]
        assert third.media.encoders() == []
        (choices,) = done.choices.values()
        assert choices == (Choice(PICTURES[0].sha256, "face/1", 2),)


def talk(store: Store, title: str, *about: int) -> None:
    conversation = store.conversations.begin(title).id
    question = ConversationTurn("user", f"{title}?", about, (PICTURES[0], CLIPS[0]))
    store.conversations.append(
        conversation, question, ConversationTurn("assistant", "I cannot say.", abstained=True)
    )


def said(store: Store) -> list[tuple[Any, ...]]:
    everybody = {each.id: each.name for each in store.people.all()}
    return sorted(
        (
            each.title,
            each.created,
            [
                (*vars_of(turn), sorted(everybody[p] for p in turn.about))
                for turn in store.conversations.turns(each.id)
            ],
        )
        for each in store.conversations.list()
    )


def vars_of(turn: ConversationTurn) -> tuple[Any, ...]:
    return (turn.role, turn.text, turn.attachments, turn.abstained, turn.created)


def test_conversations_come_along_where_they_are_asked_for(tmp_path):
    with Store.temporary() as store, Store.temporary() as other, Store.temporary() as third:
        ana = store.people.add("Ana", [Entry(Triplet(text="Ana sings."))])
        bea = store.people.add("Bea", [Entry(Triplet(text="Bea sails."))])
        talk(store, "Who is Ana", ana.id)
        talk(store, "Who are both", ana.id, bea.id)
        talk(store, "Nobody")
        other.people.add("Zed", [Entry(Triplet(text="so that ids differ"))])
        both = [ana.id, bea.id]
        write(
            tmp_path / "all.zip",
            store.exchange.dossiers(both),
            conversations=store.exchange.dialogues(),
        )
        taken(other, tmp_path / "all.zip")
        assert said(other) == said(store) and other.check() == []
        taken(other, tmp_path / "all.zip")
        assert len(said(other)) == 3
        other.events.undo()
        assert [each.name for each in other.people.all()] == ["Zed"] and len(said(other)) == 3
        one = write(
            tmp_path / "one.zip",
            store.exchange.dossiers([ana.id]),
            conversations=store.exchange.dialogues([ana.id]),
        )
        assert one.conversations == 1
        taken(third, one.path)
        assert [title for title, *_ in said(third)] == ["Who is Ana"]


def test_a_full_disk_leaves_no_archive(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with Store.temporary() as store:
        store.people.add("Ana", [Entry(Triplet(PICTURES[0]))])
        (person,) = store.people.all()

        def filling():
            yield from store.exchange.dossiers([person.id])
            raise OSError(28, "No space left on device")

        for passphrase in (None, "words"):
            with pytest.raises(DiskFull):
                write(tmp_path / "a.zip", filling(), passphrase=passphrase)
            assert list(tmp_path.iterdir()) == []


def test_an_archive_that_brings_back_what_was_removed_says_so_beforehand(tmp_path):
    with Store.temporary() as store:
        ana = store.people.add("Ana", [Entry(Triplet(text="Sails.")), Entry(Triplet(text="Runs."))])
        path = export(store, tmp_path / "a.zip")

        def notices() -> tuple[str, ...]:
            return importer_of(path).preview(path, store, Choices()).notices

        assert notices() == ()
        ((note, _), *_) = store.passages.notes([ana.id])[ana.id]
        store.items.remove(ana.id, [ItemKey("note", note)])
        (said,) = notices()
        assert said.startswith("1 correction of Ana made here may come undone: of the 1 new item")
        store.events.undo()
        assert notices() == ()
