"""The log of a run, with real processes, a real kill and a real end of the disk."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from persona_assistant.bench.log import Log, key_of
from persona_assistant.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]


def child(path: Path, body: str) -> subprocess.Popen:
    """A process that has `log` open and says so, then does `body`."""
    begin = f"""
        import os, resource, signal, sys
        from pathlib import Path
        from persona_assistant.bench.log import Log
        log = Log(Path({str(path)!r}))
        print("open", flush=True)
    """
    code = textwrap.dedent(begin) + textwrap.dedent(body)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "open\n"
    return process


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def test_what_was_added_is_there_when_it_is_opened_again(tmp_path):
    path = tmp_path / "new" / "answers.jsonl"
    log = Log(path)
    log.add("a", {"text": "Grüße \u2028 \U0001f422"})
    log.extend([{"key": "b", "n": 1}, {"key": "a", "text": "later"}])
    log.close()
    assert "Grüße" in path.read_text("utf-8") and len(lines(path)) == 3
    again = Log(path)
    assert (
        again.get("a") == {"key": "a", "text": "later"}
        and again.get("b")["n"] == 1
        and again.get("c") is None
    )
    assert len(again) == 2 and {line["key"] for line in again.results()} == {"a", "b"}
    again.close()


def test_half_a_surrogate_pair_is_kept_as_it_is(tmp_path):
    log = Log(tmp_path / "log")
    log.add("a", {"text": "\ud83d"})
    log.close()
    assert Log.read(tmp_path / "log").get("a")["text"] == "\ud83d"


def test_many_threads_add_whole_lines(tmp_path):
    log = Log(tmp_path / "log")
    start = threading.Barrier(8)

    def add(worker):
        start.wait()
        for number in range(25):
            log.add(f"{worker}.{number}", {"text": "x" * 2000})

    threads = [threading.Thread(target=add, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    found = lines(tmp_path / "log")
    assert len(found) == 200 == len({line["key"] for line in found})


def test_every_line_is_on_the_disk_when_add_returns(tmp_path, monkeypatch):
    sizes = []
    fsync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda file: (fsync(file), sizes.append(os.fstat(file).st_size))
    )
    log = Log(tmp_path / "log")
    for number in range(3):
        log.add(str(number), {})
        assert len(sizes) == number + 1 and sizes[-1] == (tmp_path / "log").stat().st_size
    log.extend({"key": str(number)} for number in range(100))
    assert len(sizes) == 4
    log.close()


def test_a_cut_off_last_line_is_dropped(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b'{"key": "a"}\n{"key": "b", "te')
    assert len(Log.read(path)) == 1 and path.read_bytes().endswith(b'"te'), (
        "whoever only reads changes nothing"
    )
    log = Log(path)
    assert log.get("a") and log.get("b") is None
    log.add("c", {})
    log.close()
    assert path.read_bytes() == b'{"key": "a"}\n{"key": "c"}\n'


@pytest.mark.parametrize(
    "content", ["my diary\n", '{"text": "no key"}\n', "[1]\n", '{"key": "a"}\nnonsense\n']
)
def test_something_else_is_not_written_over(tmp_path, content):
    path = tmp_path / "log"
    path.write_text(content)
    for opening in (Log, Log.read):
        with pytest.raises(BadInput, match=r"log, line \d"):
            opening(path)
    assert path.read_text() == content
    path.write_text("")
    Log(path).close()


def test_reading_one_that_is_not_there_makes_none(tmp_path):
    assert len(Log.read(tmp_path / "log")) == 0 and not (tmp_path / "log").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="choose another folder") as error:
        Log(tmp_path / "file" / "log")
    assert error.value.code == "bench_out"


def test_a_second_process_is_refused_while_the_first_writes_and_may_read(tmp_path):
    path = tmp_path / "run" / "answers.jsonl"
    first = child(path, 'log.add("a", {"n": 1}); print("added", flush=True); sys.stdin.readline()')
    assert first.stdout.readline() == "added\n"
    with pytest.raises(BadInput, match=f"another bench run is writing {path.parent}"):
        Log(path)
    assert Log.read(path).get("a")["n"] == 1
    first.communicate("go\n", timeout=10)
    log = Log(path)
    assert log.get("a")["n"] == 1
    log.close()


def test_after_a_kill_in_the_middle_of_an_append_the_whole_lines_are_there(tmp_path):
    path = tmp_path / "log"
    writer = child(
        path, 'for i in range(10**6): log.add(str(i), {"text": str(i % 10) * (4 << 20)})'
    )
    size, deadline = 4 << 20, time.monotonic() + 20
    while time.monotonic() < deadline:
        written = path.stat().st_size
        if written > 3 * size and written % size > 1000:
            break
    os.kill(writer.pid, signal.SIGKILL)
    assert writer.wait(10) == -signal.SIGKILL
    whole = path.read_bytes().count(b"\n")
    assert whole >= 2
    log = Log(path)
    assert len(log) == whole and all(
        log.get(str(i))["text"] == str(i % 10) * size for i in range(whole)
    )
    log.add("after", {})
    log.close()
    assert [line["key"] for line in lines(path)] == [*map(str, range(whole)), "after"]


CUT = """
    signal.signal(signal.SIGXFSZ, signal.{what})
    log.add("a", {{}})
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    try:
        log.add("b", {{"text": "x" * 5000}})
    except Exception as error:
        print(error, flush=True)
    log.add("c", {{}})
"""


def test_the_system_ends_the_process_within_a_line(tmp_path):
    path = tmp_path / "log"
    writer = child(path, CUT.format(what="SIG_DFL"))
    assert writer.wait(10) == -signal.SIGXFSZ
    assert path.stat().st_size == 1000, "half a line is in the file"
    log = Log(path)
    assert log.get("a") and log.get("b") is None and path.read_bytes() == b'{"key": "a"}\n'
    log.close()


def test_a_full_disk_is_said_and_leaves_no_half_line(tmp_path):
    path = tmp_path / "log"
    writer = child(path, CUT.format(what="SIG_IGN"))
    assert "free some space and run again" in writer.stdout.read()
    assert writer.wait(10) == 0
    assert path.read_bytes() == b'{"key": "a"}\n{"key": "c"}\n'


def test_keys_do_not_depend_on_the_order_of_what_they_are_made_of():
    assert key_of(a=1, b="ü") == key_of(b="ü", a=1) != key_of(a=1, b="u")
