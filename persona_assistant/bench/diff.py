"""Compares two runs over the same items: whether one is better, by how much, and on which items.

Both runs answered the same questions, so the difference is taken within every item, which is far
more sensitive than two intervals side by side (`paired_tests` says how certain it is). McNemar's
exact test looks only at the items that one run got right and the other did not.

All differences are b minus a; exchanging the runs changes their sign and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from persona_assistant.bench import suites
from persona_assistant.bench.outcome import RIGHT, outcome_of, scored_rows, stored_scores
from persona_assistant.bench.paired_tests import (
    RESAMPLES,
    SEED,
    MetricChange,
    PairedRuns,
    binomial_p,
)
from persona_assistant.bench.run import Run
from persona_assistant.bench.suite import Row, Suite
from persona_assistant.errors import BadInput


@dataclass(frozen=True, slots=True)
class McNemar:
    """Counts of items by which run got them right."""

    both: int
    neither: int
    only_a: int
    only_b: int
    p: float
    """Exact and two-sided. It treats items as independent, which those of one sample are not."""


@dataclass(frozen=True, slots=True)
class Flip:
    """An item that one run got right and the other did not."""

    id: str
    sample: str
    labels: Mapping[str, str]
    question: str
    gold: str
    a: str
    """The first run's answer."""
    b: str
    outcome_a: str
    outcome_b: str


@dataclass(slots=True)
class Diff:
    suite: str
    title: str
    a: str
    """Name of the first run."""
    b: str
    n: int
    """Items that both answered: all numbers are over these."""
    samples: int
    only_a: int
    """Items that only the first run answered; not counted elsewhere."""
    only_b: int
    changed: int
    """Items with the same id and another question or gold answer; not counted elsewhere."""
    conditions: list[dict[str, Any]]
    """What differs between the runs: "what", "a", "b"."""
    metrics: dict[str, MetricChange]
    slices: dict[str, dict[str, dict[str, Any]]]
    """Label -> value -> "n" and "metrics"."""
    mcnemar: McNemar
    flips: list[Flip] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    """Metric -> its heading."""
    headline: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def compare(
    a: Run,
    b: Run,
    *,
    suite: Suite[Any] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Diff:
    """Compare two scored runs. Raises BadInput for runs of different suites and for runs without an
    item in common."""
    scores_a, scores_b = stored_scores(a), stored_scores(b)
    if scores_a["suite"] != scores_b["suite"]:
        raise BadInput(
            f"{a.name} is a run of {scores_a['suite']} and {b.name} one of {scores_b['suite']}; "
            "give two runs of one benchmark"
        )
    suite = suite or suites.find(scores_a["suite"])
    rows_a, rows_b = scored_rows(a), scored_rows(b)
    shared = [name for name in rows_a if name in rows_b]
    paired = [(rows_a[name], rows_b[name]) for name in shared if _same(rows_a[name], rows_b[name])]
    if not paired:
        raise BadInput(
            f"{a.name} and {b.name} have answered no item in common; "
            "give two runs over the same items"
        )

    columns = [column.metric for column in suite.columns if column.metric != "n"]
    runs = PairedRuns(suite, paired, columns, resamples, seed)
    pairs = [
        _Pair(row_a, row_b, outcome_of(suite, row_a), outcome_of(suite, row_b))
        for row_a, row_b in paired
    ]
    return Diff(
        suite=suite.name,
        title=suite.title,
        a=a.name,
        b=b.name,
        n=len(paired),
        samples=runs.samples,
        only_a=len(rows_a) - len(shared),
        only_b=len(rows_b) - len(shared),
        changed=len(shared) - len(paired),
        conditions=list(_differing(_conditions(a, scores_a), _conditions(b, scores_b))),
        metrics=runs.changes(range(len(paired))),
        slices={
            label: {
                value: {"n": len(part), "metrics": runs.changes(part)}
                for value, part in _parts(paired, label, suite.slices[label])
            }
            for label in suite.slices
        },
        mcnemar=_mcnemar(pairs),
        flips=[_flip(pair) for pair in pairs if pair.right_a != pair.right_b],
        headings={column.metric: _heading(column.heading) for column in suite.columns},
        headline=suite.headline,
    )


def _same(a: Row, b: Row) -> bool:
    return (a.case.question, a.case.gold) == (b.case.question, b.case.gold)


def _parts(
    paired: Sequence[tuple[Row, Row]], label: str, order: Sequence[str]
) -> Iterator[tuple[str, list[int]]]:
    parts: dict[str, list[int]] = {}
    for at, (row, _) in enumerate(paired):
        if label in row.case.labels:
            parts.setdefault(row.case.labels[label], []).append(at)
    for value in [*(v for v in order if v in parts), *sorted(parts.keys() - set(order))]:
        yield value, parts[value]


@dataclass(frozen=True, slots=True)
class _Pair:
    a: Row
    b: Row
    outcome_a: str
    outcome_b: str

    @property
    def right_a(self) -> bool:
        return self.outcome_a == RIGHT

    @property
    def right_b(self) -> bool:
        return self.outcome_b == RIGHT


def _mcnemar(pairs: Sequence[_Pair]) -> McNemar:
    only_a = sum(pair.right_a and not pair.right_b for pair in pairs)
    only_b = sum(pair.right_b and not pair.right_a for pair in pairs)
    both = sum(pair.right_a and pair.right_b for pair in pairs)
    return McNemar(
        both, len(pairs) - both - only_a - only_b, only_a, only_b, binomial_p(only_a, only_b)
    )


def _flip(pair: _Pair) -> Flip:
    case = pair.a.case
    return Flip(
        case.id,
        case.sample,
        dict(case.labels),
        case.question,
        case.gold,
        pair.a.reply.text,
        pair.b.reply.text,
        pair.outcome_a,
        pair.outcome_b,
    )


# --- what differs between them


def _conditions(run: Run, scores: Mapping[str, Any]) -> dict[str, Any]:
    """What a run was asked and who judged it, without nesting."""
    identity = {
        key: value
        for key, value in run.card.get("run", {}).items()
        if key not in ("suite", "shard")
    }
    return {
        **{name: scores.get(name) for name in ("engine", "route", "wording")},
        **_flatten(identity),
        "judge": scores.get("judge"),
        "judge prompt": scores.get("judge_fingerprint"),
        "program": run.card.get("source_sha256"),
    }


def _flatten(document: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in document.items():
        title = f"{prefix}{name}".removeprefix("conditions ").replace("_", " ")
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{title} "))
        else:
            flat[title] = value
    return flat


def _differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for what in dict.fromkeys([*a, *b]):
        if a.get(what) != b.get(what):
            yield {"what": what, "a": a.get(what), "b": b.get(what)}


def _heading(heading: str) -> str:
    return heading.replace("-\n", "").replace("\n", " ")
