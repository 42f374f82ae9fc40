"""The line of keys at the foot of a screen, drawn by one widget, and anew only where it changed.

Textual's footer mounts a widget for each key, all of them again whenever the focus moves.
"""

from __future__ import annotations

from itertools import accumulate
from typing import ClassVar, NamedTuple

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer


class _Key(NamedTuple):
    """A key as it is shown; `key` is what Textual calls it."""

    key: str
    display: str
    description: str
    enabled: bool


class KeyBar(Footer):
    """The keys that do something where the focus is. A click presses one, the wheel scrolls."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        yield _Keys()

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Textual says so at every move of the focus, whether other keys work there or not."""
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        if not self.is_attached:  # its screen was left meanwhile
            return
        shown: dict[str, _Key] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in shown:
                display = self.app.get_key_display(binding)
                shown[binding.action] = _Key(binding.key, display, binding.description, enabled)
        for keys in self.query(_Keys):  # none before this one is composed
            keys.show(tuple(shown.values()))


class _Keys(Widget):
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--does", "keys--under-mouse"}
    DEFAULT_CSS = """
    _Keys {
        width: auto; height: 1; text-wrap: nowrap; background: $footer-item-background;
        &:hover { pointer: pointer; }
        .keys--key {
            color: $footer-key-foreground; background: $footer-key-background; text-style: bold;
        }
        .keys--does {
            color: $footer-description-foreground; background: $footer-description-background;
        }
        .keys--under-mouse { background: $block-hover-background; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[_Key, ...] = ()
        self._under_mouse: _Key | None = None

    def show(self, keys: tuple[_Key, ...]) -> None:
        """These keys from now on."""
        if keys != self._keys:
            self._keys, self._under_mouse = keys, None
            self.refresh(layout=True)

    def render(self) -> Text:
        key_style = self.get_component_rich_style("keys--key")
        does_style = self.get_component_rich_style("keys--does")
        under_mouse = Style(bgcolor=self.get_component_rich_style("keys--under-mouse").bgcolor)
        parts = []
        for key in self._keys:
            part = Text.assemble(
                (f" {key.display} ", key_style), (f"{key.description} ", does_style)
            )
            if key == self._under_mouse:
                part.stylize(under_mouse)
            if not key.enabled:
                part.stylize("dim")
            parts.append(part)
        line = Text.assemble(*parts)
        line.stylize_before(self.rich_style)
        return line

    def on_mouse_down(self, event: events.MouseDown) -> None:
        key = self._at(event.x)
        if key is None or not key.enabled:
            self.app.bell()
        else:
            self.app.simulate_key(key.key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._stand_out(self._at(event.x))

    def on_leave(self) -> None:
        self._stand_out(None)

    def _stand_out(self, key: _Key | None) -> None:
        if key != self._under_mouse:
            self._under_mouse = key
            self.refresh()

    def _at(self, x: int) -> _Key | None:
        """The key that is drawn in this column."""
        widths = (Text(f" {each.display} {each.description} ").cell_len for each in self._keys)
        ends = accumulate(widths)
        return next((key for key, end in zip(self._keys, ends, strict=True) if x < end), None)
