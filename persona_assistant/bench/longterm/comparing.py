"""Several systems on the same questions in one run: the scores of each, and pairs of them.

Each system has a run folder of its own, below the one that is given, so that every one resumes,
is judged again and is reported like any run. The first one is what the others are compared with,
item by item (see `diff`). Where a language model judges, every system is judged several times: the
spread says how far a difference may be the judge's.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from persona_assistant.bench import use_cases
from persona_assistant.bench.diff import Diff
from persona_assistant.bench.longterm.variants import variant
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.use_cases import JudgeRequest, RunRequest
from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken, OnProgress, ignore

REPLICATES = 3
"""How often each answer is judged where a language model judges."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """The headline metric by each of the judge's rounds, x100."""

    metric: str
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)

    @property
    def spread(self) -> float:
        """Standard deviation over the rounds."""
        return statistics.stdev(self.values) if len(self.values) > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    scores: dict[str, Scores]
    """By system; those of the judge's first round."""
    diffs: list[Diff]
    """Of the first system with each of the others."""
    replicates: dict[str, Replicates]
    """By system; empty where no language model judges."""

    @property
    def exit_code(self) -> int:
        return max(scores.exit_code for scores in self.scores.values())

    def to_json(self) -> dict[str, Any]:
        return {
            "systems": {name: scores.to_json() for name, scores in self.scores.items()},
            "diffs": [diff.to_json() for diff in self.diffs],
            "replicates": {
                name: {**asdict(each), "mean": each.mean, "spread": each.spread}
                for name, each in self.replicates.items()
            },
        }


def compare_systems(
    request: RunRequest,
    systems: Sequence[str],
    judge: JudgeRequest | None = None,
    *,
    replicates: int | None = None,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> Compared:
    """Run each of the systems under the same conditions. The same call resumes in the same folder.
    A system may be the memory without some of its parts, "memory-reasoning"; see `variants`.

    `replicates`: rounds of the judge, at least 1; None is `REPLICATES`. The lexical judge always
    says the same and judges once. Raises as `use_cases.run`.
    """
    if len(set(systems)) < len(systems) or not systems:
        raise BadInput(f"systems {', '.join(systems)}: give each once")
    for name in systems:
        variant(name)  # a wrong name is said before the first run
    judge = judge or JudgeRequest()
    rounds = REPLICATES if replicates is None else replicates
    if rounds < 1:
        raise BadInput(f"{rounds} rounds of the judge: give at least 1")
    scores: dict[str, Scores] = {}
    spread: dict[str, Replicates] = {}
    kept = tempfile.TemporaryDirectory() if request.out is None else nullcontext(str(request.out))
    with kept as folder:
        folders = {system: Path(folder) / system for system in systems}
        for system in systems:
            own = replace(request, system=system, out=folders[system])
            scores[system] = use_cases.run(own, judge, on_progress=on_progress, cancel=cancel)
        if judge.spec != "lexical" and rounds > 1:
            spread = _judged_again(request, judge, folders, scores, rounds, on_progress, cancel)
        first = folders[systems[0]]
        diffs = [use_cases.diff(first, folders[system]) for system in systems[1:]]
    return Compared(scores, diffs, spread)


def _judged_again(
    request: RunRequest,
    judge: JudgeRequest,
    folders: dict[str, Path],
    scores: dict[str, Scores],
    rounds: int,
    on_progress: OnProgress,
    cancel: CancelToken | None,
) -> dict[str, Replicates]:
    """The headline of each round; a run keeps the first one as its judge's."""
    metric = use_cases.headline(request.suite)
    result = {}
    for system, folder in folders.items():
        values = [scores[system].overall.get(metric)]
        for number in range(2, rounds + 1):
            again = use_cases.judge_again(
                folder, judge, request.settings, round=number,
                on_progress=on_progress, cancel=cancel,
            )  # fmt: skip
            values.append(again.overall.get(metric))
        use_cases.judge_again(folder, judge, request.settings, on_progress=on_progress)
        known = tuple(float(value) for value in values if value is not None)
        if known:
            result[system] = Replicates(metric, known)
    return result
