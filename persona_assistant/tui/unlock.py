"""A memory that is not open: it asks for the passphrase, or says what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.tui.opening import Opened, State
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


class UnlockScreen(Screen[None]):
    """Covers everything until the memory is open."""

    DEFAULT_CSS = """
    UnlockScreen { align: center middle; }
    UnlockScreen > Vertical { width: 64; max-width: 94%; height: auto; }
    UnlockScreen .title { text-style: bold; color: $primary; margin-bottom: 1; }
    UnlockScreen .problem { color: $text-error; height: auto; margin: 1 0; }
    UnlockScreen .hint { color: $text-muted; height: auto; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "again", "Try again"),
        Binding("escape", "app.quit", "Quit"),
    ]

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._opened = opened

    def compose(self) -> ComposeResult:
        app = cast("PersonaApp", self.app)
        locked = self._opened.state is State.LOCKED
        with Vertical():
            title = "The memory is locked" if locked else "The memory cannot be opened"
            yield Static(plain(title), classes="title")
            if locked:
                yield Input(password=True, placeholder="Passphrase or recovery key")
            yield Static(plain(self._opened.problem), classes="problem")
            yield Static(plain(str(app.settings.store)), classes="hint")
        yield Footer(show_command_palette=False)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value:
            self.run_worker(self._unlock(event.value), exclusive=True)
            event.input.value = ""

    def action_again(self) -> None:
        """Try to open it as it is opened unasked: by keyring, key file or environment."""
        self.run_worker(self._unlock(None), exclusive=True)

    async def _unlock(self, passphrase: str | None) -> None:
        app, problem = cast("PersonaApp", self.app), self.query_one(".problem", Static)
        problem.update(plain("Opening ..."))
        assistant = self._opened.assistant
        if assistant is None:
            app.pop_screen()
            app.open(passphrase)
            return
        try:
            await app.background.call(lambda: assistant.unlock(passphrase))
        except PersonaAssistantError as error:
            problem.update(plain(str(error)))
            return
        app.opened = Opened(State.READY, assistant)
        app.pop_screen()
        app.memory_changed()
