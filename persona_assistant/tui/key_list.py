"""F1: every key and what it does, made from the bindings themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.key_map import Group
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


class KeyList(Dialog[None]):
    """A window to read in; scrolled by keys and mouse."""

    DEFAULT_CSS = """
    KeyList > Vertical { width: 76; height: 90%; }
    KeyList VerticalScroll { height: 1fr; }
    KeyList .hint { color: $text-muted; height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,q", "close", "Close", show=False)]

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        self._groups = groups

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain("Keys"), classes="title")
            with VerticalScroll():
                yield Static(Content("\n").join(self._lines()), id="keys")
            yield Static(
                plain('[tui.keys] in the settings gives others: "chat.new" = "ctrl+b".'),
                classes="hint",
            )

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _lines(self) -> Iterator[Content]:
        for number, group in enumerate(self._groups):
            if number:
                yield Content("")
            yield plain(group.title, "bold $primary")
            for binding in group.bindings:
                keys = " ".join(self._shown(each) for each in binding.key.split(","))
                name = plain(f"  {binding.id}", "dim") if binding.id else Content("")
                yield plain(f"  {keys:14} {binding.description:21}") + name

    def _shown(self, key: str) -> str:
        app = cast("PersonaApp", self.app)
        return app.get_key_display(Binding(key.strip(), "none", ""))
