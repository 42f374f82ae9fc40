"""The palette, jump mode, the list of keys, the user's own keys, themes, and the bell."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from persona_assistant.pmg import ConversationTurn
from persona_assistant.tui import themes
from persona_assistant.tui.alerts import LONG, sequence
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.chat.screen import ChatScreen
from persona_assistant.tui.conversations.screen import ConversationsScreen
from persona_assistant.tui.jump import JumpScreen, labels
from persona_assistant.tui.key_list import KeyList
from tests.tui.tui_support import SMALL, app_on, drive, filled, open_store, shown, typed, until


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = filled(tmp_path_factory.mktemp("people") / "store")
    with open_store(folder) as memory:
        talk = memory.conversations.begin("About [the] harbour").id
        said = ConversationTurn("user", "Where is it?"), ConversationTurn("assistant", "In Faro.")
        memory.store.conversations.append(talk, *said)
    return folder


@pytest.fixture
def folder(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(people, tmp_path / "store")
    shutil.copy(people.parent / "store.key", tmp_path / "store.key")
    (tmp_path / "settings.toml").write_text("# mine\ntop_k = 3\n")
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(tmp_path / "settings.toml"))
    return tmp_path / "store"


async def choose(pilot: Pilot[Any], app: PersonaApp, words: str, awaited: str) -> None:
    """Opens the palette, types some words and takes the first command."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(app.screen, CommandPalette))
    await typed(pilot, words)
    await until(pilot, lambda: awaited in shown(app))
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(app.screen, CommandPalette))


def test_the_palette_has_actions_sections_conversations_people_and_themes(folder: Path) -> None:
    app = app_on(folder, tui__theme="dark")
    opened: list[str] = []

    async def steps(pilot: Pilot[Any]) -> None:
        await choose(pilot, app, "to conv", "Go to Conversations")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        await choose(pilot, app, "harb", "About [the] harbour")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await until(pilot, lambda: "In Faro." in shown(app))
        await choose(pilot, app, "new", "New")
        await until(pilot, lambda: "In Faro." not in shown(app))
        app.open_person = opened.append  # type: ignore[method-assign]
        await choose(pilot, app, "okor", "Ben Okoro")
        uid = app.assistant.show("Ben Okoro").persona.uid
        await until(pilot, lambda: opened == [uid])
        await choose(pilot, app, "light", "Theme: light")
        await until(pilot, lambda: app.theme == themes.LIGHT.name)
        settings = folder.parent / "settings.toml"
        await until(pilot, lambda: 'theme = "light"' in settings.read_text())
        assert settings.read_text().startswith("# mine\ntop_k = 3\n")

    drive(app, steps)
    assert app_on(folder).theme == themes.LIGHT.name, "it is remembered"


def test_a_letter_jumps_to_what_can_be_focused_or_clicked(folder: Path) -> None:
    app = app_on(folder)

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "In Faro." in shown(app))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, JumpScreen))
        await pilot.press("d")  # the third from the top: chat, people, conversations
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, JumpScreen))
        assert "k" in shown(app)
        await pilot.press("k")  # after seven sections the field
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        await until(pilot, lambda: isinstance(app.screen.focused, Input))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, JumpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))

    drive(app, steps, size=SMALL)
    many = labels(40)
    assert len(set(many)) == 40 and {len(each) for each in many} == {2}


def test_the_list_of_keys_is_made_from_the_bindings(folder: Path) -> None:
    app = app_on(folder, tui={"keys": {"chat.new": "f12"}})

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, KeyList))
        listed = str(app.screen.query_one("#keys").render())  # type: ignore[attr-defined]
        lines = [line.split() for line in listed.splitlines()]
        assert [
            each for each in lines if each in (["Everywhere"], ["Chat"], ["Conversations"])
        ] == [["Everywhere"], ["Chat"], ["Conversations"]]
        keys = {line[-1]: line[0] for line in lines if line}
        assert (keys["chat.new"], keys["app.help"]) == ("f12", "f1")
        assert (keys["conversations.rename"], keys["conversations.search"]) == ("r", "/")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ChatScreen))

    drive(app, steps, size=SMALL)


def test_the_users_own_keys_hold_and_what_cannot_be_meant_is_said(folder: Path) -> None:
    keys = {"chat.new": "f12", "chat.nwe": "f11", "conversations.rename": "f12,f7"}
    app = app_on(folder, tui={"keys": keys})
    said: list[str] = []

    async def steps(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "In Faro." in shown(app))
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert "In Faro." in shown(app)
        await pilot.press("f12")
        await until(pilot, lambda: "In Faro." not in shown(app))
        await until(pilot, lambda: len(said) == 2)

    app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
    drive(app, steps)
    assert "no such action; did you mean chat.new?" in said[0]
    assert "gives f7 to both section.settings and conversations.rename" in said[1]


def test_the_bell_rings_for_long_work_while_somebody_looks_elsewhere(folder: Path) -> None:
    assert sequence("bell", LONG, is_looking=False) == "\a"
    assert sequence("message", LONG, is_looking=False).startswith("\x1b]9;persona-assistant")
    for setting, seconds, looks in (
        ("bell", LONG - 1, False),
        ("bell", LONG, True),
        ("off", LONG, False),
    ):
        assert sequence(setting, seconds, is_looking=looks) == ""
    app = app_on(folder)
    written: list[str] = []

    async def steps(pilot: Pilot[Any]) -> None:
        app._driver.write = written.append  # type: ignore[union-attr, method-assign]
        app.app_focus = False
        ended = app.background.on_end
        app.background.on_end = lambda seconds: ended(seconds + LONG)
        async for _ in app.background.stream(lambda token: iter((1, 2))):
            pass
        assert written == ["\a"]

    drive(app, steps)
