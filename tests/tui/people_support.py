"""Handling the people section in tests, as its user does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Checkbox, Input, OptionList, TextArea

from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.dialogs import AskText, Choose, Confirm
from persona_assistant.tui.people.choosing import PickPerson
from persona_assistant.tui.people.forms import Form
from persona_assistant.tui.people.screen import PeopleScreen
from tests.tui.tui_support import app_on, drive, shown, until


class People:
    """The section under test, as its user handles it."""

    def __init__(self, app: PersonaApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def section(self) -> PeopleScreen:
        found = self.app.screen_stack[0]
        assert isinstance(found, PeopleScreen)
        return found

    @property
    def listed(self) -> list[str]:
        return [each.persona.label for each in self.section.people_list.rows]

    @property
    def shown_person(self) -> str:
        page = self.section.page_view.page
        return page.persona.label if page else ""

    async def select(self, name: str) -> None:
        """Puts the cursor on somebody, and waits for their page."""
        await self.until(lambda: name in self.listed)
        uid = next(e.persona.uid for e in self.section.people_list.rows if e.persona.label == name)
        self.section.select(uid)
        await self.until(lambda: self.shown_person == name)

    async def window(self, kind: type[Screen[Any]]) -> Any:
        await self.until(lambda: isinstance(self.app.screen, kind) and self.app.screen.is_mounted)
        await self.pilot.pause()
        return self.app.screen

    async def yes(self, *kinds: type[Screen[Any]]) -> str:
        """Agrees to a preview; returns what it said."""
        window = await self.window(kinds[0] if kinds else Confirm)
        said = shown(self.app)
        window.query_one("#yes", Button).press()
        await self.until(lambda: self.app.screen is not window)
        return said

    async def fill(self, **answers: str | bool) -> None:
        """Answers a form."""
        form = await self.window(Form)
        for key, value in answers.items():
            field = form.query_one(f"#{key}")
            if isinstance(field, TextArea):
                field.text = str(value)
            elif isinstance(field, (Input, Checkbox)):
                field.value = value  # type: ignore[assignment]
        await self.pilot.press("ctrl+s")

    async def write(self, text: str) -> None:
        """Answers a question for a line of text."""
        window = await self.window(AskText)
        window.query_one(Input).value = text
        await self.pilot.press("enter")

    async def choose(self, number: int, kind: type[Screen[Any]] = Choose) -> None:
        window = await self.window(kind)
        window.query_one(OptionList).highlighted = number
        await self.pilot.press("enter")

    async def pick(self, name: str) -> None:
        window = await self.window(PickPerson)
        window.query_one(Input).value = name
        await self.pilot.pause()
        await self.pilot.press("enter")

    async def answer_until(self, words: str) -> None:
        """Keeps what is poor anyway, should that be asked, until these words are said."""

        def asked_or_said() -> bool:
            return isinstance(self.app.screen, Confirm) or self.has_said(words)

        await self.until(asked_or_said)
        if not self.has_said(words):
            await self.yes()
        await self.said(words)

    def has_said(self, words: str) -> bool:
        return any(words in each.message for each in self.app._notifications)

    async def until(self, true: Callable[[], Any]) -> None:
        await until(self.pilot, true)

    async def rest(self) -> None:
        """Until nothing runs, and nothing is drawn anew for a moment."""
        before, times = "", 0
        while times < 3:
            await self.pilot.pause(0.15)
            again = shown(self.app)
            runs = any(not each.is_finished for each in self.app.workers)
            before, times = again, 0 if runs or again != before else times + 1

    async def said(self, words: str) -> None:
        await self.until(lambda: self.has_said(words))


def people_section(
    folder: Path,
    steps: Callable[[People], Awaitable[None]],
    size: tuple[int, int] = (120, 40),
    **settings: Any,
) -> None:
    app = app_on(folder, **settings)

    async def run(pilot: Pilot[Any]) -> None:
        await pilot.press("f3")
        people = People(app, pilot)
        await people.until(lambda: people.app.screen is people.section and people.shown_person)
        await steps(people)

    drive(app, run, size=size)
