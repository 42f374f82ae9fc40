"""How a flow asks in windows, calls use cases and says what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import ModalScreen

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.tui.dialogs import Confirm

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

Result = TypeVar("Result")


@dataclass
class Asking:
    """For flows, which run in a worker of Textual."""

    app: PersonaApp

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

    def changed(self, sentence: str) -> None:
        """Says what was changed, and has every section show it."""
        self.app.say(sentence)
        self.app.memory_changed()
