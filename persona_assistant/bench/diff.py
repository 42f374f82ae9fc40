"""Two runs over the same items: is one better, by how much, and on which items.

Both runs answered the same questions, so what is compared is the difference within every item; that
is far sharper than two intervals side by side (`paired` says how sure it is). McNemar's exact test
looks only at the items that one run got right and the other did not.

All differences are b minus a; exchanging the runs changes their sign and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from persona_assistant.bench.outcome import RIGHT, outcome, scored, scores_of
from persona_assistant.bench.paired_tests import RESAMPLES, SEED, Change, Paired, exact_p
from persona_assistant.bench.run import Run
from persona_assistant.bench.suite import Row, Suite
from persona_assistant.errors import BadInput


@dataclass(frozen=True, slots=True)
class McNemar:
    """Items by who got them right."""

    both: int
    neither: int
    only_a: int
    only_b: int
    p: float
    """Exact and two-sided. Takes items as independent, which those of one sample are not quite."""


@dataclass(frozen=True, slots=True)
class Flip:
    """An item that one run got right and the other did not."""

    id: str
    sample: str
    labels: Mapping[str, str]
    question: str
    gold: str
    a: str
    """What the first run answered."""
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
    """Items both answered: all numbers are over these."""
    samples: int
    only_a: int
    """Items that only the first run answered; in no number here."""
    only_b: int
    changed: int
    """Items with the same id and another question or gold answer; in no number here."""
    conditions: list[dict[str, Any]]
    """What the runs do not have in common: "what", "a", "b"."""
    metrics: dict[str, Change]
    slices: dict[str, dict[str, dict[str, Any]]]
    """Label -> value -> "n" and "metrics"."""
    mcnemar: McNemar
    flips: list[Flip] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    """Metric -> what it is called."""
    headline: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def diff(
    a: Run, b: Run, *, suite: Suite | None = None, resamples: int = RESAMPLES, seed: int = SEED
) -> Diff:
    """Compare two scored runs. Raises BadInput for runs of different suites or without an item in
    common."""
    scores_a, scores_b = scores_of(a), scores_of(b)
    if scores_a["suite"] != scores_b["suite"]:
        raise BadInput(
            f"{a.name} is a run of {scores_a['suite']} and {b.name} one of {scores_b['suite']}; "
            "give two runs of one benchmark"
        )
    suite = suite or _suite(scores_a["suite"])
    rows_a, rows_b = scored(a), scored(b)
    shared = [name for name in rows_a if name in rows_b]
    paired = [(rows_a[name], rows_b[name]) for name in shared if _same(rows_a[name], rows_b[name])]
    if not paired:
        raise BadInput(
            f"{a.name} and {b.name} have answered no item in common; give two runs over the same items"
        )

    columns = [column.metric for column in suite.columns if column.metric != "n"]
    weighing = Paired(suite, paired, columns, resamples, seed)
    pairs = [
        _Judged(row_a, row_b, outcome(suite, row_a), outcome(suite, row_b))
        for row_a, row_b in paired
    ]
    return Diff(
        suite=suite.name,
        title=suite.title,
        a=a.name,
        b=b.name,
        n=len(paired),
        samples=weighing.samples,
        only_a=len(rows_a) - len(shared),
        only_b=len(rows_b) - len(shared),
        changed=len(shared) - len(paired),
        conditions=list(_unlike(_conditions(a, scores_a), _conditions(b, scores_b))),
        metrics=weighing.changes(range(len(paired))),
        slices={
            label: {
                value: {"n": len(part), "metrics": weighing.changes(part)}
                for value, part in _parts(paired, label, suite.slices[label])
            }
            for label in suite.slices
        },
        mcnemar=_mcnemar(pairs),
        flips=[_flip(pair) for pair in pairs if pair.right_a != pair.right_b],
        headings={column.metric: _heading(column.heading) for column in suite.columns},
        headline=suite.headline,
    )


def _suite(name: str) -> Suite:
    from persona_assistant.bench import suites

    return suites.find(name)


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
class _Judged:
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


def _mcnemar(pairs: Sequence[_Judged]) -> McNemar:
    only_a = sum(pair.right_a and not pair.right_b for pair in pairs)
    only_b = sum(pair.right_b and not pair.right_a for pair in pairs)
    both = sum(pair.right_a and pair.right_b for pair in pairs)
    return McNemar(
        both, len(pairs) - both - only_a - only_b, only_a, only_b, exact_p(only_a, only_b)
    )


def _flip(pair: _Judged) -> Flip:
    case = pair.a.case
    return Flip(
        case.id, case.sample, dict(case.labels), case.question, case.gold,
        pair.a.reply.text, pair.b.reply.text, pair.outcome_a, pair.outcome_b,
    )  # fmt: skip


# --- what differs between them


def _conditions(run: Run, scores: Mapping[str, Any]) -> dict[str, Any]:
    """What a run was asked to do and by whom it was judged, flat."""
    asked = {
        key: value
        for key, value in run.about.get("run", {}).items()
        if key not in ("suite", "shard")
    }
    return {
        **{name: scores.get(name) for name in ("engine", "route", "wording")},
        **_flat(asked),
        "judge": scores.get("judge"),
        "judge prompt": scores.get("judge_fingerprint"),
        "program": run.about.get("source_sha256"),
    }


def _flat(found: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in found.items():
        title = f"{before}{name}".removeprefix("conditions ").replace("_", " ")
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{title} "))
        else:
            flat[title] = value
    return flat


def _unlike(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for what in dict.fromkeys([*a, *b]):
        if a.get(what) != b.get(what):
            yield {"what": what, "a": a.get(what), "b": b.get(what)}


# --- for people

_SHOWN_FLIPS = 12
_WIDTH = 80


def render(found: Diff, console: Console) -> None:
    """Print a comparison, at most 80 columns wide."""

    def say(line: str = "", **kind: Any) -> None:
        console.print(escape(line), highlight=False, width=min(_WIDTH, console.width), **kind)

    say(f"{found.title}: A = {found.a}, B = {found.b}")
    say(f"Items that both answered: {found.n}, of {found.samples} source sample(s)")
    for count, why in (
        (found.only_a, "answered by A alone"),
        (found.only_b, "answered by B alone"),
        (found.changed, "with the same id and another question or gold answer"),
    ):
        if count:
            say(f"Left out: {count} {why}")
    say()
    if found.conditions:
        say("What differs between them:")
        for one in found.conditions:
            say(f"  {one['what']}: {_short(one['a'])} -> {_short(one['b'])}")
    else:
        say("Nothing that was recorded differs between them.")
    tables = [_overall(found), *(_sliced(found, label) for label in found.slices)]
    for table in tables:
        console.print(table, width=min(_WIDTH, console.width))
    test = found.mcnemar
    say(
        f"Right: both {test.both}, only A {test.only_a}, only B {test.only_b}, neither {test.neither}"
    )
    say(f"McNemar, exact: p {_p(test.p)} (takes items as independent)")
    if found.flips:
        say()
        say(f"Items that flipped ({len(found.flips)}):")
    for flip in found.flips[:_SHOWN_FLIPS]:
        say(f"  {flip.id}: {flip.outcome_a} -> {flip.outcome_b}")
        for who, text in (("Q", flip.question), ("gold", flip.gold), ("A", flip.a), ("B", flip.b)):
            if text:
                say(f"    {who + ':':<5} {_one_line(text)}", no_wrap=True, overflow="ellipsis")
    if len(found.flips) > _SHOWN_FLIPS:
        say(f"... and {len(found.flips) - _SHOWN_FLIPS} more; all of them with --json")


def _overall(found: Diff) -> Table:
    table = _table("all items")
    for metric, change in found.metrics.items():
        table.add_row(Text(found.headings.get(metric, metric)), *_cells(change))
    return table


def _sliced(found: Diff, label: str) -> Table:
    """The headline metric by one label; all others are in the JSON."""
    table = _table(f"{found.headings.get(found.headline, found.headline)}, by {label}", "n")
    for value, part in found.slices[label].items():
        table.add_row(Text(value), str(part["n"]), *_cells(part["metrics"][found.headline]))
    return table


def _table(title: str, *further: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(title, overflow="fold")
    for heading in (*further, "A", "B", "B - A", "95 %", "p"):
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _cells(change: Change) -> tuple[str, ...]:
    return (
        _number(change.a),
        _number(change.b),
        "-" if change.difference is None else _signed(change.difference),
        "-" if change.interval is None else "[{}, {}]".format(*map(_signed, change.interval)),
        "-" if change.p is None else _p(change.p).removeprefix("= "),
    )


def _heading(heading: str) -> str:
    return heading.replace("-\n", "").replace("\n", " ")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _signed(value: float) -> str:
    """Without a sign where it rounds to nothing."""
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}"


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _short(value: Any) -> str:
    if value in (None, "", [], {}):
        return "none"
    text = _one_line(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return text[:12] if len(text) == 64 and text.isalnum() else text


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
