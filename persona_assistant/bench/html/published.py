"""The run beside published results, and the reasons not to compare them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from persona_assistant.bench.comparison import Comparison, comparisons
from persona_assistant.bench.html import charts, tables
from persona_assistant.bench.html.charts import Point
from persona_assistant.bench.html.markup import Markup, format_number, join, tag
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.suite import Suite

_TITLES = {"paper": "As the paper defines it", "v2.2": "As release v2.2 defines it"}
_AXES = {
    "1-FA": "1-FA: answers what can be answered \u2192",
    "TA": "TA: abstains where it must \u2192",
}


def comparison_section(suite: Suite[Any], scores: Mapping[str, Any], engine: str) -> Markup | None:
    """For each published definition: Cal against 1-FA and TA where the suite has them, and the
    rows."""
    plotted = {"Cal", "1-FA", "TA"} <= {column.metric for column in suite.columns}
    blocks: list[Markup] = []
    for comparison in comparisons(suite, Scores.from_json(scores)):
        plots = [_plot(comparison, scores, x, engine) for x in _AXES] if plotted else []
        table, notes = _table(comparison, scores, engine), _comparability(comparison)
        if any(plots):
            pair = tag("div", plots, class_="pair")
            as_table = tables.collapsible("These rows by number, as a table", table)
            content = join([pair, notes, as_table])
        else:
            content = join([notes, table])
        title = _TITLES.get(comparison.definition, comparison.definition)
        if blocks:
            blocks.append(tables.collapsible(title, content))
        else:
            blocks.append(join([tag("h3", title), content]))
    return join(blocks) if blocks else None


def _plot(comparison: Comparison, scores: Mapping[str, Any], x: str, engine: str) -> Markup | None:
    points = [
        Point(row["model"], row[x], row["Cal"], mark)
        for mark, row in enumerate(comparison.rows, start=1)
        if row.get(x) is not None and row.get("Cal") is not None
    ]
    overall, intervals = scores["overall"], scores["intervals"]
    x_metric, y_metric = comparison.ours[x], comparison.ours["Cal"]
    if overall.get(x_metric) is not None and overall.get(y_metric) is not None:
        points.append(
            Point(
                engine,
                overall[x_metric],
                overall[y_metric],
                x_interval=intervals.get(x_metric),
                y_interval=intervals.get(y_metric),
            )
        )
    if len(points) < 2:
        return None
    wide, narrow = (
        charts.scatter(points, _AXES[x], "Cal \u2192", width=width, named=width > 400)
        for width in (540, 330)
    )
    return tag(
        "figure",
        tag("figcaption", f"Cal against {x}"),
        tag("div", wide, class_="wide"),
        tag("div", narrow, class_="narrow"),
    )


def _comparability(comparison: Comparison) -> Markup:
    """Where the rows come from, and the reasons not to compare with them."""
    source = f"Published rows: {comparison.source}. {comparison.defined}".strip()
    if comparison.against:
        verdict = tag("strong", "Not comparable with this run: ")
        reasons = "; ".join((*comparison.against, *comparison.differs)) + "."
    elif comparison.differs:
        verdict = tag("strong", "Comparable with this run but for: ")
        reasons = "; ".join(comparison.differs) + "."
    else:
        verdict, reasons = tag("strong", "Comparable with this run."), ""
    return tag("p", f"{source} ", verdict, reasons, class_="aside")


def _table(comparison: Comparison, scores: Mapping[str, Any], engine: str) -> Markup:
    """The published rows, numbered as in the plots, below this run."""
    head = ("model", *comparison.metrics)
    overall, intervals = scores["overall"], scores["intervals"]
    ours = [comparison.ours[metric] for metric in comparison.metrics]
    own = [tables.value_cell(overall.get(name), intervals.get(name)) for name in ours]
    rows = [tables.row(head, (_numbered("\u25cf", f"this run: {engine}"), *own), "own")]
    for mark, row in enumerate(comparison.rows, start=1):
        cells = (format_number(row.get(metric)) for metric in comparison.metrics)
        rows.append(tables.row(head, (_numbered(str(mark), row["model"]), *cells)))
    return tables.table(head, rows, kind="published-rows")


def _numbered(mark: str, name: str) -> Markup:
    return join([tag("span", mark, class_="no"), name])


SliceResults = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Model -> slice value -> its metrics."""


def published_slices(published: Sequence[Comparison], label: str) -> SliceResults:
    """The published results of a label's slices, by the first definition."""
    rows = published[0].rows if published else ()
    return {row["model"]: row["slices"][label] for row in rows if label in row.get("slices", {})}
