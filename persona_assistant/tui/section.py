"""What every section's screen has in common: the row of sections above, the keys below, and a way
to hear that the memory changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from persona_assistant.tui import text
from persona_assistant.tui.key_bar import KeyBar

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

SECTIONS = (
    ("chat", "Chat", "f2"),
    ("people", "People", "f3"),
    ("conversations", "Conversations", "f4"),
    ("models", "Models", "f5"),
    ("bench", "Bench", "f6"),
    ("settings", "Settings", "f7"),
    ("memories", "Memories", "f8"),
)
"""The sections: mode, title, key."""


class SectionRow(Static):
    """The names of the sections in one line; the present one stands out, a click goes to it."""

    DEFAULT_CSS = """
    SectionRow {
        dock: top; height: 1; background: $panel; color: $text-muted; padding: 0 1;
        link-style: none; link-style-hover: bold; link-color: $text-muted;
    }
    """

    def __init__(self, current: str) -> None:
        super().__init__(_row(current), id="sections")


def _row(current: str) -> Content:
    def label(mode: str, title: str) -> Content:
        style = "bold $primary reverse" if mode == current else ""
        return text.action(f" {title} ", f"app.section('{mode}')", style)

    return Content(" ").join([label(mode, title) for mode, title, _ in SECTIONS])


class Section(Screen[None]):
    """A section of the app. Subclasses give `mode` and `body`, and override `reload`."""

    mode: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = []

    def compose(self) -> ComposeResult:
        yield SectionRow(self.mode)
        with Container(id=f"{self.mode}-body"):
            yield from self.body()
        yield KeyBar()

    def body(self) -> Iterable[Widget]:
        """The widgets between the row of sections and the keys."""
        raise NotImplementedError

    @property
    def persona_app(self) -> PersonaApp:
        return cast("PersonaApp", self.app)

    def reload(self) -> None:
        """The memory was opened, or changed: show it anew. Called in the app's thread, also for a
        section that is not in sight; work goes into `persona_app.background`."""
