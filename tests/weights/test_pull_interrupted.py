"""A download that stops continues later, and a disk that is full keeps what it took."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from persona_assistant.errors import BadInput, Cancelled, DiskFull, ModelError, PullError
from persona_assistant.progress import Progress
from persona_assistant.weights import registry
from persona_assistant.weights.hub import Hub
from persona_assistant.weights.pull import pull_from
from tests.support.model_hub import MODEL, NOTES, PROJECTOR, REPOSITORY, pull, tiny_model

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("models")


# --- interrupted

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from persona_assistant.weights.hub import Hub
from persona_assistant.weights.pull import pull_from
from tests.support.model_hub import tiny_model
{before}
pull_from(Hub(), tiny_model())
"""


def child(before: str = "") -> subprocess.Popen:
    script = SCRIPT.format(root=str(ROOT), before=before)
    return subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)


def test_a_pull_that_is_killed_goes_on_where_it_stopped(hub, models):
    big = b"GGUF" + os.urandom(1 << 20) * 24
    hub.files[REPOSITORY]["model.gguf"] = big
    hub.stop_after = 15 << 20
    process = child()
    part = models / "tiny.part/model.gguf.part"
    until = time.monotonic() + 30
    while not (part.exists() and part.stat().st_size >= 10 << 20) and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    have = part.stat().st_size
    assert 0 < have < len(big)
    assert registry.installed() == [] and not (models / "tiny").exists()
    assert not list(models.rglob("*.gguf")), "an unfinished file has the name of a whole one"
    with pytest.raises(ModelError, match="no model called tiny"):
        registry.resolve("tiny")

    hub.stop_after = None
    pull()
    assert hub.given("model.gguf") == [None, f"bytes={have}-"]
    assert (models / "tiny/model.gguf").read_bytes() == big
    assert not (models / "tiny.part").exists()


def test_a_connection_that_breaks_is_taken_up_again(hub, models):
    hub.files[REPOSITORY]["model.gguf"] = big = b"GGUF" + os.urandom(1 << 20) * 12
    hub.stop_after, hub.then_close = 11 << 20, True
    pull()
    assert (models / "tiny/model.gguf").read_bytes() == big
    assert hub.given("model.gguf") == [None, f"bytes={10 << 20}-"]


@pytest.mark.parametrize("trouble", ["no_ranges", "other content", "longer than the file"])
def test_a_part_that_does_not_fit_is_begun_anew(hub, models, trouble):
    hub.files[REPOSITORY]["model.gguf"] = MODEL
    hub.served["model.gguf"] = MODEL[:99]
    with pytest.raises(PullError, match="early"):
        pull()
    part = models / "tiny.part/model.gguf.part"
    assert part.read_bytes() == MODEL[:99]
    hub.served.clear()
    wanted = MODEL
    if trouble == "no_ranges":
        hub.no_ranges = True
    elif trouble == "other content":
        hub.files[REPOSITORY]["model.gguf"] = wanted = b"GGUF another one" * 50
    else:
        part.write_bytes(MODEL * 2)
    pull()
    assert (models / "tiny/model.gguf").read_bytes() == wanted


def test_two_pulls_of_one_model_do_not_mix(hub, models):
    hub.stop_after = 100
    process = child()
    until = time.monotonic() + 30
    while not hub.given("model.gguf") and time.monotonic() < until:
        time.sleep(0.02)
    try:
        with pytest.raises(PullError, match="another process"):
            pull()
    finally:
        process.kill()
        process.communicate()


def test_who_cancels_keeps_what_is_there(hub, models):
    hub.files[REPOSITORY]["model.gguf"] = big = b"GGUF" + os.urandom(1 << 20) * 24
    cancel = threading.Event()

    def stop_early(progress: Progress) -> None:
        if progress.stage == "downloading" and progress.done > 1 << 20:
            cancel.set()

    with pytest.raises(Cancelled, match="pull again") as stopped:
        pull_from(Hub(), tiny_model(), on_progress=stop_early, cancel=cancel)
    assert stopped.value.exit_code == 130 and registry.installed() == []
    have = (models / "tiny.part/model.gguf.part").stat().st_size
    assert 1 << 20 < have < len(big)
    seen: list[Progress] = []
    pull_from(Hub(), tiny_model(), on_progress=seen.append, cancel=threading.Event())
    assert hub.given("model.gguf")[-1] == f"bytes={have}-"
    first = next(step for step in seen if step.detail == "model.gguf")
    assert (first.done, first.worked, first.total) == (have, 0, len(big))
    assert (models / "tiny/model.gguf").read_bytes() == big


def test_a_silent_server_does_not_delay_who_cancels(hub, models):
    hub.files[REPOSITORY]["model.gguf"] = b"GGUF" + os.urandom(1 << 20) * 12
    hub.stop_after, cancel = 11 << 20, threading.Event()
    timer = threading.Timer(1.0, cancel.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        pull_from(Hub(), tiny_model(), cancel=cancel)
    timer.join()
    assert time.monotonic() - began < 8
    assert (models / "tiny.part/model.gguf.part").stat().st_size >= 10 << 20


# --- no room


def test_room_is_looked_for_before_anything_is_fetched(hub, models, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**6, 10**6 - 500, 500))
    with pytest.raises(DiskFull, match="free some space"):
        pull()
    assert not hub.given("model.gguf") and registry.installed() == []


def test_only_the_rest_needs_room(hub, models, monkeypatch):
    hub.served["model.gguf"] = MODEL[:-10]
    with pytest.raises(PullError, match="early"):
        pull()
    hub.served.clear()
    usage = namedtuple("usage", "total used free")
    room = len(PROJECTOR) + len(NOTES) + 10
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**6, 0, room - 1))
    with pytest.raises(DiskFull):
        pull()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**6, 0, room))
    pull()


def test_a_disk_that_fills_up_keeps_what_it_took(hub, models):
    process = child("import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))")
    _, said = process.communicate(timeout=60)
    assert (
        process.returncode == 1
        and "DiskFull: the disk of" in said
        and "continues where it stopped" in said
    )
    assert (
        not (models / "tiny").exists()
        and (models / "tiny.part/model.gguf.part").stat().st_size == 5000
    )
    pull()
    assert hub.given("model.gguf")[-1] == "bytes=5000-"
    assert (models / "tiny/model.gguf").read_bytes() == MODEL


def test_a_folder_that_cannot_be_written_to_is_named(hub, models):
    models.write_text("a file where the folder should be")
    with pytest.raises(BadInput, match=registry.VARIABLE):
        pull()


def test_a_folder_of_somebody_else_stays(hub, models):
    (models / "tiny").mkdir(parents=True)
    (models / "tiny/thesis.txt").write_text("mine")
    with pytest.raises(BadInput, match="move it away"):
        pull()
    assert (models / "tiny/thesis.txt").read_text() == "mine"
