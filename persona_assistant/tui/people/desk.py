"""What a flow works with: who and what is selected, beside how it asks, calls and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.assistant.directory import Directory
from persona_assistant.assistant.items import Item
from persona_assistant.tui.asking import Asking
from persona_assistant.visible import visible

if TYPE_CHECKING:
    from persona_assistant.pmg import Persona
    from persona_assistant.tui.people.long_run import LongRun


@dataclass
class Desk(Asking):
    """The state of the section as a flow begins."""

    directory: Directory
    long_run: LongRun
    persona: Persona | None = None
    """Who is selected."""
    items: tuple[Item, ...] = ()
    """The marked items, or else the one under the cursor."""
    show: Callable[[str, int | None], None] = field(default=lambda uid, item: None)
    """Selects a person by uid, and an item by its number."""

    def done(self, sentence: str, uid: str | None = None) -> None:
        """Says what was changed, and has every section show it."""
        if uid is not None:
            self.show(uid, None)
        self.changed(sentence)


def paths_in(text: str) -> list[Path]:
    """The paths of a text that has one in each line."""
    lines = [line.strip().strip("'\"").removeprefix("file://") for line in text.splitlines()]
    return [Path(each).expanduser() for each in lines if each]


def one_line(text: str, longest: int = 70) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1] + "…"
