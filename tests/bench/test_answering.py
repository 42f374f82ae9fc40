"""Stage one: order, concurrency, reuse, stopping and progress."""

from __future__ import annotations

import threading
import time

import pytest
from answering_fakes import WAIT, Answers, Posing, ask, jobs

from persona_assistant.bench.answering import Job
from persona_assistant.bench.log import Log
from persona_assistant.bench.run import Entry
from persona_assistant.errors import (
    EndpointError,
    EngineCrashed,
    MediaError,
)


def test_one_worker_asks_in_the_order_given_whatever_the_samples():
    todo = [job for pair in zip(jobs(12)[:6], jobs(12)[6:]) for job in pair]
    answers = Answers()
    stage = ask(todo, answers)
    assert answers.asked == [job.entry.case.id for job in todo] and answers.most == 1
    assert list(stage.results) == answers.asked and stage.errors == {}
    assert stage.results["q7"].text == "Q7" and stage.tokens == 24 and stage.reused == 0


def test_a_samples_questions_go_to_one_worker_one_after_another_in_their_order():
    # Samples alternate, so that only dealing by sample keeps them together.
    todo = sorted(jobs(60), key=lambda job: int(job.entry.case.id[1:]) % 3)
    answers = Answers(do=lambda *_: time.sleep(0.001))
    stage = ask(todo, answers, concurrency=4)
    assert len(stage.results) == 60 and list(stage.results) == [job.entry.case.id for job in todo]
    sample = {job.entry.case.id: job.entry.case.sample for job in todo}
    assert len(answers.threads) > 1
    for mine in answers.threads.values():
        assert [sample[question] for question in mine[::3]] == [
            sample[question] for question in mine[1::3]
        ]
        for first, second, third in zip(mine[::3], mine[1::3], mine[2::3], strict=True):
            assert [int(first[1:]) + 1, int(first[1:]) + 2] == [int(second[1:]), int(third[1:])]


def test_as_many_questions_are_under_way_as_asked_for_spread_evenly_over_the_endpoints():
    together = threading.Barrier(6)
    waited = threading.local()

    def meet(question, cancel):
        if not getattr(waited, "done", False):
            waited.done = True
            together.wait(WAIT)

    answerers = [Answers(do=meet) for _ in range(3)]
    stage = ask(jobs(60), answerers, concurrency=6)
    assert len(stage.results) == 60
    assert [answers.most for answers in answerers] == [2, 2, 2]


def test_every_endpoint_is_used_though_fewer_questions_at_once_were_asked_for():
    together = threading.Barrier(2)
    seen = threading.local()

    def meet(question, cancel):
        if not getattr(seen, "done", False):
            seen.done = True
            together.wait(WAIT)

    answerers = [Answers(do=meet), Answers(do=meet)]
    ask(jobs(12), answerers, concurrency=1)
    assert all(answers.asked for answers in answerers)


def test_the_next_question_is_posed_while_the_engine_works():
    suite = Posing()
    posed_ahead = []

    def work(question, cancel):
        number = int(question[1:])
        deadline = time.monotonic() + WAIT
        while f"q{number + 1}" not in suite.posed and number < 8 and time.monotonic() < deadline:
            time.sleep(0.001)
        posed_ahead.append(suite.posed[-1])

    answers = Answers(do=work)
    stage = ask(jobs(9), answers, suite)
    assert posed_ahead == [f"q{min(i + 1, 8)}" for i in range(9)], (
        "one ahead, across samples, never two"
    )
    assert suite.posed == answers.asked, "nothing is decoded twice"
    assert [reply.text for reply in stage.results.values()] == [f"Q{i}" for i in range(9)]


def test_results_do_not_depend_on_how_many_work():
    trouble = {"q4": MediaError("q4.wav: no sound"), "q11": MediaError("q11.png: no picture")}
    stages = [
        ask(jobs(40), [Answers() for _ in range(each)], Posing(trouble), concurrency=many)
        for many, each in ((1, 1), (5, 1), (7, 3))
    ]
    for stage in stages:
        assert stage.results == stages[0].results and stage.errors == stages[0].errors
    assert stages[0].errors == {name: str(error) for name, error in trouble.items()}


