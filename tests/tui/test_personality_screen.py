"""How the user comes across, as the terminal interface shows it: drawn at two sizes and at any
message, switched, left out, saved and reset."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image
from textual.command import CommandPalette
from textual.widgets import Input, OptionList
from tui_support import SMALL, WIDE, drive, filled, key_of, open_store, said, shown, typed, until

from persona_assistant.personality import Traits
from persona_assistant.pmg import ConversationTurn
from persona_assistant.settings import load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.dialogs import AskText, Choose, Confirm
from persona_assistant.tui.preferences.personality import PersonalityScreen
from persona_assistant.tui.preferences.radar import drawn
from persona_assistant.tui.preferences.screen import SettingsScreen

SCREENS = Path(__file__).with_name("screens")
MESSAGES = (
    ("I would love to dive into a cave that nobody has seen.", Traits(5, 3, 3, 3, 2)),
    ("Let us rather stay in tonight, just the two of us.", Traits(3, 3, 1, 4, 3)),
    ("I have sorted all receipts by date again.", Traits(3, 5, 3, 3, 3)),
    ("Good.", Traits(3, 3, 3, 3, 3)),
)
_WHEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Path:
    folder = filled(tmp_path_factory.mktemp("personality") / "store")
    with open_store(folder) as memory:
        talk = memory.conversations.begin()
        for text, traits in MESSAGES:
            (turn,) = memory.store.conversations.append(talk.id, ConversationTurn("user", text))
            memory.store.impressions.keep(turn.id, traits)
    return folder


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text("# mine\n")
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(file))
    return file


@pytest.fixture
def app(file, told, tmp_path) -> PersonaApp:
    folder = tmp_path / "store"
    shutil.copytree(told, folder)
    shutil.copy(key_of(told), key_of(folder))
    flags = {"store": folder, "key_file": key_of(folder)}
    return PersonaApp(load_settings(**flags), flags=flags)


async def to_it(pilot, awaited: str = "Message 4 of 4") -> None:
    app = pilot.app
    await pilot.press("f7")
    await until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen._listed)
    await pilot.press("p")
    await until(pilot, lambda: isinstance(app.screen, PersonalityScreen) and awaited in said(app))
    await pilot.pause(0.1)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
def test_it_is_drawn_as_it_was(app, size):
    async def steps(pilot):
        await to_it(pilot)
        text = _WHEN.sub("2026-01-31 10:00", shown(app)) + "\n"
        kept = SCREENS / f"personality-{size[0]}x{size[1]}.txt"
        if os.environ.get("RENEW_SCREENS"):
            kept.write_text(text, encoding="utf-8")
        assert text == kept.read_text(encoding="utf-8")

    drive(app, steps, size=size)


def test_each_message_can_be_looked_at_and_left_out(app):
    async def steps(pilot):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await typed(pilot, "come across")
        await until(pilot, lambda: "How you come across" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Message 4 of 4" in said(app))
        await pilot.press("home")
        await until(pilot, lambda: "Message 1 of 4" in said(app))
        assert "dive into a cave" in said(app) and "showed openness 5, neuroticism 2." in said(app)
        await pilot.press("left", "right")
        await until(pilot, lambda: "Message 2 of 4" in said(app))
        assert "extraversion 1, agreeableness 4" in said(app)
        await pilot.press("u")
        await until(pilot, lambda: "Message 2 of 3" in said(app))
        assert "conscientiousness 5" in said(app)
        assert all(
            each.traits.extraversion == 3 for each in app.assistant.personality.show().points
        )
        await pilot.press("escape")
        assert not isinstance(app.screen, PersonalityScreen)

    drive(app, steps, size=SMALL)


def test_the_switch_is_explained_and_takes_effect_at_once(app, file):
    async def steps(pilot):
        await to_it(pilot)
        assert "switched off" in said(app) and not app.assistant.personality.on
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "five traits" in said(app) and "encrypted" in said(app)
        await pilot.click("#yes")
        await until(pilot, lambda: "switched on" in said(app))
        assert app.assistant.personality.on and "personality = true" in file.read_text()
        assert "without a language model" in said(app)
        await pilot.press("escape")
        screen = app.screen
        (listed,) = [each for each in screen._listed if each.name == "longterm.personality"]
        assert listed.shown == "yes" and "how you come across" in listed.help
        screen.table.move_cursor(row=screen._listed.index(listed))
        await pilot.press("delete")
        await until(pilot, lambda: not app.assistant.personality.on)
        assert "personality" not in file.read_text()

    drive(app, steps)


def test_it_is_saved_as_a_picture_and_reset(app, tmp_path):
    async def steps(pilot):
        await to_it(pilot)
        await pilot.press("s")
        dialog = await until(pilot, lambda: app.screen if isinstance(app.screen, AskText) else None)
        dialog.query_one(Input).value = str(tmp_path / "me.png")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "me.png").exists())
        with Image.open(tmp_path / "me.png") as image:
            assert image.format == "PNG"
        await pilot.press("r")
        dialog = await until(pilot, lambda: app.screen if isinstance(app.screen, Choose) else None)
        dialog.query_one(OptionList).highlighted = 0
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing was read" in said(app))
        assert app.assistant.personality.show().points == ()

    drive(app, steps)


def test_a_plot_without_room_is_left_out_and_no_line_is_wider_than_its_place():
    profiles = [Traits(5, 5, 5, 5, 5), Traits(1, 1, 1, 1, 1)]
    for width in range(1, 90, 4):
        for height in range(1, 30, 3):
            lines = drawn(profiles, width, height).plain.splitlines()
            assert len(lines) <= height and all(len(each) <= width for each in lines)
    assert drawn(profiles, 20, 5).plain == ""


def test_who_has_more_of_a_trait_has_a_corner_farther_out():
    """The first axis points up: the highest dot of a profile is nearer to the top."""
    one, other = (drawn([Traits(value, 3, 3, 3, 3)], 60, 30) for value in (2, 5))
    tops = [_highest(each) for each in (one, other)]
    assert tops[1] < tops[0]


def _highest(content) -> int:
    """The first line in which something of the present profile stands."""
    spans = [each for each in content.spans if "primary" in str(each.style)]
    return content.plain[: min(each.start for each in spans)].count("\n")
