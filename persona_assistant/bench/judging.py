"""The second stage of a run: every answer to a judged case gets its verdict.

A verdict is on the disk before it counts. It is kept under the judge's name and fingerprint, the
gold answer and the prediction, so that the same call resumes where it was stopped, and equal
answers to equal questions are judged once. A server judges several answers at once; one thread
collects and logs the verdicts. A failure with one answer is that answer's error. When the judge
itself is gone, the remaining answers become errors at once instead of waiting one after another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from persona_assistant.bench.judges import Judge
from persona_assistant.bench.log import Log
from persona_assistant.bench.suite import Reply
from persona_assistant.bench.verdicts import about, verdict_key
from persona_assistant.errors import Cancelled, EngineError, JudgeError
from persona_assistant.progress import CancelToken, OnProgress, Progress, ignore

if TYPE_CHECKING:
    from persona_assistant.bench.run import Entry

STAGE = "judging"
"""`Progress.stage` of this stage."""
MAX_CONSECUTIVE_FAILURES = 3
"""After so many a judge counts as gone although `check` still succeeds."""
_POLL_SECONDS = 0.1
"""Between two looks at `cancel`."""
_BATCH_SECONDS = 0.05
"""Verdicts that come faster than this wait for the disk together."""


@dataclass(slots=True)
class JudgingResult:
    """Verdicts and errors by item id."""

    results: dict[str, bool] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reused: int = 0
    """Items whose verdict was in the log."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Question:
    key: str
    gold: str
    prediction: str
    about: str
    ids: list[str] = field(default_factory=list)
    """Of all items that ask it."""


def judge_all(
    entries: Sequence[Entry],
    replies: Mapping[str, Reply],
    judge: Judge,
    log: Log,
    *,
    concurrency: int | None = None,
    cancel: CancelToken | None = None,
    on_progress: OnProgress = ignore,
) -> JudgingResult:
    """Verdicts for the answered and judged ones of `entries`. An empty answer is wrong, and no
    judge is asked.

    Call `judge.check()` first: it settles the name that verdicts are kept under. `concurrency`
    answers are judged at once (None: as many as the judge accepts), by a judge on this machine
    always one. When `cancel` is set, verdicts under way are given up and what was done is kept; the
    rest is in neither `results` nor `errors`. Raises BadInput when the log cannot be written.
    """
    return _Judging(judge, log, on_progress).run(entries, replies, concurrency, cancel)


