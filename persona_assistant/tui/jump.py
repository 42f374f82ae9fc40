"""Jump mode: a letter stands at everything in view that can be focused or clicked, and the next key
goes there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from persona_assistant.tui.text import plain

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class Target(NamedTuple):
    """Something in view."""

    x: int
    y: int
    widget: Widget
    link: Any = None
    """The action of a word that can be clicked; None for the widget itself."""


def targets(screen: Screen[Any]) -> list[Target]:
    """What can be focused or clicked, from the top to the bottom."""
    found = [*_focusable(screen), *_links(screen)]
    return sorted(found, key=lambda each: (each.y, each.x))


def _focusable(screen: Screen[Any]) -> Iterator[Target]:
    for widget in screen.focus_chain:
        region = widget.region.intersection(screen.region)
        if region and widget.visible and widget.is_on_screen:
            yield Target(region.x, region.y, widget)


def _links(screen: Screen[Any]) -> Iterator[Target]:
    """A link over several cells, or parts of one, is met once."""
    for y, strip in enumerate(screen._compositor.render_strips()):
        x, last = 0, None
        for segment in strip:
            link = segment.style.meta.get("@click") if segment.style else None
            if link is not None and link != last:
                widget, _ = screen.get_widget_at(x, y)
                yield Target(x, y, widget, link)
            last = link
            x += segment.cell_length


def labels(count: int) -> list[str]:
    """So many labels: of one letter each, or of two where those are too few."""
    if count <= len(_LETTERS):
        return list(_LETTERS[:count])
    return ["".join(pair) for pair in product(_LETTERS, repeat=2)][:count]


class JumpScreen(ModalScreen[Target | None]):
    """The letters over the screen; any other key ends it."""

    DEFAULT_CSS = """
    JumpScreen Static {
        position: absolute; width: auto; height: 1;
        background: $warning; color: $background; text-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "end", "Cancel", show=False)]

    def __init__(self, found: list[Target]) -> None:
        super().__init__()
        self._by_label = dict(zip(labels(len(found)), found, strict=False))
        self._typed = ""

    def compose(self) -> ComposeResult:
        for label, target in self._by_label.items():
            shown = Static(plain(label))
            shown.styles.offset = (max(0, min(target.x, self.app.size.width - 2)), target.y)
            yield shown

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        typed = self._typed + (event.character or "").casefold()
        if typed in self._by_label:
            self.dismiss(self._by_label[typed])
        elif event.character and any(each.startswith(typed) for each in self._by_label):
            self._typed = typed
        else:
            self.dismiss(None)

    def on_click(self) -> None:
        self.dismiss(None)

    def action_end(self) -> None:
        self.dismiss(None)
