"""Tables that are read on paper, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from persona_assistant.bench.html.words import Safe, join, number, span, tag


def table(head: Sequence[str], rows: Sequence[Safe], *, kind: str | None = None) -> Safe:
    cells = [tag("th", name, scope="col") for name in head]
    return tag("table", tag("thead", tag("tr", cells)), tag("tbody", rows), class_=kind)


def row(head: Sequence[str], cells: Sequence[Any], kind: str | None = None) -> Safe:
    """The heading goes with every cell: on a phone a row is a card and has none above it."""
    first, *others = cells
    data = [tag("td", cell, data_name=name or None) for name, cell in zip(head[1:], others)]
    return tag("tr", tag("th", first, scope="row"), data, class_=kind)


def folded(title: str, inner: Safe) -> Safe:
    return tag("details", tag("summary", title), tag("div", inner, class_="inner"), class_="fold")


def measured(value: Any, interval: Any) -> Safe:
    shown = tag("span", number(value))
    return join([shown, tag("small", span(interval))]) if interval else shown
