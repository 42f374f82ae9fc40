"""Every change leaves an event that tells it, undoes it, and is silent about who was forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from store_tables import tables

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, IngestedFile, Store, Transcript
from persona_assistant.memory.events import Change
from persona_assistant.pmg import ConversationTurn, Triplet


def content(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, but for the log, its version and what only serves the indexes."""
    left_out = (
        "event",
        "content_version",
        "sqlite_",
        "text_index",
        "transcript_index",
        "turn_index",
    )
    connection = store._connections.raw()
    return {
        table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in tables(store)
        if not table.startswith(left_out)
    }


def only(store: Store, since: int) -> Any:
    (event,) = store.events.list(after=since)
    return event


def last(store: Store) -> int:
    return max((event.id for event in store.events.list()), default=0)


# --- what events say


def test_an_event_says_what_was_added(memory, make):
    ada = memory.people.add("Ada", [make.entry(1)], consent="yes")
    event = only(memory, 0)
    assert (event.kind, event.subject, event.created[-1]) == ("added", ada.id, "Z")
    assert event.payload == {
        "name": "Ada",
        "new": True,
        "items": {"picture": 1, "clip": 1, "note": 1},
        "triplets": [1],
        "media": [1, 2],
        "vectors": {"image/1": [1], "voice/1": [2]},
    }
    assert event.inverse == {"persona": ada.id}
    memory.people.add("ada", [make.entry(1), make.note("more")])
    event = only(memory, event.id)
    assert event.payload == {
        "name": "Ada",
        "new": False,
        "items": {"note": 1},
        "triplets": [2],
    }
    assert event.inverse == {"triplets": [2]}


def test_files_of_several_people_leave_an_event_for_each(memory, make):
    files = [IngestedFile(n, n.encode() * 8, (make.note("n"),)) for n in ("Ada ", "Ben ", "ada ")]
    files = [IngestedFile(f.name, f.digest.ljust(32, b"."), f.entries) for f in files]
    memory.people.ingest(files)
    ada, ben = memory.events.list()
    assert (ada.kind, ada.subject, ben.subject) == ("ingested", 1, 2)
    assert ada.payload["files"] == [files[0].digest.hex(), files[2].digest.hex()]
    assert memory.events.list(subject=2) == (ben,) and memory.events.list(limit=1) == (ada,)
    memory.people.ingest([IngestedFile("Ada", files[0].digest)])
    assert last(memory) == ben.id, "nothing was new"


def test_what_changes_nothing_leaves_no_event(memory, make):
    memory.people.add("Ada", [make.entry(1)], consent="yes")
    memory.calibrations.put("image/1", {"slope": 1})
    memory.passages.add_transcripts([(2, Transcript("w", "en", "hello"))])
    before, version = last(memory), memory.version
    memory.people.add("Ada", [make.entry(1)], consent="yes")
    memory.people.rename("Ada", "Ada")
    memory.people.set_consent("Ada", "yes")
    memory.media.add_vectors([(1, make.vector(1)), (99, make.vector(1))])
    memory.passages.add_transcripts([(2, Transcript("w", "en", "hello"))])
    memory.passages.add_vectors([])
    memory.calibrations.put("image/1", {"slope": 1})
    assert not memory.calibrations.forget("image/2")
    assert not memory.people.remove_external_id("contacts", "1")
    assert last(memory) == before and memory.version == version


def test_who_was_forgotten_leaves_that_and_when(memory, make):
    ada = memory.people.add("Ada", [make.note("secret")])
    memory.people.rename("Ada", "Countess")
    memory.people.forget("Countess")
    events = memory.events.list()
    assert [(e.kind, e.subject) for e in events] == [
        ("added", ada.id),
        ("renamed", ada.id),
        ("forgot", ada.id),
    ]
    assert all(e.payload is None and e.inverse is None and e.created for e in events)


# --- effect and event are one


