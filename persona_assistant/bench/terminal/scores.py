"""A scored run in a terminal: on one screen (`render_summary`) or in full (`render_scores`).

Scores are shown with the engine, route, wording and judge they were made with. Under each number is
its 95 % interval. Published rows are apart, with this run's row above them and the reasons not to
compare.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.bench import suites
from persona_assistant.bench.comparison import Comparison, comparisons
from persona_assistant.bench.scoring import LEXICAL_METRICS, Scores
from persona_assistant.bench.suite import Column, Suite
from persona_assistant.visible import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

_MAX_ERRORS = 10
SCREEN_LINES = 24
"""Of a terminal as it opens, with one line for the prompt that follows."""

_ERROR_COUNTS = {
    "false_abstentions": ("false abstentions", "abstained, and could have answered", "answerable"),
    "wrong_answers": ("wrong answers", "answered, and judged wrong", "answerable"),
    "hallucinations": ("hallucinations", "answered without grounds", "unanswerable"),
}
"""Rows of the error table: count -> its title, its meaning, and the count it is a share of."""
_RATES = {
    "false_abstentions": "false_abstention_rate",
    "wrong_answers": "wrong_answer_rate",
    "hallucinations": "hallucination_rate",
}
_DUPLICATES = frozenset(("Unans", "Abs-R", *_RATES.values()))
"""Metrics that are shown elsewhere under another name."""
_MAX_INLINE = 4
"""With so few columns the intervals fit into the same line."""


def render_scores(
    scores: Scores, console: Console, *, tasks: bool = False, suite: Suite[Any] | None = None
) -> None:
    """Print everything. `tasks`: every slice and every published row, not only the main ones."""
    suite = suite or suites.find(scores.suite)
    page = _Page(console)
    for line in _head(scores):
        page.line(line)
    labels = [label for label in suite.slices if scores.slices.get(label)]
    page.table(_scores_table(scores, suite.columns, labels[0] if labels else None))
    if scores.subset:
        page.table(_strata(scores.subset["strata"]))
    for label in labels[1:] if tasks else ():
        page.table(_scores_table(scores, suite.columns, label, whole=False))
    if others := _other_metrics(scores, suite.columns):
        page.line(others)
    if any(scores.overall.get(name) for name in _ERROR_COUNTS):
        page.table(_error_table(scores))
    if scores.by_verdict:
        page.table(_lexical_table(scores, scores.by_verdict))
    if scores.agreement:
        page.line(_agreement(scores.agreement))
    page.line("Ranges: 95 %, by resampling source samples.")
    for note in scores.notes:
        page.line(f"Note: {note}")
    for item in scores.error_items[:_MAX_ERRORS]:
        page.line(f"Error: {item['id']}: {item['error']}")
    if scores.errors > _MAX_ERRORS:
        page.line(f"... and {scores.errors - _MAX_ERRORS} more errors")
    for comparison in comparisons(suite, scores):
        page.gap()
        for line in _comparability(comparison):
            page.line(line)
        page.table(_published(scores, comparison, everything=tasks))


def render_summary(
    scores: Scores,
    console: Console,
    *,
    footer: Sequence[str] = (),
    suite: Suite[Any] | None = None,
) -> None:
    """Print the headline table between a head and `footer`, on one screen of `SCREEN_LINES` lines
    including the prompt that follows. First errors and notes are shown as far as they fit."""
    suite = suite or suites.find(scores.suite)
    head = [*_short_head(scores)]
    room = SCREEN_LINES - 1 - _height(console, [*head, *footer]) - 2  # lines around the table
    table = next(
        (table for table in _headline_tables(scores, suite) if _height(console, [table]) <= room),
        _scores_table(scores, suite.columns, None),
    )
    room -= _height(console, [table])
    details = []
    for line in (*_error_lines(scores), *(f"Note: {note}" for note in scores.notes)):
        room -= _height(console, [line])
        if room < 0:
            break
        details.append(line)
    page = _Page(console)
    for line in head:
        page.line(line)
    page.table(table)
    for line in (*details, *footer):
        page.line(line)


def _short_head(scores: Scores) -> Iterator[str]:
    title, *_ = _head(scores)
    yield title
    yield f"Engine: {scores.engine}   Route: {scores.route}   Wording: {scores.wording}"
    yield f"Judge: {scores.judge}"
    yield from _cautions(scores)


def _headline_tables(scores: Scores, suite: Suite[Any]) -> Iterator[Table]:
    """The whole and the slices of the first label, in ever fewer lines."""
    labels = [label for label in suite.slices if scores.slices.get(label)]
    label = labels[0] if labels else None
    yield _scores_table(scores, suite.columns, label)
    yield _scores_table(scores, suite.columns, label, intervals=False)


def _error_lines(scores: Scores) -> Iterator[str]:
    for item in scores.error_items:
        yield f"Error: {item['id']}: {item['error']}"


def _height(console: Console, parts: Iterable[RenderableType]) -> int:
    """Lines that the parts take, one below the other."""
    from rich.text import Text

    texts = (Text(_plain(part)) if isinstance(part, str) else part for part in parts)
    return sum(len(console.render_lines(text, pad=False)) for text in texts)


def scores_table(scores: Scores) -> Table:
    """The whole and its parts, alone."""
    suite = suites.find(scores.suite)
    labels = [label for label in suite.slices if scores.slices.get(label)]
    return _scores_table(scores, suite.columns, labels[0] if labels else None)


class _Page:
    """Prints lines and tables; nothing in them acts as markup or as a terminal command."""

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
    return visible("".join(" " if unicodedata.category(char) == "Cc" else char for char in text))


def _head(scores: Scores) -> Iterator[str]:
    yield (
        f"{scores.title}: {scores.n} of {scores.of} items scored, "
        f"from {scores.samples} source samples"
    )
    yield f"Engine: {scores.engine}   Route: {scores.route}"
    yield f"Prompt wording: {scores.wording}"
    yield f"Judge: {scores.judge}"
    yield from _cautions(scores)


def _cautions(scores: Scores) -> Iterator[str]:
    """What is not the whole benchmark about it."""
    if scores.subset:
        yield (
            f"Subset: {scores.subset['items']} of {scores.subset['of']} items, proportional, "
            f"seed {scores.subset['seed']}"
        )
    if scores.incomplete:
        yield (
            f"INCOMPLETE: {scores.errors} item(s) could not be read, answered or judged "
            "and are in no score"
        )


def _scores_table(
    scores: Scores,
    columns: Sequence[Column],
    label: str | None,
    *,
    whole: bool = True,
    intervals: bool = True,
) -> Table:
    """All items, then the slices of one label. Columns without any value are left out."""
    rows: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = (
        [("all", scores.overall, scores.intervals)] if whole else []
    )
    if label is not None:
        rows += [(name, part, part["intervals"]) for name, part in scores.slices[label].items()]
    shown = [
        each for each in columns if any(part.get(each.metric) is not None for _, part, _ in rows)
    ]
    table = _table(label if label and not whole else "x100", *(column.heading for column in shown))
    inline = len(shown) <= _MAX_INLINE
    for name, part, spans in rows:
        cells = [
            _cell(
                part.get(each.metric),
                spans.get(each.metric) if intervals else None,
                inline=inline,
            )
            for each in shown
        ]
        # Long names of tasks are broken between their words.
        table.add_row(_plain(name.replace("_", " ")), *cells)
    return table


def _other_metrics(scores: Scores, columns: Sequence[Column]) -> str:
    """Metrics that are in no table, in one paragraph."""
    in_tables = {column.metric for column in columns} | _DUPLICATES
    if scores.by_verdict:
        in_tables |= set(LEXICAL_METRICS) - {"MeanLen"}
    others = [
        f"{name} {_cell(value, scores.intervals.get(name), inline=True)}"
        for name, value in scores.overall.items()
        if name not in in_tables and isinstance(value, float)
    ]
    return "Further: " + ", ".join(others) if others else ""


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
    for name, (title, meaning, whole) in _ERROR_COUNTS.items():
        rate = _RATES[name]
        cell = _cell(scores.overall.get(rate), scores.intervals.get(rate), inline=True)
        table.add_row(
            title, meaning, *(_cell(scores.overall.get(each), None) for each in (name, whole)), cell
        )
    return table


def _lexical_table(scores: Scores, by_verdict: Mapping[str, Mapping[str, Any]]) -> Table:
    """Likeness to the gold answer, apart for answers that the judge called correct and wrong."""
    names = [name for name in LEXICAL_METRICS if any(name in part for part in by_verdict.values())]
    headings = {"BERTScore": f"BERTScore\n{_short(scores.bertscore or '')}", "MeanLen": "words"}
    table = _table("against gold", "n", *(headings.get(name, name) for name in names))
    # Only answerable items have a gold answer, so the mean length of all items is left out.
    judged = {name: value for name, value in scores.overall.items() if name != "MeanLen"}
    rows: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [
        ("all", judged, scores.intervals),
        *((f"judged {name}", part, part["intervals"]) for name, part in by_verdict.items()),
    ]
    for title, part, spans in rows:
        cells = [_cell(part.get(name), spans.get(name), inline=True) for name in names]
        table.add_row(title, str(part.get("answerable", part["n"])), *cells)
    return table


def _agreement(agreement: Mapping[str, Any]) -> str:
    if not agreement["n"]:
        return "No answer was judged by both the lexical judge and the other one."
    kappa = "undefined" if agreement["kappa"] is None else f"{agreement['kappa']:.2f}"
    return (
        f"The lexical judge agrees on {agreement['agree']:.1f} in 100 of {agreement['n']} answers "
        f"(kappa {kappa}); it alone calls {agreement['only_lexical']} right, "
        f"the judge alone {agreement['only_judge']}."
    )


def _comparability(comparison: Comparison) -> Iterator[str]:
    yield f"Published ({comparison.definition}): {comparison.source}. {comparison.defined}".rstrip()
    if comparison.against:
        reasons = "; ".join((*comparison.against, *comparison.differs))
        yield f"NOT COMPARABLE with this run: {reasons}."
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
