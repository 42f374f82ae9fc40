"""The page around the items: what was found, how sure it is, what it was found with.

Says first what a reader needs in order to believe or doubt the numbers (what is missing, who judged), then
the numbers with their intervals, then the plots, and at last everything that was recorded of the run.
"""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping, Sequence

from persona_assistant.bench.comparing import Comparison, comparisons
from persona_assistant.bench.html import charts
from persona_assistant.bench.html.charts import Bar, Point
from persona_assistant.bench.html.items import KIND, Told, badge
from persona_assistant.bench.html.words import Safe, heading, join, number, span, tag, without_places
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

_HASH = re.compile(r"([0-9a-f]{12})[0-9a-f]{20,52}(\D*)$")

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
        said.insert(0, f"A proportional subset: {subset['items']} of {subset['of']} items, {drawn}.")
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
                tag("dd", f"95 % {span(interval)}" if interval else "no interval", class_="interval"),
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
    return [(column.metric, heading(column.heading)) for column in suite.columns if column.metric != "n"]


# --- beside what others published


def against_published(suite: Suite, scores: Scores, name: str) -> Safe | None:
    """For each published definition: Cal against 1-FA and TA where the suite has them, and the rows."""
    plotted = {"Cal", "1-FA", "TA"} <= {column.metric for column in suite.columns}
    blocks: list[Safe] = []
    for one in comparisons(suite, Found.from_json(scores)):
        plots = [_plot(one, scores, x, name) for x in ("1-FA", "TA")] if plotted else []
        table, standing = _published_table(one, scores, name), _standing(one)
        if any(plots):
            pair = tag("div", plots, class_="pair")
            inner = join([pair, standing, _folded("These rows as a table", table)])
        else:
            inner = join([standing, table])
        title = {"paper": "As the paper defines it", "v2.2": "As release v2.2 defines it"}.get(
            one.definition, one.definition
        )
        blocks.append(join([tag("h3", title), inner]) if not blocks else _folded(title, inner))
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
    words = {"1-FA": "1-FA: answers what can be answered \u2192", "TA": "TA: abstains where it must \u2192"}
    return tag(
        "figure",
        tag("figcaption", f"Cal against {x}"),
        tag("div", charts.scatter(points, words[x], "Cal \u2192", width=540, named=True), class_="wide"),
        tag("div", charts.scatter(points, words[x], "Cal \u2192", width=330, named=False), class_="narrow"),
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
    ours = [_measured(overall.get(one.ours[m]), intervals.get(one.ours[m])) for m in one.metrics]
    body = [_row(head, (_numbered("\u25cf", f"this run: {name}"), *ours), "own")]
    for mark, row in enumerate(one.rows, start=1):
        cells = (number(row.get(metric)) for metric in one.metrics)
        body.append(_row(head, (_numbered(str(mark), row["model"]), *cells)))
    return _table(head, body, kind="published-rows")


def _numbered(mark: str, name: str) -> Safe:
    return join([tag("span", mark, class_="no"), name])


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
        others = _published_parts(published, label)
        panels = [_panel(dict(columns)[metric], metric, parts, others, scores) for metric in drawn]
        table = _slice_table(columns, at, label, parts, scores)
        title = label.replace("_", " ").replace("-", " ")
        if len(parts) > _MANY:
            table = _folded(f"All numbers by {title}", table)
        yield join([tag("h3", f"By {title}"), tag("div", panels, class_="panels"), table])


_Others = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Model -> part -> its metrics."""


def _published_parts(one: Comparison | None, label: str) -> _Others:
    """What was published of the parts of a label, by the first definition."""
    rows = one.rows if one is not None else ()
    return {row["model"]: row["slices"][label] for row in rows if label in row.get("slices", {})}


def _panel(
    name: str, metric: str, parts: Mapping[str, Any], others: _Others, scores: Scores
) -> Safe | None:
    models = [model for model, known in others.items() if any(metric in each for each in known.values())]
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
    columns: Sequence[tuple[str, str]], at: int | None, label: str, parts: Mapping[str, Any], scores: Scores
) -> Safe:
    head = (label.replace("_", " "), "n", *(name for _, name in columns))
    body = []
    rows = {"all": {**scores["overall"], "n": scores["n"], "intervals": scores["intervals"]}, **parts}
    for value, part in rows.items():
        name: Any = value
        if value in parts and at is not None:
            name = tag("a", value, href="#items", data_slice=at, data_value=value)
        cells = [_measured(part.get(metric), part.get("intervals", {}).get(metric)) for metric, _ in columns]
        body.append(_row(head, (name, number(part["n"]), *cells), "own" if value == "all" else None))
    return _table(head, body)


def _measured(value: Any, interval: Any) -> Safe:
    shown = tag("span", number(value))
    return join([shown, tag("small", span(interval))]) if interval else shown


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
    parts |= {value: [one for one in told if one.case.labels.get(label) == value] for value in ordered}
    head = ("", "", "items", *kinds)
    body = []
    for value, part in parts.items():
        counts = {kind: sum(one.outcome == kind for one in part) for kind in kinds}
        bar = charts.shares([(KIND[kind], count) for kind, count in counts.items()])
        cells = [_counted(kind, counts[kind], part, 0 if value != "all" else None, value) for kind in kinds]
        body.append(_row(head, (value, bar, number(len(part)), *cells), "own" if value == "all" else None))
    legend = tag("p", [badge(kind) for kind in kinds], class_="legend")
    words = ""
    if aware:
        words = (
            "False abstention: abstained on what can be answered; its rate is of answerable items. "
            "Hallucination: answered what cannot be answered; its rate is of unanswerable items."
        )
    table = _table(head, body, kind="outcomes")
    return join([legend, table, tag("p", words, class_="aside") if words else None])


def _counted(kind: str, count: int, part: Sequence[Told], at: int | None, value: str) -> Safe:
    of = {FALSE_ABSTENTION: True, HALLUCINATION: False}
    whole = part
    if kind in of:
        scored = (RIGHT, WRONG, FALSE_ABSTENTION, HALLUCINATION)
        whole = [o for o in part if o.case.facts.get("answerable") is of[kind] and o.outcome in scored]
    share = f"{100 * count / len(whole):.1f} %" if whole else None
    where = {"data_slice": at, "data_value": value} if at is not None else {}
    shown = tag("a", number(count), href="#items", data_outcome=kind, **where) if count else tag("span", "0")
    return join([shown, tag("small", share)]) if share else shown


def wording(scores: Scores) -> Iterator[Safe]:
    """Lexical scores by verdict, and how two judges agree."""
    by_verdict, both = scores.get("by_verdict"), scores.get("agreement")
    if by_verdict:
        kept = dict.fromkeys(name for part in by_verdict.values() for name in part)
        metrics = [name for name in kept if name not in ("n", "intervals")]
        rows = []
        for verdict, part in by_verdict.items():
            cells = [_measured(part.get(m), part.get("intervals", {}).get(m)) for m in metrics]
            rows.append(_row(("judged", "n", *metrics), (verdict, number(part["n"]), *cells)))
        yield join([
            tag("h3", "Words shared with the gold answer, by verdict"),
            _table(("judged", "n", *metrics), rows),
            tag("p", "Where these hardly differ, shared words say little of what is right.", class_="aside"),
        ])  # fmt: skip
    if both:
        head = ("", "judge: correct", "judge: wrong")
        rows = [
            _row(head, ("lexical: correct", number(both["both"]), number(both["only_lexical"]))),
            _row(head, ("lexical: wrong", number(both["only_judge"]), number(both["neither"]))),
        ]
        kappa = "\u2013" if both["kappa"] is None else f"{both['kappa']:.2f}"
        told = (
            f"Of {both['n']} answers the lexical judge and {scores['judge']} say the same in "
            f"{number(both['agree'])} of 100; Cohen's kappa {kappa} (0: as by chance, 1: always)."
        )
        yield join([tag("h3", "Lexical judge and judge"), _table(head, rows), tag("p", told, class_="aside")])


# --- what was run


def card(about: Mapping[str, Any], scores: Scores) -> Safe:
    """The run card, in groups."""
    run = about.get("run", {})
    conditions, data = run.get("conditions", {}), run.get("data", {})
    subset, shard = scores.get("subset"), run.get("shard")
    hardware, speed = about.get("hardware", {}), about.get("tokens_per_second")
    groups = {
        "Asked": {
            "benchmark": scores["title"],
            "data": data.get("file"),
            "records": data.get("records"),
            "data sha256": data.get("sha256"),
            "subset": f"{subset['items']} of {subset['of']}, proportional" if subset else None,
            "shard": shard,
            "contexts kept": conditions.get("contexts"),
            "left out": ", ".join(conditions.get("drop") or ()),
            "seed": conditions.get("seed"),
            **(conditions.get("options") or {}),
            "prompt wording": scores["wording"],
            "wording sha256": conditions.get("wording_sha256"),
        },
        "Answered by": {
            "route": scores["route"],
            "engine": scores["engine"],
            **(run.get("identity") or {}),
            **(run.get("settings") or {}),
            "new tokens, at most": run.get("max_tokens"),
        },
        "Judged by": {
            "judge": scores["judge"],
            "judge prompt": scores.get("judge_fingerprint"),
            "BERTScore by": scores.get("bertscore"),
        },
        "How it went": {
            "state": about.get("state"),
            "time": about.get("time"),
            "wall time": _seconds(about.get("wall_seconds")),
            "answering": _seconds(about.get("answering_seconds")),
            "answers found from earlier": about.get("answers_reused"),
            "answer tokens": about.get("answer_tokens"),
            "answer tokens per second": speed,
            "at once": about.get("concurrency"),
            "endpoints": about.get("endpoints"),
        },
        "With": {
            "commit": about.get("commit"),
            "source sha256": about.get("source_sha256"),
            **(about.get("versions") or {}),
            **{name.replace("_gib", " (GiB)"): value for name, value in hardware.items()},
        },
    }
    blocks = [tag("section", tag("h3", title), _definitions(facts)) for title, facts in groups.items()]
    return join([tag("div", blocks, class_="groups"), _missing(scores), _errors(scores)])


def _definitions(facts: Mapping[str, Any]) -> Safe:
    rows = []
    for name, value in facts.items():
        if value in (None, "", [], {}):
            continue
        words = without_places(_words(value))
        # A hash is told by its beginning; the whole of it is in the run card.
        hashed = _HASH.match(words)
        shown = tag("dd", f"{hashed[1]}\u2026{hashed[2]}", title=words) if hashed else tag("dd", words)
        rows.append(tag("div", tag("dt", str(name).replace("_", " ")), shown))
    return tag("dl", rows, class_="card-facts")


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_words(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_words, value))
    return str(value)


def _seconds(value: Any) -> str | None:
    if not isinstance(value, (int, float)):
        return None
    if value < 120:
        return f"{value:.1f} s"
    hours, rest = divmod(round(value), 3600)
    return (f"{hours} h " if hours else "") + f"{rest // 60} min {rest % 60} s"


def _missing(scores: Scores) -> Safe | None:
    files = scores.get("missing_media") or []
    if not files:
        return None
    listed = tag("ul", [tag("li", tag("code", without_places(name))) for name in files], class_="long")
    return _folded(f"Missing media ({len(files)})", listed)


def _errors(scores: Scores) -> Safe | None:
    failed = scores.get("error_items") or []
    if not failed:
        return None
    rows = [tag("li", tag("code", one["id"]), " ", without_places(one["error"])) for one in failed]
    return _folded(f"Errors ({len(failed)})", tag("ul", rows, class_="long"))


# --- tables


def _table(head: Sequence[str], rows: Sequence[Safe], *, kind: str | None = None) -> Safe:
    cells = [tag("th", name, scope="col") for name in head]
    return tag("table", tag("thead", tag("tr", cells)), tag("tbody", rows), class_=kind)


def _row(head: Sequence[str], cells: Sequence[Any], kind: str | None = None) -> Safe:
    """The heading goes with every cell: on a phone a row is a card and has none above it."""
    first, *others = cells
    data = [tag("td", cell, data_name=name or None) for name, cell in zip(head[1:], others)]
    return tag("tr", tag("th", first, scope="row"), data, class_=kind)


def _folded(title: str, inner: Safe) -> Safe:
    return tag("details", tag("summary", title), tag("div", inner, class_="inner"), class_="fold")
