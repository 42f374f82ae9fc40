"""The shapes of a view: lines, and tables that say which columns matter least."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `quiet` ones stand back behind the others."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    numeric: bool = False
    """Set to the right."""
    rank: int = 0
    """Columns of a higher rank are left out first where there is no room; those of rank 0 stay."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first column names the rows; its cells are never cut or broken."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
