"""The sections around the items: the results and how certain they are.

First comes what a reader needs in order to believe or doubt the numbers (what is missing, who
judged), then the numbers with their intervals, then how they come about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from persona_assistant.bench.comparison import comparisons
from persona_assistant.bench.html import charts, tables
from persona_assistant.bench.html.charts import Bar
from persona_assistant.bench.html.items import CSS_CLASS, ItemResult, badge
from persona_assistant.bench.html.markup import (
    Markup,
    format_interval,
    format_number,
    heading,
    join,
    tag,
    without_paths,
)
from persona_assistant.bench.html.published import SliceResults, published_slices
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.outcome import (
    ERROR,
    FALSE_ABSTENTION,
    HALLUCINATION,
    RIGHT,
    UNANSWERED,
    UNJUDGED,
    WRONG,
)
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.suite import Suite, main_metrics

MEANINGS = {
    "Ans": "answerable items that the judge finds right",
    "Ans_v2_2": "the same, and not abstained on (release v2.2)",
    "TA": "unanswerable items abstained on (true abstention)",
    "Cal": "mean of Ans and TA",
    "Cal_v2_2": "all items done right (release v2.2)",
    "1-FA": "answerable items not abstained on",
    "Abs-F1": "harmonic mean of precision and recall of abstaining",
    "routing": "identity decisions that name the one meant, or nobody where nobody is",
    "false_name": "identity decisions that name somebody else",
}
"""What the metrics mean, for those that a suite's columns may have."""


# --- above the numbers


def banner(scores: Mapping[str, Any]) -> Markup | None:
    """What the numbers lack. None for a complete run."""
    if not scores.get("incomplete"):
        return None
    return tag(
        "div",
        tag("strong", "INCOMPLETE"),
        f" {scores['errors']} of {scores['of']} items could not be read, answered or judged"
        " and are in no score. ",
        tag("a", "Show them", href="#items", data_outcome=ERROR),
        class_="banner",
        role="note",
    )


def remarks(scores: Mapping[str, Any]) -> Markup:
    """What else to know before believing a number."""
    notes = [without_paths(note) for note in scores.get("notes", ())]
    if subset := scores.get("subset"):
        drawn = f"seed {subset['seed']}" if "seed" in subset else "fixed seed"
        notes.insert(
            0, f"A proportional subset: {subset['items']} of {subset['of']} items, {drawn}."
        )
    if scores["judge"] == LexicalJudge.name:
        notes.insert(0, "Judged by shared words, not by a language model: for orientation only.")
    return tag("ul", [tag("li", note) for note in notes], class_="remarks") if notes else Markup()


def tiles(suite: Suite[Any], scores: Mapping[str, Any]) -> Markup:
    """The headline metric and the others, each with its interval."""
    columns = sorted(_columns(suite), key=lambda column: column[0] != suite.headline)
    cards = [
        _tile(metric, name, scores, is_headline=metric == suite.headline)
        for metric, name in columns
        if scores["overall"].get(metric) is not None
    ]
    about = (
        f"Over {scores['n']:,} items of {scores['samples']:,} source samples, x100. Intervals: "
        "whole samples resampled, because items of one sample are not independent."
    )
    return join([tag("dl", cards, class_="tiles"), tag("p", about, class_="aside")])


def _tile(metric: str, name: str, scores: Mapping[str, Any], *, is_headline: bool) -> Markup:
    value, interval = scores["overall"][metric], scores["intervals"].get(metric)
    range_text = f"95 % {format_interval(interval)}" if interval else "no interval"
    return tag(
        "div",
        tag("dt", name),
        tag("dd", format_number(value), class_="number"),
        tag("dd", range_text, class_="interval"),
        tag("dd", charts.value_strip(value, interval), class_="drawn"),
        tag("dd", MEANINGS[metric], class_="meaning") if metric in MEANINGS else None,
        class_="tile head" if is_headline else "tile",
    )


