"""Backups: whole while others write, restored in one step, and nothing lost on the way."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from store_tables import contents

from persona_assistant.errors import BadInput, StoreBusy, StoreCorrupt, WrongKey
from persona_assistant.memory import Store
from persona_assistant.memory.backups import restore
from persona_assistant.memory.store import FILE_NAME

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def key(tmp_path) -> Path:
    return tmp_path / "key"


@pytest.fixture
def file(home) -> Path:
    return home / FILE_NAME


def test_a_restore_drill(reopen, make, tmp_path, home, file, key):
    """A backup, a mishap, the backup back: everything is as it was, and the mishap is kept."""
    with reopen() as store:
        store.people.add("Ana", [make.entry(1), make.note("Ana sings.")], consent="yes")
        store.people.add("Bea", [make.entry(2)])
        before = contents(store)
        backup = store.backups.write(tmp_path / "kept.backup")
        assert backup.people == 2 and backup.path.stat().st_mode & 0o777 == 0o600
        store.people.forget("Ana")
        store.people.add("Cid", [make.entry(3)])
        mishap = contents(store)
    done = restore(file, backup.path, key_file=key)
    assert (done.people, done.path) == (2, file)
    with reopen() as store:
        assert contents(store) == before and store.check() == []
    assert done.kept is not None
    shutil.copy(done.kept, tmp_path / FILE_NAME)
    with Store.open(tmp_path, key_file=key) as kept:
        assert contents(kept) == mishap
    assert sorted(each.name for each in home.iterdir()) == sorted([FILE_NAME, done.kept.name])


def test_on_a_new_machine_there_is_nothing_to_replace(reopen, make, tmp_path, key):
    with reopen() as store:
        store.people.add("Ana", [make.entry(1)])
        store.backups.write(tmp_path / "b")
    done = restore(tmp_path / "new" / FILE_NAME, tmp_path / "b", key_file=key)
    assert done.kept is None
    with Store.open(tmp_path / "new", key_file=key) as store:
        assert [each.name for each in store.people.all()] == ["Ana"]


def test_a_backup_is_one_state_while_another_writes(reopen, make, tmp_path, key):
    store = reopen()
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            store.people.add(f"P{number}", [make.entry(number, size=20_000), make.note("x")])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for each in range(4):
            counted = store.backups.write(tmp_path / f"{each}")
            restore(tmp_path / f"s{each}" / FILE_NAME, counted.path, key_file=key)
            with Store.open(tmp_path / f"s{each}", key_file=key) as copy:
                people = copy.people.all()
                assert len(people) == counted.people and copy.check() == []
                assert {each.triplets for each in people} <= {2}
    finally:
        stop.set()
        writer.join()


def test_a_backup_says_nothing_in_the_clear(reopen, make, tmp_path):
    with reopen() as store:
        store.people.add("Ana Quarles", [make.note("a secret about geese in the attic")])
        held = store.backups.write(tmp_path / "b").path.read_bytes()
    # Long words: three letters stand in a file of random bytes now and then.
    assert held[:3] == b"PAM" and b"geese in the attic" not in held and b"Quarles" not in held


def test_what_is_there_is_never_written_over(reopen, make, tmp_path):
    (tmp_path / "b").write_text("mine")
    with reopen() as store:
        with pytest.raises(BadInput, match="exists already"):
            store.backups.write(tmp_path / "b")
        assert store.backups.known() == ()
    assert (tmp_path / "b").read_text() == "mine"
    with Store.temporary() as store, pytest.raises(BadInput, match="temporary"):
        store.backups.write(tmp_path / "c")


def test_the_store_knows_its_copies(reopen, make, tmp_path):
    with reopen() as store:
        ana = store.people.add("Ana", [make.note("a")])
        bea = store.people.add("Bea", [make.note("b")])
        store.backups.write(tmp_path / "b")
        store.backups.exported(tmp_path / "e.zip", [bea.id])
        assert [(c.kind, c.is_there) for c in store.backups.known(ana.id)] == [("backup", True)]
        kinds = [(c.kind, c.is_there) for c in store.backups.known(bea.id)]
        assert kinds == [("export", False), ("backup", True)]


def test_a_path_that_names_somebody_is_forgotten_with_them(reopen, make, tmp_path):
    with reopen() as store:
        store.people.add("Ana Sousa", [make.note("a")])
        for name in ("for Ana Sousa.zip", "all.zip"):
            store.backups.exported(tmp_path / name, None)
        store.people.forget("Ana Sousa")
        assert [Path(each.path).name for each in store.backups.known()] == ["all.zip"]


@pytest.mark.parametrize("also", ["", "Path(sys.argv[1], 'memory.db').read_bytes()"])
def test_a_store_that_is_open_is_not_replaced(reopen, make, tmp_path, file, key, also):
    """Neither where the other process has lost SQLite's lock, as by reading the file itself."""
    store = reopen()
    store.people.add("Ana", [make.entry(1)])
    backup = store.backups.write(tmp_path / "b").path
    with pytest.raises(StoreBusy, match="open"):
        restore(file, backup, key_file=key)
    store.close()
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD + _TO_THE_END.format(also), str(file.parent), str(key)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreBusy, match="open"):
            restore(file, backup, key_file=key)
        assert sorted(each.name for each in file.parent.glob("*before*")) == []
    finally:
        other.communicate(b"\n")
    assert restore(file, backup, key_file=key).people == 1


