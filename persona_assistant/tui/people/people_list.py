"""Everybody in a list drawn line by line: thousands cost no more than a screenful."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from persona_assistant.assistant.directory import Listed
from persona_assistant.visible import visible


class PeopleList(ScrollView, can_focus=True):
    """One line for each person; `Highlighted` as the cursor moves, `Chosen` by Enter or a click."""

    DEFAULT_CSS = """
    PeopleList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    PeopleList > .list--cursor { background: $panel; text-style: bold; }
    PeopleList:focus > .list--cursor { background: $primary; color: $background; }
    PeopleList > .list--note { color: $text-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--cursor", "list--note"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-1000000)", "First", show=False),
        Binding("end", "move(1000000)", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]
    cursor = reactive(0)

    class Highlighted(Message):
        """The cursor is on somebody."""

        def __init__(self, listed: Listed) -> None:
            super().__init__()
            self.listed = listed

    class Chosen(Highlighted):
        """Somebody was chosen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: tuple[Listed, ...] = ()

    @property
    def current(self) -> Listed | None:
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[Listed], uid: str | None = None) -> None:
        """Show these, with the cursor on the one with this uid, else on the first."""
        self.rows = tuple(rows)
        self.virtual_size = Size(self.size.width, len(rows))
        uids = [each.persona.uid for each in rows]
        self.set_reactive(PeopleList.cursor, uids.index(uid) if uid in uids else 0)
        self._to_cursor()
        self.refresh()
        self._say()

    def render_line(self, y: int) -> Strip:
        at, width = y + self.scroll_offset.y, self.size.width
        if at >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        listed = self.rows[at]
        style = self.rich_style
        if at == self.cursor:
            style += self.get_component_rich_style("list--cursor")
        segments = [Segment(f" {visible(listed.persona.label)}", style)]
        if listed.note:
            quiet = style + self.get_component_rich_style("list--note", partial=True)
            segments.append(Segment(f"  {visible(' '.join(listed.note.split()))}", quiet))
        return Strip(segments).adjust_cell_length(width, style).crop(0, width)

    def watch_cursor(self) -> None:
        self._to_cursor()
        self.refresh()
        self._say()

    def _to_cursor(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False)

    def _say(self) -> None:
        if self.current is not None:
            self.post_message(self.Highlighted(self.current))

    def action_move(self, by: int) -> None:
        self.cursor = max(0, min(len(self.rows) - 1, self.cursor + by))

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.size.height - 1))

    def action_choose(self) -> None:
        if self.current is not None:
            self.post_message(self.Chosen(self.current))

    def on_click(self, event: events.Click) -> None:
        at = event.y + self.scroll_offset.y
        if at < len(self.rows):
            self.cursor = at
            self.action_choose()
