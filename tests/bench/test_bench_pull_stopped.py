"""A pull that is killed, and two that run into the same folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pull_hub import ROOT, People, given, left_over

from persona_assistant.bench.pull import pull_suite
from persona_assistant.errors import PullError

CHILD = """
import sys
from pathlib import Path
from persona_assistant.bench.pull import pull_suite
class People:
    name, dataset, pull_patterns = "people", "makers/people", ("*.jsonl", "assets/*", "about.json")
print(pull_suite(People(), Path(sys.argv[1])).files)
"""


def child(place: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHILD, str(place)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def wait_for(there) -> None:
    until = time.monotonic() + 30
    while not there() and time.monotonic() < until:
        time.sleep(0.01)
    assert there()


def test_a_kill_in_the_middle_is_gone_on_from(hub, place, content):
    """Some files are whole then, a big one is half here, some were not begun."""
    content["assets/aa_first.wav"] = big = os.urandom(24 << 20)
    hub.stop_after, hub.seconds = 15 << 20, 0.05
    staging = place.with_name("people.part")
    part = staging / "assets/aa_first.wav.part"
    process = child(place)
    wait_for(
        lambda: (
            part.exists()
            and part.stat().st_size >= 10 << 20
            and len(list(staging.rglob("*.png"))) > 3
        )
    )
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert not place.exists()
    have = part.stat().st_size
    whole = {each.relative_to(staging).as_posix() for each in staging.rglob("*.png")}
    for name in whole:
        assert (staging / name).read_bytes() == content[name], (
            "an unfinished file has the name of a whole one"
        )
    assert 0 < have < len(big)

    hub.stop_after, hub.seconds = None, 0
    hub.asked.clear()
    said, _ = child(place).communicate(timeout=60)
    assert int(said) == len(content) - 1
    assert given(hub, "aa_first.wav") == [("assets/aa_first.wav", f"bytes={have}-")]
    assert not {name for name, _ in given(hub)} & whole
    assert (place / "assets/aa_first.wav").read_bytes() == big
    assert left_over(place) == ["people"]


def test_a_kill_at_any_moment_leaves_what_the_next_call_finishes(hub, place, content):
    """Ten kills at moments of their own, each going on from the one before."""
    hub.seconds = 0.01
    for number in range(10):
        process = child(place)
        enough = 4 * number
        wait_for(
            lambda enough=enough, process=process: (
                len(given(hub)) > enough or process.poll() is not None
            )
        )
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        if place.exists():
            break
    hub.seconds = 0
    pulled = pull_suite(People(), place)
    for name in ("people_v1.jsonl", "assets/sample_39/query.png", "about.json"):
        assert (place / name).read_bytes() == content[name]
    assert pulled.files == len(content) - 1 and left_over(place) == ["people"]


def test_two_pulls_into_one_folder_do_not_mix(hub, place):
    hub.stop_after = 10
    process = child(place)
    wait_for(lambda: given(hub))
    try:
        with pytest.raises(PullError, match="another process"):
            pull_suite(People(), place)
    finally:
        process.kill()
        process.communicate()
