"""Stage one: every item gets an answer, from one engine or from many at once.

Every worker asks one answerer, and the questions of a source sample go one after another to one
worker (`dealing`): what an engine or a server has computed of their contexts serves the next one.
While the engine works on a question, the media of the one after it are read and decoded.

An answer is in the log before its worker goes on. Stopping keeps what is answered.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from persona_assistant.bench.answerer import Answerer
from persona_assistant.bench.log import Log
from persona_assistant.bench.run import Entry
from persona_assistant.bench.scheduler import STRIKES, Question, Scheduler, Worker
from persona_assistant.bench.suite import Case, Conditions, Media, Moment, Reply, Suite, Watch
from persona_assistant.errors import BadInput, EngineError, EngineMissing, ModelError
from persona_assistant.prompt import Prompt

_DECODERS = 4
_GLANCE = 0.05
"""Seconds between two looks at `cancel`."""

Live = Callable[[Case, Reply], "float | None"]
"""Told every answer as it comes; returns the headline metric so far, where it reckons one."""


@dataclass(frozen=True, slots=True)
class Job:
    item: Any
    """The suite's own."""
    entry: Entry


@dataclass(slots=True)
class Stage:
    """What came of it, by item id in the order of the jobs. What is in neither was not reached."""

    results: dict[str, Reply] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reused: int = 0
    seconds: float = 0.0
    tokens: int = 0
    """Of new answers, where the engine tells."""


def answer_all(
    jobs: Sequence[Job],
    suite: Suite,
    media: Media,
    conditions: Conditions,
    answerers: Sequence[Answerer],
    log: Log,
    *,
    concurrency: int = 1,
    cancel: threading.Event | None = None,
    watch: Watch | None = None,
    live: Live | None = None,
) -> Stage:
    """A Reply for every item that can be answered.

    `concurrency` questions are under way at once, spread evenly over `answerers`, which differ in
    their place alone; every answerer is used, so there are at least as many. With one, questions
    are asked in the order of `jobs`. Once `cancel` is set, questions under way are given up and
    what there is is returned. `watch` and `live` are called from this thread; `media` and
    `suite.build_prompt` from others.

    Raises EngineMissing and ModelError at once, EngineError when no answerer ever works, BadInput
    when the log cannot be written.
    """
    ledger = _Ledger(jobs, watch, live)
    todo = ledger.settle(log)
    if todo:
        workers = min(max(concurrency, len(answerers)), len(todo))
        _Asking(suite, media, conditions, answerers, log, todo, workers).run(ledger, cancel)
    return ledger.stage()


class _Ledger:
    """What came of the jobs so far, and telling it. Used from the caller's thread alone."""

    def __init__(self, jobs: Sequence[Job], watch: Watch | None, live: Live | None) -> None:
        self._jobs, self._watch, self._live = jobs, watch, live
        self._begun = time.perf_counter()
        self._headline: float | None = None
        self.so_far = Stage()

    def settle(self, log: Log) -> list[Job]:
        """Enter what needs no engine; the rest."""
        todo = []
        for job in self._jobs:
            entry = job.entry
            if entry.error or entry.key is None:
                self.so_far.errors[entry.case.id] = entry.error or "it could not be posed"
            elif (logged := log.get(entry.key)) is not None:
                self._enter(job, _reply(logged), reused=True)
            else:
                todo.append(job)
        self._tell()
        return todo

    def answered(self, job: Job, reply: Reply, reused: bool) -> None:
        self._enter(job, reply, reused)
        self._tell()

    def failed(self, job: Job, error: str) -> None:
        self.so_far.errors[job.entry.case.id] = error
        self._tell()

    def stage(self) -> Stage:
        found, order = self.so_far, [job.entry.case.id for job in self._jobs]
        return Stage(
            {name: found.results[name] for name in order if name in found.results},
            {name: found.errors[name] for name in order if name in found.errors},
            found.reused,
            time.perf_counter() - self._begun,
            found.tokens,
        )

    def _enter(self, job: Job, reply: Reply, reused: bool) -> None:
        self.so_far.results[job.entry.case.id] = reply
        self.so_far.reused += reused
        self.so_far.tokens += 0 if reused else reply.tokens or 0
        if self._live is not None:
            self._headline = self._live(job.entry.case, reply)

    def _tell(self) -> None:
        if self._watch is None:
            return
        found = self.so_far
        self._watch(
            Moment(
                stage="answer",
                done=len(found.results) + len(found.errors),
                total=len(self._jobs),
                reused=found.reused,
                errors=len(found.errors),
                tokens=found.tokens,
                seconds=time.perf_counter() - self._begun,
                headline=self._headline,
            )
        )


