"""Which worker asks what next: questions go to workers sample by sample, and again when one fails.

The questions of a sample stay with one worker, so that what was computed of their shared contexts
serves them all. A question that one answerer could not answer goes to another. An answerer that
fails again and again gets no more questions, and what its workers still hold returns to the queue.
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
from persona_assistant.prompt import Prompt

MAX_CONSECUTIVE_FAILURES = 5
"""After so many an answerer counts as gone. More than the three questions that share one source
sample, so that one bad recording is not mistaken for a dead engine. Questions that were under way
together count once."""

_POLL_SECONDS = 0.1

JobT = TypeVar("JobT")


@dataclass(slots=True, eq=False)
class Question(Generic[JobT]):
    job: JobT
    sample: str
    failures: dict[int, str] = field(default_factory=dict)
    """Error messages, by the number of the answerer that failed."""
    prompt: Future[Prompt] | None = None
    """Its prompt, if that is being built ahead of time."""


@dataclass(slots=True, eq=False)
class Worker(Generic[JobT]):
    """The questions a worker holds; it asks one answerer only."""

    answerer: int
    questions: deque[Question[JobT]] = field(default_factory=deque)


class Scheduler(Generic[JobT]):
    """Hands out questions; every method may be called from any worker's thread."""

    def __init__(
        self,
        questions: Iterable[Question[JobT]],
        answerers: int,
        *,
        keep_order: bool,
        prepare: Callable[[Question[JobT]], Future[Prompt]],
    ) -> None:
        """`keep_order`: for a single worker, whatever the samples. `prepare` begins to build a
        question's prompt while the question before it is being answered."""
        samples: dict[str, deque[Question[JobT]]] = {}
        for question in questions:
            samples.setdefault("" if keep_order else question.sample, deque()).append(question)
        self._queue = deque(samples.values())
        self._retries: list[Question[JobT]] = []
        self._prepare = prepare
        self._busy: set[int] = set()
        self._failures = [0] * answerers
        """Consecutive ones, by answerer."""
        self._last_counted = [0.0] * answerers
        """When the last of them was counted, on the monotonic clock."""
        self._changed = threading.Condition()
        self.stopped = threading.Event()
        self.last_error: EngineError | None = None

    def next(self, worker: Worker[JobT]) -> Question[JobT] | None:
        """The next question; the one before is done with. None when nothing is left for this
        worker. Waits while another worker may still return a question."""
        with self._changed:
            self._busy.discard(id(worker))
            self._changed.notify_all()
            while not self.stopped.is_set() and not self._is_gone(worker.answerer):
                question = self._pick(worker)
                if question is not None:
                    self._busy.add(id(worker))
                    return question
                if not self._busy:
                    break
                self._changed.wait(_POLL_SECONDS)
            if worker.questions:
                self._queue.appendleft(worker.questions)
                worker.questions = deque()
            return None

    def prefetch(self, worker: Worker[JobT]) -> None:
        """Begin to build the prompt of the question that this worker will probably ask next."""
        with self._changed:
            following: Question[JobT] | None
            if worker.questions:
                following = worker.questions[0]
            else:
                unprepared = (sample[0] for sample in self._queue if sample[0].prompt is None)
                following = next(unprepared, None)
            if following is not None and following.prompt is None:
                following.prompt = self._prepare(following)

    def report_success(self, worker: Worker[JobT]) -> None:
        with self._changed:
            self._failures[worker.answerer] = 0

    def report_failure(
        self, worker: Worker[JobT], question: Question[JobT], error: EngineError, asked: float
    ) -> bool:
        """Note that the question, asked at `asked` on the monotonic clock, got no answer. Returns
        whether another answerer will be asked."""
        number = worker.answerer
        with self._changed:
            self.last_error = error
            question.failures[number] = str(error)
            if asked >= self._last_counted[number]:
                self._failures[number] += 1
                self._last_counted[number] = time.monotonic()
            retry = isinstance(error, EndpointError) and any(
                other not in question.failures and not self._is_gone(other)
                for other in range(len(self._failures))
            )
            if retry:
                self._retries.append(question)
            return retry

    def stop(self) -> None:
        """Hand out no more questions."""
        self.stopped.set()

    @property
    def all_gone(self) -> bool:
        """Whether every answerer has failed too often."""
        return all(self._is_gone(number) for number in range(len(self._failures)))

    def unasked(self) -> list[Question[JobT]]:
        """When all workers are done: the questions that could not be asked any more."""
        return [*self._retries, *(question for sample in self._queue for question in sample)]

    # --- under the lock

    def _pick(self, worker: Worker[JobT]) -> Question[JobT] | None:
        if not worker.questions and self._queue:
            worker.questions = self._queue.popleft()
        if worker.questions:
            return worker.questions.popleft()
        for index, question in enumerate(self._retries):
            if worker.answerer not in question.failures:
                return self._retries.pop(index)
        return None

    def _is_gone(self, answerer: int) -> bool:
        return self._failures[answerer] >= MAX_CONSECUTIVE_FAILURES
