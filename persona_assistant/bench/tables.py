"""A scored run in a terminal of 80 characters, without need of colour.

Scores stand beside the names of the engine, route, wording and judge they were made with. Under
each number is the range it may be in (95 %). Published rows stand apart, this run's row on top of
them, with what speaks against comparing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.bench import suites
from persona_assistant.bench.comparison import Comparison, comparisons
from persona_assistant.bench.scoring import LEXICAL, Scores
from persona_assistant.bench.suite import Column, Suite

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

SHOWN_ERRORS = 10

_ERRORS = {
    "false_abstentions": ("false abstentions", "abstained, and could have answered", "answerable"),
    "wrong_answers": ("wrong answers", "answered, and judged wrong", "answerable"),
    "hallucinations": ("hallucinations", "answered without grounds", "unanswerable"),
}
"""Counts of an error table, whose rate is called like the count: what each is, and of what."""
_RATES = {"false_abstentions": "false_abstention_rate", "wrong_answers": "wrong_answer_rate",
          "hallucinations": "hallucination_rate"}  # fmt: skip
_TWINS = frozenset(("Unans", "Abs-R", *_RATES.values()))
"""Shown elsewhere under another name."""
_INLINE = 4
"""So many columns have room for their ranges in the same line."""


def render(
    scores: Scores, console: Console, *, tasks: bool = False, suite: Suite | None = None
) -> None:
    """Print it. `tasks`: every part and every published row, not only the main ones."""
    suite = suite or suites.find(scores.suite)
    out = _Out(console)
    for line in _head(scores):
        out.line(line)
    labels = [label for label in suite.slices if scores.slices.get(label)]
    out.table(_scores(scores, suite.columns, labels[0] if labels else None))
    if scores.subset:
        out.table(_strata(scores.subset["strata"]))
    for label in labels[1:] if tasks else ():
        out.table(_scores(scores, suite.columns, label, whole=False))
    if further := _further(scores, suite.columns):
        out.line(further)
    if any(scores.overall.get(name) for name in _ERRORS):
        out.table(_error_table(scores))
    if scores.by_verdict:
        out.table(_wording(scores))
    if scores.agreement:
        out.line(_agreement(scores.agreement))
    out.line("Ranges: 95 %, by resampling source samples.")
    for note in scores.notes:
        out.line(f"Note: {note}")
    for item in scores.error_items[:SHOWN_ERRORS]:
        out.line(f"Error: {item['id']}: {item['error']}")
    if scores.errors > SHOWN_ERRORS:
        out.line(f"... and {scores.errors - SHOWN_ERRORS} more errors")
    for comparison in comparisons(suite, scores):
        out.gap()
        for line in _standing(comparison):
            out.line(line)
        out.table(_published(scores, comparison, everything=tasks))


def scores_table(scores: Scores) -> Table:
    """The whole and its parts, alone."""
    suite = suites.find(scores.suite)
    labels = [label for label in suite.slices if scores.slices.get(label)]
    return _scores(scores, suite.columns, labels[0] if labels else None)


class _Out:
    """Lines and tables, with nothing in them taken for markup or commands."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._after_table = False

    def gap(self) -> None:
        self._console.print()
        self._after_table = False

    def line(self, text: str) -> None:
        if self._after_table:
            self.gap()
        self._console.print(_plain(text), markup=False, highlight=False, emoji=False)

    def table(self, table: Table) -> None:
        """With an empty line before and after."""
        self._console.print()
        self._console.print(table)
        self._after_table = True


def _plain(text: str) -> str:
    return "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)


def _head(scores: Scores) -> Iterator[str]:
    yield f"{scores.title}: {scores.n} of {scores.of} items scored, from {scores.samples} source samples"
    yield f"Engine: {scores.engine}   Route: {scores.route}"
    yield f"Prompt wording: {scores.wording}"
    yield f"Judge: {scores.judge}"
    if scores.subset:
        yield (
            f"Subset: {scores.subset['items']} of {scores.subset['of']} items, proportional, "
            f"seed {scores.subset['seed']}"
        )
    if scores.incomplete:
        yield (
            f"INCOMPLETE: {scores.errors} item(s) could not be read, answered or judged and are in no score"
        )


def _scores(
    scores: Scores, columns: Sequence[Column], label: str | None, *, whole: bool = True
) -> Table:
    """All items, then the parts of one label. A column in which nothing has a value is left out."""
    rows = [("all", scores.overall, scores.intervals)] if whole else []
    if label is not None:
        rows += [(name, part, part["intervals"]) for name, part in scores.slices[label].items()]
    shown = [
        each for each in columns if any(part.get(each.metric) is not None for _, part, _ in rows)
    ]
    table = _table(label if label and not whole else "x100", *(column.heading for column in shown))
    inline = len(shown) <= _INLINE
    for name, part, spans in rows:
        cells = [
            _cell(part.get(each.metric), spans.get(each.metric), inline=inline) for each in shown
        ]
        # Long names of tasks are broken between their words.
        table.add_row(_plain(name.replace("_", " ")), *cells)
    return table


