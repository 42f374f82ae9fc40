"""Stage one with engines and endpoints that fail."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from answering_fakes import WAIT, Answers, ask, dead, jobs

from persona_assistant.bench.log import Log
from persona_assistant.errors import (
    BadInput,
    EndpointError,
    EngineCrashed,
    EngineMissing,
)


def test_a_failed_question_is_its_own_error_and_is_not_remembered():
    log = Log(None)
    answers = Answers({"q1": EngineCrashed("The engine died: run it again.")})
    stage = ask(jobs(4), answers, log=log)
    assert stage.errors == {"q1": "The engine died: run it again."} and len(stage.results) == 3
    again = Answers()
    assert ask(jobs(4), again, log=log).errors == {} and again.asked == ["q1"]


def test_an_engine_that_fails_again_and_again_is_not_asked_for_ever():
    answers = Answers(lambda question: None if question == "q0" else EngineCrashed("gone"))
    stage = ask(jobs(20), answers)
    assert len(answers.asked) == 1 + 5 and list(stage.results) == ["q0"] and len(stage.errors) == 19
    assert stage.errors["q1"] == "gone" and stage.errors["q19"].startswith(
        "not asked: the engine failed 5 times"
    )
    with pytest.raises(EngineCrashed):
        ask(jobs(20), Answers(lambda question: EngineCrashed("gone")))


def test_failures_here_and_there_are_not_an_engine_that_is_gone():
    answers = Answers(
        lambda question: None if question in ("q4", "q9") else EngineCrashed("hiccup")
    )
    stage = ask(jobs(14), answers)
    assert len(answers.asked) == 14 and len(stage.results) == 2 and len(stage.errors) == 12


def test_questions_that_were_under_way_together_fail_as_one():
    together = threading.Barrier(8)
    here = threading.local()

    def meet(question, cancel):
        here.asked = getattr(here, "asked", 0) + 1
        if here.asked <= 2:
            together.wait(
                WAIT
            )  # all fail their first question before any gets an answer to its second

    stage = ask(
        jobs(48),
        Answers(lambda question: dead(question) if here.asked == 1 else None, meet),
        concurrency=8,
    )
    assert len(stage.errors) == 8 and len(stage.results) == 40


def test_answers_from_before_count_although_the_engine_is_gone():
    log = Log(None)
    ask(jobs(1), Answers(), log=log)
    stage = ask(jobs(9), Answers(dead), log=log)
    assert list(stage.results) == ["q0"] and len(stage.errors) == 8


def test_a_missing_engine_stops_the_run_at_once():
    started = threading.Event()

    def wait_for_the_end(question, cancel):
        if question != "q0":
            started.set()
            assert cancel.wait(WAIT), "those at work are told to stop"
        else:
            assert started.wait(WAIT)

    answers = Answers({"q0": EngineMissing("no model")}, wait_for_the_end)
    log = Log(None)
    with pytest.raises(EngineMissing):
        ask(jobs(30), answers, log=log, concurrency=3)
    assert len(answers.asked) <= 3 and len(log) == 0


def test_a_full_disk_stops_the_run(tmp_path, monkeypatch):
    log = Log(tmp_path / "answers.jsonl")
    monkeypatch.setattr(
        log, "add", lambda *_: (_ for _ in ()).throw(BadInput("make room and run again"))
    )
    with pytest.raises(BadInput, match="make room"):
        ask(jobs(5), Answers(), log=log)


def test_a_mistake_in_the_code_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        ask(jobs(5), Answers(do=lambda *_: 1 / 0), concurrency=2)


def test_a_dead_endpoint_loses_its_questions_to_the_others():
    gone, there = Answers(dead), Answers(do=lambda *_: time.sleep(0.002))
    stage = ask(jobs(60), [gone, there], concurrency=2)
    assert stage.errors == {} and len(stage.results) == 60
    assert len(gone.asked) == 5 and len(there.asked) == 60


def test_whoever_is_done_waits_for_what_another_may_still_hand_back():
    quick_is_done = threading.Event()

    def fail_late(question, cancel):
        assert quick_is_done.wait(WAIT)
        time.sleep(0.05)

    late, quick = Answers(dead, fail_late), Answers(do=lambda *_: quick_is_done.set())
    stage = ask(jobs(2, per_sample=1), [late, quick])
    assert stage.errors == {} and len(late.asked) == 1 and len(quick.asked) == 2


def test_a_question_no_endpoint_can_answer_is_asked_of_each_once():
    def refuses(question):
        return EndpointError(f"{question}: no such sound") if question == "q7" else None

    both = [Answers(refuses), Answers(refuses)]
    stage = ask(jobs(30), both)
    assert stage.errors == {"q7": "q7: no such sound"} and len(stage.results) == 29
    assert Counter(question for answers in both for question in answers.asked)["q7"] == 2


def test_when_all_endpoints_are_gone_the_rest_is_not_asked():
    def after_ten(answers):
        return lambda question: dead(question) if len(answers.asked) > 10 else None

    both = [Answers(), Answers()]
    for answers in both:
        answers.trouble = after_ten(answers)
    stage = ask(jobs(99), both, concurrency=4)
    assert 18 <= len(stage.results) <= 20 and len(stage.results) + len(stage.errors) == 99
    assert (
        "not asked: each of 2 endpoints failed 5 times in a row (last: cable cut)"
        in stage.errors.values()
    )
    with pytest.raises(EndpointError, match="cable cut"):
        ask(jobs(30), [Answers(dead), Answers(dead)])