def _columns(suite: Suite[Any]) -> list[tuple[str, str]]:
    return [
        (column.metric, heading(column.heading)) for column in suite.columns if column.metric != "n"
    ]


# --- by slice

_MAX_OPEN_ROWS = 8
"""A longer table is collapsed."""


def slices(suite: Suite[Any], scores: Mapping[str, Any]) -> Iterator[Markup]:
    """Bars and a table for every label."""
    columns = _columns(suite)
    names = dict(columns)
    drawn = [metric for metric in main_metrics(suite) if metric in names]
    published = comparisons(suite, Scores.from_json(scores))
    for label, parts in scores["slices"].items():
        if not parts:
            continue
        position = list(suite.slices).index(label) if label in suite.slices else None
        others = published_slices(published, label)
        panels = [_panel(names[metric], metric, parts, others, scores) for metric in drawn]
        table = _slice_table(columns, position, label, parts, scores)
        title = label.replace("_", " ").replace("-", " ")
        if len(parts) > _MAX_OPEN_ROWS:
            table = tables.collapsible(f"All numbers by {title}", table)
        yield join([tag("h3", f"By {title}"), tag("div", panels, class_="panels"), table])


def _panel(
    name: str,
    metric: str,
    parts: Mapping[str, Any],
    published: SliceResults,
    scores: Mapping[str, Any],
) -> Markup | None:
    models = [
        model
        for model, results in published.items()
        if any(metric in result for result in results.values())
    ]
    bars = []
    for value, part in parts.items():
        results = [(model, published[model].get(value, {}).get(metric)) for model in models]
        others = tuple((model, float(result)) for model, result in results if result is not None)
        interval = part.get("intervals", {}).get(metric)
        # A model's shape is given by its place, so an incomplete list would mix models up.
        complete = others if len(others) == len(models) else ()
        bars.append(Bar(value, part.get(metric), interval, part["n"], complete))
    if all(bar.value is None for bar in bars):
        return None
    chart = charts.bars(bars, name, scores["overall"].get(metric))
    legend = charts.legend([f"{model}, published" for model in models]) if models else None
    return tag("figure", tag("figcaption", name), chart, legend)


def _slice_table(
    columns: Sequence[tuple[str, str]],
    position: int | None,
    label: str,
    parts: Mapping[str, Any],
    scores: Mapping[str, Any],
) -> Markup:
    head = (label.replace("_", " "), "n", *(name for _, name in columns))
    whole = {**scores["overall"], "n": scores["n"], "intervals": scores["intervals"]}
    rows = []
    for value, part in {"all": whole, **parts}.items():
        name: Any = value
        if value in parts and position is not None:
            name = tag("a", value, href="#items", data_slice=position, data_value=value)
        intervals = part.get("intervals", {})
        cells = [
            tables.value_cell(part.get(metric), intervals.get(metric)) for metric, _ in columns
        ]
        kind = "own" if value == "all" else None
        rows.append(tables.row(head, (name, format_number(part["n"]), *cells), kind))
    return tables.table(head, rows)


# --- outcomes


def outcomes(results: Sequence[ItemResult], suite: Suite[Any]) -> Markup:
    """How the items came out, all of them and by the first label."""
    kinds = [RIGHT, WRONG]
    may_abstain = any("answerable" in result.case.facts for result in results)
    if may_abstain:
        kinds += [FALSE_ABSTENTION, HALLUCINATION]
    kinds += [
        kind
        for kind in (ERROR, UNANSWERED, UNJUDGED)
        if any(result.outcome == kind for result in results)
    ]
    head = ("", "", "items", *kinds)
    rows = []
    for value, part in _by_first_label(results, suite).items():
        counts = {kind: sum(result.outcome == kind for result in part) for kind in kinds}
        bar = charts.stacked_bar([(CSS_CLASS[kind], count) for kind, count in counts.items()])
        target = None if value == "all" else value
        cells = [_outcome_cell(kind, counts[kind], part, target) for kind in kinds]
        css = "own" if value == "all" else None
        rows.append(tables.row(head, (value, bar, format_number(len(part)), *cells), css))
    legend = tag("p", [badge(kind) for kind in kinds], class_="legend")
    note = None
    if may_abstain:
        note = tag(
            "p",
            "False abstention: abstained on what can be answered; its rate is of answerable items."
            " Hallucination: answered what cannot be answered; its rate is of unanswerable items.",
            class_="aside",
        )
    return join([legend, tables.table(head, rows, kind="outcomes"), note])


