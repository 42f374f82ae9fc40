"""A memory that is not open: it asks for the passphrase, or says what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.tui.key_bar import KeyBar
from persona_assistant.tui.opening import Opened, State, open_memory
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_HINT_AFTER = 2
"""Attempts after which the recovery key is mentioned."""
_RECOVERY = "A recovery key opens it too: type it here as it stands on your paper."


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
        Binding("ctrl+c", "app.quit", "Quit", show=False, priority=True),
    ]

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._opened = opened
        self._attempts = 0
        self._opening = False

    def compose(self) -> ComposeResult:
        locked = self._opened.state is State.LOCKED
        with Vertical():
            title = "The memory is locked" if locked else "The memory cannot be opened"
            yield Static(plain(title), classes="title")
            if locked:
                yield Input(password=True, placeholder="Passphrase or recovery key")
            yield Static(plain(self._opened.problem), classes="problem")
            yield Static(plain(""), classes="hint", id="recovery-hint")
            yield Static(plain(str(self._persona_app.settings.store)), classes="hint")
        yield KeyBar()

    @property
    def _persona_app(self) -> PersonaApp:
        return cast("PersonaApp", self.app)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if event.value and not self._opening:
            self._unlock(event.value)
            event.input.value = ""

    def action_again(self) -> None:
        """Try to open it as it is opened unasked: by keyring, key file or environment."""
        if not self._opening:
            self._unlock(None)

    @work(exclusive=True)
    async def _unlock(self, passphrase: str | None) -> None:
        self._opening = True
        self._say("Opening ...")
        try:
            opened = await self._try(passphrase)
        finally:
            self._opening = False
        if opened.state is State.READY:
            app = self._persona_app
            app.pop_screen()
            app.entered(opened)
            return
        if passphrase is not None:
            self._attempts += 1
        count = f" ({self._attempts} attempts)" if self._attempts > 1 else ""
        self._say((opened.problem or "It has to be unlocked.") + count)
        if self._attempts >= _HINT_AFTER:
            self.query_one("#recovery-hint", Static).update(plain(_RECOVERY))

    async def _try(self, passphrase: str | None) -> Opened:
        app, assistant = self._persona_app, self._opened.assistant
        settings = app.settings
        if assistant is None:
            return await app.background.call(lambda: open_memory(settings, passphrase))
        try:
            await app.background.call(lambda: assistant.unlock(passphrase))
        except PersonaAssistantError as error:
            asked = error.code == "store_passphrase_needed"
            return Opened(State.LOCKED, assistant, "Type the passphrase." if asked else str(error))
        recovered = assistant.store.key.opened_by_recovery
        return Opened(State.READY, assistant, by_recovery=recovered)

    def _say(self, sentence: str) -> None:
        self.query_one(".problem", Static).update(plain(sentence))
