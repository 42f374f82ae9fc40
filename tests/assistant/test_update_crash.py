"""An update that is killed again and again goes on to the memories that it had made unkilled."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import updater

from persona_assistant.memory import Store
from persona_assistant.pmg import ConversationTurn

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes the POSIX way")

ROOT = Path(__file__).resolve().parents[2]
TURNS = [
    ("2026-03-01T10:00:00Z", "the bakery by the bridge, is it open?"),
    ("2026-03-01T10:01:00Z", "the early bus to the station, when does it go?"),
    ("2026-03-01T10:02:00Z", "I moved to Porto in May 2024."),
    ("2026-03-02T10:00:00Z", "the bakery at home, and the early bus, are they late?"),
    ("2026-03-02T10:01:00Z", "the letter of Monday, where did it go?"),
]
KILLS = 2


@pytest.fixture
def told(tmp_path) -> Path:
    """A store in which two sessions were talked."""
    home = tmp_path / "told"
    with Store.open(home, key_file=tmp_path / "key") as store:
        talk = store.conversations.begin()
        for created, text in TURNS:
            (turn, _) = store.conversations.append(
                talk.id, ConversationTurn("user", text), ConversationTurn("assistant", "Yes.")
            )
            store._connections.raw().execute(
                "UPDATE turn SET created = ? WHERE id >= ?", (created, turn.id)
            )
    return home


def start(home: Path, key: Path, seconds: float) -> subprocess.Popen:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    script = Path(__file__).with_name("updater.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(home), str(key), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def remembered(home: Path, key: Path):
    with Store.open(home, key_file=key, create=False) as store:
        assert store.check() == []
        kept = [each.id for each in store.memories.list()]
        marks = [store.memory_stages.reached(stage) for stage in ("semantic", "episodic")]
        return [replace(store.memories.get(each), created="") for each in kept], marks


def test_a_killed_update_goes_on_to_the_same_memories(told, tmp_path):
    key, chance = tmp_path / "key", random.Random(os.urandom(8))
    killed = tmp_path / "killed"
    shutil.copytree(told, killed)
    whole: list[str] = []
    updater.update(told, key, 0, whole.append)
    asked: list[str] = []
    for _ in range(KILLS):
        process = start(killed, key, 0.03)
        asked += [process.stdout.readline().strip() for _ in range(chance.randint(1, 4))]
        time.sleep(chance.uniform(0, 0.06))
        process.send_signal(signal.SIGKILL)
        asked += process.stdout.read().split()
        process.wait()
    updater.update(killed, key, 0, asked.append)
    made, marks = remembered(told, key)
    assert [each.kind for each in made].count("episodic") == 4 and len(made) == 11
    assert remembered(killed, key) == (made, marks) and marks == [9, 9]
    assert len(whole) <= len(asked) <= len(whole) + KILLS, "it went on, and did not begin anew"
