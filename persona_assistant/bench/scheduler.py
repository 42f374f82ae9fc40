"""Who asks what next: questions dealt out to workers, sample by sample, and dealt again when one
fails.

The questions of a sample stay in one worker, so that what was computed of their shared contexts
serves them all. A question that one answerer could not answer is dealt to another; an answerer that
fails again and again gets no more, and what its workers still hold goes back on the pile.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from persona_assistant.errors import EndpointError, EngineError

STRIKES = 5
"""Failures in a row after which an answerer counts as gone. More than the three questions that
share one source sample, so that a single bad recording is not mistaken for a dead engine. Questions
that were under way together count once."""

_GLANCE = 0.1

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Question(Generic[T]):
    what: T
    sample: str
    failed: dict[int, str] = field(default_factory=dict)
    """What was wrong, by the number of the answerer that could not."""
    ahead: Future | None = None
    """Its prompt, being made."""


@dataclass(slots=True, eq=False)
class Worker:
    """What a worker holds; it asks one answerer only."""

    answerer: int
    questions: deque[Question] = field(default_factory=deque)


class Scheduler:
    """`prepare` begins to make a question's prompt while the one before it is asked."""

    def __init__(
        self,
        questions: Iterable[Question],
        answerers: int,
        *,
        keep_order: bool,
        prepare: Callable[[Question], Future],
    ) -> None:
        """`keep_order`: for a single worker, whatever the samples."""
        samples: dict[str, deque[Question]] = {}
        for question in questions:
            samples.setdefault("" if keep_order else question.sample, deque()).append(question)
        self._pile = deque(samples.values())
        self._again: list[Question] = []
        self._prepare = prepare
        self._busy: set[int] = set()
        self._strikes = [0] * answerers
        self._struck = [0.0] * answerers
        self._changed = threading.Condition()
        self.stopped = threading.Event()
        self.last_error: EngineError | None = None

    def next(self, worker: Worker) -> Question | None:
        """The next question; the one before is done with. None when there is nothing left for this
        worker.

        Waits while another worker may still hand something back.
        """
        with self._changed:
            self._busy.discard(id(worker))
            self._changed.notify_all()
            while not self.stopped.is_set() and not self._gone(worker.answerer):
                question = self._pick(worker)
                if question is not None:
                    self._busy.add(id(worker))
                    return question
                if not self._busy:
                    break
                self._changed.wait(_GLANCE)
            if worker.questions:
                self._pile.appendleft(worker.questions)
                worker.questions = deque()
            return None

    def look_ahead(self, worker: Worker) -> None:
        """Begin to prepare what this worker, as things stand, will ask next."""
        with self._changed:
            if worker.questions:
                follows = worker.questions[0]
            else:
                follows = next(
                    (sample[0] for sample in self._pile if sample[0].ahead is None), None
                )
            if follows is not None and follows.ahead is None:
                follows.ahead = self._prepare(follows)

    def answered(self, worker: Worker) -> None:
        with self._changed:
            self._strikes[worker.answerer] = 0

    def failed(self, worker: Worker, question: Question, error: EngineError, asked: float) -> bool:
        """Note that the question, asked at `asked` on the monotonic clock, got no answer. Whether
        somebody else will be asked."""
        number = worker.answerer
        with self._changed:
            self.last_error = error
            question.failed[number] = str(error)
            if asked >= self._struck[number]:
                self._strikes[number] += 1
                self._struck[number] = time.monotonic()
            again = isinstance(error, EndpointError) and any(
                other not in question.failed and not self._gone(other)
                for other in range(len(self._strikes))
            )
            if again:
                self._again.append(question)
            return again

    def stop(self) -> None:
        """Nobody gets another question."""
        self.stopped.set()

    @property
    def nobody_there(self) -> bool:
        return all(self._gone(number) for number in range(len(self._strikes)))

    def left(self) -> list[Question]:
        """When all workers are done: what could not be asked any more."""
        return [*self._again, *(question for sample in self._pile for question in sample)]

    # --- under the lock

    def _pick(self, worker: Worker) -> Question | None:
        if not worker.questions and self._pile:
            worker.questions = self._pile.popleft()
        if worker.questions:
            return worker.questions.popleft()
        for index, question in enumerate(self._again):
            if worker.answerer not in question.failed:
                return self._again.pop(index)
        return None

    def _gone(self, number: int) -> bool:
        return self._strikes[number] >= STRIKES