_HOLD = """
import sys
from pathlib import Path
from persona_assistant.memory import Store
with Store.open(Path(sys.argv[1]), key_file=Path(sys.argv[2])) as store:
    store.people.all()
"""
_TO_THE_END = """    {}
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_what_is_no_good_backup_is_refused_and_nothing_changed(reopen, make, tmp_path, file, key):
    with reopen() as store:
        store.people.add("Ana", [make.entry(1, size=200_000)])
        good = store.backups.write(tmp_path / "b").path.read_bytes()
    before = file.read_bytes()
    damaged = bytearray(good)
    damaged[len(good) // 2] ^= 1
    (tmp_path / "another key").write_text("ab" * 32 + "\n")
    (tmp_path / "another key").chmod(0o600)
    for held, error, secret in (
        (b"", BadInput, key),
        (b"PK\x03\x04 an archive", BadInput, key),
        (good[:100], StoreCorrupt, key),
        (good[: len(good) // 2], StoreCorrupt, key),
        (bytes(damaged), StoreCorrupt, key),
        (good, WrongKey, tmp_path / "another key"),
    ):
        (tmp_path / "bad").write_bytes(held)
        with pytest.raises(error) as raised:
            restore(file, tmp_path / "bad", key_file=secret)
        assert str(tmp_path / "bad") in str(raised.value) and "unfinished" not in str(raised.value)
        assert file.read_bytes() == before
        assert [each.name for each in file.parent.iterdir()] == [FILE_NAME]
    for missing in (tmp_path / "none", tmp_path):
        with pytest.raises(BadInput):
            restore(file, missing, key_file=key)


def test_a_store_of_another_key_is_replaced_and_kept_as_it_is(reopen, make, tmp_path, file, key):
    with reopen() as store:
        store.people.add("Ana", [make.entry(1)])
        backup = store.backups.write(tmp_path / "b").path
    file.write_bytes(b"rubbish" * 1000)
    file.with_name(f"{FILE_NAME}-wal").write_bytes(b"log")
    done = restore(file, backup, key_file=key)
    assert done.kept.read_bytes() == b"rubbish" * 1000
    assert done.kept.with_name(f"{done.kept.name}-wal").read_bytes() == b"log"
    with reopen() as store:
        assert store.check() == [] and len(store.people.all()) == 1


def test_a_kill_at_any_moment_leaves_a_store_that_opens(reopen, make, tmp_path, file, home, key):
    with reopen() as store:
        store.people.add("Ana", [make.entry(1)])
        backup = store.backups.write(tmp_path / "b").path
        store.people.add("Bea", [make.entry(2, size=300_000)])
    chance = random.Random(15)
    for _ in range(int(os.environ.get("PERSONA_ASSISTANT_TORTURE", "6"))):
        running = subprocess.Popen(
            [sys.executable, "-c", _AGAIN, str(file), str(backup), str(key)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        running.stdout.readline()
        time.sleep(chance.uniform(0, 0.06))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        with reopen(create=False) as store:
            assert store.check() == []
            assert [each.name for each in store.people.all()][:1] == ["Ana"]
    kept = list(home.glob("memory-before-*.db"))
    assert kept


_AGAIN = """
import sys
from pathlib import Path
from persona_assistant.memory.backups import restore
file, backup, key = map(Path, sys.argv[1:])
print("begun", flush=True)
while True:
    restore(file, backup, key_file=key)
"""


def test_a_full_disk_leaves_neither_backup_nor_another_store(reopen, make, tmp_path, file, key):
    with reopen() as store:
        store.people.add("Ana", [make.entry(1, size=400_000)])
        backup = store.backups.write(tmp_path / "b").path
    before = file.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(file), str(backup), str(key)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.split() == ["DiskFull"] * 4, done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["b", "home", "key"]
    assert file.read_bytes() == before and list(file.parent.iterdir()) == [file]


_FULL = """
import resource, sys
from pathlib import Path
from persona_assistant.errors import DiskFull
from persona_assistant.importers.archive import write
from persona_assistant.memory import Store
from persona_assistant.memory.backups import restore
file, backup, key = map(Path, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # as a disk that is full
with Store.open(file.parent, key_file=key) as store:
    def archive(passphrase):
        write(backup.parent / "a", store.exchange.dossiers([1]), passphrase=passphrase)
    for each in (
        lambda: store.backups.write(backup.parent / "c"),
        lambda: archive(None),
        lambda: archive("words"),
    ):
        try:
            each()
        except DiskFull:
            print("DiskFull")
try:
    restore(file, backup, key_file=key)
except DiskFull:
    print("DiskFull")
"""