def test_without_its_event_a_change_does_not_happen(memory, make, monkeypatch):
    memory.people.add("Ada", [make.entry(1)])
    talk = memory.conversations.begin().id
    before, events, version = content(memory), memory.events.list(), memory.version

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Change, "record", full)
    for change in changes(make, talk).values():
        with pytest.raises(Exception, match="disk is full"):
            change(memory)
    assert (content(memory), memory.events.list(), memory.version) == (before, events, version)


def test_without_its_change_an_event_is_not_written(memory, make, monkeypatch):
    memory.people.add("Ada", [make.entry(1)])
    before = last(memory)
    with pytest.raises(BadInput):  # the second vector is refused after the first was stored
        memory.media.add_vectors(
            [(1, make.vector(1, "image/2")), (2, make.vector(2, "image/2", 5))]
        )
    monkeypatch.setattr(Change, "finish", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        memory.people.forget("Ada")
    assert last(memory) == before and memory.people.get("Ada").images == 1


# --- the inverse undoes


def changes(make, talk: int) -> dict[str, Any]:
    """A change of each kind that can be undone, of a store that has Ada with a picture and a
    clip."""
    other = Entry(Triplet(make.picture(2), make.clip(2), "more"), make.vector(2))
    return {
        "a new person": lambda s: s.people.add("Ben", [make.entry(5)], consent="yes"),
        "more of a person": lambda s: s.people.add("Ada", [other, make.entry(1)]),
        "a known picture": lambda s: s.people.add(
            "Ada", [Entry(Triplet(make.picture(1)), make.vector(3, "image/2"))]
        ),
        "files": lambda s: s.people.ingest([IngestedFile("Ada", bytes(32), (other,))]),
        "a negative": lambda s: s.media.add_negative("Ada", "voice", make.clip(9), make.vector(9)),
        "vectors": lambda s: s.media.add_vectors([(1, make.vector(4, "image/3"))]),
        "text vectors": lambda s: s.passages.add_vectors(
            [(p, [make.vector(5, "text/1")] * 2) for p in s.passages.without_vector("text/1")]
        ),
        "a name": lambda s: s.people.rename("Ada", "Countess"),
        "an alias": lambda s: s.people.add_alias("Ada", "Countess"),
        "an id elsewhere": lambda s: s.people.add_external_id("Ada", "contacts", "7"),
        "consent": lambda s: s.people.set_consent("Ada", "all of it"),
        "a calibration": lambda s: s.calibrations.put("image/1", {"slope": 3}),
        "a fact": lambda s: s.facts.add(1, "drink", "tea", triplet_id=1),
        "a turn": lambda s: s.conversations.append(
            talk, ConversationTurn("user", "Hello", (1,), (make.picture(3),))
        ),
        "a title": lambda s: s.conversations.rename(talk, "Tea"),
    }


def undo(store: Store, event: Any) -> None:
    """What `event.inverse` says, by SQL."""
    connection, inverse = store._connections.raw(), dict(event.inverse)

    def run(sql: str, *values: Any) -> None:
        connection.execute(sql, values)

    if event.kind in ("added", "ingested", "refuted", "encoded"):
        if "persona" in inverse:
            run("DELETE FROM persona WHERE id = ?", inverse["persona"])
        for digest in inverse.get("files", ()):
            run("DELETE FROM taken_in WHERE digest = ?", bytes.fromhex(digest))
        for triplet in inverse.get("triplets", ()):
            run("DELETE FROM triplet WHERE id = ?", triplet)
        for encoder, media in inverse.get("vectors", {}).items():
            for each in media:
                run("DELETE FROM vector WHERE encoder = ? AND media = ?", encoder, each)
        for encoder, media in inverse.get("examinations", {}).items():
            for each in media:
                run("DELETE FROM examination WHERE encoder = ? AND media = ?", encoder, each)
        for encoder, places in inverse.get("texts", {}).items():
            for place in places:
                where = "encoder = ? AND triplet = ? AND origin = ?"
                run(f"DELETE FROM text_vector WHERE {where}", encoder, *place)
        for media in inverse.get("media", ()):
            run("DELETE FROM media WHERE id = ?", media)
        for media in inverse.get("negatives", ()):
            run("INSERT INTO negative VALUES (?, ?)", media, event.subject)
        if "negative" in inverse:
            run("DELETE FROM negative WHERE media = ?", inverse["negative"])
    elif event.kind == "chosen":
        place = (inverse["encoder"], inverse["media"])
        chosen = (inverse["number"], inverse["by_user"], *place)
        run(
            "UPDATE examination SET chosen = ?, by_user = ? WHERE encoder = ? AND media = ?",
            *chosen,
        )
        run("DELETE FROM vector WHERE encoder = ? AND media = ?", *place)
        run(
            "INSERT INTO vector SELECT encoder, media, dim, data, quality FROM sample"
            " WHERE encoder = ? AND media = ? AND number = ?",
            *place,
            inverse["number"],
        )
    elif event.kind == "renamed":
        name = inverse["name"]
        folded = name.casefold()
        run("UPDATE persona SET name = ?, folded = ? WHERE id = ?", name, folded, event.subject)
    elif event.kind == "consent_changed":
        run("UPDATE persona SET consent = ? WHERE id = ?", inverse["consent"], event.subject)
    elif event.kind == "conversation_renamed":
        where = (inverse["title"], inverse["conversation"])
        run("UPDATE conversation SET title = ? WHERE id = ?", *where)
    elif event.kind == "calibrated":
        assert inverse["content"] is None
        run("DELETE FROM calibration WHERE encoder = ?", inverse["encoder"])
    else:
        table, column, key = {
            "alias_added": ("alias", "name", "alias"),
            "external_id_added": ("external_id", "value", "value"),
            "fact_added": ("fact", "id", "fact"),
            "turn_added": ("turn", "id", "turn"),
        }[event.kind]
        run(f"DELETE FROM {table} WHERE {column} = ?", inverse[key])


@pytest.mark.parametrize(
    "what",
    [
        "a new person",
        "more of a person",
        "a known picture",
        "files",
        "a negative",
        "vectors",
        "text vectors",
        "a name",
        "an alias",
        "an id elsewhere",
        "consent",
        "a calibration",
        "a fact",
        "a turn",
        "a title",
    ],
)
def test_what_the_inverse_says_takes_the_change_back(memory, make, what):
    memory.people.add("Ada", [make.entry(1)], consent="some")
    memory.media.add_negative("Ada", "image", make.picture(2), make.vector(2))
    talk = memory.conversations.begin("Hello").id
    before, seen = content(memory), last(memory)
    changes(make, talk)[what](memory)
    assert content(memory) != before
    undo(memory, only(memory, seen))
    assert content(memory) == before and memory.check() == []


def test_what_was_removed_can_be_put_back(memory, make):
    ada = memory.people.add("Ada", [make.note("n")])
    memory.people.add_alias("Ada", "Countess")
    memory.people.add_external_id("Ada", "contacts", "7")
    fact = memory.facts.add(ada.id, "drink", "tea", valid_from="2020")
    memory.calibrations.put("image/1", {"slope": 3})
    seen = last(memory)
    memory.people.remove_alias("Ada", "countess")
    memory.people.remove_external_id("contacts", "7")
    memory.facts.remove(fact.id)
    memory.calibrations.forget("image/1")
    alias, external, removed, calibration = memory.events.list(after=seen)
    assert (alias.kind, alias.inverse) == ("alias_removed", {"alias": "Countess"})
    assert external.inverse == {"source": "contacts", "value": "7"}
    assert removed.inverse["value"] == "tea" and removed.inverse["valid_from"] == "2020"
    assert calibration.inverse == {"encoder": "image/1", "content": {"slope": 3}}