def _further(scores: Scores, columns: Sequence[Column]) -> str:
    """Metrics that stand in no table, in one paragraph."""
    shown = {column.metric for column in columns} | _TWINS
    if scores.by_verdict:
        shown |= set(LEXICAL) - {"MeanLen"}
    found = [
        f"{name} {_cell(value, scores.intervals.get(name), inline=True)}"
        for name, value in scores.overall.items()
        if name not in shown and isinstance(value, float)
    ]
    return "Further: " + ", ".join(found) if found else ""


def _strata(strata: Mapping[str, Sequence[int]]) -> Table:
    """How many of each stratum the subset holds, of how many: a row for each first name."""
    parts: dict[str, dict[str, str]] = {}
    for name, (taken, whole) in strata.items():
        first, _, rest = name.partition(" / ")
        parts.setdefault(first, {})[rest] = f"{taken} of {whole}"
    headings = list(dict.fromkeys(rest for counts in parts.values() for rest in counts))
    table = _table("strata", *headings)
    for first, counts in parts.items():
        table.add_row(
            _plain(first.replace("_", " ")), *(counts.get(heading, "-") for heading in headings)
        )
    return table


def _error_table(scores: Scores) -> Table:
    table = _table("errors", "", "items", "of", "x100", left=2)
    for name, (title, meaning, whole) in _ERRORS.items():
        rate = _RATES[name]
        cell = _cell(scores.overall.get(rate), scores.intervals.get(rate), inline=True)
        table.add_row(
            title, meaning, *(_cell(scores.overall.get(each), None) for each in (name, whole)), cell
        )
    return table


def _wording(scores: Scores) -> Table:
    """Likeness to the gold answer, apart for what the judge called right and wrong."""
    names = [name for name in LEXICAL if any(name in part for part in scores.by_verdict.values())]
    headings = {"BERTScore": f"BERTScore\n{_short(scores.bertscore or '')}", "MeanLen": "words"}
    table = _table("against gold", "n", *(headings.get(name, name) for name in names))
    # Only answerable items have a gold answer; the mean length of the others does not belong here.
    judged = {name: value for name, value in scores.overall.items() if name != "MeanLen"}
    rows = [("all", judged, scores.intervals)]
    rows += [
        (f"judged {name}", part, part["intervals"]) for name, part in scores.by_verdict.items()
    ]
    for title, part, spans in rows:
        cells = [_cell(part.get(name), spans.get(name), inline=True) for name in names]
        table.add_row(title, str(part.get("answerable", part["n"])), *cells)
    return table


def _agreement(found: Mapping[str, Any]) -> str:
    if not found["n"]:
        return "No answer was judged by both the lexical judge and the other one."
    kappa = "undefined" if found["kappa"] is None else f"{found['kappa']:.2f}"
    return (
        f"The lexical judge says the same of {found['agree']:.1f} in 100 of {found['n']} answers "
        f"(kappa {kappa}); it alone calls {found['only_lexical']} right, "
        f"the judge alone {found['only_judge']}."
    )


def _standing(comparison: Comparison) -> Iterator[str]:
    yield f"Published ({comparison.definition}): {comparison.source}. {comparison.defined}".rstrip()
    if comparison.against:
        yield f"NOT COMPARABLE with this run: {'; '.join((*comparison.against, *comparison.differs))}."
    elif comparison.differs:
        yield f"Comparable with this run but for: {'; '.join(comparison.differs)}."
    else:
        yield "Comparable with this run."


def _published(scores: Scores, comparison: Comparison, *, everything: bool) -> Table:
    table = _table("model", *comparison.metrics)
    ours = [comparison.ours[name] for name in comparison.metrics]
    cells = [_cell(scores.overall.get(name), scores.intervals.get(name)) for name in ours]
    table.add_row("this run", *cells)
    for row in comparison.rows:
        if row["shown"] or everything:
            table.add_row(
                row["model"], *(_cell(row.get(name), None) for name in comparison.metrics)
            )
    return table


def _table(*headings: str, left: int = 1) -> Table:
    """The first `left` columns hold words, the others numbers."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for at, heading in enumerate(headings):
        table.add_column(
            heading, justify="left" if at < left else "right", overflow="fold", no_wrap=at >= left
        )
    return table


def _cell(value: float | int | None, span: Sequence[float] | None, *, inline: bool = False) -> str:
    """ "82.5", with its range as "82.5 [76-88]" or in a second line."""
    if value is None:
        return "-"
    shown = f"{value:.1f}" if isinstance(value, float) else str(value)
    if span is None:
        return shown
    low, high = (f"{end:.0f}" for end in span)
    return f"{shown} [{low}-{high}]" if inline else f"{shown}\n{low}-{high}"


def _short(encoder: str) -> str:
    """An encoder's id without the hash of its file."""
    return encoder.rpartition("/")[0] or encoder