def test_what_is_in_the_log_is_not_asked_and_what_could_not_be_posed_neither():
    log = Log(None)
    first = ask(jobs(5), Answers(), log=log)
    answers, suite = Answers(), Posing()
    again = ask(jobs(8, error={"q6": "missing media: a.png"}), answers, suite, log)
    assert answers.asked == ["q5", "q7"] == suite.posed
    assert (
        again.reused == 5 and again.tokens == 4 and again.errors == {"q6": "missing media: a.png"}
    )
    assert {name: again.results[name] for name in first.results} == first.results
    line = log.get("key 5")
    assert (
        line["id"] == "q5"
        and line["text"] == "Q5"
        and line["abstained"] is False
        and line["tokens"] == 2
    )


def test_the_same_question_twice_is_asked_once():
    todo = jobs(2)
    todo[1] = Job(todo[1].item, Entry(todo[1].entry.case, todo[0].entry.key))
    answers = Answers()
    stage = ask(todo, answers)
    assert answers.asked == ["q0"] and stage.results["q1"].text == "Q0" and stage.reused == 1


def test_an_answer_is_in_the_log_before_its_worker_asks_again():
    log = Log(None)
    seen = []
    ask(jobs(6), Answers(do=lambda *_: seen.append(len(log))), log=log)
    assert seen == [0, 1, 2, 3, 4, 5]


def test_stopping_keeps_what_is_answered_and_gives_up_the_rest():
    cancel = threading.Event()

    def stopped_at_seven(question, given):
        if question == "q6":
            cancel.set()
            assert given.wait(WAIT), "the engine is told to stop"

    log = Log(None)
    stage = ask(jobs(30), Answers(do=stopped_at_seven), log=log, cancel=cancel)
    assert list(stage.results) == [f"q{i}" for i in range(6)] and stage.errors == {}
    assert len(log) == 6, "an answer that was cut short is not kept"
    assert len(ask(jobs(30), Answers(), log=log).results) == 30


def test_stopping_is_quick_with_many_at_work():
    cancel = threading.Event()
    stage = ask(
        jobs(90),
        Answers(do=lambda question, given: (cancel.set(), given.wait(WAIT))),
        cancel=cancel,
        concurrency=16,
    )
    assert stage.results == {} and stage.errors == {} and stage.seconds < WAIT / 2


def test_an_error_of_an_engine_that_is_being_stopped_is_none():
    cancel = threading.Event()

    def broken_by_the_stop(question, given):
        cancel.set()
        given.wait(WAIT)
        raise EndpointError("closed")

    assert ask(jobs(9), Answers(do=broken_by_the_stop), cancel=cancel).errors == {}


def test_progress_of_every_step_comes_from_one_thread():
    log = Log(None)
    ask(jobs(2), Answers(), log=log)
    steps, threads, scored = [], set(), []

    def on_progress(step):
        steps.append(step)
        threads.add(threading.current_thread())

    def on_answer(case, reply):
        threads.add(threading.current_thread())
        scored.append((case.id, reply.text))
        return {"Cal": float(len(scored))}

    trouble = {"q5": EngineCrashed("died")}
    stage = ask(
        jobs(9, error={"q3": "missing media"}),
        Answers(trouble),
        log=log,
        concurrency=3,
        on_progress=on_progress,
        on_answer=on_answer,
    )
    assert threads == {threading.current_thread()}
    assert [step.done for step in steps] == [3, 4, 5, 6, 7, 8, 9]
    assert {(step.stage, step.total) for step in steps} == {("answering", 9)}
    first, last = steps[0], steps[-1]
    assert first.done - first.worked == 2 and first.values == {"errors": 1, "Cal": 2.0}
    assert last.done - last.worked == 2
    assert last.values["errors"] == 2 and last.values["Cal"] == 7.0
    assert last.values["tokens/s"] == pytest.approx(10 / last.seconds)
    assert stage.tokens == 10 and 0 < last.seconds <= stage.seconds
