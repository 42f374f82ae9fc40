"""Killed in the middle, out of space, two at once: what was acknowledged is there, nothing is half
there.

PERSONA_ASSISTANT_TORTURE=N kills N times instead of a few.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import learner
import pytest

from persona_assistant.errors import DiskFull, StoreBusy
from persona_assistant.memory import Store

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="kills and limits processes the POSIX way"
)

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("PERSONA_ASSISTANT_TORTURE", "4"))
_BATCH = 20
"""Kills of one store: all that it holds is looked at after each."""
BATCHES = [min(_BATCH, ROUNDS - begin) for begin in range(0, ROUNDS, _BATCH)]
in_batches = pytest.mark.parametrize("kills", BATCHES, ids=range(len(BATCHES)))


def start_writer(
    home: Path, key_file: Path, name: str, count: int, limit: int | None = None
) -> subprocess.Popen:
    return start("writer.py", home, key_file, name, count, *([limit] if limit else []))


def start(script: str, *arguments: object) -> subprocess.Popen:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name(script)), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def check_whole(memory: Store, make, name: str) -> set[int]:
    """Every stored triplet is complete; returns their numbers."""
    persona = memory.people.get(name)
    numbers = set()
    rows = {encoder: memory.media.vectors(encoder) for encoder in ("image/1", "voice/1")}
    for triplet in memory.media.triplets(persona.id):
        i = int(triplet.text.split()[-1])
        numbers.add(i)
        expected = make.entry(i, f"{name} {i}", size=30_000)
        assert (triplet.image, triplet.voice, triplet.text) == (
            expected.triplet.image,
            expected.triplet.voice,
            expected.triplet.text,
        )
        for vector in (expected.image, expected.voice):
            stored = rows[vector.encoder]
            assert (
                stored.matrix[stored.triplet_ids.tolist().index(triplet.id)].tolist()
                == vector.values.tolist()
            )
    assert len(numbers) == persona.triplets == persona.images == persona.voices
    assert memory.check() == []
    return numbers


@in_batches
def test_whatever_was_acknowledged_survives_a_kill(reopen, home, tmp_path, make, kills):
    chance = random.Random(os.urandom(8))
    reopen().close()
    acknowledged: set[int] = set()
    for round_ in range(kills):
        writer = start_writer(home, tmp_path / "key", "Ada", 1_000_000)
        first = writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().splitlines(keepends=True)
        writer.wait()
        acknowledged |= {int(line) for line in [first, *rest] if line.endswith("\n")}
        with reopen(create=False) as memory:
            stored = check_whole(memory, make, "Ada")
        assert acknowledged <= stored and len(stored - acknowledged) <= round_ + 1
    assert len(acknowledged) >= kills


def check_learned(memory: Store, make) -> set[tuple[int, str]]:
    """Every step that left anything left all of it; returns the steps that did."""
    done = set()
    read, encoded = memory.passages.vectors("text/1"), memory.media.vectors("voice/2")
    refuted = memory.media.vectors("image/1", negative=True)
    calibrated = (memory.calibrations.get("voice/2") or {"people": 0})["people"]
    for persona, name in memory.people.names().items():
        number = int(name.split()[-1])
        for triplet in memory.media.triplets(persona):
            assert triplet.voice == make.clip(int(triplet.text.split()[-1]), 20_000)
        heard = memory.passages.transcripts([persona]).get(persona, [])
        counts = {
            "added": (memory.people.get(name).voices, learner.CLIPS),
            "heard": (len(heard), learner.CLIPS),
            "read": (read.persona_ids.tolist().count(persona), 2 * learner.CLIPS * learner.PARTS),
            "encoded": (encoded.persona_ids.tolist().count(persona), learner.CLIPS),
            "refuted": (refuted.persona_ids.tolist().count(persona), 1),
            "calibrated": (int(calibrated > number), 1),
        }
        for what, (count, whole) in counts.items():
            assert count in (0, whole), (number, counts)
            done |= {(number, what)} if count else set()
        assert all(passage.text.startswith("heard ") for passage in heard)
    for vectors, ids, encoder in (
        (read, read.triplet_ids, "text/1"),
        (encoded, encoded.media_ids, "voice/2"),
    ):
        for row, each in zip(vectors.matrix, ids.tolist(), strict=True):
            assert row.tolist() == make.vector(each, encoder).values.tolist()
    assert memory.check() == []
    return done


@in_batches
def test_whatever_was_learned_and_acknowledged_survives_a_kill(reopen, home, tmp_path, make, kills):
    chance = random.Random(os.urandom(8))
    reopen().close()
    acknowledged: set[tuple[int, str]] = set()
    for _ in range(kills):
        process = start("learner.py", home, tmp_path / "key")
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines(keepends=True)
        process.wait()
        said = [line.split() for line in [first, *rest] if line.endswith("\n")]
        acknowledged |= {(int(number), what) for number, what in said}
        with reopen(create=False) as memory:
            assert acknowledged <= check_learned(memory, make)
            # The next process begins with a new person: what this one left half done is finished
            # here.
            for number in range(len(memory.people.names())):
                for what in learner.STEPS[1:]:
                    learner.step(memory, make, number, what)
    assert len(acknowledged) >= kills


def test_two_processes_at_once_lose_nothing_and_agree_on_one_store(home, tmp_path, make):
    with open(
        tmp_path / "key", "w", opener=lambda path, flags: os.open(path, flags, 0o600)
    ) as file:
        file.write("5a" * 32)
    writers = [start_writer(home, tmp_path / "key", name, 25) for name in ("Ada", "Ben")]
    for writer in writers:
        out, _ = writer.communicate(timeout=60)
        assert writer.returncode == 0 and out.split() == [str(i) for i in range(25)]
    assert [file.name for file in home.iterdir()] == ["memory.db"]
    with Store.open(home, key_file=tmp_path / "key", create=False) as memory:
        for name in ("Ada", "Ben"):
            assert check_whole(memory, make, name) == set(range(25))


def test_a_file_that_cannot_grow_is_a_full_disk_and_nothing_is_stored(reopen, home, tmp_path, make):
    reopen().close()
    writer = start_writer(home, tmp_path / "key", "Ada", 500, limit=3_000_000)
    out, _ = writer.communicate(timeout=60)
    *acknowledged, last = out.splitlines()
    assert last.startswith("DiskFull") and "nothing was stored" in last and len(acknowledged) > 3
    with reopen(create=False) as memory:
        assert check_whole(memory, make, "Ada") == {int(line) for line in acknowledged}
        memory.people.add("Ada", [make.entry(999, "Ada 999", size=30_000)])
        assert 999 in check_whole(memory, make, "Ada")


def test_a_full_database_stores_nothing_and_goes_on_afterwards(reopen, make):
    memory = reopen()
    memory.people.add("Ada", [make.entry(1)])
    version = memory.version
    memory._connections.raw().pragma(
        "max_page_count", memory._connections.raw().pragma("page_count") + 3
    )
    with pytest.raises(DiskFull, match="nothing was stored"):
        memory.people.add("Ben", [make.note("small"), make.entry(2, size=400_000)])
    assert [persona.name for persona in memory.people.all()] == [
        "Ada"
    ] and memory.version == version
    memory._connections.raw().pragma("max_page_count", 100_000)
    memory.people.add("Ben", [make.entry(2, size=400_000)])
    assert memory.people.get("Ben").images == 1 and memory.check() == []


def test_who_waits_too_long_for_another_writer_is_told_and_may_try_again(reopen, make, monkeypatch):
    monkeypatch.setattr(Store, "_BUSY_SECONDS", 0.2)
    one, other = reopen(), reopen()
    one._connections.raw().execute("BEGIN IMMEDIATE")
    began = time.perf_counter()
    with pytest.raises(StoreBusy, match="Another process is writing"):
        other.people.add("Ada", [make.entry(1)])
    assert 0.15 < time.perf_counter() - began < 2
    assert other.people.all() == []  # reading goes on meanwhile
    one._connections.raw().execute("COMMIT")
    assert other.people.add("Ada", [make.entry(1)]).triplets == 1


def test_who_waits_long_enough_is_served(reopen, make):
    one, other = reopen(), reopen()
    connection = one._connections.raw()
    connection.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: connection.execute("COMMIT"))
    release.start()
    assert other.people.add("Ada", [make.entry(1)]).triplets == 1
    release.join()


def test_a_wrong_key_does_no_harm_to_what_a_killed_process_left(reopen, home, tmp_path, make):
    """The log of a killed writer is still to be merged when somebody comes with the wrong key."""
    from persona_assistant.errors import WrongKey

    reopen().close()
    writer = start_writer(home, tmp_path / "key", "Ada", 1_000_000)
    lines = [writer.stdout.readline() for _ in range(5)]
    writer.send_signal(signal.SIGKILL)
    lines += writer.stdout.read().splitlines(keepends=True)
    writer.wait()
    assert (home / "memory.db-wal").stat().st_size > 0
    Store.open(tmp_path / "elsewhere", key_file=tmp_path / "other").close()
    for _ in range(2):
        with pytest.raises(WrongKey):
            Store.open(home, key_file=tmp_path / "other")
    with reopen(create=False) as memory:
        assert {int(line) for line in lines if line.endswith("\n")} <= check_whole(
            memory, make, "Ada"
        )
