"""What a flow works with: who and what is selected, beside how it asks, calls and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.assistant.directory import Directory
from persona_assistant.assistant.items import Item
from persona_assistant.errors import Cancelled, PersonaAssistantError
from persona_assistant.progress import CancelToken, OnProgress
from persona_assistant.tui.asking import Asking, Result
from persona_assistant.visible import visible

if TYPE_CHECKING:
    from persona_assistant.pmg import Persona
    from persona_assistant.tui.job import JobLine


@dataclass
class Desk(Asking):
    """The state of the section as a flow begins."""

    directory: Directory
    job_line: JobLine
    persona: Persona | None = None
    """Who is selected."""
    items: tuple[Item, ...] = ()
    """The marked items, or else the one under the cursor."""
    show: Callable[[str, int | None], None] = field(default=lambda uid, item: None)
    """Selects a person by uid, and an item by its number."""

    async def watched(
        self, title: str, work: Callable[..., Result]
    ) -> tuple[Result | None, PersonaAssistantError | None]:
        """As `tried`, of a long run `work(on_progress=, cancel=)` that changes nothing when it is
        cancelled; (None, None) then, which is said."""
        errors: list[PersonaAssistantError] = []

        def run(on_progress: OnProgress, cancel: CancelToken) -> Result | None:
            try:
                return work(on_progress=on_progress, cancel=cancel)
            except Cancelled:
                raise
            except PersonaAssistantError as error:
                errors.append(error)
                return None

        ended = await self.job_line.run(self.app, title, run, word="Cancel")
        if ended.failed and ended.stopped:
            self.app.say(f"{title}: stopped. Nothing was changed.")
        return ended.result, errors[0] if errors else None

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
