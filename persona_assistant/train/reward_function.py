"""The rewards of a batch, in the shape in which TRL calls a reward function."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from persona_assistant.errors import EngineError, JudgeError, RecordError
from persona_assistant.train.rewards import OUTCOMES, Reward, Scheme, reward

if TYPE_CHECKING:
    from persona_assistant.bench.judges import Judge


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each outcome came."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def share(self, outcome: str) -> float:
        """Of all completions; 0 of none."""
        return self.counts.get(outcome, 0) / self.total if self.total else 0.0

    def metrics(self) -> dict[str, float]:
        """Shares of all completions, always under the same names: `outcome/TP` and so on."""
        return {f"outcome/{outcome}": self.share(outcome) for outcome in OUTCOMES}


class RewardFunction:
    """Rewards of a batch, in the shape in which TRL calls a reward function.

    Columns it reads: `label` and `contexts` (how many people, or the contexts themselves), and `id`
    to name a record in an error. It takes how far the run is from `trainer_state`, and reports the
    tally through `log_metric`; both are given by TRL. The judge must have been checked before the
    first step.
    """

    __name__ = "outcome"

    def __init__(self, scheme: Scheme, judge: Judge | None = None) -> None:
        self.scheme = scheme
        self.judge = judge
        self.tally = Tally()
        """Of the latest batch."""
        self.latest: tuple[Reward, ...] = ()
        self._verdicts: dict[tuple[str, str], Future[bool]] = {}
        self._one_asks = threading.Lock()

    def __call__(self, completions: Sequence[Any], **columns: Any) -> list[float]:
        """One reward for each completion (text, or messages of which the last counts). Raises
        RecordError, JudgeError."""
        size = len(completions)
        labels, contexts = _column(columns, "label", size), _column(columns, "contexts", size)
        names = columns.get("id") or [f"number {at + 1} of the batch" for at in range(size)]
        now = self.scheme.at(_progress(columns.get("trainer_state")))
        self._verdicts.clear()

        def one(at: int) -> Reward:
            people = contexts[at] if isinstance(contexts[at], int) else len(contexts[at])
            try:
                return reward(
                    spoken(completions[at]), labels[at], people, scheme=now, judge=self._ask
                )
            except RecordError as error:
                raise RecordError(f"record {names[at]}: {error}") from None

        # A judge on a server answers several at once; one on this machine says 1.
        with ThreadPoolExecutor(max(1, getattr(self.judge, "concurrency", 1))) as pool:
            self.latest = tuple(pool.map(one, range(size)))
        self.tally = Tally(Counter(each.outcome for each in self.latest))
        if (log := columns.get("log_metric")) is not None:
            for name, share in self.tally.metrics().items():
                log(name, share)
        return [each.value for each in self.latest]

    def _ask(self, gold: str, prediction: str) -> bool:
        """Each pair is judged once in a batch: equal completions of a group must be worth the
        same."""
        with self._one_asks:
            known = self._verdicts.get((gold, prediction))
            verdict = self._verdicts.setdefault((gold, prediction), Future())
        if known is None:
            try:
                verdict.set_result(self._judged(gold, prediction))
            except (
                BaseException
            ) as error:  # whoever waits for the same verdict must not wait for ever
                verdict.set_exception(error)
        return verdict.result()

    def _judged(self, gold: str, prediction: str) -> bool:
        if self.judge is None:
            raise JudgeError(
                "an answer cannot be rewarded without a judge: name one in [policy] judge"
            )
        try:
            return self.judge.judge(gold, prediction)
        except EngineError as error:
            raise JudgeError(f"the judge {self.judge.name} cannot be reached: {error}") from error


def spoken(completion: Any) -> str:
    """The text of a completion: a string, or messages whose last holds a string or parts of
    text."""
    if isinstance(completion, str):
        return completion
    content = completion[-1]["content"]
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in content if part.get("type", "text") == "text")


def _column(columns: Mapping[str, Any], name: str, size: int) -> Sequence[Any]:
    column: Sequence[Any] | None = columns.get(name)
    if column is None:
        raise RecordError(f"the training data has no column {name!r}: a reward needs it")
    if len(column) != size:
        raise RecordError(f"the column {name!r} has {len(column)} values for {size} completions")
    return column


def _progress(state: Any) -> float:
    """0 to 1, of a trainer's state; 0 where none is given. Read from the state, so a resumed run
    goes on."""
    if state is None or not state.max_steps:
        return 0.0
    return float(min(1.0, state.global_step / state.max_steps))
