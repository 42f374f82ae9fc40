"""Forgetting means gone from the file, not only from the tables; and damage is noticed."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import apsw
import pytest

from persona_assistant.memory import Entry, Store, Transcript, keys
from persona_assistant.pmg import ConversationTurn, Triplet


def raw(home: Path, key_file: Path) -> apsw.Connection:
    """The file behind the memory's back, with its key."""
    path = home / "memory.db"
    header = path.read_bytes()[: keys.HEADER_BYTES]
    connection = apsw.Connection(str(path))
    (key,) = keys.for_store(header, path, passphrase=None, key_file=key_file)
    key.unlock(connection)
    return connection


def decrypted_pages(home: Path, key_file: Path) -> bytes:
    """Every page in the clear, free ones included. The write-ahead log must hold nothing beyond
    them."""
    wal = home / "memory.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0
    connection = raw(home, key_file)
    try:
        return connection.serialize("main")
    finally:
        connection.close()


def word(label: str) -> str:
    """A word that occurs nowhere else and that the stemmer leaves alone."""
    return (
        "q"
        + "".join(
            chr(ord("a") + byte % 16) for byte in hashlib.sha256(label.encode()).digest()[:12]
        )
        + "q"
    )


def people(make, numbers):
    for i in numbers:
        texts = [f"{word(f'text{i}.{j}')} drinks tea " + "and so on " * (i % 7) for j in range(3)]
        yield word(f"name{i}"), [make.entry(i, texts[0], 40_000), *map(make.note, texts[1:])]


def traces(make, pages: bytes, i: int) -> list[str]:
    found = [
        label
        for label in (f"name{i}", *(f"text{i}.{j}" for j in range(3)))
        if word(label)[:10].encode() in pages
    ]
    for media in (make.picture(i, 40_000), make.clip(i)):
        found += [
            f"{media.source}@{at}"
            for at in range(0, len(media.data) - 16, 2000)
            if media.data[at : at + 16] in pages
        ]
        found += [media.source] if bytes.fromhex(media.sha256) in pages else []
    for vector in (make.vector(i), make.vector(i, "voice/1", 4)):
        found += [vector.encoder] if vector.values.tobytes() in pages else []
    return found


def test_nothing_of_the_forgotten_remains_in_the_file(reopen, home, tmp_path, make):
    order = [(i * 37) % 31 for i in range(31)]
    forgotten = [i for i in order if i % 3]
    with reopen() as memory:
        for name, entries in people(make, order):
            memory.people.add(name, entries, consent=word("consent"))
    pages = decrypted_pages(home, tmp_path / "key")
    assert all(
        len(traces(make, pages, i)) > 20 for i in order
    )  # the search does find what is there
    with reopen() as memory:
        for i in forgotten:
            gone = memory.people.forget(word(f"name{i}").upper())
            assert gone.name == word(f"name{i}") and gone.triplets == 3
        assert len(memory.people.all()) == 11 and memory.check() == []
        assert (home / "memory.db-wal").stat().st_size == 0
        assert not memory.passages.search([word(f"text{i}.1") for i in forgotten], 9)
    pages = decrypted_pages(home, tmp_path / "key")
    assert {i: traces(make, pages, i) for i in forgotten if traces(make, pages, i)} == {}
    assert all(len(traces(make, pages, i)) > 20 for i in order if i % 3 == 0)


def learn(memory: Store, make, i: int) -> None:
    """All that is known of somebody beside their triplets."""
    name = word(f"name{i}")
    memory.media.add_negative(name, "image", make.picture(1000 + i, 40_000), make.vector(1000 + i))
    memory.media.add_vectors(
        [
            (m, make.vector(50_000 + m, "image/2", 16))
            for m, _ in memory.media.without_vector("image/2", "image")
        ]
    )
    for words in (f"wrong{i}", f"heard{i}"):  # the second time better
        clips = memory.passages.without_transcript(words, limit=100)
        memory.passages.add_transcripts(
            [
                (c, Transcript(words, "en", f"{word(words)} and {'so ' * 200}"))
                for c, _ in clips[-1:]
            ]
        )
        passages = memory.passages.without_vector("text/1", limit=1000)
        memory.passages.add_vectors([(p, [read(make, p)]) for p in passages])


def read(make, passage):
    seed = sum(passage.text.encode()) * 1000 + passage.triplet_id
    return make.vector(seed, "text/1", 16)


def learned(make, pages: bytes, i: int, passages) -> list[str]:
    found = [label for label in (f"wrong{i}", f"heard{i}") if word(label)[:10].encode() in pages]
    negative = make.picture(1000 + i, 40_000)
    found += [
        f"negative@{at}" for at in range(0, 39_000, 2000) if negative.data[at : at + 16] in pages
    ]
    found += ["negative vector"] if make.vector(1000 + i).values.tobytes() in pages else []
    return found + [str(p.triplet_id) for p in passages if read(make, p).values.tobytes() in pages]