class _Judging:
    def __init__(self, judge: Judge, log: Log, on_progress: OnProgress) -> None:
        self._judge, self._log, self._on_progress = judge, log, on_progress
        self._begun = time.perf_counter()
        self._result = JudgingResult()
        self._total = 0
        self._failures = 0
        """Consecutive ones."""
        self._stop = threading.Event()

    def run(
        self,
        entries: Sequence[Entry],
        replies: Mapping[str, Reply],
        concurrency: int | None,
        cancel: CancelToken | None,
    ) -> JudgingResult:
        judge, result, stop = self._judge, self._result, self._stop
        questions = self._add_known(entries, replies)
        self._total = len(result.results) + sum(len(question.ids) for question in questions)
        self._report()
        workers = 1 if judge.concurrency == 1 else max(1, concurrency or judge.concurrency)
        gone = ""
        with closing(_outcomes(questions, judge, workers, stop, cancel)) as batches:
            for batch in batches:
                self._add_verdicts(batch)
                for question, outcome in batch:
                    if isinstance(outcome, bool):
                        self._failures = 0
                    elif isinstance(outcome, Cancelled) or stop.is_set():
                        pass  # given up, not failed
                    elif cancel is None or not cancel.is_set():
                        result.errors.update(dict.fromkeys(question.ids, str(outcome)))
                        if self._is_gone_after(outcome):
                            gone = f"not judged: {outcome}"
                            stop.set()
                self._report()
        if gone:
            unjudged = (name for question in questions for name in question.ids)
            for name in unjudged:
                if name not in result.results:
                    result.errors.setdefault(name, gone)
        self._report()
        return result

    def _add_known(self, entries: Sequence[Entry], replies: Mapping[str, Reply]) -> list[_Question]:
        """Add the verdicts that need no judge; the questions for the others."""
        judge, result = self._judge, self._result
        questions: dict[str, _Question] = {}
        for entry in entries:
            case, reply = entry.case, replies.get(entry.case.id)
            if reply is None or not case.judged:
                continue
            if not reply.text.strip():
                result.results[case.id] = False
                continue
            key = verdict_key(judge.name, judge.fingerprint, case, reply.text)
            line = self._log.get(key)
            if line is not None:
                result.results[case.id] = line["correct"]
                result.reused += 1
            else:
                question = _Question(key, case.gold, reply.text, about(case))
                questions.setdefault(key, question).ids.append(case.id)
        return list(questions.values())

    def _add_verdicts(self, batch: _Batch) -> None:
        verdicts = [(question, outcome) for question, outcome in batch if isinstance(outcome, bool)]
        if verdicts:
            self._log.extend(self._line(question, correct) for question, correct in verdicts)
        for question, correct in verdicts:
            self._result.results.update(dict.fromkeys(question.ids, correct))

    def _line(self, question: _Question, correct: bool) -> dict[str, Any]:
        return {
            "key": question.key,
            "id": question.ids[0],
            "judge": self._judge.name,
            "fingerprint": self._judge.fingerprint,
            "correct": correct,
        }

    def _is_gone_after(self, error: JudgeError | EngineError) -> bool:
        """Count a failure; whether the judge is gone for good. A reply that is no verdict does not
        count: the judge is there."""
        if not isinstance(error, EngineError):
            self._failures = 0
            return False
        self._failures += 1
        if self._failures >= MAX_CONSECUTIVE_FAILURES:
            return True
        try:
            self._judge.check()
        except JudgeError:
            return True
        return False

    def _report(self) -> None:
        result = self._result
        result.seconds = time.perf_counter() - self._begun
        done = len(result.results) + len(result.errors)
        self._on_progress(
            Progress(
                STAGE,
                done,
                self._total,
                unit="answers",
                seconds=result.seconds,
                worked=done - result.reused,
                values={"errors": float(len(result.errors))},
            )
        )


_Outcome = bool | JudgeError | EngineError | Cancelled
_Batch = list[tuple[_Question, _Outcome]]


def _outcomes(
    questions: Sequence[_Question],
    judge: Judge,
    workers: int,
    stop: threading.Event,
    cancel: CancelToken | None,
) -> Generator[_Batch, None, None]:
    """The questions with their verdicts or errors as they come, until `stop` or `cancel` is set."""

    def is_stopped() -> bool:
        if cancel is not None and cancel.is_set():
            stop.set()
        return stop.is_set()

    if workers == 1:
        yield from _one_by_one(questions, judge, is_stopped, cancel)
        return
    remaining = iter(questions)
    under_way: dict[Future[_Outcome], _Question] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="judge") as pool:
        try:
            while True:
                while len(under_way) < workers and not is_stopped():
                    question = next(remaining, None)
                    if question is None:
                        break
                    under_way[pool.submit(_judge, judge, question, stop)] = question
                if not under_way:
                    return
                if done := wait(under_way, _POLL_SECONDS, FIRST_COMPLETED).done:
                    yield [(under_way.pop(future), future.result()) for future in done]
        finally:
            stop.set()  # also when the caller closes this generator early


def _one_by_one(
    questions: Sequence[_Question],
    judge: Judge,
    is_stopped: Callable[[], bool],
    cancel: CancelToken | None,
) -> Generator[_Batch, None, None]:
    batch: _Batch = []
    since = time.monotonic()
    for question in questions:
        if is_stopped():
            break
        outcome = _judge(judge, question, cancel)
        batch.append((question, outcome))
        if not isinstance(outcome, bool) or time.monotonic() - since >= _BATCH_SECONDS:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _judge(judge: Judge, question: _Question, cancel: CancelToken | None) -> _Outcome:
    try:
        if question.about:
            return judge.judge(question.gold, question.prediction, cancel, about=question.about)
        return judge.judge(question.gold, question.prediction, cancel)
    except (JudgeError, EngineError, Cancelled) as error:
        return error
