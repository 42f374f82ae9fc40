"""Killed in the middle, out of space: the same call goes on, and the memory is that of an unbroken
run.

PERSONA_ASSISTANT_TORTURE=N kills N times instead of a few.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from people_in_folders import contents, people, slow, speak

from persona_assistant.enrolment import encode_missing, enrol, media_work
from persona_assistant.progress import finish

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="kills and limits processes the POSIX way"
)

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("PERSONA_ASSISTANT_TORTURE", "3"))


def start(
    what: str, tmp_path: Path, folder: Path, seconds: float, limit: int | None = None
) -> subprocess.Popen:
    command = [sys.executable, str(Path(__file__).with_name("worker.py")), what]
    command += [str(tmp_path / "home"), str(tmp_path / "key"), str(folder), str(seconds)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        command + ([str(limit)] if limit else []),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
    )


def killed(process: subprocess.Popen, at: int, after: float) -> int:
    """Kills the process a while after it said `at`; how far it was."""
    done = 0
    for line in process.stdout:
        done = int(line)
        if done >= at:
            break
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    rest = [
        int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")
    ]
    process.wait()
    return max([done, *rest])


def test_a_kill_loses_a_second_at_most_and_the_next_call_goes_on(tmp_path, folder, reopen):
    people(folder, 6, 20)
    for person in range(3):
        speak(folder / f"Person {person:02}" / "hello.wav", person)
        (folder / f"Person {person:02}" / "notes.txt").write_text(
            f"One of {person}.\n\nTwo of {person}."
        )
    total, stored, chance = 126, 0, random.Random(os.urandom(8))
    for _ in range(ROUNDS):
        reached = killed(
            start("enrol", tmp_path, folder, 0.02), stored + 33, chance.uniform(0, 0.1)
        )
        memory = reopen()
        before, stored = stored, len(memory.people.ingested())
        memory.close()
        assert before < stored or stored == total
        assert reached - stored <= 32
    memory, encoders = reopen(), slow()
    done = finish(enrol(memory.people, encoders, folder))
    assert done.known == stored and done.images + done.voices + 3 >= total - stored
    assert len(encoders["image"].seen) + len(encoders["voice"].seen) == done.images + done.voices
    unbroken = reopen("unbroken")
    finish(enrol(unbroken.people, slow(), folder))
    assert contents(memory) == contents(unbroken) and memory.check() == []


def test_a_full_disk_keeps_what_is_stored_and_the_next_call_goes_on(tmp_path, folder, reopen):
    people(folder, 4, 40)
    reopen().close()
    process = start("enrol", tmp_path, folder, 0, limit=700_000)
    said, _ = process.communicate(timeout=60)
    last = said.splitlines()[-1]
    assert last.startswith("DiskFull") and "disk is full" in last
    memory = reopen()
    stored = memory.media.count("image")
    assert 0 < stored < 160 and memory.check() == []
    assert finish(enrol(memory.people, slow(), folder)).images == 160 - stored
    unbroken = reopen("unbroken")
    finish(enrol(unbroken.people, slow(), folder))
    assert contents(memory) == contents(unbroken)


def test_encoding_anew_goes_on_after_a_kill_and_never_mixes(tmp_path, folder, reopen):
    people(folder, 3, 40)
    memory = reopen()
    finish(enrol(memory.people, slow(), folder))
    former = contents(memory)["slow-image/1"]
    memory.close()
    killed(start("encode", tmp_path, folder, 0.02), 33, 0.0)
    memory = reopen()
    half = memory.media.vectors("slow-image/2")
    assert 32 <= len(half.matrix) < 120 and half.matrix.shape[1] == 5
    assert contents(memory)["slow-image/1"] == former
    encoder = slow(version=2, dim=5)["image"]
    made = finish(encode_missing(memory, [media_work(encoder)])).made
    assert made == {"pictures": 120 - len(half.matrix)} and len(encoder.seen) == made["pictures"]
    whole = memory.media.vectors("slow-image/2")
    pictures = [memory.media.triplet(t).image for t in whole.triplet_ids.tolist()]
    assert (
        len(set(whole.triplet_ids.tolist())) == 120
        and (whole.matrix == encoder.encode(pictures)).all()
    )
    assert contents(memory)["slow-image/1"] == former and memory.check() == []
