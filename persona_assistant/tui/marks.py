"""What can be on or off: a mark that is there or not, so that it can be told without colours.

Textual's own draw the same mark both ways, in another colour.
"""

from __future__ import annotations

from textual.widgets import Checkbox, RadioButton


class Tick(Checkbox):
    """A yes or a no."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # Textual's name
        return "✓" if self.value else " "


class Choice(RadioButton):
    """One of several."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # Textual's name
        return "●" if self.value else " "
