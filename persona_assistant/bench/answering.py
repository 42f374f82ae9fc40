"""Stage one: every item gets an answer, from one engine or from many at once.

Every worker asks one answerer, and the questions of a source sample go one after another to one
worker (`scheduler`): what an engine or a server has computed of their contexts serves the next one.
While the engine works on a question, the media of the next one are read and decoded.

An answer is in the log before its worker goes on. Stopping keeps what is answered.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Generic

from persona_assistant.bench.answerer import Answerer
from persona_assistant.bench.log import Log
from persona_assistant.bench.run import Entry
from persona_assistant.bench.scheduler import (
    MAX_CONSECUTIVE_FAILURES,
    Question,
    Scheduler,
    Worker,
)
from persona_assistant.bench.suite import Case, Conditions, ItemT, Media, Reply, Suite
from persona_assistant.errors import BadInput, EngineError, EngineMissing, ModelError
from persona_assistant.progress import CancelToken, OnProgress, Progress, ignore
from persona_assistant.prompt import Prompt

STAGE = "answering"
"""`Progress.stage` of this stage."""

_DECODER_THREADS = 4
_POLL_SECONDS = 0.05
"""Between two looks at `cancel`."""

OnAnswer = Callable[[Case, Reply], Mapping[str, float]]
"""Called with every answer as it comes; returns the metrics so far, those it computes."""


@dataclass(frozen=True, slots=True)
class Job(Generic[ItemT]):
    item: ItemT
    entry: Entry


@dataclass(slots=True)
class AnsweringResult:
    """Replies and errors by item id, in the order of the jobs. An item in neither was not
    reached."""

    results: dict[str, Reply] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reused: int = 0
    """Replies that were in the log."""
    seconds: float = 0.0
    tokens: int = 0
    """Of new answers, where the engine counts them."""


def answer_all(
    jobs: Sequence[Job[ItemT]],
    suite: Suite[ItemT],
    media: Media,
    conditions: Conditions,
    answerers: Sequence[Answerer],
    log: Log,
    *,
    concurrency: int = 1,
    cancel: CancelToken | None = None,
    on_progress: OnProgress = ignore,
    on_answer: OnAnswer | None = None,
) -> AnsweringResult:
    """A Reply for every item that can be answered.

    `concurrency` questions are under way at once, spread evenly over `answerers`, which differ only
    in where they run; every answerer is used, so there are at least as many questions under way.
    One worker asks in the order of `jobs`. Once `cancel` is set, questions under way are given up
    and the results so far are returned. `on_progress` and `on_answer` are called in this thread;
    `media` and `suite.build_prompt` in others.

    Raises EngineMissing and ModelError at once, EngineError when no answerer ever works, BadInput
    when the log cannot be written.
    """
    results = _Results(jobs, on_progress, on_answer)
    open_jobs = results.add_known(log)
    if open_jobs:
        workers = min(max(concurrency, len(answerers)), len(open_jobs))
        pool = _WorkerPool(suite, media, conditions, answerers, log, open_jobs, workers)
        pool.run(results, cancel)
    return results.in_order()


class _Results(Generic[ItemT]):
    """The results so far, and their reporting. Used in the caller's thread alone."""

    def __init__(
        self,
        jobs: Sequence[Job[ItemT]],
        on_progress: OnProgress,
        on_answer: OnAnswer | None,
    ) -> None:
        self._jobs = jobs
        self._on_progress, self._on_answer = on_progress, on_answer
        self._begun = time.perf_counter()
        self._metrics: Mapping[str, float] = {}
        self.so_far = AnsweringResult()

    def add_known(self, log: Log) -> list[Job[ItemT]]:
        """Add what needs no engine, and return the other jobs."""
        open_jobs = []
        for job in self._jobs:
            entry = job.entry
            if entry.error or entry.key is None:
                self.so_far.errors[entry.case.id] = entry.error or "it could not be posed"
            elif (line := log.get(entry.key)) is not None:
                self._add(job, Reply.from_json(line), reused=True)
            else:
                open_jobs.append(job)
        self._report()
        return open_jobs

    def add_reply(self, job: Job[ItemT], reply: Reply, reused: bool) -> None:
        self._add(job, reply, reused)
        self._report()

    def add_error(self, job: Job[ItemT], error: str) -> None:
        self.so_far.errors[job.entry.case.id] = error
        self._report()

    def in_order(self) -> AnsweringResult:
        so_far, order = self.so_far, [job.entry.case.id for job in self._jobs]
        return AnsweringResult(
            {name: so_far.results[name] for name in order if name in so_far.results},
            {name: so_far.errors[name] for name in order if name in so_far.errors},
            so_far.reused,
            time.perf_counter() - self._begun,
            so_far.tokens,
        )

    def _add(self, job: Job[ItemT], reply: Reply, reused: bool) -> None:
        self.so_far.results[job.entry.case.id] = reply
        self.so_far.reused += reused
        self.so_far.tokens += 0 if reused else reply.tokens or 0
        if self._on_answer is not None:
            self._metrics = self._on_answer(job.entry.case, reply)

    def _report(self) -> None:
        if self._on_progress is ignore:
            return
        so_far, seconds = self.so_far, time.perf_counter() - self._begun
        values = {"errors": float(len(so_far.errors)), **self._metrics}
        if so_far.tokens:
            values["tokens/s"] = so_far.tokens / seconds
        done = len(so_far.results) + len(so_far.errors)
        self._on_progress(
            Progress(
                STAGE,
                done,
                len(self._jobs),
                unit="questions",
                seconds=seconds,
                worked=done - so_far.reused,
                values=values,
            )
        )


