"""The memories section: listed by kind, searched, traced to the turn, corrected, erased, undone."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TextArea

from persona_assistant.settings import load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.dialogs import Confirm
from persona_assistant.tui.memories.screen import MemoriesScreen
from persona_assistant.tui.people.forms import Form
from tests.tui.tui_support import SMALL, app_on, drive, filled, open_store, said, shown, until


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = filled(tmp_path_factory.mktemp("people") / "store")
    with open_store(folder) as memory:
        talk = memory.conversations.begin("Moving").id
        memory.ask("Call me Sam.", conversation=talk)
        memory.ask("I moved to [Porto] in May 2024.", conversation=talk)
        memory.memories.add("I like dark roast coffee.")
    return folder


@pytest.fixture
def folder(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "settings.toml").write_text("")
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(tmp_path / "settings.toml"))
    shutil.copytree(people, tmp_path / "store")
    shutil.copy(people.parent / "store.key", tmp_path / "store.key")
    return tmp_path / "store"


def in_section(
    folder: Path, steps: Callable[[Pilot[Any], PersonaApp], Awaitable[None]]
) -> PersonaApp:
    """Runs the steps once the section shows the memories."""
    app = app_on(folder)

    async def all_steps(pilot: Pilot[Any]) -> None:
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, MemoriesScreen))
        await until(pilot, lambda: rows(app) == 3)
        await steps(pilot, app)

    drive(app, all_steps, size=SMALL)
    return app


def rows(app: PersonaApp) -> int:
    return app.screen.query_one("#found", OptionList).option_count


def back(app: PersonaApp) -> bool:
    return isinstance(app.screen, MemoriesScreen)


def texts(folder: Path) -> list[str]:
    with open_store(folder) as memory:
        return [each.text for each in memory.memories.list()]


def test_kinds_and_words_choose_what_is_listed(folder: Path) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        assert "All 3" in shown(app) and "Core 1" in shown(app) and "user.name: Sam" in shown(app)
        await pilot.press("right")
        await until(pilot, lambda: rows(app) == 1 and "user.name: Sam" in shown(app))
        await pilot.press("right")
        await until(pilot, lambda: rows(app) == 2)
        await pilot.press("left", "left", "slash", "r", "o", "a", "s", "t")
        await until(pilot, lambda: rows(app) == 1 and "coffee" in shown(app))
        await pilot.press("x")
        await until(pilot, lambda: 'No memory holds "roastx"' in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: rows(app) == 3)

    in_section(folder, steps)


def test_a_memory_leads_to_the_turn_in_which_it_was_said(folder: Path) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: "from no turn" in said(app))
        await pilot.press("v")
        await until(pilot, lambda: "of no picture" in said(app))
        await pilot.press("down")
        await until(pilot, lambda: "You said: I moved to [Porto]" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        await until(pilot, lambda: screen.transcript.selected is not None)
        await until(pilot, lambda: "[Porto]" in screen.transcript.selected.query.text)

    in_section(folder, steps)


def test_one_is_corrected_retracted_and_brought_back(folder: Path) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, Form))
        app.screen.query_one(TextArea).text = "I like tea."
        app.screen.query_one("#from", Input).value = "yesterday"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and "is no date" in said(app))
        app.screen.query_one("#from", Input).value = "2023"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: back(app) and "I like tea." in shown(app))
        await until(pilot, lambda: "(replaced): I like dark roast coffee." in said(app))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: back(app) and rows(app) == 2)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: back(app) and rows(app) == 3)

    in_section(folder, steps)
    assert texts(folder) == ["Sam", "I moved to [Porto] in May 2024.", "I like tea."]


def test_one_is_erased_after_a_question_another_added_and_the_history_tells_it(
    folder: Path,
) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        for answers, left in ((["enter"], 3), (["tab", "enter"], 2)):
            await pilot.press("D")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press(*answers)
            await until(pilot, lambda count=left: back(app) and rows(app) == count)
        await pilot.press("right", "n")
        await until(pilot, lambda: isinstance(app.screen, Form))
        app.screen.query_one(TextArea).text = "Lisbon"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and "has a name" in said(app))
        app.screen.query_one("#name", Input).value = "user.home"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: back(app) and rows(app) == 2)
        await pilot.press("o", "enter")
        await until(pilot, lambda: back(app) and "Remembering is off: nothing" in shown(app))
        assert not load_settings().longterm.remember and not app.assistant.memories.on
        await pilot.press("o", "enter")
        await until(pilot, lambda: back(app) and "What is always known" in shown(app))
        await pilot.press("h")
        await until(pilot, lambda: 'Remembered: "Lisbon"' in shown(app))
        assert "Ana Ruiz" not in shown(app)

    in_section(folder, steps)
    assert texts(folder) == ["Sam", "I moved to [Porto] in May 2024.", "Lisbon"]