class _Asking:
    """The workers, and what each does with a question."""

    def __init__(
        self,
        suite: Suite,
        media: Media,
        conditions: Conditions,
        answerers: Sequence[Answerer],
        log: Log,
        todo: Sequence[Job],
        workers: int,
    ) -> None:
        self._suite, self._media, self._conditions = suite, media, conditions
        self._answerers, self._log = answerers, log
        self._decoders = ThreadPoolExecutor(min(workers, _DECODERS), "bench decoder")
        self._scheduler = Scheduler(
            [Question(job, job.entry.case.sample) for job in todo],
            len(answerers),
            keep_order=workers == 1,
            prepare=lambda question: self._decoders.submit(self._pose, question.what),
        )
        self._threads = [
            threading.Thread(
                target=self._work,
                args=(Worker(number % len(answerers)),),
                name="bench worker",
                daemon=True,
            )
            for number in range(workers)
        ]
        self._news: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run(self, ledger: _Ledger, cancel: threading.Event | None) -> None:
        try:
            for thread in self._threads:
                thread.start()
            self._listen(ledger, cancel)
        finally:
            self._scheduler.stop()
            for thread in self._threads:
                if thread.ident is not None:
                    thread.join()
            self._decoders.shutdown(wait=False, cancel_futures=True)
        if cancel is not None and cancel.is_set():
            return
        if self._scheduler.nobody_there and not ledger.so_far.results:
            raise self._scheduler.last_error
        for question in self._scheduler.left():
            ledger.failed(question.what, next(iter(question.failed.values()), self._not_asked()))

    def _listen(self, ledger: _Ledger, cancel: threading.Event | None) -> None:
        """Enter what the workers tell, until each has told that it is done."""
        working = len(self._threads)
        while working:
            if cancel is not None and cancel.is_set():
                self._scheduler.stop()
            try:
                news = self._news.get(timeout=_GLANCE)
            except queue.Empty:
                continue
            if news is None:
                working -= 1
            elif isinstance(news, BaseException):
                raise news
            else:
                job, result, reused = news
                if isinstance(result, Reply):
                    ledger.answered(job, result, reused)
                else:
                    ledger.failed(job, result)

    # --- in the workers

    def _work(self, worker: Worker) -> None:
        try:
            while (question := self._scheduler.next(worker)) is not None:
                self._ask(worker, question)
        except BaseException as error:  # whatever it is, the caller's thread raises it
            self._scheduler.stop()
            self._news.put(error)
        finally:
            self._news.put(None)

    def _ask(self, worker: Worker, question: Question[Job]) -> None:
        job, scheduler = question.what, self._scheduler
        ready, question.ahead = question.ahead, None
        logged = self._log.get(job.entry.key)
        if logged is not None:  # two items may be the same question
            self._news.put((job, _reply(logged), True))
            return
        begun = time.monotonic()
        try:
            prompt = self._pose(job) if ready is None else ready.result()
            scheduler.look_ahead(worker)
            begun = time.monotonic()
            reply = self._answerers[worker.answerer].answer(prompt, scheduler.stopped)
        except BadInput as error:
            self._news.put((job, str(error), False))
        except (EngineMissing, ModelError):
            raise
        except EngineError as error:
            if not scheduler.stopped.is_set() and not scheduler.failed(
                worker, question, error, begun
            ):
                self._news.put((job, str(error), False))
        else:
            if scheduler.stopped.is_set():
                return  # it may have been cut short
            self._log.add(
                job.entry.key,
                {"id": job.entry.case.id, "abstained": reply.abstained, **asdict(reply)},
            )
            scheduler.answered(worker)
            self._news.put((job, reply, False))

    def _pose(self, job: Job) -> Prompt:
        blind = job.item.blind() if hasattr(job.item, "blind") else job.item
        return self._suite.build_prompt(blind, self._media, self._conditions)

    def _not_asked(self) -> str:
        who = (
            "the engine"
            if len(self._answerers) == 1
            else f"each of {len(self._answerers)} endpoints"
        )
        return (
            f"not asked: {who} failed {STRIKES} times in a row (last: {self._scheduler.last_error})"
        )


def _reply(logged: Mapping[str, Any]) -> Reply:
    return Reply(**{part.name: logged.get(part.name) for part in fields(Reply)})
