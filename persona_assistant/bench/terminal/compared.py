"""Several systems in one table: how right each is, how sure a difference is, and what it costs."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from persona_assistant.bench import suites
from persona_assistant.bench.diff import Diff
from persona_assistant.bench.longterm.comparing import Compared
from persona_assistant.bench.longterm.variants import variant
from persona_assistant.visible import visible

_WIDE = 7
"""Columns of the terminal that a slice takes."""
_NARROW = 76
"""Columns that the table takes without slices."""


def render_compared(compared: Compared, console: Console) -> None:
    """Print a line for each system; the first is what the others are compared with. Where there is
    room, with the headline of each slice."""
    first = next(iter(compared.scores.values()))
    suite = suites.find(first.suite)
    slices = _slices(compared, console.width)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("system", overflow="fold")
    headings = ["n", suite.headline, "difference", *(name for _, name in slices)]
    for heading in (*headings, "prompt\ntokens", "s", "more\ntokens", "more\ntime"):
        table.add_column(heading, justify="right")
    by_name = dict(zip(list(compared.scores)[1:], compared.diffs))
    for name, scores in compared.scores.items():
        table.add_row(
            Text(visible(variant(name).title)),
            str(scores.n),
            _number(_headline(compared, name, suite.headline)),
            _difference(by_name.get(name), suite.headline),
            *(
                _number(scores.slices[label].get(value, {}).get(suite.headline))
                for label, value in slices
            ),
            *_costs(scores.overall, first.overall),
        )
    console.print(f"{first.title}, {first.engine}, judge {first.judge}", markup=False)
    console.print(table)
    console.print(
        f"difference: of {suite.headline}, from {next(iter(compared.scores))}, with 95 % by source "
        "sample; more tokens, more time: of all prompts and of a question, than it takes.",
        markup=False,
    )


def _headline(compared: Compared, name: str, metric: str) -> float | None:
    """The mean over the judge's rounds, where it judged several times."""
    rounds = compared.replicates.get(name)
    return rounds.mean if rounds else compared.scores[name].overall.get(metric)


def _slices(compared: Compared, width: int) -> list[tuple[str, str]]:
    """Label and value of the slices that there is room for: all of the first label, or none."""
    first = next(iter(compared.scores.values()))
    for label, values in first.slices.items():
        if _NARROW + _WIDE * len(values) <= width:
            return [(label, value) for value in values]
    return []


def _difference(diff: Diff | None, metric: str) -> str:
    change = diff.metrics.get(metric) if diff else None
    if change is None or change.difference is None:
        return "-"
    between = change.interval and " [{:+.1f} {:+.1f}]".format(*change.interval)
    return f"{change.difference:+.1f}{between or ''}"


def _costs(own: Any, first: Any) -> tuple[str, str, str, str]:
    """Tokens, seconds, and both against those of the first system."""
    tokens, ms = own.get("prompt tokens"), own.get("answer ms")
    return (
        "-" if tokens is None else f"{tokens:,.0f}",
        "-" if ms is None else f"{ms / 1000:.2f}",
        _against(tokens, first.get("prompt tokens")),
        _against(ms, first.get("answer ms")),
    )


def _against(value: float | None, first: float | None) -> str:
    if value is None or not first or value == first:
        return "-"
    return f"{100 * (value / first - 1):+.1f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
