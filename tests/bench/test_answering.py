"""Stage one, with answerers a test can hold, break and watch."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict

import pytest

from persona_assistant.bench.answering import MAX_CONSECUTIVE_FAILURES, Job, answer_all
from persona_assistant.bench.log import Log
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Case, Conditions, Reply
from persona_assistant.errors import (
    BadInput,
    EndpointError,
    EngineCrashed,
    EngineMissing,
    MediaError,
)
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt

WAIT = 5.0


class Item(str):
    """Its own question; `ground_truth` must never be posed."""

    ground_truth = "secret"

    def without_ground_truth(self) -> Item:
        without_ground_truth = Item(self)
        without_ground_truth.ground_truth = None
        return without_ground_truth


class Posing:
    """A suite that only builds prompts; those it built are in `posed`. It may fail."""

    headline = "Cal"

    def __init__(self, trouble=None) -> None:
        self.posed, self.trouble = [], trouble or {}

    def build_prompt(self, item, media, conditions) -> Prompt:
        assert item.ground_truth is None and media == "media"
        self.posed.append(str(item))
        if item in self.trouble:
            raise self.trouble[item]
        return Prompt((str(item),), Query(str(item)))


class Answers:
    """Answers in capitals, remembers what it was asked and by whom."""

    name, engine, identity, max_tokens, settings = "model", "fake", {}, 9, {}

    def __init__(self, trouble=None, do=None) -> None:
        self.trouble, self.do = trouble or {}, do
        self.asked, self.threads = [], defaultdict(list)
        self.now = self.most = 0
        self.lock = threading.Lock()

    def check(self) -> None:
        pass

    def answer(self, prompt, cancel=None) -> Reply:
        question = prompt.parts[0]
        with self.lock:
            self.asked.append(question)
            self.threads[threading.get_ident()].append(question)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            if self.do is not None:
                self.do(question, cancel)
            trouble = (
                self.trouble(question) if callable(self.trouble) else self.trouble.get(question)
            )
            if trouble is not None:
                raise trouble
            return Reply(question.upper(), seconds=0.01, tokens=2)
        finally:
            with self.lock:
                self.now -= 1


def jobs(count: int, per_sample: int = 3, error=None) -> list[Job]:
    errors = error or {}
    return [
        Job(
            Item(f"q{i}"),
            Entry(
                Case(f"q{i}", f"s{i // per_sample}", {}, "?"),
                None if f"q{i}" in errors else f"key {i}",
                errors.get(f"q{i}"),
            ),
        )
        for i in range(count)
    ]


def ask(todo, answerers, suite=None, log=None, **more):
    answerers = answerers if isinstance(answerers, list) else [answerers]
    return answer_all(
        todo,
        suite or Posing(),
        "media",
        Conditions(),
        answerers,
        Log(None) if log is None else log,
        **more,
    )


def dead(question):
    return EndpointError("cable cut", retryable=True)


# --- order ---


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


# --- decoding ahead ---


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


# --- what was answered before ---


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


# --- trouble ---


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
    assert (
        len(answers.asked) == 1 + MAX_CONSECUTIVE_FAILURES
        and list(stage.results) == ["q0"]
        and len(stage.errors) == 19
    )
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


# --- several endpoints ---


def test_a_dead_endpoint_loses_its_questions_to_the_others():
    gone, there = Answers(dead), Answers(do=lambda *_: time.sleep(0.002))
    stage = ask(jobs(60), [gone, there], concurrency=2)
    assert stage.errors == {} and len(stage.results) == 60
    assert len(gone.asked) == MAX_CONSECUTIVE_FAILURES and len(there.asked) == 60


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


# --- stopping, watching ---


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
        return float(len(scored))

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


def test_the_harness_costs_little():
    todo = jobs(300)
    stage = ask(todo, Answers())
    assert stage.seconds / 300 < 0.002
