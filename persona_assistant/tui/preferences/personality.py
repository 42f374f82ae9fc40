"""How the user comes across: the five traits now and at any message before, with what they stand
on; and the switch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Footer, Static

from persona_assistant import settings_edit, views
from persona_assistant.assistant.personality import PersonalityPage
from persona_assistant.personality import NEUTRAL, TRAITS, Point, milestones, words
from persona_assistant.tui import text
from persona_assistant.tui.dialogs import AskText, Choose, Confirm
from persona_assistant.tui.preferences.radar import Radar
from persona_assistant.tui.section import Section
from persona_assistant.tui.text import plain

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_SWITCH = "longterm.personality"
_FILE = "personality.png"
_ACTIONS = (
    ("On / off", "switch"),
    ("Save as picture", "save"),
    ("Leave this message out", "leave_out"),
    ("Reset", "reset"),
)


def open_it(app: PersonaApp) -> None:
    """Shows it over whatever is in sight, once."""
    if app.is_ready and not isinstance(app.screen, PersonalityScreen):
        app.push_screen(PersonalityScreen())


async def ask_about_it(app: PersonaApp) -> None:
    """Explains the switch and turns it as the user decides. Called in a worker."""
    on = app.assistant.personality.on
    yes, no = ("Leave on", "Switch off") if on else ("Switch on", "Leave off")
    title = "May the assistant read how you come across?"
    chosen = await app.push_screen_wait(
        Confirm(title, views.PERSONALITY_EXPLAINED, yes=yes, no=no, danger=not on)
    )
    if chosen is not None and chosen != on:
        await turn(app, chosen)


async def turn(app: PersonaApp, on: bool) -> None:
    """Turns the switch, here and in the settings file. Called in a worker."""
    assistant = app.assistant

    def work() -> tuple[str, str]:
        switched = settings_edit.switch(_SWITCH, on)
        assistant.personality.use(on)
        return switched.overridden_by, assistant.personality.show().obstacle if on else ""

    done = await app.attempt(work)
    if done is None:
        return
    overridden, obstacle = done
    longterm = replace(app.settings.longterm, personality=on)
    app.settings = replace(app.settings, longterm=longterm)
    said = [views.personality_switch(on)]
    if overridden:
        said = [f"The setting is written, but {overridden} says otherwise at the next start."]
    app.say(" ".join([*said, *([obstacle] if obstacle else [])]))
    app.memory_changed()


class PersonalityScreen(Section):
    """Lies over the settings."""

    mode = "settings"
    DEFAULT_CSS = """
    PersonalityScreen .title { height: 1; padding: 0 1; background: $panel; }
    PersonalityScreen Horizontal { height: 1fr; }
    PersonalityScreen #traits { width: 36; height: 1fr; padding: 1 1 0 1; }
    PersonalityScreen #message { height: 3; padding: 0 1; color: $text-muted; }
    PersonalityScreen #actions { height: 1; padding: 0 1; }
    PersonalityScreen #none { height: 1fr; padding: 1 2; display: none; }
    PersonalityScreen.empty #none { display: block; }
    PersonalityScreen.empty Horizontal { display: none; }
    PersonalityScreen.empty #message { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back", id="personality.close"),
        Binding("left", "step(-1)", "Earlier", id="personality.earlier"),
        Binding("right", "step(1)", "Later", id="personality.later"),
        Binding("home", "first", "First", show=False, id="personality.first"),
        Binding("end", "last", "Latest", show=False, id="personality.last"),
        Binding("o", "switch", "On / off", id="personality.switch"),
        Binding("s", "save", "Save", id="personality.save"),
        Binding("u", "leave_out", "Leave out", id="personality.leave_out"),
        Binding("r", "reset", "Reset", id="personality.reset"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._page: PersonalityPage | None = None
        self._at = -1
        """The place of the message that is shown."""

    def compose(self) -> ComposeResult:
        yield Static(classes="title")
        with Horizontal():
            yield Radar()
            yield Static(id="traits")
        yield Static(id="none")
        yield Static(id="message")
        yield Static(_actions(), id="actions")
        yield Footer(show_command_palette=False)

    def body(self) -> Iterable[Widget]:
        return ()

    def on_mount(self) -> None:
        self._read()

    def reload(self) -> None:
        if self.is_mounted and self.persona_app.is_ready:
            self._read()

    # --- what is shown

    @work(exclusive=True, group="personality")
    async def _read(self) -> None:
        page = await self.persona_app.attempt(self.persona_app.assistant.personality.show)
        if page is None:
            return
        was_last = self._page is None or self._at >= len(self._page.points) - 1
        self._page = page
        self._at = len(page.points) - 1 if was_last else min(self._at, len(page.points) - 1)
        switch = "on" if page.on else "off"
        self.query_one(".title", Static).update(
            plain("How you come across", "bold $primary") + plain(f"   switched {switch}")
        )
        self.set_class(not page.points, "empty")
        self._say_nothing(page)
        await self._show()

    def _say_nothing(self, page: PersonalityPage) -> None:
        said = [
            plain("Nothing was read of your personality yet."),
            plain(f"It is switched {'on' if page.on else 'off'} (O turns it)."),
            plain(views.PERSONALITY_EXPLAINED),
            *([plain(page.obstacle)] if page.obstacle else []),
        ]
        self.query_one("#none", Static).update(Content("\n\n").join(said))

    async def _show(self) -> None:
        point = self._point
        if point is None or self._page is None:
            return
        points = self._page.points[: self._at + 1]
        self.query_one(Radar).show([each.traits for each in milestones(points, 3)])
        self.query_one("#traits", Static).update(_traits(points))
        said = await self.persona_app.attempt(
            lambda: self.persona_app.assistant.personality.said(point)
        )
        if self._point is point:
            self.query_one("#message", Static).update(self._message(point, said or ""))

    @property
    def _point(self) -> Point | None:
        points = () if self._page is None else self._page.points
        return points[self._at] if 0 <= self._at < len(points) else None

    def _message(self, point: Point, said: str) -> Content:
        assert self._page is not None
        when = point.observation.said[:16].replace("T", " ")
        place = f"Message {self._at + 1:,} of {len(self._page.points):,}, {when}"
        line = " ".join(said.split())
        room = max(20, self.size.width - 6)
        quoted = line if len(line) <= room else line[: room - 1].rstrip() + "…"
        showed = f"It showed {views.personality_showed(point)}."
        return text.lines(plain(place), plain(f'"{quoted}"'), plain(showed))

    # --- what can be done

    def action_close(self) -> None:
        self.app.pop_screen()

    @work(exclusive=True, group="step")
    async def action_step(self, by: int) -> None:
        await self._go(self._at + by)

    @work(exclusive=True, group="step")
    async def action_first(self) -> None:
        await self._go(0)

    @work(exclusive=True, group="step")
    async def action_last(self) -> None:
        await self._go(len(self._page.points) - 1 if self._page else 0)

    async def _go(self, place: int) -> None:
        if self._page is not None and 0 <= place < len(self._page.points):
            self._at = place
            await self._show()

    @work(exclusive=True, group="change")
    async def action_switch(self) -> None:
        await ask_about_it(self.persona_app)

    @work(exclusive=True, group="change")
    async def action_save(self) -> None:
        app = self.persona_app
        given = await app.push_screen_wait(
            AskText("Save as a picture (PNG)", value=str(Path.home() / _FILE), ok="Save")
        )
        if given is None:
            return
        path = Path(given).expanduser()
        saved = await app.attempt(lambda: app.assistant.personality.save_plot(path))
        if saved is not None:
            app.say(f"Saved as {saved}. Whoever has the file can see it.")

    @work(exclusive=True, group="change")
    async def action_leave_out(self) -> None:
        app, page, point = self.persona_app, self._page, self._point
        if page is None or point is None:
            return
        change = page.changes[self._at]
        undone = await app.attempt(lambda: app.assistant.undo(change))
        if undone is not None:
            app.say("The message counts no more. The history (F3) takes that back.")
            app.memory_changed()

    @work(exclusive=True, group="change")
    async def action_reset(self) -> None:
        app = self.persona_app
        chosen = await app.push_screen_wait(
            Choose(
                "Begin anew?",
                ["Reset; undo brings it back", "Erase; nothing of it is kept", "Let it be"],
                "How you come across is neutral again, and read from what you write from now on.",
            )
        )
        if chosen not in (0, 1):
            return
        erase = chosen == 1
        count = await app.attempt(lambda: app.assistant.personality.reset(erase=erase))
        if count is not None:
            app.say(views.personality_reset(count, erased=erase))
            app.memory_changed()


def _traits(points: tuple[Point, ...]) -> Content:
    """Each trait with its number, its course and what it means."""
    now = points[-1].traits if points else NEUTRAL
    shown = []
    for axis, trait in enumerate(TRAITS):
        value = now[axis]
        course = views.personality_sparkline([each.traits[axis] for each in points], 14)
        shown += [
            plain(f"{trait.capitalize():<17}", "bold") + plain(f" {value:.1f}", "bold $primary"),
            plain(course, "$secondary"),
            plain(words(trait, value), "$foreground 75%"),
        ]
    return Content("\n").join(shown)


def _actions() -> Content:
    return Content("  ").join(
        [text.action(label, f"screen.{action}()", "underline") for label, action in _ACTIONS]
    )
