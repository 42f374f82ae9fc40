"""What a flow works with: who and what is selected, and how it asks, calls and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import ModalScreen

from persona_assistant.assistant.directory import Directory
from persona_assistant.assistant.items import Item
from persona_assistant.errors import Cancelled, PersonaAssistantError
from persona_assistant.progress import CancelToken, OnProgress
from persona_assistant.tui.dialogs import Confirm
from persona_assistant.visible import visible

if TYPE_CHECKING:
    from persona_assistant.pmg import Persona
    from persona_assistant.tui.app import PersonaApp
    from persona_assistant.tui.job import JobLine

Result = TypeVar("Result")


@dataclass
class Desk:
    """The state of the section as a flow begins."""

    app: PersonaApp
    directory: Directory
    job_line: JobLine
    persona: Persona | None = None
    """Who is selected."""
    items: tuple[Item, ...] = ()
    """The marked items, or else the one under the cursor."""
    show: Callable[[str, int | None], None] = field(default=lambda uid, item: None)
    """Selects a person by uid, and an item by its number."""

    @property
    def assistant(self) -> Any:
        return self.app.assistant

    async def ask(self, window: ModalScreen[Result]) -> Result:
        """The answer given in a window; None where it was closed."""
        return await self.app.push_screen_wait(window)

    async def agreed(self, title: str, detail: str = "", *, yes: str, danger: bool = False) -> bool:
        answer = await self.ask(Confirm(title, detail, yes=yes, danger=danger))
        return answer is True

    async def attempt(self, work: Callable[[], Result]) -> Result | None:
        return await self.app.attempt(work)

    async def tried(
        self, work: Callable[[], Result]
    ) -> tuple[Result | None, PersonaAssistantError | None]:
        """The result, or the error for a flow that asks again because of it."""
        try:
            return await self.app.background.call(work), None
        except PersonaAssistantError as error:
            return None, error

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
        self.app.say(sentence)
        if uid is not None:
            self.show(uid, None)
        self.app.memory_changed()


def paths_in(text: str) -> list[Path]:
    """The paths of a text that has one in each line."""
    lines = [line.strip().strip("'\"").removeprefix("file://") for line in text.splitlines()]
    return [Path(each).expanduser() for each in lines if each]


def one_line(text: str, longest: int = 70) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1] + "…"
