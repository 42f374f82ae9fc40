"""A table of content: its columns as wide as what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import DataTable

_WIDEST = 44


def fill(
    table: DataTable[Content],
    headings: Sequence[str],
    rows: Sequence[Sequence[Content]],
    keys: Sequence[str],
) -> None:
    """Show these rows in place of those there were, with the cursor where it was."""
    at = table.cursor_row
    table.clear(columns=True)
    for number, heading in enumerate(headings):
        # The table measures text of its own kind only.
        wanted = max(len(heading), *(row[number].cell_length for row in rows), 1)
        table.add_column(heading, width=min(wanted, _WIDEST))
    for key, row in zip(keys, rows):
        table.add_row(*row, key=key)
    if rows:
        table.move_cursor(row=min(at, len(rows) - 1))