@dataclass(frozen=True, slots=True)
class _Message(Generic[ItemT]):
    """From a worker to the caller's thread: a reply or an error message."""

    job: Job[ItemT]
    outcome: Reply | str
    reused: bool = False


class _WorkerPool(Generic[ItemT]):
    """The workers, and what each does with a question."""

    def __init__(
        self,
        suite: Suite[ItemT],
        media: Media,
        conditions: Conditions,
        answerers: Sequence[Answerer],
        log: Log,
        jobs: Sequence[Job[ItemT]],
        workers: int,
    ) -> None:
        self._suite, self._media, self._conditions = suite, media, conditions
        self._answerers, self._log = answerers, log
        self._decoders = ThreadPoolExecutor(min(workers, _DECODER_THREADS), "bench decoder")
        self._scheduler: Scheduler[Job[ItemT]] = Scheduler(
            [Question(job, job.entry.case.sample) for job in jobs],
            len(answerers),
            keep_order=workers == 1,
            prepare=lambda question: self._decoders.submit(self._build_prompt, question.job),
        )
        self._threads = [
            threading.Thread(
                target=self._work,
                args=(Worker[Job[ItemT]](number % len(answerers)),),
                name="bench worker",
                daemon=True,
            )
            for number in range(workers)
        ]
        self._messages: queue.SimpleQueue[_Message[ItemT] | BaseException | None] = (
            queue.SimpleQueue()
        )
        """None: a worker is done."""

    def run(self, results: _Results[ItemT], cancel: CancelToken | None) -> None:
        try:
            for thread in self._threads:
                thread.start()
            self._collect(results, cancel)
        finally:
            self._scheduler.stop()
            for thread in self._threads:
                if thread.ident is not None:
                    thread.join()
            self._decoders.shutdown(wait=False, cancel_futures=True)
        if cancel is not None and cancel.is_set():
            return
        last_error = self._scheduler.last_error
        if last_error is not None and self._scheduler.all_gone and not results.so_far.results:
            raise last_error
        for question in self._scheduler.unasked():
            failures = iter(question.failures.values())
            results.add_error(question.job, next(failures, self._not_asked()))

    def _collect(self, results: _Results[ItemT], cancel: CancelToken | None) -> None:
        """Add what the workers report until each of them is done."""
        working = len(self._threads)
        while working:
            if cancel is not None and cancel.is_set():
                self._scheduler.stop()
            try:
                message = self._messages.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if message is None:
                working -= 1
            elif isinstance(message, BaseException):
                raise message
            elif isinstance(message.outcome, Reply):
                results.add_reply(message.job, message.outcome, message.reused)
            else:
                results.add_error(message.job, message.outcome)

    def _not_asked(self) -> str:
        count = len(self._answerers)
        name = "the engine" if count == 1 else f"each of {count} endpoints"
        return (
            f"not asked: {name} failed {MAX_CONSECUTIVE_FAILURES} times in a row "
            f"(last: {self._scheduler.last_error})"
        )

    # --- in the workers

    def _work(self, worker: Worker[Job[ItemT]]) -> None:
        try:
            while (question := self._scheduler.next(worker)) is not None:
                self._ask(worker, question)
        except BaseException as error:  # whatever it is, the caller's thread raises it
            self._scheduler.stop()
            self._messages.put(error)
        finally:
            self._messages.put(None)

    def _ask(self, worker: Worker[Job[ItemT]], question: Question[Job[ItemT]]) -> None:
        job, scheduler, key = question.job, self._scheduler, question.job.entry.key
        assert key is not None  # items without a key are errors already
        prepared, question.prompt = question.prompt, None
        line = self._log.get(key)
        if line is not None:  # two items may be the same question
            self._messages.put(_Message(job, Reply.from_json(line), reused=True))
            return
        asked = time.monotonic()
        try:
            prompt = self._build_prompt(job) if prepared is None else prepared.result()
            scheduler.prefetch(worker)
            asked = time.monotonic()
            reply = self._answerers[worker.answerer].answer(prompt, scheduler.stopped)
        except BadInput as error:
            self._messages.put(_Message(job, str(error)))
        except (EngineMissing, ModelError):
            raise
        except EngineError as error:
            if scheduler.stopped.is_set():
                return
            if not scheduler.report_failure(worker, question, error, asked):
                self._messages.put(_Message(job, str(error)))
        else:
            if scheduler.stopped.is_set():
                return  # the answer may have been cut short
            line = {"id": job.entry.case.id, "abstained": reply.abstained, **asdict(reply)}
            self._log.add(key, line)
            scheduler.report_success(worker)
            self._messages.put(_Message(job, reply))

    def _build_prompt(self, job: Job[ItemT]) -> Prompt:
        item = job.item.without_ground_truth()
        return self._suite.build_prompt(item, self._media, self._conditions)
