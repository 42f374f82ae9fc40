"""Where a question is written. Enter asks; Shift+Enter or Ctrl+J begins a new line.

A word that begins like a path is offered files; a pasted text that begins like one may be files.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from persona_assistant.tui.chat.completion import PathCompletion
from persona_assistant.tui.chat.paths import may_be_paths, path_word


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

    class PathsPasted(Message):
        """A text was pasted or dropped that begins like a path. Nothing was written yet."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class DropLast(Message):
        """Backspace was pressed in an empty field."""

    class Chosen(Message):
        """A number was pressed in an empty field where there is something to choose."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, completion: PathCompletion) -> None:
        self.completion = completion
        self.choices = 0
        """How many people the selected answer leaves to choose between."""
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
        # Not by priority bindings: they would overtake letters that were typed before them.
        if self._complete(event.key) or self._act(event):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _complete(self, key: str) -> bool:
        """Whether the key was for the list of files."""
        completion = self.completion
        if not completion.is_open:
            return False
        if key in ("up", "down"):
            completion.move(1 if key == "down" else -1)
        elif key in ("tab", "enter"):
            completion.take()
        elif key == "escape":
            completion.close()
        else:
            return False
        return True

    def _act(self, event: events.Key) -> bool:
        """Whether the key does something else than write."""
        if event.key == "enter":
            self.action_ask()
        elif self.text:
            return False
        elif event.key == "up":
            self.post_message(self.RecallEarlier())
        elif event.key == "backspace":
            self.post_message(self.DropLast())
        elif event.key in "123456789" and int(event.key) <= self.choices:
            self.post_message(self.Chosen(int(event.key)))
        else:
            return False
        return True

    async def _on_paste(self, event: events.Paste) -> None:
        # Other text is left to the field's own handler, which is called after this one.
        if may_be_paths(event.text):
            event.stop()
            event.prevent_default()
            self.post_message(self.PathsPasted(event.text))

    # --- paths

    @on(TextArea.SelectionChanged)
    @on(TextArea.Changed)
    def _offer_files(self) -> None:
        row, column = self.cursor_location
        self.completion.look_for(path_word(self.document.get_line(row)[:column]))

    def begin_path(self) -> None:
        """Write what has files offered."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        self.insert("@" if not before or before[-1].isspace() else " @")
        self.focus()

    def replace_word(self, word: str, by: str) -> None:
        """Write something else where this word stands, before the cursor if it is there."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        at = column - len(word) if line[:column].endswith(word) else -1
        if at < 0:
            row, at = next(
                (
                    (number, found)
                    for number, each in enumerate(self.document.lines)
                    if (found := each.find(word)) >= 0
                ),
                (row, -1),
            )
        if at >= 0:
            self.replace(by, (row, at), (row, at + len(word)))

    def put(self, text: str) -> None:
        """Replace what is written, with the cursor behind it."""
        self.text = text
        self.move_cursor(self.document.end)
