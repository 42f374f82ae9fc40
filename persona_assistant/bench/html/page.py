"""The page around the items: what was found, and how sure it is.

Says first what a reader needs in order to believe or doubt the numbers (what is missing, who
judged), then the numbers with their intervals, then how they come about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from persona_assistant.bench.comparison import comparisons
from persona_assistant.bench.html import charts, tables
from persona_assistant.bench.html.beside import Others, published_parts
from persona_assistant.bench.html.charts import Bar
from persona_assistant.bench.html.items import KIND, Told, badge
from persona_assistant.bench.html.words import (
    Safe,
    heading,
    join,
    number,
    span,
    tag,
    without_places,
)
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.outcome import (
    ERROR,
    FALSE_ABSTENTION,
    HALLUCINATION,
    OPEN,
    RIGHT,
    UNJUDGED,
    WRONG,
)
from persona_assistant.bench.scoring import Scores as Found
from persona_assistant.bench.suite import Suite

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
"""In words, for those that a suite's columns may hold."""

Scores = Mapping[str, Any]


# --- on top


def banner(scores: Scores) -> Safe | None:
    """What is missing from the numbers. None for a complete run."""
    if not scores.get("incomplete"):
        return None
    count = scores["errors"]
    return tag(
        "div",
        tag("strong", "INCOMPLETE"),
        f" {count} of {scores['of']} items could not be read, answered or judged and are in no score. ",
        tag("a", "Show them", href="#items", data_outcome=ERROR),
        class_="banner",
        role="note",
    )


def remarks(scores: Scores) -> Safe:
    """What else to know before believing a number."""
    said = [without_places(note) for note in scores.get("notes", ())]
    if scores.get("subset"):
        subset = scores["subset"]
        drawn = f"seed {subset['seed']}" if "seed" in subset else "fixed seed"
        said.insert(
            0, f"A proportional subset: {subset['items']} of {subset['of']} items, {drawn}."
        )
    if scores["judge"] == LexicalJudge.name:
        said.insert(0, "Judged by shared words, not by a language model: for orientation only.")
    return tag("ul", [tag("li", one) for one in said], class_="remarks") if said else Safe()


def tiles(suite: Suite, scores: Scores) -> Safe:
    """The headline number and the others, each with its interval."""
    columns = sorted(_columns(suite), key=lambda column: column[0] != suite.headline)
    found = []
    for metric, name in columns:
        value, interval = scores["overall"].get(metric), scores["intervals"].get(metric)
        if value is None:
            continue
        found.append(
            tag(
                "div",
                tag("dt", name),
                tag("dd", number(value), class_="number"),
                tag(
                    "dd", f"95 % {span(interval)}" if interval else "no interval", class_="interval"
                ),
                tag("dd", charts.strip(value, interval), class_="drawn"),
                tag("dd", MEANINGS[metric], class_="meaning") if metric in MEANINGS else None,
                class_="tile head" if metric == suite.headline else "tile",
            )
        )
    about = (
        f"Over {scores['n']:,} items of {scores['samples']:,} source samples, x100. Intervals: whole samples "
        "resampled, because items of one sample are not independent."
    )
    return join([tag("dl", found, class_="tiles"), tag("p", about, class_="aside")])


def _columns(suite: Suite) -> list[tuple[str, str]]:
    return [
        (column.metric, heading(column.heading)) for column in suite.columns if column.metric != "n"
    ]


# --- by part


_MANY = 8
"""Rows of a table that stands folded."""


def slices(suite: Suite, scores: Scores) -> Iterator[Safe]:
    """Bars and a table for every label."""
    columns = _columns(suite)
    known = {metric for metric, _ in columns}
    drawn = [metric for metric in dict.fromkeys((suite.headline, "1-FA", "TA")) if metric in known]
    published = next(iter(comparisons(suite, Found.from_json(scores))), None)
    for label, parts in scores["slices"].items():
        if not parts:
            continue
        at = list(suite.slices).index(label) if label in suite.slices else None
        others = published_parts(published, label)
        panels = [_panel(dict(columns)[metric], metric, parts, others, scores) for metric in drawn]
        table = _slice_table(columns, at, label, parts, scores)
        title = label.replace("_", " ").replace("-", " ")
        if len(parts) > _MANY:
            table = tables.folded(f"All numbers by {title}", table)
        yield join([tag("h3", f"By {title}"), tag("div", panels, class_="panels"), table])


def _panel(
    name: str, metric: str, parts: Mapping[str, Any], others: Others, scores: Scores
) -> Safe | None:
    models = [
        model for model, known in others.items() if any(metric in each for each in known.values())
    ]
    rows = []
    for value, part in parts.items():
        beside = [(model, others[model].get(value, {}).get(metric)) for model in models]
        found = tuple((model, float(each)) for model, each in beside if each is not None)
        interval = part.get("intervals", {}).get(metric)
        # Shapes go by place: with one missing there would be another model's.
        complete = found if len(found) == len(models) else ()
        rows.append(Bar(value, part.get(metric), interval, part["n"], complete))
    if all(row.value is None for row in rows):
        return None
    drawn = charts.bars(rows, name, scores["overall"].get(metric))
    key = charts.key([f"{model}, published" for model in models]) if models else None
    return tag("figure", tag("figcaption", name), drawn, key)


