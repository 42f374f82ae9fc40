"""The run beside what others published, and what speaks against comparing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from persona_assistant.bench.comparison import Comparison, comparisons
from persona_assistant.bench.html import charts, tables
from persona_assistant.bench.html.charts import Point
from persona_assistant.bench.html.words import Safe, join, number, tag
from persona_assistant.bench.scoring import Scores as Found
from persona_assistant.bench.suite import Suite

Scores = Mapping[str, Any]


def against_published(suite: Suite, scores: Scores, name: str) -> Safe | None:
    """For each published definition: Cal against 1-FA and TA where the suite has them, and the
    rows."""
    plotted = {"Cal", "1-FA", "TA"} <= {column.metric for column in suite.columns}
    blocks: list[Safe] = []
    for one in comparisons(suite, Found.from_json(scores)):
        plots = [_plot(one, scores, x, name) for x in ("1-FA", "TA")] if plotted else []
        table, standing = _published_table(one, scores, name), _standing(one)
        if any(plots):
            pair = tag("div", plots, class_="pair")
            inner = join([pair, standing, tables.folded("These rows by number, as a table", table)])
        else:
            inner = join([standing, table])
        title = {"paper": "As the paper defines it", "v2.2": "As release v2.2 defines it"}.get(
            one.definition, one.definition
        )
        blocks.append(
            join([tag("h3", title), inner]) if not blocks else tables.folded(title, inner)
        )
    return join(blocks) if blocks else None


def _plot(one: Comparison, scores: Scores, x: str, name: str) -> Safe | None:
    points = [
        Point(row["model"], row[x], row["Cal"], mark)
        for mark, row in enumerate(one.rows, start=1)
        if row.get(x) is not None and row.get("Cal") is not None
    ]
    overall, intervals = scores["overall"], scores["intervals"]
    cal, across = one.ours["Cal"], one.ours[x]
    if overall.get(across) is not None and overall.get(cal) is not None:
        ours = (overall[across], overall[cal], 0, intervals.get(across), intervals.get(cal))
        points.append(Point(name, *ours))
    if len(points) < 2:
        return None
    words = {
        "1-FA": "1-FA: answers what can be answered \u2192",
        "TA": "TA: abstains where it must \u2192",
    }
    return tag(
        "figure",
        tag("figcaption", f"Cal against {x}"),
        tag(
            "div",
            charts.scatter(points, words[x], "Cal \u2192", width=540, named=True),
            class_="wide",
        ),
        tag(
            "div",
            charts.scatter(points, words[x], "Cal \u2192", width=330, named=False),
            class_="narrow",
        ),
    )


def _standing(one: Comparison) -> Safe:
    """Where the rows are from, and what speaks against comparing."""
    words = f"Published rows: {one.source}. {one.defined}".strip()
    if one.against:
        verdict = tag("strong", "Not comparable with this run: ")
        reasons = "; ".join((*one.against, *one.differs)) + "."
    elif one.differs:
        verdict = tag("strong", "Comparable with this run but for: ")
        reasons = "; ".join(one.differs) + "."
    else:
        verdict, reasons = tag("strong", "Comparable with this run."), ""
    return tag("p", f"{words} ", verdict, reasons, class_="aside")


def _published_table(one: Comparison, scores: Scores, name: str) -> Safe:
    """Published rows, numbered as in the plots, this run on top."""
    head = ("model", *one.metrics)
    overall, intervals = scores["overall"], scores["intervals"]
    ours = [
        tables.measured(overall.get(one.ours[m]), intervals.get(one.ours[m])) for m in one.metrics
    ]
    body = [tables.row(head, (_numbered("\u25cf", f"this run: {name}"), *ours), "own")]
    for mark, row in enumerate(one.rows, start=1):
        cells = (number(row.get(metric)) for metric in one.metrics)
        body.append(tables.row(head, (_numbered(str(mark), row["model"]), *cells)))
    return tables.table(head, body, kind="published-rows")


def _numbered(mark: str, name: str) -> Safe:
    return join([tag("span", mark, class_="no"), name])


Others = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Model -> part -> its metrics."""


def published_parts(one: Comparison | None, label: str) -> Others:
    """What was published of the parts of a label, by the first definition."""
    rows = one.rows if one is not None else ()
    return {row["model"]: row["slices"][label] for row in rows if label in row.get("slices", {})}
