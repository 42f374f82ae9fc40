"""Every answer to a judged case gets a verdict, once, whatever happens to the judge or to us."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from persona_assistant.bench.judges import EndpointJudge
from persona_assistant.bench.judging import judge_all
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.log import Log, key_of
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Case, Reply
from persona_assistant.engines.retry import RetryPolicy
from persona_assistant.errors import EndpointError, JudgeError
from tests.support.judge_server import judge_server

ROOT = Path(__file__).resolve().parents[2]


def entry(name: str, gold: str = "a violin", judged: bool = True) -> Entry:
    return Entry(Case(name, name, {}, "What?", gold, judged), f"key of {name}")


def many(count: int) -> tuple[list[Entry], dict[str, Reply]]:
    """So many entries, each with an answer of its own."""
    names = [str(number) for number in range(count)]
    return [entry(name) for name in names], {name: Reply(f"answer {name}") for name in names}


@dataclass
class Told:
    """A judge that says what it is told by the prediction, and knows how many asked it at once."""

    says: dict = field(default_factory=dict)
    """Prediction -> a verdict, or an error; correct otherwise."""
    concurrency: int = 4
    name: str = "told"
    fingerprint: str = "1"
    seconds: float = 0.0
    there: bool = True
    asked: list = field(default_factory=list)
    most: int = 0

    def __post_init__(self):
        self._at_once, self._lock = 0, threading.Lock()

    def check(self):
        if not self.there:
            raise JudgeError("nobody there")

    def judge(self, gold, prediction, cancel=None):
        with self._lock:
            self.asked.append((gold, prediction))
            self._at_once += 1
            self.most = max(self.most, self._at_once)
        if cancel is not None and cancel.wait(self.seconds):
            raise JudgeError("stopped")
        with self._lock:
            self._at_once -= 1
        said = self.says.get(prediction, True)
        if isinstance(said, Exception):
            raise said
        return said

    def close(self):
        pass


# --- who is asked what


def test_only_answers_to_judged_cases_are_asked_and_an_empty_one_is_wrong_unasked():
    entries = [entry("a"), entry("b", judged=False), entry("c"), entry("d"), entry("e")]
    replies = {"a": Reply("x"), "b": Reply("x"), "c": Reply(" \n"), "e": Reply("y")}
    judge = Told({"y": False})
    judged = judge_all(entries, replies, judge, Log(None))
    assert judged.results == {"a": True, "c": False, "e": False} and not judged.errors
    assert sorted(judge.asked) == [("a violin", "x"), ("a violin", "y")]


def test_equal_answers_to_equal_questions_are_judged_once():
    entries = [entry("a"), entry("b"), entry("c", gold="a drum")]
    replies = dict.fromkeys("abc", Reply("x"))
    judge = Told()
    assert judge_all(entries, replies, judge, Log(None)).results == dict.fromkeys("abc", True)
    assert len(judge.asked) == 2


def test_a_verdict_is_logged_under_all_that_it_depends_on(tmp_path):
    log = Log(tmp_path / "verdicts.jsonl")
    judge_all([entry("a")], {"a": Reply("x")}, Told({"x": False}), log)
    log.close()
    (line,) = (tmp_path / "verdicts.jsonl").read_text().splitlines()
    assert json.loads(line) == {
        "key": key_of(judge="told", fingerprint="1", gold="a violin", prediction="x"),
        "id": "a",
        "judge": "told",
        "fingerprint": "1",
        "correct": False,
    }


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_verdict_is_not_asked_for_twice_of_the_same_judge(tmp_path, concurrency):
    entries, replies = many(9)
    path = tmp_path / "verdicts.jsonl"
    for name, fingerprint, count in (
        ("told", "1", 9),
        ("told", "1", 0),
        ("told", "2", 9),
        ("other", "1", 9),
    ):
        log = Log(path)
        judge = Told(name=name, fingerprint=fingerprint, concurrency=concurrency)
        judged = judge_all(entries, replies, judge, log)
        log.close()
        assert len(judge.asked) == count and judged.reused == 9 - count and len(judged.results) == 9
    assert len(path.read_text().splitlines()) == 27


def test_many_verdicts_of_the_lexical_judge_wait_for_the_disk_together(tmp_path, monkeypatch):
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(handle) or real(handle))
    entries, replies = many(400)
    log = Log(tmp_path / "verdicts.jsonl")
    judged = judge_all(entries, replies, LexicalJudge(), log)
    log.close()
    assert len(judged.results) == 400 and len(Log.read(tmp_path / "verdicts.jsonl")) == 400
    assert len(synced) < 40


# --- at once


@pytest.mark.parametrize(("asked_for", "most"), [(None, 4), (3, 3), (1, 1)])
def test_so_many_are_asked_at_once_and_no_more(asked_for, most):
    entries, replies = many(24)
    judge = Told(seconds=0.02)
    judged = judge_all(
        entries, replies, judge, Log(None), concurrency=asked_for, cancel=threading.Event()
    )
    assert judge.most == most and len(judged.results) == 24


def test_a_judge_on_this_machine_is_never_asked_two_things_at_once():
    entries, replies = many(8)
    judge = Told(concurrency=1, seconds=0.01)
    judge_all(entries, replies, judge, Log(None), concurrency=8, cancel=threading.Event())
    assert judge.most == 1


def test_a_server_is_asked_several_things_at_once():
    entries, replies = many(12)
    with judge_server(["CORRECT"], seconds=0.05) as (address, asked):
        judged = judge_all(entries, replies, EndpointJudge(address, concurrency=3), Log(None))
        assert judged.results == dict.fromkeys(replies, True) and asked.most == 3


# --- trouble


@pytest.mark.parametrize("concurrency", [1, 4])
def test_one_answer_without_a_verdict_is_its_own_error(concurrency):
    entries, replies = many(9)
    judge = Told({"answer 4": JudgeError("no verdict")}, concurrency)
    log = Log(None)
    judged = judge_all(entries, replies, judge, log)
    assert judged.errors == {"4": "no verdict"} and len(judged.results) == 8 == len(log)


@pytest.mark.parametrize("concurrency", [1, 4])
def test_one_question_that_a_server_cannot_take_is_its_own_error(concurrency):
    """Such as one that is too long: the judge is still there, so the others are asked."""
    entries, replies = many(9)
    judge = Told({"answer 4": EndpointError("too long")}, concurrency)
    judged = judge_all(entries, replies, judge, Log(None))
    assert judged.errors == {"4": "too long"} and len(judged.results) == 8


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_judge_that_is_gone_is_not_waited_for_again_and_again(concurrency):
    entries, replies = many(50)

    class Leaving(Told):
        def judge(self, gold, prediction, cancel=None):
            if len(self.asked) >= 10:
                self.there = False
                self.asked.append("in vain")
                raise EndpointError("connection refused")
            return super().judge(gold, prediction, cancel)

    judge, log = Leaving(concurrency=concurrency), Log(None)
    judged = judge_all(entries, replies, judge, log)
    assert judge.asked.count("in vain") <= concurrency
    assert len(judged.results) == 10 == len(log) and len(judged.errors) == 40
    assert sum(said == "not judged: connection refused" for said in judged.errors.values()) >= 39
    judge.there, judge.asked = True, []
    again = judge_all(entries, replies, Told(), log)
    assert len(again.results) == 50 and again.reused == 10


def test_a_judge_that_is_there_and_fails_all_the_time_counts_as_gone():
    entries, replies = many(50)
    judge = Told({reply.text: EndpointError("refuses the key") for reply in replies.values()}, 1)
    judged = judge_all(entries, replies, judge, Log(None))
    assert len(judge.asked) == 3 and len(judged.errors) == 50


@pytest.mark.parametrize("between", [True, False, JudgeError("no verdict")])
def test_only_failures_in_a_row_count(between):
    """A verdict, and an answer that is none, both show that the judge is there."""
    entries, replies = many(9)
    down = EndpointError("busy")
    says = {f"answer {at}": down for at in (0, 1, 3, 4, 6, 7)} | {"answer 2": between}
    judge = Told(says | {"answer 5": between}, 1)
    judged = judge_all(entries, replies, judge, Log(None))
    assert len(judge.asked) == 9 and judged.results["8"] is True
    assert [name for name, error in judged.errors.items() if error == "busy"] == list("013467")


def test_a_server_that_goes_away_in_the_middle():
    entries, replies = many(30)
    retry = RetryPolicy(attempts=2, first_delay=0.01)
    with judge_server([*["CORRECT"] * 12, 503], gone_after=12) as (address, asked):
        judge = EndpointJudge(address, "referee-1", concurrency=4, retry=retry)
        judged = judge_all(entries, replies, judge, Log(None))
    assert len(judged.results) == 12 and len(judged.errors) == 18
    assert len(asked) <= 12 + 2 * 4


def test_a_programming_error_stays_one():
    entries, replies = many(9)
    with pytest.raises(ZeroDivisionError):
        judge_all(entries, replies, Told({"answer 4": ZeroDivisionError()}), Log(None))


# --- being stopped


@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_is_done_is_kept_when_somebody_stops_it(concurrency):
    entries, replies = many(200)
    judge, log, cancel = Told(concurrency=concurrency, seconds=0.02), Log(None), threading.Event()
    threading.Timer(0.3, cancel.set).start()
    begun = time.monotonic()
    judged = judge_all(entries, replies, judge, log, cancel=cancel)
    assert time.monotonic() - begun < 3
    assert 0 < len(judged.results) < 200 and not judged.errors
    again = judge_all(entries, replies, Told(), log)
    assert again.reused == len(judged.results) and len(again.results) == 200


CHILD = """
import sys, threading
from pathlib import Path
from persona_assistant.bench.judges import EndpointJudge
from persona_assistant.bench.judging import judge_all
from persona_assistant.bench.log import Log
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Case, Reply
entries = [Entry(Case(str(n), str(n), {}, "What?", "a violin", True), "key") for n in range(60)]
replies = {str(n): Reply(f"answer {n}") for n in range(60)}
judge = EndpointJudge(sys.argv[1], "referee-1", concurrency=4)
judged = judge_all(entries, replies, judge, Log(Path(sys.argv[2])))
print(len(judged.results), judged.reused)
"""


def test_a_kill_in_the_middle_loses_only_what_was_in_flight(tmp_path):
    path = tmp_path / "verdicts.jsonl"

    def child(address: str) -> subprocess.Popen:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", CHILD, address, str(path)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    with judge_server(["CORRECT"], seconds=0.05) as (address, asked):
        process = child(address)
        until = time.monotonic() + 30
        while len(asked) < 20 and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        kept = len(path.read_text().splitlines())
        first = len(asked)
        assert 0 < kept < 60 and first - kept <= 8
        again, _ = child(address).communicate(timeout=60)
        assert again.split() == ["60", str(kept)]
        assert len(asked) - first == 60 - kept


# --- progress


@pytest.mark.parametrize("concurrency", [1, 4])
def test_progress_counts_what_was_known_apart(concurrency):
    entries, replies = many(20)
    log = Log(None)
    judge_all(entries[:5], replies, Told(), log)
    steps = []
    judge = Told({"answer 9": JudgeError("no verdict")}, concurrency, seconds=0.005)
    judge_all(entries, replies, judge, log, cancel=threading.Event(), on_progress=steps.append)
    assert {(step.stage, step.total, step.done - step.worked) for step in steps} == {
        ("judging", 20, 5)
    }
    done = [step.done for step in steps]
    assert done[0] == 5 and done[-1] == 20 and done == sorted(done) and len(done) > 2
    assert steps[-1].values == {"errors": 1} and steps[-1].seconds > 0