def _by_first_label(
    results: Sequence[ItemResult], suite: Suite[Any]
) -> dict[str, list[ItemResult]]:
    parts = {"all": list(results)}
    label = next(iter(suite.slices), None)
    if label is None:
        return parts
    values = {result.case.labels[label] for result in results if label in result.case.labels}
    order = suite.slices[label]
    known = [value for value in order if value in values]
    for value in (*known, *sorted(values - set(order))):
        parts[value] = [result for result in results if result.case.labels.get(label) == value]
    return parts


def _outcome_cell(kind: str, count: int, part: Sequence[ItemResult], value: str | None) -> Markup:
    """A count, linked to its items, and its share of the items it could have happened to."""
    could_happen = part
    if kind in (FALSE_ABSTENTION, HALLUCINATION):
        scored = (RIGHT, WRONG, FALSE_ABSTENTION, HALLUCINATION)
        could_happen = [
            result
            for result in part
            if result.outcome in scored
            and result.case.facts.get("answerable") is (kind == FALSE_ABSTENTION)
        ]
    where = {"data_slice": 0, "data_value": value} if value is not None else {}
    if count:
        cell = tag("a", format_number(count), href="#items", data_outcome=kind, **where)
    else:
        cell = tag("span", "0")
    if not could_happen:
        return cell
    return join([cell, tag("small", f"{100 * count / len(could_happen):.1f} %")])


# --- wording


def wording(scores: Mapping[str, Any]) -> Iterator[Markup]:
    """Lexical metrics by verdict, and how far two judges agree."""
    if by_verdict := scores.get("by_verdict"):
        yield _lexical_metrics(by_verdict)
    if agreement := scores.get("agreement"):
        yield _agreement(agreement, scores["judge"])


def _lexical_metrics(by_verdict: Mapping[str, Mapping[str, Any]]) -> Markup:
    names = dict.fromkeys(name for part in by_verdict.values() for name in part)
    metrics = [name for name in names if name not in ("n", "intervals")]
    head = ("judged", "n", *metrics)
    rows = []
    for verdict, part in by_verdict.items():
        intervals = part.get("intervals", {})
        cells = [tables.value_cell(part.get(name), intervals.get(name)) for name in metrics]
        rows.append(tables.row(head, (verdict, format_number(part["n"]), *cells)))
    note = "Where these hardly differ, shared words say little about what is right."
    return join(
        [
            tag("h3", "Words shared with the gold answer, by verdict"),
            tables.table(head, rows),
            tag("p", note, class_="aside"),
        ]
    )


def _agreement(agreement: Mapping[str, Any], judge: str) -> Markup:
    head = ("", "judge: correct", "judge: wrong")
    rows = [
        tables.row(head, (name, *(format_number(agreement[count]) for count in counts)))
        for name, counts in (
            ("lexical: correct", ("both", "only_lexical")),
            ("lexical: wrong", ("only_judge", "neither")),
        )
    ]
    kappa = "\u2013" if agreement["kappa"] is None else f"{agreement['kappa']:.2f}"
    note = (
        f"The lexical judge and {judge} agree on {format_number(agreement['agree'])} of 100 out of "
        f"{agreement['n']} answers; Cohen's kappa is {kappa} (0: as by chance, 1: always)."
    )
    title = tag("h3", "Lexical judge and judge")
    return join([title, tables.table(head, rows), tag("p", note, class_="aside")])
