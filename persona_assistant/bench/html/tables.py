"""Tables that can be read on paper, on a wide screen and on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from persona_assistant.bench.html.markup import Markup, format_interval, format_number, join, tag


def table(head: Sequence[str], rows: Sequence[Markup], *, kind: str | None = None) -> Markup:
    cells = [tag("th", name, scope="col") for name in head]
    return tag("table", tag("thead", tag("tr", cells)), tag("tbody", rows), class_=kind)


def row(head: Sequence[str], cells: Sequence[Any], kind: str | None = None) -> Markup:
    """Every cell carries its heading: on a phone a row is a card without a table head above it."""
    first, *others = cells
    data = [tag("td", cell, data_name=name or None) for name, cell in zip(head[1:], others)]
    return tag("tr", tag("th", first, scope="row"), data, class_=kind)


def collapsible(title: str, inner: Markup) -> Markup:
    return tag("details", tag("summary", title), tag("div", inner, class_="inner"), class_="fold")


def value_cell(value: Any, interval: Any) -> Markup:
    """A number with its interval in small print."""
    cell = tag("span", format_number(value))
    return join([cell, tag("small", format_interval(interval))]) if interval else cell
