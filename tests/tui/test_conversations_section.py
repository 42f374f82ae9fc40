"""The conversations section: listed, searched, opened at a turn, renamed, exported, deleted."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from persona_assistant.pmg import ConversationTurn
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.conversations.screen import ConversationsScreen
from persona_assistant.tui.dialogs import AskText, Confirm
from tests.tui.tui_support import SMALL, app_on, drive, filled, open_store, shown, typed, until


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = filled(tmp_path_factory.mktemp("people") / "store")
    with open_store(folder) as memory:
        for title, said in (
            ("Boats", ["Who has a boat?", "Who sails to Faro?"]),
            ("[b]Bread[/b]", ["Who bakes at night?"]),
        ):
            talk = memory.conversations.begin(title).id
            for each in said:
                memory.store.conversations.append(
                    talk,
                    ConversationTurn("user", each),
                    ConversationTurn("assistant", f"Somebody. ({each})"),
                )
    return folder


@pytest.fixture
def folder(people: Path, tmp_path: Path) -> Path:
    shutil.copytree(people, tmp_path / "store")
    shutil.copy(people.parent / "store.key", tmp_path / "store.key")
    return tmp_path / "store"


def in_section(
    folder: Path, steps: Callable[[Pilot[Any], PersonaApp], Awaitable[None]]
) -> PersonaApp:
    """Runs the steps once the section shows the conversations."""
    app = app_on(folder)

    async def all_steps(pilot: Pilot[Any]) -> None:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        await until(pilot, lambda: rows(app) == 2)
        await steps(pilot, app)

    drive(app, all_steps, size=SMALL)
    return app


def rows(app: PersonaApp) -> int:
    return app.screen.query_one("#found", OptionList).option_count


def titles(folder: Path) -> list[str]:
    with open_store(folder) as memory:
        return [each.title for each in memory.conversations.list()]


def test_they_are_listed_and_one_opens_in_the_chat(folder: Path) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        seen = shown(app)
        assert seen.index("[b]Bread[/b]") < seen.index("Boats") and "2 questions" in seen
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await until(pilot, lambda: "Who sails to Faro?" in shown(app))
        assert "bakes" not in shown(app)

    in_section(folder, steps)


def test_a_hit_opens_the_conversation_at_its_turn(folder: Path) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        await pilot.press("slash")
        await typed(pilot, "boat")
        await until(pilot, lambda: "You: Who has a boat?" in shown(app))
        await pilot.press("backspace", "backspace", "backspace", "backspace")
        await until(pilot, lambda: rows(app) == 2)
        await typed(pilot, "parrot")
        await until(pilot, lambda: 'holds "parrot"' in shown(app))
        app.screen.query_one(Input).value = "boat"
        await until(pilot, lambda: rows(app) == 2 and "Somebody" in shown(app))
        await pilot.press("enter", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        chat = app.screen
        assert isinstance(chat, ChatScreen)
        await until(pilot, lambda: chat.transcript.selected is not None)
        await until(pilot, lambda: chat.transcript.selected.query.text == "Who has a boat?")

    in_section(folder, steps)


def test_one_is_renamed(folder: Path) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, AskText))
        app.screen.query_one(Input).value = "At [night]"
        await pilot.press("enter")
        await until(pilot, lambda: "At [night]" in shown(app))

    in_section(folder, steps)
    assert titles(folder) == ["At [night]", "Boats"]


def test_one_is_exported_and_no_file_is_replaced_unasked(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "talk.md"

    async def export(pilot: Pilot[Any], app: PersonaApp) -> None:
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, AskText))
        app.screen.query_one(Input).value = str(target)
        await pilot.press("enter")

    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        await export(pilot, app)
        await until(pilot, target.is_file)
        written = target.read_text("utf-8")
        assert "## Who bakes at night?" in written and target.stat().st_mode & 0o777 == 0o600
        target.write_text("mine")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        for answer in ("enter", "escape"):
            await export(pilot, app)
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press(answer)
            await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
            assert target.read_text() == "mine", "the safe answer has the focus"
        await export(pilot, app)
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.click("#yes")
        await until(pilot, lambda: target.read_text("utf-8") == written)

    in_section(folder, steps)


def test_one_is_deleted_then_all_and_the_chat_lets_go_of_it(folder: Path) -> None:
    async def steps(pilot: Pilot[Any], app: PersonaApp) -> None:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.click("#yes")
        await until(pilot, lambda: rows(app) == 1)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await until(pilot, lambda: "bakes" not in shown(app))
        await pilot.press("f4", "D")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        assert rows(app) == 1
        await pilot.press("D")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.click("#yes")
        await until(pilot, lambda: "There is no conversation yet" in shown(app))

    in_section(folder, steps)
    assert titles(folder) == []
