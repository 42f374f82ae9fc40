"""The same call again answers only what is missing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest
from bench_items import Scripted, write_lines
from stage_fakes import NO, Referee, run

from persona_assistant.bench import (
    Conditions,
)
from persona_assistant.errors import (
    BadInput,
)
from persona_assistant.prompt import Wording


def test_the_same_run_again_answers_nothing_twice(items, tmp_path):
    first = run(items, Scripted(), Referee(), out=tmp_path)
    again, referee = Scripted(), Referee()
    second = run(items, again, referee, out=tmp_path)
    assert again.seen == [] and referee.asked == [] and second.reused == 8
    assert second.overall == first.overall


@pytest.mark.parametrize(
    "other",
    [
        {"identity": {"model": "another"}},
        {"settings": {"image encoder": "classical-image/2"}},
    ],
)
def test_another_engine_or_setting_reuses_nothing(items, tmp_path, other):
    run(items, Scripted(), out=tmp_path)
    answerer = Scripted(**other)
    run(items, answerer, out=tmp_path)
    assert len(answerer.seen) == 8


@pytest.mark.parametrize(
    "other",
    [
        {"wording": Wording(instructions="Who is it?", source="test")},
        {"contexts": 2},
        {"drop": frozenset({"audio"})},
    ],
)
def test_other_conditions_reuse_nothing_and_leave_what_was_answered(items, tmp_path, other):
    first = run(items, Scripted(default=NO), out=tmp_path)
    answerer = Scripted()
    run(items, answerer, out=tmp_path, conditions=Conditions(**other))
    assert len(answerer.seen) == 8
    back = Scripted()
    assert run(items, back, out=tmp_path).overall == first.overall and back.seen == []


def test_a_changed_medium_or_record_is_answered_again(items, tmp_path):
    run(items, Scripted(), out=tmp_path)
    home = items.folder / "assets" / "lsd"
    shutil.copy(home / "sample_1" / "concept_0.png", home / "sample_0" / "concept_0.png")
    items.records[5]["query_text"] = "And now? (1/1)"
    write_lines(items.data, items.records)
    answerer = Scripted()
    run(items, answerer, out=tmp_path)
    assert answerer.asked == [f"sample_0__aug_{i}" for i in range(4)] + ["sample_1__aug_1"]


def test_a_torn_last_line_is_dropped_and_written_again(items, tmp_path):
    run(items, Scripted(), out=tmp_path)
    log = tmp_path / "answers.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])
    answerer = Scripted()
    assert run(items, answerer, out=tmp_path).reused == 7
    assert answerer.asked == ["sample_1__aug_3"]
    assert log.read_bytes() == whole


def test_every_answer_is_on_the_disk_before_the_next_is_asked_for(items, tmp_path, monkeypatch):
    events = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: events.append("disk") or fsync(file))

    class Noted(Scripted):
        def answer(self, prompt, cancel=None):
            events.append("asked")
            return super().answer(prompt, cancel)

    run(items, Noted(), out=tmp_path)
    begun = events.index("asked")
    assert events[begun : begun + 16] == ["asked", "disk"] * 8


def test_a_log_that_is_something_else_is_not_written_over(items, tmp_path):
    (tmp_path / "answers.jsonl").write_text("my diary\n")
    with pytest.raises(BadInput, match="answers.jsonl, line 1"):
        run(items, Scripted(), out=tmp_path)
    assert (tmp_path / "answers.jsonl").read_text() == "my diary\n"


CHILD = """
    import sys, time
    from pathlib import Path
    from bench_items import Scripted, asked_id, run

    data, out, diary = map(Path, sys.argv[1:])

    class Slow(Scripted):
        def answer(self, prompt, cancel=None):
            with diary.open("a") as file:
                file.write(asked_id(prompt) + "\\n")
            time.sleep(0.15)
            return super().answer(prompt, cancel)

    run(data, Slow(default="He repairs violins."), out=out)
    print("finished")
"""


def test_a_killed_run_resumes_where_it_was(items, tmp_path):
    diary, out = tmp_path / "diary", tmp_path / "out"
    here = Path(__file__).resolve()
    environment = {**os.environ, "PYTHONPATH": f"{here.parent}{os.pathsep}{here.parents[2]}"}
    command = [sys.executable, "-c", textwrap.dedent(CHILD), str(items.data), str(out), str(diary)]

    def started():
        return diary.read_text().split() if diary.exists() else []

    child = subprocess.Popen(command, env=environment)
    deadline = time.monotonic() + 15
    while len(started()) < 4 and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    torn = started()[-1]
    assert len(started()) == 4

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "finished", done.stderr
    counts = Counter(started())
    assert counts.pop(torn) == 2
    assert set(counts.values()) == {1} and len(counts) == 7

    resumed = json.loads((out / "card.json").read_text())
    assert resumed["answers_reused"] == 3
    straight = run(items, Scripted(default="He repairs violins."))
    assert {
        name: resumed["result"][name] for name in ("overall", "groups", "tasks", "intervals")
    } == {name: straight.to_json()[name] for name in ("overall", "groups", "tasks", "intervals")}
