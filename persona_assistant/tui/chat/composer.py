"""Where a question is written. Enter asks; Shift+Enter or Ctrl+J begins a new line."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class Composer(TextArea):
    """A field that grows with the question, up to six lines."""

    DEFAULT_CSS = """
    Composer {
        height: auto; min-height: 3; max-height: 8; border: round $primary 60%;
        background: $background; padding: 0 1; scrollbar-size-vertical: 1;
    }
    Composer:focus { border: round $primary; }
    Composer .text-area--placeholder { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Ask", id="chat.ask"),
        Binding("shift+enter,ctrl+j", "new_line", "New line", show=False, id="chat.new_line"),
        # A text area selects by them; here they go to the sections, as everywhere.
        Binding("f6", "app.section('bench')", "Bench", show=False),
        Binding("f7", "app.section('settings')", "Settings", show=False),
    ]

    class Asked(Message):
        """A question is complete."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class RecallEarlier(Message):
        """The last question is wanted again: Up was pressed in an empty field."""

    def __init__(self) -> None:
        super().__init__(
            "",
            soft_wrap=True,
            show_line_numbers=False,
            compact=False,
            id="composer",
            placeholder="Ask about somebody ...",
        )

    def action_ask(self) -> None:
        text = self.text.strip()
        self.post_message(self.Asked(text))

    def action_new_line(self) -> None:
        self.insert("\n")

    async def _on_key(self, event: events.Key) -> None:
        # Not by a priority binding: it would overtake letters that were typed before it.
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_ask()
            return
        if event.key == "up" and not self.text:
            event.stop()
            event.prevent_default()
            self.post_message(self.RecallEarlier())
            return
        await super()._on_key(event)

    def put(self, text: str) -> None:
        """Replace what is written, with the cursor behind it."""
        self.text = text
        self.move_cursor(self.document.end)
