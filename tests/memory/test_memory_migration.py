"""A store of any earlier schema opens, has everything it had, and can do what is new."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest

from persona_assistant.memory import Entry, Store, Transcript, database
from persona_assistant.personality import Traits
from persona_assistant.pmg import ConversationTurn, Query, Session, Triplet
from persona_assistant.samples import Examination

EVERY = database._migrations()


@pytest.fixture
def before(tmp_path, monkeypatch, make):
    """Makes a store as the first `count` files of the schema leave it: somebody was added twice,
    somebody before and somebody after them was forgotten."""

    def build(count: int) -> None:
        monkeypatch.setattr(database, "_migrations", lambda: EVERY[:count])
        clip, vector = make.clip(1), make.vector(1, "voice/1", 4)
        connection, _ = database.open_file(
            tmp_path / "home" / "memory.db",
            passphrase=None,
            key_file=tmp_path / "key",
            create=True,
            busy_seconds=1,
        )
        assert connection.pragma("user_version") == count
        data = hashlib.sha256(clip.data).digest(), clip.source, clip.data
        for sql, values in (
            ("INSERT INTO persona (id, name, folded) VALUES (9, 'Cy', 'cy')", ()),
            ("DELETE FROM persona WHERE id = 9", ()),
            (
                "INSERT INTO persona (id, name, folded, consent, created)"
                " VALUES (4, 'Ada', 'ada', 'yes', '2026-01-01T00:00:00Z')",
                (),
            ),
            (
                "INSERT INTO media (id, persona, kind, sha256, seconds, source, data)"
                " VALUES (7, 4, 'voice', ?, 1.5, ?, ?)",
                data,
            ),
            ("INSERT INTO triplet (id, persona, voice, text) VALUES (9, 4, 7, 'likes tea')", ()),
            ("INSERT INTO vector VALUES ('voice/1', 7, 4, ?)", (vector.values.tobytes(),)),
            ("INSERT INTO event VALUES (11, '2026-01-02T03:04:05Z', 'added', 4)", ()),
            ("INSERT INTO event VALUES (12, '2026-01-02T03:04:06Z', 'forgot', 3)", ()),
        ):
            connection.execute(sql, values)
        if count >= 3:
            fill_third(connection, make)
        if count >= 4:
            digest = hashlib.sha256(b"a file").digest()
            connection.execute("INSERT INTO taken_in VALUES (4, ?)", (digest,))
        connection.close()
        monkeypatch.setattr(database, "_migrations", lambda: EVERY)

    return build


def fill_third(connection, make) -> None:
    picture = make.picture(2)
    for sql, values in (
        (
            "INSERT INTO media (id, persona, kind, sha256, width, height, source, data)"
            " VALUES (8, 4, 'image', ?, 64, 48, ?, ?)",
            (hashlib.sha256(picture.data).digest(), picture.source, picture.data),
        ),
        ("INSERT INTO vector VALUES ('image/1', 8, 8, ?)", (make.vector(2).values.tobytes(),)),
        ("INSERT INTO negative VALUES (8, 4)", ()),
        (
            "INSERT INTO transcript (media, model, language, text)"
            " VALUES (7, 'whisper/1', 'en', 'good morning')",
            (),
        ),
        ("INSERT INTO text_vector VALUES ('text/1', 9, 'note', 0, 1, x'0000803f')", ()),
        ("INSERT INTO calibration (encoder, content) VALUES ('voice/1', '{\"slope\": 2}')", ()),
        ("INSERT INTO event VALUES (13, '2026-01-02T03:04:07Z', 'calibrated', NULL)", ()),
    ):
        connection.execute(sql, values)


@pytest.fixture
def open_again(tmp_path):
    return lambda: Store.open(tmp_path / "home", key_file=tmp_path / "key", create=False)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_everything_is_still_there_and_the_version_goes_on(before, open_again, make, count):
    before(count)
    newest = 12 if count == 2 else 13
    with open_again() as store:
        assert store.check() == [] and store.people.names() == {4: "Ada"}
        ada = store.people.get("Ada")
        assert (ada.consent, ada.created, ada.texts) == ("yes", "2026-01-01T00:00:00Z", 1)
        assert len(ada.uid) == 16 and ada.aliases == ()
        assert store.media.triplet(9).voice == make.clip(1)
        assert store.passages.search(["tea"], 5)[0].triplet_id == 9
        assert store.media.vectors("voice/1").matrix.tolist() == [
            make.vector(1, "voice/1", 4).values.tolist()
        ]
        assert [(e.id, e.kind, e.subject, e.payload) for e in store.events.list(limit=2)] == [
            (11, "added", 4, None),
            (12, "forgot", 3, None),
        ]
        assert store.events.list()[0].created == "2026-01-02T03:04:05Z"
        # The version was the event id until now: whoever kept it still knows what is new to them.
        assert store.version == newest
        assert not store.media.only_grew("voice/1", since=11, last=7, count=1)
        assert store.media.only_grew("voice/1", since=12, last=7, count=1)
    with open_again() as store:
        assert store.people.get("Ada").uid == ada.uid, "it is the same at every opening"


def test_what_schema_4_held_is_all_there(before, open_again, make):
    before(4)
    with open_again() as store:
        assert store.people.ingested() == {("ada", hashlib.sha256(b"a file").digest())}
        assert store.media.vectors("image/1", negative=True).persona_ids.tolist() == [4]
        assert store.passages.search(["morning"], 5)[0].origin == "transcript"
        assert store.passages.vectors("text/1").matrix.tolist() == [[1.0]]
        assert store.calibrations.get("voice/1") == {"slope": 2}
        assert store.cache() is not None


def test_what_is_new_works_on_an_old_store(before, open_again, make):
    before(4)
    with open_again() as store:
        version = store.version
        assert store.people.add("Ada", [make.note("one more")]).id == 4
        assert store.people.add("Ada", [make.note("another Ada")], new=True).id == 10, (
            "the ids of those who were forgotten are not given again"
        )
        first = store.people.by_id([4])[4]
        store.people.rename(first.uid, "Ada Lovelace", keep_alias=True)
        store.passages.add_transcripts([(7, Transcript("whisper/2", "en", "good evening"))])
        talk = store.conversations.begin()
        (turn,) = store.conversations.append(
            talk.id, ConversationTurn("user", "Who is she?", about=(4,))
        )
        assert store.impressions.keep(turn.id, Traits(4, 3, 3, 3, 3))
        store.facts.add(4, "drink", "tea", triplet_id=9)
        assert store.version > version and store.check() == []
        store.people.forget(first.uid)
        assert store.people.names() == {10: "Ada"} and store.check() == []
        assert store.media.count("voice") == 0 and store.people.ingested() == set()


def test_a_note_of_an_old_store_has_the_day_it_was_added(before, open_again, make):
    before(4)
    today = datetime.date.today()
    with open_again() as store:
        # The day is the store's in UTC; a new note has the local day.
        days = {note.text: note.date for note in store.passages.dated_notes([4])[4]}
        assert abs(days["likes tea"] - today) <= datetime.timedelta(1)
        dated = Entry(Triplet(text="moved to Porto", date=datetime.date(2024, 3, 12)))
        store.people.add("Ada", [dated, make.note("sings")])
        notes = store.passages.dated_notes()[4]
        assert [note.date for note in notes[1:]] == [datetime.date(2024, 3, 12), today]
        assert [note.date for note in notes] == [each.date for each in store.media.triplets(4)]
        assert [(note.triplet_id, note.text) for note in notes] == store.passages.notes()[4]


def test_samples_can_be_kept_of_what_an_old_store_holds(before, open_again, make):
    before(4)
    with open_again() as store:
        assert store.media.vectors("voice/1").quality is None
        unseen = [media for media, _ in store.media.without_vector("ge2e/1", "voice")]
        assert unseen == [7] and store.media.examiners() == []
        found = (make.sample(1, 5), make.sample(2, 5))
        store.media.add_vectors([(7, Examination("ge2e/1", found, 1))])
        assert store.media.vectors("ge2e/1").quality.shape == (1, 3)
        assert store.media.vectors("voice/1", unless=["ge2e/1"]).left_out == 1
        assert store.media.count_without_vector("ge2e/1", "voice") == 0 and store.check() == []


def test_a_migration_that_fails_changes_nothing(before, open_again, monkeypatch):
    before(4)
    broken = (*EVERY[:5], (6, EVERY[5][1] + "; SELECT no_such_function();"))
    monkeypatch.setattr(database, "_migrations", lambda: broken)
    with pytest.raises(Exception, match="no_such_function"):
        open_again()
    monkeypatch.setattr(database, "_migrations", lambda: EVERY)
    with open_again() as store:
        assert store.version == 13 and store.people.names() == {4: "Ada"} and store.check() == []


def test_foreign_keys_hold_after_a_migration(before, open_again):
    before(4)
    with open_again() as store, pytest.raises(Exception, match="FOREIGN KEY"):
        store._connections.raw().execute("INSERT INTO alias VALUES (99, 'x', 'x')")


def test_a_new_store_and_a_migrated_one_have_the_same_schema(before, open_again, tmp_path):
    before(4)

    def schema(store: Store) -> str:
        sql = "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2"
        return json.dumps(store._connections.raw().execute(sql).fetchall())

    with open_again() as old, Store.temporary() as new:
        assert schema(old) == schema(new)


def test_what_was_not_asked_yet_waits_as_before(tmp_path, monkeypatch, open_again, make):
    picture = make.picture(5)
    monkeypatch.setattr(database, "_migrations", lambda: EVERY[:16])
    Store.open(tmp_path / "home", key_file=tmp_path / "key").close()
    with open_again() as old:
        connection = old._connections.raw()
        for sql, values in (
            ("INSERT INTO conversation (id, title) VALUES (3, 'Tea')", ()),
            ("INSERT INTO session VALUES (1, 3, 'and what does Ada')", ()),
            ("INSERT INTO unasked VALUES (5, 'Who is this?'), (6, 'And that?')", ()),
            (
                "INSERT INTO unasked_medium (question, sha256, width, height, source, data)"
                " VALUES (5, ?, ?, ?, ?, ?)",
                (
                    bytes.fromhex(picture.sha256),
                    *(picture.width, picture.height, picture.source, picture.data),
                ),
            ),
        ):
            connection.execute(sql, values)
    monkeypatch.setattr(database, "_migrations", lambda: EVERY)
    waiting = (Query("Who is this?", picture), Query("And that?"))
    with open_again() as store:
        assert store.session.get() == Session(3, "and what does Ada", waiting)
        assert store.check() == []
