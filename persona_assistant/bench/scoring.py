"""Stage three: from a plan, its answers and the judge's verdicts to scores.

It reads no benchmark file and loads no model. A planned item without an answer or a verdict is an
error and in no score, and incomplete scores say so. Every part of the benchmark (group, task, what
the judge called correct) is scored by the same formulas as the whole, with intervals over source
samples.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.bench.bertscore import TokenVectors, bertscores
from persona_assistant.bench.intervals import RESAMPLES, SEED, Interval, bootstrap_intervals
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Counts, Metrics, Reply, Row, Suite
from persona_assistant.errors import BadInput

LEXICAL_METRICS = ("ROUGE-L", "Tok-F1", "BERTScore", "MeanLen")
"""Likeness to the gold answer, shown apart for answers that a judge called correct and wrong."""
CORRECT, INCORRECT = "correct", "wrong"

_PLURALS = {"group": "groups", "task": "tasks"}


@dataclass(slots=True)
class Scores:
    """A scored run. Metrics under the suite's names; scores.json is `to_json`."""

    suite: str
    title: str
    n: int
    """Items scored."""
    of: int
    """Items planned."""
    samples: int
    """Source samples of what was scored."""
    overall: Metrics
    intervals: dict[str, Interval]
    """Of `overall`: 95 %, by source sample."""
    slices: dict[str, dict[str, dict[str, Any]]]
    """Label -> value -> its metrics, with "n" and "intervals"."""
    judge: str = ""
    judge_fingerprint: str = ""
    engine: str = ""
    route: str = ""
    wording: str = ""
    """The source of the prompt's fixed text."""
    conditions: dict[str, Any] = field(default_factory=dict)
    """As in the run card: contexts, drop, options and so on."""
    error_items: list[dict[str, str]] = field(default_factory=list)
    """`id` and `error` of every item that is in no score."""
    missing_media: list[str] = field(default_factory=list)
    subset: dict[str, Any] | None = None
    """How a subset was drawn; None for the whole file."""
    notes: list[str] = field(default_factory=list)
    reused: int = 0
    """Answers from an earlier call."""
    seconds: float = 0.0
    agreement: dict[str, Any] | None = None
    """Of the lexical judge with the judge of this run, where both judged."""
    by_verdict: dict[str, dict[str, Any]] | None = None
    """`LEXICAL_METRICS` of answers judged "correct" and "wrong"; None where no judge is asked."""
    bertscore: str | None = None
    """The encoder whose token vectors gave BERTScore; None where there was none."""

    @property
    def errors(self) -> int:
        return len(self.error_items)

    @property
    def incomplete(self) -> bool:
        """Whether an item of the plan is in no score."""
        return self.errors > 0

    @property
    def exit_code(self) -> int:
        return 1 if self.incomplete else 0

    def to_json(self) -> dict[str, Any]:
        """The content of scores.json; groups and tasks are also under these names, for scripts."""
        document = {"errors": self.errors, "incomplete": self.incomplete, **asdict(self)}
        return document | {
            _PLURALS[label]: part for label, part in self.slices.items() if label in _PLURALS
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Scores:
        """Raises BadInput for anything but the result of `to_json`."""
        try:
            return cls(**{each.name: document[each.name] for each in fields(cls)})
        except KeyError as error:
            raise BadInput(
                f"the scores have no {error}; score the run again", code="bench_not_scored"
            ) from None


def score(
    suite: Suite[Any],
    entries: Sequence[Entry],
    replies: Mapping[str, Reply],
    verdicts: Mapping[str, bool],
    *,
    errors: Mapping[str, str] | None = None,
    token_vectors: TokenVectors | None = None,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Scores:
    """Score the planned items that were answered and, where a judge decides, judged.

    `errors` are those of this process, by item id; other items lack their answer or verdict since
    an earlier one. The caller fills in who judged and who answered.
    """
    rows, failed = _rows(entries, replies, verdicts, errors or {})
    counted: list[Counts] = [suite.count(row) for row in rows]
    judged = [at for at, row in enumerate(rows) if row.case.judged]
    if token_vectors is not None and judged:
        pairs = [(rows[at].case.gold, rows[at].reply.text) for at in judged]
        bertscore = dict(zip(judged, bertscores(pairs, token_vectors)))
        counted = [
            {**counts, "bertscore": bertscore.get(at, 0.0)} for at, counts in enumerate(counted)
        ]

    parts = _parts(suite, rows, judged)
    keys = list(counted[0]) if counted else []
    points = (
        [suite.metrics(_sum(counted, keys, members)) for members in parts.values()] if keys else []
    )
    spans = bootstrap_intervals(
        _by_sample(rows, counted, keys, list(parts.values())),
        keys, suite.metrics, points, resamples=resamples, seed=seed,
    )  # fmt: skip
    measured = {part: (point, span) for part, point, span in zip(parts, points, spans)}
    # Where nothing was scored every metric is present, as None or 0.
    overall, whole = measured.get(_WHOLE) or (suite.metrics(defaultdict(float)), {})
    return Scores(
        suite=suite.name,
        title=suite.title,
        n=len(rows),
        of=len(entries),
        samples=len({row.case.sample for row in rows}),
        overall=overall,
        intervals=whole,
        slices={
            label: {
                value: {**point, "intervals": span}
                for (kind, value), (point, span) in measured.items()
                if kind == label
            }
            for label in suite.slices
        },
        error_items=failed,
        by_verdict=_by_verdict(measured),
        bertscore=token_vectors.id if token_vectors is not None and judged else None,
    )


Part = tuple[str, str]
_WHOLE: Part = ("", "")
_BY_VERDICT = "verdict"


def _rows(
    entries: Sequence[Entry],
    replies: Mapping[str, Reply],
    verdicts: Mapping[str, bool],
    errors: Mapping[str, str],
) -> tuple[list[Row], list[dict[str, str]]]:
    rows, failed = [], []
    for entry in entries:
        case = entry.case
        reply = replies.get(case.id)
        if entry.error is not None:
            failed.append({"id": case.id, "error": entry.error})
        elif reply is None:
            failed.append({"id": case.id, "error": errors.get(case.id, "not answered")})
        elif case.judged and case.id not in verdicts:
            failed.append({"id": case.id, "error": errors.get(case.id, "not judged")})
        else:
            rows.append(Row(case, reply, case.judged and verdicts[case.id]))
    return rows, failed


def _parts(suite: Suite[Any], rows: Sequence[Row], judged: Sequence[int]) -> dict[Part, list[int]]:
    """Indices of the rows of the whole, of every slice that has some, and by verdict."""
    parts: dict[Part, list[int]] = {_WHOLE: list(range(len(rows)))}
    for label, values in suite.slices.items():
        members: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            if label in row.case.labels:
                members[row.case.labels[label]].append(at)
        others = sorted(value for value in members if value not in values)
        parts |= {
            (label, value): members[value] for value in (*values, *others) if value in members
        }
    for verdict, correct in ((CORRECT, True), (INCORRECT, False)):
        if indices := [at for at in judged if rows[at].correct == correct]:
            parts[_BY_VERDICT, verdict] = indices
    return parts


def _sum(
    counted: Sequence[Counts], keys: Sequence[str], members: Sequence[int]
) -> dict[str, float]:
    """Exact, so that the order of items does not matter."""
    return {key: math.fsum(counted[at][key] for at in members) for key in keys}


def _by_sample(
    rows: Sequence[Row],
    counted: Sequence[Counts],
    keys: Sequence[str],
    parts: Sequence[Sequence[int]],
) -> NDArray[np.float64]:
    """(samples, parts, keys), samples in the order of their names."""
    index = {sample: at for at, sample in enumerate(sorted({row.case.sample for row in rows}))}
    samples = np.array([index[row.case.sample] for row in rows], int)
    table = np.array([[counts[key] for key in keys] for counts in counted], float).reshape(
        len(rows), len(keys)
    )
    sums = np.zeros((len(index), len(parts), len(keys)))
    for part, members in enumerate(parts):
        np.add.at(sums[:, part], samples[members], table[members])
    return sums


def _by_verdict(
    measured: Mapping[Part, tuple[Metrics, dict[str, Interval]]],
) -> dict[str, dict[str, Any]] | None:
    result = {}
    for (kind, verdict), (point, span) in measured.items():
        if kind == _BY_VERDICT:
            shown = [name for name in LEXICAL_METRICS if point.get(name) is not None]
            spans = {name: span[name] for name in shown if name in span}
            result[verdict] = {
                "n": point["n"],
                **{name: point[name] for name in shown},
                "intervals": spans,
            }
    return result or None
