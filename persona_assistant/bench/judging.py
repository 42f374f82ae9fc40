"""The second stage of a run: every answer to a judged case gets its verdict.

A verdict is on the disk before it counts and is found again under the judge's name and fingerprint,
the gold answer and the prediction, so the same call picks up where it was stopped, and equal
answers to equal questions are judged once. A server is asked several things at once; what it says
is collected and logged by one thread. What goes wrong with one answer is that answer's error. When
the judge itself is gone, the rest are errors at once instead of being waited for one after the
other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union

from persona_assistant.bench.judges import Judge
from persona_assistant.bench.log import Log, key_of
from persona_assistant.bench.suite import Moment, Reply, Watch
from persona_assistant.errors import EngineError, JudgeError

if TYPE_CHECKING:
    from persona_assistant.bench.run import Entry

STRIKES = 3
"""Failures in a row after which a judge counts as gone although it still answers `check`."""
_POLL = 0.1
"""Seconds between two looks at `cancel`."""
_BATCH = 0.05
"""Seconds: verdicts that come faster than this wait for the disk together."""


@dataclass(slots=True)
class Judged:
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
    ids: list[str] = field(default_factory=list)
    """Of all items that ask it."""


def judge_all(
    entries: Sequence[Entry],
    replies: Mapping[str, Reply],
    judge: Judge,
    log: Log,
    *,
    concurrency: int | None = None,
    cancel: threading.Event | None = None,
    watch: Watch | None = None,
) -> Judged:
    """Verdicts for the answered ones of `entries` that are judged; an empty answer is wrong
    unasked.

    `judge.check()` should have been called: it settles the name that verdicts are kept under.
    `concurrency` answers are given to the judge at once (None: as many as it likes), to a judge on
    this machine always one. When `cancel` is set, what is in flight is given up, what was done is
    kept, and the rest is in neither `results` nor `errors`. Raises BadInput when the log cannot be
    written.
    """
    begun = time.perf_counter()
    judged = Judged()
    questions: dict[str, _Question] = {}
    for entry in entries:
        case, reply = entry.case, replies.get(entry.case.id)
        if reply is None or not case.judged:
            continue
        key = key_of(
            judge=judge.name, fingerprint=judge.fingerprint, gold=case.gold, prediction=reply.text
        )
        if not reply.text.strip():
            judged.results[case.id] = False
        elif (line := log.get(key)) is not None:
            judged.results[case.id] = line["correct"]
            judged.reused += 1
        else:
            questions.setdefault(key, _Question(key, case.gold, reply.text)).ids.append(case.id)
    total = len(judged.results) + sum(len(question.ids) for question in questions.values())

    def tell() -> None:
        judged.seconds = time.perf_counter() - begun
        if watch is not None:
            done = len(judged.results) + len(judged.errors)
            watch(
                Moment(
                    "judge", done, total, judged.reused, len(judged.errors), seconds=judged.seconds
                )
            )

    tell()
    stop = threading.Event()
    strikes, gone = 0, ""
    workers = 1 if judge.concurrency == 1 else max(1, concurrency or judge.concurrency)
    with closing(_outcomes(list(questions.values()), judge, workers, stop, cancel)) as batches:
        for batch in batches:
            verdicts = [
                (question, correct) for question, correct in batch if isinstance(correct, bool)
            ]
            if verdicts:
                log.extend(_line(judge, question, correct) for question, correct in verdicts)
            for question, correct in verdicts:
                judged.results.update(dict.fromkeys(question.ids, correct))
            for question, outcome in batch:
                if isinstance(outcome, bool):
                    strikes = 0
                elif not (stop.is_set() or (cancel is not None and cancel.is_set())):
                    judged.errors.update(dict.fromkeys(question.ids, str(outcome)))
                    strikes = strikes + 1 if isinstance(outcome, EngineError) else 0
                    if strikes and (strikes >= STRIKES or _is_gone(judge)):
                        gone = f"not judged: {outcome}"
                        stop.set()
            tell()
    if gone:
        for question in questions.values():
            for name in question.ids:
                if name not in judged.results:
                    judged.errors.setdefault(name, gone)
    tell()
    return judged


def _line(judge: Judge, question: _Question, correct: bool) -> dict[str, Any]:
    return {
        "key": question.key,
        "id": question.ids[0],
        "judge": judge.name,
        "fingerprint": judge.fingerprint,
        "correct": correct,
    }


def _is_gone(judge: Judge) -> bool:
    """Whether a judge that has just failed is there at all."""
    try:
        judge.check()
    except JudgeError:
        return True
    return False


_Outcome = Union[bool, JudgeError, EngineError]
_Batch = list[tuple[_Question, _Outcome]]


def _outcomes(
    questions: Sequence[_Question],
    judge: Judge,
    workers: int,
    stop: threading.Event,
    cancel: threading.Event | None,
) -> Iterator[_Batch]:
    """The questions with their verdicts or errors as they come, until `stop` or `cancel` is set."""

    def stopped() -> bool:
        if cancel is not None and cancel.is_set():
            stop.set()
        return stop.is_set()

    if workers == 1:
        batch, since = [], time.monotonic()
        for question in questions:
            if stopped():
                break
            outcome = _asked(judge, question, cancel)
            batch.append((question, outcome))
            if not isinstance(outcome, bool) or time.monotonic() - since >= _BATCH:
                yield batch
                batch, since = [], time.monotonic()
        if batch:
            yield batch
        return
    left = iter(questions)
    flying: dict[Future[_Outcome], _Question] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="judge") as pool:
        try:
            while True:
                while not stopped() and len(flying) < workers and (question := next(left, None)):
                    flying[pool.submit(_asked, judge, question, stop)] = question
                if not flying:
                    return
                if done := wait(flying, _POLL, FIRST_COMPLETED).done:
                    yield [(flying.pop(each), each.result()) for each in done]
        finally:
            stop.set()  # also when whoever listens has had enough


def _asked(judge: Judge, question: _Question, cancel: threading.Event | None) -> _Outcome:
    try:
        return judge.judge(question.gold, question.prediction, cancel)
    except (JudgeError, EngineError) as error:
        return error
