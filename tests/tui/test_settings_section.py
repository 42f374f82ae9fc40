"""The settings section: what it lists, what it writes, and what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList
from tui_support import SMALL, WIDE, drive, filled, key_of, said, until

from persona_assistant.settings import known_settings, load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.dialogs import AskText, Choose
from persona_assistant.tui.preferences.listed import helps, listed
from persona_assistant.tui.preferences.screen import SettingsScreen

TEXT = "# mine\ntop_k = 2  # few\n\n[server]\nport = 9000 # free\n"


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Path:
    return filled(tmp_path_factory.mktemp("settings") / "store")


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(TEXT)
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(file))
    monkeypatch.setenv("PERSONA_ASSISTANT_ROUTE", "model")
    return file


@pytest.fixture
def app(file, people, tmp_path) -> PersonaApp:
    folder = tmp_path / "store"
    shutil.copytree(people, folder)
    shutil.copy(key_of(people), key_of(folder))
    flags = {"store": folder, "key_file": key_of(folder)}
    return PersonaApp(load_settings(**flags), flags=flags)


async def to(pilot, name: str) -> SettingsScreen:
    """The settings section, with that setting selected."""
    app = pilot.app
    await pilot.press("f7")
    await until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen._listed)
    screen = app.screen
    screen.table.move_cursor(row=[each.name for each in screen._listed].index(name))
    await pilot.pause()
    return screen


async def write(pilot, text: str) -> None:
    dialog = await until(
        pilot, lambda: pilot.app.screen if isinstance(pilot.app.screen, AskText) else None
    )
    dialog.query_one(Input).value = text
    await pilot.press("enter")


async def pick(pilot, option: str) -> None:
    dialog = await until(
        pilot, lambda: pilot.app.screen if isinstance(pilot.app.screen, Choose) else None
    )
    choices = dialog.query_one(OptionList)
    prompts = [str(each.prompt) for each in choices.options]
    choices.highlighted = prompts.index(option)
    await pilot.press("enter")


def test_every_setting_has_its_help_and_its_origin(file):
    assert {name for name, text in helps().items() if not text} == set()
    assert list(helps()) == list(known_settings())
    found = {each.name: each for each in listed(load_settings(top_k=3), {"top_k": 3})}
    assert found["top_k"].source == "command line" and found["top_k"].shown == "3"
    assert found["server.port"].source == "file" and found["route"].source == "environment"
    assert found["me"].source == "default" and found["tui.media_preview"].shown == "yes"
    assert found["image_tokens"].choices == (70, 140, 280, 560, 1120)


def test_a_value_is_written_and_taken_out_again(app, file):
    async def steps(pilot):
        await to(pilot, "max_tokens")
        await pilot.press("enter")
        await write(pilot, "512")
        await until(pilot, lambda: load_settings().max_tokens == 512)
        await until(pilot, lambda: "when the app starts the next time" in said(app))
        assert app.settings.max_tokens == 256, "what runs goes on as it began"
        assert "max_tokens = 512" in file.read_text()
        await to(pilot, "max_tokens")
        await pilot.press("delete")
        await until(pilot, lambda: load_settings().max_tokens == 256)
        await to(pilot, "server.port")
        await pilot.press("delete")
        await until(pilot, lambda: load_settings().server.port == 8765)

    drive(app, steps, size=SMALL)
    assert file.read_text() == "# mine\ntop_k = 2  # few\n\n[server]\n"


def test_a_bad_value_is_refused_in_the_models_words(app, file):
    async def steps(pilot):
        await to(pilot, "top_k")
        await pilot.press("enter")
        await write(pilot, "many")
        await until(pilot, lambda: "must be a whole number from 1 to 32" in said(app))
        assert file.read_text() == TEXT and load_settings().top_k == 2
        await write(pilot, "5")
        await until(pilot, lambda: load_settings().top_k == 5)

    drive(app, steps)
    assert file.read_text() == TEXT.replace("top_k = 2", "top_k = 5")


def test_a_theme_changes_at_once_and_stands_in_its_table(app, file):
    async def steps(pilot):
        await to(pilot, "tui.theme")
        await pilot.press("enter")
        await pick(pilot, "light")
        await until(pilot, lambda: app.theme == "persona-light")

    drive(app, steps)
    assert '[tui]\ntheme = "light"' in file.read_text() and "port = 9000 # free" in file.read_text()
    assert load_settings().tui.theme == "light"


def test_what_the_environment_says_wins_and_is_said(app, file):
    async def steps(pilot):
        await to(pilot, "route")
        await pilot.press("enter")
        await pick(pilot, "assistant")
        await until(pilot, lambda: "PERSONA_ASSISTANT_ROUTE says otherwise" in said(app))
        assert load_settings().route == "model"

    drive(app, steps, size=WIDE)


def test_a_file_that_is_wrong_elsewhere_stays_as_it_is(app, file):
    async def steps(pilot):
        await to(pilot, "max_tokens")
        file.write_text(TEXT + "nonsense = [\n")
        await pilot.press("delete")
        await until(pilot, lambda: "cannot be read" in said(app))

    drive(app, steps, size=WIDE)
    assert file.read_text() == TEXT + "nonsense = [\n"
