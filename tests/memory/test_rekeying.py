"""Another key: the same memory, and nothing that opened it before.

PERSONA_ASSISTANT_TORTURE=N kills N times instead of a few.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from pathlib import Path

import apsw
import pytest
from argon2.low_level import Type, hash_secret_raw

from persona_assistant.errors import (
    DiskFull,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreMissing,
    WrongKey,
)
from persona_assistant.memory import Store, database, keys, opening, rekeying

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills and locks the POSIX way")

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("PERSONA_ASSISTANT_TORTURE", "4"))


@pytest.fixture
def other(tmp_path) -> Path:
    return tmp_path / "other key"


def changed(home: Path, store: Store, new: keys.Key) -> Store:
    old = store.key.key.copy()
    store.close()
    rekeying.encrypt_anew(home / "memory.db", old, new, seconds=0.2)
    return Store.reopen(home / "memory.db", new)


def files(home: Path) -> list[str]:
    return sorted(each.name for each in home.iterdir())


def test_all_that_was_there_is_there_and_only_the_new_key_opens_it(reopen, home, other, make):
    store = reopen()
    for seed in range(20):
        store.people.add(f"Person {seed}", [make.entry(seed, size=30_000)])
    before = (home / "memory.db").stat().st_ino
    vectors = store.media.vectors("image/1")
    with changed(home, store, keys.by_file(other)) as store:
        assert len(store.people.all()) == 20 and store.check() == []
        assert (store.media.vectors("image/1").matrix == vectors.matrix).all()
        store.people.add("Later", [make.note("n")])
    assert (home / "memory.db").stat().st_ino != before and files(home) == ["memory.db"]
    assert (home / "memory.db").stat().st_mode & 0o777 == 0o600
    with pytest.raises(WrongKey):
        reopen()
    with Store.open(home, key_file=other, create=False) as store:
        assert store.people.get("Later") and store.key.status().opens_with == "file"
        assert store._connections.raw().pragma("journal_mode") == "wal"


def test_what_a_killed_writer_left_in_the_log_comes_along(reopen, home, other, make, tmp_path):
    store = reopen()
    store.people.add("Ada", [make.entry(1)])
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("memory.db", "memory.db-wal"):
        (crashed / name).write_bytes((home / name).read_bytes())
    assert (crashed / "memory.db-wal").stat().st_size > 0
    key = store.key.key.copy()
    rekeying.encrypt_anew(crashed / "memory.db", key, keys.by_file(other), seconds=0.2)
    with Store.open(crashed, key_file=other, create=False) as store:
        assert store.people.get("Ada") and store.check() == []


def test_the_cache_gets_another_key_too(reopen, home, other):
    store = reopen()
    cache = store.cache()
    cache.put("kind", "key", b"what a model made")
    cache.close()
    (former,) = store._connections.raw().execute("SELECT key FROM cache_key").fetchone()
    with changed(home, store, keys.by_file(other)) as store:
        (now,) = store._connections.raw().execute("SELECT key FROM cache_key").fetchone()
        assert now != former
        cache = store.cache()
        assert cache.usable and cache.get("kind", "key") is None
        assert cache.put("kind", "key", b"made again")
        cache.close()


def start(script: str, *arguments: object) -> subprocess.Popen:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name(script)), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_a_store_that_another_process_has_open_keeps_its_key(reopen, home, tmp_path, other):
    reopen().close()
    writer = start("writer.py", home, tmp_path / "key", "Ada", 1_000_000)
    writer.stdout.readline()
    key = next(
        keys.for_store(
            (home / "memory.db").read_bytes()[:16], home, passphrase=None, key_file=tmp_path / "key"
        )
    )
    with pytest.raises(StoreBusy, match="close every persona-assistant"):
        rekeying.encrypt_anew(home / "memory.db", key, keys.by_file(other), seconds=0.2)
    assert writer.stdout.readline() and writer.poll() is None, "it goes on"
    writer.kill()
    writer.communicate()
    with reopen(create=False) as store:
        assert store.check() == [] and store.people.get("Ada").triplets > 0


def test_a_store_that_this_process_has_open_keeps_its_key(reopen, home, other):
    store, _ = reopen(), reopen()
    with pytest.raises(StoreBusy):
        changed(home, store, keys.by_file(other))
    reopen().close()


def test_who_waits_to_open_it_gets_the_new_file(reopen, home, tmp_path, other, make, monkeypatch):
    """Never the one that was replaced, where what they write would be lost."""
    store = reopen()
    store.people.add("Ada", [make.note("n")])
    old, new = store.key.key.copy(), keys.by_file(other)
    store.close()
    opener: list[subprocess.Popen] = []
    copy = rekeying._copy

    def slowly(*arguments):
        with pytest.raises(StoreBusy), opening.opening(home / "memory.db", 0):
            pytest.fail("it can be opened")
        opener.append(start("writer.py", home, other, "Ada", 3))
        time.sleep(1.0)
        copy(*arguments)

    monkeypatch.setattr(rekeying, "_copy", slowly)
    rekeying.encrypt_anew(home / "memory.db", old, new, seconds=1)
    out, err = opener[0].communicate(timeout=60)
    assert opener[0].returncode == 0, err
    with Store.open(home, key_file=other, create=False) as store:
        assert out.split() == ["0", "1", "2"] and store.people.get("Ada").triplets == 4


def test_a_full_disk_and_damage_leave_all_as_it_was(reopen, home, other, make, monkeypatch):
    store = reopen()
    store.people.add("Ada", [make.entry(1)])
    key = store.key.key.copy()
    store.close()
    before = (home / "memory.db").read_bytes()

    def refuse(error):
        def fail(*_):
            raise error

        return fail

    for error, raised in (
        (apsw.FullError("full"), DiskFull),
        (OSError(28, "No space left on device"), DiskFull),
    ):
        monkeypatch.setattr(rekeying, "_note", refuse(error))
        with pytest.raises(raised):
            rekeying.encrypt_anew(home / "memory.db", key, keys.by_file(other), seconds=0.2)
    monkeypatch.undo()
    monkeypatch.setattr("persona_assistant.memory.checks.problems", lambda db: ["Something."])
    with pytest.raises(StoreCorrupt, match="so its key was not changed: Something"):
        rekeying.encrypt_anew(home / "memory.db", key, keys.by_file(other), seconds=0.2)
    monkeypatch.undo()
    assert (home / "memory.db").read_bytes() == before and files(home)[0] == "memory.db"
    with reopen(create=False) as store:
        assert store.check() == []
    assert files(home) == ["memory.db"]


def test_a_kill_leaves_the_one_or_the_other(reopen, home, tmp_path, other, make):
    chance = random.Random(os.urandom(8))
    with reopen() as store:
        for seed in range(30):
            store.people.add("Ada", [make.entry(seed, size=60_000)])
    keys.by_file(other)
    seen = set()
    for _ in range(ROUNDS):
        process = start("rekeyer.py", home, tmp_path / "key", other)
        assert process.stdout.readline() == "opened\n", process.stderr.read()
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().split("\n")[:-1]
        process.communicate()
        works = []
        for file in (tmp_path / "key", other):
            try:
                with Store.open(home, key_file=file, create=False) as store:
                    assert store.check() == [] and store.people.get("Ada").triplets == 30
                    works.append(file.name)
            except WrongKey:
                pass
        assert len(works) == 1
        seen.update(said)
        assert files(home) == ["memory.db"], "what was left is removed by the next opening"
    with Store.open(home, key_file=tmp_path / works[0], create=False) as store:
        store.people.add("Ben", [make.note("n")])


# --- stores from before


@pytest.mark.parametrize("kind", ["P", "F"])
def test_a_store_of_an_earlier_version_opens_and_changes_its_key(kind, home, tmp_path, make):
    """Built as versions did that knew one key only, with the derivations written out."""
    header = b"PAM" + kind.encode() + os.urandom(12)
    secret = os.urandom(32)
    if kind == "P":
        typed = unicodedata.normalize("NFC", "pa\u0308ss").encode()
        key = hash_secret_raw(typed, header, 3, 65536, 4, 32, Type.ID)
        how = {"passphrase": "päss"}
    else:
        key = hashlib.blake2b(header, key=secret, digest_size=32, person=b"persona-memory").digest()
        (tmp_path / "key").touch(0o600)
        (tmp_path / "key").write_text(secret.hex())
        how = {"key_file": tmp_path / "key"}
    home.mkdir()
    connection = apsw.Connection(str(home / "memory.db"))
    connection.execute("PRAGMA cipher = 'chacha20'")
    connection.execute(f"PRAGMA key = 'raw:{key.hex()}{header.hex()}'")
    connection.pragma("page_size", 16384)
    for number, sql in database._migrations()[:8]:
        connection.execute(sql).fetchall()
        connection.pragma("user_version", number)
    connection.pragma("application_id", 0x50414D31)
    connection.pragma("journal_mode", "WAL")
    connection.close()
    with Store.open(home, **how, create=False) as store:
        store.people.add("Ada", [make.entry(1)])
        recovery = store.key.make_recovery()
    with Store.open(home, passphrase=recovery, create=False) as store:
        assert store.key.opened_by_recovery and store.people.get("Ada")
        store = changed(home, store, keys.by_passphrase("new"))
        store.close()
    for former in (how, {"passphrase": recovery}):
        with pytest.raises(WrongKey):
            Store.open(home, **former, create=False)
    with Store.open(home, passphrase="new", create=False) as store:
        assert store.people.get("Ada") and store.check() == []


# --- the key in memory


def test_a_closed_store_has_no_key_left(reopen, make):
    store = reopen()
    key = store.key.key
    store.close()
    assert not any(key._bytes)
    with pytest.raises(StoreError, match="closed"):
        key.unlock(apsw.Connection(":memory:"))


def test_a_wrong_key_is_overwritten(reopen, home, other, monkeypatch):
    reopen().close()
    keys.by_file(other)
    made = []
    unlock = keys.Key.unlock
    monkeypatch.setattr(keys.Key, "unlock", lambda key, db: made.append(key) or unlock(key, db))
    with pytest.raises(WrongKey):
        Store.open(home, key_file=other)
    assert made and not any(any(key._bytes) for key in made)


def test_a_store_that_is_being_replaced_is_waited_for(reopen, home, monkeypatch):
    reopen().close()
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.1)
    inside, leave = threading.Event(), threading.Event()

    def replace():
        with opening.replacing(home / "memory.db", 1):
            inside.set()
            leave.wait(10)

    other = threading.Thread(target=replace)
    other.start()
    inside.wait(10)
    with pytest.raises(StoreBusy, match="opening or replacing"):
        reopen(create=False)
    leave.set()
    other.join()
    reopen(create=False).close()
    with pytest.raises(StoreMissing):
        Store.open(home / "nowhere", create=False)
