"""A comparison of two runs in a terminal of 80 columns, without colour."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from persona_assistant.bench.diff import Diff
from persona_assistant.bench.paired_tests import MetricChange
from persona_assistant.visible import visible

_MAX_FLIPS = 12
_WIDTH = 80


def render_diff(diff: Diff, console: Console) -> None:
    """Print a comparison, at most 80 columns wide."""

    width = min(_WIDTH, console.width)

    def say(line: str = "", **style: Any) -> None:
        console.print(escape(visible(line)), highlight=False, width=width, **style)

    say(f"{diff.title}: A = {diff.a}, B = {diff.b}")
    say(f"Items that both answered: {diff.n}, of {diff.samples} source sample(s)")
    for count, why in (
        (diff.only_a, "answered by A alone"),
        (diff.only_b, "answered by B alone"),
        (diff.changed, "with the same id and another question or gold answer"),
    ):
        if count:
            say(f"Left out: {count} {why}")
    say()
    if diff.conditions:
        say("What differs between them:")
        for differing in diff.conditions:
            a, b = _short(differing["a"]), _short(differing["b"])
            say(f"  {differing['what']}: {a} -> {b}")
    else:
        say("Nothing that was recorded differs between them.")
    tables = [_overall(diff), *(_sliced(diff, label) for label in diff.slices)]
    for table in tables:
        console.print(table, width=width)
    test = diff.mcnemar
    both, neither = f"both {test.both}", f"neither {test.neither}"
    say(f"Right: {both}, only A {test.only_a}, only B {test.only_b}, {neither}")
    say(f"McNemar, exact: p {_p(test.p)} (treats items as independent)")
    if diff.flips:
        say()
        say(f"Items that flipped ({len(diff.flips)}):")
    for flip in diff.flips[:_MAX_FLIPS]:
        say(f"  {flip.id}: {flip.outcome_a} -> {flip.outcome_b}")
        for who, text in (("Q", flip.question), ("gold", flip.gold), ("A", flip.a), ("B", flip.b)):
            if text:
                say(f"    {who + ':':<5} {_one_line(text)}", no_wrap=True, overflow="ellipsis")
    if len(diff.flips) > _MAX_FLIPS:
        say(f"... and {len(diff.flips) - _MAX_FLIPS} more; the JSON document has all of them")


def _overall(diff: Diff) -> Table:
    table = _table("all items")
    for metric, change in diff.metrics.items():
        table.add_row(Text(diff.headings.get(metric, metric)), *_cells(change))
    return table


def _sliced(diff: Diff, label: str) -> Table:
    """The headline metric by one label; all others are in the JSON."""
    table = _table(f"{diff.headings.get(diff.headline, diff.headline)}, by {label}", "n")
    for value, part in diff.slices[label].items():
        table.add_row(Text(visible(value)), str(part["n"]), *_cells(part["metrics"][diff.headline]))
    return table


def _table(title: str, *further: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(title, overflow="fold")
    for heading in (*further, "A", "B", "B - A", "95 %", "p"):
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _cells(change: MetricChange) -> tuple[str, ...]:
    return (
        _number(change.a),
        _number(change.b),
        "-" if change.difference is None else _signed(change.difference),
        "-" if change.interval is None else "[{}, {}]".format(*map(_signed, change.interval)),
        "-" if change.p is None else _p(change.p).removeprefix("= "),
    )


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