def _slice_table(
    columns: Sequence[tuple[str, str]],
    at: int | None,
    label: str,
    parts: Mapping[str, Any],
    scores: Scores,
) -> Safe:
    head = (label.replace("_", " "), "n", *(name for _, name in columns))
    body = []
    rows = {
        "all": {**scores["overall"], "n": scores["n"], "intervals": scores["intervals"]},
        **parts,
    }
    for value, part in rows.items():
        name: Any = value
        if value in parts and at is not None:
            name = tag("a", value, href="#items", data_slice=at, data_value=value)
        intervals = part.get("intervals", {})
        cells = [tables.measured(part.get(metric), intervals.get(metric)) for metric, _ in columns]
        body.append(
            tables.row(head, (name, number(part["n"]), *cells), "own" if value == "all" else None)
        )
    return tables.table(head, body)


# --- what went wrong


def outcomes(told: Sequence[Told], suite: Suite) -> Safe:
    """How the items came out, all of them and by the first label."""
    kinds = [RIGHT, WRONG]
    aware = any("answerable" in one.case.facts for one in told)
    if aware:
        kinds += [FALSE_ABSTENTION, HALLUCINATION]
    kinds += [kind for kind in (ERROR, OPEN, UNJUDGED) if any(one.outcome == kind for one in told)]
    label = next(iter(suite.slices), None)
    order = suite.slices[label] if label else ()
    values = dict.fromkeys(one.case.labels[label] for one in told if label in one.case.labels)
    ordered = [*(value for value in order if value in values), *sorted(values.keys() - set(order))]
    parts = {"all": list(told)}
    parts |= {
        value: [one for one in told if one.case.labels.get(label) == value] for value in ordered
    }
    head = ("", "", "items", *kinds)
    body = []
    for value, part in parts.items():
        counts = {kind: sum(one.outcome == kind for one in part) for kind in kinds}
        bar = charts.shares([(KIND[kind], count) for kind, count in counts.items()])
        cells = [
            _counted(kind, counts[kind], part, 0 if value != "all" else None, value)
            for kind in kinds
        ]
        kind = "own" if value == "all" else None
        body.append(tables.row(head, (value, bar, number(len(part)), *cells), kind))
    legend = tag("p", [badge(kind) for kind in kinds], class_="legend")
    words = ""
    if aware:
        words = (
            "False abstention: abstained on what can be answered; its rate is of answerable items. "
            "Hallucination: answered what cannot be answered; its rate is of unanswerable items."
        )
    table = tables.table(head, body, kind="outcomes")
    return join([legend, table, tag("p", words, class_="aside") if words else None])


def _counted(kind: str, count: int, part: Sequence[Told], at: int | None, value: str) -> Safe:
    of = {FALSE_ABSTENTION: True, HALLUCINATION: False}
    whole = part
    if kind in of:
        scored = (RIGHT, WRONG, FALSE_ABSTENTION, HALLUCINATION)
        whole = [
            o for o in part if o.case.facts.get("answerable") is of[kind] and o.outcome in scored
        ]
    share = f"{100 * count / len(whole):.1f} %" if whole else None
    where = {"data_slice": at, "data_value": value} if at is not None else {}
    shown = (
        tag("a", number(count), href="#items", data_outcome=kind, **where)
        if count
        else tag("span", "0")
    )
    return join([shown, tag("small", share)]) if share else shown


def wording(scores: Scores) -> Iterator[Safe]:
    """Lexical scores by verdict, and how two judges agree."""
    by_verdict, both = scores.get("by_verdict"), scores.get("agreement")
    if by_verdict:
        kept = dict.fromkeys(name for part in by_verdict.values() for name in part)
        metrics = [name for name in kept if name not in ("n", "intervals")]
        rows = []
        for verdict, part in by_verdict.items():
            cells = [
                tables.measured(part.get(m), part.get("intervals", {}).get(m)) for m in metrics
            ]
            rows.append(tables.row(("judged", "n", *metrics), (verdict, number(part["n"]), *cells)))
        yield join([
            tag("h3", "Words shared with the gold answer, by verdict"),
            tables.table(("judged", "n", *metrics), rows),
            tag("p", "Where these hardly differ, shared words say little of what is right.", class_="aside"),
        ])  # fmt: skip
    if both:
        head = ("", "judge: correct", "judge: wrong")
        rows = [
            tables.row(
                head, ("lexical: correct", number(both["both"]), number(both["only_lexical"]))
            ),
            tables.row(
                head, ("lexical: wrong", number(both["only_judge"]), number(both["neither"]))
            ),
        ]
        kappa = "\u2013" if both["kappa"] is None else f"{both['kappa']:.2f}"
        told = (
            f"Of {both['n']} answers the lexical judge and {scores['judge']} say the same in "
            f"{number(both['agree'])} of 100; Cohen's kappa {kappa} (0: as by chance, 1: always)."
        )
        table, words = tables.table(head, rows), tag("p", told, class_="aside")
        yield join([tag("h3", "Lexical judge and judge"), table, words])
