"""The settings section: every setting with its value and where it was given, and the key."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import DataTable, Static

from persona_assistant import views
from persona_assistant.errors import SettingsError
from persona_assistant.settings import load_settings, settings_file
from persona_assistant.tui import text, themes
from persona_assistant.tui.dialogs import AskText, Choose
from persona_assistant.tui.preferences import key_care
from persona_assistant.tui.preferences.listed import Changed, Listed, change, listed, written
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import plain

_ACTIONS = (
    ("Change", "change"),
    ("Reset", "reset"),
    ("Lock now", "lock"),
    ("Passphrase", "passphrase"),
    ("Recovery key", "recovery"),
    ("Personality", "personality"),
)
_NAME, _FROM, _LEAST = 25, 12, 20
"""Columns."""


class SettingsScreen(Section):
    """What the app is set to, and by what."""

    mode = "settings"
    DEFAULT_CSS = """
    SettingsScreen #settings-body { height: 1fr; }
    SettingsScreen #actions { height: 1; padding: 0 1; }
    SettingsScreen DataTable { height: 1fr; }
    SettingsScreen #about {
        height: 6; padding: 0 1; background: $surface; border-top: solid $panel;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", "Change", id="settings.change"),
        Binding("delete,backspace", "reset", "Reset", id="settings.reset"),
        Binding("l", "lock", "Lock now", id="settings.lock"),
        Binding("k", "passphrase", "Passphrase", id="settings.passphrase"),
        Binding("r", "recovery", "Recovery key", id="settings.recovery"),
        Binding("p", "personality", "Personality", show=False, id="settings.personality"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._listed: list[Listed] = []
        self._key = ""
        """What opens the memory, in words."""

    def body(self) -> Iterable[Widget]:
        with Vertical():
            yield Static(_actions(), id="actions")
            yield DataTable(cursor_type="row", zebra_stripes=True)
            yield Static(id="about")

    @property
    def table(self) -> DataTable[Any]:
        return self.query_one(DataTable)

    def on_mount(self) -> None:
        self._fill()
        self.table.focus()
        self._look_at_key()

    def on_resize(self) -> None:
        self._fill()

    def reload(self) -> None:
        if self.is_mounted:
            self._fill()
            self._look_at_key()

    @work(exclusive=True, group="key-status")
    async def _look_at_key(self) -> None:
        self._key = "The memory is not open."
        if self.persona_app.is_ready:
            status = await self.persona_app.attempt(self.persona_app.assistant.key_status)
            if status is not None:
                recovery = (
                    f"A recovery key was made on {status.recovery[:10]}."
                    if status.recovery
                    else "It has no recovery key; make one (R)."
                )
                self._key = f"{views.key_status_lines(status)[0].text} {recovery}"
        self._say_about()

    # --- the list

    def _fill(self) -> None:
        """The settings as they are, with the same one selected."""
        table, place = self.table, self.table.cursor_row
        try:
            # As they stand in the file now; the app itself goes on with what it began with.
            flags = self.persona_app.flags
            self._listed = list(listed(load_settings(**flags), flags))
        except SettingsError as error:
            self.persona_app.say_error(error)
            return
        room = max(_LEAST, self.size.width - _NAME - _FROM - 8)
        table.clear(columns=True)
        table.add_column("Setting", width=_NAME)
        table.add_column("Value", width=room)
        table.add_column("From", width=_FROM)
        for each in self._listed:
            value = text.plain(_cut(each.shown, room))
            table.add_row(each.name, value, each.source, key=each.name)
        table.move_cursor(row=min(place, len(self._listed) - 1))
        self._say_about()

    @property
    def selected(self) -> Listed | None:
        row = self.table.cursor_row
        return self._listed[row] if 0 <= row < len(self._listed) else None

    @on(DataTable.RowHighlighted)
    def _say_about(self) -> None:
        each = self.selected
        if each is None:
            return
        when = "at once" if each.at_once else "when the app starts the next time"
        about = (
            f"{each.help}\n"
            f"Default: {written(each.default)}. A change takes effect {when}. "
            f"File: {settings_file()}"
        )
        content = text.lines(plain(about), plain(self._key, "$text-muted"))
        self.query_one("#about", Static).update(content)

    # --- changing

    @on(DataTable.RowSelected)
    def action_change(self) -> None:
        if (each := self.selected) is not None:
            self._change(each)

    @work(exclusive=True, group="change")
    async def _change(self, each: Listed) -> None:
        app, problem, value = self.persona_app, "", each.value
        while True:
            if each.choices:
                options = [written(choice) for choice in each.choices]
                number = await app.push_screen_wait(Choose(each.name, options, each.help))
                given = None if number is None else each.choices[number]
                stop = number is None
            else:
                given = await app.push_screen_wait(
                    AskText(
                        each.name,
                        problem or each.help,
                        value="" if value is None else str(value),
                        placeholder=written(each.default),
                        ok="Write",
                        may_be_empty=each.default is None,
                    )
                )
                stop = given is None
            if stop:
                return
            try:
                await self._write(each, given)
                return
            except SettingsError as error:
                problem, value = str(error), given
                if each.choices:
                    app.say_error(error)
                    return

    def action_reset(self) -> None:
        if (each := self.selected) is not None:
            self._reset(each)

    @work(exclusive=True, group="change")
    async def _reset(self, each: Listed) -> None:
        try:
            await self._write(each, None)
        except SettingsError as error:
            self.persona_app.say_error(error)

    async def _write(self, each: Listed, given: Any) -> None:
        """Raises SettingsError; other errors are said."""
        app, refused = self.persona_app, []

        def write() -> Changed | None:
            try:
                return change(each, given, app.flags)
            except SettingsError as error:
                refused.append(error)
                return None

        changed = await app.attempt(write)
        if refused:
            raise refused[0]
        if changed is None:
            return
        await self._take_effect(changed)
        app.say(changed.sentence)

    async def _take_effect(self, changed: Changed) -> None:
        app, before = self.persona_app, self.persona_app.settings
        longterm = changed.settings.longterm
        personality, remember = longterm.personality, longterm.remember
        app.settings = replace(
            before,
            tui=changed.settings.tui,
            auto_lock=changed.settings.auto_lock,
            longterm=replace(before.longterm, personality=personality, remember=remember),
        )
        if app.is_ready:
            app.assistant.memories.use(remember)
        if app.is_ready and personality != app.assistant.personality.on:
            await app.attempt(lambda: app.assistant.personality.use(personality))
        if changed.settings.tui.theme != before.tui.theme:
            app.theme = themes.theme_of(changed.settings.tui.theme, dict(os.environ))
        if changed.settings.auto_lock != before.auto_lock:
            app.lock_after(changed.settings.auto_lock)
        self._fill()

    # --- the key

    def action_lock(self) -> None:
        self.persona_app.action_lock()

    def action_personality(self) -> None:
        from persona_assistant.tui.preferences.personality import open_it

        open_it(self.persona_app)

    @work(exclusive=True, group="key")
    async def action_passphrase(self) -> None:
        if self.persona_app.is_ready:
            await key_care.change_passphrase(self.persona_app)

    @work(exclusive=True, group="key")
    async def action_recovery(self) -> None:
        if self.persona_app.is_ready:
            await key_care.recovery_key(self.persona_app)


def _actions() -> Content:
    return Content("  ").join(
        [text.action(label, f"screen.{action}()", "underline") for label, action in _ACTIONS]
    )


def _cut(value: str, width: int) -> str:
    """The end of a path says more than its beginning."""
    return value if len(value) <= width else "…" + value[1 - width :]