def test_nothing_of_what_was_learned_about_the_forgotten_remains_in_the_file(
    reopen, home, tmp_path, make
):
    everybody, forgotten = range(12), [i for i in range(12) if i % 3]
    with reopen() as memory:
        passages = {}
        for i, (name, entries) in zip(everybody, people(make, everybody), strict=True):
            memory.people.add(name, entries)
            learn(memory, make, i)
        for i in everybody:
            persona = memory.people.get(word(f"name{i}"))
            passages[i] = [
                p
                for p in memory.passages.without_vector("none", limit=1000)
                if p.persona_id == persona.id
            ]
            assert len(passages[i]) == 4
        assert memory.media.vectors("image/1").matrix.shape == (12, 8) and memory.media.nearest(
            "image/1", make.vector(1).values, 3
        )
    pages = decrypted_pages(home, tmp_path / "key")
    assert all(len(learned(make, pages, i, passages[i])) == 26 for i in everybody)
    assert not any(word(f"wrong{i}")[:10].encode() in pages for i in everybody)
    with reopen() as memory:
        for i in forgotten:
            (
                memory.media.vectors("image/1"),
                memory.passages.vectors("text/1"),
                memory.media.nearest("image/1", make.vector(1).values, 3),
            )
            memory.people.forget(word(f"name{i}"))
            assert (home / "memory.db-wal").stat().st_size == 0
        assert memory.check() == [] and not memory.passages.search(
            [word(f"heard{i}") for i in forgotten], 9
        )
        for table in ("negative", "transcript"):
            assert memory._connections.raw().execute(f"SELECT count(*) FROM {table}").get == 4
    pages = decrypted_pages(home, tmp_path / "key")
    assert not any(learned(make, pages, i, passages[i]) for i in forgotten)
    assert not any(traces(make, pages, i) for i in forgotten)
    assert all(
        len(learned(make, pages, i, passages[i])) == 26 for i in everybody if i not in forgotten
    )


def test_a_deleted_conversation_leaves_the_file(reopen, home, tmp_path, make):
    with reopen() as memory:
        talk = memory.conversations.begin(word("title")).id
        shown = make.picture(1, 40_000)
        turn = ConversationTurn("user", f"{word('turn')} " * 50, attachments=(shown,))
        memory.conversations.append(talk, turn)
        memory.conversations.rename(talk, word("other"))

    def left() -> list[str]:
        pages = decrypted_pages(home, tmp_path / "key")
        labels = [each for each in ("title", "turn", "other") if word(each).encode() in pages]
        return labels + [str(at) for at in range(0, 39_000, 2000) if shown.data[at:][:16] in pages]

    assert len(left()) == 23
    with reopen() as memory:
        memory.conversations.delete(talk)
        assert left() == []
        assert memory.check() == []


def test_freed_pages_are_seen_by_this_search(reopen, home, tmp_path, make):
    """Without secure deletion the test above would fail: its way of looking reaches free pages."""
    with reopen() as memory:
        for name, entries in people(make, [1]):
            memory.people.add(name, entries)
    connection = raw(home, tmp_path / "key")
    connection.execute("PRAGMA secure_delete = OFF; PRAGMA foreign_keys = ON; DELETE FROM persona")
    connection.close()
    assert len(traces(make, decrypted_pages(home, tmp_path / "key"), 1)) > 15


def test_the_file_shows_nothing_of_what_is_in_it(reopen, home, make):
    memory = reopen()
    for name, entries in people(make, range(3)):
        memory.people.add(name, entries)
    for file in home.iterdir():
        content = file.read_bytes()
        assert not any(traces(make, content, i) for i in range(3))
        assert b"persona" not in content and b"SQLite" not in content


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            "UPDATE media SET data = zeroblob(1000) WHERE kind = 'image'",
            "Medium 1 (image) is not what was stored",
        ),
        (
            "DROP TRIGGER triplet_reindexed; UPDATE triplet SET text = 'another' WHERE id = 1",
            "text index does not match",
        ),
        (
            "UPDATE vector SET data = x'00' WHERE encoder = 'image/1'",
            "medium 1 by image/1 has 1 bytes instead of 32",
        ),
        ("DELETE FROM persona", "Row 1 of triplet belongs to a persona that is not there"),
        ("UPDATE triplet SET image = voice", "Triplet 1 uses a medium of kind voice"),
    ],
)
def test_check_says_what_is_wrong(reopen, home, tmp_path, make, damage, said):
    with reopen() as memory:
        memory.people.add("Ada", [make.entry(1)])
        assert memory.check() == []
    connection = raw(home, tmp_path / "key")
    connection.execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
    connection.execute(damage)
    connection.close()
    with reopen() as memory:
        assert any(said in problem for problem in memory.check()), memory.check()


def test_a_damaged_page_is_reported_not_raised(reopen, home, make):
    with reopen() as memory:
        memory.people.add("Ada", [make.entry(1, size=200_000)])
    content = bytearray((home / "memory.db").read_bytes())
    content[-100_000] ^= 1
    (home / "memory.db").write_bytes(content)
    with reopen() as memory:
        assert any("damaged" in problem and "backup" in problem for problem in memory.check())


def test_salt_and_key_survive_checkpoints_and_vacuum(reopen, home, tmp_path, make):
    with reopen() as memory:
        header = (home / "memory.db").read_bytes()[:16]
        memory.people.add("Ada", [make.entry(1)])
        memory.people.forget("Ada")
        memory.people.add("Ben", [make.entry(2)])
    connection = raw(home, tmp_path / "key")
    connection.execute("VACUUM")
    connection.close()
    assert (home / "memory.db").read_bytes()[:16] == header
    shutil.move(home, tmp_path / "elsewhere")
    with Store.open(tmp_path / "elsewhere", key_file=tmp_path / "key") as memory:
        assert memory.people.get("Ben").triplets == 1
        memory.people.add("Cy", [Entry(Triplet(text="moved"))])
        assert memory.check() == []
