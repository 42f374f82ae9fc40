"""A memory of the version before is opened, has everything it had, and can do what is new."""

from __future__ import annotations

import hashlib

import pytest

from persona_assistant.memory import Store, Transcript, database


@pytest.fixture
def earlier(tmp_path, monkeypatch, make) -> Store:
    """A store as version 002 of the schema left it: somebody was added twice, somebody
    forgotten."""
    every = database._migrations()
    monkeypatch.setattr(database, "_migrations", lambda: every[:2])
    clip, vector = make.clip(1), make.vector(1, "voice/1", 4)
    with Store.open(tmp_path / "home", key_file=tmp_path / "key") as memory:
        assert memory._connections.raw().pragma("user_version") == 2
        for sql, values in (
            ("INSERT INTO persona (id, name, folded) VALUES (4, 'Ada', 'ada')", ()),
            (
                "INSERT INTO media (id, persona, kind, sha256, seconds, source, data)"
                " VALUES (7, 4, 'voice', ?, 1.5, ?, ?)",
                (hashlib.sha256(clip.data).digest(), clip.source, clip.data),
            ),
            ("INSERT INTO triplet (id, persona, voice, text) VALUES (9, 4, 7, 'likes tea')", ()),
            ("INSERT INTO vector VALUES ('voice/1', 7, 4, ?)", (vector.values.tobytes(),)),
            ("INSERT INTO event VALUES (11, '2026-01-02T03:04:05Z', 'added', 4)", ()),
            ("INSERT INTO event VALUES (12, '2026-01-02T03:04:06Z', 'forgot', 3)", ()),
        ):
            memory._connections.raw().execute(sql, values)
    monkeypatch.setattr(database, "_migrations", lambda: every)


def test_everything_is_still_there_and_the_version_goes_on(earlier, tmp_path, make):
    with Store.open(tmp_path / "home", key_file=tmp_path / "key", create=False) as memory:
        assert memory.version == 12 and memory.people.names() == {4: "Ada"} and memory.check() == []
        assert (
            memory.media.triplet(9).voice == make.clip(1)
            and memory.passages.search(["tea"], 5)[0].triplet_id == 9
        )
        assert memory.media.vectors("voice/1").matrix.tolist() == [
            make.vector(1, "voice/1", 4).values.tolist()
        ]
        events = (
            memory._connections.raw()
            .execute("SELECT id, created, kind, subject FROM event ORDER BY id")
            .fetchall()
        )
        assert events == [
            (11, "2026-01-02T03:04:05Z", "added", 4),
            (12, "2026-01-02T03:04:06Z", "forgot", 3),
        ]
        memory.passages.add_transcripts([(7, Transcript("whisper/1", "en", "good morning"))])
        memory.media.add_negative("Ada", "image", make.picture(2), make.vector(2))
        memory.calibrations.put("voice/1", {"slope": 1})
        assert (
            memory.version == 15
            and memory.passages.search(["morning"], 5)[0].origin == "transcript"
        )
        memory.people.forget("Ada")
        assert memory.version == 16 and memory.check() == []


def test_a_migration_that_fails_changes_nothing(earlier, tmp_path, monkeypatch):
    every = database._migrations()
    broken = (*every[:2], (3, every[2][1] + "; SELECT no_such_function();"))
    monkeypatch.setattr(database, "_migrations", lambda: broken)
    with pytest.raises(Exception, match="no_such_function"):
        Store.open(tmp_path / "home", key_file=tmp_path / "key", create=False)
    monkeypatch.setattr(database, "_migrations", lambda: every)
    with Store.open(tmp_path / "home", key_file=tmp_path / "key", create=False) as memory:
        assert memory.version == 12 and memory.people.names() == {4: "Ada"} and memory.check() == []
