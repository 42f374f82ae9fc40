"""Long work: one line that says how far it is and stops it, while the screen is used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets import Static

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.progress import CancelToken, Done, Notice, Progress
from persona_assistant.tui.text import action, plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_BAR = 16


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended; its error was said."""

    result: Any = None
    notices: tuple[str, ...] = ()
    stopped: bool = False
    failed: bool = False


class LongRun(Static):
    """The line; out of sight while nothing runs. One run at a time."""

    DEFAULT_CSS = """
    LongRun { dock: bottom; height: 1; background: $panel; padding: 0 1; display: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="long-run")
        self._token: CancelToken | None = None
        self._stopped = False

    @property
    def goes_on(self) -> bool:
        return self._token is not None

    def cancel(self) -> None:
        """Stop it soon; what is complete by then stays, as the use case says."""
        if self._token is not None:
            self._stopped = True
            self._token.set()

    async def follow(
        self,
        app: PersonaApp,
        title: str,
        begin: Callable[[CancelToken], Iterator[Any]],
        on_event: Callable[[Any], None] | None = None,
    ) -> Ended:
        """Runs a use case that yields events. `on_event` hears of its own kinds of events."""
        if self.goes_on:
            app.say("Something is going on already; wait for it or stop it.")
            return Ended(failed=True)
        self._token, self._stopped = CancelToken(), False
        self._say(title, None)
        result, notices = None, []
        try:
            async for batch in app.background.stream(begin, self._token):
                for event in batch:
                    if isinstance(event, Done):
                        result = event.result
                    elif isinstance(event, Notice):
                        notices.append(event.text)
                    elif isinstance(event, Progress):
                        self._say(title, event)
                    elif on_event is not None:
                        on_event(event)
        except PersonaAssistantError as error:
            if not self._stopped:
                app.say_error(error)
            return Ended(None, tuple(notices), self._stopped, failed=True)
        finally:
            self._token = None
            self.display = False
        return Ended(result, tuple(notices), self._stopped)

    async def wait(self, app: PersonaApp, title: str, work: Callable[[], Any]) -> Ended:
        """Runs a use case that does not say how far it is and has to be done as a whole."""
        self.update(plain(f"{title} ..."))
        self.display = True
        try:
            return Ended(await app.background.call(work))
        except PersonaAssistantError as error:
            app.say_error(error)
            return Ended(failed=True)
        except asyncio.CancelledError:
            raise
        finally:
            self.display = self.goes_on

    def _say(self, title: str, progress: Progress | None) -> None:
        parts = [plain(title, "bold")]
        if progress is not None:
            if progress.total:
                full = round(_BAR * min(1.0, progress.done / progress.total))
                parts.append(Content("━" * full + "╌" * (_BAR - full)))
                parts.append(plain(f"{progress.done:,}/{progress.total:,} {progress.unit}"))
            else:
                parts.append(plain(progress.stage))
            left = progress.remaining
            if left and left >= 1:
                parts.append(plain(f"{left:.0f} s left", "dim"))
        parts.append(action("Stop", "screen.stop_run", "reverse"))
        self.update(Content("  ").join(parts))
        self.display = True
