"""Questions in a window of their own: yes or no, a line of text, one of several.

A window that opens while somebody types would take keys that were meant for something else, so none
takes a key within a moment of the last one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant.tui.text import plain

Result = TypeVar("Result")

DEAF_SECONDS = 0.6


class Dialog(ModalScreen[Result], Generic[Result]):
    """A window over the screen; Escape closes it without a result."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        width: 72; max-width: 94%; height: auto; max-height: 90%;
        background: $surface; border: round $primary; padding: 1 2;
    }
    Dialog .title { text-style: bold; color: $primary; margin-bottom: 1; }
    Dialog .detail { height: auto; max-height: 14; margin-bottom: 1; }
    Dialog .buttons { height: auto; align-horizontal: right; margin-top: 1; }
    Dialog Button { margin-left: 2; min-width: 10; }
    Dialog Button:disabled, Dialog Button.-error:disabled {
        opacity: 100%; text-opacity: 100%; color: $text-muted; background: $panel;
        border-top: tall $panel; border-bottom: tall $panel;
    }
    Dialog SelectCurrent .arrow { color: $text; }
    Dialog OptionList { height: auto; max-height: 12; }
    Dialog Input { margin-bottom: 1; }
    Dialog .problem { color: $text-error; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]

    def __init__(self, *, interrupts: bool = False) -> None:
        """`interrupts`: it opens by itself, not because of a key."""
        super().__init__()
        self._deaf_until = time.monotonic() + DEAF_SECONDS if interrupts else 0.0

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and time.monotonic() < self._deaf_until:
            self._deaf_until = time.monotonic() + DEAF_SECONDS
            event.stop()
            return
        await super().on_event(event)

    def action_close(self) -> None:
        self.dismiss(None)


class Confirm(Dialog[bool | None]):
    """Yes or no. The safe answer has the focus."""

    def __init__(
        self,
        title: str,
        detail: str | Content = "",
        *,
        yes: str = "Yes",
        no: str = "Cancel",
        danger: bool = False,
        interrupts: bool = False,
    ) -> None:
        super().__init__(interrupts=interrupts)
        self._title, self._yes, self._no, self._danger = title, yes, no, danger
        self._detail = plain(detail) if isinstance(detail, str) else detail

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            if self._detail.plain:
                with VerticalScroll(classes="detail", can_focus=False):
                    yield Static(self._detail)
            with Horizontal(classes="buttons"):
                yield Button(self._no, id="no")
                yield Button(self._yes, id="yes", variant="error" if self._danger else "primary")

    def on_mount(self) -> None:
        self.query_one("#no" if self._danger else "#yes", Button).focus()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class AskText(Dialog[str | None]):
    """A line of text, hidden where it is a secret; None when it is closed."""

    def __init__(
        self,
        title: str,
        detail: str = "",
        *,
        value: str = "",
        placeholder: str = "",
        secret: bool = False,
        ok: str = "OK",
        may_be_empty: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._detail, self._value, self._ok = title, detail, value, ok
        self._placeholder, self._secret, self._may_be_empty = placeholder, secret, may_be_empty

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            if self._detail:
                yield Static(plain(self._detail), classes="detail")
            yield Input(self._value, placeholder=self._placeholder, password=self._secret)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no")
                yield Button(self._ok, id="yes", variant="primary")

    @on(Input.Submitted)
    def _entered(self) -> None:
        self._take()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self._take()
        else:
            self.dismiss(None)

    def _take(self) -> None:
        value = self.query_one(Input).value
        if value.strip() or self._may_be_empty:
            self.dismiss(value)


class Choose(Dialog[int | None]):
    """One of several; its number from 0, or None."""

    def __init__(self, title: str, options: Sequence[str], detail: str = "") -> None:
        super().__init__()
        self._title, self._options, self._detail = title, options, detail

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            if self._detail:
                yield Static(plain(self._detail), classes="detail")
            yield OptionList(*(Option(plain(each)) for each in self._options))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)


class Message(Dialog[None]):
    """Something to be read, such as a receipt."""

    def __init__(self, title: str, detail: str | Content) -> None:
        super().__init__()
        self._title = title
        self._detail = plain(detail) if isinstance(detail, str) else detail

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            with VerticalScroll(classes="detail"):
                yield Static(self._detail)
            with Horizontal(classes="buttons"):
                yield Button("Close", id="yes", variant="primary")

    @on(Button.Pressed)
    def _read(self) -> None:
        self.dismiss(None)
