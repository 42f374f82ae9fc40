"""The table of models, and the facts of the selected one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widgets import DataTable

from persona_assistant.tui.columns import fill
from persona_assistant.tui.models.entries import BUILTIN, Entry
from persona_assistant.tui.text import action, plain

_WIDE = 100
"""Columns from which memory and licence have a column each."""


class ModelTable(DataTable[Content]):
    """One row for everything that answers, recognises, or can be fetched."""

    DEFAULT_CSS = "ModelTable { height: 1fr; scrollbar-size-vertical: 1; }"

    def __init__(self) -> None:
        super().__init__(id="model-table", cursor_type="row")
        self.entries: tuple[Entry, ...] = ()

    def show(self, entries: Sequence[Entry], width: int) -> None:
        """These rows, with the cursor where it was. `width`: columns of the screen."""
        wide = width >= _WIDE
        self.entries = tuple(entries)
        rows = [_cells(entry, wide) for entry in entries]
        fill(self, _headings(wide), rows, [entry.key for entry in entries])

    @property
    def selected(self) -> Entry | None:
        """The row under the cursor."""
        return self.entries[self.cursor_row] if self.cursor_row < len(self.entries) else None


def _headings(wide: bool) -> tuple[str, ...]:
    if wide:
        return ("  name", "for", "size", "memory", "here", "licence")
    return ("  name", "for", "size", "here")


def _cells(entry: Entry, wide: bool) -> tuple[Content, ...]:
    from persona_assistant.atomic import format_size

    mark = Content.styled("● ", "$text-success") if entry.in_use else Content("  ")
    known = entry.status.known if entry.status else None
    memory = f"{known.ram:.1f} GB" if known and known.ram else "-"
    return (
        mark + plain(entry.name, "bold" if entry.in_use else ""),
        plain(entry.purpose),
        plain(format_size(entry.size) if entry.size else "-"),
        *((plain(memory),) if wide else ()),
        _here(entry),
        *((plain(known.license if known else "-"),) if wide else ()),
    )


def _here(entry: Entry) -> Content:
    """Whether it is installed, begun, or fits."""
    from persona_assistant.views.models import fits

    if entry.in_use:
        return plain("in use", "$text-success")
    if entry.status is None:
        return plain("installed" if entry.key == BUILTIN else "")
    if entry.begun:
        return plain("begun", "$text-warning")
    word = fits(entry.status)
    style = {"installed": "$text-success", "yes": ""}.get(word, "$text-error")
    return plain({"yes": "fits"}.get(word, word), style)


def facts(entry: Entry, ram: int | None) -> Content:
    """Some lines about one row, and what can be done with it."""
    return Content("\n").join([*_facts(entry, ram), _actions(entry)])


def _facts(entry: Entry, ram: int | None) -> Iterator[Content]:
    from persona_assistant.atomic import format_size

    yield plain(entry.name, "bold $primary")
    if entry.status is None:
        yield plain(entry.about)
        return
    known, present = entry.status.known, entry.status.installed
    if known is None:
        where = present.folder if present else ""
        yield plain(f"Added on this machine: {where}")
        return
    needs = f"needs about {known.ram:.1f} GB of memory" if known.ram else ""
    there = f"{ram / 1e9:.1f} GB here" if needs and ram else ""
    yield plain(
        ", ".join(each for each in (f"{known.title}: {known.purpose}", needs, there) if each)
    )
    yield plain(f"{known.license} · {known.repository} · hashes: {known.evidence}", "dim")
    if known.note:
        yield plain(known.note, "$text-warning")
    if entry.begun:
        yield plain(f"{format_size(entry.begun)} of it is here; pulling goes on from there.")


def _actions(entry: Entry) -> Content:
    parts = []
    if not entry.installed:
        parts.append(action("pull", "screen.pull"))
    if entry.usable and not entry.in_use:
        parts.append(action("use", "screen.use"))
    if not entry.usable:
        parts.append(plain("for training, merging and converting", "dim"))
    return Content("  ").join(parts)
