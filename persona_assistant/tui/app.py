"""The app: its sections, the memory's opening and its lock, and how an error is said.

It paints first; the memory is opened in a thread, the encoders when a question needs them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from persona_assistant.assistant.auto_lock import AutoLock
from persona_assistant.errors import PersonaAssistantError
from persona_assistant.settings import Settings
from persona_assistant.tui import themes
from persona_assistant.tui.background import Background
from persona_assistant.tui.hangup import EXIT_CODE, end_on_signals, ending_with_terminal
from persona_assistant.tui.media.sound import Devices, Sound
from persona_assistant.tui.opening import Opened, State, open_memory
from persona_assistant.tui.people.tray import Tray
from persona_assistant.tui.section import SECTIONS, Section
from persona_assistant.visible import visible

Result = TypeVar("Result")

SCREENS = {
    "chat": "chat.screen:ChatScreen",
    "people": "people.screen:PeopleScreen",
    "conversations": "conversations.screen:ConversationsScreen",
    "memories": "memories.screen:MemoriesScreen",
    "models": "models.screen:ModelsScreen",
    "bench": "bench.screen:BenchScreen",
    "settings": "preferences.screen:SettingsScreen",
    "setup": "setup.screen:SetupScreen",
}
"""Where each screen lives; loaded when it is first shown."""


def _screen(mode: str) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        module, _, name = SCREENS[mode].partition(":")
        screen: Screen[Any] = getattr(import_module(f"persona_assistant.tui.{module}"), name)()
        return screen

    return make


def _commands() -> type[Any]:
    """What the palette offers; loaded when it is first opened."""
    from persona_assistant.tui.palette import Commands

    return Commands


class PersonaApp(App[int]):
    """The terminal interface over one memory; `run` returns an exit code."""

    TITLE = "persona-assistant"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        mode: _screen(mode) for mode, _, _ in SECTIONS
    }
    DEFAULT_MODE = "chat"
    COMMANDS: ClassVar[set[Any]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"section('{mode}')", title, show=False, id=f"section.{mode}")
            for mode, title, key in SECTIONS
        ),
        Binding("f1", "help", "Keys", id="app.help"),
        Binding("ctrl+o", "jump", "Jump", show=False, id="app.jump"),
        Binding("ctrl+l", "lock", "Lock", show=False, id="app.lock"),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        *,
        passphrase: str | None = None,
        flags: Mapping[str, Any] | None = None,
    ) -> None:
        """`flags` are the settings that were given on the command line."""
        super().__init__()
        self.settings = settings
        self.flags = dict(flags or {})
        self.background = Background()
        self.tray = Tray()
        self.sound: Sound = Devices()
        self.opened: Opened | None = None
        """None until the memory was tried for the first time."""
        self.before_closing: list[Callable[[], None]] = []
        """Called, in a thread, before the memory is closed or locked."""
        self.answering = asyncio.Lock()
        """Held while an answer is written."""
        self._passphrase = passphrase
        self._loop: asyncio.AbstractEventLoop | None = None
        self._auto_lock = AutoLock(self._lock_unused, settings.auto_lock)
        for theme in themes.OWN:
            self.register_theme(theme)
        self.theme = themes.theme_of(settings.tui.theme, dict(os.environ))

    # --- beginning and end

    def on_mount(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.background.on_end = self._work_ended
        self._use_keys()
        end_on_signals(self._loop, self.exit)
        self._auto_lock.__enter__()
        self.call_after_refresh(self.open)

    @work(exclusive=True, group="opening")
    async def open(self, passphrase: str | None = None, *, offer_recovery: bool = False) -> None:
        """Open the memory and tell every section, or show what has to happen first."""
        given, self._passphrase = passphrase or self._passphrase, None
        settings = self.settings
        self.opened = await self.background.call(lambda: open_memory(settings, given))
        if self.opened.state is not State.READY:
            self._show_door(self.opened)
            return
        self.entered(self.opened)
        if offer_recovery:
            from persona_assistant.tui.setup.screen import offer_recovery_key

            await offer_recovery_key(self)

    def entered(self, opened: Opened) -> None:
        """The memory is open: every section shows it."""
        self.opened = opened
        if opened.by_recovery:
            self.say(
                "Opened with the recovery key; choose what opens it from now on (Settings, F7)."
            )
        self.memory_changed()

    def _show_door(self, opened: Opened) -> None:
        """The screen for a memory that is not open."""
        if opened.state is State.MISSING:
            self.push_screen(_screen("setup")())
        else:
            from persona_assistant.tui.unlock import UnlockScreen

            self.push_screen(UnlockScreen(opened))

    def hang_up(self) -> None:
        """Ends the app. May be called by any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.exit, EXIT_CODE)

    def _fatal_error(self) -> None:
        """A programming error ends the app and is shown, as Textual would; but without the values
        of variables, which may be somebody's notes or a passphrase."""
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        trace = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(trace, self.console.options)))
        self._close_messages_no_wait()

    async def on_unmount(self) -> None:
        self._auto_lock.__exit__(None, None, None)
        self.background.close()

    def close(self) -> None:
        """Lets go of the memory, once the app has ended."""
        self.background.wait()
        try:
            self._last_things()
        finally:
            self._let_go()

    def _last_things(self) -> None:
        for each in self.before_closing:
            each()

    def _let_go(self) -> None:
        if self.opened is not None and self.opened.assistant is not None:
            self.opened.assistant.close()

    # --- what sections use

    @property
    def is_ready(self) -> bool:
        """Whether the memory is open."""
        assistant = self.opened.assistant if self.opened else None
        return assistant is not None and not assistant.is_locked

    @property
    def assistant(self) -> Any:
        """The `Assistant`. Raises RuntimeError where the memory is not open: ask `is_ready`."""
        if self.opened is None or self.opened.assistant is None:
            raise RuntimeError("the memory is not open yet")
        return self.opened.assistant

    def memory_changed(self) -> None:
        """Have every section that was shown once show the memory as it is now."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, Section):
                    screen.reload()

    async def attempt(self, work: Callable[[], Result]) -> Result | None:
        """The result of a use case run in a thread; None where it failed, and the error is said."""
        try:
            return await self.background.call(work)
        except PersonaAssistantError as error:
            self.say_error(error)
            return None

    async def use_settings(self, settings: Settings) -> bool:
        """Go on with other encoders or another engine. The memory stays open, and the conversation
        goes on once the answer that is being written is complete. False where that cannot be done:
        it is said, and all is as before."""
        from persona_assistant.app import work_by

        async with self.answering:
            assistant = self.opened.assistant if self.opened else None
            if self.background.is_busy:
                self.say("Something works with the memory; try again when it is done.")
                return False
            if self.opened is not None and assistant is not None:

                def change() -> bool:
                    work_by(settings, assistant)
                    return True

                if not await self.attempt(change):
                    return False
                self.opened = replace(self.opened, engine_problem="")
            self.settings = settings
        self.memory_changed()
        return True

    def say(self, sentence: str, *, title: str = "") -> None:
        """A sentence that stays for some seconds."""
        self.notify(visible(sentence), title=title, markup=False, timeout=_seconds(sentence))

    def say_error(self, error: PersonaAssistantError) -> None:
        """One line that names the thing and the remedy."""
        text = visible(str(error))
        self.notify(text, severity="error", markup=False, timeout=_seconds(text) + 4)

    @contextmanager
    def errors_said(self) -> Iterator[None]:
        """Errors of the block are said, and end it."""
        try:
            yield
        except PersonaAssistantError as error:
            self.say_error(error)

    # --- keys

    def action_section(self, mode: str) -> None:
        if self.current_mode != mode and len(self.screen_stack) == 1:
            self.switch_mode(mode)

    @work(exclusive=True, group="help")
    async def action_help(self) -> None:
        """Every key, of all sections."""
        from persona_assistant.tui import key_map
        from persona_assistant.tui.key_list import KeyList

        await self.push_screen_wait(
            KeyList(await self.background.call(lambda: key_map.groups(self, SCREENS)))
        )

    @work(exclusive=True, group="jump")
    async def action_jump(self) -> None:
        """Letters at what can be focused or clicked; the next one goes there."""
        from persona_assistant.tui.jump import JumpScreen, targets

        target = await self.push_screen_wait(JumpScreen(targets(self.screen)))
        if target is None:
            return
        if target.link is None:
            target.widget.focus()
        else:
            await self.run_action(target.link, target.widget)

    @work(exclusive=True, group="keys")
    async def _use_keys(self) -> None:
        """The user's own keys; what is wrong with them is said."""
        keys = dict(self.settings.tui.keys)
        if not keys:
            return
        from persona_assistant.tui import key_map

        self.set_keymap(keys)
        known = await self.background.call(lambda: key_map.groups(self, SCREENS))
        for problem in key_map.problems(keys, known):
            self.notify(problem, severity="warning", markup=False, timeout=_seconds(problem))

    # --- what the palette does

    @work(group="go")
    async def open_person(self, uid: str) -> None:
        """A person's page, in the people section."""
        await self.switch_mode("people")
        self.screen.select(uid)  # type: ignore[attr-defined]  # what this mode shows

    @work(group="go")
    async def open_conversation(self, conversation: int | None, turn: int | None = None) -> None:
        """A conversation, at one of its turns or at its end, or a new one (None), in the chat."""
        await self.switch_mode("chat")
        self.screen.open_conversation(conversation, turn)  # type: ignore[attr-defined]  # as above

    @work(group="go")
    async def open_memory(self, memory: int) -> None:
        """One of what is remembered of the user, in the memories section."""
        await self.switch_mode("memories")
        self.screen.select(memory)  # type: ignore[attr-defined]  # as above

    @work(exclusive=True, group="theme")
    async def use_theme(self, setting: str) -> None:
        """Show these colours from now on, also the next time."""
        from persona_assistant import settings_edit
        from persona_assistant.settings import settings_file

        self.theme = themes.theme_of(setting, dict(os.environ))
        self.settings = replace(self.settings, tui=replace(self.settings.tui, theme=setting))
        await self.attempt(lambda: settings_edit.edit(settings_file(), {"tui.theme": setting}))

    def _work_ended(self, seconds: float) -> None:
        from persona_assistant.tui.alerts import sequence

        said = sequence(self.settings.tui.notify, seconds, is_looking=self.app_focus)
        if said and self._driver is not None:
            self._driver.write(said)

    # --- the lock

    def in_use(self) -> None:
        """Somebody is there: the time until the memory locks itself begins anew."""
        with self._auto_lock.in_use():
            pass

    async def on_event(self, event: Any) -> None:
        if isinstance(event, (events.Key, events.MouseDown, events.Paste)):
            self.in_use()
        await super().on_event(event)

    def action_lock(self) -> None:
        """Lock the memory now."""
        if self.is_ready:
            self._lock()

    @work(exclusive=True, group="opening")
    async def _lock(self) -> None:
        self.background.cancel()
        assistant = self.assistant
        await self.attempt(self._last_things)
        await self.background.call(assistant.lock)
        self.opened = Opened(State.LOCKED, assistant)
        self.memory_changed()
        self._show_door(self.opened)

    def lock_after(self, minutes: int) -> None:
        """Another time after which an unused memory locks itself; 0 never does."""
        self._auto_lock.__exit__(None, None, None)
        self._auto_lock = AutoLock(self._lock_unused, minutes)
        self._auto_lock.__enter__()

    def _lock_unused(self) -> None:
        """Called by the watching thread."""
        # Not `call_from_thread`, which waits: the app may be waiting for this thread.
        if self.is_ready and not self.background.is_busy and self._loop is not None:
            self._loop.call_soon_threadsafe(self.action_lock)


def _seconds(sentence: str) -> float:
    """How long a sentence stays: long enough to be read."""
    return 4 + len(sentence) / 18


def run(
    settings: Settings, *, passphrase: str | None = None, flags: Mapping[str, Any] | None = None
) -> int:
    """Runs the app until it is left; returns the exit code."""
    app = PersonaApp(settings, passphrase=passphrase, flags=flags)
    with ending_with_terminal(app.hang_up):
        try:
            app.run()
        finally:
            app.close()
    return app.return_value if app.return_value is not None else app.return_code or 0
