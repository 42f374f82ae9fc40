"""How a run is doing while its answers come."""

from __future__ import annotations

from typing import Any

from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.suite import Case, Reply, Row, Suite, main_metrics


class RunningMetrics:
    """The suite's main metrics over the answers so far, by the lexical judge."""

    def __init__(self, suite: Suite[Any]) -> None:
        self._suite = suite
        self._judge = LexicalJudge()
        self._shown = main_metrics(suite)
        self._counts: dict[str, float] = {}

    def __call__(self, case: Case, reply: Reply) -> dict[str, float]:
        correct = case.judged and self._judge.judge(case.gold, reply.text)
        for name, count in self._suite.count(Row(case, reply, correct)).items():
            self._counts[name] = self._counts.get(name, 0) + count
        metrics = self._suite.metrics(self._counts)
        return {name: value for name in self._shown if (value := metrics[name]) is not None}
